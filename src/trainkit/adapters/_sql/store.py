"""A store that keeps its records in one SQL table."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from trainkit.adapters._sql.statements import (
    ATHLETES,
    DROP_LEASE,
    REVISE,
    REVISE_ALL,
    REVISIONS,
    TAKE_LEASE,
    UPSERT,
    Statement,
    Value,
    delete_statements,
    microseconds,
    new_revision,
    purge_statements,
    record_from_row,
    revise_statements,
    rows_for,
    select_statements,
)
from trainkit.errors import BackendError
from trainkit.ports.store import Record, RecordKind, check_name

__all__ = ["Cursor", "SqlStore"]

_UNREVISED: RecordKind = "cache"


class Cursor(Protocol):
    """The part of a PEP 249 cursor that stores need."""

    @property
    def rowcount(self) -> int:
        """Number of rows that the last statement changed."""

    def execute(self, sql: Any, values: Sequence[Value] = (), /) -> object:
        """Run a statement."""

    def executemany(self, sql: Any, rows: Sequence[Sequence[Value]], /) -> object:
        """Run a statement for each row."""

    def fetchall(self) -> list[Any]:
        """Return the rows that the last statement selected."""


class SqlStore(ABC):
    """Keeps records in one table; a backend provides the connection.

    `mark` is the placeholder of a parameter in its statements, `backend` its name for errors.
    """

    mark = "?"
    backend = "store.sql"

    @abstractmethod
    def _transaction(self, *, writes: bool) -> AbstractContextManager[Cursor]:
        """Open a transaction for the block, all or nothing; raises only our errors."""

    def _erase_deleted(self) -> None:  # noqa: B027  most backends have nothing to do
        """Erase what was deleted from every file; called after a deletion."""

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records in one transaction."""
        rows = {row[:3]: row for row in rows_for(kind, athlete, records)}  # the last of each key
        if rows:
            with self._transaction(writes=True) as cursor:
                # Always in the same order, so that two writers cannot deadlock.
                cursor.executemany(self._with_marks(UPSERT), sorted(rows.values(), key=_key))
                if kind != _UNREVISED:  # last, so that nobody waits for records with it in hand
                    cursor.execute(self._with_marks(REVISE), (athlete, kind, new_revision()))

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Return records in order of day and key."""
        rows: list[Any] = []
        with self._transaction(writes=False) as cursor:
            for sql, values in select_statements(kind, athlete, first, last, keys):
                cursor.execute(self._with_marks(sql), values)
                rows += cursor.fetchall()
        return sorted(self._decode(kind, rows), key=_place)

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        return self._delete(
            delete_statements(athlete, kind, keys),
            revise_statements(athlete, kind, some=keys is not None),
        )

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete old records."""
        return self._delete(purge_statements(before, fetched), [(REVISE_ALL, (new_revision(),))])

    def revisions(self, athlete: str) -> Mapping[RecordKind, str]:
        """Return a revision for each kind of an athlete's records, as `Revisions` says."""
        with self._transaction(writes=False) as cursor:
            cursor.execute(self._with_marks(REVISIONS), (check_name("athlete", athlete),))
            return dict(cursor.fetchall())

    def athletes(self) -> list[str]:
        """List the athletes with records."""
        with self._transaction(writes=False) as cursor:
            cursor.execute(ATHLETES)
            names = [row[0] for row in cursor.fetchall()]
        damaged = [name for name in names if not isinstance(name, str)]
        if damaged:
            raise BackendError(self.backend, f"the athlete's name {damaged[0]!r} is damaged")
        return sorted(names)

    def take_lease(self, name: str, owner: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        """Take a lease, in one statement: of several at once, one wins."""
        check_name("name", name)
        values = (name, check_name("owner", owner), microseconds(until), microseconds(now))
        with self._transaction(writes=True) as cursor:
            cursor.execute(self._with_marks(TAKE_LEASE), values)
            return cursor.rowcount == 1

    def drop_lease(self, name: str, owner: str) -> None:
        """Give a lease back."""
        check_name("name", name)
        with self._transaction(writes=True) as cursor:
            cursor.execute(self._with_marks(DROP_LEASE), (name, check_name("owner", owner)))

    def _delete(self, statements: Sequence[Statement], revise: Sequence[Statement]) -> int:
        count = 0
        if statements:
            with self._transaction(writes=True) as cursor:
                for sql, values in statements:
                    cursor.execute(self._with_marks(sql), values)
                    count += cursor.rowcount
                for sql, values in revise if count else ():
                    cursor.execute(self._with_marks(sql), values)
        if count:
            self._erase_deleted()
        return count

    def _decode(self, kind: RecordKind, rows: list[Any]) -> list[Record]:
        try:
            return [record_from_row(row) for row in rows]
        except ValueError as error:
            raise BackendError(self.backend, f"{kind}: {error}") from error

    def _with_marks(self, sql: str) -> str:
        return sql.replace("?", self.mark)


def _key(row: Sequence[Value]) -> str:
    return str(row[2])


def _place(record: Record) -> tuple[dt.date, str]:
    return record.day or dt.date.min, record.key
