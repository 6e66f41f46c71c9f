"""A plan's own session: as hard as it says, shortened or refused with the reason, and accepted."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady
from builders.following import follow_plan
from builders.situations import situations
from recovery.never import broken
from trainkit.models import PlannedWorkout, Repeat, Step, Target
from trainkit.recovery._plan_of_day import compare_with_plan
from trainkit.workouts import estimate, find_session

GOOD: Mapping[str, object] = {"hrv_rmssd": [63.0] * 7, "resting_hr": 48.0, "sleep_h": [8.0] * 7}


def timed(minutes: float, share: float | None = None) -> Step:
    speed = 3.8 * (share or 0)
    target = None if share is None else Target(kind="speed", low=speed, high=speed, unit="m/s")
    return Step(until="time", amount=60 * minutes, target=target)


def session(**stated: object) -> PlannedWorkout:
    return PlannedWorkout(name="Club night", sport="running", date=LAST, **stated)  # type: ignore[arg-type]


SIX_MINUTES = Repeat(steps=(timed(1, 1.1), timed(2, 0.6)), times=6)
HARD: Mapping[str, PlannedWorkout] = {
    "marked, without steps": session(hard=True),
    "of a hard kind, without steps": session(kind="vo2max"),
    "of a kind in other words": session(kind="VO2 max / Intervals"),
    "with a load alone": session(load=90.0),
    "with a load and a distance": session(load=90.0, planned_m=10_000.0),
    "with steps without targets": session(hard=True, steps=(timed(15), timed(30), timed(10))),
    "by feel": session(kind="fartlek", steps=(timed(45),)),
    "short and fast": session(kind="repetitions", steps=(timed(12, 0.65), SIX_MINUTES)),
    "steady and marked, without steps": session(kind="steady", hard=True),
    "a race without a goal": session(kind="race", steps=(Step(until="distance", amount=5_000.0),)),
}


def decide(
    plan: list[PlannedWorkout], journal: Mapping[str, object] | None = None, **more: object
) -> tk.Assessment:
    runs = [run(7 * week + day) for week in range(12) for day in (2, 4, 5)]
    runs += [run(7 * week, 75) for week in range(1, 13)]
    history = steady({**GOOD, **(journal or {})}, activities=runs)  # type: ignore[arg-type]
    return tk.assess(history, ATHLETE, plan=plan, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HARD)
def test_a_hard_session_is_hard_however_it_is_given(name: str) -> None:
    assert not HARD[name].resting
    assert estimate(HARD[name], ATHLETE, LAST).intensity == "hard"
    made = decide([HARD[name]]).recommendation
    assert made.workout == HARD[name]
    assert made.intensity == "hard"


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize(
    "journal", [{"fever": 1.0}, {"soreness": 80.0}, {"soreness": 55.0}, {"energy": 20, "mood": 20}]
)
def test_a_hard_session_is_refused_where_the_day_is_not_for_it(
    name: str, journal: dict[str, object]
) -> None:
    made = decide([HARD[name]], journal).recommendation
    assert made.workout != HARD[name]
    assert made.intensity in {"rest", "easy"}
    assert any("The planned Club night" in limit for limit in made.limits)


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("days", [1, 2])
def test_a_hard_session_is_refused_before_a_race(name: str, days: int) -> None:
    goal = tk.Goal(distance_m=10_000, date=LAST + dt.timedelta(days=days))
    made = decide([HARD[name]], goal=goal).recommendation
    assert made.workout != HARD[name]
    assert made.intensity in {"rest", "easy"}


@pytest.mark.parametrize(
    ("workout", "intensity"),
    [
        (session(kind="rest"), "rest"),
        (PlannedWorkout(date=LAST), "rest"),
        (session(load=0.0), "rest"),
        (session(kind="easy"), "easy"),
        (session(), "easy"),
        (session(load=30.0), "easy"),
        (session(planned_m=8_000.0), "easy"),
        (session(kind="long", hard=True, steps=(timed(80, 0.7),)), "easy"),
        (session(kind="marathon", hard=True, steps=(timed(60, 0.85),)), "moderate"),
        (session(kind="steady"), "moderate"),
    ],
)
def test_what_is_not_hard_stays_what_it_is(workout: PlannedWorkout, intensity: str) -> None:
    what = estimate(workout, ATHLETE, LAST)
    assert what.intensity == intensity
    assert workout.resting == (intensity == "rest")


def test_a_long_easy_run_is_hard_by_its_length_alone() -> None:
    what = estimate(session(kind="long", hard=True, steps=(timed(150, 0.72),)), ATHLETE, LAST)
    assert (what.effort, what.quality) == ("hard", "easy")


@pytest.mark.parametrize(
    ("sport", "metres", "minutes", "load"),
    [
        ("cycling", 130_000, (220, 330), (150, 350)),
        ("cycling", 40_000, (60, 90), (70, 120)),
        ("swimming", 3_800, (50, 80), (70, 110)),
        ("swimming", 1_500, (18, 30), (25, 50)),
        ("running", 42_195, (180, 260), (150, 280)),
        ("triathlon", 113_000, (270, 420), (200, 350)),
    ],
)
def test_a_race_takes_a_plausible_time_and_load_by_its_sport(
    sport: str, metres: float, minutes: tuple[float, float], load: tuple[float, float]
) -> None:
    step = Step(until="distance", amount=metres)
    what = estimate(PlannedWorkout(sport=sport, kind="race", steps=(step,)), ATHLETE, LAST)
    assert minutes[0] <= what.minutes <= minutes[1]
    assert load[0] <= what.load <= load[1]
    assert what.intensity == "hard"


def test_an_easy_session_that_is_too_long_for_sore_legs_is_shortened() -> None:
    planned = find_session("Easy run").build(85, ATHLETE, LAST)
    made = decide([planned], {"soreness": 80.0}).recommendation
    assert made.workout.duration_min == 30
    assert "shortened" in made.workout.name
    assert any("takes 85 min, and 30 min are the most" in limit for limit in made.limits)
    assert any("very sore" in limit for limit in made.limits)


def test_a_session_with_repeats_is_refused_and_not_cut() -> None:
    planned = session(kind="easy", steps=(Repeat(steps=(timed(5, 0.7), timed(5, 0.6)), times=8),))
    made = decide([planned], {"soreness": 80.0}).recommendation
    assert made.workout.name != "Club night"
    assert made.workout.duration_min <= 30


def test_each_session_keeps_its_own_reason() -> None:
    """What a planned session breaks is not told of the library's session in its place."""
    planned = session(steps=(timed(100, 0.72),))
    rule = tk.rules.LongRunStep()
    made = decide([planned], rules=[rule]).recommendation
    assert any(limit.startswith("The planned Club night is out: a run") for limit in made.limits)


