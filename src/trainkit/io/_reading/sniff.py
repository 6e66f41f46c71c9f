"""Archives, recognised by their first bytes; `trainkit.io.formats` recognises the rest."""

from typing import Literal

__all__ = ["HEAD", "MAGIC", "archive_kind"]

HEAD = 16_384
"""Bytes that are enough to recognise any file."""
MAGIC = 4
"""Bytes that are enough to recognise an archive."""

_KINDS: dict[bytes, Literal["gzip", "zip"]] = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # without members
}


def archive_kind(head: bytes) -> Literal["gzip", "zip"] | None:
    """Return the kind of archive that begins with these bytes; None for anything else."""
    return next((kind for magic, kind in _KINDS.items() if head.startswith(magic)), None)
