"""Many lives: plans keep every hard rule and make sense. CI runs few; `nox -s sweep` runs 300."""

import contextlib
import datetime as dt
import math
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trainkit as tk
from builders.lives import calendar_weeks, faults, life, total
from builders.returning import USUAL_MIN, history_before, plan_after
from builders.runners import FIVE_DAYS, RUNNER, START, case

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "20"))
LIVES = range(COUNT) if COUNT > 20 else (0, 1, 2, 3)
BREAKS = range(1, 61) if COUNT > 20 else (1, 5, 6, 7, 10, 14, 15, 21, 28, 29, 35, 45, 56, 57, 60)
# A C race far beyond the longest run; a club session longer than the steps after an illness; a
# cyclist whose steps after a break are shorter than a light ride; little training and a break;
# a club session longer than any run; the same hard session a third time; two races in three days
ONCE_BAD = (48, 60, 17, 12, 251, 116, 204, 30, 47, 321)


def planned(seed: int, seconds: float = 10.0) -> tk.TrainingPlan:
    one = case(seed)
    return tk.plan(
        one.goals,
        one.athlete,
        one.history,
        availability=one.availability,
        start=START,
        allow_short=True,
        seconds=seconds,
    )


@pytest.mark.parametrize("seed", range(COUNT))
def test_every_plan_keeps_every_hard_rule(seed: int) -> None:
    one, made = case(seed), planned(seed)
    assert [v for v in tk.check(made, one.athlete, one.history) if v.hard] == []
    proof = made.certificate
    assert proof is not None
    assert proof.reference - 1e-6 <= proof.bound
    assert proof.objective <= proof.bound + 1e-6
    assert len(made.workouts) == (one.goals[0].date - START).days + 1
    blackout = set(one.availability.blackout)
    for day in made.workouts:
        assert day.date is not None
        assert day.date not in blackout or day.kind == "rest"
        assert day.kind == "race" or day.duration_min <= one.availability.on(day.date) + 0.5


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(10_000, 1_000_000))
def test_lives_that_nobody_chose(seed: int) -> None:
    one, made = case(seed), planned(seed, seconds=4)
    assert [v for v in tk.check(made, one.athlete, one.history) if v.hard] == []


@pytest.mark.parametrize("seed", [*LIVES, *(seed for seed in ONCE_BAD if seed not in LIVES)])
def test_plans_of_many_lives_make_sense(seed: int) -> None:
    who = life(seed)
    with contextlib.suppress(tk.InvalidInput):  # beyond human records, or too far for a child
        assert faults(who.plan(seconds=30), who) == []


@pytest.mark.parametrize("days_off", BREAKS)
def test_training_comes_back_after_a_break(days_off: int) -> None:
    made = plan_after(days_off)
    weeks = calendar_weeks(made)
    shares = [total(week) / sum(USUAL_MIN) for week in weeks]
    assert min(sum(not item.resting for item in week) for week in weeks) >= 3
    if days_off < 6:
        assert 0.9 <= shares[0] <= 1.05
        return
    # Daniels 2014, table 9.2: half of the usual week, and a third after four weeks.
    assert shares[0] == pytest.approx(1 / 3 if days_off > 28 else 1 / 2, abs=0.08)
    back = next(number for number, share in enumerate(shares) if share >= 0.9)
    # As many weeks as the break had; a lighter week may fall into the return.
    assert back <= max(math.ceil(days_off / 7) + 1, 2)


@pytest.mark.parametrize("days_off", [84, 101, 150])
def test_running_begins_anew_after_months_and_no_week_is_empty(days_off: int) -> None:
    """The steps of the way back are shorter than the first runs, which are shortened with them."""
    made = plan_after(days_off, 18)
    assert [v for v in tk.check(made, RUNNER, history_before(days_off)) if v.hard] == []
    weeks = calendar_weeks(made)
    assert min(sum(not item.resting for item in week) for week in weeks) >= 3
    minutes = [total(week) for week in weeks]
    assert 0.2 <= minutes[0] / sum(USUAL_MIN) <= 0.4
    biggest = [max(minutes[max(at - 4, 0) : at]) for at in range(1, len(minutes))]
    for before, after in zip(biggest, minutes[1:], strict=True):
        assert after <= max(1.25 * before, before + 30)


@pytest.mark.parametrize("days_off", BREAKS)
def test_training_comes_back_after_days_without_time(days_off: int) -> None:
    """Of any length, inside the plan: no empty stretch, no week that holds down all later ones."""
    first, weeks = 16, math.ceil((days_off + 16) / 7) + 10
    free = FIVE_DAYS.model_copy(
        update={"blackout": [START + dt.timedelta(days=first + at) for at in range(days_off)]}
    )
    made = plan_after(0, weeks, availability=free)
    assert [v for v in tk.check(made, RUNNER, history_before(0)) if v.hard] == []
    minutes = {item.date: item.duration_min for item in made.workouts if item.date}
    blocked = set(free.blackout)
    assert not any(minutes[day] for day in blocked)
    race = made.workouts[-1].date
    assert race is not None
    days = [day for day in minutes if day not in blocked and day < race]
    longest = gap = 0
    for day in days:
        gap = 0 if minutes[day] or day - dt.timedelta(days=1) in blocked else gap + 1
        longest = max(longest, gap)
    assert longest <= 3
    back = max(blocked) + dt.timedelta(days=1)
    monday = back + dt.timedelta(days=-back.weekday() % 7)
    shares = [
        sum(minutes[monday + dt.timedelta(days=7 * week + at)] for at in range(7)) / sum(USUAL_MIN)
        for week in range((race - monday).days // 7)
    ]
    assert min(shares) >= 0.23  # three runs of twenty minutes
    assert max(shares[: max(days_off // 7, 1) + 4]) >= 0.85
    if days_off >= 15:
        # Daniels 2014, table 9.2: no full week at once.
        assert shares[0] <= 0.8
