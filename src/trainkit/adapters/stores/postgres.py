"""Records in PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated, Any

from pydantic import Field, SecretStr

from trainkit._optional import require
from trainkit.adapters._sql import Cursor, SqlStore, migrations
from trainkit.errors import BackendError, InvalidInput
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["PostgresOptions", "PostgresStore"]

TRAINKIT_CONTRACT = 1

_BACKEND = "store.postgres"
_MIGRATING = 0x7261696E  # the advisory lock that lets one process change the tables


class PostgresOptions(Model):
    """Options of the store.

    Parameters
    ----------
    url : SecretStr
        Such as ``"postgresql://user:password@host:5432/database"``.
    schema_name : str
        PostgreSQL schema of the tables; created if it does not exist.
    connections : int
        Maximum number of connections.
    wait_s : float
        Longest wait for a connection and for each statement [s].
    """

    url: SecretStr
    schema_name: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")] = "trainkit"
    connections: Annotated[int, Field(ge=1, le=1000)] = 8
    wait_s: Annotated[float, Field(gt=0, le=600)] = 30.0


class PostgresStore(SqlStore):
    """Keeps records in a database, which threads and processes may share.

    Parameters
    ----------
    options : PostgresOptions
        Where the database is.

    Raises
    ------
    BackendError
        The database cannot be reached, or comes from a newer trainkit.
    MissingExtra
        psycopg is not installed.
    """

    mark = "%s"
    backend = _BACKEND

    def __init__(self, options: PostgresOptions) -> None:
        psycopg = require("psycopg", extra="postgres")
        pools = require("psycopg_pool", extra="postgres")
        self._errors = (psycopg.Error, pools.PoolTimeout, pools.PoolClosed)
        self._passing = (psycopg.OperationalError, psycopg.InterfaceError, pools.PoolTimeout)
        self._options, self._lock, self._closed = options, threading.Lock(), False
        address = options.url.get_secret_value()
        _check_address(psycopg, address)
        milliseconds = int(options.wait_s * 1000)
        settings = f"-c search_path={options.schema_name} -c statement_timeout={milliseconds}"
        self._pool = pools.ConnectionPool(
            address,
            min_size=0,
            max_size=options.connections,
            timeout=options.wait_s,
            kwargs={
                "options": settings,
                "connect_timeout": max(2, int(options.wait_s)),
                "autocommit": True,  # a read needs no word before and after it
            },
            check=pools.ConnectionPool.check_connection,
            open=True,
        )
        try:
            self._try_connection(psycopg, address)
            self._migrate()
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"<PostgresStore {self._options.schema_name}>"

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._pool.close()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Cursor]:
        # Each statement of a read sees its own moment, inside a transaction too.
        try:
            with (
                self._pool.connection() as connection,
                connection.transaction() if writes else nullcontext(),
                connection.cursor() as cursor,
            ):
                yield cursor
        except self._errors as error:
            raise self._backend_error(error) from error

    def _try_connection(self, psycopg: Any, address: str) -> None:
        """Raise at once, with the reason, where the database cannot be reached."""
        try:
            wait = max(2, int(self._options.wait_s))
            psycopg.connect(address, connect_timeout=wait).close()
        except psycopg.Error as error:
            raise self._backend_error(error) from error

    def _migrate(self) -> None:
        scripts, name = migrations(), self._options.schema_name
        with self._transaction(writes=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
            # Look first: a user without the right to create may still use an existing schema.
            cursor.execute("SELECT to_regnamespace(%s), to_regclass(%s)", (name, f"{name}.form"))
            schema, table = cursor.fetchall()[0]
            if schema is None:
                cursor.execute(f"CREATE SCHEMA {name}")
            if table is None:
                cursor.execute("CREATE TABLE form (version INT NOT NULL)")
            cursor.execute("SELECT max(version) FROM form")
            version = int(cursor.fetchall()[0][0] or 0)
            if version > len(scripts):
                raise BackendError(
                    _BACKEND,
                    f"the tables have version {version}; this trainkit knows {len(scripts)}: "
                    "update trainkit",
                )
            for number, script in enumerate(scripts[version:], start=version + 1):
                cursor.execute(script)
                cursor.execute("INSERT INTO form (version) VALUES (%s)", (number,))

    def _backend_error(self, error: Exception) -> BackendError:
        # The library's message names hosts and users, never passwords; one line is enough.
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        return BackendError(_BACKEND, reason, retryable=isinstance(error, self._passing))


def _check_address(psycopg: Any, address: str) -> None:
    """Refuse an address that libpq would misread and repeat with its password."""
    allowed = "an address that begins postgresql://, with '%', '@', ':' and '/' in a password as "
    allowed += "%25, %40, %3A and %2F"
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        parts = {"host": "@"}
    has_scheme = address.startswith(("postgresql://", "postgres://"))
    if not has_scheme or "@" in str(parts.get("host", "")):
        raise InvalidInput("url", "(kept secret)", allowed) from None


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the store under both spellings used in addresses."""
    needs = dict.fromkeys(("psycopg", "psycopg_pool"), "trainkit[postgres]")
    for name in ("postgres", "postgresql"):
        register("store", name, PostgresStore, options=PostgresOptions, needs=needs)
