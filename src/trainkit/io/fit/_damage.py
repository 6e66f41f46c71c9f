"""The faults of a file, and where they are."""

from typing import NamedTuple

__all__ = ["Damage", "DamageLog", "in_bytes"]

_MOST = 100  # a file of garbage must not fill memory with faults


def in_bytes(count: int) -> str:
    """Return a number of bytes in words."""
    return "1 byte" if count == 1 else f"{count} bytes"


class Damage(NamedTuple):
    """One fault of a file: its byte offset from the start of the file, and what is wrong.

    Nothing is `lost` if only a checksum is wrong.
    """

    offset: int
    message: str
    lost: bool = True


class DamageLog:
    """Collects the faults of one file, at most a hundred."""

    def __init__(self) -> None:
        self._faults: list[Damage] = []

    def add(self, offset: int, message: str, *, lost: bool = True) -> None:
        """Add a fault, unless there are too many."""
        if len(self._faults) < _MOST:
            self._faults.append(Damage(offset, message, lost))

    def all(self) -> tuple[Damage, ...]:
        """Return the faults in order of their offsets."""
        return tuple(sorted(self._faults))
