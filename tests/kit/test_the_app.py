"""The app of sixty lines for three athletes does what its docstring says, over HTTP's interface."""

import importlib.util
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PLACE = EXAMPLES / "app" / "three_athletes.py"


class Client:
    """Calls the app as a server does."""

    def __init__(self, store: str) -> None:
        spec = importlib.util.spec_from_file_location("three_athletes", PLACE)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.app = module.App(store)

    def __call__(self, method: str, path: str, said: Any = None, *, status: int = 200) -> Any:
        body = (
            said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
        )
        plain, _, query = path.partition("?")
        answered: list[str] = []
        request = {
            "REQUEST_METHOD": method,
            "PATH_INFO": plain,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        pieces = self.app(request, lambda line, _headers: answered.append(line))
        assert answered[0].startswith(str(status)), pieces
        return json.loads(b"".join(pieces))


@pytest.fixture
def ask(tmp_path: Path) -> Client:
    return Client(f"sqlite:///{tmp_path / 'athletes.db'}")


def test_it_has_sixty_lines() -> None:
    assert (
        len(PLACE.read_text(encoding="utf-8").split("import trainkit as tk")[1].splitlines()) <= 60
    )


def test_goals(ask: Client) -> None:
    goal = ask("POST", "/anna/goals", {"goal": "10K in 50 minutes on 2027-06-06"})
    assert goal["time_s"] == 3000
    assert ask("PATCH", f"/anna/goals/{goal['key']}", {"time_s": 2940, "priority": "B"})
    assert ask("GET", f"/anna/goals/{goal['key']}")["time_s"] == 2940
    assert ask("GET", "/ben/goals") == []
    twin = {"goal": "10K in 49:00 on 2027-06-06", "priority": "B"}
    assert "kept already" in ask("POST", "/anna/goals", twin, status=409)["error"]
    ask("POST", "/anna/goals", {"goal": "soon"}, status=400)
    race = ask("GET", "/anna/calendar?first=2027-06-05&last=2027-06-07")["days"][1]
    assert race["races"][0]["key"] == goal["key"]
    ask("DELETE", f"/anna/goals/{goal['key']}")
    ask("DELETE", f"/anna/goals/{goal['key']}", status=404)


def test_uploads_edits_deletions_and_the_calendar(ask: Client) -> None:
    ride = (EXAMPLES / "data" / "ride.fit").read_bytes()
    ask("POST", "/ben/uploads/ride.fit", ride)
    ask("POST", "/ben/uploads/ride.fit", ride)  # the same again adds nothing
    (found,) = ask("GET", "/ben/activities?sport=cycling")
    name = tk.read(ride).activities[0].id
    ask("PATCH", f"/ben/activities/{name}", {"rpe": 7, "name": "Hills"})
    ask("POST", "/ben/uploads/ride.fit", ride)
    edited = ask("GET", f"/ben/activities/{name}")
    assert (edited["rpe"], edited["name"]) == (7, "Hills")
    ask("PATCH", f"/ben/activities/{name}", {"rpe": 70}, status=400)
    day = found["start"][:10]
    (shown,) = ask("GET", f"/ben/calendar?first={day}&last={day}")["days"]
    assert (shown["state"], len(shown["activities"])) == ("extra", 1)
    ask("DELETE", f"/ben/activities/{name}")
    ask("POST", "/ben/uploads/ride.fit", ride)
    assert ask("GET", "/ben/activities") == []
    ask("GET", f"/ben/activities/{name}", status=404)
    ask("POST", "/ben/undo")
    assert ask("GET", f"/ben/activities/{name}")["rpe"] == 7
    assert ask("GET", "/cora/activities") == []


def test_what_is_not_there_is_not_found(ask: Client) -> None:
    ask("GET", "/dora/goals", status=404)
    ask("GET", "/anna/shoes", status=404)
    ask("GET", "/anna/today", status=400)  # nobody has said who Anna is


def test_what_an_app_gets_from_forms_and_urls(ask: Client) -> None:
    goal = ask("POST", "/cora/goals", {"distance_m": 5000, "date": "2027-03-06"})
    assert (goal["distance_m"], goal["date"]) == (5000, "2027-03-06")
    ask("POST", "/cora/goals", {"date": "2027-03-06"}, status=400)
    assert ask("GET", "/cora/goals?first=2027-03-07") == []
    assert len(ask("GET", "/cora/goals?first=2027-03-06&last=2027-03-06")) == 1
    ride = (EXAMPLES / "data" / "ride.fit").read_bytes()
    assert ask("POST", "/cora/uploads/ride.fit", ride) == []
    (problem,) = ask("POST", "/cora/uploads/junk.fit", b"junk")
    assert "junk.fit" in problem
    assert len(ask("GET", "/cora/activities?first=2026-05-03&last=2026-05-03")) == 1
    assert ask("GET", "/cora/activities?last=2026-05-02") == []
    assert len(ask("GET", "/cora/calendar?first=2026-05-03&last=2026-05-04")["days"]) == 2
    for path in ("activities", "races", "goals", "calendar"):
        wrong = ask("GET", f"/cora/{path}?first=2026-13-01", status=400)["error"]
        assert "first is '2026-13-01'; it must be a valid date" in wrong


def test_days_are_listed_by_the_texts_of_a_url() -> None:
    with tk.Kit() as kit:
        kit.log(tk.DailyHealth(date="2026-11-26", energy=60))  # type: ignore[arg-type]
        assert len(kit.days.list(first="2026-11-26", last="2026-11-26")) == 1
        with pytest.raises(tk.InvalidInput, match=r"last is '26\.11\.2026'"):
            kit.days.list(last="26.11.2026")


def test_what_a_list_or_a_calendar_names_can_be_asked_for(ask: Client) -> None:
    ask("POST", "/cora/uploads/ride.fit", (EXAMPLES / "data" / "ride.fit").read_bytes())
    (ride,) = ask("GET", "/cora/activities")
    changed = ask("PATCH", f"/cora/activities/{ride['id']}", {"rpe": 6})
    assert (changed["id"], changed["rpe"]) == (ride["id"], 6)
    day = ride["start"][:10]
    (found,) = ask("GET", f"/cora/calendar?first={day}&last={day}")["days"]
    assert (found["activities"], found["sports"], found["state"]) == (
        [ride["id"]],
        [ride["sport"]],
        "extra",
    )
    edit = ask("DELETE", f"/cora/activities/{found['activities'][0]}")
    assert edit["id"]
    (bare,) = ask("GET", "/cora/calendar?first=2020-01-01&last=2020-01-01")["days"]
    assert bare["state"] == "unknown"  # nobody recorded it, so it is no day of rest


def test_without_an_edit_there_is_nothing_to_undo(ask: Client) -> None:
    assert "there is nothing to undo" in ask("POST", "/cora/undo", status=404)["error"]
