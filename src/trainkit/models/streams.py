"""The samples of an activity: numpy columns over one time axis, frozen, exact in JSON."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    Field,
    PlainValidator,
    SerializationInfo,
    ValidationInfo,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models._packed_columns import Beside, PackedColumn, PackedColumns, pack, parse_packed
from trainkit.models.frame import Frame, FrameColumn
from trainkit.models.model import Model

__all__ = ["LOADER", "SAMPLED_UNITS", "Streams"]

SAMPLED_UNITS = {
    "heart_rate": "bpm",
    "power": "W",
    "cadence": "1/min",
    "speed": "m/s",
    "distance": "m",
    "altitude": "m",
    "latitude": "degrees",
    "longitude": "degrees",
    "temperature": "degrees Celsius",
}
"""The sampled columns of every recording, and their units."""

LOADER = "_load"
"""Where samples that are not loaded yet keep what loads them; see `stored_streams`."""


def _column(value: object, info: ValidationInfo) -> PackedColumn:
    if isinstance(value, PackedColumn):
        return value
    if isinstance(value, str):
        beside = info.context
        return beside.column(value) if isinstance(beside, Beside) else parse_packed(value)
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiuO" or array.dtype == np.longdouble:
            raise TypeError
        wanted = array.dtype if array.dtype.name in {"float32", "float64"} else np.dtype(float)
        array = array.astype(wanted.newbyteorder("="), copy=False)
    except (TypeError, ValueError):
        raise InvalidInput("", value, "an array of numbers") from None
    if array.ndim != 1:
        raise InvalidInput("", f"an array of shape {array.shape}", "an array of 1 dimension")
    infinite = np.isinf(array)
    if infinite.any():
        raise InvalidInput("", float(array[infinite][0]), "finite, or NaN where unknown")
    return pack(array)


# A validated column is stored packed; reading the attribute returns the array.
Column = Annotated[
    NDArray[np.floating],
    PlainValidator(_column),
    WithJsonSchema({"type": "string", "pattern": "^[fiu][1248].*:"}),
]


class Streams(Model):
    """The samples of an activity, one value per column and time; NaN where unknown.

    Columns are read-only float32 or float64 arrays of equal length; a column that the file does
    not have is None. A timer stop is a gap in `time_s`. Values are the device's own, including
    spikes: functions that use them filter implausible values.

    A column is stored packed and unpacked on access: assign it to a variable if you use it more
    than once. In JSON a column is a string: its storage type (such as ``u2``), then scale, offset,
    the count for a missing value and the count before the first difference (each if present), a
    colon, and the base64 of its little-endian bytes.

    Parameters
    ----------
    time_s : array, shape (samples,)
        Seconds since the activity's start [s], non-decreasing, without NaN.
    heart_rate : array, optional
        [bpm]
    power : array, optional
        [W]
    cadence : array, optional
        Revolutions, strides of one leg, or strokes per minute, as the device counts [1/min].
    speed : array, optional
        [m/s]
    distance : array, optional
        Since the start [m].
    altitude : array, optional
        [m]
    latitude, longitude : array, optional
        WGS 84 [degrees].
    temperature : array, optional
        [degrees Celsius]
    rr_ms : array, shape (beats,), optional
        Intervals between beats [ms]; independent of `time_s`.
    rr_time_s : array, shape (beats,), optional
        End of each interval, if the file contains it: seconds since the start [s].
    developer : mapping of str to array
        Developer fields of the file, by the app's own name for them.
    developer_units : mapping of str to str
        The units of `developer`, if the file contains them.
    extra : mapping of str to array
        Further standard fields, by name with unit, such as ``"vertical_oscillation_mm"``.
    """

    time_s: Column
    heart_rate: Column | None = None
    power: Column | None = None
    cadence: Column | None = None
    speed: Column | None = None
    distance: Column | None = None
    altitude: Column | None = None
    latitude: Column | None = None
    longitude: Column | None = None
    temperature: Column | None = None
    rr_ms: Column | None = None
    rr_time_s: Column | None = None
    developer: Mapping[str, Column] = Field(default_factory=dict)
    developer_units: Mapping[str, str] = Field(default_factory=dict)
    extra: Mapping[str, Column] = Field(default_factory=dict)

    if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name

        def __getattr__(self, name: str) -> object:
            column = self.__dict__.get("_packed_columns", {}).get(name)
            return super().__getattr__(name) if column is None else column.numbers

    @property
    def columns(self) -> Mapping[str, FloatArray]:
        """The sampled columns of this recording by name, without `time_s` and the beats.

        Developer and extra fields come first, under their own names.
        """
        return PackedColumns(self._all_columns())

    @cached_property
    def known_samples(self) -> int:
        """Number of known values in all columns and beats: how rich the recording is."""
        known = sum(column.known for column in self._all_columns().values())
        beats = self._packed.get("rr_ms")
        return known if beats is None else known + beats.known

    def frame(self) -> Frame:
        """Return the samples as a table, one row a sample, developer and extra fields included."""
        columns = [FrameColumn("time_s", "number", np.asarray(self.time_s, np.float64), "s")]
        for name, values in self.columns.items():
            unit = SAMPLED_UNITS.get(name, self.developer_units.get(name, ""))
            columns.append(FrameColumn(name, "number", np.asarray(values, np.float64), unit))
        return Frame(columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export `frame` to any data frame, see there."""
        return self.frame().__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return self._packed["time_s"].size

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Streams):
            return NotImplemented
        return self is other or _equal_columns(self, other)

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    def __repr__(self) -> str:
        span = float(self.time_s[-1] - self.time_s[0]) if len(self) else 0.0
        return f"Streams({len(self)} samples over {span:g} s: {', '.join(self.columns)})"

    __str__ = __repr__

    @property
    def _packed(self) -> dict[str, PackedColumn]:
        known: dict[str, PackedColumn] = self.__dict__["_packed_columns"]
        return known

    def _all_columns(self) -> dict[str, PackedColumn]:
        sampled = {name: self._packed[name] for name in _SAMPLED if name in self._packed}
        return {**self._columns_of("developer"), **self._columns_of("extra"), **sampled}

    def _columns_of(self, field: str) -> dict[str, PackedColumn]:
        columns: PackedColumns = self.__dict__[field]
        return columns.packed

    def _arrays(self) -> PackedColumns:
        developer = {
            f"developer.{name}": column for name, column in self._columns_of("developer").items()
        }
        extra = {f"extra.{name}": column for name, column in self._columns_of("extra").items()}
        return PackedColumns({**self._packed, **developer, **extra})

    @model_serializer(mode="plain")
    def _plain(self, info: SerializationInfo) -> dict[str, object]:
        plain: dict[str, object] = {}
        for name in type(self).model_fields:
            if name in _NESTED:
                columns = self._columns_of(name).items()
                plain[name] = {key: _dump_column(column, info) for key, column in columns}
            elif name == "developer_units":
                plain[name] = dict(self.developer_units)
            else:
                plain[name] = _dump_column(self._packed.get(name), info)
        return plain

    @model_validator(mode="after")
    def _check_columns(self) -> Self:
        state = self.__dict__
        if "_packed_columns" in state or LOADER in state:
            return self  # pydantic validates it again as a field of an activity
        # The fields are frozen for users, but still being set here.
        named = {
            name: state.pop(name) for name in list(state) if isinstance(state[name], PackedColumn)
        }
        state["_packed_columns"] = named
        for name in _NESTED:
            state[name] = PackedColumns(state[name])
        arrays = self._arrays().packed
        for name, array in arrays.items():
            axis = named.get("rr_ms") if name == "rr_time_s" else named["time_s"]
            if name != "rr_ms" and (axis is None or array.size != axis.size):
                allowed = "of the length of rr_ms" if name == "rr_time_s" else _length(self)
                raise InvalidInput(name, f"an array of length {array.size}", allowed)
        if named["time_s"].surely_rises:
            return self
        times = self.time_s
        # NaN compares false, so it is rejected here too.
        falls = ~(np.diff(times) >= 0)
        if falls.any() or not np.isfinite(times[:1]).all():
            at = int(np.argmax(np.concatenate([~np.isfinite(times[:1]), falls])))
            raise InvalidInput(f"time_s.{at}", float(times[at]), "known and never falling")
        return self


_NESTED = ("developer", "extra")
_SAMPLED = (
    "heart_rate",
    "power",
    "cadence",
    "speed",
    "distance",
    "altitude",
    "latitude",
    "longitude",
    "temperature",
)


def _length(streams: Streams) -> str:
    return f"of the length of time_s, {len(streams)}"


def _dump_column(column: PackedColumn | None, info: SerializationInfo) -> str | FloatArray | None:
    if column is None:
        return None
    if info.mode != "json":
        return column.numbers
    return column.text_with(info.context) if isinstance(info.context, Beside) else column.text


def _equal_columns(first: Streams, second: Streams) -> bool:
    ours, theirs = first._arrays(), second._arrays()
    return (
        ours.keys() == theirs.keys()
        and first.developer_units == second.developer_units
        and all(
            column.dtype == theirs[name].dtype
            and np.array_equal(column, theirs[name], equal_nan=True)
            for name, column in ours.items()
        )
    )
