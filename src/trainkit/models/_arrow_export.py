"""Export numpy columns as an Arrow C stream of one batch, without any data-frame package."""

import ctypes
import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.models._arrow_abi import (
    LAST_ERROR,
    NEXT,
    RELEASE_ARRAY,
    RELEASE_SCHEMA,
    RELEASE_STREAM,
    SCHEMA,
    ArrowArray,
    ArrowArrayStream,
    ArrowSchema,
    capsule_of,
)

__all__ = [
    "ArrowColumn",
    "booleans",
    "dates",
    "encode_column",
    "export_stream",
    "floats",
    "integers",
    "texts",
    "timestamps",
]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NULLABLE = 2  # ARROW_FLAG_NULLABLE


@dataclass(frozen=True, slots=True)
class ArrowColumn:
    """A column in Arrow's layout.

    Parameters
    ----------
    name : str
        The column's name.
    format : str
        Arrow's format string of the type.
    length, null_count : int
        Number of rows, and of unknown rows.
    buffers : tuple of ndarray
        The validity bits, then the type's data buffers.
    unit : str
        The unit, for the column's metadata; empty where there is none.
    """

    name: str
    format: str
    length: int
    null_count: int
    buffers: tuple[NDArray[np.generic], ...]
    unit: str = ""


def dates(name: str, values: NDArray[np.datetime64]) -> ArrowColumn:
    """Encode days as date32."""
    days = values.astype("datetime64[D]").astype(np.int32)
    return _column(name, "tdD", np.ones(days.size, dtype=bool), days)


def floats(name: str, values: NDArray[np.floating], *, unit: str = "") -> ArrowColumn:
    """Encode numbers as float64; NaN becomes null."""
    column = _column(name, "g", ~np.isnan(values), values.astype(np.float64))
    return replace(column, unit=unit)


def integers(name: str, values: NDArray[np.floating], *, unit: str = "") -> ArrowColumn:
    """Encode counts as int64; NaN becomes null."""
    known = ~np.isnan(values)
    whole = np.where(known, np.rint(values), 0).astype(np.int64)
    return replace(_column(name, "l", known, whole), unit=unit)


def booleans(name: str, values: NDArray[np.floating]) -> ArrowColumn:
    """Encode 1, 0 and NaN as true, false and null."""
    return _column(name, "b", ~np.isnan(values), np.packbits(values == 1, bitorder="little"))


def texts(name: str, values: Sequence[str | None]) -> ArrowColumn:
    """Encode text as large UTF-8; 64-bit offsets cannot overflow."""
    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    data = np.frombuffer(b"".join(encoded) or b"\0", dtype=np.uint8)
    return _column(
        name, "U", np.array([value is not None for value in values], bool), offsets, data
    )


def timestamps(name: str, micros: NDArray[np.int64], known: NDArray[np.bool_]) -> ArrowColumn:
    """Encode microseconds since 1970 as timestamps in UTC."""
    return _column(name, "tsu:UTC", known, micros)


def export_stream(columns: Sequence[ArrowColumn]) -> object:
    """Wrap columns of equal length in a capsule with an Arrow stream of one batch."""
    stream = ArrowArrayStream()
    stream.get_schema = _get_schema
    stream.get_next = _get_next
    stream.get_last_error = _last_error
    stream.release = _release_stream
    stream.private_data = _keep(_Source(list(columns)))
    return capsule_of(stream)


def _column(
    name: str, letter: str, known: NDArray[np.bool_], *data: NDArray[np.generic]
) -> ArrowColumn:
    bits = np.packbits(known, bitorder="little")
    buffers = (bits, *(np.ascontiguousarray(buffer) for buffer in data))
    return ArrowColumn(name, letter, known.size, int(known.size - known.sum()), buffers)


@dataclass(slots=True)
class _Source:
    columns: list[ArrowColumn]
    delivered: bool = False


# Keeps alive what C code points to, under the number in `private_data`, until it is released.
_alive: dict[int, object] = {}
_numbers = count(1)


def _keep(target: object) -> int:
    number = next(_numbers)
    _alive[number] = target
    return number


def _fill_schema(schema: ArrowSchema, columns: Sequence[ArrowColumn]) -> None:
    children = [ArrowSchema() for _ in columns]
    for child, column in zip(children, columns, strict=True):
        child.format = column.format.encode()
        child.name = column.name.encode()
        child.flags = _NULLABLE
        child.release = _release_schema
        metadata = _encode_metadata({"unit": column.unit} if column.unit else {})
        child.metadata = ctypes.cast(metadata, ctypes.c_void_p)
        child.private_data = _keep((child.format, child.name, metadata))
    pointers = (ctypes.POINTER(ArrowSchema) * len(children))(*map(ctypes.pointer, children))
    schema.format = b"+s"
    schema.name = b""
    schema.n_children = len(children)
    schema.children = pointers
    schema.release = _release_schema
    schema.private_data = _keep((children, pointers, schema.format, schema.name))


