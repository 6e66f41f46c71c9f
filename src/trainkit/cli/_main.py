"""The entry point: all commands, and the exit codes of their errors."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from trainkit._optional import require
from trainkit.cli._plugins import print_plugins
from trainkit.cli._streams import clean, finish_streams, prepare_streams
from trainkit.errors import InsufficientData, MissingExtra, TrainkitError
from trainkit.plugins._installed import Catalogue

__all__ = ["main"]

_TOO_LITTLE = 3
_INTERRUPTED = 130
_COMMANDS = ("demo", "import", "today", "log", "report", "plan", "chaos", "models", "plugins")
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
        3 for too little data, 130 for an interrupt. No error shows a stack trace, which could
        repeat health values or tokens.
    """
    prepare_streams()
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        code = 1  # whoever read the output has seen enough
    except OSError as error:  # a full disk, for example
        print(clean(" ".join(str(error).split())), file=sys.stderr)
        code = 1
    except Exception as error:  # noqa: BLE001  the last door
        place = f"a fault of trainkit ({type(error).__name__}); please report the command"
        print(place, file=sys.stderr)
        code = 1
    return code if finish_streams() else code or 1


def _run(arguments: Sequence[str] | None) -> int:
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
        pretty_exceptions_enable=False,  # they show local variables in some versions of typer
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
        print(clean(str(error)), file=sys.stderr)
        return _TOO_LITTLE
    except (TrainkitError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        print(clean(" ".join(str(error).split())), file=sys.stderr)
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
