"""Trend of race results: a robust slope of VDOT, and a vote of distance groups."""

from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, number, same_shape, series
from trainkit.errors import InsufficientData, InvalidInput

__all__ = ["DistanceGroup", "DistanceTrend", "RaceTrend", "distance_group_trend", "race_trend"]

_LEAST_RACES = 3
# From so many races on the ranks of the slopes hold their level; of three, the lowest and the
# highest slope hold two thirds, whatever level is asked for (benchmarks/running_bench.py).
_RACES_FOR_RANKS = 9
_SAME_DISTANCE = 1.20
_CHANGE = 0.05


class RaceTrend(NamedTuple):
    """Slope of VDOT [1/d] with its interval from `low` to `high` [1/d].

    `intercept` is the VDOT at day 0; `races` is the number of races used.
    """

    slope: float
    low: float
    high: float
    intercept: float
    races: int


class DistanceGroup(NamedTuple):
    """Races of about one distance: its shortest [m], first to last change in pace [1], races."""

    distance_m: float
    pace_change: float
    races: int


class DistanceTrend(NamedTuple):
    """The vote of the groups: improving, stable, declining or unknown, and the groups."""

    trend: Literal["improving", "stable", "declining", "unknown"]
    groups: tuple[DistanceGroup, ...]


def race_trend(day: Floats, vdot: Floats, *, level: float = 0.95) -> RaceTrend:
    r"""Trend of VDOT over time by Theil and Sen, robust against a bad race.

    $$\hat\beta = \operatorname{median}_{i<j} \frac{V_j - V_i}{t_j - t_i}$$

    The interval takes the slopes at the ranks that Kendall's statistic allows at `level`. Up to 8
    races have too few ranks for that; there it is Student's, of the residuals $r$ of the line:

    $$\hat\beta \pm t_{n-2} \sqrt{\frac{\sum r_i^2}{(n - 2) \sum (t_i - \bar t)^2}}$$

    Leave out hilly and hot races, and those under 1500 m.

    Parameters
    ----------
    day : array, shape (races,)
        Day of each race [d], from any start.
    vdot : array, shape (races,)
        VDOT of each race [ml/kg/min]; NaN is left out.
    level : float
        Confidence of the interval [1], 0.5 to 0.999.

    Returns
    -------
    RaceTrend, scalars
        Slope [ml/kg/min per day], interval, intercept and number of races.

    Raises
    ------
    InvalidInput
        Shapes that differ, or races all on one day.
    InsufficientData
        Fewer than 3 known races.

    References
    ----------
    - Sen 1968, J Am Stat Assoc 63:1379. <https://doi.org/10.1080/01621459.1968.10480934>

    Examples
    --------
    >>> trend = race_trend([0, 30, 60, 90], [48.0, 49.0, 41.0, 51.0])
    >>> round(trend.slope * 30, 2)
    1.0
    """
    t = series("day", day, ndim=1)
    V = series("vdot", vdot, low=0, ndim=1)
    same_shape(day=t, vdot=V)
    confidence = number("level", level, low=0.5, high=0.999)
    known = ~(np.isnan(t) | np.isnan(V))
    t, V = t[known].astype(np.float64), V[known].astype(np.float64)
    n = len(t)
    if n < _LEAST_RACES:
        raise InsufficientData("known races", n, _LEAST_RACES)
    i, j = np.triu_indices(n, 1)
    apart = t[j] != t[i]
    if not apart.any():
        raise InvalidInput("day", float(t[0]), "different from race to race")
    slopes = np.sort((V[j] - V[i])[apart] / (t[j] - t[i])[apart])
    # Sen 1968, https://doi.org/10.1080/01621459.1968.10480934
    slope = float(np.median(slopes))
    if n < _RACES_FOR_RANKS:
        reach = _student_reach(t, V - slope * t, confidence)
        low, high = slope - reach, slope + reach
    else:
        low, high = _rank_bounds(slopes, t, V, confidence)
    start = float(np.median(V) - slope * np.median(t))
    return RaceTrend(slope, low, high, start, n)


