"""What somebody meets who has nothing yet, or comes back after months."""

import datetime as dt
import re
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")

from fastapi.testclient import TestClient

from trainkit.host import create_app
from trainkit.models._usual import usual_hr_max

WHO = {"sex": "male", "birth_date": "1990-01-01", "hr_rest": "52", "hr_max": ""}


def _open(kit: tk.Kit) -> TestClient:
    app = create_app(kit=kit, auth=False)
    return TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False)


def _chosen(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)" checked', page)
    assert found is not None
    return found[1]


def test_the_first_page_says_what_it_will_do_and_asks_who_is_there(empty: Any) -> None:
    page = empty.get("/").text
    assert ">Welcome</h2>" in page
    assert "Everything stays on this machine" in page
    assert '<option value="">choose</option>' in page  # nobody is taken for a woman


def test_an_unknown_maximum_is_taken_from_the_age_and_that_is_said(empty: Any) -> None:
    moved = empty.post("/settings/athlete", data=WHO)
    assert moved.status_code == 303
    page = empty.get(moved.headers["location"]).text
    most = empty.get("/api/v1/athlete").json()["hr_max"]
    today = dt.date.fromisoformat(empty.get("/api/v1/calendar").json()["today"])
    assert most == usual_hr_max(dt.date(1990, 1, 1), today) == 183  # 208 - 0.7 x 36
    assert "taken as 183 bpm" in page


def test_who_has_no_data_can_begin_with_how_they_feel(empty: Any) -> None:
    empty.post("/settings/athlete", data=WHO)
    page = empty.get("/").text
    assert "say how you feel" in page
    assert "history is" not in page
    date = re.search(r'name="date" value="([\d-]+)"', page)
    assert date is not None
    felt = {"date": date[1], "soreness": 90, "energy": 20, "pain": 50, "pain_place": "left knee"}
    assert empty.post("/today/feel", data=felt).status_code == 303
    kept = empty.get(f"/api/v1/journal/{date[1]}").json()
    assert (kept["pain"], kept["pain_place"]) == (50, "left knee")
    page = empty.get("/").text
    assert [_chosen(page, name) for name in ("soreness", "energy", "pain")] == ["90", "20", "50"]
    assert 'value="left knee"' in page
    empty.post("/today/feel", data=felt | {"pain": 0})
    assert empty.get(f"/api/v1/journal/{date[1]}").json()["pain"] == 0


def test_old_data_are_not_this_morning(kit: tk.Kit) -> None:
    history = kit.history()
    assert history.span is not None
    last = history.span[1]

    def later() -> dt.datetime:
        return dt.datetime.combine(last, dt.time(8), tzinfo=dt.UTC) + dt.timedelta(days=200)

    with tk.Kit(clock=later) as old:
        old.log(history)
        page = _open(old).get("/").text
    assert "Your data end on" in page
    assert f"{last.year}, 200 days ago" in page
    assert "Last known recovery" in page
    assert "Recovery this morning" not in page


def test_fresh_data_are_not_called_old(client: Any) -> None:
    page = client.get("/").text
    assert "Your data end on" not in page
    assert "Recovery this morning" in page


def test_seven_mornings_and_the_own_median_stand_beside_the_score(client: Any) -> None:
    page = client.get("/").text
    strip = re.search(r'<ol class="mornings".*?</ol>', page)
    assert strip is not None
    assert strip[0].count("<li") == 7
    scores = [int(score) for score in re.findall(r"<b>(\d+)</b>", strip[0])]
    shown = re.search(r'class="big"><a[^>]*>(\d+)</a>', page)
    assert shown is not None
    assert scores[-1] == int(shown[1])
    assert re.search(r'your median <a class="n" href="/trends">\d+</a>', page)


def test_a_goal_takes_its_day_beside_its_words_and_leads_to_a_plan(client: Any) -> None:
    client.post("/goals/add", data={"goal": "5k in 28 minutes", "day": "2027-03-07"})
    (kept,) = client.get("/api/v1/goals").json()
    assert (kept["date"], kept["time_s"]) == ("2027-03-07", 28 * 60)
    link = re.search(r'href="(/plan/new\?goal=[^"]+)"', client.get("/goals").text)
    assert link is not None
    form = client.get(link[1]).text
    words = re.search(r'id="i-goal"[^>]*value="([^"]+)"', form)
    assert words is not None
    again = client.post("/plan/verdict", data={"goal": words[1]}).text
    assert "weeks are left" in again


def test_an_upload_that_holds_nothing_says_so(client: Any) -> None:
    sent = client.post("/settings/files", files={"files": ("notes.gpx", b"<gpx></gpx>")})
    page = client.get(sent.headers["location"]).text
    assert "0 activities" in page
    assert "Everything could be read" not in page


def test_a_conversation_is_left_and_deleted_on_its_page(client: Any, kit: tk.Kit) -> None:
    place = client.post("/coach/ask", data={"message": "How recovered am I?"}).headers["location"]
    key = kit.conversations.list()[0].id
    page = client.get(place).text
    assert '<a href="/coach">A new conversation</a>' in page
    assert client.post("/coach/forget", data={"talk": key}).status_code == 303
    assert kit.conversations.list() == []
    assert client.post("/coach/forget", data={"talk": key}).status_code == 404
