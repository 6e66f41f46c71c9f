"""How much an archive may become, so that a small file never fills a memory or an hour."""

from dataclasses import dataclass

__all__ = ["Budget", "TooMuch"]

_FLOOR = 1 << 20  # bytes that any file may become
_TIMES = 20  # of its own size, and more for a file that is read as it flows
_FLOWING_TIMES = 200
_MEMBER = 48  # bytes that a member takes in an archive, at least
_DEPTH = 8


class TooMuch(Exception):
    """More came out of an archive than its size allows."""


@dataclass
class Budget:
    """What may still come out of one file.

    Parameters
    ----------
    size : int
        Bytes of the file.
    """

    size: int

    def __post_init__(self) -> None:
        self._members = 16 + self.size // _MEMBER
        self._held = _FLOOR + _TIMES * self.size
        self._flowing = _FLOOR + _FLOWING_TIMES * self.size

    def spend_member(self, depth: int) -> None:
        """Open one more member."""
        self._members -= 1
        if self._members < 0:
            raise TooMuch("an archive with more members than its size allows")
        if depth > _DEPTH:
            raise TooMuch(f"archives in archives, more than {_DEPTH} deep")

    def spend(self, size: int, *, flowing: bool) -> None:
        """Let some bytes out, to be held in memory or to flow by."""
        self._flowing -= size
        self._held -= 0 if flowing else size
        if min(self._flowing, self._held) < 0:
            raise TooMuch("it expands to far more than real data does")
