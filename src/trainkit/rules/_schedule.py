"""The days that rules look at: what was trained up to a day, and blank days from there on."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads import REST_LOAD, DailyLoads
from trainkit.ports.rule import Schedule

__all__ = ["LOOK_BACK_DAYS", "blank_schedule"]

LOOK_BACK_DAYS = 35
"""Days before the first planned one that the rules look back on."""


def blank_schedule(start: dt.date, end: dt.date, loads: DailyLoads | None) -> Schedule:
    """Lay out the days behind a start as they were trained, and rest from there to an end.

    Parameters
    ----------
    start, end : date
        The first and the last day that can be planned.
    loads : DailyLoads or None
        What was trained; without it the days behind are unknown.

    Returns
    -------
    Schedule
        Of `LOOK_BACK_DAYS` days and those from `start` to `end`, without races or scores. A day of
        nothing but everyday activity, or with a load that counts as rest, has no effort.
    """
    dates = np.arange(np.datetime64(start) - LOOK_BACK_DAYS, np.datetime64(end) + 1)
    load, minutes, runs = np.zeros((3, dates.size))
    load[:LOOK_BACK_DAYS] = runs[:LOOK_BACK_DAYS] = np.nan
    effort = np.zeros(dates.size, dtype=np.int8)
    hard = np.zeros(dates.size, dtype=bool)
    if loads is not None and loads.dates.size:
        known, at = _overlap(loads.dates, dates[:LOOK_BACK_DAYS])
        load[at], runs[at] = loads.training_load[known], loads.run_m[known]
        minutes[at] = np.nan_to_num(loads.minutes[known])
        effort[at] = np.where(load[at] > REST_LOAD, loads.effort[known], 0)
        hard[at] = loads.hard[known] & (effort[at] > 0)
    return Schedule(
        dates=dates,
        first=LOOK_BACK_DAYS,
        load=load,
        effort=effort,
        run_m=runs,
        score=np.full(dates.size, np.nan),
        races=np.zeros(dates.size, dtype=bool),
        hard=hard,
        minutes=minutes,
        work=_no_work(dates.size),
    )


def _overlap(
    known: NDArray[np.datetime64], wanted: NDArray[np.datetime64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of the days that both ranges have, in the first and in the second."""
    at = (known - wanted[0]).astype(int)
    inside = (at >= 0) & (at < wanted.size)
    return np.flatnonzero(inside), at[inside]


def _no_work(days: int) -> dict[str, FloatArray]:
    return {kind: np.zeros(days) for kind in ("threshold", "intervals", "repetitions")}
