"""Ladders: the numbers of each, their order, and that the planner's rows mean the same."""

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from builders.days import ATHLETE, LAST, run, steady, weeks_of_runs
from trainkit.models import INTENSITIES, Activity
from trainkit.plugins.conformance import RuleConformance
from trainkit.ports import Rule, Schedule
from trainkit.rules import Ladder, find_ladders
from trainkit.rules._ladder_tables import Usual, break_ladder, illness_ladder
from trainkit.rules._pain_ladders import Pain, after_pain_ladder, doctor_ladder, pain_ladder
from trainkit.rules._pain_places import find_places
from trainkit.rules._race_ladders import (
    big_day_ladder,
    race_ladder,
    race_week,
)

DAY = dt.date(2026, 6, 10)
USUAL = Usual(60.0, 120.0)


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def minutes(ladder: Ladder, days: Sequence[int]) -> list[float]:
    return [ladder.longest_min(after(day)) for day in days]


def first_day(ladder: Ladder, *, intensity: str, at_least: float = 0.0) -> int:
    """Days after `DAY` from which an intensity and a length are allowed."""
    for back in range(200):
        step = ladder.step_on(after(back + 1))
        allowed = "hard" if step is None else step.intensity
        length = math.inf if step is None else step.minutes
        if INTENSITIES.index(allowed) >= INTENSITIES.index(intensity) and length >= at_least:
            return back + 1
    raise AssertionError("never")


def ill(days: int, **more: bool) -> Ladder:
    return illness_ladder(DAY, days, USUAL, **({"well": True} | more))


def test_a_short_illness_comes_back_by_20_and_30_minutes() -> None:
    ladder = ill(3)
    assert minutes(ladder, [-2, -1, 0]) == [0, 0, 0]
    assert minutes(ladder, [1, 2, 3, 4]) == [20, 30, 45, 45]
    assert ladder.place_of(after(2)) == "step 3 of 6: easy, up to 30 min"
    assert ladder.place_of(after(40)) == ""
    assert first_day(ladder, intensity="easy", at_least=0.8 * 120) == 8
    assert 9 <= first_day(ladder, intensity="easy", at_least=120) <= 13


def test_a_longer_illness_has_four_short_days_and_a_long_one_two_weeks() -> None:
    assert minutes(ill(6), [1, 2, 3, 4, 5]) == [20, 30, 40, 45, 45]
    assert first_day(ill(8), intensity="hard") == 16
    assert 15 <= first_day(ill(7), intensity="easy", at_least=120) <= 19


@pytest.mark.parametrize("days", range(1, 8))
def test_nothing_hard_for_as_many_days_as_the_illness_lasted(days: int) -> None:
    assert first_day(ill(days), intensity="hard") > max(days, 2)
    assert first_day(ill(days, fever=True), intensity="hard") > max(days, 2) + 1


def test_each_doubt_is_a_day_more_of_rest() -> None:
    first = [
        first_day(ill(3, **more), intensity="easy", at_least=20)
        for more in ({}, {"well": False}, {"fever": True}, {"fever": True, "resting_hr_high": True})
    ]
    assert first == [1, 2, 2, 3]


@pytest.mark.parametrize(
    ("metres", "sport", "quality", "long"),
    [
        (5_000, "running", (4, 5), (7, 7)),
        (10_000, "running", (5, 7), (7, 10)),
        (21_097.5, "running", (8, 12), (14, 14)),
        (42_195, "running", (21, 35), (21, 35)),
        (100_000, "cycling", (5, 7), (10, 10)),
        (40_000, "cycling", (3, 3), (5, 5)),
        (3_800, "swimming", (4, 5), (7, 7)),
    ],
)
def test_days_after_a_race(
    metres: float, sport: str, quality: tuple[int, int], long: tuple[int, int]
) -> None:
    for recovered, place in ((True, 0), (False, 1)):
        ladder = race_ladder(DAY, metres, USUAL, sport=sport, recovered=recovered)
        assert quality[0] <= first_day(ladder, intensity="hard") <= quality[1]
        assert first_day(ladder, intensity="easy", at_least=120) == pytest.approx(
            long[place], abs=1
        )


