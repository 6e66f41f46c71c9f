"""Sources to contents, in as many processes as pay."""

import os
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from time import thread_time

from trainkit.io._reading.format_paths import import_path
from trainkit.io._reading.paths import file_size
from trainkit.io._reading.source_reader import Source, SourceReader
from trainkit.io._reading.worker_pool import Answer, can_start, read_in_processes
from trainkit.ports.format import Format

__all__ = ["read_sources"]

_LOOK_S = 0.25  # of reading, after which it is seen how long the rest takes
_WORTH_S = 2.0  # a rest of so long pays for another process, which starts in half a second
_MOST_PROCESSES = 8


def read_sources(
    sources: Sequence[Source],
    reader: SourceReader,
    zone: str,
    *,
    processes: int | None = None,
    formats: Sequence[Format] = (),
) -> Iterator[Answer]:
    """Read sources, which come back in any order.

    Parameters
    ----------
    sources : sequence of Source
        What to read.
    reader : SourceReader
        Reads in this process.
    zone : str
        Name of the athlete's time zone.
    processes : int, optional
        How many read for this one, which joins what they send; 1 is this one alone. By default this
        one reads, and calls others to its help, one a core, once the rest is seen to take long.
    formats : sequence of Format
        Contributed formats.

    Yields
    ------
    tuple of (Source, Contents or None)
        Contents as they come; None once a source is done.
    """
    wanted = processes or _cores()
    alone = wanted < 2 or len(sources) < 2 or not can_start()
    done = 0
    if alone:
        done = yield from _read_here(sources, reader)
    elif processes is None:
        done = yield from _read_here(sources, reader, _Pace(sources))
        wanted -= 1
    if done < len(sources):
        yield from read_in_processes(
            sources[done:],
            zone,
            min(wanted, len(sources) - done),
            format_paths=[import_path(format_) for format_ in formats],
            limits=reader.limits,
            read_here=reader.read,
            read_too=processes is None,
        )


class _Pace:
    """Tells from the time of the first sources, by their sizes, whether the rest takes long."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._begin_s = thread_time()
        self._members = Counter(source.path for source in sources)
        self._sizes = {path: 1 + file_size(path) for path in self._members}
        self._left = float(sum(self._sizes.values()))
        self._done = 0.0

    def needs_help(self, source: Source) -> bool:
        """Note that a source is done; return whether others should read the rest."""
        size = self._sizes[source.path] / self._members[source.path]
        self._done += size
        self._left -= size
        spent = thread_time() - self._begin_s
        return spent > _LOOK_S and spent * self._left > _WORTH_S * self._done


def _read_here(
    sources: Sequence[Source], reader: SourceReader, pace: _Pace | None = None
) -> Generator[Answer, None, int]:
    """Read sources in this process, until others should help; return how many are done."""
    for number, source in enumerate(sources):
        for contents in reader.read(source):
            yield source, contents
        yield source, None
        if pace is not None and pace.needs_help(source):
            return number + 1
    return len(sources)


def _cores() -> int:
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        cores = os.cpu_count() or 1
    return min(cores, _MOST_PROCESSES)
