"""What is kept of one athlete: added, asked for, handed out and deleted."""

import datetime as dt
import logging
import threading
from collections.abc import Callable

from trainkit.cache import Cache
from trainkit.errors import InvalidInput, TrainkitError
from trainkit.kit._adapters import Parts
from trainkit.kit._archive import archived
from trainkit.kit._sync import SourceSync, Synced, synced
from trainkit.models import Athlete, History, TrainingPlan
from trainkit.models._entry import Entry, to_history
from trainkit.models.units import time_zone
from trainkit.privacy import LICENCES, Gate, Use
from trainkit.records import Rows, Shelves, fingerprint
from trainkit.secrets import EncryptedStore
from trainkit.telemetry import LogFolder, Meter

__all__ = ["Keeping"]

_LOG = logging.getLogger("trainkit.kit")
_GATE = Gate()


class Keeping:
    """The half of a Kit that keeps data.

    Parameters
    ----------
    parts : Parts
        The adapters.
    athlete, athlete_id, clock
        As in `Kit`.
    meter : Meter
        Where calls are counted.
    logs : LogFolder, optional
        Where logs are written.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        athlete: Athlete | None,
        athlete_id: str,
        clock: Callable[[], dt.datetime],
        meter: Meter,
        logs: LogFolder | None,
    ) -> None:
        self._parts, self._athlete, self._id = parts, athlete, athlete_id
        self._clock, self._meter, self._logs = clock, meter, logs
        self._memo: tuple[str, History] | None = None
        self._lock = threading.Lock()
        self._cache: Cache | None = None
        self._last = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    @property
    def store(self) -> EncryptedStore:
        """Where everything is kept, encrypted where there is a key."""
        return self._parts.store

    @property
    def cache(self) -> Cache:
        """Answers that need not be made again, beside the athlete's records."""
        store = self.store
        with self._lock:
            if self._cache is None:
                self._cache = Cache(
                    clock=self._clock, shelf=store, athlete=self._id, keep_s=self._cache_s
                )
            return self._cache

    @property
    def athlete(self) -> Athlete:
        """Who it is for; `InvalidInput` where nobody has said."""
        found = self._athlete or self._shelves.athlete()
        if found is None:
            said = "given to the Kit, or known by what was logged or synced"
            raise InvalidInput("athlete", None, said)
        return found

    @property
    def planned(self) -> TrainingPlan | None:
        """The plan that was made last; None before the first."""
        return self._shelves.plan()

    def history(self, *, use: Use | None = None) -> History:
        """Give everything that is known.

        Parameters
        ----------
        use : {"prompt", "training"}, optional
            What for: data that its licence keeps from it is left out, and counted as refused.

        Returns
        -------
        History
            As logged and synced; what may not be kept any longer is not in it.
        """
        rows = self._shelves.rows()
        history = self._history(rows, fingerprint(rows))
        if use is None:
            return history
        with self._meter.call("privacy", use):
            return self._shelves.gate.permitted(history, use).history

    def log(self, entry: Entry) -> None:
        """Add data: a history, or what was entered by hand.

        Parameters
        ----------
        entry : History, Activity, DailyHealth, RaceResult or PlannedWorkout
            What to keep; what is there already stays as it is, and of two entries by hand for one
            day the later one counts.

        Raises
        ------
        InvalidInput
            Something else.
        BackendError
            The store cannot keep it; then none of it is kept, or some kinds of records whole.
        """
        self._shelves.put(to_history(entry))
        self._remember_athlete()

    def sync(self, *, force: bool = False) -> Synced:
        """Ask all sources for what is new.

        Parameters
        ----------
        force : bool
            Ask also those whose data is still fresh.

        Returns
        -------
        Synced
            What came, by source. A source that cannot be asked now, but could before, is told
            there with the age of its data.

        Raises
        ------
        TrainkitError
            A source could never be asked: `BackendError`, or `PluginError`, `InvalidInput` and
            `MissingExtra` where it cannot be made. What the others brought is kept.
        """
        self.store.purge(dt.date.min, fetched=self._shelves.gate.cutoffs(self._clock()))
        done: list[SourceSync] = []
        failed: TrainkitError | None = None
        for at in range(self._parts.source_count):
            try:
                wired, source = self._parts.source(at)
                done.append(synced(wired, source, self._shelves, self._clock, force=force))
            except TrainkitError as error:
                failed = failed or error
        self._remember_athlete()
        if failed is not None:
            raise failed
        return Synced(tuple(done))

    def export(self) -> bytes:
        """Give everything that is kept of the athlete, as a zip archive.

        Returns
        -------
        bytes
            ``history.json``, which `trainkit.read` reads, and ``plans.json`` and such for the other
            kinds; tokens are left out.
        """
        _LOG.info("exported")
        return archived(self.store, self._id, self.history())

    def forget(self) -> int:
        """Delete everything that is kept of the athlete; what sources still have comes with `sync`.

        Returns
        -------
        int
            How many records.
        """
        self._memo = None
        count = self.store.delete(self._id)
        _LOG.info("forgotten: %d records", count)
        return count

    def purge(self, before: dt.date) -> int:
        """Delete what is older than a day, of every athlete: records, answers and logs.

        Parameters
        ----------
        before : date
            The first day that stays.

        Returns
        -------
        int
            How many records and log files.
        """
        self._memo = None
        cutoffs = self._shelves.gate.cutoffs(self._clock())
        count = self.store.purge(before, fetched=cutoffs)
        count += self._logs.purge(before) if self._logs is not None else 0
        _LOG.info("purged before %s: %d", before, count)
        return count

    def rotate(self) -> int:
        """Encrypt every record of every athlete anew with the newest key, while nobody writes.

        Returns
        -------
        int
            How many records.
        """
        count = self.store.rotate()
        _LOG.info("encrypted anew: %d records", count)
        return count

    @property
    def _shelves(self) -> Shelves:
        return Shelves(self.store, self._id, clock=self._clock, later=self._later)

    def _later(self) -> dt.datetime:
        with self._lock:
            self._last = max(self._clock(), self._last + dt.timedelta(microseconds=1))
            return self._last

    def _zone(self) -> str:
        """Where the athlete lives, as far as is known."""
        found = self._athlete or self._shelves.athlete()
        return "UTC" if found is None else found.timezone

    def _cache_s(self, licence: str) -> float | None:
        gate = _GATE if licence in LICENCES else self._shelves.gate
        return gate.cache_s(licence)

    def _history(self, rows: Rows, name: str) -> History:
        """Make the history of rows, or take the last one if they have the same fingerprint."""
        memo = self._memo
        if memo is None or memo[0] != name:
            memo = self._memo = name, self._shelves.history(rows)
        return memo[1]

    def _remember_athlete(self) -> None:
        if self._athlete is not None and self._athlete != self._shelves.athlete():
            self._shelves.put_athlete(self._athlete)

    def _day(self) -> dt.date:
        """Today, where the athlete lives."""
        zone = time_zone(self.athlete.timezone)
        return self._clock().astimezone(zone).date()
