"""Records that were read and deciphered are remembered until something is written."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from trainkit.ports.store import Record, RecordKind, Store
from trainkit.secrets import Cipher, EncryptedStore

__all__ = ["RememberingStore", "one_moment"]

_Revisions = Mapping[RecordKind, str]
_Question = tuple[str, RecordKind, dt.date | None, dt.date | None, tuple[str, ...] | None]

_MOMENT: ContextVar["dict[tuple[int, str], _Revisions] | None"] = ContextVar(
    "trainkit_moment", default=None
)
_PASSING: frozenset[RecordKind] = frozenset({"cache", "streams"})  # large, or without a revision
_MOST = 2 << 20  # characters of records that are remembered


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
        self._known: OrderedDict[_Question, tuple[str, list[Record]]] = OrderedDict()

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
        question = athlete, kind, first, last, named
        with self._lock:
            known = self._known.get(question)
        if known is None or known[0] != revision:
            found = super().get(kind, athlete, first=first, last=last, keys=named)
            known = revision, found
            self._remember(question, known)
        return list(known[1])

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

    def _remember(self, question: _Question, answer: tuple[str, list[Record]]) -> None:
        """Remember an answer in place of the oldest ones; one that is too large is not."""
        size = _size(answer[1])
        with self._lock:
            old = self._known.pop(question, None)
            self._size -= 0 if old is None else _size(old[1])
            if size > self._most:
                return
            self._known[question] = answer
            self._size += size
            while self._size > self._most:
                _, (_, dropped) = self._known.popitem(last=False)
                self._size -= _size(dropped)


def _size(records: Iterable[Record]) -> int:
    """Return about how many characters an answer takes, with those of its question."""
    return 500 + sum(200 + len(record.body) for record in records)
