"""States that a day carries to the next, so that one more day does not read the days before.

Each is what the calculator of one athlete keeps: the fading sums of `metrics.acwr.acwr` and
`metrics.fitness.performance_chart`, with their usual spans, and the count of
`metrics.load.days_since_rest`. The operations are the same in the same order, so the numbers agree
to the last bit.

| row | state | unit |
|---|---|---|
| acute, chronic | fading sums behind the exponential ACWR; NaN before the first known day | au |
| fitness, fatigue | fading sums behind CTL and ATL | au |
| form | CTL - ATL of the known day before today; NaN where today is unknown | au |
| begun | days since the first known one, today included | d |
| since_rest | days of training in a row; NaN while the count is unknown | d |
"""

import numpy as np

from trainkit._array import FloatArray

__all__ = ["LATEST", "ROWS", "first_states", "latest", "step"]

ROWS = ("acute", "chronic", "fitness", "fatigue", "form", "begun", "since_rest")
ACUTE, CHRONIC, FITNESS, FATIGUE, FORM, BEGUN, SINCE_REST = range(len(ROWS))
LATEST = ("acwr", "ctl", "atl", "tsb", "days_since_rest")
"""What the carried states answer for the last day."""

_ALPHAS = (2 / 8, 2 / 29, 1 / 42, 1 / 7)  # of 7 and 28 days, and of CTL and ATL
_FADES = tuple(1 - alpha for alpha in _ALPHAS)
_BEGIN_DAYS = 28
_REST_AT_MOST = 10.0
_TOGETHER = 4096  # athletes whose rows stay in the cache


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
    for start in range(0, load.size, _TOGETHER):
        part = slice(start, start + _TOGETHER)
        _step(states[:, part], load[part], after[:, part])


def _step(states: FloatArray, load: FloatArray, after: FloatArray) -> None:
    unknown = np.isnan(load)
    some_unknown = bool(unknown.any())
    form = _ALPHAS[FITNESS] * states[FITNESS] - _ALPHAS[FATIGUE] * states[FATIGUE]
    if states[BEGUN].min(initial=1) == 0:
        first = (states[BEGUN] == 0) & ~unknown
        start = load[first]
    else:
        first = start = None
    for row, fade in enumerate(_FADES):
        before = states[row].copy() if some_unknown else states[row]
        np.multiply(before, fade, out=after[row])
        after[row] += load
        if some_unknown:
            np.copyto(after[row], before, where=unknown)
    if first is not None:
        for row in (ACUTE, CHRONIC):
            after[row, first] = start / _ALPHAS[row] * _FADES[row] + start
    after[FORM] = form
    rest = load <= _REST_AT_MOST
    np.add(states[SINCE_REST], 1, out=after[SINCE_REST])
    after[SINCE_REST, rest] = 0
    if some_unknown:
        after[FORM, unknown] = np.nan
        after[SINCE_REST, unknown] = np.nan
        np.add(states[BEGUN], ~unknown | (states[BEGUN] > 0), out=after[BEGUN])
    else:
        np.add(states[BEGUN], 1, out=after[BEGUN])


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
