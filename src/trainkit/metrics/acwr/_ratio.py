"""Acute to chronic workload ratio, and the two loads behind it.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| L | load of a day | au | (days,) or (days, athletes) |
| A, C | acute and chronic load: the recent and the usual day | au | as L |
| a, c | acute and chronic span | d | scalar |
| λ | weight of the newest day, 2 / (N + 1) for a span of N days | 1 | scalar |
"""

from itertools import islice
from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    as_columns,
    choice,
    floating_series,
    new_result,
    number,
    whole,
)
from trainkit.errors import InvalidInput
from trainkit.metrics._window_kernels import FEW_VALUES
from trainkit.metrics.acwr._methods import METHODS, Averaging, Method, Seed, Spans

__all__ = ["AcuteChronic", "acute_chronic", "acwr"]

_TOGETHER = 16_384  # athletes, whose averages stay in the cache from day to day


def acwr(
    load: Floats,
    *,
    method: Method = "ewma",
    acute_days: int = 7,
    chronic_days: int = 28,
    min_periods: int | None = None,
    acute_alpha: float | None = None,
    chronic_alpha: float | None = None,
    seed: float | Literal["first"] = "first",
    out: FloatArray | None = None,
) -> FloatArray:
    r"""Acute to chronic workload ratio of each day, $\mathrm{ACWR}_t = A_t / C_t$.

    With `"ewma"` both loads are exponentially weighted averages,

    $$A_t = \lambda_a L_t + (1 - \lambda_a) A_{t-1}, \quad
    C_t = \lambda_c L_t + (1 - \lambda_c) C_{t-1}, \qquad \lambda_N = \frac{2}{N + 1}$$

    with `"rolling"` plain means, the acute days being part of the chronic ones,

    $$A_t = \frac{1}{a} \sum_{i=t-a+1}^{t} L_i, \qquad C_t = \frac{1}{c} \sum_{i=t-c+1}^{t} L_i$$

    and with `"uncoupled"` the chronic mean is over the $c - a$ days before the acute ones,

    $$C_t = \frac{1}{c - a} \sum_{i=t-c+1}^{t-a} L_i$$

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au], at least 0: rest is 0, an unknown day is NaN.
    method : {"ewma", "rolling", "uncoupled"}
        The definition; `definitions` shows them side by side.
    acute_days, chronic_days : int
        Spans a and c [d], a below c.
    min_periods : int, optional
        When to begin; by default with a full chronic span. For `"ewma"` it is the number of days
        [d] from the first known one on; for the others, the number of known days in the chronic
        span, and each mean then needs the same share of its window and is over its known days.
    acute_alpha, chronic_alpha : float, optional
        Weights of the newest day [1] in place of 2/(N + 1), such as 1/N; `"ewma"` only.
    seed : "first" or float
        State of both averages before the first day [au]; `"first"` is the first known load, as
        published, and 0 is what charting software uses. `"ewma"` only.
    out : array, shape of `load`, optional
        Receives the ratio [1], such as a file that is mapped; by default a new array does.

    Returns
    -------
    ndarray, shape of `load`
        Ratio [1]. NaN before the span is full, on an unknown day, and where the chronic load is 0.
        An unknown day leaves both exponential averages unchanged; a rolling mean is NaN while its
        window holds one.

    Raises
    ------
    InvalidInput
        A negative or infinite load, an unknown method, spans in the wrong order, an `"ewma"`
        option with another method, or an `out` that does not fit.

    References
    ----------
    - Williams et al. 2017, Br J Sports Med 51:209. <https://doi.org/10.1136/bjsports-2016-096589>
      (`"ewma"`)
    - Gabbett 2016, Br J Sports Med 50:273. <https://doi.org/10.1136/bjsports-2015-095788>
      (`"rolling"`)
    - Windt & Gabbett 2019, Br J Sports Med 53:988. <https://doi.org/10.1136/bjsports-2017-098925>
      (`"uncoupled"`)
    - Lolli et al. 2019, Br J Sports Med 53:921. <https://doi.org/10.1136/bjsports-2017-098110>
      (criticism of the coupled ratio)
    - Impellizzeri et al. 2020, J Athl Train 55:893. <https://doi.org/10.4085/1062-6050-501-19>
      (criticism)

    Examples
    --------
    Three weeks of 30 and one of 50 (Williams et al. 2017, athlete 1: 1.25 and 1.43).

    >>> load = [30] * 21 + [50] * 7
    >>> round(float(acwr(load)[-1]), 2), round(float(acwr(load, method="rolling")[-1]), 2)
    (1.25, 1.43)
    """
    options = _Options(acute_days, chronic_days, min_periods, acute_alpha, chronic_alpha, seed)
    daily, spans = floating_series("load", load), _check_spans(method, options)
    ratio = new_result(daily, out)
    loads, ratios = as_columns(daily), as_columns(ratio)
    for start in range(0, loads.shape[1], _TOGETHER):
        athletes = slice(start, start + _TOGETHER)
        _divide(loads[:, athletes], spans, METHODS[method], ratios[:, athletes])
    return ratio


