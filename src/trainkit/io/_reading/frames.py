"""What a worker process sends: records as JSON, and the data of their columns as bytes beside it.

A frame is the length of its body in eight bytes, and the body: the length of the JSON in eight
bytes, the JSON, zeros up to a multiple of eight, and the data. A body of no bytes ends a source;
``null`` leaves it to the caller.
"""

from pydantic import TypeAdapter

from trainkit.models._packed_columns import Beside
from trainkit.ports.format import Contents

__all__ = ["END", "LENGTH", "frame", "parse_body"]

LENGTH = 8
END = bytes(LENGTH)
"""The end of a source."""

_JSON: TypeAdapter[Contents | None] = TypeAdapter(Contents | None)


def frame(contents: Contents | None) -> bytes:
    """Return some contents as a frame; None leaves the source to the caller."""
    beside = Beside()
    text = _JSON.serializer.to_json(contents, context=beside)
    body = [_length(len(text)), text, bytes(-len(text) % LENGTH), beside.content()]
    return b"".join([_length(sum(map(len, body))), *body])


def parse_body(body: bytes) -> Contents | None:
    """Return the contents of a body that is not empty; the columns are views into it."""
    end = LENGTH + int.from_bytes(body[:LENGTH], "little")
    beside = Beside(body, end + -end % LENGTH)
    return _JSON.validate_json(memoryview(body)[LENGTH:end].tobytes(), context=beside)


def _length(size: int) -> bytes:
    return size.to_bytes(LENGTH, "little")
