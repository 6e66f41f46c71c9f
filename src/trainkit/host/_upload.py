"""Files that a client sent: how they are kept, and what came of them."""

import datetime as dt
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from trainkit._text import clean
from trainkit.errors import InvalidInput
from trainkit.models import Problem

__all__ = ["FileUpload", "Reading", "Upload", "copy_files"]

_LONGEST = 80  # characters of a name that are kept


class FileUpload(Protocol):
    """A file that a client sent."""

    filename: str | None

    @property
    def file(self) -> Any:
        """Its content, opened for reading."""


class Reading(BaseModel):
    """What came of an upload.

    Parameters
    ----------
    files : int
        Files in the upload.
    activities, days, races : int
        What could be read.
    problems : list of Problem
        What could not, with the file and the byte.
    """

    files: int
    activities: int
    days: int
    races: int
    problems: list[Problem]


class Upload(BaseModel):
    """Files that were sent, and how far they are read.

    Parameters
    ----------
    id : str
        Names the upload.
    state : {"reading", "done", "failed"}
        How far it is.
    began : datetime
        When the files were there.
    files : int
        Files that were sent.
    size_bytes : int
        Their size.
    read, total : int
        Sources that are read, and how many the files hold; an archive holds many.
    restarts : int
        How often the host ended while it read, and began again.
    reading : Reading, optional
        What came of it.
    message : str
        What happened, in words.
    """

    id: str
    state: Literal["reading", "done", "failed"] = "reading"
    began: dt.datetime
    files: int = 0
    size_bytes: int = 0
    read: int = 0
    total: int = 0
    restarts: int = 0
    reading: Reading | None = None
    message: str = "reading"


def copy_files(files: Iterable[FileUpload], folder: Path) -> tuple[int, int]:
    """Write files, return how many and their size [bytes]; `InvalidInput` where all are empty."""
    count, size = 0, 0
    for count, upload in enumerate(files, start=1):
        # A folder a file, so that two of one name stay apart, and no name leads elsewhere.
        own = folder / f"{count:05}"
        own.mkdir(mode=0o700, parents=True)
        path = own / _harmless(upload.filename)
        with path.open("wb") as target:
            shutil.copyfileobj(upload.file, target)
        size += path.stat().st_size
    if not size:
        raise InvalidInput("files", "empty", "at least one file with content")
    return count, size


def _harmless(name: str | None) -> str:
    """Return the last part of a name, without what a file system or a terminal would act on."""
    last = PurePosixPath(clean(name or "").replace("\\", "/")).name
    kept = "".join(letter for letter in last if letter.isalnum() or letter in " ._-()")
    return kept[-_LONGEST:].strip(" .") or "file"
