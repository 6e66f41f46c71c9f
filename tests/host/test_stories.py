"""The five systems through HTTP, at a real process, on SQLite and on PostgreSQL."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

import trainkit as tk
from builders.postgres_server import required_server
from builders.searches import SHOP
from builders.serving import Served, make_opener

LAST = dt.date(2026, 11, 1)
RACE = LAST + dt.timedelta(days=84)
API = "/api/v1"


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    for server in required_server():
        yield server.url


@pytest.fixture(scope="module")
def host(
    address: str, processes: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A host of a team whose first member has half a year of data."""
    open_host = make_opener(processes, tmp_path_factory.mktemp("host"))
    with tk.Kit() as kit:
        kit.log(tk.simulate(days=150, end=LAST))
        export = kit.export()
    with open_host(team=True, store=address) as host:
        sent = host.client.post(f"{API}/files", files={"files": ("me.zip", export)})
        assert sent.status_code == 201, sent.text
        assert sent.json()["problems"] == []
        yield host
        host.end(9)


BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True, scope="module")


def get(host: Served, path: str, status: int = 200, **query: Any) -> Any:
    answer = host.client.get(f"{API}/{path}", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(host: Served, path: str, status: int, body: Any = None) -> Any:
    answer = host.client.post(f"{API}/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


@BOTH
def test_recovery_of_a_day_and_what_follows_from_it(host: Served) -> None:
    today, found = get(host, "recovery/today"), get(host, f"recovery/{LAST}")
    assert str(LAST) in today["notes"][0]  # the day has no data yet, which is said
    assert today["recovery"]["score"] == found["recovery"]["score"]
    assert 0 <= found["recovery"]["score"] <= 100
    assert found["recovery"]["status"] in {"green", "yellow", "red"}
    assert found["recommendation"]["intensity"]
    again = post(host, f"recovery/{LAST}/recalculate", 202)
    assert host.client.get(again["poll_url"]).json() == found
    refused = get(host, f"recovery/{LAST + dt.timedelta(days=8)}", 404)["error"]
    assert set(refused) == {"code", "message", "details", "time", "request_id"}
    limits = host.client.get(f"{API}/recovery/today").headers
    assert int(limits["x-ratelimit-remaining"]) < int(limits["x-ratelimit-limit"])
    for insight in post(host, "insights/generate", 200):
        assert 10 <= len(insight["title"]) <= 255
        assert insight["text"]
        assert insight["data"]


@BOTH
def test_a_week_that_the_rules_have_checked(host: Served) -> None:
    topics = {fact["subject"] for fact in get(host, "facts")}
    assert any("ACWR" in topic or "acwr" in topic for topic in topics), sorted(topics)
    week = get(host, "coach/week")
    days = [day["date"] for day in week["days"]]
    assert len(days) == 7
    assert dt.date.fromisoformat(days[0]).weekday() == 0
    assert get(host, "coach/week")["days"] == week["days"]
    assert len(post(host, "coach/week", 200)["days"]) == 7
    pain = {"date": str(LAST + dt.timedelta(days=1)), "pain": 80}
    post(host, "journal", 201, pain)
    assert get(host, "recovery/today")["recommendation"]["intensity"] in {"rest", "recovery"}


@BOTH
def test_a_voice_for_whom_it_is(host: Served) -> None:
    assert {"alice", "aiden"} <= {persona["id"] for persona in get(host, "voice/personas")}
    said = {"trigger": "split", "context": {"split": 5, "pace_s_per_km": 260}}
    spoken = post(host, "voice/trigger", 200, said)
    assert len(spoken["toast"]) <= 50
    assert spoken["text"]
    assert spoken["audio_url"] is None
    pro = host.client.patch(f"{API}/voice/subscription", json={"kind": "pro", "collect": True})
    assert pro.status_code == 200, pro.text
    again = post(host, "voice/trigger", 200, said)
    post(host, "voice/feedback", 201, {"id": again["id"], "rating": 5})
    post(host, "voice/feedback", 404, {"id": "unknown", "rating": 5})
    assert host.client.post(f"{API}/voice/trigger", json={"trigger": "x"}).status_code >= 400


@BOTH
def test_a_plan_and_a_coach_who_shows_receipts(host: Served) -> None:
    wish = {"goal": {"distance_m": 10_000, "date": str(RACE), "time_s": 3_000}, "seconds": 1}
    plan = post(host, "plans", 201, wish)
    assert get(host, "plans/current") == plan
    found = get(host, "plans/current/check")["violations"]
    assert [broken for broken in found if broken["hard"]] == []
    first = plan["start"]
    week = get(host, "plans/current/week", on=first)
    day = next(session["date"] for session in week if session["kind"] != "rest")
    done = post(host, f"plans/current/days/{day}/complete", 200, {"by": "hand"})
    assert done != plan
    for kind, status in (("ics", 200), ("fit", 200), ("zwo", 400)):  # a run holds no power
        ask = {"format": kind, "date": day}
        file = host.client.get(f"{API}/plans/current/export", params=ask)
        assert file.status_code == status, (kind, file.text)
    answer = post(host, "coach/chat", 200, {"message": "How recovered am I?"})
    assert answer["receipts"]
    kept = get(host, f"coach/conversations/{answer['conversation']}")
    assert kept["turns"][0]["receipts"] == answer["receipts"]


@BOTH
def test_a_search_for_the_worst_fault(host: Served) -> None:
    wish = {"name": "shop", "settings": SHOP, "trials": 4}
    started = post(host, "faults/sessions", 202, wish)
    place = started["poll_url"]
    found = host.until(place, lambda found: found["status"] not in {"pending", "running"})
    assert (found["status"], found["trials"]) == ("completed", 4)
    assert 0 <= found["worst"] <= 10
    assert found["fault"]
    post(host, "faults/sessions/shop/stop", 409)
    post(host, "faults/sessions", 409, wish)
    post(host, "faults/sessions", 422, wish | {"name": "Not a name"})
    get(host, "faults/sessions/unknown", 404)
