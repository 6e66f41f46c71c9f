"""Manual entries: what an app's form collects, kept until fetched."""

import hashlib
import os
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

from trainkit._files import open_private
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import History, Licence, Problem
from trainkit.models.entry import Entry, to_history
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl
from trainkit.ports.source import Delivery

__all__ = ["ManualOptions", "ManualSource"]

TRAINKIT_CONTRACT = 1

_BACKEND = "source.manual"
_ENTRIES_PER_DELIVERY = 500


class ManualOptions(Model):
    """Options of the source.

    Parameters
    ----------
    path : str, optional
        File that keeps the entries, readable by its owner only; without one, memory keeps them.
    """

    path: str | None = None


class ManualSource:
    """Delivers entries in the order in which they were added. Thread-safe.

    Parameters
    ----------
    options : ManualOptions
        Where to keep entries.
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
        """Keep an entry until it is fetched; `BackendError` where it cannot be written."""
        line = to_history(entry).model_dump_json().encode()
        with self._lock:
            if self._path is None:
                self._lines.append(line)
                return
            try:
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                with os.fdopen(open_private(self._path, flags), "ab") as stream:
                    stream.write(b"\n" + line + b"\n")  # ends what a crash left unfinished
                    stream.flush()
                    os.fsync(stream.fileno())
            except OSError as error:
                raise BackendError(_BACKEND, f"{self._path.name}: {error.strerror}") from error

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Yield entries added after a cursor, which names the source and counts its entries."""
        lines = self._read()
        name, _, count = (cursor or "").rpartition(":")
        known = name == self._name(lines) and count.isdigit()
        for at in range(int(count) if known else 0, len(lines), _ENTRIES_PER_DELIVERY):
            batch = lines[at : at + _ENTRIES_PER_DELIVERY]
            history = History()
            for line in batch:
                history = history.merge(_parse(line))
            yield Delivery(history, f"{self._name(lines)}:{at + len(batch)}")

    def close(self) -> None:
        """Do nothing: no resource is open."""

    def _read(self) -> list[bytes]:
        with self._lock:
            if self._path is None:
                return list(self._lines)
            try:
                content = self._path.read_bytes()
            except FileNotFoundError:
                return []
            except OSError as error:
                raise BackendError(_BACKEND, f"{self._path.name}: {error.strerror}") from error
        whole = content[: content.rfind(b"\n") + 1]  # the rest is still being written
        return [line for line in whole.split(b"\n") if line]

    def _name(self, lines: list[bytes]) -> str:
        """Name this set of entries: a cursor of another set means nothing here."""
        if self._path is None or not lines:
            return self._own
        return hashlib.blake2b(lines[0], digest_size=8).hexdigest()


def _parse(line: bytes) -> History:
    """Read an entry; one that a crash cut off was never confirmed and becomes a problem."""
    try:
        return History.model_validate_json(line)
    except InvalidInput:
        lost = Problem(path=_BACKEND, message="a crash cut off an entry: left out")
        return History(problems=(lost,))


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the source."""
    register("source", "manual", ManualSource, options=ManualOptions)
