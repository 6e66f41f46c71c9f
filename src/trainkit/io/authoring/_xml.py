"""Streaming XML without its dangers: no entities, no fetching, no endless nesting."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol
from xml.parsers import expat

from trainkit.io.authoring._text import decode_head
from trainkit.ports.format import Contents, FileContext

__all__ = ["XmlReader", "is_xml", "read_xml"]

_CHUNK = 1 << 16
_DEPTH = 64  # real files nest about ten elements


class XmlReader(Protocol):
    """Builds records from the elements of a document; `read_xml` calls it.

    Names come without namespace.
    """

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """Handle the start of an element."""

    def end(self, name: str, text: str, /) -> None:
        """Handle the end of an element, with its own text, stripped."""

    def take(self) -> Contents | None:
        """Return the records completed since the last call, and forget them; None for none."""

    def finish(self) -> Contents:
        """Return the rest, with records that damage left open, and the problems."""


class _Damage(NamedTuple):
    message: str
    offset: int


class _Refused(Exception):
    """Stops the parser from inside a callback."""


def is_xml(head: bytes, root: str) -> bool:
    """Return whether the first bytes of a file are XML with this root, in any namespace."""
    text = decode_head(head)
    return text.startswith("<") and re.search(rf"<(?:\w+:)?{root}[\s>/]", text) is not None


def read_xml(
    stream: BinaryIO, reader: XmlReader, context: FileContext, *, doctype: bool = False
) -> Iterator[Contents]:
    """Pass a document to a reader, and yield its records as they are complete.

    Parameters
    ----------
    stream : binary file
        The document; blanks before it, which some exports have, are skipped.
    reader : XmlReader
        Builds the records.
    context : FileContext
        Makes the problem of a damaged document, with its byte offset.
    doctype : bool
        Whether a DOCTYPE is allowed; its entities never are.

    Yields
    ------
    Contents
        What is complete after each chunk; at the end the rest, damage first.
    """
    parser = _Handlers(reader).parser(doctype=doctype)
    chunk, skipped = _skip_blanks(stream)
    damage: _Damage | None = None
    while damage is None:
        damage = _feed(parser, chunk, skipped)
        if not chunk or damage is not None:
            break
        chunk = stream.read(_CHUNK)
        if chunk and (part := reader.take()) is not None:
            yield part
    rest = reader.finish()
    problems = () if damage is None else (context.error(damage.message, offset=damage.offset),)
    yield Contents.join([Contents(problems=problems), rest])


def _feed(parser: expat.XMLParserType, chunk: bytes, skipped: int) -> _Damage | None:
    """Parse a chunk; an empty one ends the document."""
    try:
        parser.Parse(chunk, not chunk)
    except _Refused as refused:
        return _Damage(str(refused), skipped + max(parser.CurrentByteIndex, 0))
    except expat.ExpatError as error:
        message = f"damaged XML: {expat.ErrorString(error.code)}"
        return _Damage(message, skipped + max(parser.ErrorByteIndex, 0))
    except (ValueError, LookupError) as error:  # an encoding that Python does not have
        return _Damage(f"damaged XML: {error}", skipped + max(parser.CurrentByteIndex, 0))
    return None


class _Handlers:
    """Strips namespaces, gathers text and limits depth."""

    def __init__(self, reader: XmlReader) -> None:
        self._start = reader.start
        self._end = reader.end
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


def _skip_blanks(stream: BinaryIO) -> tuple[bytes, int]:
    """Return the first chunk without blanks before the declaration, and their number."""
    skipped = 0
    while chunk := stream.read(_CHUNK):
        rest = chunk.lstrip(b" \t\r\n")
        skipped += len(chunk) - len(rest)
        if rest:
            return rest, skipped
    return b"", skipped
