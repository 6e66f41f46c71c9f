"""The records of a FIT file in order of time, for each session a slice of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.authoring import MendedClock, mend_clock
from trainkit.io.fit import Table
from trainkit.io.formats.fit.recording import Recording
from trainkit.io.formats.fit.sessions import EPOCH
from trainkit.io.formats.fit.summary import numbers_of

__all__ = ["Places", "Records"]

Places = NDArray[np.intp]

_LONG_S, _LATE_S = 3600.0, 60.0


@dataclass(frozen=True)
class Records:
    """The records of a file that have a time, in order of time.

    Parameters
    ----------
    table : Table
        All records.
    rows : ndarray of int
        Rows of the table, in order of time.
    time_s : ndarray
        Their times [FIT seconds], never decreasing.
    untimed : int
        The number of records without a time, which are left out.
    clock : MendedClock
        How the clock leapt, in the order of the file.
    leaps : tuple of (int, float)
        Where it leapt: byte offset, and seconds forward.
    """

    table: Table
    rows: NDArray[np.intp]
    time_s: FloatArray
    untimed: int
    clock: MendedClock
    leaps: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, table: Table, stops: Sequence[tuple[float, float]] = ()) -> "Records":
        """Put the records of a file in order.

        Records after a clock was set are shifted, so that they follow those before it.

        Parameters
        ----------
        table : Table
            The records.
        stops : sequence of (float, float)
            When the timer was stopped [FIT seconds].

        Returns
        -------
        Records
            Those with a time.
        """
        times = numbers_of(table, "timestamp")
        times = np.full(table.rows, np.nan) if times is None else times
        timed = times == times  # noqa: PLR0124  not NaN
        if timed.all():
            rows = np.arange(times.size)
        else:
            rows = np.flatnonzero(timed)
            times = times[rows]
        clock = mend_clock(times, epoch_s=EPOCH.timestamp(), stopped=_in_a_stop(times, stops))
        leaps = tuple(
            (int(table.offsets[rows[leap.after + 1]]), leap.seconds) for leap in clock.leaps
        )
        untimed = table.rows - rows.size
        if (clock.time_s[1:] >= clock.time_s[:-1]).all():
            return cls(table, rows, clock.time_s, untimed, clock, leaps)
        order = np.argsort(clock.time_s, kind="stable")
        return cls(table, rows[order], clock.time_s[order], untimed, clock, leaps)

    def between(self, first_s: float, last_s: float) -> Places:
        """Return the places of the records from `first_s` until just before `last_s`."""
        return np.arange(*np.searchsorted(self.time_s, [first_s, last_s]))

    def last_distance(self, places: Places) -> float | None:
        """Return the last distance before some records [m]; None if there is none."""
        column = numbers_of(self.table, "distance") if places.size and places[0] else None
        if column is None:
            return None
        before = column[self.rows[: places[0]]]
        known = before[~np.isnan(before)]
        return float(known[-1]) if known.size else None

    def at(self, places: Places) -> Recording:
        """Return the records at some places, in order of time."""
        if places.size == self.rows.size and self._in_order:
            return Recording(self.table, None, self.time_s)
        return Recording(self.table, self.rows[places], self.time_s[places])

    @cached_property
    def _in_order(self) -> bool:
        """Whether all records have a time, and the file has them in its order."""
        # Each row occurs once.
        return self.rows.size == self.table.rows and bool((self.rows[1:] > self.rows[:-1]).all())


def _in_a_stop(times: FloatArray, stops: Sequence[tuple[float, float]]) -> NDArray[np.bool_] | None:
    """Mark the steps between records that a stop of the timer explains."""
    if not stops:
        return None
    begins, ends = np.array(stops).T
    before, after = times[:-1, np.newaxis], times[1:, np.newaxis]
    long = np.flatnonzero(np.diff(times) > _LONG_S)
    stopped = np.zeros(max(times.size - 1, 0), dtype=bool)
    stopped[long] = ((begins <= before[long] + _LATE_S) & (ends >= after[long] - _LATE_S)).any(
        axis=1
    )
    return stopped
