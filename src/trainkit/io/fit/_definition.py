"""Definition messages: which fields the records after them have, and where."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from trainkit.io.fit._base_types import BYTE, BaseType, base_type

__all__ = ["Definition", "Slot", "definition_of"]


class Slot(NamedTuple):
    """One field of a definition: `size` bytes at `position` after the record's start."""

    number: int
    developer: int | None  # index of the application that added it
    base: BaseType  # of a developer field: bytes, until its description is known
    position: int
    size: int


class Definition:
    """A definition message; its fields are unpacked on demand.

    Parameters
    ----------
    content : bytes
        As stored, from the byte-order byte to the end.
    """

    __slots__ = ("content", "message", "native_only", "order", "size")

    def __init__(self, content: bytes) -> None:
        native_end = 4 + 3 * content[3]
        self.content = content
        self.message = int.from_bytes(content[1:3], "big" if content[0] else "little")
        """Number of the message."""
        self.order = ">" if content[0] else "<"
        """Numpy's symbol of the byte order."""
        self.size = 1 + sum(content[5:native_end:3]) + sum(content[native_end + 2 :: 3])
        """Bytes of a record, including its header byte."""
        self.native_only = len(content) == native_end
        """Whether it has no developer fields."""

    def slots(self) -> Iterator[Slot]:
        """Yield the fields, then the developer fields, in stored order, without empty ones."""
        content, position = self.content, 1
        native_end = 4 + 3 * content[3]
        for at in range(4, native_end, 3):
            number, size, code = content[at : at + 3]
            if size:
                yield Slot(number, None, base_type(code, size), position, size)
            position += size
        for at in range(native_end + 1, len(content), 3):
            number, size, developer = content[at : at + 3]
            if size:
                yield Slot(number, developer, BYTE, position, size)
            position += size


@lru_cache(maxsize=256)
def definition_of(content: bytes) -> Definition:
    """Return the definition with this content: the same object for the files of a device."""
    return Definition(content)
