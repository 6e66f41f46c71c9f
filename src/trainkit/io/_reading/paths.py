"""Files and sources below the paths that a caller names."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from trainkit.errors import InvalidInput
from trainkit.io._reading.source_reader import Source, list_sources
from trainkit.models.provenance import Problem
from trainkit.ports.format import FileContext

__all__ = ["PathLike", "file_size", "find_sources", "list_files"]

PathLike = str | os.PathLike[str]


def find_sources(
    path_or_paths: PathLike | Iterable[PathLike],
) -> tuple[list[Source], list[Problem]]:
    """Return the sources below all paths, each once, and a problem for each path without any."""
    if isinstance(path_or_paths, str | os.PathLike):
        path_or_paths = [path_or_paths]
    paths = [os.fspath(path) for path in path_or_paths]
    missing = [path for path in paths if not Path(path).exists()]
    if len(missing) == len(paths):
        raise InvalidInput("path_or_paths", ", ".join(paths), "files or folders that exist")
    problems = [FileContext(path).error("it does not exist") for path in missing]
    files: dict[str, None] = {}
    for path in paths:
        below = dict.fromkeys(list_files(path))
        if not below and path not in missing:
            problems.append(FileContext(path).warning("a folder without files"))
        files |= below
    return [source for file in files for source in list_sources(file)], problems


def list_files(path: str) -> Iterator[str]:
    """List a file, or the files below a folder, in an order that every system agrees on."""
    if Path(path).is_file():
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and file.is_file():
                yield str(file)


def file_size(path: str) -> int:
    """Return the size of a file [bytes]; 0 if it cannot be read, which reading it reports."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
