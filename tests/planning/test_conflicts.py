"""What cannot be: a conflict is named, and it is real."""

import datetime as dt
from importlib import import_module

import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START
from trainkit.planning import blend
from trainkit.planning._plan import problem_for
from trainkit.planning._solver.conflict import conflict
from trainkit.workouts import find_session

GOAL = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=69))


def given(name: str, minutes: float, *days: int) -> tuple[tk.PlannedWorkout, ...]:
    return tuple(
        find_session(name)
        .build(minutes, RUNNER, START + dt.timedelta(days=day))
        .model_copy(update={"kind": "fixed"})
        for day in days
    )


CASES = {
    "no day of rest": (given("Easy run", 25, *range(14, 21)), "weekly_rest"),
    "hard on the day before the race": (given("Short intervals", 60, 68), "race_near"),
    "more sessions than there may be": (given("Easy run", 30, 14, 16, 18), "availability"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_conflict_names_the_rule_and_is_real(name: str) -> None:
    fixed, rule = CASES[name]
    most = 2 if rule == "availability" else None
    free = tk.Availability(fixed=fixed, max_sessions_per_week=most)
    with pytest.raises(tk.InfeasiblePlan) as told:
        tk.plan(GOAL, RUNNER, start=START, availability=free)
    assert rule in told.value.rules
    assert told.value.least_change in str(told.value)
    problem, _ = problem_for(GOAL, RUNNER, None, free, START, allow_short=False, rules=None)
    kept = tuple(one for one in problem.rules if one.name not in told.value.rules)
    made = tk.plan(GOAL, RUNNER, start=START, availability=free, rules=kept)
    assert len(made.workouts) == 70
    if len(told.value.rules) == 1:  # and with it, whatever else is left out, there is none
        alone = [one for one in problem.rules if one.name == rule]
        with pytest.raises(tk.InfeasiblePlan):
            tk.plan(GOAL, RUNNER, start=START, availability=free, rules=alone)


def test_the_least_change_has_a_size() -> None:
    free = tk.Availability(fixed=given("Easy run", 30, 14, 16, 18), max_sessions_per_week=2)
    problem, _ = problem_for(GOAL, RUNNER, None, free, START, allow_short=False, rules=None)
    assert "availability by 1" in conflict(problem, 10.0).least_change


def test_a_search_without_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # A machine so slow that even the search with less choice finds nothing.
    module = import_module("trainkit.planning._solver.search")  # shares its function's name
    monkeypatch.setattr(module, "_QUICK_S", 1e-3)
    monkeypatch.setattr(module, "_LEAST_TIME", 0.0)
    monkeypatch.setattr("trainkit.planning._plan._LEAST_S", 1e-3)
    with pytest.raises(tk.InfeasiblePlan, match="allow more"):
        tk.plan(GOAL, RUNNER, start=START, availability=FIVE_DAYS, seconds=1e-3)


@pytest.mark.parametrize(
    ("method", "said"),
    [({"polarised": 1}, "polarized"), ({"daniels": -1}, "at least 0"), ({}, "above 0")],
)
def test_methods_that_are_none(method: dict[str, float], said: str) -> None:
    with pytest.raises(tk.InvalidInput, match=said):
        blend(method)
