"""A long session is the longest of its week, on its day, and none where a week has no room."""

import datetime as dt

import pytest

import trainkit as tk
from builders.runners import START
from trainkit.models import PlannedWorkout, TrainingPlan

SPEED = {"running": 2.8, "cycling": 7.5}


def rider_or_runner(sport: str) -> tk.Athlete:
    return tk.Athlete(
        sex="female",
        birth_date=dt.date(1985, 5, 1),
        hr_rest=52,
        hr_max=184,
        ftp_w=210 if sport == "cycling" else None,
        threshold_speed_m_s=3.4 if sport == "running" else None,
    )


def before(sport: str, minutes: dict[int, float], *, off: int = 0, weeks: int = 14) -> tk.History:
    done = [
        tk.Activity(
            sport=sport,
            start=dt.datetime.combine(
                START - dt.timedelta(days=7 * back - day + off), dt.time(7), dt.UTC
            ),
            elapsed_s=60 * length,
            distance_m=60 * length * SPEED[sport],
            hr_mean=136,
        )
        for back in range(weeks, 0, -1)
        for day, length in minutes.items()
    ]
    return tk.History(activities=tuple(done))


def sessions(week: tuple[PlannedWorkout, ...]) -> list[PlannedWorkout]:
    return [one for one in week if one.duration_min > 0 and one.kind != "race"]


def long_sessions(plan: TrainingPlan) -> list[tuple[PlannedWorkout, list[PlannedWorkout]]]:
    """Each long session with the easy ones of its week."""
    return [
        (one, [other for other in sessions(week) if other.kind == "easy"])
        for week in plan.weeks
        for one in sessions(week)
        if one.kind == "long"
    ]


RIDES = {1: 75.0, 3: 75.0, 5: 80.0, 6: 140.0}
FEW_RUNS = {2: 35.0, 6: 45.0}
RUNS = {1: 45.0, 3: 45.0, 6: 75.0}


@pytest.mark.parametrize("off", [15, 28, 42, 60])
@pytest.mark.parametrize(
    ("sport", "week", "metres"), [("cycling", RIDES, 140_000), ("running", RUNS, 21_097.5)]
)
def test_the_way_back_has_no_long_session_that_is_none(
    sport: str, week: dict[int, float], metres: float, off: int
) -> None:
    race = tk.Goal(distance_m=metres, date=START + dt.timedelta(days=7 * 16 - 1), sport=sport)
    history = before(sport, week, off=off)
    plan = tk.plan(race, rider_or_runner(sport), history, start=START, allow_short=True)
    made = long_sessions(plan)
    assert made
    for long, easy in made:
        assert long.duration_min > max((one.duration_min for one in easy), default=0.0)


@pytest.mark.parametrize("days", [2, 3, 4])
def test_a_short_long_run_is_still_the_longest(days: int) -> None:
    race = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=7 * 8 - 1), time_s=27 * 60)
    time = tk.Availability(max_sessions_per_week=days)
    runner = rider_or_runner("running")
    history = before("running", FEW_RUNS)
    plan = tk.plan(race, runner, history, availability=time, start=START, allow_short=True)
    for long, easy in long_sessions(plan):
        assert long.duration_min > max((one.duration_min for one in easy), default=0.0)


@pytest.mark.parametrize("day", ["sat", "sun", "wed"])
@pytest.mark.parametrize(("sport", "week"), [("running", RUNS), ("cycling", RIDES)])
def test_the_last_week_of_a_base_is_a_week_like_others(
    sport: str, week: dict[int, float], day: str
) -> None:
    time = tk.Availability(minutes={day: 240}, long_day=day)  # type: ignore[arg-type]
    history = before(sport, week)
    plan = tk.plan(None, rider_or_runner(sport), history, availability=time, start=START)
    (last,) = [one for one in sessions(plan.weeks[-1]) if one.kind == "long"]
    assert last.date is not None
    assert f"{last.date:%a}".lower() == day


def test_half_a_year_off_is_no_couch_and_no_full_base() -> None:
    """One day more than twelve weeks is no reason for ten weeks more."""
    race = tk.Goal(distance_m=21_097.5, date=START + dt.timedelta(days=7 * 30 - 1))
    runner = rider_or_runner("running")
    needed = {}
    for off in (80, 90, 180, 300):
        history = before("running", RUNS, off=off)
        for weeks in range(10, 31):
            goal = race.model_copy(update={"date": START + dt.timedelta(days=7 * weeks - 1)})
            if tk.planning.feasibility(goal, runner, history, start=START).verdict == "comfortable":
                needed[off] = weeks
                break
    assert needed[90] - needed[80] <= 9
    assert needed[90] == needed[180] == needed[300]
    novice = before("running", {1: 20.0}, off=300, weeks=4)
    goal = race.model_copy(update={"date": START + dt.timedelta(days=7 * needed[90] - 1)})
    judged = tk.planning.feasibility(goal, runner, novice, start=START)
    assert judged.verdict != "comfortable"
