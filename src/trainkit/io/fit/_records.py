"""One pass through a part of a file: where each record begins, and its definition."""

from array import array
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._damage import DamageLog, in_bytes
from trainkit.io.fit._definition import Definition, definition_of

__all__ = ["Group", "find_records"]

_STEPS = 32  # records visited one by one before the next search for a repeating pattern
_LONGEST = 8  # the most records in a pattern
_LOCAL = 0x10  # local types
_DEVELOPER = 0x20
_DEFINITION = 0x40
_COMPRESSED = 0x80


class Group:
    """All records that share one definition, in file order.

    Parameters
    ----------
    definition : Definition
        Of all of them.
    offset : int
        Where it first stands in the file.
    places : array or ndarray
        Where the records begin, at least one.
    compressed : bool
        Whether some have headers with time in them.
    """

    __slots__ = (
        "_records",
        "_starts",
        "compressed",
        "definition",
        "first",
        "offset",
        "places",
        "rows",
        "times",
    )

    def __init__(
        self,
        definition: Definition,
        offset: int,
        places: "array[int] | NDArray[np.int64]",
        *,
        compressed: bool = False,
    ) -> None:
        self.definition = definition
        self.offset = offset
        self.places = places
        self.compressed = compressed
        self.rows = len(places)
        self.first = int(places[0])
        self.times: NDArray[np.int64] | None = None
        """Timestamps, -1 where unknown, of records that store only the lowest bits of theirs."""
        self._starts: NDArray[np.int64] | None = None
        self._records: NDArray[np.void] | None = None

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where the records begin, as an array, which a few of them need not have."""
        if self._starts is None:
            self._starts = np.asarray(self.places).view(np.int64)
        return self._starts

    def records(self, data: bytes) -> NDArray[np.void]:
        """Return the records as one contiguous array, copied in one operation if they must be."""
        if self._records is None:
            size, first, last = self.definition.size, self.first, int(self.places[-1])
            if last - first == (self.rows - 1) * size:  # then nothing lies between them
                self._records = np.ndarray((self.rows,), f"V{size}", data, first)
                return self._records
            # A record may begin at any byte: an overlapping view with stride 1 covers them all, and
            # indexing it with the starts copies the records that exist.
            shape = (len(data) - size + 1,)
            self._records = np.ndarray(shape, f"V{size}", data, strides=(1,))[self.starts]
        return self._records


class _GroupBuilder:
    """Collects the starts of the records of one definition."""

    __slots__ = ("compressed", "definition", "offset", "runs", "starts")

    def __init__(self, definition: Definition, offset: int) -> None:
        self.definition = definition
        self.offset = offset
        self.starts = array("Q")
        self.runs: list[NDArray[np.int64]] = []
        self.compressed = False

    def add_compressed(self, start: int) -> None:
        """Note the start of a record with time in its header."""
        self.compressed = True
        self.starts.append(start)

    def all_starts(self) -> "array[int] | NDArray[np.int64]":
        """Return every start, in file order."""
        if not self.runs:
            return self.starts
        if len(self.runs) == 1 and not self.starts:
            return self.runs[0]
        single = np.asarray(self.starts).view(np.int64)
        starts = np.concatenate((single, *self.runs))
        starts.sort(kind="stable")
        return starts


# What a header byte means: the size of the record, where to note its start, and its group. A tuple,
# because the loop over records looks it up for each of them.
_Step = tuple[int, Callable[[int], None], _GroupBuilder]


def find_records(data: bytes, start: int, end: int, room: int, log: DamageLog) -> list[Group]:
    """Find every record of ``data[start:end]``.

    Parameters
    ----------
    data : bytes
        The file.
    start, end : int
        Where the records of the part begin and end.
    room : int
        The most different definitions.
    log : DamageLog
        Collects a fault, which ends the pass.

    Returns
    -------
    list of Group
        The records before the fault, grouped by definition.
    """
    finder = _RecordFinder(data, end, room, log)
    finder.run(start)
    return finder.groups()


class _RecordFinder:
    def __init__(self, data: bytes, end: int, room: int, log: DamageLog) -> None:
        self.data = data
        self.end = end
        self.room = room
        self.log = log
        self.builders: dict[bytes, _GroupBuilder] = {}
        self.steps: list[_Step | None] = [None] * 256  # by header byte

    def run(self, position: int) -> None:
        """Collect the start of every record from `position` on."""
        data, steps, end = self.data, self.steps, self.end
        count = _STEPS  # doubled after each search without a pattern, so that searches stay rare
        while position < end:
            for _ in range(count):
                step = steps[data[position]]
                if step is None:
                    break
                step[1](position)
                position += step[0]
                if position >= end:
                    break
            else:
                before, position = position, self._skip(position)
                count = _STEPS if position > before else min(2 * count, 64 * _STEPS)
                continue
            if position < end:
                position = self._define(position)

    def groups(self) -> list[Group]:
        """Return the records, without one that the end of the part cuts off."""
        groups = []
        for builder in self.builders.values():
            starts, size = builder.all_starts(), builder.definition.size
            if not len(starts):
                continue
            have = self.end - int(starts[-1])
            if size > have:
                message = f"a record of {in_bytes(size)} is cut off after {have}"
                self.log.add(int(starts[-1]), message)
                starts = starts[:-1]
                if not len(starts):
                    continue
            compressed = builder.compressed
            groups.append(Group(builder.definition, builder.offset, starts, compressed=compressed))
        return groups

    def _skip(self, position: int) -> int:
        """Skip all repetitions of the pattern ahead, found by comparing header bytes.

        Devices write the same few records again and again: comparing the header bytes of a whole
        block with one strided slice is far faster than visiting each record.
        """
        pattern = self._pattern(position)
        stride = sum(step[0] for _, step in pattern)
        block = _STEPS
        while pattern:
            # `repeats` shrinks to the number of whole patterns, as each header is compared.
            wanted = repeats = min(block, (self.end - position) // stride)
            at = position
            for header, step in pattern:
                headers = self.data[at : at + repeats * stride : stride]
                repeats -= len(headers.lstrip(bytes([header])))
                at += step[0]
            for header, step in pattern:
                run = np.arange(position, position + repeats * stride, stride, dtype=np.int64)
                step[2].runs.append(run)
                step[2].compressed |= header >= _COMPRESSED
                position += step[0]
            position += (repeats - 1) * stride
            if repeats < wanted or not repeats:
                break
            block *= 8  # small at first, so that a short run costs little
        return position

    def _pattern(self, position: int) -> list[tuple[int, _Step]]:
        """Return the headers until the first one recurs; none if the pattern is too long."""
        pattern: list[tuple[int, _Step]] = []
        while position < self.end and len(pattern) <= _LONGEST:
            header = self.data[position]
            if pattern and header == pattern[0][0]:
                return pattern
            step = self.steps[header]
            if step is None:
                break
            pattern.append((header, step))
            position += step[0]
        return []

    def _define(self, position: int) -> int:
        """Read the definition at `position`; return where it ends, or the part's end on damage."""
        header = self.data[position]
        local = header & 0x0F
        if header & 0xC0 != _DEFINITION:
            kind = header >> 5 & 3 if header & _COMPRESSED else local
            self.log.add(position, f"a record of local type {kind} comes before its definition")
            return self.end
        stop = self._definition_end(position)
        if stop > self.end:
            self.log.add(position, "a definition is cut off")
            return self.end
        builder = self._builder_for(position, stop)
        if builder is None:
            self.log.add(position, "too many different definitions for a file of this size")
            return self.end
        step = (builder.definition.size, builder.starts.append, builder)
        # Devices set the reserved bits of a data header at will.
        self.steps[local:_DEFINITION:_LOCAL] = [step] * 4
        if local < 4:  # a compressed header has two bits for the local type, and five of time
            first = _COMPRESSED | local << 5
            self.steps[first : first + 32] = [(step[0], builder.add_compressed, builder)] * 32
        return stop

    def _definition_end(self, position: int) -> int:
        """Return where the definition ends: beyond the end of the part if it is cut off."""
        data, stop = self.data, position + 6
        if stop > self.end:
            return stop
        stop += 3 * data[stop - 1]
        if data[position] & _DEVELOPER:
            stop += 1
            stop += 3 * data[stop - 1] if stop <= self.end else 0
        return stop

    def _builder_for(self, position: int, stop: int) -> _GroupBuilder | None:
        """Return the builder of a definition; equal definitions share one."""
        content = self.data[position + 2 : stop]
        builder = self.builders.get(content)
        if builder is None and len(self.builders) < self.room:
            builder = _GroupBuilder(definition_of(content), position)
            self.builders[content] = builder
        return builder
