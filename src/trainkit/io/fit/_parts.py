"""Where the parts of a chained file begin and end, even if their headers are wrong."""

from collections.abc import Iterator
from typing import NamedTuple

from trainkit.io.fit._crc import crc16
from trainkit.io.fit._damage import DamageLog, in_bytes

__all__ = ["Header", "find_parts"]

_SIGNATURE = b".FIT"


class Header(NamedTuple):
    """The header of a part; its records are bytes ``[start, end)`` of the file."""

    offset: int
    start: int
    end: int
    protocol: int  # version, major in the upper four bits
    profile: int  # version, times 100


def find_parts(data: bytes, log: DamageLog) -> Iterator[Header]:
    """Yield the header of each part of a file.

    The size in a header is trusted if it leads to a checksum, another header or the end of the
    file. Otherwise the records extend to the next header or the end of the file.
    """
    position = 0
    most = 64 + len(data) // 256  # a hostile file could chain thousands of empty parts
    while position < len(data):
        if not _is_header(data, position):
            following = _next_header(data, position)
            log.add(position, f"{in_bytes(following - position)} of no FIT file")
            position = following
            continue
        if not most:
            log.add(position, "too many chained files for this size")
            return
        most -= 1
        start = position + data[position]
        end, following = _extent(data, position, start, log)
        yield Header(position, start, end, data[position + 1], _read_uint(data, position + 2, 2))
        position = following


def _is_header(data: bytes, position: int) -> bool:
    return (
        data[position : position + 1] in (b"\x0c", b"\x0e")
        and data[position + 8 : position + 12] == _SIGNATURE
        and position + data[position] <= len(data)
    )


def _next_header(data: bytes, position: int) -> int:
    """Return where the next header begins at or after `position`, or the end of the file."""
    found = data.find(_SIGNATURE, position + 8)
    while found >= 0 and not _is_header(data, found - 8):
        found = data.find(_SIGNATURE, found + 1)
    return found - 8 if found >= 0 else len(data)


def _extent(data: bytes, offset: int, start: int, log: DamageLog) -> tuple[int, int]:
    """Return where the records of a part end, and where the next part begins."""
    _check_header(data, offset, log)
    size = _read_uint(data, offset + 4, 4)
    end, after = start + size, start + size + 2
    if after == len(data) or _is_header(data, after):
        _check_content(data, offset, end, log)
        return end, after
    following = _next_header(data, start)
    if size and after < following and _checksum_matches(data, offset, end):
        return end, after
    have = following - start
    if size > have:
        log.add(following, f"the file ends after {have} of {in_bytes(size)} of records")
    else:
        log.add(offset + 4, f"the header counts {in_bytes(size)} of records, but they go on")
    # The last two bytes are a checksum if they match; else they may belong to a record.
    whole = have >= 2 and _checksum_matches(data, offset, following - 2)
    return following - 2 * whole, following


def _check_header(data: bytes, offset: int, log: DamageLog) -> None:
    stored = _read_uint(data, offset + 12, 2) if data[offset] == 14 else 0
    if stored and stored != crc16(
        data[offset : offset + 12]
    ):  # 0 means that the writer computed none
        log.add(offset + 12, "the header's checksum does not match", lost=False)


def _check_content(data: bytes, offset: int, end: int, log: DamageLog) -> None:
    if not _checksum_matches(data, offset, end):
        log.add(end, "the checksum does not match", lost=False)


def _checksum_matches(data: bytes, offset: int, end: int) -> bool:
    """Return whether the checksum at `end` is that of all bytes from `offset` on."""
    return crc16(memoryview(data)[offset:end]) == _read_uint(data, end, 2)


def _read_uint(data: bytes, offset: int, size: int) -> int:
    return int.from_bytes(data[offset : offset + size], "little")
