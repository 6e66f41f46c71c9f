"""What a contributed command must do."""

from collections.abc import Callable
from typing import Any

import pytest

from trainkit._optional import require
from trainkit.plugins.conformance._base import PluginConformance

__all__ = ["CommandConformance"]

_USAGE = 2  # the exit code of a wrong command


class CommandConformance(PluginConformance):
    """Tests of a command; give the fixture `extend`, the plugin's ``trainkit_command``."""

    @pytest.fixture
    def extend(self) -> Callable[..., None]:
        """The hook that adds the commands; override this."""
        raise NotImplementedError("give a fixture `extend`")

    @pytest.fixture
    def app(self, extend: Callable[..., None]) -> Any:
        """The Typer app below ``trainkit NAME``, with the commands."""
        typer = pytest.importorskip("typer", reason="the cli extra is not installed")
        app = typer.Typer(no_args_is_help=True)
        app.callback()(lambda: None)  # as below trainkit: even a single command has its name
        extend(app=app)
        return app

    def test_it_adds_commands_with_help(self, app: Any) -> None:
        """Each has a name, and a line that says what it does."""
        commands = _commands(app)
        assert commands, "it adds no command"
        for name, command in commands.items():
            assert command.help or getattr(command, "commands", None), f"{name} has no help"

    def test_help_is_printed_without_work(self, app: Any) -> None:
        """``--help`` of each command ends well, and prints its name."""
        for name in _commands(app):
            code, printed = _run(app, name, "--help")
            assert code == 0
            assert name in printed

    def test_a_wrong_option_is_refused(self, app: Any) -> None:
        """An unknown option is the caller's mistake, with exit code 2."""
        for name in _commands(app):
            assert _run(app, name, "--no-option-of-this-name")[0] == _USAGE


def _commands(app: Any) -> dict[str, Any]:
    main = require("typer.main", extra="cli")
    return dict(main.get_command(app).commands)


def _run(app: Any, *words: str) -> tuple[int, str]:
    result = require("typer.testing", extra="cli").CliRunner().invoke(app, list(words))
    return result.exit_code, result.output
