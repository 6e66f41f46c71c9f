"""The commands together, and what their errors come to."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from trainkit._optional import require
from trainkit.cli._plugins import printed
from trainkit.errors import InsufficientData, MissingExtra, TrainkitError
from trainkit.plugins._installed import Catalogue

__all__ = ["main"]

_TOO_LITTLE = 3
_COMMANDS = ("demo", "import", "today", "log", "report", "plan", "chaos", "plugins")
"""Files with commands, in the order of the help."""


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
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["plugins"] and set(given[1:]) <= {"--check", "--json"}:
        printed(check="--check" in given, as_json="--json" in given)  # needs no extra, and no time
        return 0
    try:
        typer = require("typer", extra="cli")
        require("rich", extra="cli")
    except MissingExtra as error:
        print(error, file=sys.stderr)
        return 1
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, help="Training data into decisions, offline."
    )
    for command in _COMMANDS:
        import_module(f"trainkit.cli._{command}").add(app, typer)
    try:
        _add_contributed(app, typer, given[0] if given else "")
        app(args=given, standalone_mode=True)
    except SystemExit as stop:
        return _code(stop)
    except InsufficientData as error:
        print(error, file=sys.stderr)
        return _TOO_LITTLE
    except (TrainkitError, OSError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    return 0


def _code(stop: SystemExit) -> int:
    """The exit code; a command of a plugin may end with a word."""
    if isinstance(stop.code, str):
        print(stop.code, file=sys.stderr)
        return 1
    return stop.code or 0


def _add_contributed(app: Any, typer: Any, asked: str) -> None:
    """Add the commands of plugins: the one that is asked for as it is, others by name alone."""
    taken = {one.name or one.callback.__name__ for one in app.registered_commands}
    taken |= {one.name for one in app.registered_groups}
    for name in Catalogue().names("command"):
        if name in taken:
            continue  # nobody takes trainkit's own away
        group = typer.Typer(no_args_is_help=True, help=f"From the plugin command.{name}.")
        if name == asked:
            from trainkit.plugins import shared

            shared().extend(name, group)
        else:
            group.callback(invoke_without_command=True)(lambda: None)
        app.add_typer(group, name=name)
