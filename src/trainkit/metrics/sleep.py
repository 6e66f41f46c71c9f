"""Sleep: efficiency, debt, regularity, and a score from duration and quality.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| TST, TIB | total sleep time, time in bed | h | as the input |
| s_ij | asleep (1) or awake (0) in epoch j of day i | 1 | (samples,) |
| N, M | days, epochs a day | 1 | scalar |
"""

from collections.abc import Sequence
from typing import cast, overload

import numpy as np
from numpy.typing import NDArray

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    finish,
    number,
    numbers,
    series,
    whole,
)
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics.windows import rolling_mean

__all__ = [
    "DURATION_CURVE",
    "debt",
    "duration_score",
    "efficiency",
    "regularity_index",
    "score",
]

DURATION_CURVE = (
    (4.0, 0.0),
    (5.0, 40.0),
    (6.0, 70.0),
    (7.0, 100.0),
    (9.0, 100.0),
    (10.0, 70.0),
    (17.0, 0.0),
)
"""Hours asleep and their points; linear in between, constant beyond."""


@overload
def efficiency(asleep_h: float, in_bed_h: float) -> float: ...
@overload
def efficiency(asleep_h: Floats, in_bed_h: float | Floats) -> FloatArray: ...
def efficiency(asleep_h: float | Floats, in_bed_h: float | Floats) -> float | FloatArray:
    r"""Time asleep as a share of the time in bed.

    $$\mathrm{efficiency} = 100 \, \frac{TST}{TIB}$$

    Parameters
    ----------
    asleep_h : float or array
        Total sleep time [h], at most `in_bed_h`.
    in_bed_h : float or array
        Time in bed [h], from lights out to rising, above 0 and at most 24. Some devices divide by
        the shorter sleep period, for a higher figure.

    Returns
    -------
    float or ndarray, shape of the inputs
        Efficiency [%]; 85 and more is commonly called good.

    Raises
    ------
    InvalidInput
        More sleep than time in bed, or hours out of range.

    References
    ----------
    - Ohayon et al. 2017, Sleep Health 3:6. <https://doi.org/10.1016/j.sleh.2016.11.006> (definition
      and the 85 % mark)

    Examples
    --------
    >>> efficiency(7.2, 8.0)
    90.0
    """
    asleep = numbers("asleep_h", asleep_h, low=0, high=24)
    in_bed = numbers("in_bed_h", in_bed_h, low=0, high=24, open_low=True)
    broadcast(asleep_h=asleep, in_bed_h=in_bed)
    too_long = np.greater(asleep, in_bed)
    if too_long.any():
        first = np.broadcast_to(asleep, too_long.shape)[too_long][0]
        raise InvalidInput("asleep_h", float(first), "at most in_bed_h")
    return finish(np.divide(asleep, in_bed) * 100, asleep, in_bed)


def debt(
    asleep_h: Floats,
    *,
    need_h: float,
    days: int = 7,
    surplus_repays: bool = False,
    min_periods: int | None = None,
) -> FloatArray:
    r"""Sleep owed over the last nights.

    $$D_t = \sum_{i=t-n+1}^{t} \max(0,\ \mathrm{need} - TST_i)$$

    Parameters
    ----------
    asleep_h : array, shape (days,) or (days, athletes)
        Sleep of each night [h], NaN where unknown.
    need_h : float
        The person's need [h], above 0.
    days : int
        Nights [d] of the window, n: 7 and 14 are usual.
    surplus_repays : bool
        Whether a night above the need repays debt: the sum is then of need - TST, and only the
        total is limited to 0 and above.
    min_periods : int, optional
        Least number of known nights [d]; the debt is then their mean times `days`. By default
        every night of the window must be known.

    Returns
    -------
    ndarray, shape of `asleep_h`
        Debt [h], NaN where too little is known.

    Raises
    ------
    InvalidInput
        Hours outside 0 to 24, or a window below 1 night.

    References
    ----------
    - Van Dongen et al. 2003a, Sleep Biol Rhythms 1:5.
      <https://doi.org/10.1046/j.1446-9235.2003.00006.x>
    - Van Dongen et al. 2003b, Sleep 26:117. <https://doi.org/10.1093/sleep/26.2.117> (what debt
      does)

    Examples
    --------
    >>> debt([8, 7, 6, 9, 8, 8, 5], need_h=8)[-1].item()
    6.0
    >>> debt([8, 7, 6, 9, 8, 8, 5], need_h=8, surplus_repays=True)[-1].item()
    5.0
    """
    nights = series("asleep_h", asleep_h, low=0, high=24)
    need = number("need_h", need_h, low=0, high=24, open_low=True)
    days = whole("days", days, low=1)
    least = None if min_periods is None else whole("min_periods", min_periods, low=1, high=days)
    if not isinstance(surplus_repays, bool):
        raise InvalidInput("surplus_repays", surplus_repays, "True or False")
    missing = need - nights
    if not surplus_repays:
        missing = np.maximum(missing, 0)
    owed = rolling_mean(missing, days, min_periods=least) * days
    return np.maximum(owed, 0).astype(nights.dtype, copy=False)


