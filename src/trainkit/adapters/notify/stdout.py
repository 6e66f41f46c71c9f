"""Notices on the standard output, for a terminal or the log of a service."""

import sys
import threading

from trainkit.errors import BackendError
from trainkit.models.model import Model
from trainkit.models.notice import Notice
from trainkit.plugins import Register, hookimpl

__all__ = ["StdoutNotifier", "StdoutOptions"]

TRAINKIT_CONTRACT = 1


class StdoutOptions(Model):
    """No options."""


class StdoutNotifier:
    """Writes notices to the standard output. Thread-safe."""

    def __init__(self, _: StdoutOptions) -> None:
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "<StdoutNotifier>"

    def notify(self, notice: Notice) -> None:
        """Write a notice, and an empty line after it."""
        try:
            with self._lock:
                sys.stdout.write(f"{notice}\n\n")
                sys.stdout.flush()
        except (OSError, ValueError) as error:  # nobody reads it, or it is closed
            message = f"nobody reads the standard output: {type(error).__name__}"
            raise BackendError("notify.stdout", message) from None

    def close(self) -> None:
        """Do nothing: the output is not ours to close."""


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the notifier."""
    register("notify", "stdout", StdoutNotifier, options=StdoutOptions)
