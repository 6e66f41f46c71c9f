"""Import any data frame as numpy columns, through its Arrow C stream."""

import ctypes
import datetime as dt
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trainkit.errors import InvalidInput
from trainkit.models._arrow_abi import ArrowArray, ArrowArrayStream, ArrowSchema, stream_in

__all__ = ["ArrowFrame", "import_batches", "import_frame"]

Column = NDArray[np.generic]

_NUMBERS = {"c": "i1", "C": "u1", "s": "i2", "S": "u2", "i": "i4", "I": "u4", "l": "i8", "L": "u8"}
_NUMBERS |= {"e": "f2", "f": "f4", "g": "f8"}
_DAYS = {"tdD": ("i4", "D"), "tdm": ("i8", "ms")}
_TICKS = {"tss": "s", "tsm": "ms", "tsu": "us", "tsn": "ns"}
_OFFSETS = {"u": "i4", "U": "i8"}
_INLINE = 12  # longest text that is stored inside a string view


@runtime_checkable
class ArrowFrame(Protocol):
    """A table that exports an Arrow C stream: pandas, polars, pyarrow, duckdb."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule with the stream."""
        ...


def import_frame(frame: ArrowFrame, wanted: set[str] | None = None) -> dict[str, Column]:
    """Copy the columns of a frame.

    Parameters
    ----------
    frame : ArrowFrame
        The table; not modified.
    wanted : set of str, optional
        The columns to read, all of which must exist; by default every column.

    Returns
    -------
    dict of str to ndarray
        By name: float64 with NaN for null; datetime64[D] with NaT; objects with None for text,
        booleans and timestamps.

    Raises
    ------
    InvalidInput
        The object is not a frame or not a table of columns, or a wanted column is missing or has
        an unsupported type.
    """
    batches = list(import_batches(frame, wanted))
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}


def import_batches(
    frame: ArrowFrame,
    wanted: set[str] | None = None,
    *,
    also: Collection[str] = (),
    most_rows: int = sys.maxsize,
) -> Iterator[dict[str, Column]]:
    """Copy a frame piece by piece, so that a stream of any length fits into memory.

    Parameters
    ----------
    frame : ArrowFrame
        The table or stream; read once.
    wanted : set of str, optional
        The columns to read, all of which must exist; by default every column.
    also : collection of str
        Columns to read where they exist.
    most_rows : int
        Rows of a piece.

    Yields
    ------
    dict of str to ndarray
        As `import_frame`; at least one piece, which is empty for an empty frame.

    Raises
    ------
    InvalidInput
        As `import_frame`.
    """
    if not isinstance(frame, ArrowFrame):
        raise InvalidInput("frame", type(frame), "a data frame with __arrow_c_stream__")
    capsule = frame.__arrow_c_stream__()  # keeps the stream alive until this function ends
    stream = stream_in(capsule)
    try:
        yield from _read(stream, wanted, also, most_rows)
    finally:
        if stream.release:
            stream.release(ctypes.byref(stream))


def _read(
    stream: ArrowArrayStream, wanted: set[str] | None, also: Collection[str], most_rows: int
) -> Iterator[dict[str, Column]]:
    schema = ArrowSchema()
    _call(stream, stream.get_schema, schema)
    try:
        if schema.format != b"+s":
            raise InvalidInput("frame", schema.format.decode(), "a table with named columns")
        fields = [schema.children[index].contents for index in range(schema.n_children)]
        names = [field.name.decode() for field in fields]
        for name in sorted((wanted or set()) - set(names)):
            raise InvalidInput("columns", name, "one of " + ", ".join(names))
        chosen = [
            (index, field)
            for index, field in enumerate(fields)
            if wanted is None or names[index] in wanted or names[index] in also
        ]
        empty = True
        for piece in _pieces(stream, chosen, most_rows):
            empty = False
            yield piece
        if empty:
            yield {field.name.decode(): np.array([], dtype=np.float64) for _, field in chosen}
    finally:
        schema.release(ctypes.byref(schema))


def _pieces(
    stream: ArrowArrayStream, fields: list[tuple[int, ArrowSchema]], most_rows: int
) -> Iterator[dict[str, Column]]:
    while True:
        batch = ArrowArray()
        _call(stream, stream.get_next, batch)
        if not batch.release:
            return
        try:
            for start in range(0, batch.length, most_rows):
                yield _piece(batch, fields, start, min(most_rows, batch.length - start))
        finally:
            batch.release(ctypes.byref(batch))


def _piece(
    batch: ArrowArray, fields: list[tuple[int, ArrowSchema]], start: int, length: int
) -> dict[str, Column]:
    first = batch.offset + start
    rows = _validity(batch, first, length)
    columns = {}
    for index, field in fields:
        array = batch.children[index].contents
        column = _column(field, array, array.offset + first, length)
        columns[field.name.decode()] = _set_nulls(column, rows)
    return columns


def _call(
    stream: ArrowArrayStream, function: Callable[..., int], out: ArrowSchema | ArrowArray
) -> None:
    if function(ctypes.byref(stream), ctypes.byref(out)) != 0:
        text = stream.get_last_error(ctypes.byref(stream))
        message = ctypes.string_at(text).decode(errors="replace") if text else "no reason given"
        raise InvalidInput("frame", message, "a stream that can be read")


