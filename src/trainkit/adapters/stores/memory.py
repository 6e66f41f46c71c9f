"""Records in memory: for tests, and for those who keep them elsewhere."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping

from trainkit.errors import BackendError
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl
from trainkit.ports.store import Record, RecordKind, check_name, check_record

__all__ = ["MemoryOptions", "MemoryStore"]

TRAINKIT_CONTRACT = 1


class MemoryOptions(Model):
    """None: there is nothing to choose."""


class MemoryStore:
    """Keeps records as long as it lives; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelves: dict[tuple[str, str], dict[str, Record]] = {}
        self._closed = False

    def __repr__(self) -> str:
        return f"<MemoryStore: {len(self._shelves)} shelves>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records."""
        check_name("athlete", athlete)
        given = {one.key: one for one in map(check_record, records)}
        with self._lock:
            self._open()
            if given:
                self._shelves.setdefault((athlete, kind), {}).update(given)

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
        check_name("athlete", athlete)
        with self._lock:
            self._open()
            shelf = self._shelves.get((athlete, kind), {})
            if keys is None:
                found = list(shelf.values())
            else:
                found = [shelf[one] for one in set(keys) if one in shelf]
        if first is not None or last is not None:
            low, high = first or dt.date.min, last or dt.date.max
            found = [one for one in found if one.day is not None and low <= one.day <= high]
        return sorted(found, key=lambda one: (one.day or dt.date.min, one.day is not None, one.key))

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        check_name("athlete", athlete)
        wanted = None if keys is None else set(keys)
        return self._dropped(
            lambda who, what, one: (
                who == athlete and kind in {None, what} and (wanted is None or one.key in wanted)
            )
        )

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete what is too old."""
        limits = fetched or {}
        return self._dropped(
            lambda _who, _what, one: (
                (one.day is not None and one.day < before)
                or (one.licence in limits and one.at < limits[one.licence])
            )
        )

    def athletes(self) -> list[str]:
        """List whose records there are."""
        with self._lock:
            self._open()
            return sorted({athlete for (athlete, _), shelf in self._shelves.items() if shelf})

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._closed = True
            self._shelves = {}

    def _open(self) -> None:
        if self._closed:
            raise BackendError("store.memory", "it is closed")

    def _dropped(self, old: Callable[[str, str, Record], bool]) -> int:
        count = 0
        with self._lock:
            self._open()
            for (athlete, kind), shelf in self._shelves.items():
                gone = [key for key, one in shelf.items() if old(athlete, kind, one)]
                count += len(gone)
                for key in gone:
                    del shelf[key]
        return count


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the store known."""
    register("store", "memory", lambda _: MemoryStore(), options=MemoryOptions)