def test_after_a_marathon_two_days_off_and_older_runners_wait_longer() -> None:
    ladder = race_ladder(DAY, 42_195, USUAL)
    assert minutes(ladder, [1, 2, 3]) == [0, 0, 30]
    waits = [
        first_day(race_ladder(DAY, 10_000, USUAL, age=age), intensity="hard")
        for age in (45, 50, 60)
    ]
    assert waits == [7, 9, 11]


@pytest.mark.parametrize(
    ("off", "first_min", "hard", "end"),
    [
        (6, 30, 4, 6),
        (10, 30, 5, 10),
        (14, 30, 7, 14),
        (21, 30, 14, 22),
        (28, 30, 14, 28),
        (40, 20, 28, 30),
        (80, 20, 35, 42),
    ],
)
def test_a_break(off: int, first_min: float, hard: int, end: int) -> None:
    ladder = break_ladder(after(-off), after(1), USUAL)
    assert ladder is not None
    assert ladder.longest_min(after(1)) == first_min
    assert first_day(ladder, intensity="hard") == hard + 1
    assert (ladder.steps[-1].last - DAY).days == end
    assert f"{off} days" in ladder.because


@given(st.integers(1, 100), st.floats(15, 120), st.floats(1, 3))
def test_no_break_forbids_training(off: int, usual: float, longer: float) -> None:
    ladder = break_ladder(after(-off), after(1), Usual(usual, usual * longer))
    if off < 6:
        assert ladder is None
        return
    assert ladder is not None
    assert all(step.intensity != "rest" and step.minutes >= 20 for step in ladder.steps)
    assert (ladder.steps[-1].last - DAY).days <= 45
    assert ladder.step_on(after(60)) is None


def test_strong_pain_leaves_the_sport_out_and_the_worst_is_rest() -> None:
    knee = pain_ladder(DAY, 50, USUAL, places=find_places("knee"), sport="running")
    assert {"running", "cycling"} <= knee.without
    assert "swimming" not in knee.without
    assert knee.for_sport("running").longest_min(DAY) == 0
    assert knee.for_sport("swimming").longest_min(DAY) == 40
    assert pain_ladder(DAY, 50, USUAL, places=find_places("shoulder"), sport="running").without >= {
        "swimming"
    }
    assert (
        "cycling" in pain_ladder(DAY, 50, USUAL, places=find_places(None), sport="cycling").without
    )
    worst = pain_ladder(DAY, 70, USUAL, places=find_places("knee"), sport="running")
    assert [worst.longest_min(after(day)) for day in (0, 1, 2)] == [0, 0, 30]


def test_after_pain_half_the_length_and_no_quality_for_a_week_or_two() -> None:
    short, long = (
        after_pain_ladder(DAY, DAY + dt.timedelta(days=4), USUAL, days=days) for days in (2, 10)
    )
    assert short.longest_min(after(4)) == 30
    assert first_day(short, intensity="hard", at_least=120) == 1  # days before it are the pain's
    assert (short.steps[-1].last - after(4)).days == 6
    assert (long.steps[-1].last - after(4)).days == 13
    assert all(step.intensity == "easy" for step in (*short.steps, *long.steps))


@pytest.mark.parametrize(("metres", "days"), [(5_000, 4), (10_000, 4), (21_097.5, 6), (42_195, 7)])
def test_race_week_keeps_quality_until_three_days_before(metres: float, days: int) -> None:
    week = race_week(DAY, metres, USUAL, priority="A")
    for left in range(1, days + 1):
        step = week.step_on(after(-left))
        assert step is not None
        assert step.minutes <= 70
        assert step.intensity == ("easy" if left <= 2 else "hard")
    assert week.longest_min(after(-1)) <= 30
    assert (week.step_on(after(-days - 1)) is None) == (metres < 20_000)
    assert week.step_on(DAY) is None


