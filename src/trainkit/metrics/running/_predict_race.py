"""Race times of real runners: a prediction with a calibrated interval."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, broadcast, number, numbers
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics.running._race_model import (
    LEVELS_IN_DATA,
    WEEK_M,
    WEEKS_IN_DATA_M,
    Transfer,
    level_of,
    log_distance,
    quantile,
    transfer,
)

__all__ = ["SPEEDS_M_S", "KnownRaces", "RacePrediction", "distribution", "predict_race"]

SPEEDS_M_S = (0.5, 12.0)
"""Speeds of races that are taken for a runner's [m/s]."""

_ANSWERED_M = (1_500.0, 100_000.0)
_IN_DATA_M = (5_000.0, 42_195.0)
# Assumed, for the data say nothing: spread for each e-fold of distance and of speed outside them,
# and for each square root of a week that a race is older than a season.
_FAR_SD, _SPEED_SD, _DRIFT_SD = 0.05, 0.10, 0.005
_SEASON_DAYS = 90.0
# Marathons after a longest run under 25 km took 13.44 min of four hours longer, of runners whose
# other races were not known (Fokkema 2020). A fifth is counted: where a race is known, so much is
# left of the effect of weekly distance, which that study tells beside the races here. Assumed.
_MARATHON_M, _SHORT_RUN_M = (40_000.0, 45_000.0), (25_000.0, 24_500.0)
_SHORT_RUN = 0.2 * 13.44 / 240
_SOURCE = "Vickers and Vertosick 2016, https://doi.org/10.1186/s13102-016-0052-y"


class RacePrediction(NamedTuple):
    """A predicted time with its interval, and what both rest on.

    Attributes
    ----------
    time_s : float
        The median [s]: as many finish before it as after it.
    lower_s, upper_s : float
        Bounds of the interval [s].
    level : float
        Probability of the interval [1].
    exponent : float
        The runner's own exponent up to the half marathon [1]; that of similar runners where one
        race tells nothing of it.
    races : int
        Number of races used.
    basis : str
        What is known of the runner, and the source of the model.
    notes : tuple of str
        What lies outside the data, so that the interval is widened by assumption.
    """

    time_s: float
    lower_s: float
    upper_s: float
    level: float
    exponent: float
    races: int
    basis: str
    notes: tuple[str, ...]


class KnownRaces(NamedTuple):
    """Races of one runner, each array of shape (races,).

    Attributes
    ----------
    distance_m, time_s, days_since : ndarray
        Distances [m], times [s], and days from each to the race to predict [d].
    """

    distance_m: FloatArray
    time_s: FloatArray
    days_since: FloatArray


