"""Combine components into a score for every day of a history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainkit import _html
from trainkit._array import FloatArray, choice, number
from trainkit.errors import InvalidInput
from trainkit.metrics.windows import rolling_count
from trainkit.models.athlete import Athlete
from trainkit.models.frame import Frame, date_column, number_column
from trainkit.models.history import History
from trainkit.models.status import BANDS
from trainkit.ports.component import Component, ComponentColumns, Weighted
from trainkit.recovery._classic import ClassicHrv, ClassicLoad, ClassicRestingHr, ClassicSleep
from trainkit.recovery._daily_signals import DailySignals, daily_signals
from trainkit.recovery._personal import HeartRateVariability, Load, RestingHeartRate, Sleep
from trainkit.recovery._wellness import Wellness

__all__ = [
    "BANDS",
    "MODELS",
    "WEIGHTS",
    "Scores",
    "combine",
    "count_components",
    "keep_scores",
    "model_components",
    "score_last",
    "scores",
]

Bands = tuple[float, float]
ModelName = Literal["personal", "classic"]

WEIGHTS: Mapping[str, float] = {
    "hrv": 0.40,
    "resting_hr": 0.30,
    "sleep": 0.20,
    "load": 0.10,
    "wellness": 0.25,
}
"""Weights of the components before they are divided by their sum [1].

Others weigh what their `weight` says, or 0.10.

