"""Numbers, times and encodings in text of unknown origin."""

import datetime as dt
from math import isfinite

__all__ = ["BYTE_ORDER_MARKS", "decode_head", "parse_number", "parse_offset", "parse_unix_time"]

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def decode_head(head: bytes) -> str:
    """Decode the first bytes of a file to recognise it.

    Parameters
    ----------
    head : bytes
        The beginning, which may end within a character.

    Returns
    -------
    str
        UTF-8 or UTF-16 after a byte order mark, else Latin-1, which maps every byte; without
        leading blanks.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace").lstrip()
    return head.decode("latin-1").lstrip()


def parse_number(text: str | None) -> float | None:
    """Parse a finite number; None for anything else."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in (text or "") else None


def parse_unix_time(text: str | None) -> float | None:
    """Parse an ISO 8601 time, in UTC if it has no offset, to Unix seconds; None for other text."""
    try:
        moment = dt.datetime.fromisoformat((text or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def parse_offset(text: str) -> dt.tzinfo | None:
    """Parse the offset of an ISO 8601 time; None for UTC, which says nothing of a place."""
    try:
        zone = dt.datetime.fromisoformat(text.strip()).tzinfo
    except ValueError:
        return None
    return zone if zone is not None and zone.utcoffset(None) else None
