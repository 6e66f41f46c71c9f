"""The commands together, and what their errors come to."""

import sys
from collections.abc import Sequence

from trainkit._optional import require
from trainkit.cli import _chaos, _demo, _import, _log, _plan, _report, _today
from trainkit.errors import InsufficientData, MissingExtra, TrainkitError

__all__ = ["main"]

_TOO_LITTLE = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; by default what the shell gave.

    Returns
    -------
    int
        The exit code: 0 done, 1 an error that one line explains, 2 a wrong command, 3 too little
        data for an answer.
    """
    try:
        typer = require("typer", extra="cli")
        require("rich", extra="cli")
    except MissingExtra as error:
        print(error, file=sys.stderr)
        return 1
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, help="Training data into decisions, offline."
    )
    for command in (_demo, _import, _today, _log, _report, _plan, _chaos):
        command.add(app, typer)
    try:
        app(args=None if arguments is None else list(arguments), standalone_mode=True)
    except SystemExit as stop:
        return int(stop.code or 0)
    except InsufficientData as error:
        print(error, file=sys.stderr)
        return _TOO_LITTLE
    except (TrainkitError, OSError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    return 0
