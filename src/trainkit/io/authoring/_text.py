"""Numbers, times and encodings in text of unknown origin."""

import datetime as dt
from functools import lru_cache
from math import isfinite

from trainkit.models.units import is_usual_year

__all__ = [
    "BYTE_ORDER_MARKS",
    "decode_head",
    "find_encoding",
    "parse_number",
    "parse_unix_time",
]

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HEAD = 1 << 14  # bytes of the beginning of a file
_WIDE = 64  # characters that show which byte of each is zero
_SHARE = 0.8  # of them are plain letters, digits and marks in any table or markup


def decode_head(head: bytes) -> str:
    """Decode the first bytes of a file to recognise it.

    Parameters
    ----------
    head : bytes
        The beginning, which may end within a character.

    Returns
    -------
    str
        UTF-8 or UTF-16, after a byte order mark or without, else Windows-1252; without leading
        blanks.
    """
    return _decode_once(head) if len(head) <= _HEAD else _decode(head)


def _decode(head: bytes) -> str:
    mark, encoding = find_encoding(head, whole=False)
    return head[len(mark) :].decode(encoding, errors="replace").lstrip()


_decode_once = lru_cache(maxsize=4)(_decode)  # all formats look at the same beginning


def find_encoding(data: bytes, *, whole: bool = True) -> tuple[bytes, str]:
    """Find out how text is encoded.

    Parameters
    ----------
    data : bytes
        The text.
    whole : bool
        False for a beginning, which may end within a character.

    Returns
    -------
    tuple of (bytes, str)
        The byte order mark, and the name of the encoding.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return mark, encoding
    zeros = [data[start : 2 * _WIDE : 2].count(0) for start in (0, 1)]
    characters = max(min(len(data), 2 * _WIDE) // 2, 1)
    if max(zeros) >= _SHARE * characters and min(zeros) == 0:
        return b"", "utf-16-be" if zeros[0] else "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if whole or error.start < len(data) - 3:
            return b"", "cp1252"
    return b"", "utf-8"


def parse_number(text: str | None) -> float | None:
    """Parse a finite number, with a point or, as some programs write it, a comma; else None."""
    try:
        value = float(text or "")
    except ValueError:
        return parse_number(text.replace(",", ".")) if text and text.count(",") == 1 else None
    return value if isfinite(value) and "_" not in (text or "") else None


def parse_unix_time(text: str | None) -> float | None:
    """Parse an ISO 8601 time, in UTC if it has no offset, to Unix seconds; None for other text."""
    try:
        moment = dt.datetime.fromisoformat((text or "").strip())
        if not is_usual_year(moment):
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
