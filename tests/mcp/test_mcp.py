"""The server, asked by the official client: in memory, as a process, and over HTTP."""

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib import error, request

import anyio
import pytest

import trainkit as tk
from trainkit import io, planning
from trainkit.kit import Kit
from trainkit.mcp import server
from trainkit.models import Activity, DailyHealth, Provenance

mcp = pytest.importorskip("mcp")
HISTORY = tk.simulate(days=200, seed=5)
ATHLETE = HISTORY.athlete
assert ATHLETE is not None
assert HISTORY.span is not None
TODAY = HISTORY.span[1]
TOOLS = ("today", "history", "activity", "plan", "check", "what_if", "race", "propose", "log")
FOREIGN = {
    "Host": "evil.example",
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
}
RUN = [sys.executable, "-c", "from trainkit.cli import main; raise SystemExit(main())"]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = dt.datetime.combine(TODAY, dt.time(9), tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(scope="module")
def plan() -> tk.TrainingPlan:
    goal = tk.Goal(distance_m=21_097, date=TODAY + dt.timedelta(days=56))
    return planning.plan(goal, ATHLETE, HISTORY, allow_short=True, seconds=3)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kit(plan: tk.TrainingPlan, clock: Clock) -> Iterator[Kit]:
    with Kit(clock=clock, athlete=ATHLETE) as made:
        made.log(HISTORY)
        made.adopt(plan)
        yield made


def ask(target: Any, *calls: tuple[str, dict[str, object]], mode: str = "auto") -> list[Any]:
    """Make calls with the official client, and return their results."""

    async def run() -> list[Any]:
        async with mcp.Client(target, mode=mode) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(run)


def look(target: Any, question: Callable[[Any], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with mcp.Client(target) as client:
            return await question(client)

    return anyio.run(run)


def content(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return dict(result.structured_content)


def values(result: Any) -> dict[str, Any]:
    """The facts of an answer by what they are about and what they mean."""
    return {
        f"{group.get('about', '')}: {cells[1]}".removeprefix(": "): cells[2]
        for group in content(result)["facts"]
        for cells in group["facts"]
    }


def next_session(plan: tk.TrainingPlan) -> dt.date:
    days = (TODAY + dt.timedelta(days=number) for number in range(2, 20))
    return next(day for day in days if (found := plan.on(day)) and not found.resting)


def test_ten_tools_are_listed_in_less_than_eight_kilobytes(kit: Kit) -> None:
    listed = look(server(kit), lambda client: client.list_tools())
    text = json.dumps(listed.model_dump(mode="json", by_alias=True, exclude_none=True))
    assert len(text.encode()) < 8_000
    assert {tool.name for tool in listed.tools} == {*TOOLS, "apply"}
    for tool in listed.tools:
        assert 20 < len(tool.description) < 120
        assert tool.annotations.read_only_hint is (tool.name not in {"propose", "log", "apply"})
        assert tool.output_schema["required"] == ["day"]


def test_answers_are_the_facts_of_the_kit(kit: Kit, plan: tk.TrainingPlan) -> None:
    facts = {fact.subject: fact.value for fact in kit.facts(use="prompt")}
    day = next_session(plan)
    today, load, monday = ask(
        server(kit),
        ("today", {}),
        ("history", {"metric": "load", "by": "week"}),
        ("plan", {"weeks": 3}),
    )
    assert values(today)["today: intensity"] == facts["today: intensity"]
    assert values(today)["recovery: score"] == pytest.approx(facts["recovery: score"], rel=1e-4)
    weekly = values(load)[f"load by week: {TODAY}"]
    assert (
        weekly == pytest.approx(facts["sums: load of 7 days"], rel=1e-3)
        if ("sums: load of 7 days" in facts)
        else weekly > 0
    )
    session = plan.on(day)
    assert session is not None
    assert values(monday)[f"plan {day:%A} {day}: session"] == f'"{session.name}"'


def test_no_answer_is_longer_than_two_kilobytes_and_each_counts_what_it_leaves_out(
    kit: Kit, plan: tk.TrainingPlan
) -> None:
    day = str(next_session(plan))
    asked: list[tuple[str, dict[str, object]]] = [
        ("today", {}),
        ("today", {"day": str(TODAY - dt.timedelta(days=30))}),
        ("history", {"metric": "distance", "by": "day"}),
        ("activity", {}),
        ("plan", {"weeks": 6}),
        ("race", {"distance_m": 10_000}),
        ("what_if", {"action": "skip", "day": day}),
        ("check", {"workouts": [{"day": day, "session": "Threshold run", "minutes": 90}]}),
        ("propose", {"action": "skip", "day": day}),
        ("log", {"day": str(TODAY), "sport": "running", "minutes": 30, "notes": "x" * 1900}),
    ]
    found = ask(server(kit), *asked)
    for result in found:
        assert len(json.dumps(content(result), separators=(",", ":")).encode()) <= 2048 + 32
    assert content(found[4])["left_out"] > 10
    ids = [
        cells[0]
        for result in found
        for group in content(result).get("facts", ())
        for cells in group["facts"]
    ]
    assert len(ids) == len(set(ids)), "an id names one fact in a whole conversation"


def test_a_day_of_hard_sessions_breaks_rules(kit: Kit) -> None:
    days = [TODAY + dt.timedelta(days=number) for number in (2, 3, 4)]
    hard = [{"day": str(day), "session": "Threshold run", "minutes": 60} for day in days]
    easy = [{"day": str(days[0]), "session": "rest"}]
    broken, kept = ask(server(kit), ("check", {"workouts": hard}), ("check", {"workouts": easy}))
    assert values(broken)["change: hard rules newly broken"] > 0
    assert values(kept)["change: hard rules newly broken"] == 0


def test_errors_say_what_is_allowed(kit: Kit) -> None:
    for name, arguments, words in (
        ("activity", {"day": "2031-01-01"}, "the day of the facts"),
        ("plan", {"weeks": 7}, "1 to 6"),
        ("history", {"metric": "beauty"}, "'load'"),
        ("race", {"distance_m": -1}, "distance_m"),
        ("check", {"workouts": [{"day": "2030-01-01", "session": "Moon walk"}]}, "day"),
        ("propose", {}, "goal"),
        ("propose", {"goal": "be happy"}, "goal"),
        ("log", {"day": str(TODAY)}, "a sport and minutes"),
        ("apply", {"draft_id": "guess"}, "draft"),
        ("apply", {}, "draft_id"),
        ("delete", {}, "delete"),
    ):
        (result,) = ask(server(kit), (name, dict(arguments)))
        assert result.is_error, name
        assert words in result.content[0].text, name
        assert "Traceback" not in result.content[0].text


def test_nothing_is_written_before_a_draft_is_applied_and_then_once(
    kit: Kit, plan: tk.TrainingPlan
) -> None:
    day = next_session(plan)
    (draft,) = ask(server(kit), ("propose", {"action": "skip", "day": str(day)}))
    assert kit.planned == plan
    asked = ("apply", {"draft_id": content(draft)["draft_id"]})
    first, second = ask(server(kit), asked, asked)
    assert content(first)["notes"][0] == "Written: a change of the plan."
    changed = kit.planned
    assert changed is not None
    assert (session := changed.on(day)) is not None
    assert session.resting
    kit.accept(planning.adapt(changed, HISTORY, ATHLETE, on=TODAY + dt.timedelta(days=1)))
    later = kit.planned
    assert content(second)["draft_id"] == content(first)["draft_id"]
    ask(server(kit), asked)
    assert kit.planned == later, "a repeated call changes nothing"


def test_a_draft_for_another_plan_is_refused(kit: Kit, plan: tk.TrainingPlan) -> None:
    day = next_session(plan)
    skip = {"action": "skip", "day": str(day)}
    longer = {"action": "add", "day": str(day), "session": "Easy run", "minutes": 21}
    first, second = ask(server(kit), ("propose", skip), ("propose", longer))
    ids = [content(result)["draft_id"] for result in (first, second)]
    done, refused = ask(server(kit), *(("apply", {"draft_id": name}) for name in ids))
    assert not done.is_error
    assert refused.is_error
    assert "the plan that the change was computed for" in refused.content[0].text


def test_a_change_that_breaks_a_hard_rule_is_no_draft(kit: Kit, plan: tk.TrainingPlan) -> None:
    day = next_session(plan)
    asked = {"action": "add", "day": str(day), "session": "Threshold run", "minutes": 400}
    (result,) = ask(server(kit), ("propose", asked))
    assert result.is_error
    assert "keeps the rules" in result.content[0].text


def test_drafts_expire_and_are_deleted(kit: Kit, clock: Clock, plan: tk.TrainingPlan) -> None:
    skip = {"action": "skip", "day": str(next_session(plan))}
    (draft,) = ask(server(kit), ("propose", skip))
    clock.now += dt.timedelta(hours=25)
    (result,) = ask(server(kit), ("apply", {"draft_id": content(draft)["draft_id"]}))
    assert result.is_error
    assert kit.planned == plan
    kit.drafts.entry(DailyHealth(date=TODAY, resting_hr=50))
    assert len(kit.store.get("programs", "me")) == 1


def test_a_new_plan_comes_with_its_proof(kit: Kit, plan: tk.TrainingPlan) -> None:
    goal = f"10K on {TODAY + dt.timedelta(days=42)}"
    (draft,) = ask(server(kit), ("propose", {"goal": goal}))
    assert any("Every hard rule holds" in note for note in content(draft)["notes"])
    assert kit.planned == plan
    ask(server(kit), ("apply", {"draft_id": content(draft)["draft_id"]}))
    made = kit.planned
    assert made is not None
    assert made.goals[0].distance_m == 10_000
    assert made.certificate is not None


def test_a_record_is_logged_once(kit: Kit) -> None:
    run = {"day": str(TODAY), "sport": "running", "minutes": 31, "rpe": 4}
    morning = {"day": str(TODAY), "resting_hr": 49, "sleep_h": 7.5}
    drafts = ask(server(kit), ("log", run), ("log", morning))
    count = len(kit.history().activities)
    applied = [("apply", {"draft_id": content(draft)["draft_id"]}) for draft in drafts]
    ask(server(kit), *applied, *applied)
    assert len(kit.history().activities) == count + 1
    assert kit.history().activities[-1].elapsed_s == 31 * 60
    assert kit.history().between(TODAY, TODAY).days[0].resting_hr == 49


def test_what_a_licence_keeps_out_is_counted_and_never_shown(clock: Clock) -> None:
    source = Provenance(source="strava", licence="strava-api", fetched_at=clock.now)
    start = clock.now - dt.timedelta(days=1)
    run = Activity(
        sport="running",
        start=start,
        elapsed_s=7777,
        distance_m=23_456,
        name="Secret loop",
        provenance=source,
    )
    with Kit(clock=clock, athlete=ATHLETE) as kit:
        kit.log(HISTORY)
        kit.log(run)
        made = server(kit)
        asked = [("today", {}), ("activity", {}), ("history", {"metric": "distance"})]
        asked += [("activity", {"day": str(start.date())}), ("race", {"distance_m": 21_097.0})]
        asked += [("log", {"day": str(TODAY), "sport": "running", "minutes": 20})]
        found = ask(made, *asked)
        for result in found:
            assert content(result)["refused"] == {"strava-api": 1}
        for uri in ("trainkit://plan", "trainkit://facts"):
            answer = look(made, lambda client, uri=uri: client.read_resource(uri))
            found.append(answer)
        shown = " ".join(map(str, found))
        assert "Secret" not in shown
        assert "23456" not in shown
        assert "7777" not in shown


def test_resources_and_the_prompt(kit: Kit) -> None:
    made = server(kit)
    for uri in ("trainkit://plan", "trainkit://facts", "trainkit://rules"):
        found = look(made, lambda client, uri=uri: client.read_resource(uri))
        assert json.loads(found.contents[0].text)
    rules = json.loads(found.contents[0].text)
    assert "hard_spacing" in [rule["name"] for rule in rules]
    review = look(made, lambda client: client.get_prompt("weekly_review"))
    assert "propose" in review.messages[0].content.text


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "history.json"
    path.write_bytes(io.write_json(HISTORY))
    return path


def test_a_process_answers_over_standard_input(file: Path, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'drafts.db'}"
    arguments = [*RUN[1:], "mcp", str(file), "--store", store]
    target = mcp.StdioServerParameters(command=RUN[0], args=arguments, env=dict(os.environ))
    run = {"day": str(TODAY), "sport": "running", "minutes": 20.0}
    today, draft = ask(target, ("today", {}), ("log", run))
    assert "today: intensity" in values(today)
    again = ("apply", {"draft_id": content(draft)["draft_id"]})
    (applied,) = ask(target, again, mode="legacy")  # another process, and the older protocol
    assert content(applied)["notes"][0] == "Written: a record."


def test_nothing_but_the_protocol_is_printed(file: Path) -> None:
    done = subprocess.run(
        [*RUN, "mcp", str(file)], input=b"not json\n", capture_output=True, timeout=60, check=False
    )
    for line in done.stdout.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"


def test_http_answers_on_this_machine_alone(file: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*RUN, "mcp", str(file), "--http", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            _wait_for(port)
            address = f"http://127.0.0.1:{port}/mcp"
            today, plan = ask(address, ("today", {}), ("plan", {}))
            foreign = request.Request(address, data=b"{}", headers=FOREIGN)
            with pytest.raises(error.HTTPError, match="421"):
                request.urlopen(foreign, timeout=10)  # noqa: S310
        finally:
            process.terminate()
        printed, _ = process.communicate(timeout=30)
    assert "today: intensity" in values(today)
    assert content(plan)["facts"]
    assert not printed


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)
