"""Training methods: the hard sessions of a phase come to the method's share."""

import datetime as dt
from collections import Counter

import pytest

import trainkit as tk
from builders.runners import FIVE_DAYS, RUNNER, START, marathon
from trainkit.planning import METHODS, blend
from trainkit.planning._methods import sessions_of_week
from trainkit.planning._phases import Week

ABOVE = {"Short intervals", "Repetitions", "Hills", "Fartlek"}


@pytest.mark.parametrize("method", METHODS)
def test_a_phase_comes_to_its_share(method: str) -> None:
    share = blend(method)
    weeks = [Week(at + 1, START + dt.timedelta(weeks=at), "build", at, 10) for at in range(10)]
    names = [one for week in weeks for one in sessions_of_week(week, "marathon", 2, share)]
    hard = sum(one in ABOVE for one in names)
    assert abs(hard - share["build"] * 20) <= 2
    assert all(len(set(sessions_of_week(week, "marathon", 2, share))) <= 2 for week in weeks)


def test_a_blend_lies_between() -> None:
    mixed = blend({"polarized": 3, "threshold": 1})
    for phase, share in mixed.items():
        low, high = sorted((METHODS["threshold"][phase], METHODS["polarized"][phase]))
        assert low <= share <= high


def test_plans_follow_their_method() -> None:
    history = tk.simulate(RUNNER, days=120, seed=1)
    counts = {}
    for method in ("polarized", "threshold"):
        made = tk.plan(
            marathon(), RUNNER, history, availability=FIVE_DAYS, methodology=method, seconds=4
        )
        assert made.methodology == {method: 1.0}
        counts[method] = Counter(one.title in ABOVE for one in made.workouts if one.hard)
    assert counts["polarized"][True] > 2 * counts["threshold"][True]
