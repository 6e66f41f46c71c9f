r"""How the race times of one runner hang together: a mixed model of real runners.

The logarithm of a race time is the sum of the runner's level, a line in the logarithm of the
distance with a steeper part beyond the half marathon, the runner's own deviation from both
slopes, and the race's own error:

$$\ln t = a + (s + u) x + (f + w) h + e, \qquad x = \ln \frac{d}{10\,km}, \quad
h = \max\left(x - \ln \frac{21.0975}{10}, 0\right)$$

Slower runners slow down more with distance, runners of many kilometres less; both errors and
deviations are larger in slow runners and smaller in those who run much. The errors are those of a
multivariate Student distribution, so that several races that agree narrow the interval, and
races that contradict each other widen it.
"""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray

__all__ = [
    "LEVELS_IN_DATA",
    "RUNNERS",
    "WEEKS_IN_DATA_M",
    "WEEK_M",
    "Constants",
    "Transfer",
    "level_of",
    "log_distance",
    "quantile",
    "transfer",
]

_TEN_KM, _HALF = 10_000.0, float(np.log(2.10975))
_LEVEL = 8.0  # ln s of a 10 km in 49:41, the middle of the data
WEEK_M = 45_000.0
"""The weekly distance that the constants are centred on [m]."""
WEEKS_IN_DATA_M = (3_000.0, 185_000.0)
"""The weekly distances in the data [m]."""
LEVELS_IN_DATA = (-0.6, 0.6)
"""The levels in the data [ln s]: 10 km in 27 to 90 min."""


class Constants(NamedTuple):
    """Constants of the model.

    Attributes
    ----------
    slope, fade : float
        s of a 10 km in 49:41 and a week of 45 km, and f [1].
    slope_volume, slope_speed, fade_speed : float
        Change of s for each e-fold of weekly distance and of the 10 km time, of f for the latter.
    error, slope_sd, fade_sd : float
        Scales of e, u and w [1].
    scale_speed, scale_volume : float
        Change of the logarithm of all three scales, as above.
    freedom : float
        Degrees of freedom of the Student distribution.
    usual_volume, usual_volume_speed, volume_sd : float
        The weekly distance to expect where it is unknown: its logarithm, relative to 45 km, the
        change with the 10 km time, and the spread.
    """

    slope: float
    fade: float
    slope_volume: float
    slope_speed: float
    fade_speed: float
    error: float
    slope_sd: float
    fade_sd: float
    scale_speed: float
    scale_volume: float
    freedom: float
    usual_volume: float
    usual_volume_speed: float
    volume_sd: float


RUNNERS = Constants(
    slope=1.082,
    fade=0.0718,
    slope_volume=-0.0188,
    slope_speed=0.00706,
    fade_speed=0.088,
    error=0.03,
    slope_sd=0.0231,
    fade_sd=0.0406,
    scale_speed=1.52,
    scale_volume=-0.214,
    freedom=3.18,
    usual_volume=-0.0269,
    usual_volume_speed=-1.77,
    volume_sd=0.433,
)
"""Fitted to half of the runners of Vickers and Vertosick 2016 (benchmarks/forecast_people.py)."""


class Transfer(NamedTuple):
    """The distribution of a log race time, each of the shape of the cases.

    Attributes
    ----------
    median : ndarray
        [ln s]
    scale, freedom : ndarray
        Of the Student distribution [1].
    slope : ndarray
        The runner's own s + u [1].
    """

    median: FloatArray
    scale: FloatArray
    freedom: FloatArray
    slope: FloatArray


def log_distance(distance_m: float | FloatArray) -> FloatArray:
    """Compute x, the logarithm of a distance relative to 10 km."""
    return np.asarray(np.log(np.divide(distance_m, _TEN_KM)))