def test_of_two_sessions_the_key_one_is_done_and_the_other_may_follow() -> None:
    easy = find_session("Easy swim").build(20, ATHLETE, LAST)
    hard = find_session("Threshold run").build(50, ATHLETE, LAST)
    made = decide([easy, hard]).recommendation
    assert made.workout == hard
    lines = list(compare_with_plan([easy, hard], made))
    assert lines == [
        "Your plan: Easy swim, 20 min. Today: as planned, after Threshold run, 50 min.",
        "Your plan: Threshold run, 50 min. Today: as planned.",
    ]
    tired = decide([easy, hard], availability=tk.Availability(minutes={"sun": 60})).recommendation
    assert next(iter(compare_with_plan([easy, hard], tired))).endswith(
        "One session is enough today: Easy swim can move to another day."
    )


def with_plans(count: int) -> Iterator[list[str]]:
    """The rules that are broken in situations with one of the hard sessions on the plan."""
    for at, situation in enumerate(situations(count, seed=17)):
        planned = list(HARD.values())[at % len(HARD)]
        given = replace(situation, plan=(planned.model_copy(update={"date": situation.on}),))
        yield broken(given, given.assess())


def test_no_planned_session_makes_a_decision_that_must_never_be() -> None:
    assert [rules for rules in with_plans(80) if rules] == []


@cache
def planned_days(place: int) -> list[tuple[PlannedWorkout, tk.Assessment]]:
    days, metres, weeks, longest = PLANS[place]
    return follow_plan(days, metres, weeks, longest)


# Days a week, metres of the race, weeks to it, and the longest run before [min].
PLANS = ((3, 5_000.0, 8, 60.0), (5, 21_097.5, 12, 85.0), (6, 42_195.0, 16, 110.0))


@pytest.mark.parametrize("place", range(len(PLANS)))
def test_today_accepts_the_plans_own_sessions_on_green_mornings(place: int) -> None:
    refused = []
    for workout, made in planned_days(place):
        chosen = made.recommendation
        resting = workout.resting and chosen.workout.resting
        racing = workout.kind == chosen.workout.kind == "race"
        # The race's ladder may shorten a session of the last two weeks.
        left = (planned_days(place)[-1][0].date or LAST) - (workout.date or LAST)
        shorter = chosen.workout.name == f"{workout.name}, shortened" and left.days <= 14
        green = made.recovery.status == "green"
        if green and not (chosen.workout == workout or resting or racing or shorter):
            refused.append((workout.date, workout.name, chosen.limits))
    assert refused == []
    assert len(planned_days(place)) == 7 * PLANS[place][2]


@pytest.mark.parametrize(("yesterday", "long"), [(75, True), (60, False)])
def test_the_run_after_a_long_one_that_was_cut_is_shorter_too(yesterday: float, long: bool) -> None:
    """A plan sets both lengths together; what was done yesterday may be less."""
    runs = [run(7 * week + day) for week in range(12) for day in (2, 4, 5)]
    runs += [run(7 * week + 1, 75) for week in range(1, 12)] + [run(1, yesterday)]
    planned = find_session("Easy run").build(70, ATHLETE, LAST)
    history = steady(GOOD, activities=runs)  # type: ignore[arg-type]
    made = tk.assess(history, ATHLETE, plan=[planned]).recommendation
    assert (made.workout.duration_min < 60) == long
    assert (
        any("58 min are the most today. Yesterday was long" in limit for limit in made.limits)
        == long
    )
