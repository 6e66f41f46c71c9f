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
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models._packed import Packed, PackedColumns, packed, packed_from_text
from trainkit.models.model import Model

__all__ = ["Streams"]


def _column(value: object) -> Packed:
    if isinstance(value, Packed):
        return value
    if isinstance(value, str):
        return packed_from_text(value)
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
    return packed(array)


# What is validated is kept packed; what an attribute gives is the array.
Column = Annotated[
    NDArray[np.floating],
    PlainValidator(_column),
    WithJsonSchema({"type": "string", "pattern": "^[fiu][1248].*:"}),
]


class Streams(Model):
    """The samples of an activity, one value a column at each time; NaN where unknown.

    Columns are read-only float32 or float64 arrays of one length; a column that the file does
    not have is None. A timer stop is a gap in `time_s`. Values are the device's, spikes and all:
    what is believable is judged by whoever uses them.

    A column lies packed, as the device counted it, and is made when it is looked up: keep it in a
    variable where it is used more than once. In JSON a column is a string: its storage type (such
    as ``u2``), scale, offset, the count that stands for a missing value and the one before the
    first difference, where it has them, a colon, and the base64 of its little-endian bytes.

    Parameters
    ----------
    time_s : array, shape (samples,)
        Seconds since the activity's start [s], never falling, without NaN.
    heart_rate : array, optional
        [bpm]
    power : array, optional
        [W]
    cadence : array, optional
        Revolutions, strides of one leg, or strokes a minute, as the device counts [1/min].
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
        Intervals between beats [ms], of their own length.
    rr_time_s : array, shape (beats,), optional
        When each interval ended, where the file says so: seconds since the start [s].
    developer : mapping of str to array
        Fields that an app added to the file, by the name it gave them.
    developer_units : mapping of str to str
        The units of `developer`, where the file says so.
    extra : mapping of str to array
        DailySignals fields beyond these, by name with unit, such as ``"vertical_oscillation_mm"``.
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
            column = self.__dict__.get("_at_rest", {}).get(name)
            return super().__getattr__(name) if column is None else column.numbers

    @property
    def columns(self) -> Mapping[str, FloatArray]:
        """The sampled columns that are there, by name; `time_s` and the beats are not among them.

        Developer and extra fields come first, under their own names.
        """
        known = {name: self._packed[name] for name in _SAMPLED if name in self._packed}
        return PackedColumns({**self._nested("developer"), **self._nested("extra"), **known})

    @cached_property
    def known_samples(self) -> int:
        """How many values are known, over all columns and beats: how rich the recording is."""
        arrays = [*self.columns.values(), *([] if self.rr_ms is None else [self.rr_ms])]
        return sum(int(np.count_nonzero(~np.isnan(one))) for one in arrays)

    def __len__(self) -> int:
        return self._packed["time_s"].size

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Streams):
            return NotImplemented
        return self is other or _same(self._arrays(), other._arrays(), self, other)

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    def __repr__(self) -> str:
        span = float(self.time_s[-1] - self.time_s[0]) if len(self) else 0.0
        return f"Streams({len(self)} samples over {span:g} s: {', '.join(self.columns)})"

    __str__ = __repr__

    @property
    def _packed(self) -> dict[str, Packed]:
        known: dict[str, Packed] = self.__dict__["_at_rest"]
        return known

    def _nested(self, field: str) -> dict[str, Packed]:
        columns: PackedColumns = self.__dict__[field]
        return columns.packed

    def _arrays(self) -> PackedColumns:
        developer = {f"developer.{name}": one for name, one in self._nested("developer").items()}
        extra = {f"extra.{name}": one for name, one in self._nested("extra").items()}
        return PackedColumns({**self._packed, **developer, **extra})

    @model_serializer(mode="plain")
    def _plain(self, info: SerializationInfo) -> dict[str, object]:
        plain: dict[str, object] = {}
        for name in type(self).model_fields:
            if name in _NESTED:
                plain[name] = {one: _told(had, info) for one, had in self._nested(name).items()}
            elif name == "developer_units":
                plain[name] = dict(self.developer_units)
            else:
                plain[name] = _told(self._packed.get(name), info)
        return plain

    @model_validator(mode="after")
    def _agree(self) -> Self:
        held = self.__dict__
        if "_at_rest" in held:
            return self  # pydantic checks it again as a field of an activity
        # The fields are frozen for users; here they are still being made.
        named = {name: held.pop(name) for name in list(held) if isinstance(held[name], Packed)}
        held["_at_rest"] = named
        for name in _NESTED:
            held[name] = PackedColumns(held[name])
        arrays = self._arrays().packed
        for name, array in arrays.items():
            need = named.get("rr_ms") if name == "rr_time_s" else named["time_s"]
            if name != "rr_ms" and (need is None or array.size != need.size):
                allowed = "of the length of rr_ms" if name == "rr_time_s" else _length(self)
                raise InvalidInput(name, f"an array of length {array.size}", allowed)
        times = self.time_s
        # NaN compares false, so that it is found here too.
        steady = np.r_[np.isfinite(times[:1]), np.diff(times) >= 0]
        if not steady.all():
            at = int(np.argmin(steady))
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


def _told(column: Packed | None, info: SerializationInfo) -> str | FloatArray | None:
    if column is None:
        return None
    return column.text if info.mode == "json" else column.numbers


def _same(ours: PackedColumns, theirs: PackedColumns, one: Streams, other: Streams) -> bool:
    return (
        ours.keys() == theirs.keys()
        and one.developer_units == other.developer_units
        and all(
            column.dtype == theirs[name].dtype
            and np.array_equal(column, theirs[name], equal_nan=True)
            for name, column in ours.items()
        )
    )
