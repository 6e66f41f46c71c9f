"""Records in one SQLite file, shared by threads and processes."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Self, TypeVar

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
_OLDEST = (3, 24)  # the first that knows ON CONFLICT ... DO UPDATE

Answer = TypeVar("Answer")


class SqliteOptions(Model):
    """What the store is made with: a path, or an address.

    Parameters
    ----------
    path : str
        The file; made, readable by its owner only, if it is not there.
    url : str, optional
        The same as ``"sqlite:///relative.db"`` or ``"sqlite:////absolute.db"``.
    wait_s : float
        How long to wait for other writers [s].
    """

    path: str = ""
    url: Annotated[str, Field(pattern=r"^sqlite:///.")] | None = None
    wait_s: Annotated[float, Field(gt=0, le=600)] = 30.0

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool(self.path) == bool(self.url):
            raise InvalidInput("path", self.path or None, "given, or url, and not both")
        return self

    @property
    def file(self) -> Path:
        """The file."""
        return Path(self.path or (self.url or "").removeprefix(_SCHEME)).absolute()


class SqliteStore(SqlStore):
    """Keeps records in one file; threads and processes may share it.

    A write is on the disk when it returns. Several processes may read while one writes; writers
    wait for each other.

    Parameters
    ----------
    options : SqliteOptions
        Where.

    Raises
    ------
    BackendError
        The file cannot be opened, is no database, or was written by a newer trainkit.
    """

    def __init__(self, options: SqliteOptions) -> None:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise BackendError(_BACKEND, f"SQLite {sqlite3.sqlite_version} is too old")
        self._options, self._file = options, options.file
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = self._unclean = False
        self._process = os.getpid()
        self._forked: list[sqlite3.Connection] = []
        self._said(lambda: _made(self._file))
        self._migrate()

    def __repr__(self) -> str:
        return f"<SqliteStore {self._file.name}>"

    def close(self) -> None:
        """Close the file."""
        if self._unclean:
            self._cleaned()
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for one in idle:
            one.close()

    def _cleaned(self) -> None:
        """Deleted text must not stay in the log beside the file."""
        with self._connected() as connection:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        self._unclean = bool(busy)  # somebody reads: again after the next write, and at the end

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Cursor]:
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield connection.cursor()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk may have ended it already
                    connection.execute("ROLLBACK")
                raise
        if writes and self._unclean:
            self._cleaned()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses, and errors of ours."""
        connection = self._said(self._taken)
        kept = False
        try:
            yield connection
            kept = self._kept(connection)
        except sqlite3.Error as error:
            raise _told(error) from error
        finally:
            if not kept:
                connection.close()

    def _kept(self, connection: sqlite3.Connection) -> bool:
        with self._lock:
            wanted = not self._closed and len(self._idle) < _IDLE
            if wanted:
                self._idle.append(connection)
        return wanted

    def _taken(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise BackendError(_BACKEND, "it is closed")
            if self._process != os.getpid():  # connections of a parent must not even be closed
                self._forked += self._idle
                self._idle, self._process = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(
            self._file,
            timeout=self._options.wait_s,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _migrate(self) -> None:
        """Bring the tables to the newest form; one process does, and others wait."""
        scripts = migrations()
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with self._connected() as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(scripts):
            raise BackendError(
                _BACKEND,
                f"{self._file.name} is of form {version}, and this trainkit knows {len(scripts)}: "
                "update trainkit",
            )
        if version < len(scripts):
            with self._transaction(writes=True) as cursor:
                cursor.execute("PRAGMA user_version")  # another process may have been first
                version = int(cursor.fetchall()[0][0])
                for script in scripts[version:]:
                    for statement in script.split(";"):
                        cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {len(scripts)}")

    def _said(self, work: Callable[[], Answer]) -> Answer:
        try:
            return work()
        except sqlite3.Error as error:
            raise _told(error) from error
        except OSError as error:
            raise BackendError(_BACKEND, f"{self._file}: {error.strerror}") from error


def _made(file: Path) -> None:
    """Make the file, or check that it is one that can be used; only its owner may read it."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _told(error: sqlite3.Error) -> BackendError:
    busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
    return BackendError(_BACKEND, str(error), retryable=busy)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the store known."""
    register("store", "sqlite", SqliteStore, options=SqliteOptions)
