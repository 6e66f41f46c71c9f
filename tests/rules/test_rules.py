"""Each rule by itself: what it forbids, what it leaves alone, and whom it never judges."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.models.plan import Violation
from trainkit.ports import Rule, Schedule
from trainkit.rules import (
    AcwrCeiling,
    DaysWithoutRest,
    FallingScores,
    HardInARow,
    HardInAWeek,
    HardShare,
    HardSpacing,
    LongRunStep,
    LongSessionStep,
    RaceNear,
    RiskStyle,
    default_rules,
)

STYLES = ("conservative", "balanced", "adaptive", "aggressive")


def schedule(
    effort: str,
    *,
    first: int | None = None,
    load: list[float] | None = None,
    run_km: list[float] | None = None,
    score: list[float] | None = None,
    races: list[int] | None = None,
) -> Schedule:
    """Efforts as letters: r rest, e easy, m moderate, h hard."""
    levels = np.array(["remh".index(one) for one in effort], dtype=np.int8)
    days = levels.size
    race = np.zeros(days, dtype=bool)
    race[races or []] = True
    return Schedule(
        dates=np.arange(np.datetime64("2026-05-01"), np.datetime64("2026-05-01") + days),
        first=days - 1 if first is None else first,
        load=np.array(load if load is not None else levels * 30.0),
        effort=levels,
        run_m=np.array(run_km if run_km is not None else [0.0] * days) * 1000,
        score=np.array(score if score is not None else [np.nan] * days),
        races=race,
        hard=levels == 3,
    )


def weekend(saturday: str, *, long: str = "e", spared: bool = False) -> list[Violation]:
    """Check a session on a Saturday and a long one on Sunday, as planned by anybody."""
    days = schedule("er" + saturday + long, first=2)
    both = replace(days, hard=np.array([False, False, True, True]))
    chosen = frozenset({days.dates[2].item()} if spared else ())
    return HardSpacing(1, before_long=True, spared=chosen).violations(both)


def test_a_long_run_after_marathon_pace_is_a_wish() -> None:
    (found,) = weekend("m")
    assert not found.hard
    assert found.value == 0


def test_a_long_run_after_a_race_of_the_athletes_choice_is_a_wish() -> None:
    assert [found.hard for found in weekend("h", spared=True)] == [False]


@pytest.mark.parametrize(("saturday", "long"), [("h", "e"), ("m", "h"), ("m", "m"), ("e", "e")])
def test_other_hard_days_in_a_row_stay_forbidden(saturday: str, long: str) -> None:
    assert [found.hard for found in weekend(saturday, long=long)] == [True]


def test_quality_after_a_long_run_and_days_of_others_stay_forbidden() -> None:
    days = replace(schedule("rem", first=1), hard=np.array([False, True, True]))
    assert [found.hard for found in HardSpacing(1, before_long=True).violations(days)] == [True]
    today = replace(schedule("rme", first=1), hard=np.array([False, True, True]))
    assert [found.hard for found in HardSpacing(1).violations(today)] == [True]


@pytest.mark.parametrize(
    ("rule", "made", "breaks"),
    [
        (HardSpacing(1), schedule("hh"), True),
        (HardSpacing(1), schedule("heh"), False),
        (HardSpacing(2), schedule("heh"), True),
        (HardSpacing(2), schedule("heeh"), False),
        (HardSpacing(0), schedule("hh"), False),
        (HardInARow(), schedule("hhhh"), True),
        (HardInARow(), schedule("hhh"), False),
        (HardInARow(), schedule("hhrhh"), False),
        (HardInARow(), schedule("hhhm"), False),
        (HardInAWeek(), schedule("hhhehhh"), True),
        (HardInAWeek(), schedule("hhhehhe"), False),
        (HardInAWeek(), schedule("hheeehhh"), False),
        (HardShare(0.35), schedule("eheheh"), True),
        (HardShare(0.35), schedule("eheeeh"), False),
        (HardShare(0.35), schedule("hrrrrh"), False),  # too little trained to speak of a share
        (FallingScores(), schedule("h", score=[80]), False),
        (RaceNear(), schedule("rrrmrr", first=0, races=[5]), True),
        (RaceNear(), schedule("rrrreh", first=0, races=[5]), False),
        (RaceNear(), schedule("hrmrrr", first=0, races=[5]), False),
        (RaceNear(), schedule("rrrhrr", first=0, races=[4]), True),
        (DaysWithoutRest(7), schedule("e" * 8), True),
        (DaysWithoutRest(7), schedule("e" * 7), False),
        (DaysWithoutRest(7), schedule("e" * 5 + "r" + "e" * 5), False),
        (DaysWithoutRest(7), schedule("e" * 8, load=[30] * 4 + [np.nan] + [30] * 3), False),
        (DaysWithoutRest(7), schedule("e" * 8, load=[30] * 4 + [10] + [30] * 3), False),
        (AcwrCeiling(1.3), schedule("e" * 28, load=[50] * 21 + [50] * 6 + [250]), True),
        (AcwrCeiling(1.3), schedule("e" * 28, load=[50] * 28), False),
        (AcwrCeiling(1.3), schedule("e" * 8, load=[25] * 8), False),
        (AcwrCeiling(1.3), schedule("e" * 8, load=[60] * 8), True),
        (LongRunStep(), schedule("eee", run_km=[15, 0, 17]), True),
        (LongRunStep(), schedule("eee", run_km=[15, 0, 16.4]), False),
        (LongRunStep(), schedule("eee", run_km=[0, 0, 8]), False),
        (LongRunStep(), schedule("ee", run_km=[10, 42], races=[1]), False),
    ],
)
def test_what_a_rule_forbids(rule: Rule, made: Schedule, breaks: bool) -> None:
    found = rule.violations(made)
    assert bool(found) == breaks
    for one in found:
        assert one.rule == rule.name
        assert one.reason == rule.reason
        assert one.value != one.limit


def test_falling_scores_need_seven_and_a_fall_of_15() -> None:
    falling = [85, 84, 86, 85, 70, 69, 70.0]
    assert FallingScores().violations(schedule("eeeeeeh", score=falling))
    assert not FallingScores().violations(schedule("eeeeeem", score=falling))
    assert not FallingScores().violations(schedule("eeeeeeh", score=[85, 84, 86, 85, 72, 71, 71]))
    gaps = [85, np.nan, 84, 86, 85, 70, np.nan, 69, 70.0]
    assert FallingScores().violations(schedule("eeeeeeeeh", score=gaps))


@given(
    st.lists(st.sampled_from("remh"), min_size=1, max_size=40),
    st.integers(0, 39),
    st.sampled_from(STYLES),
)
def test_the_past_and_rest_and_races_break_nothing(
    efforts: list[str], first: int, style: str
) -> None:
    first = min(first, len(efforts) - 1)
    made = schedule("".join(efforts), first=first, races=[len(efforts) - 1])
    days = {one.date for rule in default_rules(style) for one in rule.violations(made)}  # type: ignore[arg-type]
    planned = made.dates[first:].tolist()
    assert days <= set(planned[:-1] if planned else [])
    resting = schedule("".join(efforts[:first]) + "r" * (len(efforts) - first), first=first)
    assert [one for rule in default_rules() for one in rule.violations(resting)] == []


@given(st.lists(st.floats(0, 150), min_size=1, max_size=40), st.floats(0.5, 2.5))
def test_the_room_is_exactly_what_the_ceiling_allows(loads: list[float], ratio: float) -> None:
    rule, at = AcwrCeiling(ratio), len(loads)
    base = schedule("e" * (at + 1), load=[*loads, 0.0])
    room = rule.room(base, at)
    if room > 0:
        fits = schedule("e" * (at + 1), load=[*loads, room * 0.999])
        assert rule.violations(fits) == []
    over = schedule("e" * (at + 1), load=[*loads, room * 1.001 + 0.1])
    assert rule.violations(over)


def test_a_return_from_a_break_is_not_locked_out() -> None:
    rule = AcwrCeiling(1.3)
    after = schedule("r" * 28 + "e", load=[0.0] * 28 + [0.0])
    assert rule.room(after, 28) == pytest.approx(7 * 1.3 * 25)


def test_each_style_is_at_least_as_strict_as_the_next() -> None:
    allowed = []
    for style in STYLES:
        rules = {rule.name: rule for rule in default_rules(style)}  # type: ignore[arg-type]
        assert len(rules) == len(default_rules(style))  # type: ignore[arg-type]
        assert "acwr_ceiling" not in rules  # a load ratio is information, never a gate
        days, share = rules["days_without_rest"], rules["hard_share"]
        assert isinstance(days, DaysWithoutRest)
        assert isinstance(share, HardShare)
        allowed.append((days.at_most, share.at_most))
    assert allowed == sorted(allowed)


@pytest.mark.parametrize("style", ["balanced", "adaptive", "aggressive", "conservative"])
def test_from_65_on_two_easier_days_follow_a_hard_one(style: str) -> None:
    (spacing,) = [rule for rule in default_rules(style, age=65) if rule.name == "hard_spacing"]  # type: ignore[arg-type]
    assert spacing.easier_days == 2  # type: ignore[attr-defined]
    assert default_rules(style, age=64) == default_rules(style)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "longest_min", "raced"),
    [
        ([0.0, 60.0, 0.0, 105.0], 60.0, False),
        ([180.0, 0.0, 0.0, 240.0], 180.0, False),
        ([0.0, 0.0, 0.0, 77.0], 0.0, False),
        ([0.0, 105.0, 0.0, 144.0], None, False),
        ([180.0, 0.0, 0.0, 230.0], None, False),
        ([0.0, 0.0, 0.0, 75.0], None, False),
        ([0.0, 60.0, 0.0, 300.0], None, True),
    ],
)
def test_a_ride_is_little_longer_than_those_of_thirty_days(
    minutes: list[float], longest_min: float | None, raced: bool
) -> None:
    days = replace(
        schedule("rrre", races=[3] if raced else None), minutes=np.array(minutes, dtype=float)
    )
    found = LongSessionStep().violations(days)
    said = (
        [f"{minutes[-1]:.0f} min after at most {longest_min:.0f} min"]
        if longest_min is not None
        else []
    )
    assert [item.message for item in found] == said
    assert all(item.hard for item in found)
    spared = LongSessionStep(spared=frozenset({days.dates[-1].item()}))
    assert spared.violations(days) == []


def test_a_ride_as_before_a_known_break_is_no_leap() -> None:
    minutes = np.zeros(50)
    minutes[0], minutes[-1] = 200.0, 150.0
    days = replace(schedule("r" * 49 + "e"), minutes=minutes)
    monday = days.dates[-1].item()
    monday -= dt.timedelta(days=monday.weekday())
    assert LongSessionStep().violations(days)
    assert not LongSessionStep(returns={monday: 4}).violations(days)


@pytest.mark.parametrize("style", ["conservative", "balanced", "adaptive", "aggressive"])
def test_no_style_allows_an_eighth_day_of_training_in_a_row(style: RiskStyle) -> None:
    rests = [rule for rule in default_rules(style) if isinstance(rule, DaysWithoutRest)]
    assert [rule.at_most for rule in rests] == [6 if style == "conservative" else 7]
