import datetime as dt
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainkit as tk
from trainkit import planning, recovery, simulate
from trainkit.coach import Toolbox, facts
from trainkit.errors import InvalidInput
from trainkit.loads import daily_loads
from trainkit.metrics import running
from trainkit.metrics.windows import rolling_sum
from trainkit.models import (
    Athlete,
    Availability,
    DailyHealth,
    Goal,
    History,
    Provenance,
    RaceResult,
    TrainingPlan,
)

ME = Athlete(sex="male", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
HISTORY = simulate(days=160, seed=4)
LAST: dt.date = HISTORY.dates[-1].item()
RUNNER = HISTORY.athlete or ME


@pytest.fixture(scope="module")
def plan() -> TrainingPlan:
    start = LAST - dt.timedelta(days=LAST.weekday() + 14)
    goal = Goal(distance_m=10_000, date=start + dt.timedelta(days=69), time_s=2700)
    before = HISTORY.until(start - dt.timedelta(days=1))
    free = Availability(minutes={"mon": 0})
    return tk.plan(goal, RUNNER, before, availability=free, start=start, seconds=2)


@pytest.fixture
def box(plan: TrainingPlan) -> Toolbox:
    return Toolbox(HISTORY, RUNNER, plan=plan)


def ahead(days: int) -> str:
    return str(LAST + dt.timedelta(days=days))


def value(answer: object, subject: str) -> float | str | None:
    (found,) = [fact for fact in answer if fact.subject == subject]  # type: ignore[attr-defined]
    result: float | str | None = found.value
    return result


def test_each_tool_has_a_description_and_a_flat_schema(box: Toolbox) -> None:
    tools = box.tools()
    assert len({tool.name for tool in tools}) == len(tools) >= 15
    for tool in tools:
        assert len(tool.description) > 20
        assert tool.parameters["type"] == "object"
        assert tool.parameters["additionalProperties"] is False
        assert "$ref" not in json.dumps(tool.parameters)
    assert [tool.name for tool in box.tools("what_if")] == ["what_if"]
    without = {tool.name for tool in Toolbox(HISTORY, RUNNER).tools()}
    assert {tool.name for tool in tools} - without == {"what_if", "check_change"}


CALLS: list[tuple[str, Mapping[str, object]]] = [
    ("get_facts", {"topic": "load"}),
    ("find_activities", {"sport": "running", "limit": 3}),
    ("find_best_efforts", {"distance_m": 5000}),
    ("find_best_efforts", {"power_s": 300}),
    ("get_recovery", {"day": ahead(-3)}),
    ("get_load_history", {"first": ahead(-20)}),
    ("get_load_history", {"first": ahead(-3), "by": "day"}),
    ("predict_race", {"distance_m": 10_000}),
    ("get_paces", {}),
    ("get_plan", {"first": ahead(0), "last": ahead(6)}),
    ("check_change", {"action": "move", "day": ahead(1), "to_day": ahead(2)}),
    ("what_if", {"action": "skip", "day": ahead(2)}),
    ("what_if", {"action": "add", "day": ahead(1), "session": "easy run", "minutes": 40}),
    ("calculate_vdot", {"distance_m": 5000, "time_s": 1500}),
    ("calculate_race_time", {"distance_m": 5000, "time_s": 1500, "to_m": 10_000}),
    ("calculate_pace", {"distance_m": 10_000, "time_s": 3000}),
    ("calculate_zones", {"hr_rest": 50, "hr_max": 190}),
]


def test_ids_are_unique_in_a_conversation(box: Toolbox) -> None:
    ids = [fact.id for fact in box.facts()]
    for name, arguments in CALLS:
        answer = box.call(name, arguments)
        assert len(answer) > 0, name
        ids += [fact.id for fact in answer]
        assert json.loads(answer.to_json())["day"] == str(LAST)
        assert answer.text()
    assert len(set(ids)) == len(ids)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda call: box.call(*call), CALLS * 3))
    ids += [fact.id for answer in answers for fact in answer]
    assert len(set(ids)) == len(ids)


