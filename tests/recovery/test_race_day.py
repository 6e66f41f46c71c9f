"""The day of a race and the days before it."""

import datetime as dt

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady
from trainkit.models import Activity, PlannedWorkout, Step, Target

GOOD = {"hrv_rmssd": [63.0] * 7, "resting_hr": 48.0, "sleep_h": [8.0] * 7}
MIDDLING = {"hrv_rmssd": [57.0] * 7, "resting_hr": 52.0, "sleep_h": [7.0] * 3}
BAD = {"hrv_rmssd": [42.0] * 7, "resting_hr": 60.0, "sleep_h": [4.5] * 3}
DISTANCES = (5_000.0, 10_000.0, 21_097.5, 42_195.0)


def runs(longest: float = 110) -> list[Activity]:
    """Five easy runs a week, the long one on Sundays."""
    days = {1: 45.0, 3: 50.0, 4: 45.0, 5: 50.0, 7: longest}
    return [run(7 * week + day, minutes) for week in range(12) for day, minutes in days.items()]


def decide(
    days: int, metres: float, morning: dict[str, object] = GOOD, **more: object
) -> tk.Assessment:
    """Decide the last day, so many days before a race."""
    race = {"priority": more.pop("priority", "A"), "time_s": more.pop("time_s", None)}
    goal = tk.Goal(distance_m=metres, date=LAST + dt.timedelta(days=days), name="Town race", **race)  # type: ignore[arg-type]
    history = steady(morning, activities=runs())  # type: ignore[arg-type]
    return tk.assess(history, ATHLETE, goal=goal, **more)  # type: ignore[arg-type]


def race_steps(made: tk.Assessment) -> tuple[Step, Step]:
    first, then = made.recommendation.workout.steps
    assert isinstance(first, Step)
    assert isinstance(then, Step)
    return first, then


@pytest.mark.parametrize("metres", DISTANCES)
@pytest.mark.parametrize("morning", [GOOD, MIDDLING, BAD])
def test_a_race_day_is_the_race_whatever_the_morning(
    metres: float, morning: dict[str, object]
) -> None:
    made = decide(0, metres, morning).recommendation
    assert (made.workout.name, made.workout.kind, made.intensity) == ("Town race", "race", "hard")
    warm_up, race = race_steps(decide(0, metres, morning))
    assert warm_up.kind == "warmup"
    assert warm_up.duration_s == (900 if metres < 15_000 else 600)
    assert (race.until, race.amount) == ("distance", metres)
    assert "Today is your race" in made.rationale


def test_the_pace_is_a_range_about_todays_forecast_or_the_aimed_time() -> None:
    aimed = race_steps(decide(0, 10_000, time_s=2_800.0))[1].target
    assert isinstance(aimed, Target)
    assert (aimed.low, aimed.high) == pytest.approx(
        (0.98 * 1e4 / 2800, 1.02 * 1e4 / 2800), abs=0.01
    )
    forecast = [race_steps(decide(0, metres))[1].target for metres in DISTANCES]
    speeds = [one.high for one in forecast if one is not None]
    assert len(speeds) == 4
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[1] > 3.8 > speeds[3]  # the threshold is held for an hour


def test_without_a_threshold_speed_there_is_a_race_without_a_pace() -> None:
    slow = ATHLETE.model_copy(update={"threshold_speed_m_s": None})
    goal = tk.Goal(distance_m=10_000, date=LAST)
    made = tk.assess(steady(GOOD, activities=runs()), slow, goal=goal)  # type: ignore[arg-type]
    assert race_steps(made)[1].target is None
    assert made.recommendation.workout.kind == "race"


def test_a_poor_morning_slows_the_race_and_says_what_it_means() -> None:
    good, middling, bad = (decide(0, 10_000, one) for one in (GOOD, MIDDLING, BAD))
    assert [one.recovery.status for one in (good, middling, bad)] == ["green", "yellow", "red"]
    speeds = [
        one.high for one in (race_steps(day)[1].target for day in (good, middling, bad)) if one
    ]
    assert speeds[0] > speeds[1] > speeds[2]
    assert speeds[2] == pytest.approx(0.94 * speeds[0], abs=0.02)
    assert "start 3 % slower" in (middling.recommendation.workout.notes or "")
    assert "race for the experience" in (bad.recommendation.workout.notes or "")
    assert "slower, or" not in (good.recommendation.workout.notes or "")