def _student_reach(t: FloatArray, left: FloatArray, confidence: float) -> float:
    """Compute half of Student's interval of a slope from what its line leaves."""
    from scipy.special import stdtrit

    squares = np.sum((left - left.mean()) ** 2) / (len(t) - 2)
    error = np.sqrt(squares / np.sum((t - t.mean()) ** 2))
    return float(stdtrit(len(t) - 2, (1 + confidence) / 2) * error)


def _rank_bounds(
    slopes: FloatArray, t: FloatArray, V: FloatArray, confidence: float
) -> tuple[float, float]:
    """Take the slopes at the ranks of Kendall's statistic."""
    from statistics import NormalDist

    sigma = np.sqrt((_pairs(len(t)) - _ties(t) - _ties(V)) / 18)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * sigma
    last = len(slopes) - 1
    high = slopes[min(round((len(slopes) + reach) / 2), last)]
    low = slopes[max(round((len(slopes) - reach) / 2) - 1, 0)]
    return float(low), float(high)


def distance_group_trend(day: Floats, distance_m: Floats, time_s: Floats) -> DistanceTrend:
    r"""Trend by the vote of distance groups: first against last pace of each.

    $$c = \frac{p_{last} - p_{first}}{p_{first}}$$

    Races within 20 % of a group's shortest distance belong to it. A group whose pace fell by more
    than 5 % votes improving, one whose pace rose by more than 5 % declining, else stable; the
    majority decides, and a draw is stable.

    Parameters
    ----------
    day : array, shape (races,)
        Day of each race [d], from any start.
    distance_m : array, shape (races,)
        Distances [m], above 0.
    time_s : array, shape (races,)
        Times [s], above 0.

    Returns
    -------
    DistanceTrend, with one entry a group
        The trend and the groups of at least two races; "unknown" without such a group [1].

    Raises
    ------
    InvalidInput
        Values that are not above 0 or missing, or shapes that differ.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (performance trend)

    Examples
    --------
    >>> distance_group_trend([0, 90], [5000, 5000], [1300, 1200]).trend
    'improving'
    """
    t = series("day", day, ndim=1)
    distance = series("distance_m", distance_m, low=0, ndim=1)
    seconds = series("time_s", time_s, low=0, ndim=1)
    same_shape(day=t, distance_m=distance, time_s=seconds)
    for name, values in (("day", t), ("distance_m", distance), ("time_s", seconds)):
        if np.isnan(values).any() or (name != "day" and (values == 0).any()):
            raise InvalidInput(name, values.tolist(), "known and above 0")
    groups = tuple(_groups(t, distance, seconds / distance))
    if not groups:
        return DistanceTrend("unknown", ())
    improving = sum(group.pace_change < -_CHANGE for group in groups)
    declining = sum(group.pace_change > _CHANGE for group in groups)
    stable = len(groups) - improving - declining
    if improving > max(declining, stable):
        return DistanceTrend("improving", groups)
    if declining > max(improving, stable):
        return DistanceTrend("declining", groups)
    return DistanceTrend("stable", groups)


def _groups(day: FloatArray, distance: FloatArray, pace: FloatArray) -> list[DistanceGroup]:
    groups = []
    left = np.argsort(distance, kind="stable")
    while left.size:
        shortest = distance[left[0]]
        inside = left[distance[left] <= _SAME_DISTANCE * shortest]
        left = left[len(inside) :]
        if len(inside) >= 2:
            in_time = inside[np.argsort(day[inside], kind="stable")]
            first, last = pace[in_time[0]], pace[in_time[-1]]
            change = float((last - first) / first)
            groups.append(DistanceGroup(float(shortest), change, len(inside)))
    return groups


def _pairs(n: int) -> int:
    return n * (n - 1) * (2 * n + 5)


def _ties(values: FloatArray) -> int:
    _, counts = np.unique(values, return_counts=True)
    return sum(_pairs(int(count)) for count in counts if count > 1)
