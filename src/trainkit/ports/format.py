"""What a file format must do: know its files, and read them."""

from typing import Protocol

from trainkit.models.history import History

__all__ = ["Format"]


class Format(Protocol):
    """Reads files that trainkit itself does not know."""

    @property
    def name(self) -> str:
        """What it is called, such as ``"hrm-file"``; its records carry it as their source."""

    def matches(self, head: bytes) -> bool:
        """Say whether a file that begins with `head`, 16 KiB at most, is of this format."""

    def read(self, data: bytes, path: str) -> History:
        """Read a whole file; `path` is for provenance. `InvalidInput` says what is damaged."""