The first four are from the Intelligent Training Optimizer. That of the journal is a convention:
beside all the others it is a fifth of the score.
"""


MODELS: Mapping[str, tuple[Component, ...]] = {
    "personal": (HeartRateVariability(), RestingHeartRate(), Sleep(), Load(), Wellness()),
    "classic": (ClassicHrv(), ClassicRestingHr(), ClassicSleep(), ClassicLoad(), Wellness()),
}
"""The components of each model."""

MIN_COMPONENTS = 1
SINGLE_AFTER_DAYS = 7
"""Days after a score of several components during which a single one makes none [d]."""

_OTHER_WEIGHT = 0.10
_BACK_TO_GREEN = 3.0  # points above the edge, so that a score on it does not flicker
_REMEMBERED_DAYS = 3  # without a score, after which the last colour says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Recovery on every day of a history, as known at the start of that day.

    Parameters
    ----------
    dates : array of datetime64[D], shape (days,)
        The days.
    score : array
        From 0 to 100; NaN without a component, and on a day with a single one in the week after a
        day with several: where a device failed, the last known state says more.
    columns : mapping of str to ComponentColumns
        The columns of each component.
    weights : mapping of str to array
        Weight of each component on each day [1]; 0 where it is missing.
    back_to_green : float
        Points above the edge that make a day green after one that was not [percent].
    """

    dates: NDArray[np.datetime64]
    score: FloatArray
    columns: Mapping[str, ComponentColumns]
    weights: Mapping[str, FloatArray]
    back_to_green: float = _BACK_TO_GREEN

    def frame(self) -> Frame:
        """Return the scores as a table, one row a day, with the points of each component."""
        points = [
            number_column(name, column.points, "percent") for name, column in self.columns.items()
        ]
        weights = [
            number_column(f"{name}_weight", weight, "1") for name, weight in self.weights.items()
        ]
        score = number_column("score", self.score, "percent")
        return Frame([date_column("date", self.dates), score, *points, *weights])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export `frame` to any data frame, see there."""
        return self.frame().__arrow_c_stream__(requested_schema)

    def status(self, bands: Bands = BANDS["70/40"]) -> NDArray[np.str_]:
        """Classify every day by colour, before warnings, from the score as it is shown.

        A day after one that was yellow or red is green from `back_to_green` points above the edge.

        Parameters
        ----------
        bands : tuple of float
            The lowest scores for green and for yellow.

        Returns
        -------
        ndarray of str, shape (days,)
            ``"green"``, ``"yellow"``, ``"red"``, or ``""`` without a score.
        """
        shown = np.rint(self.score)
        conditions = [shown >= self.needed_for_green(bands), shown >= bands[1], ~np.isnan(shown)]
        return np.select(conditions, ["green", "yellow", "red"], default="")

    def needed_for_green(self, bands: Bands = BANDS["70/40"]) -> FloatArray:
        """Compute the score that makes each day green, given the colour of the days before.

        Parameters
        ----------
        bands : tuple of float
            The lowest scores for green and for yellow.

        Returns
        -------
        ndarray, shape (days,)
            The first of the bands, or `back_to_green` more.
        """
        events = self.turning_days(bands)
        days = np.arange(1, len(events) + 1).reshape(-1, *(1,) * (events.ndim - 1))
        latest = np.maximum.accumulate(np.where(events != 0, 2 * days + (events < 0), 0), axis=0)
        needed = np.full(events.shape, bands[0])
        needed[1:][latest[:-1] % 2 == 1] = self.after_yellow(bands)
        return needed

    def turning_days(self, bands: Bands = BANDS["70/40"]) -> NDArray[np.int8]:
        """Find the days after which the score for green is known, whatever was before.

        Parameters
        ----------
        bands : tuple of float
            The lowest scores for green and for yellow.

        Returns
        -------
        ndarray of int, shape (days,)
            1 where the first of the bands is enough on the next day: after a day that is green for
            certain, and after three without a score. -1 where it takes `back_to_green` more: after
            a day that is not green for certain. 0 on other days.
        """
        shown = np.rint(self.score)
        forgotten = rolling_count(np.isnan(shown), _REMEMBERED_DAYS) == _REMEMBERED_DAYS
        certain = (shown >= self.after_yellow(bands)) | forgotten
        return np.asarray(np.subtract(certain, shown < bands[0], dtype=np.int8))

    def after_yellow(self, bands: Bands) -> float:
        """Return the score for green after a day that was not; it can be reached."""
        return min(bands[0] + self.back_to_green, max(100.0, bands[0]))

    def chart(self) -> str:
        """Draw the scores of the last 90 days.

        Returns
        -------
        str
            An SVG element.
        """
        last = float(self.dates[-1].astype(float)) if self.dates.size else 0.0
        return self.draw().between(last - _html.SHOWN_DAYS + 1, last).svg(title=False)

    def draw(self) -> "_html.Chart":
        """Return the chart of all days, with the colours of the scores."""
        days = self.dates.astype(float).tolist()
        if np.isnan(self.score).all():
            return _html.Chart("Recovery", (), missing="No morning has a score yet.")
        green, yellow = BANDS["70/40"]
        zones = [
            _html.Zone(green, 100, "green", _html.GREEN),
            _html.Zone(yellow, green, "yellow", _html.YELLOW),
            _html.Zone(0, yellow, "red", _html.RED),
        ]
        curve = _html.Curve("", days, self.score.tolist(), _html.BLUE)
        panel = _html.Panel("recovery score [0 to 100]", [curve], zones=zones, low=0, high=100)
        known = self.score[~np.isnan(self.score)]
        words = f"Recovery score by day, {known[-1]:.0f} at last, median {np.median(known):.0f}."
        return _html.Chart("Recovery", [panel], description=words)

    def __repr__(self) -> str:
        known = int(np.count_nonzero(~np.isnan(self.score)))
        return f"<Scores: {known} of {self.dates.size} days, {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return _html.section(f"<p>recovery on {self.dates.size} days</p>", self.chart())


def scores(
    history: History,
    athlete: Athlete,
    *,
    model: ModelName | Sequence[Component] = "personal",
) -> Scores:
    """Score every day of a history, as the athlete would have seen it that morning.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies thresholds and sleep need.
    model : {"personal", "classic"} or sequence of Component
        The components to score; see `MODELS`.

    Returns
    -------
    Scores
        One value for each of ``history.dates``.

    Raises
    ------
    InvalidInput
        The history is empty, the model is unknown, or its components are invalid.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=90)
    >>> result = scores(history, history.athlete)
    >>> result.score.shape, sorted(result.columns)
    ((90,), ['hrv', 'load', 'resting_hr', 'sleep', 'wellness'])
    """
    daily_signals(history, athlete)  # raises for an empty history
    parts = model_components(model)
    if not isinstance(model, str):
        return _scores(history, athlete, parts, rounded=False)
    key = ("scores", athlete, model)
    return history.memoize(
        key, lambda: _scores(history, athlete, parts, rounded=model == "classic")
    )


def model_components(model: ModelName | Sequence[Component]) -> tuple[Component, ...]:
    """Look up the components of a named model, or validate a caller's own."""
    if isinstance(model, str):
        choice("model", model, MODELS)
        return MODELS[model]
    parts = tuple(model)
    names = [part.name for part in parts]
    if len(parts) < MIN_COMPONENTS or len(set(names)) < len(names):
        raise InvalidInput("model", names, "at least one component, with distinct names")
    return parts