def _divide(load: FloatArray, spans: Spans, averaging: Averaging, ratio: FloatArray) -> None:
    """Compute the ratio of some athletes into `ratio`, both of shape (days, athletes)."""
    loads = averaging.daily_loads(load, spans)
    unit = loads.acute_unit / loads.chronic_unit
    hidden = spans.min_periods - 1  # days without an answer
    ratio[:hidden] = np.nan
    answered = ratio[hidden:]
    with np.errstate(divide="ignore", invalid="ignore"):
        if load.size <= FEW_VALUES:
            both = loads.all_days()[hidden:]
            np.divide(both[:, 0], both[:, 1], out=answered)
            np.multiply(answered, unit, out=answered)
        else:
            quotient, pairs = np.empty_like(load[0]), islice(loads.pairs, hidden, None)
            for (acute, chronic), today in zip(pairs, answered, strict=True):
                np.divide(acute, chronic, out=quotient)
                np.multiply(quotient, unit, out=today)
    if averaging.chronic_can_be_zero:
        ratio[np.isinf(ratio)] = np.nan
    averaging.hide(ratio, load, spans)


class AcuteChronic(NamedTuple):
    """The two loads behind a ratio: `acute` and `chronic` [au], each in the shape of the load."""

    acute: FloatArray
    chronic: FloatArray


def acute_chronic(
    load: Floats,
    *,
    method: Method = "ewma",
    acute_days: int = 7,
    chronic_days: int = 28,
    min_periods: int | None = None,
    acute_alpha: float | None = None,
    chronic_alpha: float | None = None,
    seed: float | Literal["first"] = "first",
) -> AcuteChronic:
    r"""Acute and chronic load of each day: what `acwr` divides.

    $$\mathrm{ACWR}_t = A_t / C_t$$

    A ratio alone hides a low chronic load, so show the loads with it.

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au].
    method : str
        The definition, as in `acwr`.
    acute_days, chronic_days : int
        Spans [d].
    min_periods : int, optional
        As in `acwr`.
    acute_alpha, chronic_alpha : float, optional
        Weights of the newest day [1], as in `acwr`.
    seed : "first" or float
        State of both averages before the first day [au], as in `acwr`.

    Returns
    -------
    AcuteChronic, each the shape of `load`
        Acute and chronic load [au], each NaN until its own span is full and on an unknown day;
        both exponential averages begin together.

    Raises
    ------
    InvalidInput
        As `acwr`.

    References
    ----------
    - Williams et al. 2017, Br J Sports Med 51:209. <https://doi.org/10.1136/bjsports-2016-096589>
    - Impellizzeri et al. 2021, Sports Med 51:581. <https://doi.org/10.1007/s40279-020-01378-6>
      (what the chronic load adds)

    Examples
    --------
    >>> loads = acute_chronic([30] * 21 + [50] * 7)
    >>> round(float(loads.acute[-1]), 6), round(float(loads.chronic[-1]), 6)
    (47.330322, 37.871967)
    """
    options = _Options(acute_days, chronic_days, min_periods, acute_alpha, chronic_alpha, seed)
    daily, spans = floating_series("load", load), _check_spans(method, options)
    averaging = METHODS[method]
    loads = averaging.daily_loads(as_columns(daily), spans)
    answer = AcuteChronic(np.empty(daily.shape, daily.dtype), np.empty(daily.shape, daily.dtype))
    rows = zip(loads.pairs, as_columns(answer.acute), as_columns(answer.chronic), strict=True)
    for (acute, chronic), acute_today, chronic_today in rows:
        np.multiply(acute, loads.acute_unit, out=acute_today)
        np.multiply(chronic, loads.chronic_unit, out=chronic_today)
    averaging.hide(answer.acute, daily, spans)
    averaging.hide(answer.chronic, daily, spans)
    return answer


class _Options(NamedTuple):
    acute_days: int
    chronic_days: int
    min_periods: int | None
    acute_alpha: float | None
    chronic_alpha: float | None
    seed: Seed


def _check_spans(method: Method, options: _Options) -> Spans:
    choice("method", method, METHODS)
    for name, default in (("acute_alpha", None), ("chronic_alpha", None), ("seed", "first")):
        value = getattr(options, name)
        left_out = value is default or (isinstance(value, str) and value == default)
        if not left_out and name not in METHODS[method].own_options:
            raise InvalidInput(name, value, f"left out with method {method!r}")
    acute = whole("acute_days", options.acute_days, low=1)
    chronic = whole("chronic_days", options.chronic_days, low=acute + 1)
    least = chronic if options.min_periods is None else options.min_periods
    lambda_a = _alpha("acute_alpha", options.acute_alpha, acute)
    lambda_c = _alpha("chronic_alpha", options.chronic_alpha, chronic)
    if lambda_c >= lambda_a:
        raise InvalidInput("chronic_alpha", lambda_c, f"below the acute weight, {lambda_a:g}")
    return Spans(
        acute_days=acute,
        chronic_days=chronic,
        min_periods=whole("min_periods", least, low=1, high=chronic),
        acute_alpha=lambda_a,
        chronic_alpha=lambda_c,
        seed=_check_seed(options.seed),
    )


def _check_seed(seed: Seed) -> Seed:
    if isinstance(seed, str):
        choice("seed", seed, ("first",))
        return seed
    return number("seed", seed, low=0)


def _alpha(name: str, alpha: float | None, days: int) -> float:
    # λ = 2 / (N + 1): Williams et al. 2017, https://doi.org/10.1136/bjsports-2016-096589
    return 2 / (days + 1) if alpha is None else number(name, alpha, low=0, high=1, open_low=True)
