"""The bytes of an XML document as UTF-8 that a parser accepts, whatever their encoding."""

import codecs
import re
from typing import NamedTuple

from trainkit.io.authoring._text import find_encoding

__all__ = ["Prolog", "XmlText", "cut_doctype"]

_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_TEXT_CODEC = re.compile(
    r"(iso-?8859|windows-?\d|cp\d|latin|us-ascii|ascii|utf-?8|utf-?16|gb|big5|shift|sjis|euc|koi8"
    r"|mac)",
    re.IGNORECASE,
)
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_NUMBERED = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}));")
_LONGEST_REFERENCE = 12
_BEFORE_ROOT = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*", re.IGNORECASE)
_END = re.compile(rb"\]\s*>(?:\s|<!--.*?-->|<\?.*?\?>)*(?=<[A-Za-z_])", re.DOTALL)
_ROOT = re.compile(rb"<(?=[A-Za-z_])")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_MOST = 1 << 20  # bytes of a document type


class Prolog(NamedTuple):
    """The beginning of a document without its document type.

    Parameters
    ----------
    data : bytes
        The rest.
    has_entities : bool
        True if the document type defines entities.
    """

    data: bytes
    has_entities: bool


class XmlText:
    """Decodes a document piece by piece, and leaves out what no document may contain.

    Parameters
    ----------
    first : bytes
        The first piece, from which the encoding is told.

    Attributes
    ----------
    mark : int
        Size of the byte order mark, which the pieces must not contain [bytes].
    """

    def __init__(self, first: bytes) -> None:
        mark, encoding = find_encoding(first, whole=False)
        declared = _DECLARED.match(first[len(mark) :])
        self.mark = len(mark)
        self._unknown = ""
        self._controls = self._foreign = 0
        if declared is not None and not mark and not encoding.startswith("utf-16"):
            encoding = self._codec(declared[1].decode("ascii"))
        elif encoding == "cp1252":
            encoding = "utf-8"  # as a document without a declaration must be
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)
        self._state = None if self._decoder is None else self._decoder(errors="replace")
        self._tail = b""

    def decode(self, piece: bytes, *, last: bool = False) -> bytes:
        """Return a piece as UTF-8; a character that the piece cuts comes with the next one."""
        if self._state is not None:
            data = self._tail + self._state.decode(piece, last).encode("utf-8", "replace")
        else:
            data = self._decode_utf8(self._tail + piece, last=last)
        if self._state is not None:
            self._tail = b""
        clean = data.translate(None, _CONTROL)
        self._controls += len(data) - len(clean)
        return self._mend_references(clean, last=last) if b"&" in clean else clean

    def notes(self) -> list[str]:
        """Return what was wrong with the text, in words."""
        notes = []
        if self._unknown:
            notes.append(f"the encoding {self._unknown} is not known: read as UTF-8")
        if self._foreign:
            notes.append(
                f"{self._foreign} characters that are no UTF-8 were read as those of Windows-1252"
            )
        if self._controls:
            notes.append(f"{self._controls} control characters that XML forbids were left out")
        return notes

    def _codec(self, name: str) -> str:
        """Return a codec that reads a declared encoding; a file without zeros is no UTF-16."""
        if name.lower().startswith(("utf-16", "utf16", "ucs")):
            return "utf-8"
        try:
            if _TEXT_CODEC.match(name):
                return codecs.lookup(name).name
        except LookupError:
            pass
        self._unknown = name
        return "utf-8"

    def _decode_utf8(self, data: bytes, *, last: bool) -> bytes:
        """Return data as it is if it is UTF-8; other bytes are read as those of Windows-1252."""
        self._tail = b""
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            if not last and error.start >= len(data) - 3 and "unexpected end" in error.reason:
                data, self._tail = data[: error.start], data[error.start :]
                return data
            mended = data.decode("utf-8", _HANDLER)
            self._foreign += max(len(mended) - len(data.decode("utf-8", "ignore")), 1)
            return mended.encode("utf-8", "replace")
        return data

    def _mend_references(self, data: bytes, *, last: bool) -> bytes:
        """Escape bare ampersands and unknown entities, and drop characters that are forbidden."""
        place = data.rfind(b"&")
        if not last and place > len(data) - _LONGEST_REFERENCE and b";" not in data[place:]:
            data, self._tail = data[:place], data[place:] + self._tail
        if b"<![CDATA[" in data:
            return data
        if b"&#" in data:
            data = _NUMBERED.sub(self._character, data)
        return _BARE.sub(b"&amp;", data)

    def _character(self, match: re.Match[bytes]) -> bytes:
        code = int(match[1], 16) if match[1] else int(match[2])
        allowed = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
        if allowed or 0x10000 <= code < 0x110000:
            return match[0]
        self._controls += 1
        return b""


def cut_doctype(data: bytes, *, last: bool) -> Prolog | None:
    """Cut the document type out of the beginning of a document, well formed or not.

    Parameters
    ----------
    data : bytes
        The beginning.
    last : bool
        True if there is no more.

    Returns
    -------
    Prolog or None
        None if the document type does not end in `data`.
    """
    before = _BEFORE_ROOT.match(data)
    start = before.end() if before else 0
    doctype = _DOCTYPE.match(data, start)
    complete = last or len(data) > _MOST
    if doctype is None:
        return Prolog(data, has_entities=False) if complete or len(data) > start else None
    if data[doctype.end() : doctype.end() + 1] == b">":
        return Prolog(data[:start] + data[doctype.end() + 1 :], has_entities=False)
    end = _END.search(data, doctype.end())
    if end is None and not complete:
        return None
    if end is None:
        end = _ROOT.search(data, doctype.end())
    stop = len(data) if end is None else end.end() - (data[end.end() - 1 : end.end()] == b"<")
    inside = data[start:stop]
    return Prolog(data[:start] + data[stop:], has_entities=_ENTITY.search(inside) is not None)


_HANDLER = "trainkit-windows-1252"


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_HANDLER, _read_as_windows)