def _column(field: ArrowSchema, array: ArrowArray, offset: int, length: int) -> Column:
    letter = field.format.decode()
    known = _validity(array, offset, length)
    if field.dictionary:
        values = _column(
            field.dictionary.contents,
            array.dictionary.contents,
            array.dictionary.contents.offset,
            array.dictionary.contents.length,
        )
        indices = np.where(known, _buffer(array, 1, _NUMBERS[letter], offset, length), 0)
        return _set_nulls(values[indices] if values.size else _all_null(length), known)
    for letters, read in _READERS:
        if letter.split(":")[0] in letters:
            return _set_nulls(read(letter, array, offset, length), known)
    name = field.name.decode()
    allowed = "numbers, booleans, text, dates or timestamps"
    raise InvalidInput(name, f"a column of Arrow type {letter!r}", allowed)


def _numbers(letter: str, array: ArrowArray, offset: int, length: int) -> Column:
    return _buffer(array, 1, _NUMBERS[letter], offset, length).astype(np.float64)


def _booleans(_letter: str, array: ArrowArray, offset: int, length: int) -> Column:
    return _bits(array, 1, offset, length).astype(object)


def _dates(letter: str, array: ArrowArray, offset: int, length: int) -> Column:
    kind, unit = _DAYS[letter]
    ticks = _buffer(array, 1, kind, offset, length).astype("i8")
    return ticks.view(f"datetime64[{unit}]").astype("datetime64[D]")


def _timestamps(letter: str, array: ArrowArray, offset: int, length: int) -> Column:
    unit, _, zone = letter.partition(":")
    ticks = _buffer(array, 1, "i8", offset, length)
    known = _validity(array, offset, length)
    stamps = np.where(known, ticks, 0).view(f"datetime64[{_TICKS[unit]}]")
    # Compared in years, because microseconds of a far year wrap around into a near one.
    years = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
    far = (years <= dt.MINYEAR) | (years >= dt.MAXYEAR)
    if far.any():
        allowed = "timestamps of the years 2 to 9998"
        raise InvalidInput("frame", f"a timestamp of the year {years[far][0]}", allowed)
    micros = stamps.astype("datetime64[us]")
    moments: list[dt.datetime] = micros.tolist()
    if zone:
        tzinfo = _zone(zone)
        moments = [moment.replace(tzinfo=dt.UTC).astimezone(tzinfo) for moment in moments]
    return _objects(moments)


def _zone(name: str) -> dt.tzinfo:
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[-2:])
        offset = dt.timedelta(hours=hours, minutes=minutes)
        return dt.timezone(-offset if name[0] == "-" else offset)
    return dt.UTC if name in {"UTC", "Etc/UTC", "Z"} else ZoneInfo(name)


def _texts(letter: str, array: ArrowArray, offset: int, length: int) -> Column:
    if not length:
        return _objects([])
    ends = _buffer(array, 1, _OFFSETS[letter], offset, length + 1)
    first, size = int(ends[0]), int(ends[-1] - ends[0])
    data = ctypes.string_at(array.buffers[2] + first, size) if size else b""
    ends = (ends - first).tolist()
    return _objects([data[ends[row] : ends[row + 1]].decode() for row in range(length)])


def _views(_letter: str, array: ArrowArray, offset: int, length: int) -> Column:
    known = _validity(array, offset, length).tolist()
    raw = _buffer(array, 1, "V16", offset, length).tobytes()
    texts: list[object] = []
    for row in range(length):
        view = raw[16 * row : 16 * row + 16]
        size = int.from_bytes(view[:4], "little") if known[row] else 0
        if size <= _INLINE:
            texts.append(view[4 : 4 + size].decode())
        else:
            start = array.buffers[2 + int.from_bytes(view[8:12], "little")]
            begin = start + int.from_bytes(view[12:], "little")
            texts.append(ctypes.string_at(begin, size).decode())
    return _objects(texts)


def _nulls(_letter: str, _array: ArrowArray, _offset: int, length: int) -> Column:
    return _all_null(length)


_READERS: tuple[tuple[frozenset[str], Callable[[str, ArrowArray, int, int], Column]], ...] = (
    (frozenset(_NUMBERS), _numbers),
    (frozenset("b"), _booleans),
    (frozenset(_DAYS), _dates),
    (frozenset(_TICKS), _timestamps),
    (frozenset(_OFFSETS), _texts),
    (frozenset({"vu"}), _views),
    (frozenset("n"), _nulls),
)


def _validity(array: ArrowArray, offset: int, length: int) -> NDArray[np.bool_]:
    if array.n_buffers == 0 or not array.buffers[0]:
        return np.ones(length, dtype=bool)
    return _bits(array, 0, offset, length)


def _bits(array: ArrowArray, index: int, offset: int, length: int) -> NDArray[np.bool_]:
    packed = _buffer(array, index, "u1", 0, (offset + length + 7) // 8).view(np.uint8)
    bits: NDArray[np.bool_] = np.unpackbits(packed, bitorder="little").view(np.bool_)
    return bits[offset : offset + length]


def _buffer(array: ArrowArray, index: int, kind: str, offset: int, length: int) -> Column:
    dtype = np.dtype(kind)
    if not length:
        return np.empty(0, dtype=dtype)
    address = array.buffers[index] + offset * dtype.itemsize
    return np.frombuffer(ctypes.string_at(address, length * dtype.itemsize), dtype=dtype)


def _set_nulls(column: Column, known: NDArray[np.bool_]) -> Column:
    if known.all():
        return column
    column = column.copy()
    nulls: dict[str, Any] = {"f": np.nan, "M": np.datetime64("NaT"), "O": None}
    column[~known] = nulls[column.dtype.kind]
    return column


def _all_null(length: int) -> Column:
    return np.full(length, None, dtype=object)


def _objects(values: Sequence[object]) -> Column:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
