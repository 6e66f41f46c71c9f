"""Done, partly done and missed, by content and without samples; moved within the week."""

import datetime as dt
from typing import Any

import pytest

import trainkit as tk
from builders.runners import RUNNER, START
from trainkit import planning
from trainkit.models import Step
from trainkit.workouts import find_session

RIDER = RUNNER.model_copy(update={"ftp_w": 250.0})
EASY = find_session("Long run").build(90, RUNNER, START)
HARD = find_session("Threshold run").build(60, RUNNER, START)


def activity(
    minutes: float, *, on: int = 0, km: float | None = None, sport: str = "running", **known: Any
) -> tk.Activity:
    start = dt.datetime.combine(START + dt.timedelta(days=on), dt.time(9), dt.UTC)
    metres = None if km is None else 1000 * km
    return tk.Activity(sport=sport, start=start, elapsed_s=60 * minutes, distance_m=metres, **known)


def planned(*workouts: tk.PlannedWorkout) -> tk.TrainingPlan:
    """A week whose days of rest are filled in."""
    by_day = {workout.date: workout for workout in workouts}
    days = [START + dt.timedelta(days=at) for at in range(7)]
    rest = [tk.PlannedWorkout(name="Rest", date=day, kind="rest", week=1) for day in days]
    return tk.TrainingPlan(start=START, workouts=tuple(by_day.get(day.date, day) for day in rest))


def session(name: str, minutes: float, on: int, kind: str) -> tk.PlannedWorkout:
    day = START + dt.timedelta(days=on)
    made = find_session(name).build(minutes, RUNNER, day)
    hard = kind not in {"easy", "recovery"}
    return made.model_copy(update={"kind": kind, "hard": hard, "week": 1})


@pytest.mark.parametrize(
    "known",
    [{"km": 20.0, "hr_mean": 178}, {"km": 20.0}, {"hr_mean": 178}, {"rpe": 9}],
    ids=["both", "pace", "heart rate", "effort"],
)
def test_an_easy_run_that_was_raced_is_done_and_not_as_planned(known: dict[str, Any]) -> None:
    found = planning.compliance(EASY, activity(90, **known), RUNNER)
    assert found.state == "done"
    assert found.score < 0.6


@pytest.mark.parametrize(
    "known",
    [{"km": 9.0, "hr_mean": 128}, {"km": 9.0}, {"hr_mean": 128}],
    ids=["both", "pace", "heart rate"],
)
def test_hard_work_that_was_jogged_is_partly_done(known: dict[str, Any]) -> None:
    found = planning.compliance(HARD, activity(60, **known), RUNNER)
    assert found.state == "partial"
    assert found.score < 0.75


def test_sessions_as_planned_score_one() -> None:
    assert planning.compliance(EASY, activity(90, km=14, hr_mean=144), RUNNER).score == 1
    done = planning.compliance(HARD, activity(60, km=10.2, hr_mean=140), RUNNER)
    assert done.score > 0.9
    assert planning.compliance(EASY, activity(90), RUNNER).score == 1  # nothing but the length


def test_a_ride_is_judged_by_power() -> None:
    ride = find_session("Endurance ride").build(120, RIDER, START)
    for watts, least, most in ((160, 0.95, 1.0), (240, 0.0, 0.6)):
        done = activity(120, sport="cycling", normalized_power_w=watts)
        assert least <= planning.compliance(ride, done, RIDER).score <= most


def test_a_swim_by_metres_is_judged_by_metres() -> None:
    steps = tuple(Step(until="distance", amount=500) for _ in range(4))
    swim = tk.PlannedWorkout(sport="swimming", date=START, steps=steps)
    half = planning.compliance(swim, activity(55, km=1.0, sport="swimming"), RUNNER)
    assert half.duration == pytest.approx(0.5)
    assert half.state == "partial"


@pytest.mark.parametrize(
    ("minutes", "state"), [(12, "missed"), (45, "partial"), (60, "partial"), (70, "done")]
)
def test_how_much_counts_as_done(minutes: float, state: str) -> None:
    plan = planned(session("Long run", 90, 6, "long"))
    lived = tk.History(activities=(activity(minutes, on=6, km=minutes * 0.155),))
    day = planning.calendar(plan, lived, RUNNER, on=START + dt.timedelta(days=7))[6]
    assert day.state == state
    report = planning.progress(plan, lived, RUNNER, on=START + dt.timedelta(days=7))
    assert (report.done, report.partial) == (int(state == "done"), int(state == "partial"))


def test_a_long_run_done_on_friday_is_sundays() -> None:
    plan = planned(
        session("Easy run", 45, 2, "easy"),
        session("Easy run", 45, 4, "easy"),
        session("Long run", 90, 6, "long"),
    )
    runs = (activity(45, on=2, km=7), activity(90, on=4, km=14))
    lived = tk.History(activities=runs)
    days = planning.calendar(plan, lived, RUNNER, on=START + dt.timedelta(days=7))
    assert [days[at].state for at in (2, 4, 6)] == ["done", "missed", "done"]
    assert days[6].done_on == START + dt.timedelta(days=4)
    assert (days[2].done_on, days[4].done_on) == (START + dt.timedelta(days=2), None)


def test_an_easy_run_on_another_day_is_no_intervals() -> None:
    plan = planned(session("Threshold run", 60, 3, "threshold"))
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"km": 9.0, "hr_mean": 128}, "missed"),
        ({"km": 10.2}, "done"),
    )
    for known, state in cases:
        lived = tk.History(activities=(activity(60, on=5, **known),))
        days = planning.calendar(plan, lived, RUNNER, on=START + dt.timedelta(days=7))
        assert days[3].state == state
        assert days[5].state == ("extra" if state == "missed" else "rest")


def test_a_run_four_days_away_is_another_one() -> None:
    plan = planned(session("Long run", 90, 6, "long"))
    lived = tk.History(activities=(activity(90, on=2, km=14),))
    days = planning.calendar(plan, lived, RUNNER, on=START + dt.timedelta(days=7))
    assert (days[6].state, days[2].state) == ("missed", "extra")


def test_days_done_as_planned_are_not_moved_to_fill_a_gap() -> None:
    plan = planned(*(session("Easy run", 45, at, "easy") for at in (1, 2, 3, 5)))
    lived = tk.History(activities=tuple(activity(45, on=at, km=7) for at in (1, 2, 5)))
    days = planning.calendar(plan, lived, RUNNER, on=START + dt.timedelta(days=7))
    assert [days[at].state for at in (1, 2, 3, 5)] == ["done", "done", "missed", "done"]
