"""A stream that never fails and never gives more than its budget: it ends, and says why."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import IO

from trainkit.io._reading._budget import Budget, TooMuch

__all__ = ["UNREADABLE", "Flow", "said", "spooled"]

# What the system and the standard library raise for files and archives that cannot be read:
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
_CHUNK = 1 << 16
_IN_MEMORY = 16 << 20


def said(error: Exception) -> str:
    """Put an error in words: some have none."""
    return str(error) or type(error).__name__


class _Source(RawIOBase):
    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self.fault: str | None = None
        self.held = False
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and self.fault is None:
            try:
                chunk = self._stream.read(len(buffer) - filled)
                self._budget.spend(len(chunk), flowing=not self.held)
            except TooMuch as error:
                self.fault = str(error)
            except UNREADABLE as error:
                self.fault = f"its compression is damaged: {said(error)}"
            else:
                if not chunk:
                    break
                buffer[filled : filled + len(chunk)] = chunk
                filled += len(chunk)
        return filled


class Flow(BufferedReader):
    """What comes out of a file or a member of an archive.

    Parameters
    ----------
    stream : binary file
        Where it comes from.
    budget : Budget
        How much may come.
    """

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._source = _Source(stream, budget)
        super().__init__(self._source, _CHUNK)

    @property
    def fault(self) -> str | None:
        """Why it ended early, if it did."""
        return self._source.fault

    def head(self, size: int) -> bytes:
        """Look at the beginning without taking it."""
        return self.peek(size)[:size]

    def everything(self) -> bytes:
        """Take all of it into memory."""
        self._source.held = True
        return self.read()


@contextmanager
def spooled(flow: Flow) -> Iterator[IO[bytes]]:
    """Keep a flow where it can be sought in: in memory while it is small, else on disk."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as kept:
        while chunk := flow.read(_CHUNK):
            kept.write(chunk)
        kept.seek(0)
        yield kept