def combine(
    points: Mapping[str, float | FloatArray], *, weights: Mapping[str, float] = WEIGHTS
) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Compute the weighted mean of components; the others share the weight of a missing one.

    Parameters
    ----------
    points : mapping of str to float or array
        Points from 0 to 100 by component; NaN where missing.
    weights : mapping of str to float
        Weights before they are divided by their sum [1]; a component without one weighs 0.10.

    Returns
    -------
    tuple of ndarray and dict of str to ndarray
        The score, NaN without any component, and the weight of each component [1].
    """
    names = list(points)
    table = np.array([np.asarray(points[name], dtype=np.float64) for name in names])
    given = np.array([weights.get(name, _OTHER_WEIGHT) for name in names])
    present = ~np.isnan(table)
    shares = np.where(present, given.reshape(-1, *(1,) * (table.ndim - 1)), 0.0)
    total = shares.sum(axis=0)
    score = np.where(present, shares * table, 0.0).sum(axis=0) / np.where(total > 0, total, np.nan)
    score = np.where(present.sum(axis=0) >= MIN_COMPONENTS, score, np.nan)
    shares /= np.where(total > 0, total, 1.0)
    return score, dict(zip(names, shares, strict=True))


def _scores(
    history: History, athlete: Athlete, parts: Sequence[Component], *, rounded: bool
) -> Scores:
    columns = {part.name: part.columns(history, athlete) for part in parts}
    points = {name: column.points for name, column in columns.items()}
    score, weights = combine(points, weights={part.name: _weight(part) for part in parts})
    score = np.where(_overshadowed(list(columns.values())), np.nan, score)
    score = np.rint(score) if rounded else score
    back = 0.0 if rounded else _BACK_TO_GREEN  # the system that it reproduces has none
    return Scores(history.dates, np.clip(score, 0, 100), columns, weights, back)


def score_last(signals: DailySignals, counts_before: FloatArray) -> tuple[Scores, FloatArray]:
    """Score the last day with the personal model, from columns of a few days.

    Parameters
    ----------
    signals : DailySignals
        The last days, of which the components read three.
    counts_before : array, shape (7, ...)
        Number of components on each of the days before; NaN where unknown.

    Returns
    -------
    tuple of Scores and array, shape (...)
        Scores of which the last one is right, and the number of components behind it.
    """
    scored = scores(signals.history, signals.athlete)
    count = count_components(list(scored.columns.values()))[-1]
    after_several = (counts_before[-SINGLE_AFTER_DAYS:] > 1).any(axis=0)
    score = scored.score.copy()
    score[-1] = np.where((count == 1) & after_several, np.nan, score[-1])
    return replace(scored, score=score), count.astype(np.float64)


def keep_scores(signals: DailySignals, scored: Scores) -> None:
    """Cache scores of some last days as those of more days, of which the first are unknown."""
    before = signals.days - scored.dates.size

    def pad(column: FloatArray) -> FloatArray:
        return np.concatenate([np.full((before, *column.shape[1:]), np.nan), column])

    columns = {
        name: replace(column, points=pad(column.points)) for name, column in scored.columns.items()
    }
    padded = replace(scored, score=pad(scored.score), columns=columns)
    signals.history.memoize(("scores", signals.athlete, "personal"), lambda: padded)


def _weight(part: Component) -> float:
    """Return the weight of a component: its own word, else the table's."""
    if hasattr(part, "weight") and isinstance(part, Weighted):  # the protocol alone is slow
        return number("weight", part.weight, low=0, high=1, open_low=True)
    return WEIGHTS.get(part.name, _OTHER_WEIGHT)


def count_components(columns: Sequence[ComponentColumns]) -> NDArray[np.intp]:
    """Count the components of each day."""
    return np.asarray(np.count_nonzero([~np.isnan(column.points) for column in columns], axis=0))


def _overshadowed(columns: Sequence[ComponentColumns]) -> NDArray[np.bool_]:
    """Mark days with a single component soon after a day with several."""
    count = count_components(columns)
    recent = rolling_count(count > 1, SINGLE_AFTER_DAYS + 1) > 0
    return np.asarray((count == 1) & recent)
