"""What the week asks of a day, and what eight weeks of following the advice come to."""

import datetime as dt
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from builders.following import START, Day, follow
from builders.situations import PROFILES
from trainkit.recovery._habits import Habits, SportHabits, _quantile
from trainkit.recovery._week import week_demand

TUESDAY, SUNDAY = dt.date(2026, 6, 30), dt.date(2026, 7, 5)
RUNNING = SportHabits(
    sessions=40,
    usual=45.0,
    longest=85.0,
    longest_30=85.0,
    long_weekday=6,
    since_long=2,
    since=2,
)
USUAL = Habits(
    by_sport={"running": RUNNING},
    days_a_week=5.0,
    weeks=8,
    rest_weekdays=frozenset({0, 4}),
    days_since_trained=2,
    days_since_not_easy=5,
    trained_14=10,
    not_easy_14=1,
    not_easy_7=1,
    week_minutes=270.0,
)


def purpose(
    day: dt.date = TUESDAY, style: str = "balanced", age: int = 38, **habits: object
) -> str:
    own = {name: habits.pop(name) for name in ("since_long", "longest") if name in habits}
    by_sport = {"running": replace(RUNNING, **own)}  # type: ignore[arg-type]
    usual = replace(USUAL, by_sport=by_sport, **habits)  # type: ignore[arg-type]
    return week_demand(usual, day, style=style, age=age).purpose  # type: ignore[arg-type]


def test_a_hard_day_needs_easier_days_before_it_and_more_of_them_with_age_and_caution() -> None:
    first = {
        age: next(
            days for days in range(1, 9) if purpose(age=age, days_since_not_easy=days) == "hard"
        )
        for age in (38, 46, 56, 66)
    }
    assert first == {38: 2, 46: 3, 56: 3, 66: 4}
    assert purpose(style="conservative", days_since_not_easy=2, not_easy_7=0) == "easy"
    assert purpose(style="conservative", days_since_not_easy=3, not_easy_7=0) == "hard"
    assert purpose(style="aggressive", days_since_not_easy=1) == "easy"


def test_not_next_to_the_long_day() -> None:
    assert purpose(since_long=1) == "easy"
    saturday = SUNDAY - dt.timedelta(days=1)
    assert purpose(saturday, since_long=6, week_days=3) == "easy"


def test_the_long_day_is_kept_and_comes_once() -> None:
    assert purpose(SUNDAY, since_long=7, week_days=4) == "long"
    assert purpose(SUNDAY, since_long=3, week_days=4) != "long"
    saturday = SUNDAY - dt.timedelta(days=1)
    assert purpose(saturday, since_long=13, week_days=3) != "long"  # tomorrow is its day
    assert purpose(SUNDAY, since_long=7, week_days=4, days_in_a_row=6) == "rest"


@pytest.mark.parametrize(("rides", "purpose_of_day"), [(8, "easy"), (16, "long")])
def test_the_one_ride_of_a_runners_week_is_no_long_session(rides: int, purpose_of_day: str) -> None:
    thursday = dt.date(2026, 7, 2)
    ride = SportHabits(rides, 60.0, 66.0, 66.0, long_weekday=3, since_long=7, since=4)
    both = replace(USUAL, by_sport={"running": RUNNING, "cycling": ride}, not_easy_7=2)
    made = week_demand(both, thursday, style="balanced", age=38, sport="cycling")
    assert made.purpose == purpose_of_day
    alone = replace(USUAL, by_sport={"cycling": ride}, not_easy_7=2)  # the one ride of a rider's
    assert week_demand(alone, thursday, style="balanced", age=38, sport="cycling").purpose == "long"


def test_enough_is_enough() -> None:
    assert purpose(not_easy_7=2) == "easy"
    assert purpose(not_easy_14=4, not_easy_7=1) == "easy"
    assert purpose(style="aggressive", not_easy_7=2) == "hard"
    assert purpose(week_days=5, days_in_a_row=1) == "rest"
    assert purpose(days_in_a_row=6) == "rest"
    monday = TUESDAY - dt.timedelta(days=1)
    assert purpose(monday) == "rest"


