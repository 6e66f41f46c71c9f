"""Files of devices and platforms: read, kept, and their damage told."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel

from trainkit._text import clean
from trainkit.errors import InvalidInput
from trainkit.host._access import OpenKit
from trainkit.kit import Kit
from trainkit.models import Problem

__all__ = ["Reading", "read_uploads", "router"]

router = APIRouter()

_LONGEST = 80  # characters of a name that are kept


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


def read_uploads(kit: Kit, uploads: Iterable[UploadFile]) -> Reading:
    """Read uploaded files and keep what they hold."""
    from trainkit import io  # noqa: PLC0415  its import takes 200 ms

    with tempfile.TemporaryDirectory(prefix="trainkit-") as folder:
        paths = []
        for number, upload in enumerate(uploads):
            # A folder a file, so that two of one name stay apart, and no name leads elsewhere.
            own = Path(folder) / str(number)
            own.mkdir()
            paths.append(own / _harmless(upload.filename))
            with paths[-1].open("wb") as target:
                shutil.copyfileobj(upload.file, target)
        if not any(path.stat().st_size for path in paths):
            raise InvalidInput("files", "empty", "at least one file with content")
        history = io.read(paths, timezone=_zone(kit), processes=1)
        kit.log(history)
        problems = [
            problem.model_copy(update={"path": _without(problem.path, folder)})
            for problem in history.problems
        ]
    return Reading(
        files=len(paths),
        activities=len(history.activities),
        days=len(history.days),
        races=len(history.races),
        problems=problems,
    )


@router.post("/files", status_code=201)
def upload(kit: OpenKit, files: Annotated[list[UploadFile], File()]) -> Reading:
    """Read FIT, GPX, TCX, CSV, JSON, XML and zip files, 200 MiB at most in one request."""
    return read_uploads(kit, files)


def _harmless(name: str | None) -> str:
    """Return the last part of a name, without what a file system or a terminal would act on."""
    last = PurePosixPath(clean(name or "").replace("\\", "/")).name
    kept = "".join(letter for letter in last if letter.isalnum() or letter in " ._-()")
    return kept[-_LONGEST:].strip(" .") or "file"


def _without(path: str, folder: str) -> str:
    return path.removeprefix(folder).lstrip("/").partition("/")[2] or path


def _zone(kit: Kit) -> str | None:
    try:
        return kit.athlete.timezone
    except InvalidInput:
        return None
