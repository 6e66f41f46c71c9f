"""Accuracy on simulated athletes with known truth; these seeds were never used for tuning.

The full table, with intervals, is in docs/benchmarks.md.
"""

import numpy as np
import pytest

from trainkit._simulate import simulate_with_truth
from trainkit.models import Athlete
from trainkit.recovery import DETECTORS, scores

HELD_OUT = range(1000, 1012)
START = 60  # days to learn from


def area_under_curve(values: np.ndarray, good: np.ndarray) -> float:
    """How often a good day has more points than a bad one."""
    better = values[good][:, np.newaxis] - values[~good]
    return float(np.mean((better > 0) + 0.5 * (better == 0)))


@pytest.fixture(scope="module")
def simulations() -> list[tuple[object, object, Athlete]]:
    made = [simulate_with_truth(days=365, seed=seed) for seed in HELD_OUT]
    return [(one.history, one.truth, one.history.athlete) for one in made]  # type: ignore[misc]


def test_the_personal_model_ranks_days_better_than_the_classic_one(simulations: list) -> None:  # type: ignore[type-arg]
    areas: dict[str, list[float]] = {"personal": [], "classic": []}
    for history, truth, athlete in simulations:
        low, high = np.quantile(truth.readiness, [0.25, 0.75])
        for model, found in areas.items():
            score = scores(history, athlete, model=model).score  # type: ignore[arg-type]
            asked = (truth.readiness <= low) | (truth.readiness >= high)
            asked &= ~np.isnan(score) & (np.arange(score.size) >= START)
            found.append(area_under_curve(score[asked], truth.readiness[asked] >= high))
    assert np.mean(areas["personal"]) > 0.85
    assert np.mean(areas["personal"]) > np.mean(areas["classic"]) + 0.08
    assert all(a > b for a, b in zip(areas["personal"], areas["classic"], strict=True))


def test_illness_is_noticed_and_health_mostly_left_alone(simulations: list) -> None:  # type: ignore[type-arg]
    """A dozen athletes are few: the bounds are wider than those of the benchmark."""
    detector = next(entry for entry in DETECTORS if entry.kind == "illness_pattern")
    onsets = found = flags = well_days = 0
    for history, truth, athlete in simulations:
        flagged = detector.levels(history, athlete) > 0
        well = truth.illness == 0
        for onset in truth.onsets:
            at = int((np.datetime64(onset) - truth.dates[0]).astype(int))
            well[at : at + 12] = False
            if at >= START:
                onsets += 1
                found += bool(flagged[at : at + 3].any())
        well[:START] = False
        flags += int((flagged & well).sum())
        well_days += int(well.sum())
    assert onsets >= 20
    assert found / onsets >= 0.4
    assert flags / well_days <= 0.02
