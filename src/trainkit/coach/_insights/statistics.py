"""What the detectors share: associations of days that depend on each other, and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray

__all__ = [
    "Association",
    "associate",
    "correct",
    "drift",
    "find_change",
    "find_slope",
    "hold",
    "hold_equal",
]

_MOST_LAG = 60
_WAVE = 60.0  # days, or sessions, of the shortest slow wave
_FEWEST = 8.0  # independent observations below which nothing is said
_FEWEST_FREE = 4.0
_SPREADS = 3.5  # from the median, beyond which a value is an outlier
_STEPS = 400
_MAD = 1.4826  # of a normal distribution


@dataclass(frozen=True, slots=True)
class Association:
    """How an outcome goes along with an exposure, other things being equal.

    Parameters
    ----------
    slope, low, high : float
        Change of the outcome for one unit of the exposure, with its 95 % interval.
    p : float
        Two-sided [1].
    r : float
        The partial correlation [1].
    count : int
        Days or sessions on which both are known [1].
    effective : float
        How many independent ones they are worth [1].
    """

    slope: float
    low: float
    high: float
    p: float
    r: float
    count: int
    effective: float


def associate(
    exposure: FloatArray, outcome: FloatArray, controls: Sequence[FloatArray] = ()
) -> Association | None:
    """Measure how an outcome goes along with an exposure, with other exposures held fixed.

    Both are freed from the controls by least squares. Their correlation is tested with as many
    observations as the autocorrelations of both leave independent.

    Parameters
    ----------
    exposure, outcome : ndarray, shape (days,)
        NaN where unknown; days in order and without gaps.
    controls : sequence of ndarray, each of shape (days,)
        Unknown values count as the mean.

    Returns
    -------
    Association or None
        None where too little is known, or the exposure never varies.

    References
    ----------
    - Pyper & Peterman 1998, Can J Fish Aquat Sci 55:2127. <https://doi.org/10.1139/f98-104>
      (equation 1)
    """
    known = np.isfinite(exposure) & np.isfinite(outcome)
    count = int(known.sum())
    design = _design(controls, known)
    if count < design.shape[1] + _FEWEST or np.ptp(exposure[known]) == 0:
        return None
    both = np.column_stack([exposure[known], outcome[known]])
    left = both - design @ np.linalg.lstsq(design, both, rcond=None)[0]
    spread = left.std(axis=0)
    if spread[0] < 1e-6 * np.std(exposure[known]) or spread[1] == 0:
        return None  # the controls say the same
    effective = count / _inflation(left, known, count)
    freedom = effective * (1 - design.shape[1] / count) - 1
    if freedom < _FEWEST:
        return None
    r = float(np.clip(np.mean(left[:, 0] * left[:, 1]) / (spread[0] * spread[1]), -0.999, 0.999))
    error = np.sqrt((1 - r**2) / freedom)
    ratio = spread[1] / spread[0]
    from scipy.special import stdtr, stdtrit  # a second of import that only a test needs

    margin = float(stdtrit(freedom, 0.975) * error * ratio)
    p = float(2 * stdtr(freedom, -abs(r) / error))
    slope = float(r * ratio)
    return Association(slope, slope - margin, slope + margin, p, r, count, float(effective))


def _design(controls: Sequence[FloatArray], known: NDArray[np.bool_]) -> FloatArray:
    columns = [np.ones(int(known.sum()))]
    for control in controls:
        values = control[known]
        seen = np.isfinite(values)
        if seen.sum() < _FEWEST or np.ptp(values[seen]) == 0:
            continue
        columns.append(np.where(seen, values - values[seen].mean(), 0.0))
    return np.column_stack(columns)


def _inflation(left: FloatArray, known: NDArray[np.bool_], count: int) -> float:
    """Return by how much the autocorrelations of both inflate the variance of a correlation."""
    full = np.zeros((known.size, 2))
    full[known] = left - left.mean(axis=0)
    lags = min(_MOST_LAG, count // 4)
    size = 1 << (known.size + lags).bit_length()
    spectrum = np.fft.rfft(full, size, axis=0)
    sums = np.fft.irfft(np.abs(spectrum) ** 2, size, axis=0)[: lags + 1]
    mask = np.abs(np.fft.rfft(known.astype(float), size)) ** 2
    pairs = np.maximum(np.round(np.fft.irfft(mask, size)[: lags + 1]), 1)
    rho = sums / pairs[:, None] / (sums[0] / pairs[0])
    weights = pairs[1:] / pairs[0]
    return max(1.0, float(1 + 2 * np.sum(weights * rho[1:, 0] * rho[1:, 1])))


def drift(days: int, period_days: float) -> list[FloatArray]:
    """Return slow waves, with periods of `period_days` and more, and a straight line.

    Parameters
    ----------
    days : int
        How many days, or sessions.
    period_days : float
        The shortest period.

    Returns
    -------
    list of ndarray, each of shape (days,)
        Controls for `associate`.
    """
    time = (np.arange(days) + 0.5) / max(days, 1)
    waves = int(2 * days / period_days)
    return [time - 0.5, *(np.cos(np.pi * order * time) for order in range(1, waves + 1))]


def hold(values: FloatArray) -> FloatArray:
    """Hold outliers at 3.5 robust standard deviations from the median."""
    middle = np.nanmedian(values)
    spread = _MAD * np.nanmedian(np.abs(values - middle))
    if not spread > 0:
        return values
    return np.clip(values, middle - _SPREADS * spread, middle + _SPREADS * spread)


def hold_equal(outcome: FloatArray, controls: Sequence[FloatArray]) -> FloatArray:
    """Take from an outcome what goes along with controls, and keep its mean.

    Slow waves are fitted along, so that a change of level is not given to a control that happens to
    change too.

    Parameters
    ----------
    outcome : ndarray, shape (days,)
        NaN where unknown.
    controls : sequence of ndarray, each of shape (days,)
        Unknown values count as the mean.

    Returns
    -------
    ndarray, shape (days,)
        The outcome as it would be at the controls' means.
    """
    known = np.isfinite(outcome)
    design = _design(controls, known)
    waves = _design(drift(outcome.size, _WAVE), known)[:, 1:]
    if known.sum() < design.shape[1] + waves.shape[1] + 2 * _FEWEST:
        return outcome
    both = np.column_stack([design, waves])
    weights = np.linalg.lstsq(both, outcome[known], rcond=None)[0][1 : design.shape[1]]
    adjusted = outcome.copy()
    adjusted[known] -= design[:, 1:] @ weights
    return adjusted


def correct(p: Sequence[float]) -> FloatArray:
    """Correct p values for the number of questions: the smallest share of false findings [1].

    References
    ----------
    - Benjamini & Hochberg 1995, J R Stat Soc B 57:289.
      <https://doi.org/10.1111/j.2517-6161.1995.tb02031.x>

    Examples
    --------
    >>> correct([0.01, 0.04, 0.03, 0.5]).round(3).tolist()
    [0.04, 0.053, 0.053, 0.5]
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values)[::-1]
    ranks = np.arange(values.size, 0, -1)
    corrected = np.empty(values.size)
    corrected[order] = np.minimum.accumulate(values[order] * values.size / ranks)
    return np.minimum(corrected, 1.0)


