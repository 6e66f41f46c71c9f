"""A request that only reads asks the store each question once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextvars import ContextVar

from trainkit.ports import Store
from trainkit.ports.store import Record, RecordKind

__all__ = ["READS", "ReadOnce"]

Question = tuple[str, str, dt.date | None, dt.date | None, tuple[str, ...] | None]

READS: ContextVar[dict[Question, list[Record]] | None] = ContextVar("trainkit_reads", default=None)
"""What the request that runs has read; None where it writes."""


_OTHERS_WRITE = frozenset({"cache"})  # an answer that another thread computes meanwhile


class ReadOnce:
    """A store whose answers are remembered for one request that reads.

    A page puts many parts together, and each asks for what it needs. With one answer to a question
    the parts also show the same moment, whatever others write meanwhile.

    Parameters
    ----------
    store : Store
        The store; what it offers beside its port is passed on.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def __repr__(self) -> str:
        return f"<ReadOnce {self._store!r}>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records."""
        self._store.put(kind, athlete, records)
        _forget(kind)

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Return records, as this request saw them before."""
        named, reads = None if keys is None else tuple(keys), READS.get()
        if reads is None or kind in _OTHERS_WRITE:
            return self._store.get(kind, athlete, first=first, last=last, keys=named)
        question = kind, athlete, first, last, named
        known = reads.get(question)
        if known is None:
            known = self._store.get(kind, athlete, first=first, last=last, keys=named)
            reads[question] = known
        return list(known)

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        count = self._store.delete(athlete, kind, keys=keys)
        _forget(kind)
        return count

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete records of days before a day, and those that a licence ends."""
        count = self._store.purge(before, fetched=fetched)
        _forget()
        return count

    def athletes(self) -> list[str]:
        """List the athletes with records."""
        return self._store.athletes()

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __getattr__(self, name: str) -> object:
        found: object = getattr(self._store, name)
        return found


def _forget(kind: RecordKind | None = None) -> None:
    """Read again after a write of a kind, or of all."""
    reads = READS.get() or {}
    for question in [question for question in reads if kind in {None, question[0]}]:
        reads.pop(question, None)
