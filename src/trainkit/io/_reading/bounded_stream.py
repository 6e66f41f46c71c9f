"""A stream that stays within a budget and never raises: it ends early, and keeps the reason."""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import IO

from trainkit.io._reading.expansion_budget import ExpansionBudget, ExpansionLimitExceeded

__all__ = ["UNREADABLE", "BoundedStream", "error_text", "seekable_copy"]

# Raised by the system and the standard library for files and archives that cannot be read:
# damaged, encrypted, or of an unknown compression.
UNREADABLE = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_OTHERS = (b"<", b"{", b"[")  # beginnings of what is no table
_BINARY = re.compile(rb"[\x0c\x0e].{7}\.FIT", re.DOTALL)  # no text: it has no elements
_CHUNK = 1 << 16
_IN_MEMORY = 16 << 20


def error_text(error: Exception) -> str:
    """Return the message of an error, or its class if it has none."""
    return str(error) or type(error).__name__


class _Source(RawIOBase):
    def __init__(self, stream: IO[bytes], budget: ExpansionBudget) -> None:
        self.fault: str | None = None
        self.in_memory = self.is_table = False
        self.size = 0  # bytes so far
        self._is_binary = False
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def read_on_in_memory(self) -> None:
        """Account for what comes, and what came before, as read as a whole."""
        self.in_memory = True
        try:
            self._budget.spend_memory(self.size)
        except ExpansionLimitExceeded as error:
            self.fault = str(error)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and (chunk := self._next(len(buffer) - filled)):
            buffer[filled : filled + len(chunk)] = chunk
            filled += len(chunk)
        return filled

    def readall(self) -> bytes:
        """Return the rest; the way of the base class takes 8 KiB at a time."""
        chunks = []
        while chunk := self._next(_CHUNK):
            chunks.append(chunk)
        return b"".join(chunks)

    def _next(self, size: int) -> bytes:
        """Return up to so many bytes; none at the end, or where the stream ends early."""
        if self.fault is not None:
            return b""
        try:
            chunk = self._stream.read(size)
            self._account_for(chunk)
        except ExpansionLimitExceeded as error:
            self.fault = str(error)
        except UNREADABLE as error:
            self.fault = f"its compression is damaged: {error_text(error)}"
        else:
            return chunk
        return b""

    def _account_for(self, chunk: bytes) -> None:
        if not self.size:
            self._is_binary = _BINARY.match(chunk) is not None
        streamed = not self.in_memory
        self._budget.spend(chunk, streamed=streamed)
        if not self._is_binary:
            self._budget.spend_elements(chunk, streamed=streamed, is_table=self.is_table)
        self.size += len(chunk)


class BoundedStream(BufferedReader):
    """The bytes of a file or of a member of an archive, to be read once, forwards.

    Parameters
    ----------
    stream : binary file
        The source of the bytes.
    budget : ExpansionBudget
        Limits their number; reading everything at once is limited more than reading in chunks.
    """

    def __init__(self, stream: IO[bytes], budget: ExpansionBudget) -> None:
        self._source = _Source(stream, budget)
        super().__init__(self._source, _CHUNK)

    @property
    def fault(self) -> str | None:
        """Why the stream ended early, if it did."""
        return self._source.fault

    def head(self, size: int) -> bytes:
        """Return the beginning without consuming it."""
        head = self.peek(size)[:size]
        self._source.is_table = not head.lstrip().startswith(_OTHERS)
        return head

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, or the rest."""
        if (size is None or size < 0) and not self._source.in_memory:
            self._source.read_on_in_memory()
        return super().read(size)


@contextmanager
def seekable_copy(stream: BoundedStream) -> Iterator[IO[bytes]]:
    """Copy a stream to where one can seek: to memory while it is small, else to disk."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        while chunk := stream.read(_CHUNK):
            copy.write(chunk)
        copy.seek(0)
        yield copy
