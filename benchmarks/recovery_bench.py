"""Today's decision: accuracy against the truth of simulated athletes, and speed.

The simulator was frozen before tuning. Tuning used seeds below 400; the seeds here are held out.
Intervals are 95 % bootstrap intervals over the athletes.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from harness import Row, best_seconds

import trainkit as tk
from trainkit._simulate import Truth, simulate_with_truth
from trainkit.recovery import DETECTORS, scores

_HELD_OUT = range(1000, 1100)
_START = 60
_DAYS = 365
_WITHIN = 2
_AFTER = 12  # days from an onset in which an alarm is not false
_WARNING = 2
_APART = 7  # days without an alarm after which an alarm counts as new


def rows(*, quick: bool) -> list[Row]:
    return [*_truth(quick=quick), *_speed(quick=quick)]


def _athlete(history: tk.History) -> tk.Athlete:
    assert history.athlete is not None
    return history.athlete


def _truth(*, quick: bool) -> list[Row]:
    seeds = _HELD_OUT[:4] if quick else _HELD_OUT
    simulations = [simulate_with_truth(days=_DAYS, seed=seed) for seed in seeds]
    areas = {
        model: np.array([area_under_curve(history, truth, model) for history, truth in simulations])
        for model in ("personal", "classic")
    }
    better = areas["personal"] - areas["classic"]
    counts = np.array([count_illnesses(history, truth) for history, truth in simulations])

    def detected_percent(chosen: np.ndarray) -> float:
        return float(100 * chosen[:, 1].sum() / chosen[:, 0].sum())

    def flagged_percent(chosen: np.ndarray) -> float:
        return float(100 * chosen[:, 5].sum() / chosen[:, 3].sum())

    def alarms_per_month(chosen: np.ndarray) -> float:
        return float(30 * chosen[:, 2].sum() / chosen[:, 3].sum())

    year = f"{len(simulations)} held-out athletes, a year each"
    return [
        Row(
            f"good and bad days ranked, {year}: area under the curve",
            f"{areas['personal'].mean():.3f} {_interval(areas['personal'], np.mean)}",
            f"classic {areas['classic'].mean():.3f} {_interval(areas['classic'], np.mean)}",
            float(better.mean()),
            "more",
            ">= 0.001",
        ),
        Row(
            f"illness noticed within {_WITHIN} days, {year}: {counts[:, 0].sum()} illnesses",
            f"{detected_percent(counts):.0f} % {_interval(counts, detected_percent)}",
            "",
            detected_percent(counts),
            "%",
            ">= 45",
        ),
        Row(
            "the same: well mornings flagged",
            f"{flagged_percent(counts):.2f} % {_interval(counts, flagged_percent)}",
            "",
            flagged_percent(counts),
            "%",
            "<= 3",
        ),
        Row(
            "the same: false alarms a month",
            f"{alarms_per_month(counts):.2f} {_interval(counts, alarms_per_month)}",
            "",
            alarms_per_month(counts),
            "a month",
            "<= 1",
        ),
    ]


def area_under_curve(history: tk.History, truth: Truth, model: str) -> float:
    low, high = np.quantile(truth.readiness, [0.25, 0.75])
    score = scores(history, _athlete(history), model=model).score  # type: ignore[arg-type]
    compared = (truth.readiness <= low) | (truth.readiness >= high)
    compared &= ~np.isnan(score) & (np.arange(score.size) >= _START)
    good = truth.readiness[compared] >= high
    points = score[compared]
    margin = points[good][:, np.newaxis] - points[~good]
    return float(np.mean((margin > 0) + 0.5 * (margin == 0)))


class IllnessCounts(NamedTuple):
    """What the illness detector did in one history; levels from warning on count as flags."""

    illnesses: int
    noticed: int
    alarms: int
    well_days: int
    flagged_before: int
    flagged_well: int
    critical_well: int


def count_illnesses(history: tk.History, truth: Truth) -> IllnessCounts:
    """Count illnesses noticed in time and flagged on the day before, and false flags and alarms."""
    detector = next(entry for entry in DETECTORS if entry.kind == "illness_pattern")
    levels = detector.levels(history, _athlete(history))
    flagged = levels >= _WARNING
    well = truth.illness == 0
    onsets = noticed = before = 0
    for onset in truth.onsets:
        at = int((np.datetime64(onset) - truth.dates[0]).astype(int))
        well[at : at + _AFTER] = False
        if at >= _START:
            onsets += 1
            noticed += bool(flagged[at : at + _WITHIN + 1].any())
            before += bool(flagged[at - 1])
    well[:_START] = False
    false = np.flatnonzero(flagged & well)
    return IllnessCounts(
        illnesses=onsets,
        noticed=noticed,
        alarms=int(np.count_nonzero(np.diff(false, prepend=-99) > _APART)),
        well_days=int(well.sum()),
        flagged_before=before,
        flagged_well=false.size,
        critical_well=int((levels[well] > _WARNING).sum()),
    )


def _interval(values: np.ndarray, figure: Callable[[np.ndarray], float]) -> str:
    random = np.random.default_rng(0)
    drawn = [figure(values[random.integers(0, len(values), len(values))]) for _ in range(1000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"({low:.3g} to {high:.3g})"


def _speed(*, quick: bool) -> list[Row]:
    history = tk.simulate(days=200 if quick else 1150, seed=4)
    athlete = _athlete(history)
    known = f"{len(history.dates):,} days, {len(history.activities):,} activities"

    def fresh() -> tk.History:
        """Return a history without cached results."""
        return history.between(*(history.span or ()))

    once = best_seconds(lambda: tk.assess(fresh(), athlete))
    all_days = best_seconds(lambda: scores(fresh(), athlete))
    history_days = history.dates.tolist()[60:]

    def decide_every_day() -> None:
        backtest = fresh()
        for day in history_days:
            tk.assess(backtest, athlete, day)

    whole = best_seconds(decide_every_day, repeats=1, warm=False)
    return [
        Row(f"assess, {known}", f"{once * 1e3:.0f} ms", "", once * 1e3, "ms", "<= 50"),
        Row(f"score every day, {known}", f"{all_days:.3f} s", "", all_days, "s", "<= 1"),
        Row(
            "decide every day of it, with recommendation", f"{whole:.1f} s", "", whole, "s", "<= 10"
        ),
    ]
