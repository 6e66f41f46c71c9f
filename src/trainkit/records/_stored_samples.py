"""Samples that stay in the store until somebody reads them."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NoReturn, Self
from weakref import WeakValueDictionary

from trainkit.errors import BackendError
from trainkit.models import Activity
from trainkit.models.stored_streams import attach_streams
from trainkit.models.streams import Streams
from trainkit.ports import Record, RecordKind, Store
from trainkit.records._samples import digest_samples, find_mark, unpack_samples

__all__ = ["ChangedSamples", "StoredSamples", "attach_bodies"]

_SAMPLES: RecordKind = "streams"
_AHEAD = 64  # samples that are read together, at most


class ChangedSamples(BackendError):
    """The samples of some activities are not those that their bodies name: they were changed.

    Parameters
    ----------
    keys : sequence of str
        The records.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        message = f"{len(keys)} activities were changed while they were read; ask again"
        super().__init__("records", message, retryable=True)


class StoredSamples:
    """The samples of activities that were read from a store, each there until it is asked for.

    Who asks for the samples of one activity is likely to ask for those of the next. So the first
    are read alone, and each time twice as many of those that follow.

    Parameters
    ----------
    store : Store
        Where the samples are.
    athlete_id : str
        The athlete's name in it.
    """

    def __init__(self, store: Store, athlete_id: str) -> None:
        self._store, self._id = store, athlete_id
        self._bodies: dict[str, str] = {}  # of activities, in order
        self._places: dict[str, int] = {}
        self._unread: WeakValueDictionary[str, _Unread] = WeakValueDictionary()
        self._ahead = 1

    def attach(self, activities: Sequence[Activity], records: Sequence[Record]) -> None:
        """Give activities that were just decoded their samples.

        Parameters
        ----------
        activities : sequence of Activity
            As decoded from the bodies without marks.
        records : sequence of Record
            Their records, in the same order.
        """
        for activity, record in zip(activities, records, strict=True):
            if (mark := find_mark(record)) is not None:
                unread = self._unread[record.key] = _Unread(self, record.key, mark[1])
                self._places[record.key] = len(self._bodies)
                self._bodies[record.key] = record.body
                attach_streams(activity, unread)

    def fetch(self) -> None:
        """Read all that nobody has read yet; it needs no store from then on.

        Raises
        ------
        BackendError
            Some are damaged.
        ChangedSamples
            Some are others by now, or gone.
        """
        missing = [unread for unread in [*self._unread.values()] if unread.body is None]
        if missing and (wrong := self._fill(missing, None)):
            self._explain(wrong)

    def find(self, wanted: "_Unread") -> str:
        """Return a body, and read those that follow it too; errors as in `fetch`."""
        if wanted.body is None:
            begin = self._places[wanted.key]
            following = islice(self._bodies, begin, begin + self._ahead)
            self._ahead = min(2 * self._ahead, _AHEAD)
            near = [unread for key in following if (unread := self._unread.get(key)) is not None]
            missing = [unread for unread in near if unread.body is None]
            self._fill(missing, [unread.key for unread in missing])
        return self._explain([wanted.key]) if wanted.body is None else wanted.body

    def _fill(self, unread: Sequence["_Unread"], keys: Sequence[str] | None) -> list[str]:
        """Read bodies, and return the keys of those that are not those of their activity."""
        bodies = {r.key: r.body for r in self._store.get(_SAMPLES, self._id, keys=keys)}
        wrong = []
        for reader in unread:
            body = bodies.get(reader.key, "")
            if digest_samples(body) == reader.mark:
                reader.body = body
            else:
                wrong.append(reader.key)
        return wrong

    def _explain(self, wrong: Sequence[str]) -> NoReturn:
        """Tell damaged samples from those that another process has changed."""
        now = {r.key: r.body for r in self._store.get("activities", self._id, keys=wrong)}
        damaged = [key for key in wrong if now.get(key) == self._bodies[key]]
        if not damaged:
            raise ChangedSamples(wrong)
        message = (
            f"stored samples cannot be read, {len(damaged)} of kind 'streams': {damaged[:9]}; "
            "the others can once the store's `delete` has removed those activities"
        )
        raise BackendError("records", message)


class _Unread:
    """Reads and unpacks the samples of one activity; held by nobody else than them.

    Parameters
    ----------
    samples : StoredSamples
        Finds the body.
    key, mark : str
        Of the record, and the digest of its body.
    """

    def __init__(self, samples: StoredSamples, key: str, mark: str) -> None:
        self.key, self.mark = key, mark
        self.body: str | None = None
        self._samples = samples

    def __call__(self) -> Streams:
        return unpack_samples(self._samples.find(self), self.key)

    def __deepcopy__(self, _: object) -> Self:
        return self  # a copy of an activity has the same samples


def attach_bodies(
    bodies: Mapping[str, str], activities: Sequence[Activity], records: Sequence[Record]
) -> None:
    """Give activities the samples that were read, whatever their marks say.

    Parameters
    ----------
    bodies : mapping of str to str
        Bodies of samples by key.
    activities, records : sequence
        As in `StoredSamples.attach`.
    """
    for activity, record in zip(activities, records, strict=True):
        body = bodies.get(record.key)
        if body and find_mark(record) is not None:
            attach_streams(activity, partial(unpack_samples, body, record.key))
