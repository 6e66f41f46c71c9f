"""The records of one session of a FIT file, as streams."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np

from trainkit._array import FloatArray
from trainkit.io.fit import Column, Table
from trainkit.io.formats.fit.samples import Rows, Sampled, sample
from trainkit.io.formats.fit.summary import ENHANCED
from trainkit.models._packed_columns import PackedColumn, pack_counts
from trainkit.models.streams import Streams

__all__ = ["SAMPLED", "Recording", "extra_name"]

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
_POSITIONS = ("latitude", "longitude")
_LONGEST_S = 2.0**31
_UNIT_WORDS = {"%": "percent", "C": "celsius"}
_NATIVE = {
    "heart_rate": {3},
    "power": {7},
    "cadence": {4},
    "speed": {6, 73},
    "distance": {5},
    "altitude": {2, 78},
    "temperature": {13},
}


class Recording:
    """Some records, in order of time; each column is read once.

    Parameters
    ----------
    table : Table
        All records of the file.
    rows : ndarray of int or None
        The rows of these; None if they are all, in order.
    time_s : ndarray, shape (records,)
        Their times [FIT seconds], never decreasing.
    """

    def __init__(self, table: Table, rows: Rows, time_s: FloatArray) -> None:
        self.time_s = time_s
        self._table = table
        self._rows = rows
        self._known: dict[str, Sampled | None] = {}

    def column(self, name: str) -> FloatArray | None:
        """Return a column of `Streams` as recorded; None if no record has a value."""
        sampled = self._find(name)
        return None if sampled is None else sampled.numbers

    def replace(self, name: str, numbers: FloatArray) -> None:
        """Replace a column of `Streams` by other numbers."""
        known = self._find(name)
        if known is None or known.numbers is not numbers:
            self._known[name] = Sampled(numbers)

    def use_beats(self, heart_rate: FloatArray) -> None:
        """Replace heart rates by those of a strap, where it has one, shape (records,) [bpm]."""
        recorded = self.column("heart_rate")
        rest = np.full(heart_rate.size, np.nan) if recorded is None else recorded
        self.replace("heart_rate", np.where(np.isnan(heart_rate), rest, heart_rate))

    def streams(self, start_s: float, rr_ms: FloatArray) -> tuple[Streams, dict[str, FloatArray]]:
        """Build the streams.

        Parameters
        ----------
        start_s : float
            The activity's start [FIT seconds].
        rr_ms : ndarray
            The activity's RR intervals [ms].

        Returns
        -------
        tuple of (Streams, dict of str to ndarray)
            Columns of fields with a value; developer fields by name, other fields by name and
            unit. Then the columns that each recording may have, not packed, without positions.
        """
        developer: dict[str, PackedColumn | FloatArray] = {}
        units: dict[str, str] = {}
        extra: dict[str, PackedColumn | FloatArray] = {}
        for column in self._other_columns():
            if column.developer is not None:
                developer |= _elements(column.name, column, self._rows)
                units |= dict.fromkeys(_element_names(column.name, column), column.units)
                self._use_as_native(column)
            else:
                extra |= _elements(extra_name(column.name, column.units), column, self._rows)
        known = {name: sampled for name in SAMPLED if (sampled := self._find(name)) is not None}
        numbers = {
            name: sampled.numbers for name, sampled in known.items() if name not in _POSITIONS
        }
        numbers["time_s"] = self.time_s - start_s
        streams = Streams.model_validate(
            {
                "time_s": _pack_times(numbers["time_s"]),
                **{name: sampled.packed for name, sampled in known.items()},
                "rr_ms": rr_ms if rr_ms.size else None,
                "developer": developer,
                "developer_units": {name: units[name] for name in units if name in developer},
                "extra": extra,
            }
        )
        return streams, numbers

    def _find(self, name: str) -> Sampled | None:
        if name not in self._known:
            field = SAMPLED[name]
            if field not in self._table:
                field = ENHANCED.get(field, field)
            table = self._table
            self._known[name] = sample(table[field], self._rows) if field in table else None
        return self._known[name]

    def _other_columns(self) -> Iterator[Column]:
        for name in self._table:
            if name not in _PLACED and name not in _PACKED:
                column = self._table[name]
                if column.raw.dtype.kind != "O":
                    yield column

    def _use_as_native(self, column: Column) -> None:
        """Use a developer field for the native field that it represents, if that has no value."""
        for name, numbers in _NATIVE.items():
            if column.native in numbers and column.raw.ndim == 1 and self._find(name) is None:
                self._known[name] = sample(column, self._rows)


def _pack_times(time_s: FloatArray) -> PackedColumn | FloatArray:
    """Pack times that never fall, if they are whole seconds, as nearly always."""
    if not time_s.size or max(-time_s[0], time_s[-1]) >= _LONGEST_S:
        return time_s
    if (np.rint(time_s) != time_s).any():
        return time_s
    kind = np.int64 if time_s[0] < 0 else np.uint32
    return pack_counts(time_s.astype(kind), None, 1.0, 0.0)


@lru_cache(maxsize=1024)  # the files of a device repeat its fields
def extra_name(field: str, units: str) -> str:
    """Return a field's name with its unit, as in `Streams.extra`: ``vertical_oscillation_mm``."""
    unit = _UNIT_WORDS.get(units, units).replace("/", "_per_")
    unit = re.sub(r"\W+", "_", unit).strip("_")
    return f"{field}_{unit}" if unit and not field.endswith(unit) else field


def _element_names(name: str, column: Column) -> list[str]:
    if column.raw.ndim == 1:
        return [name]
    return [f"{name}_{place}" for place in range(column.raw.shape[1])]


def _elements(name: str, column: Column, rows: Rows) -> dict[str, PackedColumn | FloatArray]:
    """Return the rows of a column; an array field becomes a column for each element."""
    if column.raw.ndim == 1:
        alone = sample(column, rows)
        return {} if alone is None else {name: alone.packed}
    raw, valid = column.raw.reshape(len(column.raw), -1), column.valid.reshape(len(column.raw), -1)
    elements = {
        key: sample(column._replace(raw=raw[:, at], valid=valid[:, at]), rows)
        for at, key in enumerate(_element_names(name, column))
    }
    return {key: sampled.packed for key, sampled in elements.items() if sampled is not None}