def regularity_index(
    asleep: Sequence[float] | FloatArray | NDArray[np.bool_],
    *,
    samples_per_day: int,
    min_day_pairs: int = 5,
) -> float:
    r"""Sleep regularity index: how often two moments a day apart are in the same state.

    $$\mathrm{SRI} = -100 + \frac{200}{M (N-1)} \sum_{j=1}^{M} \sum_{i=1}^{N-1}
    \delta(s_{i,j}, s_{i+1,j})$$

    Parameters
    ----------
    asleep : array, shape (samples,)
        1 or true where asleep [1], 0 or false where awake, NaN where unknown; evenly spaced on one
        clock, so that a change to summer time does not count as a change of habit.
    samples_per_day : int
        Epochs a day [1/d]: 1440 for minutes, 2880 for 30 seconds.
    min_day_pairs : int
        Least number of whole days' worth of known pairs [d]; 5 is the least in the literature.

    Returns
    -------
    float, a scalar
        Index [1] from -100 to 100: 100 for days that are all alike, near 0 for random sleep.

    Raises
    ------
    InvalidInput
        A value that is not 0, 1 or NaN.
    InsufficientData
        Fewer known pairs than `min_day_pairs` days of them.

    References
    ----------
    - Phillips et al. 2017, Sci Rep 7:3216. <https://doi.org/10.1038/s41598-017-03171-4>
    - Fischer et al. 2021, Sleep 44:zsab103. <https://doi.org/10.1093/sleep/zsab103> (at least 5
      days)

    Examples
    --------
    Every day alike; every day the reverse of the day before.

    >>> night = [1] * 8 + [0] * 16
    >>> regularity_index(night * 7, samples_per_day=24)
    100.0
    >>> day = [0] * 8 + [1] * 16
    >>> regularity_index((night + day) * 4, samples_per_day=24)
    -100.0
    """
    states = series("asleep", cast("Floats", asleep), ndim=1)
    wrong = states[~(np.isnan(states) | (states == 0) | (states == 1))]
    if wrong.size:
        raise InvalidInput("asleep", float(wrong[0]), "0, 1 or NaN")
    M = whole("samples_per_day", samples_per_day, low=1)
    least = whole("min_day_pairs", min_day_pairs, low=1)
    today, tomorrow = states[:-M], states[M:]
    known = ~(np.isnan(today) | np.isnan(tomorrow))
    pairs = int(known.sum())
    if pairs < least * M:
        raise InsufficientData("days with a known next day", pairs // M, least)
    same = int((today[known] == tomorrow[known]).sum())
    # Phillips et al. 2017, eq. 1, https://doi.org/10.1038/s41598-017-03171-4
    return -100 + 200 * same / pairs


@overload
def duration_score(asleep_h: float) -> float: ...
@overload
def duration_score(asleep_h: Floats) -> FloatArray: ...
def duration_score(asleep_h: float | Floats) -> float | FloatArray:
    r"""Points for the length of a night: 7 to 9 hours earn all of them.

    $$P(h) = \begin{cases} 0 & h \le 4 \\ 40 & h = 5 \\ 70 & h = 6 \\ 100 & 7 \le h \le 9 \\
    70 & h = 10 \\ 70 - 10 (h - 10) & h > 10 \end{cases}$$

    with straight lines between, never below 0 (`DURATION_CURVE`).

    Parameters
    ----------
    asleep_h : float or array
        Total sleep time [h], 0 to 24.

    Returns
    -------
    float or ndarray, shape of the input
        Points [1], 0 to 100.

    Raises
    ------
    InvalidInput
        Hours outside 0 to 24.

    References
    ----------
    - Intelligent Training Optimizer 2025, AI_Trainer, a recovery-and-recommendation service,
      software.
    - Hirshkowitz et al. 2015, Sleep Health 1:40. <https://doi.org/10.1016/j.sleh.2014.12.010> (7 to
      9 hours)

    Examples
    --------
    >>> duration_score([5.5, 6.5, 8, 9.5]).tolist()
    [55.0, 85.0, 100.0, 85.0]
    """
    hours = numbers("asleep_h", asleep_h, low=0, high=24)
    return finish(_points(hours), hours)


@overload
def score(asleep_h: float, quality: float) -> float: ...
@overload
def score(asleep_h: Floats, quality: float | Floats) -> FloatArray: ...
def score(asleep_h: float | Floats, quality: float | Floats) -> float | FloatArray:
    r"""Sleep score from duration and quality; duration alone where the quality is unknown.

    $$S = 0.6 \, P(h) + 0.4 \, q$$

    Parameters
    ----------
    asleep_h : float or array
        Total sleep time [h], 0 to 24.
    quality : float or array
        Quality from the device or the person [1], 0 to 100; NaN for none.

    Returns
    -------
    float or ndarray, shape of the inputs
        Score [1], 0 to 100.

    Raises
    ------
    InvalidInput
        Hours outside 0 to 24 or a quality outside 0 to 100.

    References
    ----------
    - Intelligent Training Optimizer 2025, AI_Trainer, a recovery-and-recommendation service,
      software.

    Examples
    --------
    >>> score(8, 30), score(5, 100), score(6, 50)
    (72.0, 64.0, 62.0)
    """
    hours = numbers("asleep_h", asleep_h, low=0, high=24)
    judged = numbers("quality", quality, low=0, high=100)
    broadcast(asleep_h=hours, quality=judged)
    points = _points(hours)
    mixed = np.where(np.isnan(judged), points, 0.6 * points + 0.4 * np.asarray(judged))
    return finish(mixed, hours, judged)


def _points(hours: float | FloatArray) -> FloatArray:
    at, points = zip(*DURATION_CURVE, strict=True)
    return np.asarray(np.interp(hours, at, points))
