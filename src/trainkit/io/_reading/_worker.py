"""The program of a reading process: sources in on its input, their contents out on its output.

A frame is a length in eight bytes and so many bytes of JSON; an empty one ends a source. Run by
`trainkit.io._reading._workers`, never by hand.
"""

import json
import sys
from typing import IO

from pydantic import TypeAdapter

from trainkit.io._parsed import Parsed
from trainkit.io._reading._files import Files, Source
from trainkit.models.units import time_zone

__all__ = ["LENGTH", "PARSED", "main"]

LENGTH = 8
PARSED = TypeAdapter(Parsed)


def main() -> None:
    """Read each source that a line of standard input names, until the input ends.

    The first line is the name of a time zone, each other one a JSON list of path and member.
    """
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the frames
    with Files(time_zone(json.loads(requests.readline()))) as files:
        for line in requests:
            for parsed in files.read(Source(*json.loads(line))):
                _send(answers, PARSED.dump_json(parsed))
            _send(answers, b"")


def _send(answers: IO[bytes], data: bytes) -> None:
    answers.write(len(data).to_bytes(LENGTH, "little") + data)
    answers.flush()
