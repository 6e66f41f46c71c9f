"""Acute to chronic workload ratio: exponentially weighted, rolling, and uncoupled.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| L | load of a day | au | (days,) or (days, athletes) |
| A, C | acute and chronic load: the recent and the usual day | au | as L |
| a, c | acute and chronic span | d | scalar |
| λ | weight of the newest day, 2 / (N + 1) for a span of N days | 1 | scalar |
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from math import ceil
from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, choice, number, series, whole
from trainkit.errors import InvalidInput
from trainkit.metrics.windows import fading_sum_days, first_known, rolling_mean, rolling_sum_days

__all__ = ["AcuteChronic", "Method", "acute_chronic", "acwr"]

Method = Literal["ewma", "rolling", "uncoupled"]
Seed = float | Literal["first"]
_METHODS = ("ewma", "rolling", "uncoupled")


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

    Returns
    -------
    ndarray, shape of `load`
        Ratio [1]. NaN before the span is full, on an unknown day, and where the chronic load is 0.
        An unknown day leaves both exponential averages as they were; a rolling mean is NaN while
        its window holds one.

    Raises
    ------
    InvalidInput
        A negative or infinite load, an unknown method, spans in the wrong order, or an `"ewma"`
        option with another method.

    References
    ----------
    Exponentially weighted: Williams et al. 2017, Br J Sports Med 51:209. Rolling: Gabbett 2016,
    Br J Sports Med 50:273. Uncoupled: Windt & Gabbett 2019, Br J Sports Med 53:988. Criticism:
    Lolli et al. 2019, Br J Sports Med 53:921; Impellizzeri et al. 2020, J Athl Train 55:893.

    Examples
    --------
    Three weeks of 30 and one of 50 (Williams et al. 2017, athlete 1: 1.25 and 1.43).

    >>> load = [30] * 21 + [50] * 7
    >>> round(float(acwr(load)[-1]), 2), round(float(acwr(load, method="rolling")[-1]), 2)
    (1.25, 1.43)
    """
    daily = series("load", load, low=0)
    options = _options(
        method=method,
        acute_days=acute_days,
        chronic_days=chronic_days,
        min_periods=min_periods,
        acute_alpha=acute_alpha,
        chronic_alpha=chronic_alpha,
        seed=seed,
    )
    ratio = np.empty(daily.shape, daily.dtype)
    days = options.days(daily)
    with np.errstate(divide="ignore", invalid="ignore"):
        for (acute, chronic), today in zip(days.pairs, _columns(ratio), strict=True):
            np.divide(acute, chronic, out=today)
            np.multiply(today, days.acute_unit / days.chronic_unit, out=today)
    if method == "uncoupled":  # the only one whose chronic load can be 0 after a day of training
        ratio[np.isinf(ratio)] = np.nan
    options.hide(ratio, daily)
    return ratio


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
    method : {"ewma", "rolling", "uncoupled"}
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
    Williams et al. 2017, Br J Sports Med 51:209, and the others of `acwr`.

    Examples
    --------
    >>> loads = acute_chronic([30] * 21 + [50] * 7)
    >>> round(float(loads.acute[-1]), 6), round(float(loads.chronic[-1]), 6)
    (47.330322, 37.871967)
    """
    daily = series("load", load, low=0)
    options = _options(
        method=method,
        acute_days=acute_days,
        chronic_days=chronic_days,
        min_periods=min_periods,
        acute_alpha=acute_alpha,
        chronic_alpha=chronic_alpha,
        seed=seed,
    )
    loads = AcuteChronic(np.empty(daily.shape, daily.dtype), np.empty(daily.shape, daily.dtype))
    days = options.days(daily)
    rows = zip(days.pairs, _columns(loads.acute), _columns(loads.chronic), strict=True)
    for (acute, chronic), acute_today, chronic_today in rows:
        np.multiply(acute, days.acute_unit, out=acute_today)
        np.multiply(chronic, days.chronic_unit, out=chronic_today)
    options.hide(loads.acute, daily)
    options.hide(loads.chronic, daily)
    return loads


class _Days(NamedTuple):
    """Acute and chronic load of each day, as sums, and what makes a load of each sum."""

    pairs: Iterable[Iterable[FloatArray]]
    acute_unit: float
    chronic_unit: float


@dataclass(frozen=True, slots=True)
class _Options:
    """A definition, checked: how it averages, and which days it does not answer."""

    method: Method
    acute_days: int
    chronic_days: int
    min_periods: int
    acute_alpha: float
    chronic_alpha: float
    seed: Seed

    def days(self, load: FloatArray) -> _Days:
        """Acute and chronic load of all athletes, a day at a time."""
        load = _columns(load)
        if self.method == "ewma":
            fades = (1 - self.acute_alpha, 1 - self.chronic_alpha)
            start = first_known(load) if self.seed == "first" else self.seed
            starts = (start / self.acute_alpha, start / self.chronic_alpha)
            sums = fading_sum_days(load, fades, starts)
            return _Days(sums, self.acute_alpha, self.chronic_alpha)
        lag = self.acute_days if self.method == "uncoupled" else 0
        window = self.chronic_days - lag
        acute = self._rolling(load, self.acute_days)
        unknown = repeat(np.full_like(load[0], np.nan), lag)
        chronic = chain(unknown, self._rolling(load[: max(len(load) - lag, 0)], window))
        pairs = zip(acute, chronic, strict=False)
        if self.min_periods < self.chronic_days:
            return _Days(pairs, 1.0, 1.0)
        return _Days(pairs, 1 / self.acute_days, 1 / window)

    def _rolling(self, load: FloatArray, window: int) -> Iterable[FloatArray]:
        """Sums over full windows; with `min_periods`, means over the known days."""
        if self.min_periods == self.chronic_days:
            return rolling_sum_days(load, window)
        need = ceil(window * self.min_periods / self.chronic_days)
        return rolling_mean(load, window, min_periods=need)

    def hide(self, result: FloatArray, load: FloatArray) -> None:
        """Make the days NaN that come too early, and the unknown days where a mean went on."""
        if self.method != "ewma":
            if self.min_periods < self.chronic_days:
                result[np.isnan(load)] = np.nan
            return
        result[: self.min_periods - 1] = np.nan
        result, load = _columns(result), _columns(load)
        late = np.isnan(load[0])
        if late.any():
            begun = np.logical_or.accumulate(~np.isnan(load[:, late]), axis=0)
            too_early = np.cumsum(begun, axis=0) < self.min_periods
            result[:, late] = np.where(too_early, np.nan, result[:, late])


def _options(
    *,
    method: Method,
    acute_days: int,
    chronic_days: int,
    min_periods: int | None,
    acute_alpha: float | None,
    chronic_alpha: float | None,
    seed: Seed,
) -> _Options:
    choice("method", method, _METHODS)
    if method != "ewma":
        _refuse(method, acute_alpha=acute_alpha, chronic_alpha=chronic_alpha)
        _refuse(method, seed=None if seed == "first" else seed)
    acute = whole("acute_days", acute_days, low=1)
    chronic = whole("chronic_days", chronic_days, low=acute + 1)
    lambda_a = _alpha("acute_alpha", acute_alpha, acute)
    lambda_c = _alpha("chronic_alpha", chronic_alpha, chronic)
    if lambda_c >= lambda_a:
        raise InvalidInput("chronic_alpha", lambda_c, f"below the acute weight, {lambda_a:g}")
    return _Options(
        method=method,
        acute_days=acute,
        chronic_days=chronic,
        min_periods=whole(
            "min_periods", chronic if min_periods is None else min_periods, low=1, high=chronic
        ),
        acute_alpha=lambda_a,
        chronic_alpha=lambda_c,
        seed=_seed(seed),
    )


def _seed(seed: Seed) -> Seed:
    if isinstance(seed, str):
        choice("seed", seed, ("first",))
        return seed
    return number("seed", seed, low=0)


def _refuse(method: Method, **ewma_options: object) -> None:
    for name, given in ewma_options.items():
        if given is not None:
            raise InvalidInput(name, given, f"left out with method {method!r}")


def _alpha(name: str, given: float | None, days: int) -> float:
    return 2 / (days + 1) if given is None else number(name, given, low=0, high=1, open_low=True)


def _columns(array: FloatArray) -> FloatArray:
    """The same numbers as ``(days, athletes)``, also for a single athlete."""
    return array.reshape(len(array), -1)
