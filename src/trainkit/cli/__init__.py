"""The command ``trainkit``: a thin layer over the library."""

from collections.abc import Sequence

__all__ = ["main"]

_ALLOCATIONS = 100_000  # more objects than before, at which the youngest are looked at


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Arguments after the program name; by default those of the shell. Without any, an interrupt
        may end the process here.

    Returns
    -------
    int
        The exit code: 0 for success, 1 for an error that one line explains, 2 for a wrong command,
        3 for too little data, 130 for an interrupt. After their output, `check` returns 1 for a
        broken hard rule, `sync` for a source that failed, and `doctor` for something wrong. No
        error shows a stack trace, which could repeat health values or tokens.
    """
    if arguments is not None:
        from trainkit.cli._main import run

        return run(arguments)
    from trainkit.cli._interrupts import listen_at_once

    listen_at_once()  # before the other imports
    return _run_process()


def _run_process() -> int:
    """Run the command of a process; what it imports is searched for garbage as little as can be.

    The search at the end would take a fifth of a short command, and give back what the process
    gives back at once.
    """
    import gc
    import os

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # each is looked up on the disk
    gc.set_threshold(_ALLOCATIONS, *gc.get_threshold()[1:])
    from trainkit.cli._main import run

    try:
        return run()
    finally:
        gc.freeze()
