"""The entry point: all commands, and the exit codes of their errors."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

from trainkit._optional import require
from trainkit.cli import _interrupts
from trainkit.cli._commands import HELP, MODULES
from trainkit.cli._options import name_options
from trainkit.cli._streams import complain, finish_streams, prepare_streams, say
from trainkit.errors import InsufficientData, InvalidInput, MissingExtra, TrainkitError
from trainkit.plugins._installed import Catalogue

__all__ = ["build", "run"]

_FAILED, _WRONG, _TOO_LITTLE = 1, 2, 3
_COMPLETION = "_TRAINKIT_COMPLETE"  # set while a shell completes a line


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit code; see `trainkit.cli.main`."""
    prepare_streams()
    try:
        code = _run(arguments)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the last door
        code = _explain(error)
    if arguments is None:
        _interrupts.listen_at_once()  # there is nothing left to put in order
        if _interrupts.is_heard():
            finish_streams()
            _interrupts.exit_at_once()  # a solver may still be at work
    return code if finish_streams() else code or _FAILED


def _explain(error: BaseException) -> int:
    """Print one line about an error, and return the exit code."""
    if isinstance(error, KeyboardInterrupt) or _interrupts.is_heard():
        return _interrupts.CODE
    if isinstance(error, InsufficientData):
        complain(error)
        return _TOO_LITTLE
    if isinstance(error, BrokenPipeError):
        return _FAILED  # whoever read the output has seen enough
    if isinstance(error, TrainkitError | OSError):
        complain(error)
    elif isinstance(error, RecursionError):
        complain("the input is nested too deeply")
    elif isinstance(error, MemoryError):
        complain("the input needs more memory than there is")
    else:
        complain(f"a fault of trainkit ({type(error).__name__}); please report the command")
    return _FAILED


def _run(arguments: Sequence[str] | None) -> int:
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["plugins"] and set(words[1:]) <= {"--check", "--json"}:
        # A shortcut that works without the extra and imports no plugin.
        from trainkit.cli._plugins import print_plugins

        print_plugins(check="--check" in words, as_json="--json" in words)
        return 0
    try:
        typer = require("typer", extra="cli")
        require("rich", extra="cli")
    except MissingExtra as error:
        complain(error)
        return _FAILED
    command: Any = None
    try:
        command = build(_completed() or words, typer)
        if arguments is None:
            _interrupts.listen()
        # Called as a function, it neither exits nor formats errors, in any version of typer.
        code = command.main(args=words, prog_name="trainkit", standalone_mode=False)
    except SystemExit as stop:
        return _exit_code(stop.code)
    except InvalidInput as error:
        complain(name_options(error, command, words))
        return _FAILED
    except _usage_errors(typer) as error:
        return _explain_usage(error)
    return _exit_code(code)


def _completed() -> list[str]:
    """Return the words of the line that a shell completes; none where nothing is completed."""
    if _COMPLETION not in os.environ:
        return []
    line = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS", "")
    return line.split()[1:]


def build(words: Sequence[str], typer: Any, *, whole: bool = False) -> Any:
    """Build the commands: the requested one whole, and of the others the line of help.

    Parameters
    ----------
    words : sequence of str
        What was typed after ``trainkit``.
    typer : module
        The library.
    whole : bool
        Whether every command is needed.

    Returns
    -------
    click.Command
        The commands.
    """
    app = typer.Typer(
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,  # plain help is there at once, and no name in it is markup
        pretty_exceptions_enable=False,  # they show local variables in some versions of typer
    )

    @app.callback(help="Turn training data into decisions, offline.")  # type: ignore[untyped-decorator]
    def options(
        version: Annotated[
            bool,
            typer.Option(
                "--version", help="print the version", callback=_print_version, is_eager=True
            ),
        ] = False,
    ) -> None: ...

    requested = next((word for word in words if not word.startswith("-")), "")
    names = [*MODULES] if whole else [requested]
    wanted = dict.fromkeys(MODULES[name] for name in names if name in MODULES)
    for name, module in MODULES.items():
        if module not in wanted:
            app.command(name, short_help=HELP[name])(lambda: None)
    for module in wanted:
        import_module(f"trainkit.cli._{module}").add(app, typer)
    if whole or requested not in MODULES:  # plugins cannot replace built-in commands
        _add_contributed(app, typer, requested)
    return typer.main.get_command(app)


def _print_version(asked: bool) -> None:
    if asked:
        from trainkit import __version__

        say(f"trainkit {__version__}")
        raise SystemExit(0)


def _exit_code(code: object) -> int:
    """Return the exit code; a plugin's command may exit with a message instead."""
    if isinstance(code, str):
        complain(code)
        return _FAILED
    return code if isinstance(code, int) else 0


def _usage_errors(typer: Any) -> tuple[type[Exception], ...]:
    """Return typer's errors of a wrong command, which stand in other modules in each version."""
    bases = {base.__name__: base for base in typer.BadParameter.__mro__}
    return bases["ClickException"], typer.Abort


def _explain_usage(error: Any) -> int:
    """Print one line about a wrong command, and return the exit code."""
    if not hasattr(error, "format_message"):  # a command of a plugin that was called off
        return _FAILED
    context = getattr(error, "ctx", None)
    path = "trainkit" if context is None else context.command_path
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the whole help
        say(error.format_message())
        return _WRONG
    if message := " ".join(error.format_message().split()):
        complain(f"{message.rstrip('.')}; see {path} --help")
    return int(getattr(error, "exit_code", _WRONG))


def _add_contributed(app: Any, typer: Any, requested: str) -> None:
    """Add the commands of plugins; only the plugin of the requested command is loaded."""
    taken = {command.name or command.callback.__name__ for command in app.registered_commands}
    taken |= {group.name for group in app.registered_groups}
    for name in Catalogue().names("command"):
        if name in taken:
            continue
        group = typer.Typer(no_args_is_help=True, help=f"From the plugin command.{name}.")
        if name == requested:
            from trainkit.plugins import shared

            shared().extend(name, group)
        else:
            group.callback(invoke_without_command=True)(lambda: None)
        app.add_typer(group, name=name)
