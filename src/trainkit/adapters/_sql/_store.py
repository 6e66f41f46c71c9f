"""What every store does that keeps its records in a table."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from trainkit.adapters._sql._statements import (
    ATHLETES,
    UPSERT,
    Statement,
    Value,
    delete_of,
    purges_of,
    record_of,
    rows_of,
    select_of,
)
from trainkit.ports.store import Record, RecordKind

__all__ = ["Cursor", "SqlStore"]


class Cursor(Protocol):
    """A cursor of PEP 249, as far as stores need it."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, sql: Any, given: Sequence[Value] = (), /) -> object:
        """Run a statement."""

    def executemany(self, sql: Any, rows: Sequence[Sequence[Value]], /) -> object:
        """Run a statement for each row."""

    def fetchall(self) -> list[Any]:
        """Give the rows that the last statement found."""


class SqlStore(ABC):
    """Keeps records in one table; a backend says how to reach it.

    `mark` stands for a parameter in its statements.
    """

    mark = "?"

    @abstractmethod
    def _transaction(self, *, writes: bool) -> AbstractContextManager[Cursor]:
        """A transaction that ends with the block, all or nothing, with errors of ours."""

    def _cleaned(self) -> None:  # noqa: B027  most backends have nothing to do
        """Called after something was deleted."""

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records in one transaction."""
        rows = {row[:3]: row for row in rows_of(kind, athlete, records)}  # of one key, the last
        if rows:
            with self._transaction(writes=True) as cursor:
                # In one order everywhere, so that two writers never wait for each other.
                cursor.executemany(self._marked(UPSERT), sorted(rows.values(), key=_key))

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
        with self._transaction(writes=False) as cursor:
            for sql, given in select_of(kind, athlete, first, last, keys):
                cursor.execute(self._marked(sql), given)
                found += map(record_of, cursor.fetchall())
        return sorted(found, key=_place)

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
        with self._transaction(writes=False) as cursor:
            cursor.execute(ATHLETES)
            return sorted(row[0] for row in cursor.fetchall())

    def _changed(self, statements: Sequence[Statement]) -> int:
        count = 0
        if statements:
            with self._transaction(writes=True) as cursor:
                for sql, given in statements:
                    cursor.execute(self._marked(sql), given)
                    count += cursor.rowcount
        if count:
            self._cleaned()
        return count

    def _marked(self, sql: str) -> str:
        return sql.replace("?", self.mark)


def _key(row: Sequence[Value]) -> str:
    return str(row[2])


def _place(record: Record) -> tuple[str, str]:
    return ("" if record.day is None else record.day.isoformat()), record.key