def test_a_call_changes_nothing(box: Toolbox, plan: TrainingPlan) -> None:
    before = plan.model_dump_json(), HISTORY.model_dump_json(), list(box.facts())
    for name, arguments in CALLS:
        box.call(name, arguments)
    assert before == (plan.model_dump_json(), HISTORY.model_dump_json(), list(box.facts()))


def test_answers_are_the_librarys_own_numbers(box: Toolbox, plan: TrainingPlan) -> None:
    day = LAST - dt.timedelta(days=3)
    score = value(box.call("get_recovery", {"day": str(day)}), "recovery: score")
    assert score == recovery.assess(HISTORY, RUNNER, day, plan=plan).recovery.score
    loads = daily_loads(HISTORY, RUNNER)
    weeks = box.call("get_load_history", {"first": ahead(-13)})
    assert value(weeks, f"week to {LAST}: internal load") == rolling_sum(loads.internal, 7)[-1]
    assert len({fact.date for fact in weeks}) == 2
    found = box.call("calculate_vdot", {"distance_m": 5000, "time_s": 1500})
    assert value(found, "VDOT: of this race") == running.vdot(5000, 1500)
    topic = box.call("get_facts", {"topic": "load"})
    expected = facts(HISTORY, RUNNER, plan=plan).about("load")
    assert [fact.value for fact in topic] == [fact.value for fact in expected]


def test_activities_are_filtered_by_sport_days_and_distance(box: Toolbox) -> None:
    first = LAST - dt.timedelta(days=40)
    expected = [
        item
        for item in HISTORY.between(first, LAST).activities
        if item.sport == "running" and (item.distance_m or 0) >= 10_000
    ]
    asked = {"sport": "Running", "first": str(first), "least_m": 10_000, "limit": 2}
    answer = box.call("find_activities", asked)
    assert value(answer, "activities found: number") == len(expected)
    distances = [fact.value for fact in answer if fact.subject.endswith(": distance")]
    assert distances == [item.distance_m for item in reversed(expected[-2:])]


def test_a_change_tells_new_violations_and_the_days_before_and_after(
    box: Toolbox, plan: TrainingPlan
) -> None:
    monday = next(
        item.date
        for item in plan.workouts
        if item.date and item.date > LAST and item.date.weekday() == 0
    )
    asked = {"action": "add", "day": str(monday), "session": "Threshold run", "minutes": 60}
    answer = box.call("what_if", asked)
    broken = value(answer, "change: hard rules newly broken")
    assert isinstance(broken, float)
    assert broken >= 1
    assert value(answer, f"Monday {monday}, before: session") == "rest"
    assert value(answer, f"Monday {monday}, after: session") == "Threshold run"
    sunday = monday + dt.timedelta(days=6)
    planned = value(answer, f"week to {sunday}: ACWR as planned")
    weeks = planning.acwr_by_week(plan, HISTORY, RUNNER, on=LAST)
    assert planned == next(week.predicted for week in weeks if week.date == sunday)
    assert value(answer, f"week to {sunday}: ACWR with the change") != planned


