"""An append-only file of JSON lines that survives a kill at any moment.

A line is the CRC-32 of its JSON in eight hexadecimal digits, a space, the JSON and a newline. A
record counts once it is flushed to disk; an incomplete last line is discarded. A file with damaged
lines is never emptied or overwritten without a copy beside it.
"""

import contextlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from trainkit._files import open_private, write_file
from trainkit.errors import InvalidInput

__all__ = ["Journal", "Record", "StoredRecords", "read_records"]

_TORN = re.compile(rb"[0-9a-f]{0,8}|[0-9a-f]{8} .*", re.DOTALL)

Record = Mapping[str, object]
"""One line's content, with values that JSON represents exactly."""


class Journal:
    """A file of records that one process at a time may open.

    Parameters
    ----------
    path : path
        The file; a new one is readable by its owner only.
    repair : bool
        Rewrite a damaged file without its damaged lines, after a copy to ``NAME.damaged``. Without,
        the file stays as it is.

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

    def __init__(self, path: Path, *, repair: bool = True) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(_lock_path(self.path))
        try:
            self._records, self.damaged, torn = read_records(self.path)
            self._file = _open(self.path)
            if self.damaged and repair:
                _copy_aside(self.path)
            if (repair and self.damaged) or (torn and not self.damaged):
                self.rewrite(self._records)
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Record]:
        return iter(tuple(self._records))

    def append(self, record: Record) -> None:
        """Append a record and flush it to disk.

        Raises
        ------
        OSError
            The record could not be written; the file is unchanged.
        """
        end = self._file.tell()
        try:
            self._file.write(_format_line(record))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            self._file = _truncate(self._file, self.path, end)
            raise
        self._records.append(record)

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replace all records atomically: a kill leaves either the old ones or the new ones."""
        replacement = [*records]
        write_file(self.path, b"".join(_format_line(record) for record in replacement))
        self._file.close()
        self._file = _open(self.path)
        self._records = replacement

    @staticmethod
    def is_open(path: Path) -> bool:
        """Return whether a process has the journal open."""
        try:
            _lock(_lock_path(path)).close()
        except InvalidInput:
            return True
        return False

    def close(self) -> None:
        """Close the file and let other processes open it."""
        self._file.close()
        self._lock.close()


class StoredRecords(NamedTuple):
    """What a journal's file holds.

    Parameters
    ----------
    records : list of mapping
        The intact records.
    damaged : int
        Number of lines that are no record.
    torn : bool
        Whether the last line is incomplete: its writer was killed before the record counted.
    """

    records: list[Record]
    damaged: int
    torn: bool


def read_records(path: Path) -> StoredRecords:
    """Read the intact records of a journal, and count its damaged lines."""
    if not path.exists():
        return StoredRecords([], 0, torn=False)
    *lines, rest = path.read_bytes().split(b"\n")
    found = [_parse_line(line) for line in lines]
    records = [record for record in found if record is not None]
    torn = bool(rest) and _is_torn(rest)
    damaged = len(found) - len(records) + (bool(rest) and not torn)
    return StoredRecords(records, damaged, torn)


def _parse_line(line: bytes) -> Record | None:
    text = line[9:]
    if line[:9] != b"%08x " % zlib.crc32(text):
        return None
    try:
        record: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _is_torn(rest: bytes) -> bool:
    """Return whether text without a newline is the beginning of a line, not foreign or damaged."""
    if _TORN.fullmatch(rest) is None or not b"{".startswith(rest[9:10]):
        return False
    # A whole record with other bytes where its newline was did count once.
    return all(_parse_line(rest[:-cut]) is None for cut in (1, 2))


def _copy_aside(path: Path) -> None:
    """Copy a damaged file beside itself, never over an earlier copy."""
    number = 1
    while (copy := path.with_name(f"{path.name}.damaged{number if number > 1 else ''}")).exists():
        if copy.read_bytes() == path.read_bytes():
            return
        number += 1
    write_file(copy, path.read_bytes())


def _format_line(record: Record) -> bytes:
    # In ASCII, so that a text with half a character, as broken services send, can be written too.
    text = json.dumps(record, separators=(",", ":"), allow_nan=False).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _open(path: Path) -> IO[bytes]:
    file = os.fdopen(open_private(path, os.O_RDWR | os.O_CREAT | os.O_APPEND), "ab")
    file.seek(0, os.SEEK_END)
    return file


def _truncate(file: IO[bytes], path: Path, end: int) -> IO[bytes]:
    """Discard everything after `end` and reopen the file."""
    with contextlib.suppress(OSError):
        file.close()
    with contextlib.suppress(OSError):
        os.truncate(path, end)
    return _open(path)


def _lock_path(path: Path) -> Path:
    # A separate file: `rewrite` replaces the journal, and its lock would stay on the old one.
    return path.with_name(f"{path.name}.lock")


def _lock(path: Path) -> IO[bytes]:
    file = _open(path)
    try:
        import fcntl
    except ImportError:
        return file  # this system has no advisory locks
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise InvalidInput("path", str(path), "open in no other process") from error
    return file
