"""FIT record messages as streams: a slice of the table for each session."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.io.authoring import MendedClock, mend_clock
from trainkit.io.fit import Column, Table
from trainkit.io.formats.fit.sessions import EPOCH
from trainkit.io.formats.fit.summary import ENHANCED, numbers_of
from trainkit.models.streams import Streams

__all__ = ["SAMPLED", "Places", "Records", "extra_name"]

Places = NDArray[np.intp]

# Column of `Streams` -> field of the record message.
SAMPLED: Mapping[str, str] = {
    "heart_rate": "heart_rate",
    "power": "power",
    "cadence": "cadence",
    "speed": "enhanced_speed",
    "distance": "distance",
    "altitude": "enhanced_altitude",
    "latitude": "position_lat",
    "longitude": "position_long",
    "temperature": "temperature",
}
_PLACED = {"timestamp", *SAMPLED.values(), *ENHANCED.values()}
_PACKED = {"compressed_speed_distance", "time128"}  # read as the fields that they contain
_LONG_S, _LATE_S = 3600.0, 60.0
_UNIT_WORDS = {"%": "percent", "C": "celsius"}


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
        rows = np.flatnonzero(~np.isnan(times))
        times = times[rows]
        clock = mend_clock(times, epoch_s=EPOCH.timestamp(), stopped=_in_a_stop(times, stops))
        leaps = tuple(
            (int(table.offsets[rows[leap.after + 1]]), leap.seconds) for leap in clock.leaps
        )
        order = np.argsort(clock.time_s, kind="stable")
        untimed = table.rows - rows.size
        return cls(table, rows[order], clock.time_s[order], untimed, clock, leaps)

    def between(self, first_s: float, last_s: float) -> Places:
        """Return the places of the records from `first_s` until just before `last_s`."""
        return np.arange(*np.searchsorted(self.time_s, [first_s, last_s]))

    def last_distance(self, places: Places) -> float | None:
        """Return the last distance before some records [m]; None if there is none."""
        column = numbers_of(self.table, "distance")
        if column is None or not places.size:
            return None
        before = column[self.rows[: places[0]]]
        known = before[~np.isnan(before)]
        return float(known[-1]) if known.size else None

    def streams(
        self,
        places: Places,
        start_s: float,
        *,
        distance: FloatArray | None = None,
        heart_rate: FloatArray | None = None,
        rr_ms: FloatArray | None = None,
    ) -> Streams:
        """Build the streams of some records.

        Parameters
        ----------
        places : ndarray of int
            Places of the records, in order of time.
        start_s : float
            The activity's start [FIT seconds].
        distance : ndarray, shape (some records,), optional
            Distances since the start that replace those of the records [m].
        heart_rate : ndarray, shape (all records,), optional
            Heart rates that replace those of the records where known [bpm].
        rr_ms : ndarray, optional
            The activity's RR intervals [ms].

        Returns
        -------
        Streams
            Columns of fields with a value; developer fields by name, other fields by name and
            unit.
        """
        rows = self.rows[places]
        columns = {name: self.column(name, places) for name in SAMPLED}
        developer: dict[str, FloatArray] = {}
        units: dict[str, str] = {}
        extra: dict[str, FloatArray] = {}
        for column in self._other_columns():
            if column.developer is not None:
                developer |= _elements(column.name, column, rows)
                units |= dict.fromkeys(_element_names(column.name, column), column.units)
                _use_as_native(columns, column, rows)
            else:
                extra |= _elements(extra_name(column.name, column.units), column, rows)
        if distance is not None:
            columns["distance"] = distance
        if heart_rate is not None:
            recorded, stored = columns["heart_rate"], heart_rate[places]
            recorded = np.full(rows.size, np.nan) if recorded is None else recorded
            columns["heart_rate"] = np.where(np.isnan(stored), recorded, stored)
        return Streams(
            time_s=self.time_s[places] - start_s,
            **columns,
            rr_ms=rr_ms if rr_ms is not None and rr_ms.size else None,
            developer=developer,
            developer_units={name: unit for name, unit in units.items() if name in developer},
            extra=extra,
        )

    def column(self, name: str, places: Places) -> FloatArray | None:
        """Return a column of `Streams` as recorded; None if no record has a value."""
        column = numbers_of(self.table, SAMPLED[name])
        if column is None:
            return None
        values = column[self.rows[places]]
        return None if np.isnan(values).all() else values

    def _other_columns(self) -> Iterator[Column]:
        for name in self.table:
            if name not in _PLACED and name not in _PACKED:
                column = self.table[name]
                if column.raw.dtype.kind != "O":
                    yield column


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


def extra_name(field: str, units: str) -> str:
    """Return a field's name with its unit, as in `Streams.extra`: ``vertical_oscillation_mm``."""
    unit = _UNIT_WORDS.get(units, units).replace("/", "_per_")
    unit = re.sub(r"\W+", "_", unit).strip("_")
    return f"{field}_{unit}" if unit and not field.endswith(unit) else field


def _element_names(name: str, column: Column) -> list[str]:
    if column.raw.ndim == 1:
        return [name]
    return [f"{name}_{place}" for place in range(column.raw.shape[1])]


def _elements(name: str, column: Column, rows: NDArray[np.intp]) -> dict[str, FloatArray]:
    """Return the rows of a column; an array field becomes a column for each element."""
    values = column.numbers[rows]
    table = values[:, np.newaxis] if values.ndim == 1 else values
    elements = zip(_element_names(name, column), table.T, strict=True)
    return {name: np.array(values) for name, values in elements if not np.isnan(values).all()}


def _use_as_native(
    columns: dict[str, FloatArray | None], column: Column, rows: NDArray[np.intp]
) -> None:
    """Use a developer field for the native field that it represents, if that has no value."""
    for name, number in _NATIVE.items():
        if column.native in number and columns[name] is None and column.raw.ndim == 1:
            values = column.numbers[rows]
            columns[name] = None if np.isnan(values).all() else values


_NATIVE = {
    "heart_rate": {3},
    "power": {7},
    "cadence": {4},
    "speed": {6, 73},
    "distance": {5},
    "altitude": {2, 78},
    "temperature": {13},
}
