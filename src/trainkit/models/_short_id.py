"""A short name of a record, for URLs and for people."""

import datetime as dt
import hashlib
from collections.abc import Mapping

__all__ = ["drop_id", "short_id"]


def short_id(day: dt.date, key: str) -> str:
    """Return the day and a digest of a key: letters, digits and a hyphen."""
    digest = hashlib.blake2b(key.encode(), digest_size=5).hexdigest()
    return f"{day.year:04}{day.month:02}{day.day:02}-{digest}"


def drop_id(data: object) -> object:
    """Leave out the id that the JSON of a record has: it follows from the other fields."""
    if isinstance(data, Mapping) and "id" in data:
        return {name: value for name, value in data.items() if name != "id"}
    return data
