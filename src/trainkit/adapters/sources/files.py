"""A watched folder: files of devices and exports, read when they are new or changed."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Self, cast

from pydantic import Field, model_validator

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import History, Licence, Problem
from trainkit.models.model import Model
from trainkit.models.units import time_zone
from trainkit.plugins import Register, hookimpl
from trainkit.ports.format import Format
from trainkit.ports.source import Delivery

__all__ = ["FilesOptions", "FilesSource"]

TRAINKIT_CONTRACT = 1

_BACKEND = "source.files"
_SCHEME = "files://"
_AT_ONCE = 200

Stamp = list[int | str]


class FilesOptions(Model):
    """Options of the source: a path, or an address.

    Parameters
    ----------
    path : str
        The folder, or one file.
    url : str, optional
        The path as an address: ``"files:///absolute/folder"`` or ``"files://relative/folder"``.
    timezone : str
        IANA name of the zone for files that know only UTC, or only local time.
    formats : sequence of Format
        Formats beside the built-in ones; a Kit adds those of plugins.
    """

    path: str = ""
    url: Annotated[str, Field(pattern=r"^files://.")] | None = None
    timezone: str = "UTC"
    formats: Sequence[object] = ()

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if bool(self.path) == bool(self.url):
            raise InvalidInput("path", self.path or None, "given, or url, and not both")
        time_zone(self.timezone, argument="timezone")
        return self

    @property
    def root(self) -> Path:
        """The folder or file."""
        return Path(self.path or (self.url or "").removeprefix(_SCHEME)).absolute()


class FilesSource:
    """Reads the files in a folder, at any depth, except hidden ones. Threads may share it.

    The cursor records the size and times of each file, so that only new and changed files are read
    again. A file with problems is read again by another version or with other formats. A link that
    leads out of the folder is not followed.

    Parameters
    ----------
    options : FilesOptions
        The folder.
    """

    licence = Licence(name="user-file", prompt=True, training=True)
    fresh_s = 0.0

    def __init__(self, options: FilesOptions) -> None:
        self._root, self._zone = options.root, options.timezone
        self._formats = cast("Sequence[Format]", options.formats)
        self._reader = ",".join([version("trainkit"), *(format_.name for format_ in self._formats)])

    def __repr__(self) -> str:
        return f"<FilesSource {self._root.name}>"

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Read new and changed files, 200 at a time; damage is among the problems."""
        stamps, unreadable_names = self._stamps()
        known = {name: stamp for name, stamp in _parse_cursor(cursor).items() if name in stamps}
        changed = [
            name for name, stamp in stamps.items() if not self._is_current(known.get(name), stamp)
        ]
        names = {str(self._root / name if name else self._root): name for name in changed}
        for paths, history in self._read(list(names)):
            damaged = {problem.path.partition("!")[0] for problem in history.problems}
            for path in paths:
                name = names[path]
                known[name] = [*stamps[name], *([self._reader] if path in damaged else [])]
            yield Delivery(history, json.dumps(known, separators=(",", ":")))
        if unreadable_names:
            message = "its name is not UTF-8: left out; rename it"
            problems = tuple(Problem(path=name, message=message) for name in unreadable_names)
            yield Delivery(History(problems=problems), json.dumps(known, separators=(",", ":")))

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _read(self, paths: list[str]) -> Iterator[tuple[list[str], History]]:
        from trainkit.io._reading import read_in_batches  # all formats

        try:
            if paths:
                yield from read_in_batches(
                    paths, at_once=_AT_ONCE, timezone=self._zone, formats=self._formats
                )
        except InvalidInput as error:  # deleted meanwhile
            raise BackendError(_BACKEND, str(error), retryable=True) from error

    def _is_current(self, known: Stamp | None, stamp: Stamp) -> bool:
        return known in (stamp, [*stamp, self._reader])

    def _stamps(self) -> tuple[dict[str, Stamp], list[str]]:
        """Return times [ns] and size [bytes] by relative path, and names that are not UTF-8."""
        if self._root.is_file():
            return {"": _stamp(str(self._root))}, []
        if not self._root.is_dir():
            message = f"{self._root} is neither a folder nor a file"
            raise BackendError(_BACKEND, message, retryable=True)
        from trainkit.io._reading import list_files

        root = str(self._root)
        below = len(os.path.join(root, ""))  # noqa: PTH118  a name each, of thousands
        inside = self._root.resolve()
        stamps: dict[str, Stamp] = {}
        unreadable_names: list[str] = []
        for name in list_files(root):
            readable = os.fsencode(name).decode(errors="replace")
            # Folders that are links are not listed, so that only the file can lead out.
            if _is_link(name) and not Path(name).resolve().is_relative_to(inside):
                continue
            if readable == name:
                stamps[name[below:].replace(os.sep, "/")] = _stamp(name)
            else:
                unreadable_names.append(readable)
        return stamps, unreadable_names


def _is_link(name: str) -> bool:
    return os.path.islink(name)  # noqa: PTH114  a tenth of the time of Path


def _stamp(name: str) -> Stamp:
    try:
        status = os.stat(name)  # noqa: PTH116  a third of the time of Path.stat
    except OSError as error:
        message = f"{Path(name).name}: {error.strerror}"
        raise BackendError(_BACKEND, message, retryable=True) from error
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size]


def _parse_cursor(cursor: str | None) -> Mapping[str, Stamp]:
    try:
        known = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the source."""
    register("source", "files", FilesSource, options=FilesOptions)
