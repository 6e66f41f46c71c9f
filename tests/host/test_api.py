"""The REST API: each system's story through HTTP, against the Kit's own answers."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from trainkit.models.plan import Violations

pytest.importorskip("fastapi")

API = "/api/v1"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"


def error_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    error: dict[str, Any] = body["error"]
    assert set(error) == {"code", "message", "details", "time", "request_id"}
    assert error["code"] == code
    assert error["request_id"] == answer.headers["x-request-id"]
    assert dt.datetime.fromisoformat(error["time"]).tzinfo is not None
    return error


def test_today_is_the_kits_answer(client: Any, kit: tk.Kit) -> None:
    answer = client.get(f"{API}/recovery/today")
    assert answer.status_code == 200
    assert answer.json() == kit.today().model_dump(mode="json")


def test_a_past_day_is_answered_and_one_without_data_is_not_found(client: Any, kit: tk.Kit) -> None:
    span = kit.history().span
    assert span is not None
    day = span[1] - dt.timedelta(days=9)
    assert client.get(f"{API}/recovery/{day}").json()["date"] == str(day)
    error_of(client.get(f"{API}/recovery/{span[1] + dt.timedelta(days=9)}"), 404, "not_found")
    error_of(client.get(f"{API}/recovery/yesterday"), 422, "invalid_request")


def test_every_fact_has_a_method_where_it_has_a_number(client: Any) -> None:
    facts = client.get(f"{API}/facts").json()
    known = [fact for fact in facts if isinstance(fact["value"], float)]
    assert len(known) > 50
    assert all(fact["method"] and fact["source"] for fact in known)
    hrv = client.get(f"{API}/facts", params={"topic": "hrv"}).json()
    assert {fact["topic"] for fact in hrv} == {"hrv"}


def test_nothing_known_is_an_error_that_says_what_is_missing(empty: Any) -> None:
    error = error_of(empty.get(f"{API}/recovery/today"), 409, "unknown_athlete")
    assert "PUT /api/v1/athlete" in error["message"]
    error_of(empty.get(f"{API}/athlete"), 404, "not_found")
    error_of(empty.get(f"{API}/plans/current"), 404, "not_found")


def test_an_athlete_and_a_file_are_all_that_an_answer_needs(empty: Any) -> None:
    athlete = {"sex": "male", "birth_date": "1988-03-01", "hr_rest": 50, "hr_max": 186}
    assert empty.put(f"{API}/athlete", json=athlete).status_code == 200
    content = tk.io.write_json(tk.simulate(days=60))
    answer = empty.post(f"{API}/files", files=[("files", ("history.json", content))])
    assert answer.status_code == 201
    assert answer.json()["activities"] > 20
    assert answer.json()["problems"] == []
    assert empty.get(f"{API}/recovery/today").status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ride.fit", b"\x0e\x10\x00\x00\xff\xff\xff\x7f.FIT\x00\x00" + b"\xff" * 40),
        ("track.gpx", b"<gpx><trk><trkseg><trkpt lat='1' lon='2'>"),
        ("all.zip", b"PK\x03\x04" + b"\x00" * 60),
        ("../../etc/passwd", b"root:x:0:0"),
        ("\u202egpj.fit", b"nothing"),
        ("", b"nothing"),
    ],
)
def test_a_damaged_file_is_told_and_never_fails(client: Any, name: str, content: bytes) -> None:
    answer = client.post(f"{API}/files", files=[("files", (name or "x", content))])
    assert answer.status_code == 201, answer.text
    problems = answer.json()["problems"]
    assert problems
    assert not any(
        problem["path"].startswith("/") or ".." in problem["path"] for problem in problems
    )


def test_one_damaged_file_does_not_stop_the_others(client: Any) -> None:
    good = tk.io.write_json(tk.simulate(days=20, seed=5))
    files = [("files", ("bad.fit", b"\x00" * 50)), ("files", ("good.json", good))]
    answer = client.post(f"{API}/files", files=files).json()
    assert answer["files"] == 2
    assert answer["days"] > 10
    assert [problem["path"] for problem in answer["problems"]] == ["bad.fit"]


def test_an_upload_of_nothing_says_so(client: Any) -> None:
    error_of(client.post(f"{API}/files", files=[("files", ("a.fit", b""))]), 400, "invalid_input")
    error_of(client.post(f"{API}/files"), 422, "invalid_request")


def test_a_check_names_the_rules_that_were_not_asked(
    planned: Any, kit: tk.Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Violations(kit.check(), notes=["no_mondays of acme failed"])
    monkeypatch.setattr(kit, "check", lambda _: found)
    rules = planned.get(f"{API}/plans/current/check").json()
    assert rules["notes"] == ["no_mondays of acme failed"]


def test_a_plan_is_made_followed_and_dropped(planned: Any, kit: tk.Kit) -> None:
    plan = planned.get(f"{API}/plans/current").json()
    assert plan == kit.planned.model_dump(mode="json")  # type: ignore[union-attr]
    assert plan["certificate"]
    rules = planned.get(f"{API}/plans/current/check").json()
    assert rules["violations"] == [item.model_dump(mode="json") for item in kit.check()]
    assert rules["notes"] == []
    first = next(day for day in plan["workouts"] if day["steps"])["date"]
    done = planned.post(f"{API}/plans/current/days/{first}/complete", json={"by": "my watch"})
    assert done.status_code == 200
    assert kit.planned is not None
    day = dt.date.fromisoformat(first)
    assert kit.planned.on(day).completed_by == "my watch"  # type: ignore[union-attr]
    planned.post(f"{API}/plans/current/days/{first}/skip", json={"reason": "ill"})
    assert kit.planned.on(day).skipped == "ill"  # type: ignore[union-attr]
    assert len(planned.get(f"{API}/plans/current/week", params={"on": first}).json()) == 7
    assert planned.delete(f"{API}/plans/current").status_code == 204
    error_of(planned.get(f"{API}/plans/current"), 404, "not_found")
    assert kit.history().activities


def test_a_plan_is_exported(planned: Any, kit: tk.Kit) -> None:
    calendar = planned.get(f"{API}/plans/current/export")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.content == tk.to_ics(kit.planned)  # type: ignore[arg-type]
    day = next(item.date for item in kit.planned.workouts if item.steps)  # type: ignore[union-attr]
    fit = planned.get(f"{API}/plans/current/export", params={"format": "fit", "date": str(day)})
    assert fit.content[8:12] == b".FIT"
    error_of(planned.get(f"{API}/plans/current/export", params={"format": "fit"}), 404, "not_found")


def test_a_move_is_drafted_and_changes_the_plan_only_when_applied(
    planned: Any, kit: tk.Kit
) -> None:
    assert kit.planned is not None
    before = kit.planned
    for workout in before.workouts:
        if workout.hard or not workout.steps or workout.date is None:
            continue
        body = {"day": str(workout.date), "to_day": str(workout.date + dt.timedelta(days=1))}
        draft = planned.post(f"{API}/plans/current/move", json=body)
        if draft.status_code == 201:
            break
        error_of(draft, 409, "conflict")
    else:
        pytest.fail("no session can be moved")
    assert kit.planned == before
    other = planned.post(f"{API}/plans/current/move", json=body).json()["id"]
    assert planned.get(f"{API}/plans/drafts/{other}").json()["id"] == other
    assert planned.delete(f"{API}/plans/drafts/{other}").status_code == 204
    error_of(planned.post(f"{API}/plans/drafts/{other}/apply"), 404, "not_found")
    key = draft.json()["id"]
    assert planned.post(f"{API}/plans/drafts/{key}/apply").json()["applied"] is True
    assert kit.planned != before
    error_of(planned.delete(f"{API}/plans/drafts/{key}"), 409, "conflict")
    error_of(planned.post(f"{API}/plans/drafts/nothing/apply"), 404, "not_found")


def test_an_infeasible_goal_is_a_conflict_with_the_rules(client: Any, kit: tk.Kit) -> None:
    span = kit.history().span
    assert span is not None
    goal = {"distance_m": 42_195, "date": str(span[1] + dt.timedelta(days=12)), "time_s": 9_000}
    answer = client.post(f"{API}/plans", json={"goal": goal, "seconds": 1})
    assert answer.status_code in {400, 409}
    assert answer.json()["error"]["message"]


def test_the_calendar_is_the_kits(planned: Any, kit: tk.Kit) -> None:
    assert planned.get(f"{API}/calendar").json() == kit.calendar().model_dump(mode="json")
    wrong = {"first": "2026-06-01", "last": "2026-05-01"}
    error_of(planned.get(f"{API}/calendar", params=wrong), 400, "invalid_input")


def test_a_conversation_has_receipts_and_goes_on(client: Any) -> None:
    first = client.post(f"{API}/coach/chat", json={"message": "How recovered am I?"}).json()
    assert first["receipts"]
    said = {"message": "And my sleep?", "conversation": first["conversation"]}
    client.post(f"{API}/coach/chat", json=said)
    key = first["conversation"]
    assert len(client.get(f"{API}/coach/conversations/{key}").json()["turns"]) == 2
    renamed = client.patch(f"{API}/coach/conversations/{key}", json={"title": "Sleep"})
    assert renamed.json()["title"] == "Sleep"
    assert client.delete(f"{API}/coach/conversations/{key}").status_code == 204
    error_of(client.get(f"{API}/coach/conversations/{key}"), 404, "not_found")
    error_of(client.post(f"{API}/coach/chat", json=said), 404, "not_found")


def test_a_streamed_answer_ends_with_the_whole_one(client: Any) -> None:
    headers = {"accept": "text/event-stream"}
    said = {"message": "How recovered am I?"}
    answer = client.post(f"{API}/coach/chat", json=said, headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    pieces = [json.loads(data[6:]) for name, data in events if name == "event: text"]
    whole = json.loads(events[-1][1][6:])
    assert "".join(pieces) == whole["text"]


def test_weeks_and_insights_are_the_kits(client: Any, kit: tk.Kit) -> None:
    week = client.get(f"{API}/coach/week").json()
    assert [day["date"] for day in week["days"]] == [str(day.date) for day in kit.week().days]
    found = client.post(f"{API}/insights/generate").json()
    assert all(item["title"] and item["kind"] for item in found)
    if found:
        key = found[0]["key"]
        said = {"feedback": "helpful"}
        assert client.post(f"{API}/insights/{key}/feedback", json=said).status_code == 204
        assert client.post(f"{API}/insights/{key}/dismiss").status_code == 204
    error_of(client.post(f"{API}/insights/none/dismiss"), 404, "not_found")


def test_goals_are_kept_changed_and_removed(client: Any) -> None:
    kept = client.post(f"{API}/goals", json={"goal": "10K in 50 minutes on 2027-06-06"}).json()
    key = kept["key"]
    error_of(
        client.post(f"{API}/goals", json={"goal": "10K in 50 minutes on 2027-06-06"}),
        409,
        "conflict",
    )
    changed = client.patch(f"{API}/goals/{key}", json={"time_s": 2_940})
    assert changed.json()["time_s"] == 2_940
    error_of(client.patch(f"{API}/goals/{key}", json={"colour": 1}), 400, "invalid_input")
    assert client.get(f"{API}/goals/{key}/progress").json()["days_left"] > 0
    assert client.delete(f"{API}/goals/{key}").status_code == 204
    error_of(client.get(f"{API}/goals/{key}"), 404, "not_found")


def test_what_a_person_enters_is_listed_and_edited(client: Any) -> None:
    new = {"sport": "running", "start": "2026-05-01T07:00:00Z", "elapsed_s": 1800, "rpe": 4}
    key = client.post(f"{API}/workouts", json=new).json()["id"]
    edited = client.patch(f"{API}/workouts/{key}", json={"rpe": 7})
    assert edited.json()["rpe"] == 7
    assert edited.json()["id"] == key
    assert client.delete(f"{API}/workouts/{key}").status_code == 204
    error_of(client.get(f"{API}/workouts/{key}"), 404, "not_found")
    day = {"date": "2026-05-02", "soreness": 40, "notes": "<script>alert(1)</script>"}
    assert client.post(f"{API}/journal", json=day).json()["soreness"] == 40
    race = {"date": "2026-05-03", "distance_m": 5_000, "time_s": 1_300}
    key = client.post(f"{API}/races", json=race).json()["id"]
    assert [item["id"] for item in client.get(f"{API}/races").json()] == [key]
    assert client.delete(f"{API}/races/{key}").status_code == 204


def test_lists_come_in_pages(client: Any) -> None:
    first = client.get(f"{API}/workouts", params={"limit": 5}).json()
    second = client.get(f"{API}/workouts", params={"limit": 5, "offset": 5}).json()
    assert len(first) == len(second) == 5
    assert first[-1]["start"] > second[0]["start"]
    error_of(client.get(f"{API}/workouts", params={"limit": 0}), 422, "invalid_request")


def test_an_export_holds_everything_and_a_deletion_leaves_nothing(client: Any) -> None:
    answer = client.get(f"{API}/privacy/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "history.json" in archive.namelist()
    error_of(client.post(f"{API}/privacy/delete", json={"confirm": "yes"}), 422, "invalid_request")
    deleted = client.post(f"{API}/privacy/delete", json={"confirm": "delete everything"})
    assert deleted.json()["records"] > 100
    assert client.get(f"{API}/workouts").json() == []


def test_costs_health_and_metrics_are_told(client: Any) -> None:
    assert client.get(f"{API}/costs").json()["total"]["calls"] == 0
    assert client.get("/health/live").json()["status"] == "alive"
    assert client.get("/health/ready").json()["status"] == "ready"
    metrics = client.get("/metrics").text
    assert 'trainkit_requests_total{method="GET",status="200"}' in metrics
    assert all(line[0] == "#" or line.count(" ") == 1 for line in metrics.splitlines())


def test_campaigns_in_the_home_are_listed(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from trainkit.host import create_app

    (tmp_path / "broken.campaign").write_text("no journal", encoding="utf-8")
    app = create_app(tmp_path, auth=False)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        found = client.get(f"{API}/faults/sessions").json()
    assert [item["name"] for item in found] == ["broken"]
    assert found[0]["status"].startswith("cannot be read")


def test_an_unknown_route_is_told_in_the_same_envelope(client: Any) -> None:
    error_of(client.get(f"{API}/nothing"), 404, "not_found")
    error_of(client.delete(f"{API}/recovery/today"), 405, "method_not_allowed")
