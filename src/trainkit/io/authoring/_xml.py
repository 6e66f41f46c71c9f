"""Streaming XML without its dangers: no entities, no fetching, no endless nesting.

A document that is nearly right is read as far as it can be: after damage, reading goes on at the
next tag, within the elements that are open there.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple, Protocol
from xml.parsers import expat

from trainkit.io.authoring._text import decode_head
from trainkit.io.authoring._xml_text import XmlText, cut_doctype
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext
from trainkit.ports.read_limits import ReadLimits

__all__ = ["XmlReader", "is_xml", "read_xml"]

_CHUNK = 1 << 16
_MOST_DAMAGE = 1000  # places after which the rest is given up
_END_TAG = re.compile(rb"</([^\s>]*)[^>]*>")
_DECLARATION = b"<?xml"
_MISMATCH = expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]


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
    pattern = rf"<(?:!DOCTYPE\s+)?(?:\w+:)?{root}[\s>/\[]"
    return text.startswith("<") and re.search(pattern, text) is not None


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
        Whether a DOCTYPE is allowed, well formed or not: it is skipped. One that defines entities
        never is.

    Yields
    ------
    Contents
        What is complete after each chunk; at the end the rest, damage first.
    """
    chunk, skipped = _skip_blanks(stream)
    text = XmlText(chunk)
    decoded = text.decode(chunk[text.mark :])
    blanks = len(decoded) - len(decoded.lstrip())  # behind a byte order mark
    origin = skipped + text.mark + blanks
    document = _Document(reader, origin, context.limits, doctype=doctype)
    document.feed(decoded[blanks:], len(chunk) - text.mark - blanks)
    while chunk and not document.stopped:
        chunk = stream.read(_CHUNK)
        document.feed(text.decode(chunk), len(chunk))
        if chunk and (part := reader.take()) is not None:
            yield part
    document.finish(text.decode(b"", last=True))
    problems = [*document.problems(context), *map(context.warning, text.notes())]
    yield Contents.join([Contents(problems=tuple(problems)), reader.finish()])


class _Document:
    """Parses pieces of a document; after damage, with a new parser in the same open elements."""

    def __init__(
        self, reader: XmlReader, origin: int, limits: ReadLimits, *, doctype: bool
    ) -> None:
        self._handlers = _Handlers(reader, limits)
        self._longest = limits.token_bytes
        self._doctype = doctype
        self._prolog: bytes | None = b"" if doctype else None
        self._parser = self._handlers.parser(doctype=doctype)
        self._before = 0  # bytes that the parser got ahead of the document's
        self._window = b""  # the last bytes that the parser got
        self._fed = 0  # all of them
        self._origin = origin  # offset in the file, less the bytes that the parser got
        self._damage: list[_Damage] = []
        self.stopped = False

    def feed(self, data: bytes, size: int) -> None:
        """Parse a piece, which took up `size` bytes of the file."""
        if self._prolog is not None:
            self._prolog += data
            self._skip_doctype(last=False)
        else:
            self._parse(data)
        self._origin += size - len(data)

    def finish(self, data: bytes) -> None:
        """Parse the last piece."""
        if self._prolog is not None:
            self._prolog += data
            data = b""
            self._skip_doctype(last=True)
        if not self.stopped:
            self._parse(data, last=True)

    def problems(self, context: FileContext) -> list[Problem]:
        """Return one problem for all the damage."""
        if not self._damage:
            return []
        message, offset = self._damage[0]
        places = len(self._damage)
        if places > 1:
            message = f"{message} (the first of {places} such places)"
        return [context.error(message, offset=offset)]

    def _skip_doctype(self, *, last: bool) -> None:
        prolog = cut_doctype(self._prolog or b"", last=last)
        if prolog is None:
            return
        self._origin += len(self._prolog or b"") - len(prolog.data)
        self._prolog = None
        if prolog.has_entities:
            self._stop(_Damage("entities are refused", self._origin))
        else:
            self._parse(prolog.data)

    def _stop(self, damage: _Damage) -> None:
        self._damage.append(damage)
        self.stopped = True

    def _parse(self, data: bytes, *, last: bool = False) -> None:
        at_the_end = 0  # places of damage that the end of the document shows: they are one
        while not self.stopped:
            self._window = self._window[-_CHUNK:] + data
            self._fed += len(data)
            try:
                self._parser.Parse(data, last)
                self._stop_long_token(last=last)
                return
            except _Refused as refused:
                self._stop(_Damage(str(refused), self._offset(self._parser.CurrentByteIndex)))
            except expat.ExpatError as error:
                at = self._parser.ErrorByteIndex
                message = f"damaged XML: {expat.ErrorString(error.code)}"
                if not (last and at_the_end):
                    self._damage.append(_Damage(message, self._offset(at)))
                at_the_end += last
                self.stopped = len(self._damage) >= _MOST_DAMAGE
                data = self._go_on(error.code, at)
                if last and not data:
                    return

    def _stop_long_token(self, *, last: bool) -> None:
        """Stop before a tag or comment that does not end: expat looks at all of it anew."""
        waiting = self._before + self._fed - max(self._parser.CurrentByteIndex, 0)
        if waiting > self._longest and not last:
            message = f"a tag or comment of more than {self._longest:,} bytes"
            self._stop(_Damage(message, self._offset(self._parser.CurrentByteIndex)))

    def _offset(self, index: int) -> int:
        return max(self._origin + index - self._before, 0)

    def _go_on(self, code: int, index: int) -> bytes:
        """Start a new parser behind the damage, and return what it has to parse."""
        start = self._fed - len(self._window)  # of the window, in the bytes that the parser got
        at = max(index - self._before - start, 0)
        resume = self._handlers.close(code, self._window, at)
        if resume is None:
            resume = self._window.find(b"<", at if at + start > 0 else 1)
        rest = self._window[resume:] if resume >= 0 else b""
        self._origin += self._fed - len(rest)
        opened = "".join(f"<{name}>" for name in self._handlers.open_names).encode()
        self._parser = self._handlers.parser(doctype=self._doctype, opened=opened)
        self._before = len(opened)
        self._window, self._fed = b"", 0
        return rest


