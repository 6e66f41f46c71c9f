"""Ctrl-C ends the program within a second at any moment, without a stack trace."""

import os
import signal
import sys
import threading
from typing import Any, NoReturn

__all__ = ["CODE", "exit_at_once", "is_heard", "listen", "listen_at_once"]

CODE = 130
"""The exit code of an interrupt, as shells have it."""

_heard = threading.Event()


def listen_at_once() -> None:
    """End the process at an interrupt: while it imports, or when its work is done.

    Libraries that are interrupted during their first import raise errors of all kinds.
    """
    _set_handler(exit_at_once)


def listen() -> None:
    """Raise `KeyboardInterrupt` at an interrupt, so that files and faults are put in order.

    A second one ends the process, and so does one that a library swallowed.
    """
    _set_handler(_raise_once)
    sys.unraisablehook = _end_if_interrupted


def is_heard() -> bool:
    """Return whether there was an interrupt: other errors may follow from it."""
    return _heard.is_set()


def exit_at_once(*_: object) -> NoReturn:
    """End the process without another line of Python."""
    os.write(2, b"interrupted\n")
    os._exit(CODE)


def _raise_once(*arguments: object) -> None:
    if _heard.is_set():
        exit_at_once(*arguments)
    _heard.set()
    raise KeyboardInterrupt


def _end_if_interrupted(error: Any) -> None:
    """Show nothing of errors that no code can catch; end if one is an interrupt."""
    if error.exc_type is KeyboardInterrupt:
        exit_at_once()


def _set_handler(handler: Any) -> None:
    if threading.current_thread() is threading.main_thread():  # others may not
        signal.signal(signal.SIGINT, handler)
