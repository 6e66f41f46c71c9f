"""A file format: it recognises its files and reads their records, part by part."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from trainkit.models._writable import writable
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.provenance import Problem, Provenance
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.read_limits import DEFAULT_LIMITS, ReadLimits

__all__ = ["Contents", "FileContext", "Format"]


@dataclass(frozen=True, slots=True)
class Contents:
    """The records of a file, or of a part of it.

    Parameters
    ----------
    activities, days, races, workouts, problems : tuple
        Records, and what was wrong with the file.
    histories : tuple of History
        Whole histories, such as those that `History.from_columns` makes of a table; they are
        merged into the result one by one.
    """

    activities: tuple[Activity, ...] = ()
    days: tuple[DailyHealth, ...] = ()
    races: tuple[RaceResult, ...] = ()
    workouts: tuple[PlannedWorkout, ...] = ()
    problems: tuple[Problem, ...] = ()
    histories: tuple[History, ...] = ()

    @classmethod
    def join(cls, parts: Iterable["Contents"]) -> "Contents":
        """Join several parts, in their order."""
        parts = list(parts)
        return cls(
            activities=tuple(record for part in parts for record in part.activities),
            days=tuple(record for part in parts for record in part.days),
            races=tuple(record for part in parts for record in part.races),
            workouts=tuple(record for part in parts for record in part.workouts),
            problems=tuple(problem for part in parts for problem in part.problems),
            histories=tuple(history for part in parts for history in part.histories),
        )


@dataclass(frozen=True, slots=True)
class FileContext:
    """The file that a format reads, and the defaults for what it does not state.

    Parameters
    ----------
    path : str
        The file; a member of an archive follows after ``!``.
    zone : tzinfo
        The athlete's time zone, for files that know only UTC or only local time.
    fetched_at : datetime, optional
        When the file was last written, aware.
    licence : str
        As in `Provenance`.
    source : str
        The name of the format, which becomes the source of its records.
    limits : ReadLimits
        How much a file may hold.
    most_records : int
        Activities, or four times as many days, after which reading it may end; `read` tells that
        the rest was left out.
    noted : list of Problem
        What shared parsers correct in the file, such as text that cannot be written; `read` adds
        it to what the format yields.
    """

    path: str
    zone: dt.tzinfo = dt.UTC
    fetched_at: dt.datetime | None = None
    licence: str = "user-file"
    source: str = "file"
    limits: ReadLimits = DEFAULT_LIMITS
    most_records: int = 1_000_000
    noted: list[Problem] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", writable(self.path))

    def provenance(
        self,
        source: str | None = None,
        *,
        identifier: str | None = None,
        licence: str | None = None,
        file: str | None = None,
        parent: str | None = None,
    ) -> Provenance:
        """Return the provenance of a record; by default its source is the format's name."""
        return Provenance(
            source=source or self.source,
            id=identifier,
            path=self.path,
            fetched_at=self.fetched_at,
            licence=licence or self.licence,
            file=file,
            parent=parent,
        )

    def warning(self, message: str, *, offset: int | None = None) -> Problem:
        """Return a problem for data that was kept but is in doubt."""
        return Problem(path=self.path, message=writable(message), offset=offset, severity="warning")

    def error(self, message: str, *, offset: int | None = None) -> Problem:
        """Return a problem for data that was lost."""
        return Problem(path=self.path, message=writable(message), offset=offset)

    def to_local(self, moment: dt.datetime) -> dt.datetime:
        """Convert an aware time to the athlete's zone."""
        return moment.astimezone(self.zone)


class Format(Protocol):
    """Reads the files of one format; built-in formats and those of plugins implement it alike."""

    @property
    def name(self) -> str:
        """Its name, such as ``"hrm-file"``, which is the default source of its records."""

    def matches(self, head: bytes, path: str, /) -> bool:
        """Return whether a file is of this format.

        Parameters
        ----------
        head : bytes
            Its first 16 KiB, or all of a shorter file.
        path : str
            Its name, as in `FileContext.path`: names are often wrong, so prefer the content.
        """

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the records of a file as they are complete.

        Parts keep memory small: the records of a part are handed on before the next one is read.
        Damage is a `Problem` beside whatever could be read before it; a file that cannot be read
        at all may raise `InvalidInput` with the reason.

        Parameters
        ----------
        file : binary file
            The file, from its beginning; it can be read only once, forwards.
        context : FileContext
            Its path and defaults; makes the provenance of records and the problems.
        """
