"""What a morning may depend on, and how the morning itself is measured."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import Columns, mean_before, yesterday
from trainkit.coach._insights.finding import compare, percent
from trainkit.coach._insights.statistics import Association, drift
from trainkit.models.insight import InsightGroup

__all__ = ["SLOW", "Outcome", "controls", "exposures", "outcome"]

_FEWEST_KNOWN = 14
_DRIFT_DAYS = 60.0
_SLOW_DRIFT_DAYS = 240.0
_MOST_MONOTONY = 4.0
_MOST_DRINKS = 3.0  # more say the same: one evening must not decide
SLOW = frozenset({"fatigue", "monotony"})
"""Exposures that change over weeks."""

_OF_THE_WEEK = frozenset({"sleep", "alcohol", "stress", "late_training"})
_OF_TRAINING = ("hard_1", "hard_2", "hard_3", "load_spike", "monotony", "fatigue")
_AFTER_HABITS = frozenset({"sleep"})  # a habit may work through the night: it is not held equal


@dataclass(frozen=True, eq=False)
class Outcome:
    """A measure of the morning.

    Parameters
    ----------
    values : ndarray, shape (days,)
        [ln ms] or [bpm]
    name, unit, per : str
        What it is called, its unit, and that of a difference.
    logarithmic : bool
        Whether the values are logarithms.
    sign : int
        1 where more is better.
    least : float
        The smallest difference worth telling, in `per`.
    """

    values: FloatArray
    name: str
    unit: str
    per: str
    logarithmic: bool
    sign: int
    least: float

    @property
    def better(self) -> str:
        """The word for a better value."""
        return "higher" if self.sign > 0 else "lower"

    def is_better(self, effect: float) -> bool:
        """Return whether a difference is for the better."""
        return effect * self.sign > 0

    def effect(self, found: Association, step: float = 1.0) -> tuple[float, float, float]:
        """Return a slope and its interval, for a step of the exposure, in `per`."""
        ends = sorted((found.low * step, found.high * step))
        values = (found.slope * step, *ends)
        if self.logarithmic:
            return tuple(percent(value) for value in values)  # type: ignore[return-value]
        return values  # type: ignore[return-value]

    def compare(self, *parts: tuple[str, NDArray[np.bool_]]) -> tuple[InsightGroup, ...]:
        """Return the means of groups of days."""
        return compare(self.values, parts, logarithmic=self.logarithmic)


def outcome(days: Columns) -> Outcome | None:
    """Return HRV, or resting heart rate where that is known on far more mornings."""
    hrv = int(np.isfinite(days.ln_rmssd).sum())
    pulse = int(np.isfinite(days.resting_hr).sum())
    if max(hrv, pulse) < _FEWEST_KNOWN:
        return None
    if 2 * hrv >= pulse:
        return Outcome(days.ln_rmssd, "HRV", "ms", "%", logarithmic=True, sign=1, least=2.0)
    name = "resting heart rate"
    return Outcome(days.resting_hr, name, "bpm", "bpm", logarithmic=False, sign=-1, least=0.7)


def exposures(days: Columns) -> dict[str, FloatArray]:
    """Return what may matter for each morning, by name; what is never known is absent.

    Spikes are the mean load of seven days over that of 28, monotony is Foster's, and fatigue is the
    mean load of 28 days.
    """
    load, hard = days.load, days.hard
    week, month = mean_before(load, 7), mean_before(load, 28)
    usual = float(np.nanmean(load)) if np.isfinite(load).any() else 0.0
    square = mean_before(load**2, 7)
    spread = np.sqrt(np.maximum(square - week**2, (0.1 * usual) ** 2 + 1e-9))
    columns = {
        "sleep": days.sleep_h,
        "alcohol": np.minimum(yesterday(_drinks(days)), _MOST_DRINKS),
        "stress": yesterday(days.history.daily("stress")),
        "late_training": yesterday(days.late),
        "hard_1": yesterday(hard),
        "hard_2": yesterday(hard, 2),
        "hard_3": yesterday(hard, 3),
        "load_spike": week / np.maximum(month, 0.1 * usual + 1e-9),
        "monotony": np.minimum(week / spread, _MOST_MONOTONY),
        "fatigue": month,
    }
    return {
        name: values
        for name, values in columns.items()
        if np.isfinite(values).sum() >= _FEWEST_KNOWN and np.nanmax(values) > np.nanmin(values)
    }


def _drinks(days: Columns) -> FloatArray:
    """Return drinks of each day; who logs only days with drinks had none on the others."""
    drinks = days.history.daily("alcohol_units")
    known = np.isfinite(drinks)
    if known.sum() >= 5 and not (drinks[known] == 0).any():
        first, last = np.flatnonzero(known)[[0, -1]]
        inside = (np.arange(drinks.size) >= first) & (np.arange(drinks.size) <= last)
        return np.where(inside & ~known, 0.0, drinks)
    return drinks


def controls(days: Columns, exposed: dict[str, FloatArray], name: str) -> list[FloatArray]:
    """Return what is held equal while one exposure is looked at."""
    slow = name in SLOW
    held = drift(days.size, _SLOW_DRIFT_DAYS if slow else _DRIFT_DAYS)
    if name in _OF_THE_WEEK:
        held += days.weekdays
    skipped = {name} if name in _AFTER_HABITS or name in _OF_TRAINING else {name, *_AFTER_HABITS}
    return held + [values for other, values in exposed.items() if other not in skipped]
