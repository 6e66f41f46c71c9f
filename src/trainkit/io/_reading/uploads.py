"""What a host hands over in memory: bytes, or an open file, under a limit of its size."""

import os
from io import BytesIO
from pathlib import Path
from typing import Protocol, TypeGuard, runtime_checkable

from trainkit.errors import InvalidInput
from trainkit.ports.read_limits import ReadLimits

__all__ = ["BinaryFile", "is_upload", "name_upload", "open_upload"]

_PIECE = 1 << 16


@runtime_checkable
class BinaryFile(Protocol):
    """An open file of bytes: of a disk, of memory, or of a web framework's upload."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...


def is_upload(value: object) -> TypeGuard[bytes | bytearray | memoryview | BinaryFile]:
    """Tell content from the path of a file; a path's object has no `read` with a size."""
    if isinstance(value, str | os.PathLike):
        return False
    return isinstance(value, bytes | bytearray | memoryview | BinaryFile)


def name_upload(upload: object, name: str | None) -> str:
    """Return the name for problems and provenance, without folders of the sender's disk."""
    given = name or getattr(upload, "filename", None) or getattr(upload, "name", None)
    plain = Path(given.replace("\\", "/")).name if isinstance(given, str) else ""
    return plain or "upload"


def open_upload(
    upload: bytes | bytearray | memoryview | BinaryFile, limits: ReadLimits
) -> tuple[BytesIO, int]:
    """Return the content in memory, and its size; `InvalidInput` where it is over the limit."""
    if not isinstance(upload, BinaryFile):
        content = bytes(upload)
        _check_size(len(content), limits)
        return BytesIO(content), len(content)
    kept, size = BytesIO(), 0
    while piece := upload.read(_PIECE):
        if not isinstance(piece, bytes):
            raise InvalidInput("path_or_paths", type(piece).__name__, "a file opened as bytes")
        size += len(piece)
        _check_size(size, limits)
        kept.write(piece)
    kept.seek(0)
    return kept, size


def _check_size(size: int, limits: ReadLimits) -> None:
    if size > limits.upload_bytes:
        said = f"at most {limits.upload_bytes} bytes, by limits.upload_bytes"
        raise InvalidInput("path_or_paths", f"{size} bytes or more", said)