def find_slope(values: FloatArray) -> Association | None:
    """Fit a straight line over time, and test its slope against noise that depends on itself.

    Parameters
    ----------
    values : ndarray, shape (days,)
        NaN where unknown.

    Returns
    -------
    Association or None
        The change for each day; None where too little is known.
    """
    rows = np.flatnonzero(np.isfinite(values))
    if rows.size < _FEWEST:
        return None
    time, known = rows - rows.mean(), values[rows] - values[rows].mean()
    slope = float(time @ known / (time @ time))
    left = known - slope * time
    total = float(left @ left)
    if total == 0:
        return None
    inflation = _long_run(left) * left.size / total if left.size >= _FEWEST else 1.0
    effective = rows.size / max(inflation, 1.0)
    freedom = effective - 2
    if freedom < _FEWEST_FREE:
        return None
    error = float(np.sqrt(total / freedom / rows.size / time.var()))
    from scipy.special import stdtr, stdtrit

    margin = float(stdtrit(freedom, 0.975)) * error
    p = float(2 * stdtr(freedom, -abs(slope) / error))
    r = float(slope * time.std() / known.std())
    return Association(slope, slope - margin, slope + margin, p, r, rows.size, effective)


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of level.

    Parameters
    ----------
    at : int
        The first index after it.
    before, after : float
        The means.
    low, high : float
        The 95 % interval of the difference.
    p, r : float
        As in `Association`.
    count : int
        Known values.
    effective : float
        How many independent ones they are worth [1].
    """

    at: int
    before: float
    after: float
    low: float
    high: float
    p: float
    r: float
    count: int
    effective: float


def find_change(values: FloatArray, *, least: int, block: int) -> Shift | None:
    """Find the one change of level of a series, and test it against none.

    The largest cumulative sum of deviations from the mean is compared with that of noise of the
    same long-run variance: the larger of two estimates, from single values and from block means,
    each as an autoregression of first order around the two levels.

    Parameters
    ----------
    values : ndarray, shape (n,)
        In order; NaN where unknown.
    least : int
        The fewest known values on either side.
    block : int
        Values in a block.

    Returns
    -------
    Shift or None
        None where too little is known.

    References
    ----------
    - Ploberger & Kramer 1992, Econometrica 60:271. <https://doi.org/10.2307/2951597>
      (the cumulative sum of residuals)
    - Andrews 1991, Econometrica 59:817. <https://doi.org/10.2307/2938229> (the first-order plug-in)
    """
    rows = np.flatnonzero(np.isfinite(values))
    count = rows.size
    if count < 2 * least + 4:
        return None
    known = values[rows]
    sums = np.cumsum(known - known.mean())[:-1]
    inside = slice(least - 1, count - least)
    at = least + int(np.argmax(np.abs(sums[inside])))
    before, after = float(known[:at].mean()), float(known[at:].mean())
    left = known - np.where(np.arange(count) < at, before, after)
    variance = float(left.var())
    if variance == 0:
        return None
    long_run = max(_long_run(left), block * _long_run(_block_means(left, block)), variance)
    row, effective = int(rows[at]), float(count * variance / long_run)
    freedom = max(min(effective, count / block) - 2, 2.0)
    p = _tail(float(np.abs(sums[at - 1]) / np.sqrt(long_run * count)), freedom)
    margin = 1.96 * float(np.sqrt(long_run * (1 / at + 1 / (count - at))))
    change = after - before
    shares = at * (count - at) / count**2
    r = float(change * np.sqrt(shares / (shares * change**2 + variance)))
    return Shift(row, before, after, change - margin, change + margin, p, r, count, effective)


def _tail(largest: float, freedom: float) -> float:
    """Return the chance of a largest sum, with a variance estimated with some degrees of freedom.

    With a known variance it is Kolmogorov's; here it is the mean over the variances that may be.
    """
    from scipy.special import chdtri, kolmogorov

    chances = (np.arange(_STEPS) + 0.5) / _STEPS
    shares = chdtri(freedom, chances) / freedom
    return float(np.mean(kolmogorov(largest * np.sqrt(shares))))


def _block_means(values: FloatArray, block: int) -> FloatArray:
    whole = values[: values.size // block * block].reshape(-1, block)
    return np.asarray(whole.mean(axis=1))


def _long_run(values: FloatArray) -> float:
    """Return the long-run variance of an autoregression of first order."""
    if values.size < 6:
        return 0.0
    centred = values - values.mean()
    total = float(centred @ centred)
    if total == 0:
        return 0.0
    share = float(centred[1:] @ centred[:-1]) / total
    share = min(max(share + (1 + 4 * share) / values.size, 0.0), 0.95)  # the estimate is biased
    return total / values.size * (1 + share) / (1 - share)
