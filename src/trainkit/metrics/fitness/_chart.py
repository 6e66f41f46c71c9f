"""Performance chart: chronic load (fitness), acute load (fatigue), and their balance (form).

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| w | load of a day | au | (days,) or (days, athletes) |
| CTL, ATL | chronic and acute training load | au | as w |
| TSB | training stress balance, or form | au | as w |
| α | weight of the newest day for a span of N days | 1 | scalar |
"""

from collections.abc import Callable, Mapping, Sequence
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
    series,
    whole,
)
from trainkit.errors import InvalidInput
from trainkit.metrics._window_kernels import FEW_VALUES
from trainkit.metrics.windows import fading_sum_days, fading_sums

__all__ = ["Alpha", "Form", "PerformanceChart", "performance_chart", "ramp_rate"]

Alpha = Literal["1/N", "exp", "2/(N+1)", "trainingpeaks", "goldencheetah", "intervals.icu"]
Form = Literal["yesterday", "same_day"]

_FORMULAS: Mapping[str, Callable[[int], float]] = {
    "1/N": lambda days: 1 / days,
    "exp": lambda days: -float(np.expm1(-1 / days)),
    "2/(N+1)": lambda days: 2 / (days + 1),
}
_USERS = {"trainingpeaks": "1/N", "goldencheetah": "exp", "intervals.icu": "exp"}
_ALPHAS = {**_FORMULAS, **{user: _FORMULAS[formula] for user, formula in _USERS.items()}}

_TOGETHER = 16_384  # athletes, whose sums stay in the cache from day to day


class PerformanceChart(NamedTuple):
    """Chronic load `ctl`, acute load `atl` and form `tsb` [the unit of the load], as the load."""

    ctl: FloatArray
    atl: FloatArray
    tsb: FloatArray


def performance_chart(
    load: Floats,
    *,
    fitness_days: int = 42,
    fatigue_days: int = 7,
    alpha: Alpha = "1/N",
    form: Form = "yesterday",
    seed_ctl: float = 0.0,
    seed_atl: float = 0.0,
    out: PerformanceChart | None = None,
) -> PerformanceChart:
    r"""Chronic and acute training load of each day, and the form between them.

    $$CTL_t = CTL_{t-1} + \alpha_{42} (w_t - CTL_{t-1}), \qquad
    ATL_t = ATL_{t-1} + \alpha_{7} (w_t - ATL_{t-1})$$

    $$TSB_t = CTL_{t-1} - ATL_{t-1} \ \mathrm{(yesterday)} \qquad \mathrm{or} \qquad
    TSB_t = CTL_t - ATL_t \ \mathrm{(same\ day)}$$

    | `alpha` | weight of the newest day | by name | of 42 days | of 7 days |
    |---|---|---|---|---|
    | `"1/N"` | 1 / N | `"trainingpeaks"` | 0.0238 | 0.1429 |
    | `"exp"` | 1 - exp(-1 / N) | `"goldencheetah"`, `"intervals.icu"` | 0.0235 | 0.1331 |
    | `"2/(N+1)"` | 2 / (N + 1) | a common EWMA | 0.0465 | 0.2500 |

    The first two differ little in CTL, but by a point and more in ATL and form.

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au], such as a stress score: rest is 0, an unknown day is NaN.
    fitness_days, fatigue_days : int
        Spans N of the chronic and the acute load [d].
    alpha : {"1/N", "exp", "2/(N+1)", "trainingpeaks", "goldencheetah", "intervals.icu"}
        Weight of the newest day [1], by formula or by who uses it.
    form : {"yesterday", "same_day"}
        Form on waking, from the states of the day before, or including today's load.
    seed_ctl, seed_atl : float
        States on the day before the first [au].
    out : PerformanceChart, optional
        Three arrays that receive the answer [au], such as files that are mapped; by default new
        ones do.

    Returns
    -------
    PerformanceChart, each the shape of `load`
        CTL, ATL and TSB [au] from the first day on; form of yesterday begins with
        `seed_ctl - seed_atl`. All three are NaN on an unknown day, which leaves the states
        unchanged.

    Raises
    ------
    InvalidInput
        A negative load or state, an unknown name, or an `out` that does not fit.

    Notes
    -----
    From a zero state CTL is too low for about three spans, and form too low with it.

    References
    ----------
    - Banister & Calvert 1980, Can J Appl Sport Sci 5:170.
    - Coggan undated, The Science of the TrainingPeaks Performance Manager, TrainingPeaks. (1/N)
    - GoldenCheetah 2023, Performance software for cyclists, runners and triathletes, software. (1 -
      exp(-1/N) and the form of the next day)
    - Intervals.icu 2026, Wellness records of its API, software. (1 - exp(-1/N): 112 days agree to
      0.00001)

    Examples
    --------
    After N days of a constant load, the exponential average is 1 - 1/e of it.

    >>> chart = performance_chart([100.0] * 42, alpha="exp")
    >>> round(float(chart.ctl[-1]), 6), round(float(chart.atl[6]), 6)
    (63.212056, 63.212056)
    """
    daily = floating_series("load", load)
    choice("alpha", alpha, _ALPHAS)
    choice("form", form, ("yesterday", "same_day"))
    rule = _Rule(
        _ALPHAS[alpha](whole("fitness_days", fitness_days, low=1)),
        _ALPHAS[alpha](whole("fatigue_days", fatigue_days, low=1)),
        number("seed_ctl", seed_ctl, low=0),
        number("seed_atl", seed_atl, low=0),
        form == "yesterday",
    )
    chart = _new_chart(daily, out)
    loads = as_columns(daily)
    for start in range(0, loads.shape[1], _TOGETHER):
        part = slice(start, start + _TOGETHER)
        _draw(loads[:, part], rule, *(as_columns(column)[:, part] for column in chart))
    return chart


