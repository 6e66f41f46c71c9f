"""Limits on what comes out of an archive, so that a small file never fills memory or an hour."""

from dataclasses import dataclass

__all__ = ["ExpansionBudget", "ExpansionLimitExceeded"]

_FLOOR = 1 << 20  # bytes that any file may expand to
_TIMES_IN_MEMORY = 20  # and this multiple of its size, if it is read as a whole
_TIMES_STREAMED = 200  # or this one, if it is read in chunks
_MEMBER = 48  # the least bytes that a member takes in an archive
_DEPTH = 8


class ExpansionLimitExceeded(Exception):
    """An archive expands to more than its size allows."""


@dataclass
class ExpansionBudget:
    """The remaining bytes and members that may come out of one file.

    Parameters
    ----------
    size : int
        Size of the file [bytes].
    """

    size: int

    def __post_init__(self) -> None:
        self._members = 16 + self.size // _MEMBER
        self._in_memory = _FLOOR + _TIMES_IN_MEMORY * self.size
        self._streamed = _FLOOR + _TIMES_STREAMED * self.size

    def spend_member(self, depth: int) -> None:
        """Account for one more member, at some depth of archives in archives."""
        self._members -= 1
        if self._members < 0:
            raise ExpansionLimitExceeded("an archive with more members than its size allows")
        if depth > _DEPTH:
            raise ExpansionLimitExceeded(f"archives in archives, more than {_DEPTH} deep")

    def spend(self, size: int, *, streamed: bool) -> None:
        """Account for some bytes, read in chunks or as a whole."""
        self._streamed -= size
        self._in_memory -= 0 if streamed else size
        if min(self._streamed, self._in_memory) < 0:
            raise ExpansionLimitExceeded("it expands to far more than real data does")
