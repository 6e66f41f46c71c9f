"""Many lives: every plan keeps every hard rule. CI runs 20 cases; `nox -s sweep` runs 300."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trainkit as tk
from builders.runners import START, case

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "20"))


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
