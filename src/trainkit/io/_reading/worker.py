"""The program of a worker process: sources in on its input, their contents out on its output.

A frame is a length in eight bytes and that many bytes of JSON; an empty one ends a source, and
``null`` leaves it to the caller. `trainkit.io._reading.worker_pool` runs it.
"""

import json
import sys
from collections.abc import Iterator
from typing import IO

from pydantic import TypeAdapter

from trainkit.io._reading.format_paths import CallersFormat, LeftToCaller, load_format
from trainkit.io._reading.source_reader import Source, SourceReader
from trainkit.models.units import time_zone
from trainkit.ports.format import Contents

__all__ = ["FRAME", "LENGTH", "main"]

LENGTH = 8
FRAME: TypeAdapter[Contents | None] = TypeAdapter(Contents | None)


def main() -> None:
    """Read each source that a line of standard input names, until the input ends.

    The first line is a JSON list of the time zone's name and of the import paths of contributed
    formats, where null marks one that only the caller has; each other line is a JSON list of path
    and member.
    """
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the frames
    zone, paths = json.loads(requests.readline())
    formats = [load_format(path) for path in paths]
    complete = not any(isinstance(format_, CallersFormat) for format_ in formats)
    with SourceReader(time_zone(zone), formats) as reader:
        for line in requests:
            source = Source(*json.loads(line))
            frames = (FRAME.dump_json(contents) for contents in reader.read(source))
            if complete:
                for frame in frames:
                    _send(answers, frame)
            else:
                _send_whole(answers, frames)
            _send(answers, b"")


def _send_whole(answers: IO[bytes], frames: Iterator[bytes]) -> None:
    """Send all parts of a source, or none: the caller reads it anew if it must."""
    try:
        whole = list(frames)
    except LeftToCaller:
        whole = [FRAME.dump_json(None)]
    for frame in whole:
        _send(answers, frame)


def _send(answers: IO[bytes], data: bytes) -> None:
    answers.write(len(data).to_bytes(LENGTH, "little") + data)
    answers.flush()
