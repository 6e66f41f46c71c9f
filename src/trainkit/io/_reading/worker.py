"""The program of a worker process: sources in on its input, their contents out on its output.

`trainkit.io._reading.frames` has the form of what it sends; `trainkit.io._reading.worker_pool` runs
it.
"""

import json
import sys
from collections.abc import Iterator
from typing import IO

from trainkit.io._reading.format_paths import CallersFormat, LeftToCaller, load_format
from trainkit.io._reading.frames import END, frame
from trainkit.io._reading.source_reader import Source, SourceReader
from trainkit.models.units import time_zone
from trainkit.ports.read_limits import ReadLimits

__all__ = ["main"]


def main() -> None:
    """Read each source that a line of standard input names, until the input ends.

    The first line is a JSON list of the time zone's name, of the import paths of contributed
    formats, where null marks one that only the caller has, and of the limits; each other line is a
    JSON list of path and member.
    """
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the frames
    zone, paths, limits = json.loads(requests.readline())
    formats = [load_format(path) for path in paths]
    complete = not any(isinstance(format_, CallersFormat) for format_ in formats)
    with SourceReader(time_zone(zone), formats, ReadLimits.model_validate(limits)) as reader:
        for line in requests:
            source = Source(*json.loads(line))
            frames = (frame(contents) for contents in reader.read(source))
            if complete:
                for data in frames:
                    _send(answers, data)
            else:
                _send_whole(answers, frames)
            _send(answers, END)


def _send_whole(answers: IO[bytes], frames: Iterator[bytes]) -> None:
    """Send all parts of a source, or none: the caller reads it anew if it must."""
    try:
        whole = list(frames)
    except LeftToCaller:
        whole = [frame(None)]
    for data in whole:
        _send(answers, data)


def _send(answers: IO[bytes], data: bytes) -> None:
    answers.write(data)
    answers.flush()