class _LocalNames(dict[str, str]):
    """Names without their namespace."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class _Handlers:
    """Strips namespaces, gathers text and limits depth."""

    def __init__(self, reader: XmlReader, limits: ReadLimits) -> None:
        self.open_names: list[str] = []
        self._on_start, self._on_end, self._on_text = _make_handlers(
            reader, limits, self.open_names
        )

    def parser(self, *, doctype: bool, opened: bytes = b"") -> expat.XMLParserType:
        """Make a parser within open elements; prefixes without a namespace are no damage."""
        parser = expat.ParserCreate("utf-8")
        if opened:
            parser.Parse(opened, False)  # noqa: FBT003  expat takes no name here
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.EntityDeclHandler = _refuse_entity
        if not doctype:
            parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser

    def close(self, code: int, window: bytes, at: int) -> int | None:
        """Close the elements that end at damage; return where to go on, None for the next tag."""
        if code == _MISMATCH:
            tag = _END_TAG.match(window, window.rfind(b"<", 0, at + 1))
            if tag is None:
                return None
            name = tag[1].decode(errors="replace")
            if name in self.open_names:
                while self.open_names[-1] != name:
                    self._on_end(self.open_names[-1])
                self._on_end(name)
            return tag.end()
        if at > 0 and window.startswith(_DECLARATION, at):  # a second document
            while self.open_names:
                self._on_end(self.open_names[-1])
            return at
        return None


def _make_handlers(
    reader: XmlReader, limits: ReadLimits, open_names: list[str]
) -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None], Callable[[str], None]]:
    """Return what handles starts, ends and texts.

    Each element calls them several times, so that their state is in local variables: an attribute
    takes longer to find.
    """
    start_element, end_element = reader.start, reader.end
    deepest, longest = limits.elements_deep, limits.text_bytes
    local_names = _LocalNames()
    texts: list[str] = []
    size = 0  # of the text so far

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal size
        open_names.append(name)
        if len(open_names) > deepest:
            raise _Refused(f"elements nest more than {deepest} deep")
        texts.clear()
        size = 0
        start_element(local_names[name], attributes)

    def on_end(name: str) -> None:
        nonlocal size
        open_names.pop()
        end_element(local_names[name], "".join(texts).strip())
        texts.clear()
        size = 0

    def on_text(text: str) -> None:
        nonlocal size
        size += len(text)
        if size > longest:
            raise _Refused(f"an element with a text of more than {longest:,} bytes")
        texts.append(text)

    return on_start, on_end, on_text


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
