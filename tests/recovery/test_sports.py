"""The sport of the day, judged by its own past; learning to run; alternatives."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest

import trainkit as tk
from builders.situations import LAST, PROFILES, Profile, activity
from trainkit.recovery._beginner import count_new_runs, next_walk_run
from trainkit.recovery._habits import Habits, SportHabits
from trainkit.recovery._sport import choose_sport
from trainkit.recovery._week import week_demand
from trainkit.workouts import LIBRARY, WalkRunSession, find_session

CLUB, CYCLIST, SWIMMER = PROFILES[1], PROFILES[5], PROFILES[6]
NEW = Profile("new", (None,) * 7, 2.6, "1994-07-01")
TRIATHLETE = PROFILES[7]
TO_10K = tk.Goal(distance_m=10_000, date=LAST + dt.timedelta(days=70))
MONDAY = dt.date(2026, 9, 14)


def history(
    profile: Profile,
    on: dt.date,
    done: Sequence[tk.Activity] = (),
    last: Mapping[str, float] | None = None,
) -> tk.History:
    """Twelve usual weeks, other sessions, and calm mornings."""
    random = np.random.default_rng(4)
    days = [on - dt.timedelta(days=83 - at) for at in range(84)]
    columns: dict[str, list[float]] = {
        "hrv_rmssd": np.round(60 * np.exp(0.03 * random.standard_normal(84)), 1).tolist(),
        "resting_hr": np.round(52 + 0.7 * random.standard_normal(84)).tolist(),
        "sleep_h": np.round(7.8 + 0.2 * random.standard_normal(84), 1).tolist(),
    }
    for name, value in (last or {}).items():
        columns[name] = [*columns.get(name, [float("nan")] * 84)[:-1], value]
    usual = [(day, profile.week[day.weekday()]) for day in days[:-1]]
    sessions = [activity(profile, day, session) for day, session in usual if session is not None]
    return tk.History.from_columns(
        {"date": days, **columns}, activities=[*sessions, *done], athlete=profile.athlete()
    )


def decide(profile: Profile, on: dt.date, **more: object) -> tk.Assessment:
    done = more.pop("done", ())
    last = more.pop("last", None)
    return tk.assess(history(profile, on, done, last), profile.athlete(), on, **more)  # type: ignore[arg-type]


def days_from(first: dt.date, count: int) -> list[dt.date]:
    return [first + dt.timedelta(days=at) for at in range(count)]


@pytest.mark.parametrize("profile", [CYCLIST, SWIMMER], ids=lambda one: one.name)
def test_who_never_ran_learns_to_run_on_the_way_to_a_race_on_foot(profile: Profile) -> None:
    made = [decide(profile, day, goal=TO_10K).recommendation for day in days_from(MONDAY, 7)]
    runs = [one for one in made if one.workout.sport == "running"]
    assert runs
    assert {one.intensity for one in runs} == {"easy"}
    assert {(one.workout.name or "")[:12] for one in runs} == {"Walk and run"}
    assert all(one.workout.duration_min <= 30 for one in runs)


def test_the_long_ride_stays_where_it_is_while_a_cyclist_learns_to_run() -> None:
    sunday = decide(CYCLIST, MONDAY + dt.timedelta(days=6), goal=TO_10K).recommendation
    assert sunday.workout.sport == "cycling"
    assert "Long" in sunday.workout.name


@pytest.mark.parametrize("profile", [CLUB, CYCLIST, SWIMMER], ids=lambda one: one.name)
def test_an_alternative_in_a_sport_that_is_not_trained_is_easy_and_short(profile: Profile) -> None:
    trained = {session[0] for session in profile.week if session}
    seen = 0
    for day in days_from(MONDAY, 7):
        for other in decide(profile, day).recommendation.alternatives:
            if other.workout.sport not in trained and other.intensity != "rest":
                seen += 1
                assert other.intensity == "easy"
                assert other.workout.duration_min <= 30
    assert seen >= 3


def test_hard_in_one_sport_needs_a_base_in_it() -> None:
    rides = SportHabits(sessions=30, usual=80.0, longest=180.0, longest_30=180.0, since=2)
    runs = SportHabits(sessions=4, usual=30.0, longest=30.0, longest_30=30.0, since=3)
    habits = Habits(
        by_sport={"cycling": rides, "running": runs},
        days_a_week=4.5,
        weeks=8,
        days_since_trained=2,
        trained_14=8,
        week_minutes=350.0,
    )
    asked = {
        sport: week_demand(habits, MONDAY, style="balanced", age=30, sport=sport)
        for sport in ("cycling", "running", "swimming")
    }
    assert asked["cycling"].purpose == "hard"
    assert asked["running"].purpose == asked["swimming"].purpose == "easy"
    assert asked["running"].reason == "Easy days build the base in running first."


def test_a_triathlete_trains_each_sport_on_its_weekday() -> None:
    made = {day.weekday(): decide(TRIATHLETE, day).recommendation for day in days_from(MONDAY, 7)}
    for weekday, session in enumerate(TRIATHLETE.week):
        if session is not None and made[weekday].intensity != "rest":
            assert made[weekday].workout.sport == session[0]
    assert {one.workout.sport for one in made.values()} >= {"running", "cycling", "swimming"}


def test_an_easy_day_of_somebody_who_trains_twice_is_as_long_as_the_day() -> None:
    doubles = [
        activity(CLUB, LAST - dt.timedelta(days=back), ("running", 30.0, 0.72))
        for back in range(1, 80)
        if (LAST - dt.timedelta(days=back)).weekday() in {1, 2, 3, 5}
    ]
    day = MONDAY + dt.timedelta(days=2)  # a Wednesday
    one, two = (decide(CLUB, day, done=extra).recommendation for extra in ((), doubles))
    assert one.intensity == two.intensity == "easy"
    assert two.workout.duration_min > one.workout.duration_min


OUT = {"foot": {"running", "walking"}, "knee": {"running", "cycling"}, "shoulder": {"swimming"}}


@pytest.mark.parametrize("place", OUT)
@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.name)
def test_no_alternative_is_in_a_sport_that_is_out(profile: Profile, place: str) -> None:
    day = MONDAY + dt.timedelta(days=1)
    with_pain = history(profile, day)
    days = [
        one.model_copy(update={"pain": 50.0, "pain_place": place}) if one.date == day else one
        for one in with_pain.days
    ]
    hurting = tk.History(days=days, activities=with_pain.activities, athlete=profile.athlete())
    made = tk.assess(hurting, profile.athlete(), day)
    ladders = tk.rules.find_ladders(hurting, profile.athlete(), day)
    without = frozenset[str]().union(*(ladder.without for ladder in ladders))
    assert without
    offered = [made.recommendation.workout, *(one.workout for one in _others(made))]
    assert not [one.name for one in offered if one.sport in without]


def _others(made: tk.Assessment) -> tuple[tk.models.Alternative, ...]:
    return made.recommendation.alternatives


def test_walking_and_running_has_both_and_grows_with_what_was_done() -> None:
    running = []
    for runs in range(27):
        stage = next_walk_run(runs)
        built = stage.build(60, NEW.athlete(), LAST)
        assert isinstance(stage, WalkRunSession)
        assert built.duration_min <= 40
        assert {step.kind for step in built.unrolled} >= {"warmup", "cooldown"}
        running.append(stage.longest_run_min)
        if runs == 0:
            assert "8 x (run 1 min, walk 90 s)" in (built.notes or "")
    assert running[0] == 1
    assert running[-1] == 30


def follow_as_beginner(days: int) -> list[tuple[dt.date, tk.PlannedWorkout, str]]:
    done: list[tk.Activity] = []
    asked = []
    for day in days_from(LAST, days):
        chosen = decide(NEW, day, done=done).recommendation
        asked.append((day, chosen.workout, chosen.rationale))
        if chosen.intensity != "rest":
            minutes = chosen.workout.duration_min
            done.append(activity(NEW, day, ("running", minutes, 0.6)))
    return asked


def test_a_beginner_runs_three_times_a_week_and_never_on_two_days_in_a_row() -> None:
    asked = follow_as_beginner(28)
    runs = [day for day, workout, _ in asked if not workout.resting]
    assert all((then - day).days >= 2 for day, then in pairwise(runs))
    assert 11 <= len(runs) <= 13
    kinds = {(workout.name or "")[:12] for _, workout, _ in asked}
    assert kinds >= {"Walk and run", "Rest"}
    assert not any("asy run" in kind for kind in kinds)
    assert all(workout.duration_min <= 36 for _, workout, _ in asked)
    assert not any(" 1 days" in reason for *_, reason in asked)
    notes = [workout.notes or "" for _, workout, _ in asked if not workout.resting]
    assert "8 x (run 1 min" in notes[0]
    assert "8 x (run 1 min" not in notes[3]


def test_runs_are_repeated_after_a_pause_or_where_they_were_too_hard() -> None:
    def runs(*days: int, **more: object) -> list[tk.Activity]:
        return [
            activity(NEW, LAST - dt.timedelta(days=back), ("running", 28.0, 0.6), **more)
            for back in sorted(days, reverse=True)
        ]

    nine = (2, 4, 6, 9, 11, 13, 16, 18, 20)
    assert count_new_runs(runs(*nine), LAST) == 9
    assert count_new_runs(runs(*nine, rpe=8), LAST) == 0
    assert count_new_runs(runs(*(back + 14 for back in nine)), LAST) == 3
    assert count_new_runs(runs(*(back + 30 for back in nine)), LAST) == 4
    assert count_new_runs([], LAST) == 0

    def fast(back: int) -> tk.Activity:
        return activity(CLUB, LAST - dt.timedelta(days=back), ("running", 40.0, 0.74))

    assert count_new_runs([fast(83)], LAST) is None
    # After twelve weeks without a run all begins again, further up for whoever could run.
    assert count_new_runs([fast(84)], LAST) == 9
    assert count_new_runs([fast(300), *runs(6, 4, 2)], LAST) == 12
    assert count_new_runs([*runs(250, 245), *runs(6, 4, 2)], LAST) == 3
    assert count_new_runs([fast(300), *runs(6, 4), fast(2)], LAST) is None
    assert count_new_runs([*runs(*range(400, 373, -1)), *runs(2)], LAST) == 10


def test_who_has_run_for_three_weeks_gets_runs_of_the_known_length() -> None:
    done = [
        activity(NEW, LAST - dt.timedelta(days=back), ("running", 25.0, 0.8))
        for back in (20, 18, 16, 13, 11, 9, 6, 4, 2)
    ]
    made = decide(NEW, LAST + dt.timedelta(days=1), done=done).recommendation
    assert made.workout.name == "Easy run"
    assert made.workout.duration_min <= 25


def test_a_night_that_was_held_back_as_too_short_allows_nothing_hard() -> None:
    planned = find_session("Threshold run").build(50, CLUB.athlete(), MONDAY)
    usual = decide(CLUB, MONDAY, plan=[planned]).recommendation
    assert usual.workout == planned
    made = decide(CLUB, MONDAY, plan=[planned], last={"sleep_h": 0.0}).recommendation
    assert made.intensity != "hard"
    assert "Last night's sleep was held back" in made.rationale


def test_too_little_time_is_the_reason_that_is_told() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    short = tk.Availability(minutes={"tue": 12})
    made = decide(CLUB, tuesday, availability=short).recommendation
    assert made.intensity == "rest"
    assert "12 min are too short for a session" in made.rationale


def test_the_sport_of_a_day_without_any_known_one() -> None:
    assert choose_sport(Habits(), LAST, LIBRARY) == "running"
    assert choose_sport(Habits(), LAST, LIBRARY, without=frozenset({"running"})) == "cycling"
    gym = Habits(by_sport={"training": SportHabits(sessions=20, usual=60.0)})
    assert choose_sport(gym, LAST, LIBRARY) == "training"
    hiker = Habits(by_sport={"hiking": SportHabits(sessions=20, usual=150.0)})
    assert choose_sport(hiker, LAST, LIBRARY) == "walking"


@pytest.mark.parametrize(
    ("sport", "noun"),
    [("cross_country_skiing", "ski"), ("inline_skating", "skate"), ("kayaking", "paddle")],
)
def test_a_sport_without_plans_is_trained_too_and_nobody_is_sent_running(
    sport: str, noun: str
) -> None:
    sunday = dt.date(2027, 2, 14)
    week = {2: 60.0, 5: 80.0, 6: 120.0}
    done = [
        activity(NEW, day, (sport, week[day.weekday()], 0.7))
        for day in (sunday - dt.timedelta(days=back) for back in range(70, 0, -1))
        if day.weekday() in week
    ]
    athlete = NEW.athlete()
    for back, name in ((0, f"Long {noun}"), (1, noun), (4, noun)):
        day = sunday - dt.timedelta(days=back)
        known = tk.History(activities=tuple(one for one in done if one.day < day))
        made = tk.assess(known, athlete, day).recommendation
        assert made.workout.sport == sport
        assert name in made.workout.name
