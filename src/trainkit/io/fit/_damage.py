"""What is wrong with a file, and where."""

from typing import NamedTuple

__all__ = ["Damage", "DamageLog"]

_MOST = 100  # a file of garbage must not become a longer list of complaints


class Damage(NamedTuple):
    """One fault of a file: its byte offset from the start of the file, and what is wrong.

    Nothing was `lost` where just a checksum is wrong.
    """

    offset: int
    message: str
    lost: bool = True


class DamageLog:
    """Collects the faults of one file, at most a hundred."""

    def __init__(self) -> None:
        self._found: list[Damage] = []

    def add(self, offset: int, message: str, *, lost: bool = True) -> None:
        """Keep a fault, while there is room."""
        if len(self._found) < _MOST:
            self._found.append(Damage(offset, message, lost))

    def all(self) -> tuple[Damage, ...]:
        """The faults in the order of their offsets."""
        return tuple(sorted(self._found))
