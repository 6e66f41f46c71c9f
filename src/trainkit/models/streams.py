"""The samples of an activity: numpy columns over one time axis, frozen, exact in JSON."""

import base64
import binascii
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models._base import Model

__all__ = ["Streams"]


def _column(value: object) -> FloatArray:
    if isinstance(value, str):
        return _decoded(value)
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
    return _frozen(array)


def _frozen(array: FloatArray) -> FloatArray:
    """Keep an array that nobody can write to; copy any other."""
    immutable = array.flags.owndata or isinstance(array.base, bytes)
    if array.flags.writeable or not immutable or not array.flags.c_contiguous:
        array = array.copy()
        array.flags.writeable = False
    return array


def _decoded(text: str) -> FloatArray:
    kind, _, data = text.partition(":")
    try:
        if kind not in {"f4", "f8"}:
            raise ValueError
        raw = base64.b64decode(data, validate=True)
        return np.frombuffer(raw, dtype=f"<{kind}").astype(f"={kind}", copy=False)
    except (ValueError, binascii.Error):
        raise InvalidInput("", text[:20], "'f4:' or 'f8:' and base64 of the samples") from None


def _encoded(array: FloatArray) -> str:
    kind = f"f{array.dtype.itemsize}"
    return f"{kind}:{base64.b64encode(array.astype(f'<{kind}').tobytes()).decode('ascii')}"


Column = Annotated[
    NDArray[np.floating],
    PlainValidator(_column),
    PlainSerializer(_encoded, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^f[48]:"}),
]


class Streams(Model):
    """The samples of an activity, one value a column at each time; NaN where unknown.

    Columns are read-only float32 or float64 arrays of one length; a column that the file does
    not have is None. A timer stop is a gap in `time_s`. Values are the device's, spikes and all:
    what is believable is judged by whoever uses them. In JSON a column is a string, ``f4:`` or
    ``f8:`` and the base64 of its little-endian bytes, so that it comes back bit by bit.

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
        Known fields beyond these, by name with unit, such as ``"vertical_oscillation_mm"``.
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

    @property
    def columns(self) -> dict[str, FloatArray]:
        """The sampled columns that are there, by name; `time_s` and the beats are not among them.

        Developer and extra fields follow under their own names.
        """
        named = {name: getattr(self, name) for name in _SAMPLED}
        known = {name: column for name, column in named.items() if column is not None}
        return {**self.developer, **self.extra, **known}

    @cached_property
    def known_samples(self) -> int:
        """How many values are known, over all columns and beats: how rich the recording is."""
        arrays = [*self.columns.values(), *([] if self.rr_ms is None else [self.rr_ms])]
        return sum(int(np.count_nonzero(~np.isnan(one))) for one in arrays)

    def __len__(self) -> int:
        return self.time_s.size

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Streams):
            return NotImplemented
        return self is other or _same(self._arrays(), other._arrays(), self, other)

    __hash__ = None  # type: ignore[assignment]  # arrays have no hash

    def __setstate__(self, state: dict[object, object]) -> None:
        super().__setstate__(state)  # arrays come out of a pickle writeable
        for array in self._arrays().values():
            array.flags.writeable = False

    def __repr__(self) -> str:
        span = float(self.time_s[-1] - self.time_s[0]) if len(self) else 0.0
        return f"Streams({len(self)} samples over {span:g} s: {', '.join(self.columns)})"

    __str__ = __repr__

    def _arrays(self) -> dict[str, FloatArray]:
        beats = {"time_s": self.time_s, "rr_ms": self.rr_ms, "rr_time_s": self.rr_time_s}
        named = {name: getattr(self, name) for name in _SAMPLED} | beats
        known = {name: array for name, array in named.items() if array is not None}
        developer = {f"developer.{name}": array for name, array in self.developer.items()}
        return known | developer | {f"extra.{name}": array for name, array in self.extra.items()}

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for name, array in self._arrays().items():
            need = self.rr_ms if name == "rr_time_s" else self.time_s
            if name != "rr_ms" and (need is None or array.size != need.size):
                allowed = "of the length of rr_ms" if name == "rr_time_s" else _length(self)
                raise InvalidInput(name, f"an array of length {array.size}", allowed)
        # NaN compares false, so that it is found here too.
        steady = np.r_[np.isfinite(self.time_s[:1]), np.diff(self.time_s) >= 0]
        if not steady.all():
            at = int(np.argmin(steady))
            raise InvalidInput(f"time_s.{at}", float(self.time_s[at]), "known and never falling")
        return self


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


def _same(
    ours: Mapping[str, FloatArray], theirs: Mapping[str, FloatArray], one: Streams, other: Streams
) -> bool:
    return (
        ours.keys() == theirs.keys()
        and one.developer_units == other.developer_units
        and all(
            array.dtype == theirs[name].dtype
            and np.array_equal(array, theirs[name], equal_nan=True)
            for name, array in ours.items()
        )
    )