def level_of(x: FloatArray, y: FloatArray, *, constants: Constants = RUNNERS) -> FloatArray:
    """Compute the level of races: their log 10 km time by the common slopes, less 8 [ln s].

    Parameters
    ----------
    x, y : ndarray, shape (cases, races)
        As in `transfer`.
    constants : Constants
        The model's.

    Returns
    -------
    ndarray, shape (cases,)
        The mean over the races.
    """
    bent = constants.slope * x + constants.fade * np.maximum(x - _HALF, 0.0)
    return np.asarray((y - bent).mean(axis=1) - _LEVEL)


def transfer(
    x: FloatArray,
    y: FloatArray,
    to_x: FloatArray,
    volume: FloatArray,
    extra: FloatArray | None = None,
    *,
    constants: Constants = RUNNERS,
) -> Transfer:
    """Condition the time of one race on those of others of the same runner.

    Parameters
    ----------
    x, y : ndarray, shape (cases, races)
        Log distances and log times [ln s] of the known races.
    to_x : ndarray, shape (cases,)
        Log distance of the race to predict.
    volume : ndarray, shape (cases,)
        Logarithm of the weekly distance over 45 km; NaN where unknown.
    extra : ndarray, shape (cases, races + 1, races + 1), optional
        Covariance to add: what the model does not hold. The race to predict is the last.
    constants : Constants
        The model's.

    Returns
    -------
    Transfer
        One entry a case.
    """
    c, known = constants, x.shape[-1]
    far = np.concatenate([x, to_x[:, None]], axis=1)
    beyond = np.maximum(far - _HALF, 0.0)
    level = np.clip(level_of(x, y, constants=c), *LEVELS_IN_DATA)
    unknown = np.isnan(volume)
    usual = c.usual_volume + c.usual_volume_speed * level
    v = np.clip(np.where(unknown, usual, volume), *np.log(np.array(WEEKS_IN_DATA_M) / WEEK_M))
    slope = c.slope + c.slope_volume * v + c.slope_speed * level
    fade = c.fade + c.fade_speed * level
    mean = slope[:, None] * far + fade[:, None] * beyond
    scale = np.exp(c.scale_speed * level + c.scale_volume * v)
    slope_sd = np.hypot(c.slope_sd, np.where(unknown, c.slope_volume * c.volume_sd, 0.0))
    covariance = (slope_sd**2)[:, None, None] * far[:, :, None] * far[:, None, :]
    covariance += c.fade_sd**2 * beyond[:, :, None] * beyond[:, None, :]
    covariance += c.error**2 * np.eye(known + 1)
    covariance *= (scale**2)[:, None, None]
    if extra is not None:
        covariance = covariance + extra
    # Generalized least squares with an unknown level, then the conditional of the last race.
    among, between = covariance[:, :known, :known], covariance[:, :known, known]
    columns = np.stack([y - mean[:, :known], np.ones_like(y), between], axis=2)
    solved = np.linalg.solve(among, columns)
    ones = solved[:, :, 1].sum(axis=1)
    own = solved[:, :, 0].sum(axis=1) / ones
    left = columns[:, :, 0] - own[:, None]
    weights = solved[:, :, 0] - own[:, None] * solved[:, :, 1]
    median = own + mean[:, known] + (between * weights).sum(axis=1)
    missed = 1 - solved[:, :, 2].sum(axis=1)
    variance = covariance[:, known, known] - (between * solved[:, :, 2]).sum(axis=1)
    variance += missed**2 / ones
    # A multivariate Student distribution learns its scale from how well the races agree.
    freedom = c.freedom + known - 1
    variance *= (c.freedom + (left * weights).sum(axis=1)) / freedom
    own_slope = slope + (slope_sd * scale) ** 2 * (x * weights).sum(axis=1)
    return Transfer(median, np.sqrt(variance), np.full_like(median, freedom), own_slope)


def quantile(found: Transfer, probability: float) -> FloatArray:
    """Compute the quantile of the log time [ln s], shape (cases,)."""
    from scipy.special import stdtrit

    return np.asarray(found.median + found.scale * stdtrit(found.freedom, probability))
