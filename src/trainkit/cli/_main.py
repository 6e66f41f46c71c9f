"""The entry point: all commands, and the exit codes of their errors."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from trainkit._optional import require
from trainkit.cli._plugins import print_plugins
from trainkit.errors import InsufficientData, MissingExtra, TrainkitError
from trainkit.plugins._installed import Catalogue

__all__ = ["main"]

_TOO_LITTLE = 3
_COMMANDS = ("demo", "import", "today", "log", "report", "plan", "chaos", "plugins")
"""Modules of this package that add commands, in the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Arguments after the program name; by default those of the shell.

    Returns
    -------
    int
        The exit code: 0 for success, 1 for an error that one line explains, 2 for a wrong command,
        3 for too little data.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["plugins"] and set(words[1:]) <= {"--check", "--json"}:
        # A shortcut that works without the extra and imports no plugin.
        print_plugins(check="--check" in words, as_json="--json" in words)
        return 0
    try:
        typer = require("typer", extra="cli")
        require("rich", extra="cli")
    except MissingExtra as error:
        print(error, file=sys.stderr)
        return 1
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        help="Turn training data into decisions, offline.",
    )
    for command in _COMMANDS:
        import_module(f"trainkit.cli._{command}").add(app, typer)
    try:
        _add_contributed(app, typer, words[0] if words else "")
        app(args=words, standalone_mode=True)
    except SystemExit as stop:
        return _exit_code(stop)
    except InsufficientData as error:
        print(error, file=sys.stderr)
        return _TOO_LITTLE
    except (TrainkitError, OSError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    return 0


def _exit_code(stop: SystemExit) -> int:
    """Return the exit code; a plugin's command may exit with a message instead."""
    if isinstance(stop.code, str):
        print(stop.code, file=sys.stderr)
        return 1
    return stop.code or 0


def _add_contributed(app: Any, typer: Any, requested: str) -> None:
    """Add the commands of plugins; only the plugin of the requested command is loaded."""
    taken = {command.name or command.callback.__name__ for command in app.registered_commands}
    taken |= {group.name for group in app.registered_groups}
    for name in Catalogue().names("command"):
        if name in taken:
            continue  # plugins cannot replace built-in commands
        group = typer.Typer(no_args_is_help=True, help=f"From the plugin command.{name}.")
        if name == requested:
            from trainkit.plugins import shared

            shared().extend(name, group)
        else:
            group.callback(invoke_without_command=True)(lambda: None)
        app.add_typer(group, name=name)
