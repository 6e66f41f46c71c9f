"""What a developer of an app meets: pages of lists, bodies, corrections, HEAD."""

import datetime as dt
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")

API = "/api/v1"


def test_a_list_says_how_long_it_is_and_leads_to_its_next_page(client: Any, kit: tk.Kit) -> None:
    count = len(kit.activities.list())
    seen, url = [], f"{API}/workouts?limit=40&sport=running"
    while url:
        answer = client.get(url)
        seen += [item["id"] for item in answer.json()]
        link = answer.headers.get("link", "")
        assert link.endswith('; rel="next"') == bool(link)
        url = link[1 : link.index(">")] if link else ""
    running = [item.id for item in kit.activities.list(sport="running")]
    assert seen == running
    assert len(running) > 40
    assert client.get(f"{API}/workouts").headers["x-total-count"] == str(count)
    assert "link" not in client.get(f"{API}/journal", params={"limit": 500}).headers


def test_a_field_that_is_misspelt_is_refused(client: Any) -> None:
    wish = {"goal": "10K in 50 minutes in 12 weeks", "secnds": 1}
    answer = client.post(f"{API}/plans", json=wish)
    assert answer.status_code == 422
    assert "secnds" in answer.json()["error"]["message"]


def test_a_day_of_the_journal_is_corrected_and_removed(client: Any, kit: tk.Kit) -> None:
    span = kit.history().span
    assert span is not None
    day = f"{API}/journal/{span[1]}"
    client.post(f"{API}/journal", json={"date": str(span[1]), "pain": 60, "pain_place": "knee"})
    mended = client.patch(day, json={"pain": None, "pain_place": None}).json()
    assert (mended["pain"], mended["pain_place"]) == (None, None)
    assert client.patch(day, json={"pian": 3}).status_code == 400
    assert client.delete(day).status_code == 204
    assert client.get(day).status_code == 404
    assert client.delete(day).status_code == 404


def test_today_is_assessed_anew_by_its_name(client: Any) -> None:
    answer = client.post(f"{API}/recovery/today/recalculate")
    assert (answer.status_code, answer.json()) == (202, {"poll_url": f"{API}/recovery/today"})
    assert client.get(answer.json()["poll_url"]).status_code == 200


def test_a_session_is_done_without_a_body(planned: Any) -> None:
    week = planned.get(f"{API}/plans/current").json()["workouts"]
    day = next(item["date"] for item in week if item["kind"] != "rest")
    answer = planned.post(f"{API}/plans/current/days/{day}/complete")
    assert answer.status_code == 200


def test_a_plan_that_has_not_begun_is_not_adapted(client: Any, kit: tk.Kit) -> None:
    today = kit.now().date()
    race, start = today + dt.timedelta(days=90), today + dt.timedelta(days=8)
    wish = {"goal": f"10K in 50 minutes on {race}", "start": str(start), "seconds": 1}
    assert client.post(f"{API}/plans", json=wish).status_code == 201
    answer = client.post(f"{API}/plans/current/adapt")
    assert answer.status_code == 409
    assert f"it begins on {start}" in answer.json()["error"]["message"]
    page = client.get("/plan").text
    assert "/plan/adapt" not in page
    assert "Nothing to adapt yet" in page


@pytest.mark.parametrize("path", ["/", f"{API}/goals", "/health/ready", "/static/app.css"])
def test_head_is_get_without_its_body(client: Any, path: str) -> None:
    whole, bare = client.get(path), client.head(path)
    assert bare.status_code == whole.status_code == 200
    assert bare.content == b""
    assert bare.headers["content-length"] == whole.headers["content-length"]
    assert bare.headers["content-type"] == whole.headers["content-type"]
