"""The history of one athlete, decoded from the records of a store; the last one is remembered."""

from functools import partial
from typing import NamedTuple

from trainkit.models import History
from trainkit.ports import RecordKind, Store
from trainkit.records._encoding import decode_history, keep_digests, record_digests
from trainkit.records._growing import find_added
from trainkit.records._snapshot import RecordSnapshot
from trainkit.records._stored_samples import ChangedSamples, StoredSamples, attach_bodies

__all__ = ["Histories"]

_SAMPLES: RecordKind = "streams"


class _Decoded(NamedTuple):
    """A history, the records that it was decoded from, and its samples."""

    snapshot: RecordSnapshot
    history: History
    samples: StoredSamples


class Histories:
    """Decodes snapshots of one athlete; of one that only grew, what is new.

    Parameters
    ----------
    store : Store
        Where the samples are.
    athlete_id : str
        The athlete's name in it.
    """

    def __init__(self, store: Store, athlete_id: str) -> None:
        self._store, self._id = store, athlete_id
        self._last: _Decoded | None = None

    def outline(self, snapshot: RecordSnapshot) -> History:
        """Decode a history whose samples are read from the store when somebody asks for them.

        Parameters
        ----------
        snapshot : RecordSnapshot
            The records.

        Returns
        -------
        History
            Reading samples raises `BackendError` where they are damaged, were changed meanwhile, or
            the store is closed.

        Raises
        ------
        BackendError
            A record is damaged.
        """
        return self._decode(snapshot).history

    def whole(self, snapshot: RecordSnapshot) -> History:
        """Decode a history with its samples, which needs no store from then on.

        Parameters
        ----------
        snapshot : RecordSnapshot
            The records.

        Returns
        -------
        History
            The history.

        Raises
        ------
        BackendError
            A record is damaged.
        """
        decoded = self._decode(snapshot)
        try:
            decoded.samples.fetch()
        except ChangedSamples:
            # Another process has written meanwhile: the snapshot is the past already.
            bodies = {record.key: record.body for record in self._store.get(_SAMPLES, self._id)}
            past = decode_history(snapshot, partial(attach_bodies, bodies))
            past.release()  # digests of records that had other samples: no load is kept under them
            return past
        return decoded.history

    def drop(self) -> None:
        """Forget the last one."""
        self._last = None

    def _decode(self, snapshot: RecordSnapshot) -> _Decoded:
        last = self._last
        if last is not None and last.snapshot.digest == snapshot.digest:
            return last
        grown = None if last is None else self._extend(last, snapshot)
        if grown is None:
            samples = StoredSamples(self._store, self._id)
            grown = _Decoded(snapshot, decode_history(snapshot, samples.attach), samples)
        self._last = grown
        if last is not None:
            last.history.release()
        return grown

    def _extend(self, last: _Decoded, snapshot: RecordSnapshot) -> _Decoded | None:
        """Add new records to a history that was decoded; None where that is not all."""
        if (added := find_added(last.snapshot, snapshot)) is None:
            return None
        known = last.history
        more = decode_history(added, last.samples.attach)
        extended = known.merge(more)
        keep_digests(extended, record_digests(known) | record_digests(more))
        return _Decoded(snapshot, extended, last.samples)