def predict_race(
    distance_m: float | Floats,
    time_s: float | Floats,
    to_m: float,
    *,
    days_since: float | Floats = 0.0,
    week_m: float | None = None,
    longest_run_m: float | None = None,
    level: float = 0.8,
) -> RacePrediction:
    r"""Predict the time of a road race from others, as real recreational runners ran theirs.

    $$\ln t = a + (s + u) x + (f + w) h + e, \qquad x = \ln \frac{d}{10\,km}, \quad
    h = \max\left(x - \ln \frac{21.0975}{10}, 0\right)$$

    a is the runner's level, s = 1.082 and f = 0.072 are slopes of all, u and w the runner's own
    deviations, e the error of a race. The race is conditioned on the known ones, so the
    interval grows with the ratio of the distances, races over two distances tell the runner's own
    exponent, races that agree narrow the interval and races that contradict each other widen it.
    Slower runners fade more, many kilometres a week help, and both narrow or widen the interval.

    `race_time` and `riegel` are older laws without an interval: in these data both are about 5 %
    too fast from half marathon to marathon.

    Parameters
    ----------
    distance_m : float or array, shape (races,)
        Distances of known races [m], 1.5 to 100 km; others are left out.
    time_s : float or array, shape (races,)
        Their times [s]; NaN is left out.
    to_m : float
        Distance to predict [m].
    days_since : float or array, shape (races,)
        Days from each known race to the predicted one [d]; above 90 the interval widens.
    week_m : float, optional
        Usual weekly running distance [m].
    longest_run_m : float, optional
        Longest run of the preparation [m]; under 25 km it adds 1.1 % to a marathon.
    level : float
        Probability of the interval [1], 0.5 to 0.99; it is tested at 0.8.

    Returns
    -------
    RacePrediction, scalars
        Time with its interval [s], exponent [1], basis and notes.

    Raises
    ------
    InvalidInput
        Speeds out of 0.5 to 12 m/s, shapes that differ, or an argument out of range.
    InsufficientData
        No known race from 1.5 to 100 km, or a distance outside them to predict.

    References
    ----------
    - Vickers & Vertosick 2016, BMC Sports Sci Med Rehabil 8:26.
      <https://doi.org/10.1186/s13102-016-0052-y> (the races; constants fitted to half of the
      runners, tested on the other half: docs/validation.md)
    - Fokkema et al. 2020, Scand J Med Sci Sports 30:1692. <https://doi.org/10.1111/sms.13725>
      (longest run)

    Examples
    --------
    >>> found = predict_race(21_097.5, 6300, 42_195, week_m=50_000)
    >>> round(found.lower_s), round(found.time_s), round(found.upper_s)
    (12912, 13943, 15058)
    """
    share = number("level", level, low=0.5, high=0.99)
    known = _usable_races(distance_m, time_s, days_since)
    target = number("to_m", to_m, low=0, open_low=True)
    week = None if week_m is None else number("week_m", week_m, low=0)
    longest = None if longest_run_m is None else number("longest_run_m", longest_run_m, low=0)
    found, notes = distribution(known, target, week_m=week, longest_run_m=longest)
    lower, middle, upper = (
        float(np.exp(quantile(found, at)[0])) for at in (0.5 - share / 2, 0.5, 0.5 + share / 2)
    )
    races = len(known.time_s)
    told = [f"{races} race{'s' if races > 1 else ''}"]
    told += [] if week is None else [f"{week / 1000:.0f} km a week"]
    told += [] if longest is None else [f"a longest run of {longest / 1000:.0f} km"]
    return RacePrediction(
        middle,
        lower,
        upper,
        share,
        exponent=float(found.slope[0]),
        races=races,
        basis=f"{', '.join(told)}; {_SOURCE}",
        notes=notes,
    )


def distribution(
    known: KnownRaces,
    to_m: float,
    *,
    week_m: float | None = None,
    longest_run_m: float | None = None,
    extra: FloatArray | None = None,
) -> tuple[Transfer, tuple[str, ...]]:
    """Compute the distribution of a log race time, and what in it is assumed.

    Parameters
    ----------
    known : KnownRaces
        Between 1.5 and 100 km.
    to_m, week_m, longest_run_m : float or None
        As in `predict_race`.
    extra : ndarray, shape (races + 1, races + 1), optional
        Further covariance of the log times, the race to predict last.

    Returns
    -------
    tuple of Transfer and tuple of str
        One case, and notes.

    Raises
    ------
    InsufficientData
        As `predict_race`.
    """
    shortest, longest = _ANSWERED_M
    if not shortest <= to_m <= longest:
        side, edge = ("under", shortest) if to_m < shortest else ("over", longest)
        raise InsufficientData(f"races of real runners {side} {edge / 1000:g} km", 0, 1)
    if not known.time_s.size:
        wanted = f"known races from {shortest / 1000:g} to {longest / 1000:g} km"
        raise InsufficientData(wanted, 0, 1)
    x, y = log_distance(known.distance_m)[None], np.log(known.time_s)[None]
    to_x = log_distance(np.array([to_m]))
    widened = _assumed(known, to_m) if extra is None else _assumed(known, to_m) + extra
    slower = _short_run(to_m, longest_run_m)
    widened[-1, -1] += slower**2
    week = np.nan if week_m is None else week_m
    volume = np.log(np.array([max(week, 1.0)]) / WEEK_M)
    found = transfer(x, y, to_x, volume, widened[None])
    notes = [*_notes(known, to_m, week_m)]
    if slower:
        kilometres = (longest_run_m or 0.0) / 1000
        notes.append(
            f"After a longest run of {kilometres:.0f} km, {100 * slower:.1f} % are added to the "
            "marathon: a fifth of what such runners differ by (Fokkema 2020)."
        )
    return found._replace(median=found.median + np.log1p(slower)), tuple(notes)