def test_moving_a_session_twice_is_no_change(box: Toolbox) -> None:
    one = box.call("what_if", {"action": "move", "day": ahead(2), "to_day": ahead(3)})
    two = box.call("what_if", {"action": "move", "day": ahead(3), "to_day": ahead(2)})
    assert [fact.value for fact in one] == [fact.value for fact in two]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("get_fact", {}, "did you mean 'get_facts'"),
        ("get_facts", {"topic": "loads"}, "'load'"),
        ("find_activities", {"sport": "runing"}, "did you mean 'running'"),
        ("find_activities", {"sprt": "running"}, "did you mean 'sport'"),
        ("find_activities", {"first": ahead(-1), "last": ahead(-3)}, "at most the last day"),
        ("find_activities", {"limit": 10_000}, "50"),
        ("find_best_efforts", {}, "power_s in its place"),
        ("get_recovery", {}, "given"),
        ("get_recovery", {"day": "soon"}, "date"),
        ("get_recovery", {"day": ahead(9)}, "the day of the facts"),
        ("get_recovery", {"day": "2020-01-01"}, "when the history begins"),
        ("get_plan", {"first": ahead(0), "last": ahead(90)}, "within 42 days"),
        ("what_if", {"action": "add", "day": ahead(1)}, "Easy run"),
        ("what_if", {"action": "add", "day": ahead(1), "session": "Esy run", "minutes": 5}, "mean"),
        ("what_if", {"action": "skip", "day": ahead(-1)}, "a day of the plan ahead"),
        ("what_if", {"action": "move", "day": ahead(1)}, "another day"),
        ("calculate_pace", {"distance_m": -1, "time_s": 3}, "greater than 0"),
        ("calculate_pace", {"distance_m": float("inf"), "time_s": 3}, "distance_m"),
        ("calculate_zones", {"hr_rest": 190, "hr_max": 190}, "hr_max"),
        ("calculate_vdot", {"distance_m": 5000, "time_s": 2}, "speed"),
    ],
)
def test_a_wrong_argument_is_told_in_one_line(
    name: str, arguments: Mapping[str, object], message: str, box: Toolbox
) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        box.call(name, arguments)
    assert len(str(caught.value).splitlines()) == 1


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
ARGUMENTS = st.sampled_from(
    ["topic", "day", "first", "last", "sport", "limit", "distance_m", "time_s", "action", "by"]
)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from([call[0] for call in CALLS]),
    arguments=st.dictionaries(ARGUMENTS, JUNK, max_size=3),
)
def test_any_arguments_are_answered_or_refused(name: str, arguments: dict[str, object]) -> None:
    with suppress(InvalidInput):
        Toolbox(HISTORY, RUNNER).call(name, arguments)


def test_a_tool_without_data_says_what_is_missing() -> None:
    empty = Toolbox(History(days=[DailyHealth(date=LAST, resting_hr=50)]), ME)
    for name, arguments in (
        ("predict_race", {"distance_m": 10_000.0}),
        ("find_best_efforts", {"distance_m": 5000.0}),
        ("get_paces", {}),
        ("what_if_more_time", {}),
    ):
        answer = empty.call(name, arguments)
        assert [fact.status for fact in answer] == ["missing"]
        assert answer[0].reason


def test_a_race_is_predicted_from_the_athletes_races() -> None:
    race = RaceResult(date=LAST - dt.timedelta(days=30), distance_m=10_000, time_s=2800)
    box = Toolbox(History(races=(race,), days=[DailyHealth(date=LAST, resting_hr=50)]), ME)
    answer = box.call("predict_race", {"distance_m": 21_097.5})
    expected = running.predict_race(10_000, 2800, 21_097.5, days_since=30)
    assert value(answer, "race over 21097.5 m: predicted time") == expected.time_s


def test_the_gate_holds_in_tools_too() -> None:
    strava = Provenance(source="strava", licence="strava-api")
    update = {"provenance": strava, "name": "secret"}
    activities = [item.model_copy(update=update) for item in HISTORY.activities[-6:]]
    history = History(
        activities=(*HISTORY.activities[:-6], *activities), days=list(HISTORY.days), athlete=RUNNER
    )
    box, open_box = Toolbox(history, RUNNER), Toolbox(history, RUNNER, use=None)
    for name, arguments in CALLS:
        if name in {"what_if", "check_change"}:
            continue
        answer = box.call(name, arguments)
        assert "secret" not in answer.to_json()
        assert answer.refused == {"strava-api": 6}
    loads = box.call("get_load_history", {"first": ahead(-6)})
    assert {fact.status for fact in loads} == {"restricted"}
    asked = {"sport": "running", "limit": 3}
    assert "secret" in open_box.call("find_activities", asked).to_json()


def test_a_long_answer_is_cut_and_says_so() -> None:
    box = Toolbox(HISTORY, RUNNER, max_tokens=300)
    answer = box.call("get_load_history", {"first": ahead(-150), "by": "day"})
    assert answer.left_out > 0
    assert answer[0].date == LAST


def test_a_legend_is_told_once(box: Toolbox) -> None:
    answer = box.call("calculate_pace", {"distance_m": 10_000, "time_s": 3000})
    assert answer.text(legend=False) == "pace: T1 of this distance and time 5:00 /km"
    assert answer.text().endswith("\n" + answer.text(legend=False))
    with pytest.raises(InvalidInput, match="max_tokens"):
        Toolbox(HISTORY, RUNNER, max_tokens=10)
