"""Records that were read and deciphered are remembered until something is written."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from trainkit.ports.store import Record, RecordKind, Store
from trainkit.secrets import Cipher, EncryptedStore

__all__ = ["RememberingStore", "one_moment"]

_Revisions = Mapping[RecordKind, str]
_Question = tuple[dt.date | None, dt.date | None, tuple[str, ...] | None]

_MOMENT: ContextVar["dict[tuple[int, str], _Revisions] | None"] = ContextVar(
    "trainkit_moment", default=None
)

_PASSING: frozenset[RecordKind] = frozenset({"cache", "streams"})  # large, or without a revision
_MOST = 2 << 20  # characters of records that are remembered


@dataclass
class _Answers:
    """What was read of one kind of an athlete's records, all at one revision."""

    revision: str
    records: dict[_Question, list[Record]] = field(default_factory=dict)
    size: int = 0


@contextmanager
def one_moment() -> Iterator[None]:
    """See the records of one moment in the block, whatever others write meanwhile.

    The store is asked for an athlete's revisions once, and again after a write in the block.
    """
    token = _MOMENT.set({})
    try:
        yield
    finally:
        _MOMENT.reset(token)


class RememberingStore(EncryptedStore):
    """Asks a store again only for what was written since.

    Parameters
    ----------
    store : Store
        Any store; one that tells no revisions is always asked.
    cipher : Cipher or None
        As in `EncryptedStore`.
    most : int
        How many characters of records are remembered.
    """

    def __init__(self, store: Store, cipher: Cipher | None, *, most: int = _MOST) -> None:
        super().__init__(store, cipher)
        self._most, self._size = most, 0
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, RecordKind], _Answers] = OrderedDict()

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Store records, encrypted."""
        super().put(kind, athlete, records)
        self._end_moment(athlete)

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Read records, decrypted; `BackendError` where the key is missing or wrong."""
        named = None if keys is None else tuple(keys)
        revisions = None if kind in _PASSING else self.revisions(athlete)
        if revisions is None:
            return super().get(kind, athlete, first=first, last=last, keys=named)
        revision = revisions.get(kind)
        if revision is None:
            return []
        question = first, last, named
        with self._lock:
            known = self._known.get((athlete, kind))
            fresh = known.records if known is not None and known.revision == revision else {}
            found = fresh.get(question)
        if found is None:
            found = super().get(kind, athlete, first=first, last=last, keys=named)
            self._remember((athlete, kind), revision, question, found)
        return list(found)

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        count = super().delete(athlete, kind, keys=keys)
        self._forget()
        return count

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete records of days before a day, and those that a licence ends."""
        count = super().purge(before, fetched=fetched)
        self._forget()
        return count

    def revisions(self, athlete: str) -> _Revisions | None:
        """Return the revisions of an athlete's records, in `one_moment` as they were first seen."""
        moment, place = _MOMENT.get(), (id(self), athlete)
        seen = None if moment is None else moment.get(place)
        if seen is None:
            seen = super().revisions(athlete)
            if moment is not None and seen is not None:
                moment[place] = seen
        return seen

    def _forget(self) -> None:
        """Keep nothing in memory of what was deleted."""
        (_MOMENT.get() or {}).clear()
        with self._lock:
            self._known.clear()
            self._size = 0

    def _end_moment(self, athlete: str) -> None:
        (_MOMENT.get() or {}).pop((id(self), athlete), None)

    def _remember(
        self, place: tuple[str, RecordKind], revision: str, question: _Question, found: list[Record]
    ) -> None:
        """Remember an answer in place of those before a write, and of the oldest where many."""
        size = _size(found)
        with self._lock:
            known = self._known.get(place)
            if known is None or known.revision != revision:
                self._size -= 0 if known is None else known.size
                known = self._known[place] = _Answers(revision)
                self._known.move_to_end(place)
            if size > self._most:
                return
            known.records[question] = found
            known.size += size
            self._size += size
            while self._size > self._most:
                self._size -= self._known.popitem(last=False)[1].size


def _size(records: Iterable[Record]) -> int:
    """Return about how many characters an answer takes, with those of its question."""
    return 500 + sum(200 + len(record.body) for record in records)
