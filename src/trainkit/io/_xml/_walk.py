"""Streaming XML without its dangers: no entities, nothing fetched, no endless nesting."""

from collections.abc import Callable
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

__all__ = ["Stop", "walk"]

_CHUNK = 1 << 16
_DEPTH = 64  # real files nest about ten elements


class Stop(NamedTuple):
    """What stopped a walk, and at which byte."""

    message: str
    offset: int


class _Refused(Exception):
    """Stops the parser from inside a call."""


def walk(
    stream: BinaryIO,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str, str], None],
    doctype: bool = False,
) -> Stop | None:
    """Call back for each element, under its name without a namespace.

    Parameters
    ----------
    stream : binary file
        The document; blanks before it, which some exports have, are skipped.
    start : callable
        Called with an element's name and attributes.
    end : callable
        Called with an element's name and its own text, stripped.
    doctype : bool
        Whether a DOCTYPE is allowed; its entities never are.

    Returns
    -------
    Stop or None
        None if the document is whole. Everything before the stop has been called back.
    """
    parser = _Walk(start, end).parser(doctype=doctype)
    chunk, skipped = _first(stream)
    try:
        while chunk:
            parser.Parse(chunk)
            chunk = stream.read(_CHUNK)
        parser.Parse(b"", True)  # noqa: FBT003  expat takes it by position
    except _Refused as refused:
        return Stop(str(refused), skipped + max(parser.CurrentByteIndex, 0))
    except expat.ExpatError as error:
        message = f"damaged XML: {expat.ErrorString(error.code)}"
        return Stop(message, skipped + max(parser.ErrorByteIndex, 0))
    except (ValueError, LookupError) as error:  # an encoding that Python does not have
        return Stop(f"damaged XML: {error}", skipped + max(parser.CurrentByteIndex, 0))
    return None


class _Walk:
    """Strips namespaces, gathers text and counts depth."""

    def __init__(
        self, start: Callable[[str, dict[str, str]], None], end: Callable[[str, str], None]
    ) -> None:
        self._start = start
        self._end = end
        self._local: dict[str, str] = {}
        self._text: list[str] = []
        self._depth = 0

    def parser(self, *, doctype: bool) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = _refuse_entity
        if not doctype:
            parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _Refused(f"elements nest more than {_DEPTH} deep")
        if name not in self._local:
            self._local[name] = name.rpartition(" ")[2]
        self._text.clear()
        self._start(self._local[name], attributes)

    def _on_end(self, name: str) -> None:
        self._depth -= 1
        self._end(self._local[name], "".join(self._text).strip())
        self._text.clear()


def _refuse_doctype(*_: object) -> None:
    raise _Refused("a DOCTYPE is refused, for it could define entities")


def _refuse_entity(*_: object) -> None:
    raise _Refused("entities are refused")


def _first(stream: BinaryIO) -> tuple[bytes, int]:
    """Skip blanks before the declaration; say how many."""
    skipped = 0
    while chunk := stream.read(_CHUNK):
        rest = chunk.lstrip(b" \t\r\n")
        skipped += len(chunk) - len(rest)
        if rest:
            return rest, skipped
    return b"", skipped
