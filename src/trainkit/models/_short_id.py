"""A short name of a record, for URLs and for people."""

import datetime as dt
import hashlib

__all__ = ["short_id"]


def short_id(day: dt.date, key: str) -> str:
    """Return the day and a digest of a key: letters, digits and a hyphen."""
    return f"{day:%Y%m%d}-{hashlib.blake2b(key.encode(), digest_size=5).hexdigest()}"
