"""Looking things up in parsed JSON of which nothing is certain."""

import datetime as dt
from collections.abc import Iterator, Mapping
from math import isfinite

__all__ = ["Json", "at", "day_of", "instant_of", "number_at", "objects_in", "text_at"]

Json = Mapping[str, object]

_DEPTH = 12


def objects_in(tree: object) -> Iterator[Json]:
    """Walk all objects of a tree, outer ones first, to a depth that real data does not reach.

    Parameters
    ----------
    tree : object
        Parsed JSON.

    Yields
    ------
    mapping
        Each object.
    """
    waiting: list[tuple[object, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        inner: list[object] = []
        if isinstance(node, Mapping):
            yield node
            inner = list(node.values())
        elif isinstance(node, list):
            inner = node
        if depth < _DEPTH:
            waiting += [(one, depth + 1) for one in reversed(inner) if isinstance(one, dict | list)]


def at(node: object, *path: str) -> object:
    """Follow names into a tree; None where it does not go on."""
    for name in path:
        if not isinstance(node, Mapping):
            return None
        node = node.get(name)
    return node


def number_at(node: object, *path: str) -> float | None:
    """Look up a finite number that is not below zero: sources write -1 and -2 for none."""
    value = at(node, *path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e15 < value < 1e15 and isfinite(value) and value >= 0 else None


def text_at(node: object, *path: str) -> str | None:
    """Look up a text that is not empty."""
    value = at(node, *path)
    return value if isinstance(value, str) and value else None


def instant_of(value: object, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """Read a moment: milliseconds since 1970, or ISO 8601, in `zone` if it has no offset."""
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return dt.datetime.fromtimestamp(value / 1000, dt.UTC).replace(tzinfo=zone)
        if isinstance(value, str):
            moment = dt.datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def day_of(value: object) -> dt.date | None:
    """Read a local day: the date at the beginning of an ISO 8601 text."""
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
