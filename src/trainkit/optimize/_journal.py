"""An append-only file of JSON lines that survives a kill at any moment.

A line is the CRC-32 of its JSON in eight hexadecimal digits, a blank, the JSON, and a newline. It
counts once it was flushed to the disk; a last line that was cut short never happened.
"""

import contextlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from trainkit.errors import InvalidInput

__all__ = ["Journal", "Record", "records_of"]

Record = Mapping[str, object]
"""What a line holds; its values are what JSON can write exactly."""


class Journal:
    """A file of records, open for one process at a time.

    Parameters
    ----------
    path : path
        The file; it is made, readable by its owner only, if it is not there.

    Raises
    ------
    InvalidInput
        Another process has it open.
    OSError
        The file cannot be opened, read or written.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Journal(Path(folder.name) / "log.jsonl") as journal:
    ...     journal.append({"trial": 1})
    ...     [*journal]
    [{'trial': 1}]
    >>> folder.cleanup()
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.path.with_name(f"{self.path.name}.lock"))
        self._records, self.damaged = records_of(self.path)
        self._file = _opened(self.path)
        if self.damaged:
            self.rewrite(self._records)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Record]:
        return iter(tuple(self._records))

    def append(self, record: Record) -> None:
        """Add a record; when this returns, it is on the disk.

        Raises
        ------
        OSError
            It could not be written; the file keeps what it had.
        """
        end = self._file.tell()
        try:
            self._file.write(_line(record))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            self._file = _reopened(self._file, self.path, end)
            raise
        self._records.append(record)

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replace all records at once: after a kill there are the old ones or the new ones."""
        kept = [*records]
        fresh = self.path.with_name(f"{self.path.name}.new")
        with _opened(fresh, truncate=True) as file:
            file.write(b"".join(_line(one) for one in kept))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        _sync_folder(self.path.parent)
        self._file.close()
        self._file = _opened(self.path)
        self._records = kept

    @staticmethod
    def held(path: Path) -> bool:
        """Whether a process has the journal open."""
        try:
            _locked(path.with_name(f"{path.name}.lock")).close()
        except InvalidInput:
            return True
        return False

    def close(self) -> None:
        """Close the file and let others open it."""
        self._file.close()
        self._lock.close()


def records_of(path: Path) -> tuple[list[Record], int]:
    """Records of a journal's whole lines, and how many lines were not whole."""
    if not path.exists():
        return [], 0
    records: list[Record] = []
    lines = path.read_bytes().split(b"\n")
    damaged = 1 if lines.pop() else 0  # what follows the last newline
    for line in lines:
        text = line[9:]
        if line[:9] != b"%08x " % zlib.crc32(text):
            damaged += 1
            continue
        records.append(json.loads(text))
    return records, damaged


def _line(record: Record) -> bytes:
    text = json.dumps(record, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _opened(path: Path, *, truncate: bool = False) -> IO[bytes]:
    flags = os.O_RDWR | os.O_CREAT | (os.O_TRUNC if truncate else os.O_APPEND)
    file = os.fdopen(os.open(path, flags, 0o600), "r+b" if truncate else "ab")
    file.seek(0, os.SEEK_END)
    return file


def _reopened(file: IO[bytes], path: Path, end: int) -> IO[bytes]:
    """The file without what was begun after `end`."""
    with contextlib.suppress(OSError):
        file.close()
    with contextlib.suppress(OSError):
        os.truncate(path, end)
    return _opened(path)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(path: Path) -> IO[bytes]:
    file = _opened(path)
    try:
        import fcntl
    except ImportError:
        return file  # no advisory locks on this system
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise InvalidInput("path", str(path), "open in no other process") from error
    return file
