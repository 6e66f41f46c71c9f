"""Data of real people, and which of them nothing may be tuned on.

The files are not part of trainkit: ``TRAINKIT_TEST_DATA`` names the folder that holds
``people/`` (docs/validation.md says where each comes from and under which licence).
The split follows from a person's id alone, so it is the same on every machine and for ever.
"""

from __future__ import annotations

import csv
import os
import zlib
from pathlib import Path


def people_folder() -> Path | None:
    """Return the folder of the people data, or None where this machine has none."""
    root = os.environ.get("TRAINKIT_TEST_DATA")
    folder = Path(root) / "people" if root else None
    return folder if folder is not None and folder.is_dir() else None


def is_held_out(person: str) -> bool:
    """Return True for the half of the people that only judge, False for those to fit on."""
    return zlib.crc32(person.encode()) % 2 == 1


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of the people data.

    Raises
    ------
    FileNotFoundError
        Without the data.
    """
    folder = people_folder()
    if folder is None:
        raise FileNotFoundError("TRAINKIT_TEST_DATA names no folder with people/")
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