def _new_chart(load: FloatArray, out: PerformanceChart | None) -> PerformanceChart:
    places: Sequence[FloatArray | None] = (None, None, None) if out is None else out
    if not isinstance(places, tuple | list) or len(places) != len(PerformanceChart._fields):
        raise InvalidInput("out", type(out).__name__, "three arrays: ctl, atl and tsb")
    ctl, atl, tsb = (new_result(load, column) for column in places)
    if any(np.shares_memory(*pair) for pair in ((ctl, atl), (atl, tsb), (tsb, ctl))):
        raise InvalidInput("out", "arrays that share memory", "three arrays of their own")
    return PerformanceChart(ctl, atl, tsb)


class _Rule(NamedTuple):
    """Checked options: weights [1], seeds [au], and whether form is yesterday's."""

    alpha_ctl: float
    alpha_atl: float
    seed_ctl: float
    seed_atl: float
    lagged: bool


def _draw(load: FloatArray, rule: _Rule, ctl: FloatArray, atl: FloatArray, tsb: FloatArray) -> None:
    """Compute the chart of some athletes, all of shape (days, athletes), into the last three."""
    alphas, seeds = rule[:2], rule[2:4]
    if load.size <= FEW_VALUES:
        both = fading_sums(load, alphas, seeds, check=_check_loads)
        np.multiply(both[:, 0], rule.alpha_ctl, out=ctl)
        np.multiply(both[:, 1], rule.alpha_atl, out=atl)
        np.subtract(ctl, atl, out=tsb)
        if rule.lagged:
            tsb[...] = _lag_known(tsb, rule.seed_ctl - rule.seed_atl)
        return
    sums = fading_sum_days(load, alphas, seeds, check=_check_loads)
    before = np.full_like(load[0], rule.seed_ctl - rule.seed_atl)
    balance = np.empty_like(before)
    for day, (fitness, fatigue) in enumerate(sums):
        np.multiply(fitness, rule.alpha_ctl, out=ctl[day])
        np.multiply(fatigue, rule.alpha_atl, out=atl[day])
        np.subtract(ctl[day], atl[day], out=balance)
        if not rule.lagged:
            tsb[day] = balance
            continue
        tsb[day] = before
        if np.isnan(balance.min()):
            unknown = np.isnan(balance)
            tsb[day, unknown] = np.nan
            np.copyto(before, balance, where=~unknown)
        else:
            before, balance = balance, before


def _check_loads(days: FloatArray) -> None:
    series("load", days, low=0)


def ramp_rate(ctl: Floats, *, days: int = 7) -> FloatArray:
    r"""Rise of the chronic load over a span of days.

    $$R_t = CTL_t - CTL_{t-7}$$

    Parameters
    ----------
    ctl : array, shape (days,) or (days, athletes)
        Chronic training load [au], from `performance_chart`.
    days : int
        Span [d], at least 1.

    Returns
    -------
    ndarray, shape of `ctl`
        Rise [au] over the span; NaN for the first `days` days, and where either end is.

    Raises
    ------
    InvalidInput
        A span below 1 day, or not an array.

    References
    ----------
    - Friel 2009a, The Cyclist's Training Bible, 4th ed., VeloPress. (ramp rate; the usual span is 7
      days)

    Examples
    --------
    >>> ramp_rate([50, 51, 52, 53, 54, 55, 56, 57.5]).tolist()[-1]
    7.5
    """
    chronic = series("ctl", ctl)
    span = whole("days", days, low=1)
    rise = np.full_like(chronic, np.nan)
    rise[span:] = chronic[span:] - chronic[:-span]
    return rise


def _lag_known(form: FloatArray, start: float) -> FloatArray:
    """Shift each known day's value to the next known day."""
    known = ~np.isnan(form)
    days = np.arange(1, len(form) + 1).reshape(-1, 1)
    last = np.maximum.accumulate(np.where(known, days, 0), axis=0)  # last known day, from 1
    earlier = np.concatenate([np.full_like(form[:1], start), form])
    before = np.concatenate([np.zeros_like(last[:1]), last[:-1]])
    return np.where(known, np.take_along_axis(earlier, before, axis=0), np.nan)
