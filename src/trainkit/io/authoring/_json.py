"""Parsing JSON of unknown shape, and looking up values in it."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite

from trainkit.io.authoring._text import decode_head
from trainkit.models._writable import writable
from trainkit.models.units import is_usual_year
from trainkit.ports.format import FileContext

__all__ = [
    "Json",
    "find_objects",
    "is_json",
    "number_at",
    "parse_day",
    "parse_instant",
    "read_json_tree",
    "text_at",
    "value_at",
]

Json = Mapping[str, object]

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # an escape of half a character, or of one of two halves
_DEPTH = 12
_SMALL = 1 << 16  # bytes that are cheap to parse whatever they hold
_OBJECT, _LIST = 200, 72  # the least memory that an object and a list take [bytes]
_MOST_TIMES = 16  # the most memory for objects and lists, in multiples of the file's size


def is_json(head: bytes) -> bool:
    """Return whether the first bytes of a file begin a JSON object or list."""
    return decode_head(head).startswith(("{", "["))


def find_objects(tree: object) -> Iterator[Json]:
    """Find all objects of a tree, outer ones first, to a depth that real data does not reach.

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
            children = [child for child in reversed(inner) if isinstance(child, dict | list)]
            waiting += [(child, depth + 1) for child in children]


def read_json_tree(data: bytes, context: FileContext) -> object:
    """Parse JSON.

    Parameters
    ----------
    data : bytes
        The file.
    context : FileContext
        Makes the problem.

    Returns
    -------
    object or Problem
        The tree, or a `Problem` if the JSON is damaged, or is so many brackets that it would fill
        the memory.
    """
    memory = _OBJECT * data.count(b"{") + _LIST * data.count(b"[")
    if memory > max(_MOST_TIMES * len(data), _MOST_TIMES * _SMALL):
        return context.error("JSON of little but brackets: left out")
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        return context.error(f"damaged JSON: {error}", offset=getattr(error, "pos", None))
    return _mend_texts(tree, context) if _HALF.search(data) else tree


def _mend_texts(tree: object, context: FileContext) -> object:
    """Replace halves of characters, which JSON can hold and no file or database can."""
    mended = 0

    def mend(node: object) -> object:
        nonlocal mended
        if isinstance(node, str):
            text = writable(node)
            mended += text != node
            return text
        if isinstance(node, dict):
            return {mend(name): mend(value) for name, value in node.items()}
        return [mend(item) for item in node] if isinstance(node, list) else node

    try:
        whole = mend(tree)
    except RecursionError:
        return context.error("JSON of little but brackets: left out")
    if mended:
        context.noted.append(
            context.warning(f"{mended} texts with half a character: replaced by \ufffd")
        )
    return whole


def value_at(node: object, *path: str) -> object:
    """Return the value at a path of names; None if it does not exist."""
    for name in path:
        if not isinstance(node, Mapping):
            return None
        node = node.get(name)
    return node


def number_at(node: object, *path: str) -> float | None:
    """Return a finite number of at least zero at a path: sources write -1 and -2 for unknown."""
    value = value_at(node, *path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e15 < value < 1e15 and isfinite(value) and value >= 0 else None


def text_at(node: object, *path: str) -> str | None:
    """Return a non-empty text at a path."""
    value = value_at(node, *path)
    return value if isinstance(value, str) and value else None


def parse_instant(value: object, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """Parse milliseconds since 1970, or ISO 8601 text; without an offset it is in `zone`."""
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            moment = dt.datetime.fromtimestamp(value / 1000, dt.UTC).replace(tzinfo=zone)
        elif isinstance(value, str):
            moment = dt.datetime.fromisoformat(value)
        else:
            return None
        if is_usual_year(moment):
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def parse_day(value: object) -> dt.date | None:
    """Parse the date at the beginning of an ISO 8601 text."""
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