def _encode_metadata(pairs: Mapping[str, str]) -> ctypes.Array[ctypes.c_char]:
    """Encode metadata as the C data interface lays it out: counted keys and values."""
    parts = [struct.pack("=i", len(pairs))]
    for text in (text for pair in pairs.items() for text in pair):
        encoded = text.encode()
        parts.append(struct.pack("=i", len(encoded)) + encoded)
    joined = b"".join(parts)
    return ctypes.create_string_buffer(joined, len(joined))


def _fill_array(array: ArrowArray, columns: Sequence[ArrowColumn]) -> None:
    children = [ArrowArray() for _ in columns]
    for child, column in zip(children, columns, strict=True):
        addresses = [buffer.ctypes.data for buffer in column.buffers]
        buffers = (ctypes.c_void_p * len(addresses))(*addresses)
        child.length = column.length
        child.null_count = column.null_count
        child.n_buffers = len(addresses)
        child.buffers = buffers
        child.release = _release_array
        child.private_data = _keep((column, buffers))
    pointers = (ctypes.POINTER(ArrowArray) * len(children))(*map(ctypes.pointer, children))
    no_validity = (ctypes.c_void_p * 1)(None)
    array.length = columns[0].length
    array.n_buffers = 1
    array.buffers = no_validity
    array.n_children = len(children)
    array.children = pointers
    array.release = _release_array
    array.private_data = _keep((children, pointers, no_validity))


def _on_get_schema(
    stream: "ctypes._Pointer[ArrowArrayStream]", out: "ctypes._Pointer[ArrowSchema]"
) -> int:
    ctypes.memset(out, 0, ctypes.sizeof(ArrowSchema))
    source = _alive[stream.contents.private_data]
    if isinstance(source, _Source):
        _fill_schema(out.contents, source.columns)
    return 0


def _on_get_next(
    stream: "ctypes._Pointer[ArrowArrayStream]", out: "ctypes._Pointer[ArrowArray]"
) -> int:
    ctypes.memset(out, 0, ctypes.sizeof(ArrowArray))  # a NULL release callback ends the stream
    source = _alive[stream.contents.private_data]
    if isinstance(source, _Source) and not source.delivered:
        source.delivered = True
        _fill_array(out.contents, source.columns)
    return 0


def _on_last_error(_stream: "ctypes._Pointer[ArrowArrayStream]") -> None:
    """Return NULL: nothing fails once the columns are encoded."""


def _on_release_schema(schema: "ctypes._Pointer[ArrowSchema]") -> None:
    _release_children(schema.contents)
    schema.contents.release = RELEASE_SCHEMA()
    del _alive[schema.contents.private_data]


def _on_release_array(array: "ctypes._Pointer[ArrowArray]") -> None:
    _release_children(array.contents)
    array.contents.release = RELEASE_ARRAY()
    del _alive[array.contents.private_data]


def _on_release_stream(stream: "ctypes._Pointer[ArrowArrayStream]") -> None:
    stream.contents.release = RELEASE_STREAM()
    del _alive[stream.contents.private_data]


def _release_children(parent: ArrowSchema | ArrowArray) -> None:
    for index in range(parent.n_children):
        child = parent.children[index]
        if child.contents.release:
            child.contents.release(child)


_get_schema = SCHEMA(_on_get_schema)
_get_next = NEXT(_on_get_next)
_last_error = LAST_ERROR(_on_last_error)
_release_schema = RELEASE_SCHEMA(_on_release_schema)
_release_array = RELEASE_ARRAY(_on_release_array)
_release_stream = RELEASE_STREAM(_on_release_stream)

# C code may release structures at interpreter shutdown, so the callbacks are immortal.
for _callback in (
    _get_schema,
    _get_next,
    _last_error,
    _release_schema,
    _release_array,
    _release_stream,
):
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_callback))


def encode_column(name: str, kind: str, column: FloatArray | NDArray[np.object_]) -> ArrowColumn:
    """Encode a column of daily health by its kind: number, flag, text or moment."""
    if kind == "text":
        return texts(name, column.tolist())
    if kind == "moment":
        moments = column.tolist()
        known = np.array([moment is not None for moment in moments], dtype=bool)
        micro = dt.timedelta(microseconds=1)
        ticks = [0 if moment is None else (moment - _EPOCH) // micro for moment in moments]
        return timestamps(name, np.array(ticks, dtype=np.int64), known)
    numbers = column.astype(np.float64, copy=False)
    return booleans(name, numbers) if kind == "flag" else floats(name, numbers)
