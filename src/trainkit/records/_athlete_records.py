"""The records of one athlete in a store, as models."""

import datetime as dt
import json
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from trainkit.models import Athlete, Availability, Edit, History, Licence, Problem, TrainingPlan
from trainkit.ports import Listing, Record, RecordKind, Store
from trainkit.privacy import LICENCES, Gate
from trainkit.records._archive import build_archive
from trainkit.records._deletions import delete_days_before, delete_source, take_back
from trainkit.records._encoding import digest_of, encode_edit, encode_history
from trainkit.records._histories import Histories
from trainkit.records._listings import delete_unlisted
from trainkit.records._nights import JoinNights, join_stored_nights
from trainkit.records._settings import (
    APART_PREFIX,
    ATHLETE,
    AVAILABILITY,
    LICENCE_PREFIX,
    SOURCE_ORDER,
    decode_gate,
    parse_setting,
)
from trainkit.records._snapshot import HISTORY_KINDS, RecordSnapshot, Snapshots

__all__ = ["AthleteRecords"]

_SAMPLES: RecordKind = "streams"
_PLAN = "plan"
_SINCE = "since "


class AthleteRecords:
    """Read and write one athlete's records; threads may share it.

    Entries of a day are added, never replaced. When two entries of the same source contain the same
    field, the latest wins. An activity replaces the one with the same source, sport and start.

    Parameters
    ----------
    store : Store
        Where the records are.
    athlete_id : str
        The athlete's name in the store.
    clock : callable
        The current time, aware.
    join_nights : callable, optional
        Joins parts of one night; by default they stay apart.

    Examples
    --------
    >>> from trainkit.models import DailyHealth
    >>> from trainkit.plugins import Registry
    >>> store = Registry().make("store", "memory", {})
    >>> records = AthleteRecords(
    ...     store, "anna", clock=lambda: dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    ... )
    >>> records.add(History(days=[DailyHealth(date="2026-05-01", mood=80)]))
    >>> records.add(History(days=[DailyHealth(date="2026-05-01", mood=60)]))
    >>> [day.mood for day in records.history().days]
    [60.0]
    """

    def __init__(
        self,
        store: Store,
        athlete_id: str,
        *,
        clock: Callable[[], dt.datetime],
        join_nights: JoinNights = lambda days: days,
    ) -> None:
        self._store, self._id, self._clock = store, athlete_id, clock
        self._join_nights = join_nights
        self._lock, self._delete_lock = threading.Lock(), threading.RLock()
        self._last_write = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        self._snapshots = Snapshots(store, athlete_id, clock)
        self._histories = Histories(store, athlete_id)
        self._plan_memo: tuple[str, TrainingPlan] | None = None

    @property
    def gate(self) -> Gate:
        """The provenance gate, with the licences of plugins that are stored with the records."""
        return decode_gate(self._store.get("settings", self._id))

    def add(self, history: History, *, said_now: bool = False) -> None:
        """Add all records of a history; unchanged ones are not stored twice.

        Parameters
        ----------
        history : History
            What to add. Its athlete is stored only where none is known.
        said_now : bool
            Whether a person says it now: then entries by hand count as the latest word, even where
            they were said before.
        """
        self._add(history, said_now=said_now)

    def _add(
        self, history: History, *, said_now: bool = False, listed: Collection[str] = ()
    ) -> Mapping[RecordKind, Sequence[Record]]:
        with self._delete_lock:  # a deletion comes before all of it, or after
            join = self._join_nights
            history, absorbed = join_stored_nights(history, self._store, self._id, join)
            known = None if said_now else self._find_keys
            records = encode_history(history, self.next_moment(), self.gate, known)
            for kind, encoded in records.items():
                new = self._leave_known(kind, encoded) if kind in listed else encoded
                if new:
                    self._store.put(kind, self._id, new)
            sampled = {record.key for record in records[_SAMPLES]}
            bare = [r.key for r in records["activities"] if r.key not in sampled]
            if bare:  # an earlier version may have had samples
                self._store.delete(self._id, _SAMPLES, keys=bare)
            if absorbed:  # after the whole night is stored
                self._store.delete(self._id, "days", keys=absorbed)
            if history.athlete is not None and self.setting(ATHLETE) is None:
                self.put_athlete(history.athlete)
            if history.source_order:
                self.put_setting(SOURCE_ORDER, json.dumps(history.source_order))
            for key in history.never_merged:
                self.put_setting(APART_PREFIX + digest_of(key), json.dumps(key))
        return records

    def _leave_known(self, kind: RecordKind, encoded: Sequence[Record]) -> Sequence[Record]:
        """Leave out what is stored already, where a source lists what it has.

        Written anew, it would look like a change. A licence's limit counts from the last fetch.
        """
        gate = self.gate
        lasting = {r.key for r in encoded if gate.retention_s(r.licence) is None}
        known = self._find_keys(kind, [*lasting]) if kind != "activities" and lasting else set()
        return [record for record in encoded if record.key not in known]

    def _find_keys(self, kind: RecordKind, keys: list[str]) -> set[str]:
        return {record.key for record in self._store.get(kind, self._id, keys=keys)}

    def put_edits(self, edits: Iterable[Edit]) -> None:
        """Store what a person said of records."""
        self._store.put("edits", self._id, [encode_edit(edit) for edit in edits])

    def edits(self) -> list[Edit]:
        """Read what a person said of records."""
        return [parse_setting(Edit, r.body, r.key) for r in self._store.get("edits", self._id)]

    def delete_edits(self, edits: Iterable[Edit]) -> None:
        """Delete what a person said of records, so that their sources count again."""
        if keys := [edit.id for edit in edits]:
            self._store.delete(self._id, "edits", keys=keys)

    def snapshot(self) -> RecordSnapshot:
        """Read the records of the history, without those that their licence no longer allows."""
        return self._snapshots.read()

    def history(self, snapshot: RecordSnapshot | None = None) -> History:
        """Decode the history with its samples; the last one is cached.

        Parameters
        ----------
        snapshot : RecordSnapshot, optional
            The records to decode; by default those in the store now.

        Returns
        -------
        History
            The history.

        Raises
        ------
        BackendError
            A record is damaged.
        """
        return self._histories.whole(self.snapshot() if snapshot is None else snapshot)

    def outline(self, snapshot: RecordSnapshot | None = None) -> History:
        """Decode the history; its samples stay in the store until somebody reads them.

        Parameters
        ----------
        snapshot : RecordSnapshot, optional
            As in `history`.

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
        return self._histories.outline(self.snapshot() if snapshot is None else snapshot)

    def athlete(self) -> Athlete | None:
        """Read the athlete; None where nothing is known."""
        body = self.setting(ATHLETE)
        return None if body is None else parse_setting(Athlete, body, ATHLETE)

    def put_athlete(self, athlete: Athlete) -> None:
        """Store the athlete."""
        self.put_setting(ATHLETE, athlete.model_dump_json())

    def availability(self) -> Availability | None:
        """Read the time for training; None where nothing is kept."""
        body = self.setting(AVAILABILITY)
        return None if body is None else parse_setting(Availability, body, AVAILABILITY)

    def put_availability(self, availability: Availability) -> None:
        """Store the time for training."""
        self.put_setting(AVAILABILITY, availability.model_dump_json())

    def plan(self) -> TrainingPlan | None:
        """Read the latest plan; None before the first."""
        key = self.setting(_PLAN)
        if key is None or not (found := self._store.get("plans", self._id, keys=[key])):
            return None
        memo = self._plan_memo
        if memo is None or memo[0] != found[0].body:
            plan = parse_setting(TrainingPlan, found[0].body, found[0].key)
            memo = self._plan_memo = found[0].body, plan
        return memo[1]

    def put_plan(self, plan: TrainingPlan) -> None:
        """Store a plan as the latest one."""
        now = self.next_moment()
        record = Record(now.isoformat(), plan.model_dump_json(), now, plan.end)
        self._store.put("plans", self._id, [record])
        self.put_setting(_PLAN, record.key)

    def drop_plan(self) -> None:
        """Forget which plan is the latest one; the plans themselves stay until they expire."""
        self._store.delete(self._id, "settings", keys=[_PLAN])

    def put_licence(self, licence: Licence) -> None:
        """Store what a source's licence allows, so that it is known without the source."""
        name, body = LICENCE_PREFIX + licence.name, licence.model_dump_json()
        if licence.name not in LICENCES and self.setting(name) != body:
            self.put_setting(name, body)

    def cursor(self, source: str) -> str | None:
        """Read where the last sync of a source stopped."""
        return self._read("cursors", source)

    def put_cursor(self, source: str, body: str) -> None:
        """Store where the last sync of a source stopped."""
        self._store.put("cursors", self._id, [Record(source, body, self._clock())])

    def begin_sync(self) -> str:
        """Return the mark of everything that is stored since the last deletion of the athlete.

        A deletion, by whatever process, deletes the mark too; cursors count only beside theirs.
        """
        if not (marks := self._marks()):
            name = _SINCE + uuid.uuid4().hex
            self.put_setting(name, "")
            marks = self._marks()
        return min(marks, default="")

    def add_part(
        self,
        source: str,
        body: str,
        mark: str,
        history: History | None = None,
        *,
        listings: Sequence[Listing] = (),
        tell: Callable[[Problem], object] = lambda _: None,
    ) -> bool:
        """Add a part of a sync with its cursor, unless the athlete was deleted since it began.

        Parameters
        ----------
        source, body
            As in `put_cursor`.
        mark : str
            What `begin_sync` returned.
        history : History, optional
            What to add.
        listings : sequence of Listing
            What the source still has: other records of it are deleted; see `Listing`.
        tell : callable, optional
            Is told of each listing that was not believed.

        Returns
        -------
        bool
            Whether it was stored. After a deletion nothing is, so that the next sync begins anew.
        """
        with self._delete_lock:
            if mark not in self._marks():
                return False
            if history is not None:
                written = self._add(history, listed={listing.kind for listing in listings})
                if mark not in self._marks():  # another process deleted the athlete meanwhile
                    if not self._marks():  # and no new sync has begun since
                        take_back(self._store, self._id, history, written)
                    return False
                for problem in delete_unlisted(self._store, self._id, listings, written):
                    tell(problem)
            self.put_cursor(source, body)
            return True

    def _marks(self) -> list[str]:
        keys = (record.key for record in self._store.get("settings", self._id))
        return [key for key in keys if key.startswith(_SINCE)]

    def setting(self, key: str) -> str | None:
        """Read a setting; None where it is not set."""
        return self._read("settings", key)

    def put_setting(self, key: str, body: str) -> None:
        """Store a setting."""
        self._store.put("settings", self._id, [Record(key, body, self._clock())])

    def export(self) -> bytes:
        """Export everything as a zip archive.

        Returns
        -------
        bytes
            ``history.json``, which `trainkit.read` reads, and ``KIND.json`` for every other kind
            with records. Tokens, cursors and cached answers are left out.
        """
        return build_archive(self._store, self._id, self.history())

    def delete_source(self, name: str, licence: str) -> int:
        """Delete what came under a licence, and the cursors of its source; return the number.

        Parameters
        ----------
        name : str
            The source's name, such as ``"source.strava"``.
        licence : str
            The licence of its data.
        """
        with self._delete_lock:
            self._drop_memos()
            kinds = (_SAMPLES, *HISTORY_KINDS)
            return delete_source(self._store, self._id, name, licence, kinds=kinds)

    def delete(self) -> int:
        """Delete all records of the athlete, and return their number."""
        with self._delete_lock:
            self._drop_memos()
            return self._store.delete(self._id)

    def drop_before(self, before: dt.date) -> int:
        """Delete the athlete's records of days before a day, and return their number."""
        with self._delete_lock:
            self._drop_memos()
            return delete_days_before(self._store, self._id, before)

    def purge(self, before: dt.date = dt.date.min) -> int:
        """Delete old records of every athlete in the store.

        Parameters
        ----------
        before : date
            The first day that stays. By default only records are deleted that a licence limits and
            that were fetched too long ago.

        Returns
        -------
        int
            The number of deleted records.
        """
        if count := self._store.purge(before, fetched=self.gate.cutoffs(self._clock())):
            self._drop_memos()
        return count

    def _drop_memos(self) -> None:
        self._histories.drop()
        self._snapshots.drop()

    def _read(self, kind: RecordKind, key: str) -> str | None:
        found = self._store.get(kind, self._id, keys=[key])
        return found[0].body if found else None

    def next_moment(self) -> dt.datetime:
        """Read the clock, strictly increasing: of two writes, one is the latest."""
        with self._lock:
            self._last_write = max(self._clock(), self._last_write + dt.timedelta(microseconds=1))
            return self._last_write
