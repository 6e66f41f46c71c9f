"""Fetch new data of a source into an athlete's records, from where the last sync stopped."""

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil

from trainkit._text import describe_error
from trainkit.errors import BackendError, TrainkitError
from trainkit.models import History, Problem
from trainkit.ports import Delivery, Source
from trainkit.ports.guard import guard_adapter
from trainkit.records._athlete_records import AthleteRecords

__all__ = ["SourceSync", "SyncReport", "read_last_sync", "sync_source"]

_HOUR_MIN, _DAY_MIN = 60, 1440
_SHOWN = 20  # problems of a source
_LOG = logging.getLogger("trainkit.records")
_LONGEST_PAUSE_S = 7 * 86_400.0
_FORGOTTEN = "the athlete's records were deleted during the sync; the next one begins anew"


@dataclass(frozen=True, slots=True)
class SourceSync:
    """Outcome of syncing one source.

    Parameters
    ----------
    source : str
        The source's name.
    activities, days : int
        Number of records delivered, known ones included.
    problems : tuple of Problem
        What could not be read.
    age_s : float
        Time since the last successful sync [s]; 0 for this one.
    error : str
        Why the source failed now, or the last time where none was asked; empty on success.
    synced_at : datetime or None
        When the source last succeeded, aware.
    last_day : date or None
        The last local day with a record among those delivered now.
    """

    source: str
    activities: int = 0
    days: int = 0
    problems: tuple[Problem, ...] = ()
    age_s: float = 0.0
    error: str = ""
    synced_at: dt.datetime | None = None
    last_day: dt.date | None = None

    def __str__(self) -> str:
        name = self.source.removeprefix("source.")
        lines = [f"{name}: {self.activities} activities, {self.days} days delivered"]
        if self.error:
            reason = self.error.removeprefix(f"{self.source}: ")
            lines = [f"{name} failed, last synced {self.age}: {reason}"]
        elif self.age_s:
            lines = [f"{name}: synced {self.age}, so not asked again; force asks all the same"]
        shown = self.problems[:_SHOWN]
        lines += [f"  {item.severity}: {item.path}: {item.message}" for item in shown]
        if more := len(self.problems) - len(shown):
            lines.append(f"  and {more} more problems")
        return "\n".join(lines)

    @property
    def age(self) -> str:
        """How long ago the source last succeeded, in words: ``"5 h ago"``."""
        if self.synced_at is None:
            return "never"
        minutes = max(self.age_s, 0.0) / 60
        if minutes < _HOUR_MIN:
            return f"{minutes:.0f} min ago"
        if minutes < 2 * _DAY_MIN:
            return f"{minutes / _HOUR_MIN:.0f} h ago"
        return f"{minutes / _DAY_MIN:.0f} days ago"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Outcome of syncing all sources.

    Parameters
    ----------
    sources : tuple of SourceSync
        One for each source, in the host's order.
    """

    sources: tuple[SourceSync, ...] = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self.sources)) or "no sources"

    @property
    def ok(self) -> bool:
        """Whether no source failed."""
        return not any(source.error for source in self.sources)

    @property
    def activities(self) -> int:
        """Number of activities delivered."""
        return sum(source.activities for source in self.sources)

    @property
    def days(self) -> int:
        """Number of daily records delivered."""
        return sum(source.days for source in self.sources)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return tuple(problem for source in self.sources for problem in source.problems)


def sync_source(
    source: Source,
    records: AthleteRecords,
    *,
    name: str,
    settings: str = "",
    clock: Callable[[], dt.datetime],
    force: bool = False,
    progress: Callable[[SourceSync], object] = lambda _: None,
) -> SourceSync:
    """Fetch a source's new data; each part and its cursor are stored before the next is fetched.

    Parameters
    ----------
    source : Source
        The source.
    records : AthleteRecords
        Where its data goes.
    name : str
        The source's name, such as ``"source.files"``.
    settings : str
        Tells sources of one name apart: a digest of the options, or a number.
    clock : callable
        The current time, aware.
    force : bool
        Fetch even where the data is still fresh. A source that told how long to wait is not asked
        sooner all the same.
    progress : callable, optional
        Is told what was stored so far, after each part.

    Returns
    -------
    SourceSync
        The outcome. A source that fails now but has succeeded before is reported with its error.

    Raises
    ------
    BackendError
        The source failed, and has never succeeded.
    """
    source = guard_adapter(source, Source, name)
    key = f"{name} {settings}"
    mark = records.begin_sync()
    state = _State.parse(records.cursor(key), mark, clock())
    known = SourceSync(name, age_s=state.age_s or 0.0, synced_at=state.synced_at)
    if not force and state.age_s is not None and state.age_s < source.fresh_s:
        return known
    if (wait_s := state.wait_s(clock())) > 0:
        return _fail(_pause_error(name, wait_s), state, known)
    records.put_licence(source.licence)
    outcome, failure = known, None
    for part in _until_failure(_fetch(source, state.cursor, name)):
        if isinstance(part, BackendError):
            failure = part
            state.fail(failure, clock())
            break
        state.cursor, state.paused_until = part.cursor, None
        body = state.dump(mark)
        doubts: list[Problem] = []
        if not records.add_part(
            key, body, mark, part.history, listings=part.listings, tell=doubts.append
        ):
            return SourceSync(name, error=_FORGOTTEN)
        outcome = _count(outcome, part.history, doubts)
        progress(outcome)
    else:
        state.succeed(clock())
    if not records.add_part(key, state.dump(mark), mark):
        return SourceSync(name, error=_FORGOTTEN)
    if failure is not None:
        return _fail(failure, state, outcome)
    _LOG.info("%s: %d activities, %d days", name, outcome.activities, outcome.days)
    return replace(outcome, age_s=0.0, synced_at=state.synced_at)


def read_last_sync(
    records: AthleteRecords,
    *,
    name: str,
    settings: str = "",
    clock: Callable[[], dt.datetime],
) -> SourceSync:
    """Read when a source last succeeded, and why it failed since; it is not asked.

    Parameters
    ----------
    records, name, settings, clock
        As in `sync_source`.

    Returns
    -------
    SourceSync
        Without counts. `synced_at` is None where it never succeeded.
    """
    state = _State.parse(records.cursor(f"{name} {settings}"), records.begin_sync(), clock())
    return SourceSync(name, age_s=state.age_s or 0.0, synced_at=state.synced_at, error=state.error)


def _until_failure(parts: Iterator[Delivery]) -> Iterator[Delivery | BackendError]:
    """Yield the parts of a source, and its failure as the last one."""
    while True:
        try:
            part = next(parts, None)
        except BackendError as failure:
            yield failure
            return
        if part is None:
            return
        yield part


def _fail(failure: BackendError, state: "_State", outcome: SourceSync) -> SourceSync:
    """Return the last known state with the error; raise it where nothing is known."""
    if state.age_s is None:
        raise failure
    extra = {"told": True}  # to whoever called
    _LOG.warning("%s failed: %s", outcome.source, type(failure).__name__, extra=extra)
    return replace(outcome, error=str(failure))


def _pause_error(name: str, wait_s: float) -> BackendError:
    message = f"it asked for a pause; the next attempt is possible in {ceil(wait_s / 60)} min"
    return BackendError(name, message, retryable=True, retry_after_s=wait_s)


def _count(outcome: SourceSync, history: History, doubts: list[Problem]) -> SourceSync:
    span, told = history.span, set(outcome.problems)
    last = None if span is None else max(span[1], outcome.last_day or span[1])
    return replace(
        outcome,
        activities=outcome.activities + len(history.originals),
        days=outcome.days + len(history.recorded),
        # The parts of a window have one listing.
        problems=(*outcome.problems, *history.problems, *(d for d in doubts if d not in told)),
        last_day=last or outcome.last_day,
    )


@dataclass(slots=True)
class _State:
    """Where a source stopped, when it succeeded last, and until when it wants no calls."""

    cursor: str | None = None
    synced_at: dt.datetime | None = None
    age_s: float | None = None
    paused_until: dt.datetime | None = None
    error: str = ""

    @classmethod
    def parse(cls, body: str | None, mark: str, now: dt.datetime) -> "_State":
        """Read a state; nothing if damaged, or from before a deletion of the athlete."""
        try:
            plain = json.loads(body or "{}")
            if plain.get("since", mark) != mark:
                return cls()
            cursor, last, paused = (plain.get(key) for key in ("cursor", "at", "paused"))
            if not isinstance(cursor, str | None):
                raise TypeError("a cursor is a text")
            synced_at = None if last is None else dt.datetime.fromisoformat(last)
            age_s = None if synced_at is None else (now - synced_at).total_seconds()
            until = None if paused is None else dt.datetime.fromisoformat(paused)
        except (ValueError, TypeError, AttributeError, RecursionError):
            _LOG.warning("a cursor is damaged: the source is read from its beginning")
            return cls()
        return cls(cursor, synced_at, age_s, until, str(plain.get("error") or ""))

    def dump(self, mark: str) -> str:
        """Write the state."""
        at, until = (
            None if moment is None else moment.isoformat()
            for moment in (self.synced_at, self.paused_until)
        )
        plain = {"cursor": self.cursor, "at": at, "since": mark, "paused": until}
        return json.dumps(plain | ({"error": self.error} if self.error else {}))

    def wait_s(self, now: dt.datetime) -> float:
        """Return how long the source wants no calls [s]; a clock that was set back ends it."""
        if self.paused_until is None:
            return 0.0
        wait_s = (self.paused_until - now).total_seconds()
        return wait_s if wait_s <= _LONGEST_PAUSE_S else 0.0

    def fail(self, failure: BackendError, now: dt.datetime) -> None:
        """Keep a failure, and the pause that it asks for, so that other processes know both."""
        self.error = str(failure)
        if failure.retry_after_s is not None:
            wait_s = min(failure.retry_after_s, _LONGEST_PAUSE_S)
            self.paused_until = now + dt.timedelta(seconds=wait_s)

    def succeed(self, now: dt.datetime) -> None:
        """Note a success."""
        self.synced_at, self.age_s, self.paused_until, self.error = now, 0.0, None, ""


def _fetch(source: Source, cursor: str | None, name: str) -> Iterator[Delivery]:
    """Fetch lazily; a bug of one of trainkit's own sources must not stop the others."""
    try:
        yield from source.fetch(cursor)
    except TrainkitError:
        raise
    except Exception as error:
        message = f"the source has a bug: {describe_error(error)}"
        raise BackendError(name, message) from error
