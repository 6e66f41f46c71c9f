"""The records of an athlete at one moment."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from trainkit.ports.store import Record, RecordKind, Store, revisions_of
from trainkit.records._settings import decode_gate

__all__ = ["HISTORY_KINDS", "RecordSnapshot", "Snapshots", "read_snapshot"]

HISTORY_KINDS: tuple[RecordKind, ...] = (
    *("activities", "days", "races", "workouts"),
    *("edits", "settings"),
)
"""The kinds of records that a history is made of."""


class RecordSnapshot:
    """The records that an athlete's history is made of, as read from a store.

    Parameters
    ----------
    records : mapping of str to sequence of Record
        Records by kind.
    """

    def __init__(self, records: Mapping[RecordKind, Sequence[Record]]) -> None:
        self._records = records

    def __getitem__(self, kind: RecordKind) -> Sequence[Record]:
        return self._records[kind]

    @cached_property
    def digest(self) -> str:
        """A digest of the content: equal snapshots have equal digests."""
        digest = hashlib.blake2b(digest_size=20)
        for kind, records in self._records.items():
            digest.update(f"{kind} {len(records)}\n".encode())
            for record in records:
                header = f"{record.key}\t{record.at}\t{len(record.body)}"
                digest.update(f"{header}\t{record.body}\n".encode())
        return digest.hexdigest()

    @cached_property
    def oldest_by_licence(self) -> dict[str, dt.datetime]:
        """The moment of the oldest record under each licence."""
        oldest: dict[str, dt.datetime] = {}
        for records in self._records.values():
            for record in records:
                oldest[record.licence] = min(oldest.get(record.licence, record.at), record.at)
        return oldest


def read_snapshot(
    store: Store, athlete_id: str, *, clock: Callable[[], dt.datetime]
) -> RecordSnapshot:
    """Read the records of the history, without those that their licence no longer allows.

    Parameters
    ----------
    store, athlete_id, clock
        As in `AthleteRecords`.

    Returns
    -------
    RecordSnapshot
        The records.
    """
    records = {kind: store.get(kind, athlete_id) for kind in HISTORY_KINDS}
    cutoffs = decode_gate(records["settings"]).cutoffs(clock())
    return RecordSnapshot(
        {
            kind: [r for r in found if r.at >= cutoffs.get(r.licence, r.at)]
            for kind, found in records.items()
        }
    )


class Snapshots:
    """Reads snapshots of an athlete; the last one is kept while nothing is written.

    Parameters
    ----------
    store, athlete_id, clock
        As in `AthleteRecords`.
    """

    def __init__(self, store: Store, athlete_id: str, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._id, self._clock = store, athlete_id, clock
        self._last: tuple[list[str | None], RecordSnapshot] | None = None

    def read(self) -> RecordSnapshot:
        """Read the records as `read_snapshot` does, or return the last ones, which still count."""
        told, last = revisions_of(self._store, self._id), self._last
        if told is None:
            return read_snapshot(self._store, self._id, clock=self._clock)
        revisions = [told.get(kind) for kind in HISTORY_KINDS]
        if last is None or last[0] != revisions or not self._is_allowed(last[1]):
            snapshot = read_snapshot(self._store, self._id, clock=self._clock)
            last = self._last = revisions, snapshot
        return last[1]

    def drop(self) -> None:
        """Forget the last ones."""
        self._last = None

    def _is_allowed(self, snapshot: RecordSnapshot) -> bool:
        """Return whether the licence of each record still allows it."""
        cutoffs = decode_gate(snapshot["settings"]).cutoffs(self._clock())
        oldest = snapshot.oldest_by_licence
        return all(oldest.get(licence, moment) >= moment for licence, moment in cutoffs.items())
