"""Records in one SQLite file, shared by threads and processes."""

import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, NamedTuple, Self, TypeVar

from pydantic import Field, model_validator

from trainkit.adapters._sql import Cursor, SqlStore, migrations
from trainkit.errors import BackendError, InvalidInput
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["SqliteOptions", "SqliteStore"]

TRAINKIT_CONTRACT = 1

_LOG = logging.getLogger(__name__)
_BACKEND = "store.sqlite"
_SCHEME = "sqlite:///"
_IDLE = 8
_OLDEST = (3, 24)  # the first with ON CONFLICT ... DO UPDATE

Answer = TypeVar("Answer")


class SqliteOptions(Model):
    """Options of the store: a path or an address.

    Parameters
    ----------
    path : str
        The file; created, readable by its owner only, if it does not exist.
    url : str, optional
        The same, as ``"sqlite:///relative.db"`` or ``"sqlite:////absolute.db"``.
    wait_s : float
        Longest wait for other writers [s].
    """

    path: str = ""
    url: Annotated[str, Field(pattern=r"^sqlite:///.")] | None = None
    wait_s: Annotated[float, Field(gt=0, le=600)] = 30.0

    @model_validator(mode="after")
    def _check_address(self) -> Self:
        if bool(self.path) == bool(self.url):
            raise InvalidInput("path", self.path or None, "given, or url, but not both")
        return self

    @property
    def file(self) -> Path:
        """The file."""
        return Path(self.path or (self.url or "").removeprefix(_SCHEME)).absolute()


class _Idle(NamedTuple):
    """A connection that waits for work, and the write-ahead log that it left."""

    connection: sqlite3.Connection
    log: tuple[int, int] | None


class SqliteStore(SqlStore):
    """Keeps records in one file, which threads and processes may share.

    A write is on disk when it returns. Several processes may read while one writes; writers wait
    for each other.

    Parameters
    ----------
    options : SqliteOptions
        Where the file is.

    Raises
    ------
    BackendError
        The file cannot be opened, is not a database, or comes from a newer trainkit.
    """

    backend = _BACKEND

    def __init__(self, options: SqliteOptions) -> None:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise BackendError(_BACKEND, f"SQLite {sqlite3.sqlite_version} is too old")
        self._options, self._file = options, options.file
        self._log_file = Path(f"{os.path.realpath(self._file)}-wal")
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._closed = self._log_has_deleted = False
        self._process = os.getpid()
        self._forked: list[_Idle] = []
        self._translate_errors(lambda: _create(self._file))
        self._identity = _identity(self._file)
        self._migrate()

    def __repr__(self) -> str:
        return f"<SqliteStore {self._file.name}>"

    def close(self) -> None:
        """Close the file."""
        if self._log_has_deleted:
            with suppress(BackendError):  # the file may be gone
                self._erase_deleted()
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for kept in idle:
            kept.connection.close()

    def _erase_deleted(self) -> None:
        """Empty the write-ahead log, so that it keeps no deleted text.

        Without waiting: while a reader holds the log, a wait would keep every writer waiting too.
        """
        with self._lend_connection() as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError:  # locked by another checkpoint
                busy = 1
            connection.execute(f"PRAGMA busy_timeout = {int(self._options.wait_s * 1000)}")
        self._log_has_deleted = bool(
            busy
        )  # a reader holds it: try again after the next write, and on close

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Cursor]:
        with self._lend_connection() as connection:
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield connection.cursor()
                connection.execute("COMMIT")
                if writes:
                    self._check_file()  # what is acknowledged is in the file that has the name
            except BaseException:
                if connection.in_transaction:  # a full disk may have ended it already
                    connection.execute("ROLLBACK")
                raise
        if writes and self._log_has_deleted:
            self._erase_deleted()

    @contextmanager
    def _lend_connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to the block, and translate its errors."""
        connection = self._translate_errors(self._take)
        returned = False
        try:
            yield connection
            returned = self._put_back(connection)
        except sqlite3.Error as error:
            raise _backend_error(error, self._file) from error
        finally:
            if not returned:
                connection.close()

    def _put_back(self, connection: sqlite3.Connection) -> bool:
        # The disk is never asked with the lock: each thread that waits would wait for that too.
        kept = _Idle(connection, _identity(self._log_file))
        with self._lock:
            wanted = not self._closed and len(self._idle) < _IDLE
            if wanted:
                self._idle.append(kept)
        return wanted

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise BackendError(_BACKEND, "it is closed")
            if self._process != os.getpid():  # a parent's connections must not even be closed
                self._forked += self._idle
                self._idle, self._process = [], os.getpid()
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            self._check_kept(kept)
            return kept.connection
        self._check_file()
        connection = sqlite3.connect(
            self._file,
            timeout=self._options.wait_s,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _check_kept(self, kept: _Idle) -> None:
        """Notice that a connection is of another file than the one that has the name."""
        try:
            self._check_file()
            if kept.log not in {None, _identity(self._log_file)}:
                raise _replaced(self._log_file)
        except BaseException:
            with self._lock:
                self._idle.append(kept)  # never closed: that would write into another's file
            raise

    def _check_file(self) -> None:
        """Notice that somebody deleted the file or put another one in its place."""
        if _identity(self._file) != self._identity:
            raise _replaced(self._file)

    def _migrate(self) -> None:
        """Bring the tables to the newest version; one process migrates while others wait."""
        scripts = migrations()
        with self._lend_connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with self._lend_connection() as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(scripts):
            raise BackendError(
                _BACKEND,
                f"{self._file.name} has version {version}; this trainkit knows {len(scripts)}: "
                "update trainkit",
            )
        if version < len(scripts):
            with self._transaction(writes=True) as cursor:
                cursor.execute("PRAGMA user_version")  # another process may have migrated first
                version = int(cursor.fetchall()[0][0])
                for script in scripts[version:]:
                    for statement in script.split(";"):
                        cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {len(scripts)}")

    def _translate_errors(self, work: Callable[[], Answer]) -> Answer:
        try:
            return work()
        except sqlite3.Error as error:
            raise _backend_error(error, self._file) from error
        except OSError as error:
            raise BackendError(_BACKEND, f"{self._file}: {error.strerror}") from error


def _identity(file: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name; None for no file."""
    try:
        found = os.stat(file)  # noqa: PTH116  half the time of Path.stat, in every call
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _replaced(file: Path) -> BackendError:
    message = f"{file.name} was deleted or replaced while it was open; close this store, then open "
    return BackendError(_BACKEND, f"{message}it again")


def _create(file: Path) -> None:
    """Create the file for its owner only, or check that it can be read and written.

    A file that exists is not opened: closing it would drop the locks that other connections of this
    process hold on it, and another process could then delete the log that they write to.
    """
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)) from None
        if not os.access(file, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None


def _backend_error(error: sqlite3.Error, file: Path) -> BackendError:
    """Say what SQLite says of which file."""
    busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
    said = f"{file}: {error}"
    if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
        said += ", or it is damaged; restore it from a backup, or name another folder"
    return BackendError(_BACKEND, said, retryable=busy)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the store."""
    register("store", "sqlite", SqliteStore, options=SqliteOptions)