def reason(**habits: object) -> str:
    usual = replace(USUAL, **habits)  # type: ignore[arg-type]
    return week_demand(usual, TUESDAY, style="balanced", age=38).reason


def test_one_harder_day_a_week_is_allowed_on_three_days_a_week() -> None:
    few = {"days_a_week": 3.0, "trained_14": 6, "week_days": 0, "rest_weekdays": frozenset()}
    assert purpose(not_easy_14=1, not_easy_7=0, **few) == "hard"
    assert purpose(not_easy_14=2, not_easy_7=1, **few) == "easy"


@pytest.mark.parametrize("days", [3, 4, 5, 6])
@pytest.mark.parametrize("style", ["balanced", "adaptive", "aggressive"])
def test_a_lighter_week_keeps_one_harder_day(days: int, style: str) -> None:
    week: dict[str, object] = {
        "weeks_since_light": 3,
        "days_a_week": float(days),
        "trained_14": 2 * days - 1,
        "week_days": 0,
        "rest_weekdays": frozenset(),
    }
    assert purpose(style=style, not_easy_14=1, not_easy_7=0, **week) == "hard"
    assert purpose(style=style, not_easy_14=2, not_easy_7=1, **week) == "easy"
    assert purpose(style=style, not_easy_14=4, not_easy_7=0, **week) == "easy"


def test_reasons_are_sentences_whatever_the_count() -> None:
    assert reason(not_easy_14=1, trained_14=2, not_easy_7=0) == (
        "1 of your last 2 training days was not easy, which is enough for the balanced style."
    )
    assert "3 of your last 8 training days were not" in reason(
        not_easy_14=3, trained_14=8, not_easy_7=0
    )
    assert reason(days_in_a_row=6) == "You have trained 6 days in a row."
    assert reason(days_in_a_row=56) == "You have trained every day for eight weeks."
    one = {"days_a_week": 1.0, "weeks": 5, "week_days": 1, "rest_weekdays": frozenset()}
    assert reason(**one) == "You have trained 1 day this week, as usual."


def test_between_two_and_three_days_a_week_the_third_one_is_usual() -> None:
    often = {"days_a_week": 2.5, "week_days": 2, "rest_weekdays": frozenset({0, 2, 4, 5})}
    assert purpose(SUNDAY, since_long=2, **often) != "rest"


def test_a_new_athlete_is_not_held_to_the_days_of_the_first_week() -> None:
    first = {"days_a_week": 1.0, "weeks": 1, "week_days": 1, "rest_weekdays": frozenset()}
    assert purpose(days_since_trained=1, **first) == "rest"
    assert purpose(days_since_trained=2, **first) == "easy"


def test_a_base_comes_before_anything_hard() -> None:
    assert purpose(week_minutes=90.0) == "easy"
    assert purpose(days_a_week=2.0) == "easy"
    assert purpose(longest=40.0) == "easy"


def test_after_three_full_weeks_a_lighter_one_but_not_before_a_race() -> None:
    full = replace(USUAL, weeks_since_light=3)
    assert week_demand(full, TUESDAY, style="balanced", age=38).lighter
    assert not week_demand(USUAL, TUESDAY, style="balanced", age=38).lighter
    soon = tk.Goal(distance_m=10_000, date=TUESDAY + dt.timedelta(days=10))
    tapering = week_demand(full, TUESDAY, style="balanced", age=38, goal=soon)
    assert not tapering.lighter
    assert tapering.share < 1
    lesser = soon.model_copy(update={"priority": "C"})
    assert week_demand(full, TUESDAY, style="balanced", age=38, goal=lesser).share == 1


# Place in PROFILES, and the share of the training days that the style allows not to be easy.
PEOPLE = {"club runner": (1, 0.28), "older runner": (3, 0.20), "fast runner": (2, 0.40)}


@cache
def eight_weeks(name: str) -> list[Day]:
    return follow(PROFILES[PEOPLE[name][0]])


def weeks(name: str) -> list[list[Day]]:
    days = eight_weeks(name)
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def quality(name: str) -> list[Day]:
    """Days that are not easy; a long session that is hard by its length is not among them."""
    days = eight_weeks(name)
    return [day for day in days if day.intensity in {"moderate", "hard"} and "Long" not in day.name]


