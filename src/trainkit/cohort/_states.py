"""States that a day carries to the next, so that one more day does not read the days before.

Each is what the calculator of one athlete keeps: the fading sums of `metrics.acwr.acwr` and
`metrics.fitness.performance_chart`, with their usual spans, and the count of
`metrics.load.days_since_rest`. The same function adds a day, so the numbers agree to the last bit.

| row | state | unit |
|---|---|---|
| acute, chronic | fading sums behind the exponential ACWR; NaN before the first known day | au |
| fitness, fatigue | fading sums behind CTL and ATL; no answer before the first known day | au |
| form | CTL - ATL of the known day before today; NaN where today is unknown | au |
| begun | days since the first known one, today included | d |
| since_rest | days of training in a row; NaN while the count is unknown | d |
"""

import numpy as np

from trainkit._array import FloatArray, is_plain
from trainkit.metrics.windows import fading_sum_days

__all__ = ["LATEST", "ROWS", "count_training", "first_states", "latest", "step"]

ROWS = ("acute", "chronic", "fitness", "fatigue", "form", "begun", "since_rest")
ACUTE, CHRONIC, FITNESS, FATIGUE, FORM, BEGUN, SINCE_REST = range(len(ROWS))
LATEST = ("acwr", "ctl", "atl", "tsb", "days_since_rest")
"""What the carried states answer for the last day."""

_ALPHAS = (2 / 8, 2 / 29, 1 / 42, 1 / 7)  # of 7 and 28 days, and of CTL and ATL
_SEEDS = (None, None, 0.0, 0.0)
_SUMS = slice(ACUTE, FATIGUE + 1)
_BEGIN_DAYS = 28
_REST_AT_MOST = 10.0
_TOGETHER = 32_768  # athletes whose states stay in the cache


def first_states(athletes: int, dtype: np.dtype[np.floating]) -> FloatArray:
    """Make the states before the first day, shape (states, athletes)."""
    states = np.zeros((len(ROWS), athletes), dtype)
    states[[ACUTE, CHRONIC, FORM]] = np.nan
    return states


def step(states: FloatArray, load: FloatArray, after: FloatArray) -> None:
    """Carry states over one day.

    Parameters
    ----------
    states : ndarray, shape (states, athletes)
        States of the day before.
    load : ndarray, shape (athletes,)
        Load of the day [au]; NaN where unknown, which changes no state but the count.
    after : ndarray, shape (states, athletes)
        Receives the states of the day; may be `states`.
    """
    scratch = np.empty(min(load.size, _TOGETHER), states.dtype)  # once: new pages cost more
    for start in range(0, load.size, _TOGETHER):
        part = slice(start, start + _TOGETHER)
        if after is not states:
            after[:, part] = states[:, part]
        _step(after[:, part], load[part], scratch[: load[part].size])


def _step(states: FloatArray, load: FloatArray, scratch: FloatArray) -> None:
    _, _, fitness, fatigue, form, begun, since_rest = states
    np.multiply(fitness, _ALPHAS[FITNESS], out=form)
    form -= np.multiply(fatigue, _ALPHAS[FATIGUE], out=scratch)
    unknown = None if is_plain(load) else np.isnan(load)
    if begun.min() == 0:
        form[begun == 0] = 0
        begun += (begun > 0) | ~np.isnan(load)
    else:
        begun += 1
    for _ in fading_sum_days(load[np.newaxis], _ALPHAS, _SEEDS, sums=states[_SUMS]):
        pass  # the states are carried in place
    count_training(since_rest, load, _REST_AT_MOST)
    if unknown is not None:
        form[unknown] = np.nan


def count_training(since_rest: FloatArray, load: FloatArray, rest_at_most: float) -> None:
    """Carry `metrics.load.days_since_rest` over one day, in place."""
    since_rest += 1
    since_rest[np.flatnonzero(load <= rest_at_most)] = 0
    since_rest[np.flatnonzero(np.isnan(load))] = np.nan


def latest(states: FloatArray, load: FloatArray) -> dict[str, FloatArray]:
    """Compute what the states say of their day, each of shape (athletes,).

    Parameters
    ----------
    states : ndarray, shape (states, athletes)
        States of the day.
    load : ndarray, shape (athletes,)
        Load of the day [au].
    """
    unknown = np.isnan(load)
    with np.errstate(divide="ignore", invalid="ignore"):
        acwr = states[ACUTE] / states[CHRONIC] * (_ALPHAS[ACUTE] / _ALPHAS[CHRONIC])
    acwr[unknown | (states[BEGUN] < _BEGIN_DAYS)] = np.nan
    ctl, atl = _ALPHAS[FITNESS] * states[FITNESS], _ALPHAS[FATIGUE] * states[FATIGUE]
    ctl[unknown] = atl[unknown] = np.nan
    return {
        "acwr": acwr,
        "ctl": ctl,
        "atl": atl,
        "tsb": states[FORM].copy(),
        "days_since_rest": states[SINCE_REST].copy(),
    }
