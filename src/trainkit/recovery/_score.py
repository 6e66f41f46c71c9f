"""From components to a score for every day of a history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, choice
from trainkit._html import Line, line_chart, section
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import Component, ComponentColumns
from trainkit.recovery._classic import ClassicHrv, ClassicLoad, ClassicRestingHr, ClassicSleep
from trainkit.recovery._daily_signals import daily_signals
from trainkit.recovery._personal import HeartRateVariability, Load, RestingHeartRate, Sleep

__all__ = ["BANDS", "MODELS", "WEIGHTS", "Scores", "combined", "components_of", "scores"]

Bands = tuple[float, float]
ModelName = Literal["personal", "classic"]

WEIGHTS: Mapping[str, float] = {"hrv": 0.40, "resting_hr": 0.30, "sleep": 0.20, "load": 0.10}
"""Shares of the score [1], of the Intelligent Training Optimizer; another component has 0.10."""

BANDS: Mapping[str, Bands] = {"70/40": (70.0, 40.0), "80/50": (80.0, 50.0)}
"""The least score for green and for yellow."""

MODELS: Mapping[str, tuple[Component, ...]] = {
    "personal": (HeartRateVariability(), RestingHeartRate(), Sleep(), Load()),
    "classic": (ClassicHrv(), ClassicRestingHr(), ClassicSleep(), ClassicLoad()),
}
"""The components of each model."""

LEAST_COMPONENTS = 2
_OTHER = 0.10
_SHOWN = 90  # days in a notebook


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Recovery on every day of a history, as it was known when the day began.

    Parameters
    ----------
    dates : array of datetime64[D], shape (days,)
        The days.
    score : array
        From 0 to 100; NaN with fewer than two components.
    columns : mapping of str to ComponentColumns
        What it is made of, by component.
    weights : mapping of str to array
        Each component's share of the day [1]; 0 where it is missing.
    """

    dates: NDArray[np.datetime64]
    score: FloatArray
    columns: Mapping[str, ComponentColumns]
    weights: Mapping[str, FloatArray]

    def status(self, bands: Bands = BANDS["70/40"]) -> NDArray[np.str_]:
        """Name the colour of every day before warnings; ``""`` where there is no score.

        Parameters
        ----------
        bands : tuple of float
            The least score for green, and for yellow.

        Returns
        -------
        ndarray of str, shape (days,)
            ``"green"``, ``"yellow"``, ``"red"`` or ``""``.
        """
        green, yellow = bands
        known = [self.score >= green, self.score >= yellow, ~np.isnan(self.score)]
        return np.select(known, ["green", "yellow", "red"], default="")

    def _repr_html_(self) -> str:
        line = Line("recovery score", self.score[-_SHOWN:].tolist(), "#2e9e5b")
        days = self.dates[-_SHOWN:].tolist()
        drawn = line_chart(days, [line], marks=BANDS["70/40"], label="Recovery by day")
        return section(f"<p>recovery on {self.dates.size} days</p>", drawn)


def scores(
    history: History,
    athlete: Athlete,
    *,
    model: ModelName | Sequence[Component] = "personal",
) -> Scores:
    """Score every day of a history: what a user would have seen each morning.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose thresholds and need of sleep count.
    model : {"personal", "classic"} or sequence of Component
        How components are scored; see `MODELS`.

    Returns
    -------
    Scores
        Columns over ``history.dates``.

    Raises
    ------
    InvalidInput
        An unknown model.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=90)
    >>> made = scores(history, history.athlete)
    >>> made.score.shape, sorted(made.columns)
    ((90,), ['hrv', 'load', 'resting_hr', 'sleep'])
    """
    daily_signals(history, athlete)  # refuses an empty history
    parts = components_of(model)
    if not isinstance(model, str):
        return _scores(history, athlete, parts, rounded=False)
    key = ("scores", athlete, model)
    return history.memoize(
        key, lambda: _scores(history, athlete, parts, rounded=model == "classic")
    )


def components_of(model: ModelName | Sequence[Component]) -> tuple[Component, ...]:
    """Look up a model's components, or take a caller's own."""
    if isinstance(model, str):
        choice("model", model, MODELS)
        return MODELS[model]
    parts = tuple(model)
    names = [one.name for one in parts]
    if len(parts) < LEAST_COMPONENTS or len(set(names)) < len(names):
        raise InvalidInput("model", names, "at least two components, each with a name of its own")
    return parts


def combined(points: Mapping[str, float | FloatArray]) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Weigh components; the weight of what is missing goes over to what is there.

    Parameters
    ----------
    points : mapping of str to float or array
        From 0 to 100 by component; NaN where missing.

    Returns
    -------
    tuple of ndarray and dict of str to ndarray
        The score, NaN with fewer than two components, and each one's share [1].
    """
    names = list(points)
    table = np.array([np.asarray(points[name], dtype=np.float64) for name in names])
    weights = np.array([WEIGHTS.get(name, _OTHER) for name in names])
    there = ~np.isnan(table)
    shares = np.where(there, weights.reshape(-1, *(1,) * (table.ndim - 1)), 0.0)
    total = shares.sum(axis=0)
    score = np.where(there, shares * table, 0.0).sum(axis=0) / np.where(total > 0, total, np.nan)
    score = np.where(there.sum(axis=0) >= LEAST_COMPONENTS, score, np.nan)
    shares /= np.where(total > 0, total, 1.0)
    return score, dict(zip(names, shares, strict=True))


def _scores(
    history: History, athlete: Athlete, parts: Sequence[Component], *, rounded: bool
) -> Scores:
    columns = {one.name: one.columns(history, athlete) for one in parts}
    score, weights = combined({name: one.points for name, one in columns.items()})
    whole = np.rint(score) if rounded else score
    return Scores(history.dates, np.clip(whole, 0, 100), columns, weights)
