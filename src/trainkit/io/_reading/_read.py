"""Any files, folders and archives, mixed, to one history."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from trainkit.errors import InvalidInput
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed, joined
from trainkit.io._reading._files import Files, Source, sources_in
from trainkit.io._reading._workers import can_start, read_in_processes
from trainkit.io._tables import read_mapped
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.provenance import Problem
from trainkit.models.units import time_zone
from trainkit.ports.format import Format

__all__ = ["Progress", "files_in", "read", "read_csv"]

Progress = Callable[[int, int, str], object]
"""Called with sources done, sources in all, and the name of the one that is done."""

PathLike = str | os.PathLike[str]

_WORTH_IT = 16 << 20  # bytes from which starting processes pays
_MOST_PROCESSES = 8


def read(
    path_or_paths: PathLike | Iterable[PathLike],
    *,
    athlete: Athlete | None = None,
    progress: Progress | None = None,
    timezone: str | None = None,
    source_order: Sequence[str] = (),
    processes: int | None = None,
    formats: Sequence[Format] = (),
) -> History:
    r"""Read training data: FIT, GPX, TCX, CSV, JSON and XML exports, gzip, zip, folders of them.

    What a file is, its content says, not its name. Damage never stops the rest: what could be read
    is in the history, and `History.problems` says what could not, with the file and the byte.
    Recordings of one workout by several sources become one activity.

    Parameters
    ----------
    path_or_paths : path or iterable of paths
        Files, folders (read to any depth; hidden files are skipped) and archives.
    athlete : Athlete, optional
        Whose data it is.
    progress : callable, optional
        Called as ``progress(done, total, name)`` after each source, in this thread.
    timezone : str, optional
        IANA name of the zone that tells local times where a file knows only UTC, or the other way
        round; by default the athlete's, or UTC.
    source_order : sequence of str
        As in `History`: which source gives a field that several know.
    processes : int, optional
        How many to read with; by default one for little data, else one a core, at most eight.
    formats : sequence of Format
        Asked about files that trainkit does not know; with any, one process reads.

    Returns
    -------
    History
        Everything, with provenance; sources in which nothing was found are among the problems.

    Raises
    ------
    InvalidInput
        None of the paths exists, no such time zone, or `processes` is below 1.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "health.csv")
    ...     size = file.write_text("date,hrv_rmssd,resting_hr\n2026-05-01,52.5,48\n")
    ...     history = read(folder)
    >>> history.days[0].hrv_rmssd
    52.5
    """
    if processes is not None and processes < 1:
        raise InvalidInput("processes", processes, "1 or more")
    sources, problems = _found(path_or_paths)
    zone = timezone or (athlete.timezone if athlete is not None else "UTC")
    tzinfo = time_zone(zone, argument="timezone")
    size = sum(_size(path) for path in {one.path for one in sources})
    wanted = processes or (_cores() if size >= _WORTH_IT else 1)
    wanted = 1 if formats else min(wanted, len(sources))
    if wanted > 1 and can_start():
        answers = read_in_processes(sources, zone, wanted)
    else:
        answers = _read_here(sources, tzinfo, formats)
    parts = [Parsed(problems=tuple(problems))]
    done = 0
    for source, parsed in answers:
        if parsed is not None:
            parts.append(parsed)
            continue
        done += 1
        if progress is not None:
            progress(done, len(sources), source.name)
    return _merged(joined(parts), athlete, tuple(source_order))


def read_csv(
    path: PathLike,
    columns: Mapping[str, str],
    *,
    athlete: Athlete | None = None,
    timezone: str | None = None,
) -> History:
    r"""Read daily health from any CSV file, told which column is what.

    Parameters
    ----------
    path : path
        The file.
    columns : mapping of str to str
        The file's name (blanks and capitals make no difference) to ``"date"`` or a field of
        `DailyHealth`, in its unit, for each column to read.
    athlete, timezone
        As in `read`.

    Returns
    -------
    History
        A record a row.

    Raises
    ------
    InvalidInput
        The file does not exist or has no such column, or no field has such a name.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "health.csv")
    ...     size = file.write_text("Tag;Ruhepuls\n1.5.2026;48,5\n")
    ...     history = read_csv(file, {"Tag": "date", "Ruhepuls": "resting_hr"})
    >>> history.days[0].resting_hr
    48.5
    """
    file = Path(path)
    if not file.is_file():
        raise InvalidInput("path", str(path), "a file that exists")
    zone = timezone or (athlete.timezone if athlete is not None else "UTC")
    origin = Origin(str(path), time_zone(zone, argument="timezone"))
    return _merged(read_mapped(file.read_bytes(), columns, origin), athlete, ())


def _merged(parsed: Parsed, athlete: Athlete | None, source_order: tuple[str, ...]) -> History:
    history = History(
        activities=parsed.activities,
        days=parsed.days,
        races=parsed.races,
        workouts=parsed.workouts,
        problems=parsed.problems,
        athlete=athlete,
        source_order=source_order,
    )
    for one in parsed.histories:
        history = history.merge(one)
    return history


def _read_here(
    sources: Iterable[Source], zone: dt.tzinfo, formats: Sequence[Format]
) -> Iterator[tuple[Source, Parsed | None]]:
    with Files(zone, formats) as files:
        for source in sources:
            for parsed in files.read(source):
                yield source, parsed
            yield source, None


def _found(path_or_paths: PathLike | Iterable[PathLike]) -> tuple[list[Source], list[Problem]]:
    """List the sources in all paths, each once, and the paths in which there is none."""
    given = [path_or_paths] if isinstance(path_or_paths, str | os.PathLike) else path_or_paths
    paths = [os.fspath(one) for one in given]
    missing = [path for path in paths if not Path(path).exists()]
    if len(missing) == len(paths):
        raise InvalidInput("path_or_paths", ", ".join(paths), "files or folders that exist")
    problems = [Origin(path).error("it does not exist") for path in missing]
    files: dict[str, None] = {}
    for path in paths:
        below = dict.fromkeys(files_in(path))
        if not below and path not in missing:
            problems.append(Origin(path).warning("a folder without files"))
        files |= below
    return [source for file in files for source in sources_in(file)], problems


def files_in(path: str) -> Iterator[str]:
    """List a file, or the files below a folder, in an order that every system agrees on."""
    if Path(path).is_file():
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and file.is_file():
                yield str(file)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # reading it will say what is wrong


def _cores() -> int:
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        cores = os.cpu_count() or 1
    return min(cores, _MOST_PROCESSES)
