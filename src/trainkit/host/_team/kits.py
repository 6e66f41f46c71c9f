"""A Kit for each member, on a view of the store that ends at the member's own records."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from trainkit.errors import InternalError
from trainkit.kit import Kit
from trainkit.ports import Leases, Store, revisions_of
from trainkit.ports.store import RECORD_KINDS, Record, RecordKind

__all__ = ["FencedStore", "KitPool", "SharedStore"]

_OPEN = 200  # Kits that stay open


class SharedStore(Store, Leases, Protocol):
    """A store of all accounts, which gives leases."""


class FencedStore:
    """The records of one athlete in a store that holds many.

    Another athlete's name is an error of the host; listing names only this one, and a purge by day
    deletes only here.

    Parameters
    ----------
    store : SharedStore
        The store of all; its records are sealed by the Kit, with the member's own key.
    athlete : str
        The one whose records may be touched.
    """

    def __init__(self, store: SharedStore, athlete: str) -> None:
        self._store, self._athlete = store, athlete

    def __repr__(self) -> str:
        return "<FencedStore>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records."""
        self._store.put(kind, self._check(athlete), records)

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[Record]:
        """Return records."""
        return self._store.get(kind, self._check(athlete), first=first, last=last, keys=keys)

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        return self._store.delete(self._check(athlete), kind, keys=keys)

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete the athlete's records of days before a day, and those that a licence ends."""
        count = 0
        for kind in RECORD_KINDS:
            old = [
                record.key
                for record in self._store.get(kind, self._athlete)
                if (record.day is not None and record.day < before)
                or (fetched or {}).get(record.licence, record.at) > record.at
            ]
            if old:
                count += self._store.delete(self._athlete, kind, keys=old)
        return count

    def athletes(self) -> list[str]:
        """List the athlete."""
        return [self._athlete]

    def revisions(self, athlete: str) -> Mapping[RecordKind, str] | None:
        """Return the revisions of the athlete's records."""
        return revisions_of(self._store, self._check(athlete))

    def take_lease(self, name: str, owner: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        """Take a lease among those of this athlete."""
        return self._store.take_lease(self._named(name), owner, now=now, until=until)

    def drop_lease(self, name: str, owner: str) -> None:
        """Give a lease back."""
        self._store.drop_lease(self._named(name), owner)

    def close(self) -> None:
        """Leave the store open: others work on it."""

    def _named(self, name: str) -> str:
        return f"{self._athlete}:{name}"[:200]

    def _check(self, athlete: str) -> str:
        if athlete != self._athlete:
            raise InternalError("host", "a Kit asked for the records of another account")
        return athlete


@dataclass
class _Open:
    kit: Kit
    users: int = 0


class KitPool:
    """Kits by member, opened on first use; the longest unused is closed. Threads share it.

    Parameters
    ----------
    make : callable
        Open the Kit of a member.
    most : int
        How many stay open while nobody uses them.
    """

    def __init__(self, make: Callable[[str], Kit], most: int = _OPEN) -> None:
        self._make, self._most = make, most
        self._lock = threading.Lock()
        self._open: OrderedDict[str, _Open] = OrderedDict()

    def take(self, member: str) -> Kit:
        """Return the Kit of a member until it is given back."""
        with self._lock:
            known = self._open.get(member)
            if known is None:
                known = self._open[member] = _Open(self._make(member))
            known.users += 1
            self._open.move_to_end(member)
        return known.kit

    def is_open(self, member: str) -> bool:
        """Return whether a member's Kit is open, so that taking it waits for nothing."""
        return member in self._open

    def give_back(self, member: str) -> None:
        """Say that a request is done with the Kit of a member."""
        with self._lock:
            if member in self._open:
                self._open[member].users -= 1
            closing = self._pick_unused()
        for kit in closing:
            kit.close()

    @contextmanager
    def hold(self, member: str) -> Iterator[Kit]:
        """Hold the Kit of a member for a block."""
        kit = self.take(member)
        try:
            yield kit
        finally:
            self.give_back(member)

    def drop(self, member: str) -> None:
        """Close the Kit of a member who is gone."""
        with self._lock:
            known = self._open.pop(member, None)
        if known is not None:
            known.kit.close()

    def list_open(self) -> list[Kit]:
        """List the Kits that are open."""
        with self._lock:
            return [known.kit for known in self._open.values()]

    def close(self) -> None:
        """Close all."""
        with self._lock:
            kits = [known.kit for known in self._open.values()]
            self._open.clear()
        for kit in kits:
            kit.close()

    def _pick_unused(self) -> list[Kit]:
        """Take out the longest unused of those that nobody uses, where they are too many."""
        unused = [name for name, known in self._open.items() if known.users == 0]
        return [self._open.pop(name).kit for name in unused[: max(0, len(unused) - self._most)]]
