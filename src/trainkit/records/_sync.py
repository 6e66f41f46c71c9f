"""Fetch new data of a source into an athlete's records, from where the last sync stopped."""

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trainkit.errors import BackendError, TrainkitError
from trainkit.models import Problem
from trainkit.ports import Delivery, Source
from trainkit.ports.guard import describe_error, guard_adapter
from trainkit.records._athlete_records import AthleteRecords

__all__ = ["SourceSync", "SyncReport", "sync_source"]

_HOUR_S = 3600.0
_SHOWN = 20  # problems of a source
_LOG = logging.getLogger("trainkit.records")
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
        Why the source failed now; empty on success, or where its data is still fresh.
    """

    source: str
    activities: int = 0
    days: int = 0
    problems: tuple[Problem, ...] = ()
    age_s: float = 0.0
    error: str = ""

    def __str__(self) -> str:
        lines = [f"{self.source}: {self.activities} activities, {self.days} days delivered"]
        if self.error:
            hours = self.age_s / _HOUR_S
            lines = [f"{self.source} failed, its data are {hours:.0f} h old: {self.error}"]
        shown = self.problems[:_SHOWN]
        lines += [f"  {item.severity}: {item.path}: {item.message}" for item in shown]
        if more := len(self.problems) - len(shown):
            lines.append(f"  and {more} more problems")
        return "\n".join(lines)


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
        Fetch even where the data is still fresh.

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
    cursor, last, age_s = _read_state(records.cursor(key), mark, clock())
    if not force and age_s is not None and age_s < source.fresh_s:
        return SourceSync(name, age_s=age_s)
    records.put_licence(source.licence)
    activities = days = 0
    problems: list[Problem] = []
    error = ""
    parts = _fetch(source, cursor, name)
    while True:
        try:
            part = next(parts, None)
        except BackendError as failure:
            if age_s is None:
                raise
            _LOG.warning("%s failed: %s", name, type(failure).__name__)
            error = str(failure)
            break
        if part is None:
            last, age_s = clock().isoformat(), 0.0
            break
        cursor = part.cursor
        state = json.dumps({"cursor": cursor, "at": last, "since": mark})
        if not records.add_part(key, state, mark, part.history):
            return SourceSync(name, error=_FORGOTTEN)
        activities += len(part.history.originals)
        days += len(part.history.recorded)
        problems += part.history.problems
    state = json.dumps({"cursor": cursor, "at": last, "since": mark})
    if not records.add_part(key, state, mark):
        return SourceSync(name, error=_FORGOTTEN)
    _LOG.info("%s: %d activities, %d days", name, activities, days)
    return SourceSync(name, activities, days, tuple(problems), age_s or 0.0, error)


def _read_state(
    body: str | None, mark: str, now: dt.datetime
) -> tuple[str | None, str | None, float | None]:
    """Read a source's cursor, the moment of its last sync and its age; nothing if damaged.

    A cursor from before a deletion counts for nothing either.
    """
    try:
        state = json.loads(body or "{}")
        if state.get("since", mark) != mark:
            return None, None, None
        cursor, last = state.get("cursor"), state.get("at")
        if not isinstance(cursor, str | None):
            raise TypeError("a cursor is a text")
        age_s = None if last is None else (now - dt.datetime.fromisoformat(last)).total_seconds()
    except (ValueError, TypeError, AttributeError, RecursionError):
        _LOG.warning("a cursor is damaged: the source is read from its beginning")
        return None, None, None
    return cursor, last, age_s


def _fetch(source: Source, cursor: str | None, name: str) -> Iterator[Delivery]:
    """Fetch lazily; a bug of one of trainkit's own sources must not stop the others."""
    try:
        yield from source.fetch(cursor)
    except TrainkitError:
        raise
    except Exception as error:
        message = f"the source has a bug: {describe_error(error)}"
        raise BackendError(name, message) from error