def _usable_races(
    distance_m: float | Floats, time_s: float | Floats, days_since: float | Floats
) -> KnownRaces:
    """Check the races, and keep those that the model can use."""
    checked = (
        numbers("distance_m", distance_m, low=0, open_low=True),
        numbers("time_s", time_s, low=0, open_low=True),
        numbers("days_since", days_since, low=0),
    )
    broadcast(distance_m=checked[0], time_s=checked[1], days_since=checked[2])
    distance, seconds, days = np.broadcast_arrays(*map(np.atleast_1d, checked))
    if distance.ndim > 1:
        raise InvalidInput("distance_m", str(distance.shape), "an array of 1 dimension")
    kept = (distance >= _ANSWERED_M[0]) & (distance <= _ANSWERED_M[1]) & np.isfinite(seconds)
    known = KnownRaces(*(part[kept].astype(np.float64) for part in (distance, seconds, days)))
    speed = known.distance_m / known.time_s
    wrong = (speed < SPEEDS_M_S[0]) | (speed > SPEEDS_M_S[1])
    if wrong.any():
        raise InvalidInput("time_s", float(known.time_s[wrong][0]), "a speed of 0.5 to 12 m/s")
    if np.isnan(known.days_since).any():
        raise InvalidInput("days_since", float("nan"), "known for each race")
    return known


def _assumed(known: KnownRaces, to_m: float) -> FloatArray:
    """Compute the covariance of what the data say nothing about."""
    far = _outside(
        log_distance(np.append(known.distance_m, to_m)), log_distance(np.array(_IN_DATA_M))
    )
    covariance = np.diag((_FAR_SD * far) ** 2)
    # Form drifts as a random walk back from the race: old races share most of it.
    weeks = np.maximum(known.days_since - _SEASON_DAYS, 0.0) / 7
    covariance[:-1, :-1] += _DRIFT_SD**2 * np.minimum(weeks[:, None], weeks[None, :])
    covariance[-1, -1] += (_SPEED_SD * float(_outside(_level(known), LEVELS_IN_DATA))) ** 2
    return covariance


def _level(known: KnownRaces) -> FloatArray:
    level = level_of(log_distance(known.distance_m)[None], np.log(known.time_s)[None])
    return np.asarray(level[0])


def _outside(value: FloatArray, ends: FloatArray | tuple[float, float]) -> FloatArray:
    return np.asarray(np.maximum(ends[0] - value, 0.0) + np.maximum(value - ends[1], 0.0))


def _short_run(to_m: float, longest_run_m: float | None) -> float:
    """Return how much slower a marathon gets by a short longest run; its spread is as large."""
    if longest_run_m is None or not _MARATHON_M[0] <= to_m <= _MARATHON_M[1]:
        return 0.0
    # Blends in over half a kilometre, so that one metre does not change a time by minutes.
    none, full = _SHORT_RUN_M
    return _SHORT_RUN * min(max((none - longest_run_m) / (none - full), 0.0), 1.0)


def _notes(known: KnownRaces, to_m: float, week_m: float | None) -> Iterator[str]:
    """Say what lies outside the data."""
    ends = f"{_IN_DATA_M[0] / 1000:g} and {_IN_DATA_M[1] / 1000:g} km"
    for what, metres in (("known", known.distance_m), ("predicted", np.array([to_m]))):
        if (_outside(metres, _IN_DATA_M) > 0).all():
            yield f"The {what} distance is not between {ends}: the interval is widened by guess."
    if _outside(_level(known), LEVELS_IN_DATA) > 0:
        yield "Nobody in the data is that fast or slow: the interval is widened by guess."
    if week_m is not None and _outside(np.array(week_m), WEEKS_IN_DATA_M) > 0:
        yield f"Nobody in the data runs {week_m / 1000:.0f} km a week: the nearest week counts."
    if (known.days_since > _SEASON_DAYS).all():
        days = known.days_since.min()
        known_of = f"On race day, what is known of your speed is {days:.0f} days old"
        yield f"{known_of}: the interval is widened by guess."
