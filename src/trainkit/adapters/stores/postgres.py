"""Records in PostgreSQL."""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import Field, SecretStr

from trainkit._optional import require
from trainkit.adapters._sql import (
    ATHLETES,
    UPSERT,
    Statement,
    delete_of,
    migrations,
    purges_of,
    record_of,
    rows_of,
    select_of,
)
from trainkit.errors import BackendError, InvalidInput
from trainkit.models._base import Model
from trainkit.plugins import Register, hookimpl
from trainkit.ports.store import Record, RecordKind

__all__ = ["PostgresOptions", "PostgresStore"]

TRAINKIT_CONTRACT = 1

_BACKEND = "store.postgres"
_MIGRATING = 0x7261696E  # the advisory lock that lets one process change the tables


class PostgresOptions(Model):
    """What the store is made with.

    Parameters
    ----------
    url : SecretStr
        Such as ``"postgresql://user:password@host:5432/database"``.
    table_space : str
        The PostgreSQL schema that holds the tables; made if it is not there.
    connections : int
        The most at a time.
    wait_s : float
        How long to wait for a connection and for each statement [s].
    """

    url: SecretStr
    table_space: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")] = "trainkit"
    connections: Annotated[int, Field(ge=1, le=1000)] = 8
    wait_s: Annotated[float, Field(gt=0, le=600)] = 30.0


class PostgresStore:
    """Keeps records in a database; threads and processes may share it.

    Parameters
    ----------
    options : PostgresOptions
        Which database.

    Raises
    ------
    BackendError
        It cannot be reached, or was written by a newer trainkit.
    MissingExtra
        psycopg is not installed.
    """

    def __init__(self, options: PostgresOptions) -> None:
        psycopg = require("psycopg", extra="postgres")
        pools = require("psycopg_pool", extra="postgres")
        self._errors = (psycopg.Error, pools.PoolTimeout, pools.PoolClosed)
        self._passing = (psycopg.OperationalError, psycopg.InterfaceError, pools.PoolTimeout)
        self._options, self._lock, self._closed = options, threading.Lock(), False
        address = options.url.get_secret_value()
        if not address.startswith(("postgresql://", "postgres://")):
            raise InvalidInput("url", "(kept secret)", "an address that begins postgresql://")
        milliseconds = int(options.wait_s * 1000)
        settings = f"-c search_path={options.table_space} -c statement_timeout={milliseconds}"
        self._pool = pools.ConnectionPool(
            address,
            min_size=0,
            max_size=options.connections,
            timeout=options.wait_s,
            kwargs={"options": settings, "connect_timeout": max(2, int(options.wait_s))},
            check=pools.ConnectionPool.check_connection,
            open=True,
        )
        try:
            self._try_once(psycopg, address)
            self._migrate()
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"<PostgresStore {self._options.table_space}>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records in one transaction."""
        rows = rows_of(kind, athlete, records)
        last = {row[:3]: row for row in rows}  # of one key given twice, as one by one
        if last:
            with self._connected() as connection, connection.cursor() as cursor:
                cursor.executemany(_marked(UPSERT), list(last.values()))

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Find records, by day and key."""
        found: list[Record] = []
        with self._connected() as connection:
            for sql, given in select_of(kind, athlete, first, last, keys):
                found += map(record_of, connection.execute(_marked(sql), given))
        return sorted(found, key=lambda one: (str(one.day or ""), one.key))

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        return self._changed(delete_of(athlete, kind, keys))

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete what is too old."""
        return self._changed(purges_of(before, fetched))

    def athletes(self) -> list[str]:
        """List whose records there are."""
        with self._connected() as connection:
            return sorted(row[0] for row in connection.execute(ATHLETES))

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._pool.close()

    def _changed(self, statements: Iterable[Statement]) -> int:
        with self._connected() as connection:
            return sum(
                connection.execute(_marked(sql), given).rowcount for sql, given in statements
            )

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """A transaction on a connection of the pool, and errors of ours."""
        try:
            with self._pool.connection() as connection:
                yield connection
        except self._errors as error:
            raise self._told(error) from error

    def _try_once(self, psycopg: Any, address: str) -> None:
        """Fail at once, with the reason, where the database cannot be reached."""
        try:
            wait = max(2, int(self._options.wait_s))
            psycopg.connect(address, connect_timeout=wait).close()
        except psycopg.Error as error:
            raise self._told(error) from error

    def _migrate(self) -> None:
        scripts, space = migrations(), self._options.table_space
        with self._connected() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {space}")
            connection.execute("CREATE TABLE IF NOT EXISTS form (version INT NOT NULL)")
            row = connection.execute("SELECT max(version) FROM form").fetchone()
            version = int(row[0] or 0)
            if version > len(scripts):
                raise BackendError(
                    _BACKEND,
                    f"the tables are of form {version}, and this trainkit knows {len(scripts)}: "
                    "update trainkit",
                )
            for number, script in enumerate(scripts[version:], start=version + 1):
                connection.execute(script)
                connection.execute("INSERT INTO form (version) VALUES (%s)", (number,))

    def _told(self, error: Exception) -> BackendError:
        # The library's own words name hosts and users, never passwords; the first line is enough.
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        return BackendError(_BACKEND, said, retryable=isinstance(error, self._passing))


def _marked(sql: str) -> str:
    return sql.replace("?", "%s")


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the store known, under both spellings that addresses have."""
    register("store", "postgres", PostgresStore, options=PostgresOptions)
    register("store", "postgresql", PostgresStore, options=PostgresOptions)