@pytest.mark.parametrize(
    ("journal", "reason"),
    [
        ({"illness": 1.0}, "ill"),
        ({"illness": [1.0, 0.0]}, "ill"),
        ({"fever": 1.0}, "fever"),
        ({"fever": [1.0, np.nan, np.nan]}, "ill"),
        ({"pain": 60.0}, "pain"),
    ],
)
def test_who_is_ill_or_hurts_does_not_start(journal: dict[str, object], reason: str) -> None:
    made = decide(0, 10_000, GOOD | journal).recommendation
    assert made.intensity == "rest"
    assert "do not start" in made.rationale
    assert reason in made.rationale


@pytest.mark.parametrize(
    "journal", [{"pain": 35.0}, {"soreness": 45.0}, {"illness": [1.0] + [0.0] * 12}]
)
def test_a_niggle_or_an_illness_long_over_stops_nobody(journal: dict[str, object]) -> None:
    assert decide(0, 10_000, GOOD | journal).recommendation.workout.kind == "race"


@pytest.mark.parametrize("metres", DISTANCES)
@pytest.mark.parametrize("days", range(1, 8))
def test_race_week_is_short_and_mostly_easy(metres: float, days: int) -> None:
    made = decide(days, metres).recommendation
    last = 7 if metres > 40_000 else 6 if metres > 20_000 else 4
    if days <= last:
        assert made.workout.duration_min <= 70
    if days <= 2:
        assert made.intensity in {"rest", "easy"}
    if days == 1:
        assert made.workout.duration_min <= 30


def test_quality_is_allowed_until_three_days_before() -> None:
    week = [decide(days, 10_000).recommendation.intensity for days in (3, 4, 5)]
    assert "hard" in week


def test_before_a_c_race_only_its_eve_is_held_back() -> None:
    assert decide(1, 10_000, priority="C").recommendation.intensity in {"rest", "easy"}
    two = [decide(2, 10_000, priority=one).recommendation for one in "AC"]
    assert two[1].workout.duration_min > two[0].workout.duration_min


def test_a_b_race_shortens_its_week_but_not_the_week_before() -> None:
    lengths = {
        one: decide(10, 21_097.5, priority=one).recommendation.workout.duration_min for one in "AB"
    }
    assert lengths["A"] < lengths["B"]
    near = {
        one: decide(3, 21_097.5, priority=one).recommendation.workout.duration_min for one in "AB"
    }
    assert max(near.values()) <= 70


def plan_session(share: float, minutes: float) -> PlannedWorkout:
    speed = share * 3.8
    target = Target(kind="speed", low=speed, high=speed, unit="m/s")
    step = Step(until="time", amount=minutes * 60, target=target)
    return PlannedWorkout(name="Plan's run", sport="running", date=LAST, steps=(step,))


def test_the_plans_own_session_is_accepted_in_race_week_and_a_longer_one_refused() -> None:
    quality, long = plan_session(0.96, 35), plan_session(0.72, 110)
    assert decide(5, 10_000, plan=[quality]).recommendation.workout == quality
    assert decide(3, 10_000, plan=[quality]).recommendation.workout == quality
    for days, workout in ((2, quality), (1, quality), (3, long)):
        made = decide(days, 10_000, plan=[workout]).recommendation
        assert made.workout != workout
        assert any("Plan's run" in one for one in made.limits)


def test_a_whole_plan_is_followed_through_its_race_week() -> None:
    goal = tk.Goal(distance_m=10_000, date=LAST)
    start = LAST - dt.timedelta(days=55)
    known = [one for one in runs() if one.day < start]
    plan = tk.plan(goal, ATHLETE, steady(GOOD, activities=known), start=start, seconds=20)  # type: ignore[arg-type]
    for days in range(6):
        day = LAST - dt.timedelta(days=days)
        history = steady(GOOD, activities=[one for one in runs(80) if one.day < day])  # type: ignore[arg-type]
        made = tk.assess(history, ATHLETE, day, plan=plan)
        planned = plan.on(day)
        assert planned is not None
        if planned.kind == "race":
            assert made.recommendation.workout.kind == "race"
        elif made.recovery.status == "green":
            assert made.recommendation.workout.name == planned.name
