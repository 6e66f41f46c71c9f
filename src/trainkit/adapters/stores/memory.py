"""Records in memory, for tests and for hosts that keep data elsewhere."""

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping

from trainkit.errors import BackendError
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl
from trainkit.ports.store import Record, RecordKind, check_name, check_record

__all__ = ["MemoryOptions", "MemoryStore"]

TRAINKIT_CONTRACT = 1


class MemoryOptions(Model):
    """No options."""


class MemoryStore:
    """Keeps records while the process lives. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[tuple[str, RecordKind], dict[str, Record]] = {}
        self._leases: dict[str, tuple[str, dt.datetime]] = {}
        self._revisions: dict[str, dict[RecordKind, str]] = {}
        self._closed = False

    def __repr__(self) -> str:
        return f"<MemoryStore: {len(self._records)} groups>"

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        """Keep records."""
        check_name("athlete", athlete)
        added = {record.key: record for record in map(check_record, records)}
        with self._lock:
            self._check_open()
            if added:
                self._records.setdefault((athlete, kind), {}).update(added)
                self._revise(athlete, kind)

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
        check_name("athlete", athlete)
        with self._lock:
            self._check_open()
            kept = self._records.get((athlete, kind), {})
            if keys is None:
                records = list(kept.values())
            else:
                records = [kept[key] for key in set(keys) if key in kept]
        if first is not None or last is not None:
            low, high = first or dt.date.min, last or dt.date.max
            records = [
                record for record in records if record.day is not None and low <= record.day <= high
            ]
        return sorted(records, key=_place)

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Iterable[str] | None = None
    ) -> int:
        """Delete records."""
        check_name("athlete", athlete)
        wanted = None if keys is None else set(keys)
        return self._drop(
            lambda owner, own_kind, record: (
                owner == athlete
                and kind in {None, own_kind}
                and (wanted is None or record.key in wanted)
            )
        )

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        """Delete old records."""
        limits = fetched or {}
        return self._drop(
            lambda _owner, _kind, record: (
                (record.day is not None and record.day < before)
                or (record.licence in limits and record.at < limits[record.licence])
            )
        )

    def revisions(self, athlete: str) -> Mapping[RecordKind, str]:
        """Return a revision for each kind of an athlete's records, as `Revisions` says."""
        check_name("athlete", athlete)
        with self._lock:
            self._check_open()
            return dict(self._revisions.get(athlete, {}))

    def athletes(self) -> list[str]:
        """List the athletes with records."""
        with self._lock:
            self._check_open()
            return sorted({athlete for (athlete, _), kept in self._records.items() if kept})

    def take_lease(self, name: str, owner: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        """Take a lease."""
        check_name("name", name)
        check_name("owner", owner)
        with self._lock:
            self._check_open()
            holder, end = self._leases.get(name, (owner, now))
            free = end <= now or holder == owner
            if free:
                self._leases[name] = owner, until
            return free

    def drop_lease(self, name: str, owner: str) -> None:
        """Give a lease back."""
        check_name("name", name)
        check_name("owner", owner)
        with self._lock:
            self._check_open()
            if self._leases.get(name, ("", None))[0] == owner:
                del self._leases[name]

    def close(self) -> None:
        """Discard every record."""
        with self._lock:
            self._closed = True
            self._records = {}

    def _revise(self, athlete: str, kind: RecordKind) -> None:
        if kind != "cache":
            self._revisions.setdefault(athlete, {})[kind] = secrets.token_hex(8)

    def _check_open(self) -> None:
        if self._closed:
            raise BackendError("store.memory", "it is closed")

    def _drop(self, old: Callable[[str, RecordKind, Record], bool]) -> int:
        count = 0
        with self._lock:
            self._check_open()
            for (athlete, kind), kept in self._records.items():
                expired = [key for key, record in kept.items() if old(athlete, kind, record)]
                count += len(expired)
                for key in expired:
                    del kept[key]
                if expired:
                    self._revise(athlete, kind)
        return count


def _place(record: Record) -> tuple[dt.date, bool, str]:
    return record.day or dt.date.min, record.day is not None, record.key


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the store."""
    register("store", "memory", lambda _: MemoryStore(), options=MemoryOptions)