@pytest.mark.parametrize("name", PEOPLE)
def test_most_days_are_easy_by_the_style_but_not_all(name: str) -> None:
    trained = [day for day in eight_weeks(name) if day.intensity != "rest"]
    share = len(quality(name)) / len(trained)
    assert 0.08 <= share <= PEOPLE[name][1] + 0.01


@pytest.mark.parametrize("name", PEOPLE)
def test_never_two_in_a_row_and_older_runners_wait(name: str) -> None:
    days = [day.date for day in quality(name)]
    gaps = [(then - day).days for day, then in pairwise(days)]
    assert min(gaps) >= (4 if name == "older runner" else 2)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_long_day_stays_on_its_weekday_once_a_week(name: str) -> None:
    long = [day for day in eight_weeks(name) if "Long" in day.name]
    assert {day.date.weekday() for day in long} == {6}
    assert len(long) >= 7
    assert max(day.minutes for day in long) <= 1.1 * PROFILES[PEOPLE[name][0]].longest_min


@pytest.mark.parametrize("name", PEOPLE)
def test_every_week_has_its_usual_rest(name: str) -> None:
    usual = sum(session is None for session in PROFILES[PEOPLE[name][0]].week)
    for week in weeks(name):
        assert sum(day.intensity == "rest" for day in week) in {usual, usual + 1}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_lighter_week_comes_after_three_or_four_full_ones_and_passes(name: str) -> None:
    lighter = [at for at, week in enumerate(weeks(name)) if "lighter week" in week[-1].reason]
    assert len(lighter) == 2
    assert lighter[1] - lighter[0] in range(3, 7)
    minutes = [sum(day.minutes for day in week) for week in weeks(name)]
    before = minutes[: lighter[1]]
    assert minutes[lighter[1]] <= 0.9 * max(before[-3:])


@pytest.mark.parametrize("name", ["club runner", "fast runner"])
def test_hard_sessions_change_within_a_week_and_never_come_three_times_running(name: str) -> None:
    hard = [day for day in quality(name) if day.intensity == "hard"]
    for day, then in pairwise(hard):
        assert day.name != then.name or (then.date - day.date).days > 4
    names = [day.name for day in hard]
    assert len(set(names)) >= 2
    assert not any(len(set(names[at : at + 3])) == 1 for at in range(len(names) - 2))


def test_the_loop_starts_on_a_monday_and_stops_for_nobody() -> None:
    days = eight_weeks("club runner")
    assert days[0].date == START
    assert START.weekday() == 0
    assert len(days) == 56


@pytest.mark.parametrize("easy_share", [0.78, 0.81, 0.83])
def test_easy_runs_within_the_advised_range_cost_no_hard_days(easy_share: float) -> None:
    profile = next(one for one in PROFILES if one.name == "club runner")
    days = follow(profile, 6, easy_share=easy_share)
    easy = [day.minutes for day in days if day.intensity == "easy" and "Long" not in day.name]
    assert max(easy) <= 1.15 * profile.usual_min
    assert sum(day.intensity in {"moderate", "hard"} for day in days) >= 5
    assert sum(day.intensity == "hard" for day in days) >= 3
    assert not any(a.intensity == b.intensity == "hard" for a, b in pairwise(days))


@pytest.mark.parametrize("hard_share", [0.81, 0.83])
def test_intervals_with_an_easy_mean_are_not_followed_by_the_next_hard_day(
    hard_share: float,
) -> None:
    profile = next(one for one in PROFILES if one.name == "club runner")
    days = follow(profile, 6, easy_share=0.72, hard_share=hard_share)
    assert not any(a.intensity == b.intensity == "hard" for a, b in pairwise(days))
    assert sum(day.intensity == "hard" for day in days) <= 12


@given(st.lists(st.floats(0.3, 1.2), min_size=1, max_size=12))
def test_the_easy_share_is_numpys_percentile(values: list[float]) -> None:
    assert _quantile(values, 0.35) == float(np.percentile(values, 35))