@pytest.mark.parametrize(
    ("metres", "sport", "days"),
    [
        (40_000, "cycling", 4),
        (100_000, "cycling", 13),
        (200_000, "cycling", 14),
        (1_500, "swimming", 4),
        (5_000, "swimming", 13),
        (2_000, "rowing", 4),
        (42_195, "running", 14),
    ],
)
def test_the_week_before_a_race_depends_on_its_sport(metres: float, sport: str, days: int) -> None:
    week = race_week(DAY, metres, USUAL, priority="A", sport=sport)
    assert (DAY - week.steps[0].first).days == days


def test_a_c_race_holds_back_its_eve_only_and_a_b_race_has_no_second_week() -> None:
    eve = race_week(DAY, 42_195, USUAL, priority="C")
    assert [(step.first, step.last, step.intensity) for step in eve.steps] == [
        (after(-1), after(-1), "easy")
    ]
    first = {p: race_week(DAY, 42_195, USUAL, priority=p).steps[0].first for p in "AB"}
    assert first == {"A": after(-14), "B": after(-7)}


def test_a_big_day_is_followed_by_easy_ones() -> None:
    ladder = big_day_ladder(DAY, 3, USUAL, name="You had a hike of 5.0 h")
    assert minutes(ladder, [0, 1, 2, 3, 4]) == [math.inf, 40, 60, 60, math.inf]
    assert first_day(ladder, intensity="hard") == 4


USUALS = st.builds(
    lambda usual, more: Usual(usual, usual * more), st.floats(25, 180), st.floats(1, 3)
)
LADDERS = st.one_of(
    st.builds(
        lambda usual, days, well, fever, high: illness_ladder(
            DAY, days, usual, well=well, fever=fever, resting_hr_high=high
        ),
        USUALS,
        st.integers(1, 40),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda usual, level, place: pain_ladder(
            DAY, level, usual, places=find_places(place), sport="running"
        ),
        USUALS,
        st.floats(40, 100),
        st.sampled_from([None, "knee", "shoulder", "back"]),
    ),
    st.builds(
        lambda usual, days: after_pain_ladder(DAY, DAY + dt.timedelta(days=4), usual, days=days),
        USUALS,
        st.integers(1, 30),
    ),
    st.builds(
        lambda usual, level, gone: doctor_ladder(
            Pain(
                list(find_places("chest")), DAY, DAY, level, None if gone is None else after(gone)
            ),
            usual,
        ),
        USUALS,
        st.none() | st.floats(1, 100),
        st.none() | st.integers(1, 20),
    ),
    st.builds(
        lambda usual, off: break_ladder(after(-off), after(1), usual), USUALS, st.integers(6, 400)
    ),
    st.builds(
        lambda usual, metres, sport, age, recovered: race_ladder(
            DAY, metres, usual, sport=sport, age=age, recovered=recovered
        ),
        USUALS,
        st.floats(1, 50_000_000),
        st.sampled_from(["running", "cycling", "swimming", "rowing"]),
        st.integers(10, 85),
        st.booleans(),
    ),
    st.builds(
        lambda usual, days: big_day_ladder(DAY, days, usual, name="x"), USUALS, st.integers(2, 5)
    ),
)


@given(LADDERS)
def test_steps_are_in_order_without_a_gap_and_never_tighter_again(ladder: Ladder) -> None:
    assert ladder.steps
    for step in ladder.steps:
        assert step.first <= step.last
        assert step.words
        assert (step.intensity == "rest") == (step.minutes == 0)
    for before, then in pairwise(ladder.steps):
        assert then.first == before.last + dt.timedelta(days=1)
        assert then.minutes >= before.minutes - 1e-9
        assert INTENSITIES.index(then.intensity) >= INTENSITIES.index(before.intensity)


@given(
    USUALS,
    st.floats(1, 50_000_000),
    st.sampled_from("ABC"),
    st.sampled_from(["running", "cycling"]),
)
def test_race_week_is_in_order_and_only_gets_tighter(
    usual: Usual, metres: float, priority: str, sport: str
) -> None:
    week = race_week(DAY, metres, usual, priority=priority, sport=sport)
    assert week.steps[-1].last == after(-1)
    for before, then in pairwise(week.steps):
        assert then.first == before.last + dt.timedelta(days=1)
        assert then.minutes <= before.minutes
        assert INTENSITIES.index(then.intensity) <= INTENSITIES.index(before.intensity)


