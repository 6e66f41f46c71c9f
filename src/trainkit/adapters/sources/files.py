"""A watched folder: files of devices and exports, read when they are new or have changed."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Self, cast

from pydantic import Field, model_validator

from trainkit import io
from trainkit.errors import BackendError, InvalidInput
from trainkit.io._reading import list_files
from trainkit.models import History, Licence, Problem
from trainkit.models.model import Model
from trainkit.models.units import zone_named
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
    """What the source is made with: a path, or an address.

    Parameters
    ----------
    path : str
        The folder, or one file.
    url : str, optional
        The same as ``"files:///absolute/folder"`` or ``"files://relative/folder"``.
    timezone : str
        IANA name of the zone that tells local times where a file knows only UTC.
    formats : sequence of Format
        Read beside trainkit's own; a Kit fills them in from plugins.
    """

    path: str = ""
    url: Annotated[str, Field(pattern=r"^files://.")] | None = None
    timezone: str = "UTC"
    formats: Sequence[object] = ()

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool(self.path) == bool(self.url):
            raise InvalidInput("path", self.path or None, "given, or url, and not both")
        zone_named(self.timezone, argument="timezone")
        return self

    @property
    def root(self) -> Path:
        """The folder or file."""
        return Path(self.path or (self.url or "").removeprefix(_SCHEME)).absolute()


class FilesSource:
    """Brings what lies in a folder, at any depth; hidden files are skipped. Threads may share it.

    Its cursor says which files were read at what size and times, so that only new and changed ones
    are read again; one in which something was wrong is tried anew by another version or with other
    formats. A link that leads out of the folder is not followed.

    Parameters
    ----------
    options : FilesOptions
        Where.
    """

    licence = Licence(name="user-file", prompt=True, training=True)
    fresh_s = 0.0

    def __init__(self, options: FilesOptions) -> None:
        self._root, self._zone = options.root, options.timezone
        self._formats = cast("Sequence[Format]", options.formats)
        self._reader = ",".join([version("trainkit"), *(one.name for one in self._formats)])

    def __repr__(self) -> str:
        return f"<FilesSource {self._root.name}>"

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Read what is new or has changed, 200 files at a time; damage is among the problems."""
        there, strange = self._stamps()
        known = {name: stamp for name, stamp in _known(cursor).items() if name in there}
        changed = [name for name, stamp in there.items() if not self._seen(known.get(name), stamp)]
        for at in range(0, len(changed), _AT_ONCE):
            some = changed[at : at + _AT_ONCE]
            paths = [self._root / name if name else self._root for name in some]
            try:
                history = io.read(paths, timezone=self._zone, formats=self._formats)
            except InvalidInput as error:  # they were deleted meanwhile
                raise BackendError(_BACKEND, str(error), retryable=True) from error
            wrong = {one.path.partition("!")[0] for one in history.problems}
            for name, path in zip(some, paths, strict=True):
                known[name] = [*there[name], *([self._reader] if str(path) in wrong else [])]
            yield Delivery(history, json.dumps(known, separators=(",", ":")))
        if strange:
            said = "its name is not UTF-8: left out; rename it"
            problems = tuple(Problem(path=one, message=said) for one in strange)
            yield Delivery(History(problems=problems), json.dumps(known, separators=(",", ":")))

    def close(self) -> None:
        """Nothing is open."""

    def _seen(self, known: Stamp | None, stamp: Stamp) -> bool:
        return known in (stamp, [*stamp, self._reader])

    def _stamps(self) -> tuple[dict[str, Stamp], list[str]]:
        """Times [ns] and size [bytes] of each file by its path from the root; names not of text."""
        if self._root.is_file():
            return {"": _stamp(self._root)}, []
        if not self._root.is_dir():
            said = f"{self._root} is neither a folder nor a file"
            raise BackendError(_BACKEND, said, retryable=True)
        inside = self._root.resolve()
        found: dict[str, Stamp] = {}
        strange: list[str] = []
        for name in list_files(str(self._root)):
            path = Path(name)
            known = os.fsencode(name).decode(errors="replace")
            if not path.resolve().is_relative_to(inside):
                continue
            if known == name:
                found[path.relative_to(self._root).as_posix()] = _stamp(path)
            else:
                strange.append(known)
        return found, strange


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError as error:
        raise BackendError(_BACKEND, f"{path.name}: {error.strerror}", retryable=True) from error
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size]


def _known(cursor: str | None) -> Mapping[str, Stamp]:
    try:
        known = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the source known."""
    register("source", "files", FilesSource, options=FilesOptions)
