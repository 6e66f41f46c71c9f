"""Records decades from the others: kept apart, for columns have a row for every day between."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit.models._day_rows import Rows
from trainkit.models.activity import Activity
from trainkit.models.provenance import Problem, Provenance

__all__ = ["Parted", "part_far", "tell_near"]

_GAP = 20 * 365  # days without a record that part what is before from what is after
_LIFE = 100 * 365  # days that the records of one person span at most
# Where several periods are possible, a clock that was never set is not in these years.
_USUAL = np.datetime64("1950-01-01"), np.datetime64("2150-01-01")
_SAYS = "decades from the others: kept apart, in far_activities and far_days"


class Parted(NamedTuple):
    """Records of one period of life, and the others.

    Parameters
    ----------
    activities, far_activities : tuple of Activity
        In the order given.
    rows, far_rows : Rows
        Daily records.
    problems : tuple of Problem
        Those given, and one for each file with records that are kept apart.
    """

    activities: tuple[Activity, ...]
    far_activities: tuple[Activity, ...]
    rows: Rows
    far_rows: Rows
    problems: tuple[Problem, ...]


def part_far(activities: Sequence[Activity], rows: Rows, problems: Iterable[Problem]) -> Parted:
    """Part the records of other decades from those of the period with the most days.

    Parameters
    ----------
    activities : sequence of Activity
        Activities.
    rows : Rows
        Daily records.
    problems : iterable of Problem
        The history's; what an earlier call said of records is said anew, or not at all.

    Returns
    -------
    Parted
        Everything, in two parts.
    """
    told = tuple(problem for problem in problems if not problem.message.endswith(_SAYS))
    days = np.array([activity.day for activity in activities], dtype="datetime64[D]")
    every = np.concatenate([rows.dates, days])
    if not every.size or int((every.max() - every.min()).astype(int)) <= _GAP:
        return Parted(tuple(activities), (), rows, rows.take(slice(0, 0)), told)
    known = np.unique(every)
    first, last = _main_period(known)
    far = ((days < first) | (days > last)).tolist()
    near_rows = (rows.dates >= first) & (rows.dates <= last)
    far_activities = tuple(item for item, is_far in zip(activities, far, strict=True) if is_far)
    far_rows = rows.take(np.flatnonzero(~near_rows))
    return Parted(
        tuple(item for item, is_far in zip(activities, far, strict=True) if not is_far),
        far_activities,
        rows.take(np.flatnonzero(near_rows)),
        far_rows,
        (*told, *_problems(far_activities, far_rows)),
    )


def tell_near(*spans: tuple[dt.date, dt.date] | None) -> bool:
    """Tell whether all days of some histories are near enough to one another to be one period.

    Parameters
    ----------
    *spans : tuple of date, or None
        The first and the last day of each, without far records; None without any.
    """
    days = [day for span in spans if span is not None for day in span]
    return not days or (max(days) - min(days)).days <= _GAP


def _main_period(days: NDArray[np.datetime64]) -> tuple[np.datetime64, np.datetime64]:
    """Find the period with the most days, in usual years if there is one; of equals the latest."""
    numbers = days.astype(np.int64)
    starts = np.flatnonzero(np.r_[True, np.diff(numbers) > _GAP])
    ends = np.r_[starts[1:], numbers.size]
    usual = (days >= _USUAL[0]) & (days <= _USUAL[1])
    counts = np.add.reduceat(usual, starts) * (numbers.size + 1) + (ends - starts)
    best = counts.size - 1 - int(np.argmax(counts[::-1]))
    period = numbers[starts[best] : ends[best]]
    # The fullest window of one life within it.
    held = np.arange(1, period.size + 1) - np.searchsorted(period, period - _LIFE)
    end = period.size - 1 - int(np.argmax(held[::-1]))
    inside = period[end + 1 - int(held[end]) : end + 1]
    return inside[0].astype("datetime64[D]"), inside[-1].astype("datetime64[D]")


def _problems(activities: Iterable[Activity], rows: Rows) -> tuple[Problem, ...]:
    """Tell the far records of each file."""
    days: dict[str, list[dt.date]] = {}
    for activity in activities:
        days.setdefault(_place(activity.provenance), []).append(activity.day)
    for day, source in zip(rows.dates.tolist(), rows.provenance.tolist(), strict=True):
        days.setdefault(_place(source), []).append(day)
    return tuple(
        Problem(
            path=path,
            message=f"{len(known)} records of {min(known)} to {max(known)}, {_SAYS}",
            severity="warning",
        )
        for path, known in days.items()
    )


def _place(source: Provenance) -> str:
    return source.path or source.source
