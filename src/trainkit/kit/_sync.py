"""Bringing in what sources have, each from where it stopped."""

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trainkit.errors import BackendError
from trainkit.kit._resolve import Wired
from trainkit.models import History, Problem
from trainkit.ports import Delivery, Source
from trainkit.records import Shelves

__all__ = ["SourceSync", "Synced", "synced"]

_LOG = logging.getLogger("trainkit.kit")


@dataclass(frozen=True, slots=True)
class SourceSync:
    """What one source brought.

    Parameters
    ----------
    source : str
        Its name.
    activities, days : int
        How many records came; those that were known are among them.
    problems : tuple of Problem
        What could not be read.
    age_s : float
        How long ago it was last asked with success [s]; 0 for just now.
    error : str
        Why it could not be asked now; empty if it could, or need not.
    """

    source: str
    activities: int = 0
    days: int = 0
    problems: tuple[Problem, ...] = ()
    age_s: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Synced:
    """What all sources brought.

    Parameters
    ----------
    sources : tuple of SourceSync
        In the order in which the host named them.
    """

    sources: tuple[SourceSync, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every source could be asked, or need not be."""
        return not any(one.error for one in self.sources)

    @property
    def activities(self) -> int:
        """How many activities came."""
        return sum(one.activities for one in self.sources)

    @property
    def days(self) -> int:
        """How many daily records came."""
        return sum(one.days for one in self.sources)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return tuple(problem for one in self.sources for problem in one.problems)


def synced(
    wired: Wired,
    source: Source,
    shelves: Shelves,
    clock: Callable[[], dt.datetime],
    *,
    force: bool,
) -> SourceSync:
    """Ask a source for what is new, and keep each part and its cursor before the next one.

    Raises
    ------
    BackendError
        It could not be asked, and never was before.
    """
    key = f"{wired.backend} {wired.settings}"
    state = json.loads(shelves.cursor(key) or "{}")
    cursor, last = state.get("cursor"), state.get("at")
    age_s = None if last is None else (clock() - dt.datetime.fromisoformat(last)).total_seconds()
    if not force and age_s is not None and age_s < source.fresh_s:
        return SourceSync(wired.backend, age_s=age_s)
    shelves.put_licence(source.licence)
    activities = days = 0
    problems: list[Problem] = []
    error = ""
    parts = _asked(source, cursor, wired.backend)
    while True:
        try:
            part = next(parts, None)
        except BackendError as failure:
            if age_s is None:
                raise
            _LOG.warning("%s could not be asked: %s", wired.backend, type(failure).__name__)
            error = str(failure)
            break
        if part is None:
            last, age_s = clock().isoformat(), 0.0
            break
        shelves.put(part.history)
        cursor = part.cursor
        shelves.put_cursor(key, json.dumps({"cursor": cursor, "at": last}))
        activities += len(part.history.originals)
        days += len(part.history.recorded)
        problems += part.history.problems
    shelves.put_cursor(key, json.dumps({"cursor": cursor, "at": last}))
    _LOG.info("%s: %d activities, %d days", wired.backend, activities, days)
    return SourceSync(wired.backend, activities, days, tuple(problems), age_s or 0.0, error)


def _asked(source: Source, cursor: str | None, backend: str) -> Iterator[Delivery]:
    """Ask when the first part is wanted, and turn what a source raises into an error of ours."""
    try:
        for part in source.fetch(cursor):
            if not isinstance(part.history, History):
                raise TypeError(f"it brings a {type(part.history).__name__}, not a History")
            yield part
    except BackendError:
        raise
    except Exception as error:
        said = f"it failed, which is a fault of its own: {type(error).__name__}: {error}"
        raise BackendError(backend, said) from error
