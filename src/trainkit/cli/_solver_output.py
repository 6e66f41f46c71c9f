"""What the solver prints by itself goes to standard error."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["redirect_stdout"]


@contextmanager
def redirect_stdout() -> Iterator[None]:
    """Send the solver's own messages to standard error, so that the output is the plan alone."""
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)  # lines in the buffers of C
        os.dup2(stdout, 1)
        os.close(stdout)
