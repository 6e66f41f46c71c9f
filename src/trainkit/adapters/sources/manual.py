"""Entries by hand: what an app's form collects, until somebody asks for it."""

import hashlib
import os
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

from trainkit.errors import BackendError, InvalidInput
from trainkit.models import History, Licence, Problem
from trainkit.models._entry import Entry, to_history
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl
from trainkit.ports.source import Delivery

__all__ = ["ManualOptions", "ManualSource"]

TRAINKIT_CONTRACT = 1

_BACKEND = "source.manual"
_AT_ONCE = 500


class ManualOptions(Model):
    """What the source is made with.

    Parameters
    ----------
    path : str, optional
        A file that keeps the entries, readable by its owner only; without it they are in memory.
    """

    path: str | None = None


class ManualSource:
    """Brings what was added to it, in that order; threads may share it.

    Parameters
    ----------
    options : ManualOptions
        Where entries are kept.
    """

    licence = Licence(name="user-file", prompt=True, training=True)
    fresh_s = 0.0

    def __init__(self, options: ManualOptions) -> None:
        self._path = None if options.path is None else Path(options.path)
        self._lock, self._own = threading.Lock(), uuid.uuid4().hex
        self._lines: list[bytes] = []

    def __repr__(self) -> str:
        return f"<ManualSource {self._path.name if self._path else 'in memory'}>"

    def add(self, entry: Entry) -> None:
        """Keep an entry until it is fetched; `BackendError` where the disk does not take it."""
        line = to_history(entry).model_dump_json().encode()
        with self._lock:
            if self._path is None:
                self._lines.append(line)
                return
            try:
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                with os.fdopen(os.open(self._path, flags, 0o600), "ab") as stream:
                    stream.write(b"\n" + line + b"\n")  # whatever a crash left before it
                    stream.flush()
                    os.fsync(stream.fileno())
            except OSError as error:
                raise BackendError(_BACKEND, f"{self._path.name}: {error.strerror}") from error

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Bring what was added after a cursor, which names the source and counts entries."""
        lines = self._read()
        name, _, count = (cursor or "").rpartition(":")
        known = name == self._name(lines) and count.isdigit()
        for at in range(int(count) if known else 0, len(lines), _AT_ONCE):
            some = lines[at : at + _AT_ONCE]
            history = History()
            for line in some:
                history = history.merge(_parsed(line))
            yield Delivery(history, f"{self._name(lines)}:{at + len(some)}")

    def close(self) -> None:
        """Nothing is open."""

    def _read(self) -> list[bytes]:
        with self._lock:
            if self._path is None:
                return list(self._lines)
            try:
                kept = self._path.read_bytes()
            except FileNotFoundError:
                return []
            except OSError as error:
                raise BackendError(_BACKEND, f"{self._path.name}: {error.strerror}") from error
        whole = kept[: kept.rfind(b"\n") + 1]  # what follows is being written
        return [line for line in whole.split(b"\n") if line]

    def _name(self, lines: list[bytes]) -> str:
        """Tell these entries from those of another source, whose count means nothing here."""
        if self._path is None or not lines:
            return self._own
        return hashlib.blake2b(lines[0], digest_size=8).hexdigest()


def _parsed(line: bytes) -> History:
    """Read an entry; one that a crash cut off was never confirmed, and is a problem."""
    try:
        return History.model_validate_json(line)
    except InvalidInput:
        lost = Problem(path=_BACKEND, message="an entry was cut off by a crash: left out")
        return History(problems=(lost,))


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the source known."""
    register("source", "manual", ManualSource, options=ManualOptions)
