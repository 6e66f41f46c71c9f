"""Notices at the end of a file, for its owner only."""

import os
import threading
from pathlib import Path
from typing import Annotated

from pydantic import Field

from trainkit._files import open_private
from trainkit.errors import BackendError
from trainkit.models.model import Model
from trainkit.models.notice import Notice
from trainkit.plugins import Register, hookimpl

__all__ = ["FileNotifier", "FileOptions"]

TRAINKIT_CONTRACT = 1

_BACKEND = "notify.file"


class FileOptions(Model):
    """Options of the notifier.

    Parameters
    ----------
    path : str
        The file; it is made where it is missing, and grows.
    """

    path: Annotated[str, Field(min_length=1)]


class FileNotifier:
    """Appends notices to a file. Thread-safe; processes may share the file.

    Parameters
    ----------
    options : FileOptions
        The file.
    """

    def __init__(self, options: FileOptions) -> None:
        self._path, self._lock = Path(options.path).expanduser(), threading.Lock()

    def __repr__(self) -> str:
        return f"<FileNotifier {self._path.name}>"

    def notify(self, notice: Notice) -> None:
        """Append a notice as a whole, after a line with its day and kind."""
        content = f"## {notice.day} {notice.kind}\n{notice}\n\n".encode()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        try:
            with self._lock, os.fdopen(open_private(self._path, flags), "ab", 0) as stream:
                written = stream.write(content)
                os.fsync(stream.fileno())
        except OSError as error:
            message = f"{self._path.name}: {error.strerror}"
            raise BackendError(_BACKEND, message, retryable=True) from None
        if written != len(content):
            raise BackendError(_BACKEND, f"{self._path.name}: the disk is full", retryable=True)

    def close(self) -> None:
        """Do nothing: the file is open only while a notice is written."""


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the notifier."""
    register("notify", "file", FileNotifier, options=FileOptions)