START = RuleConformance.start + dt.timedelta(days=3)
RULES = (
    illness_ladder(START, 4, USUAL, well=True),
    pain_ladder(START, 75, USUAL, places=find_places("knee"), sport="running"),
    after_pain_ladder(START, START + dt.timedelta(days=4), USUAL, days=3),
    doctor_ladder(Pain(list(find_places("chest")), START, START, 30.0), USUAL),
    break_ladder(START - dt.timedelta(days=20), START, USUAL),
    race_ladder(START, 42_195, USUAL),
    big_day_ladder(START, 4, USUAL, name="a hike"),
    race_week(START + dt.timedelta(days=20), 21_097.5, USUAL, priority="A"),
)


class TestLadders(RuleConformance):
    @pytest.fixture(params=RULES, ids=lambda rule: rule.cause)
    def rule(self, request: pytest.FixtureRequest) -> Rule:
        return request.param  # type: ignore[no-any-return]


def planned(effort: str, minutes_each: float, *, race: bool = False) -> Schedule:
    levels = np.array(["remh".index(one) for one in effort], dtype=np.int8)
    days = levels.size
    first = np.datetime64(after(1))
    return Schedule(
        dates=np.arange(first, first + days),
        first=0,
        load=levels * 30.0,
        effort=levels,
        run_m=np.zeros(days),
        score=np.full(days, np.nan),
        races=np.full(days, race),
        hard=levels == 3,
        minutes=np.where(levels > 0, minutes_each, 0.0),
    )


def test_what_a_ladder_forbids_is_too_hard_or_too_long_but_never_a_race() -> None:
    ladder = ill(3)
    found = ladder.violations(planned("heeh", 40))
    assert [one.date for one in found] == [after(1), after(2), after(4)]
    assert found[0].message == "it is hard, and the day allows easy training, up to 20 min"
    assert found[1].message == "it takes 40 min, and the day allows easy training, up to 30 min"
    assert ladder.violations(planned("rrrr", 0)) == []
    assert ladder.violations(planned("hhhh", 90, race=True)) == []


def causes(
    runs: Sequence[Activity], journal: dict[str, object] | None = None, **more: object
) -> set[str]:
    history = steady(journal, activities=runs)  # type: ignore[arg-type]
    return {ladder.cause for ladder in find_ladders(history, ATHLETE, LAST, **more)}  # type: ignore[arg-type]


def test_ladders_are_found_in_the_journal_the_training_and_the_goals() -> None:
    runs = weeks_of_runs()
    assert causes(runs) == set()
    assert causes(runs, {"illness": [1.0, np.nan]}) == {"illness"}
    assert causes(runs, {"fever": [1.0, np.nan]}) == {"illness"}
    assert causes(runs, {"pain": 45.0}) == {"pain"}
    assert causes(runs, {"pain": 35.0}) == set()
    late = [one for one in runs if (LAST - one.day).days > 9]
    assert causes(late) == {"break"}
    race = run(4, 48, race=True)
    assert causes([race, *runs[1:]]) == {"race"}
    long = run(2, 170)
    assert causes([long, *runs]) == {"big_day"}
    goal = tk.Goal(distance_m=10_000, date=LAST + dt.timedelta(days=3))
    assert causes(runs, goals=[goal]) == {"race_ahead"}
    past = tk.Goal(distance_m=10_000, date=LAST - dt.timedelta(days=1))
    assert causes([run(1, 62), *runs[1:]], goals=[past]) == {"race"}


def test_a_ladder_is_over_once_its_last_day_is_behind() -> None:
    runs = weeks_of_runs()
    assert causes(runs, {"illness": [1.0] + [np.nan] * 30}) == set()
    assert causes(runs, {"pain": [60.0] + [np.nan] * 20}) == set()
