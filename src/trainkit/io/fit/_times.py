"""Timestamps of which a record stores only the lowest bits: in its header byte, or sixteen."""

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._cells import read_cells
from trainkit.io.fit._records import Group
from trainkit.io.fit._rollover import unroll

__all__ = ["TIMESTAMP", "complete_times"]

TIMESTAMP = 253
_MONITORING, _TIMESTAMP_16 = 55, 26
_Times = NDArray[np.uint32]  # to save memory: a record may be as short as two bytes
_Rows = NDArray[np.intp]
_NOTHING = np.empty(0, np.intp), np.empty(0, np.uint32)


def complete_times(data: bytes, groups: list[Group]) -> None:
    """Complete the times of the groups of a part, where records store only the lowest bits."""
    timed = [at for at, group in enumerate(groups) if group.compressed]
    monitoring = [at for at, group in enumerate(groups) if group.definition.message == _MONITORING]
    for found, lowest_bits, bits in (
        (timed, _times_in_headers, 5),
        (monitoring, _times_in_monitoring, 16),
    ):
        partial = {
            index: rows_and_times
            for index in found
            if (rows_and_times := lowest_bits(data, groups[index]))[0].size
        }
        if partial:
            _complete(data, groups, partial, bits)


def _times_in_headers(data: bytes, group: Group) -> tuple[_Rows, _Times]:
    """Return rows with a compressed header: a 1, two bits of local type, five bits of time."""
    headers = np.frombuffer(data, np.uint8)[group.starts]
    rows = np.flatnonzero(headers >= 0x80)
    return rows, (headers[rows] & 0x1F).astype(np.uint32)


def _times_in_monitoring(data: bytes, group: Group) -> tuple[_Rows, _Times]:
    return _numbers(data, group, _TIMESTAMP_16, 2)


def _numbers(data: bytes, group: Group, number: int, size: int) -> tuple[_Rows, _Times]:
    """Return rows with a value in the field of this number and size, and the values."""
    for slot in group.definition.slots():
        if (slot.number, slot.developer, slot.size) == (number, None, size):
            raw, valid = read_cells(data, group, slot)
            if raw.dtype.kind == "u" and raw.ndim == 1:
                rows = np.flatnonzero(valid)
                return rows, raw[rows].astype(np.uint32)
    return _NOTHING


def _complete(
    data: bytes, groups: list[Group], partial: dict[int, tuple[_Rows, _Times]], bits: int
) -> None:
    """Complete partial times, by index of the group, from all the whole times before them.

    Whole and partial times of all groups are put in file order, unrolled at once, and distributed
    to their groups again.
    """
    pieces: list[tuple[Group, _Rows, _Times, bool]] = []
    for index, group in enumerate(groups):
        rows, times = _whole_times(data, group)
        pieces.append((group, rows, times, True))
        if index in partial:
            low_rows, low = partial[index]
            # A record that also has a whole time needs no completion.
            short = ~np.isin(low_rows, rows)
            pieces.append((group, low_rows[short], low[short], False))
    order = np.argsort(np.concatenate([group.starts[rows] for group, rows, *_ in pieces]))
    known = np.concatenate([np.full(rows.size, whole) for _, rows, _, whole in pieces])[order]
    times = np.concatenate([times for _, _, times, _ in pieces])[order]
    # Before the first whole time nothing is known: -1.
    completed = np.empty(times.size, np.int64)
    completed[order] = np.where(
        np.maximum.accumulate(known), unroll(times, known, bits), np.int64(-1)
    )
    ends = np.cumsum([rows.size for _, rows, *_ in pieces])
    for (group, rows, *_), part in zip(pieces, np.split(completed, ends[:-1]), strict=True):
        if group.times is None and any(group is groups[index] for index in partial):
            group.times = np.full(group.rows, -1)
        if group.times is not None:
            group.times[rows] = part


def _whole_times(data: bytes, group: Group) -> tuple[_Rows, _Times]:
    """Return rows with a whole time, stored or already completed, and the times."""
    if group.times is None:
        return _numbers(data, group, TIMESTAMP, 4)
    rows = np.flatnonzero(group.times >= 0)
    return rows, group.times[rows].astype(np.uint32)
