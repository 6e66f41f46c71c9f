"""The command ``trainkit``: a thin layer over the library."""

from collections.abc import Sequence

__all__ = ["main"]


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
    if arguments is None:
        from trainkit.cli._interrupts import listen_at_once

        listen_at_once()  # before the other imports
    from trainkit.cli._main import run

    return run(arguments)
