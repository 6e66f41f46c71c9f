"""The services of `services.py`, started and ended by a test."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SERVICES = Path(__file__).with_name("services.py")


@contextlib.contextmanager
def running(port: int = 0) -> Iterator[int]:
    """The services in a process of their own; gives their port."""
    process = subprocess.Popen(
        [sys.executable, str(SERVICES), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
