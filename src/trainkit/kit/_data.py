"""The data of a Kit's athlete: records, history, cached answers and their lifetime."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from trainkit.cache import Cache
from trainkit.errors import InvalidInput, TrainkitError
from trainkit.kit._adapters import Adapters, KitStore
from trainkit.models import (
    Activity,
    Athlete,
    DailyHealth,
    History,
    RaceResult,
    TrainingPlan,
)
from trainkit.models.entry import Entry, to_history
from trainkit.models.units import time_zone
from trainkit.privacy import LICENCES, Gate, Use
from trainkit.records import (
    AthleteRecords,
    RecordSnapshot,
    SourceSync,
    SyncReport,
    read_last_sync,
    sync_source,
)
from trainkit.secrets import EncryptedStore
from trainkit.telemetry import LogFolder, Meter

__all__ = ["AthleteData"]

_LOG = logging.getLogger("trainkit.kit")
_GATE = Gate()


Prepare = Callable[[History, Athlete, Cache, Mapping[str, dt.datetime]], None]
"""What is done with a history that was just decoded, as `keep_loads_of` does it."""


class AthleteData:
    """Data of one athlete in a store that is opened on first use; threads may share it.

    Parameters
    ----------
    store : KitStore
        Where everything is kept.
    athlete, athlete_id, clock
        As in `Kit`.
    meter : Meter
        Counts calls.
    logs : LogFolder, optional
        Log files, which are purged with the records.
    prepare : callable
        Prepares a history for the engines; by default it does nothing, and imports none.
    """

    def __init__(
        self,
        store: KitStore,
        *,
        athlete: Athlete | None,
        athlete_id: str,
        clock: Callable[[], dt.datetime],
        meter: Meter,
        logs: LogFolder | None,
        prepare: Prepare = lambda *_: None,
    ) -> None:
        self._store, self._athlete, self._id = store, athlete, athlete_id
        self._clock, self._meter, self._logs = clock, meter, logs
        self._prepare = prepare
        self._lock = threading.Lock()
        self._cache: Cache | None = None
        self._records: AthleteRecords | None = None

    @property
    def store(self) -> EncryptedStore:
        """The opened store."""
        return self._store.open()

    @property
    def athlete_id(self) -> str:
        """The athlete's name in the store."""
        return self._id

    @property
    def records(self) -> AthleteRecords:
        """The athlete's records."""
        store = self.store
        with self._lock:
            if self._records is None:
                self._records = AthleteRecords(
                    store, self._id, clock=self._clock, join_nights=_join_nights
                )
            return self._records

    @property
    def cache(self) -> Cache:
        """Cached answers, stored beside the records."""
        store = self.store
        with self._lock:
            if self._cache is None:
                self._cache = Cache(
                    clock=self._clock,
                    store=store,
                    athlete=self._id,
                    retention_s=self._cache_retention_s,
                )
            return self._cache

    @property
    def athlete(self) -> Athlete:
        """The athlete; `InvalidInput` where nothing is known."""
        athlete = self._athlete or self.records.athlete()
        if athlete is None:
            allowed = "given to the Kit, said with kit.profile.update, or known from the data"
            raise InvalidInput("athlete", None, allowed)
        return athlete

    def change_athlete(self, athlete: Athlete) -> None:
        """Keep another athlete; from now on it counts, also before one that the host gave."""
        self.records.put_athlete(athlete)
        self._athlete = None

    @property
    def plan(self) -> TrainingPlan | None:
        """The latest plan."""
        return self.records.plan()

    def current_plan(self) -> TrainingPlan:
        """Return the latest plan; `InvalidInput` where there is none."""
        plan = self.plan
        if plan is None:
            raise InvalidInput("plan", None, "given, or made by plan() before")
        return plan

    def timezone(self) -> str:
        """Return the athlete's time zone; UTC where nothing is known."""
        athlete = self._athlete or self.records.athlete()
        return "UTC" if athlete is None else athlete.timezone

    def today(self) -> dt.date:
        """Return the date in the athlete's time zone."""
        zone = time_zone(self.athlete.timezone)
        return self._clock().astimezone(zone).date()

    def now(self) -> dt.datetime:
        """Return the current time in the athlete's zone; in UTC where nothing is known."""
        return self._clock().astimezone(time_zone(self.timezone()))

    def local_day(self) -> dt.date:
        """Return the date in the athlete's time zone; in UTC where nothing is known."""
        return self.now().date()

    @property
    def is_known(self) -> bool:
        """Whether the athlete is known."""
        return (self._athlete or self.records.athlete()) is not None

    def history(self, use: Use | None = None) -> History:
        """See `Kit.history`."""
        snapshot = self.records.snapshot()
        history = self._prepare_loads(self.records.history(snapshot), snapshot)
        if use is None:
            return history
        with self._meter.call("privacy", use):
            return self.records.gate.filter_history(history, use).history

    def outline(self, snapshot: RecordSnapshot | None = None) -> History:
        """See `Kit.outline`; of a snapshot, or of the records as they are now."""
        known = self.records.snapshot() if snapshot is None else snapshot
        return self._prepare_loads(self.records.outline(known), known)

    def _prepare_loads(self, history: History, snapshot: RecordSnapshot) -> History:
        """Let the loads of a history come from those that are kept."""
        athlete = self._athlete or self.records.athlete()
        if athlete is not None:
            licences = snapshot.oldest_by_licence
            history.memoize(
                ("prepared", athlete),
                lambda: self._prepare(history, athlete, self.cache, licences),
            )
        return history

    def add(self, entry: Entry) -> None:
        """See `Kit.log`."""
        by_hand = not isinstance(entry, History)
        self.records.add(to_history(entry), said_now=by_hand)
        if by_hand:
            self._retract(entry)
        self._remember_athlete()

    def sync(
        self,
        adapters: Adapters,
        *,
        force: bool = False,
        progress: Callable[[SourceSync], object] = lambda _: None,
    ) -> SyncReport:
        """See `Kit.sync`."""
        records = self.records
        records.purge()
        outcomes: list[SourceSync] = []
        failure: TrainkitError | None = None
        for number in range(adapters.source_count):
            try:
                resolved, source = adapters.source(number)
                name, settings = resolved.backend, resolved.settings
                outcomes.append(
                    sync_source(
                        source,
                        records,
                        name=name,
                        settings=settings,
                        clock=self._clock,
                        force=force,
                        progress=progress,
                    )
                )
            except TrainkitError as error:
                failure = failure or error
        self._remember_athlete()
        if failure is not None:
            raise failure
        return SyncReport(tuple(outcomes))

    def last_syncs(self, adapters: Adapters) -> list[SourceSync]:
        """See `Kit.last_syncs`."""
        found = []
        for number in range(adapters.source_count):
            try:
                resolved, _ = adapters.source(number)
            except TrainkitError as error:
                found.append(SourceSync(f"number {number + 1}", error=str(error)))
                continue
            name, settings = resolved.backend, resolved.settings
            found.append(
                read_last_sync(self.records, name=name, settings=settings, clock=self._clock)
            )
        return found

    def export(self) -> bytes:
        """See `Kit.export`."""
        _LOG.info("exported")
        return self.records.export()

    def forget(self) -> int:
        """See `Kit.forget`."""
        self.cache.discard_running()  # or an answer from what is deleted would be kept after it
        count = self.records.delete()
        _LOG.info("forgotten: %d records", count)
        return count

    def purge(self, before: dt.date) -> int:
        """See `Kit.purge`."""
        count = self.records.purge(before)
        count += self._logs.purge(before) if self._logs is not None else 0
        _LOG.info("purged before %s: %d", before, count)
        return count

    def delete_source(self, name: str, licence: str) -> int:
        """Delete the records of a source, and the cached answers, which may come from them."""
        self.cache.discard_running()
        count = self.records.delete_source(name, licence)
        self.cache.clear()
        return count

    def drop_before(self, before: dt.date) -> int:
        """See `Kit.drop_before`."""
        self.cache.discard_running()
        count = self.records.drop_before(before)
        self.cache.clear()  # kept loads are of days that are gone
        _LOG.info("dropped before %s: %d", before, count)
        return count

    def rotate(self) -> int:
        """See `Kit.rotate`."""
        count = self.store.rotate()
        _LOG.info("encrypted with the newest key: %d records", count)
        return count

    def _retract(self, entry: Entry) -> None:
        """Delete the edits that an entry by hand says anew: the latest word counts."""
        if not isinstance(entry, Activity | DailyHealth | RaceResult):
            return
        if entry.provenance.source != "manual":
            return
        name = entry.date.isoformat() if isinstance(entry, DailyHealth) else entry.key
        said = {None, *entry.model_fields_set}
        self.records.delete_edits(
            edit for edit in self.records.edits() if edit.record == name and edit.field in said
        )

    def _cache_retention_s(self, licence: str) -> float | None:
        gate = _GATE if licence in LICENCES else self.records.gate
        return gate.cache_retention_s(licence)

    def _remember_athlete(self) -> None:
        if self._athlete is not None and self._athlete != self.records.athlete():
            self.records.put_athlete(self._athlete)


def _join_nights(days: Sequence[DailyHealth]) -> Sequence[DailyHealth]:
    # Here, since readers of files take a while to import.
    from trainkit.io.authoring._night_parts import join_nights  # noqa: PLC0415

    return join_nights(days)
