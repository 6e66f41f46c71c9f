"""Deletions of one athlete's records that go through several kinds."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from trainkit.models import History
from trainkit.ports import Record, RecordKind, Store
from trainkit.ports.store import RECORD_KINDS
from trainkit.records._encoding import digest_of
from trainkit.records._settings import APART_PREFIX, ATHLETE, SOURCE_ORDER

__all__ = ["delete_days_before", "delete_source", "take_back"]


def delete_source(
    store: Store, athlete: str, name: str, licence: str, *, kinds: Iterable[RecordKind]
) -> int:
    """Delete what came under a licence, and the cursors of its source; return the number."""
    keys = [record.key for record in store.get("cursors", athlete)]
    own = [key for key in keys if key.partition(" ")[0] == name]
    count = store.delete(athlete, "cursors", keys=own)
    for kind in kinds:
        gone = [record.key for record in store.get(kind, athlete) if record.licence == licence]
        count += store.delete(athlete, kind, keys=gone)
    return count


def delete_days_before(store: Store, athlete: str, before: dt.date) -> int:
    """Delete the records of days before a day, and return their number."""
    count = 0
    for kind in RECORD_KINDS:
        found = store.get(kind, athlete, last=before - dt.timedelta(days=1))
        gone = [record.key for record in found if record.day is not None]
        count += store.delete(athlete, kind, keys=gone) if gone else 0
    return count


def take_back(
    store: Store,
    athlete: str,
    history: History,
    written: Mapping[RecordKind, Sequence[Record]],
) -> None:
    """Delete what a sync wrote of a history after the athlete was deleted."""
    for kind, encoded in written.items():
        store.delete(athlete, kind, keys=[record.key for record in encoded])
    keys = [APART_PREFIX + digest_of(key) for key in history.never_merged]
    store.delete(athlete, "settings", keys=[*keys, ATHLETE, SOURCE_ORDER])
