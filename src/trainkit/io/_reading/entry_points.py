"""Any files, folders and archives, mixed, to one history."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from trainkit.errors import InvalidInput
from trainkit.io._reading.answers import read_sources
from trainkit.io._reading.paths import PathLike, find_sources
from trainkit.io._reading.source_reader import SourceReader
from trainkit.io._reading.uploads import BinaryFile, is_upload, name_upload, open_upload
from trainkit.io.authoring._night_parts import join_nights
from trainkit.io.formats.daily_table import read_mapped_table
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.units import time_zone
from trainkit.ports.format import Contents, FileContext, Format
from trainkit.ports.read_limits import DEFAULT_LIMITS, ReadLimits

__all__ = ["Progress", "read", "read_csv", "read_in_batches"]

Upload = bytes | bytearray | memoryview | BinaryFile
"""The content of one file, in memory or open."""

Progress = Callable[[int, int, str], object]
"""Called with the number of sources done, their total, and the name of the one just done."""


def read(
    path_or_paths: PathLike | Iterable[PathLike] | Upload,
    *,
    name: str | None = None,
    athlete: Athlete | None = None,
    progress: Progress | None = None,
    timezone: str | None = None,
    source_order: Sequence[str] = (),
    processes: int | None = None,
    formats: Sequence[Format] = (),
    limits: ReadLimits = DEFAULT_LIMITS,
) -> History:
    r"""Read training data: FIT, GPX, TCX, CSV, JSON and XML exports, gzip, zip, folders of them.

    Files are identified by content, not name. Damage never stops the rest: the history contains
    what could be read, and `History.problems` what could not, with the file and the byte.
    Recordings of one workout by several sources become one activity.

    Parameters
    ----------
    path_or_paths : path, iterable of paths, bytes or binary file
        Files, folders (read to any depth; hidden files are skipped) and archives; or the content of
        one file, as bytes or open for reading, as an upload is.
    name : str, optional
        The file's name, for problems and provenance, where its content is given; by default that of
        the open file, or ``"upload"``.
    athlete : Athlete, optional
        The athlete, who becomes that of the history.
    progress : callable, optional
        Called as ``progress(done, total, name)`` after each source, in this thread.
    timezone : str, optional
        IANA name of the zone for files that know only UTC, or only local time; by default the
        athlete's, or UTC.
    source_order : sequence of str
        As in `History`: which source wins where several know a field.
    processes : int, optional
        How many processes read. By default this one reads, and calls others to its help, together
        one a core and at most eight, once it sees that the rest takes longer than their start.
    formats : sequence of Format
        Formats beside the built-in ones. A format that worker processes can import (a module's
        attribute, or an instance without state of a module's class) is read there; any other one
        in this process.
    limits : ReadLimits
        How much a file may hold and become; see the guide to limits.

    Returns
    -------
    History
        Everything, with provenance; sources without any data are among the problems.

    Raises
    ------
    InvalidInput
        None of the paths exists, no such time zone, `processes` is below 1, a `name` is given with
        paths, or content is larger than ``limits.upload_bytes``.

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
    zone = timezone or (athlete.timezone if athlete is not None else "UTC")
    if is_upload(path_or_paths):
        stream, size = open_upload(path_or_paths, limits)
        with SourceReader(time_zone(zone, argument="timezone"), formats, limits) as reader:
            found = [*reader.read_open(stream, name_upload(path_or_paths, name), size)]
        return _build_history(found, athlete, tuple(source_order))
    if name is not None:
        raise InvalidInput("name", name, "left out: paths have their own names")
    paths = cast("PathLike | Iterable[PathLike]", path_or_paths)
    sources, problems = find_sources(paths)
    parts = [Contents(problems=tuple(problems))]
    done = 0
    with SourceReader(time_zone(zone, argument="timezone"), formats, limits) as reader:
        answers = read_sources(sources, reader, zone, processes=processes, formats=formats)
        for source, contents in answers:
            if contents is not None:
                parts.append(contents)
                continue
            done += 1
            if progress is not None:
                progress(done, len(sources), source.name)
    return _build_history(parts, athlete, tuple(source_order))


def read_in_batches(
    paths: Sequence[str],
    *,
    at_once: int,
    timezone: str,
    formats: Sequence[Format] = (),
    limits: ReadLimits = DEFAULT_LIMITS,
) -> Iterator[tuple[list[str], History]]:
    """Read many files, and hand on those that are done, some at a time.

    Parameters
    ----------
    paths : sequence of str
        Files.
    at_once : int
        How many make a batch.
    timezone : str
        As in `read`.
    formats : sequence of Format
        As in `read`.
    limits : ReadLimits
        As in `read`, for each file.

    Yields
    ------
    tuple of (list of str, History)
        Files, in the order in which they are done, and what is in them.

    Raises
    ------
    InvalidInput
        None of the files exists.
    """
    sources, problems = find_sources(paths)
    left = Counter(source.path for source in sources)
    done = [path for path in paths if not left[path]]
    parts = [Contents(problems=tuple(problems))]
    begun: defaultdict[str, list[Contents]] = defaultdict(list)
    with SourceReader(time_zone(timezone, argument="timezone"), formats, limits) as reader:
        for source, contents in read_sources(sources, reader, timezone, formats=formats):
            if contents is not None:
                begun[source.path].append(contents)
                continue
            left[source.path] -= 1
            if not left[source.path]:
                done.append(source.path)
                parts += begun.pop(source.path, [])
            if len(done) >= at_once:
                yield done, _build_history(parts, None, ())
                done, parts = [], []
    if done:
        yield done, _build_history(parts, None, ())


def read_csv(
    path: PathLike,
    columns: Mapping[str, str],
    *,
    athlete: Athlete | None = None,
    timezone: str | None = None,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> History:
    r"""Read daily health from any CSV file, with a mapping of its columns.

    Parameters
    ----------
    path : path
        The file.
    columns : mapping of str to str
        A column's name (blanks and capitals do not matter) to ``"date"`` or a field of
        `DailyHealth`, in its unit, for each column to read.
    athlete, timezone, limits
        As in `read`.

    Returns
    -------
    History
        A record per row.

    Raises
    ------
    InvalidInput
        The file does not exist, it has no such column, or there is no such field.

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
    context = FileContext(str(path), time_zone(zone, argument="timezone"), limits=limits)
    return _build_history(read_mapped_table(file.read_bytes(), columns, context), athlete, ())


def _build_history(
    parts: Iterable[Contents], athlete: Athlete | None, source_order: tuple[str, ...]
) -> History:
    contents = Contents.join(parts)
    history = History(
        activities=contents.activities,
        days=join_nights(contents.days),
        races=contents.races,
        workouts=contents.workouts,
        problems=contents.problems,
        athlete=athlete,
        source_order=source_order,
    )
    for other in contents.histories:
        history = history.merge(other)
    return history
