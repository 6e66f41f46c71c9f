"""Writes docs/commands.md from the commands themselves.

``python docs/site/commands.py`` reports whether the page is out of date; ``--write`` updates it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from trainkit.cli._commands import MODULES
from trainkit.cli._main import build

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "commands.md"

INTRODUCTION = """\
# Commands

`trainkit COMMAND --help` prints the same at the terminal. Commands that take files work on them
when they are named. Without any they work on the settings and the store that `trainkit init` makes:
in the folder that the environment variable `TRAINKIT_HOME` names, else in the platform's folder for
settings (`~/.config/trainkit` on Linux).
[My first morning at the terminal](guides/terminal.md) goes through the daily ones.

`trainkit --version` prints the version, `trainkit --install-completion` teaches your shell the
commands. With `--json` a command prints JSON, which the models of the library read. These have no
such option: {without}.

| exit code | meaning |
|---|---|
| 0 | success |
| 1 | an error, which one line on standard error explains |
| 1 | after its output: `check` found a broken hard rule, `sync` a source that failed, `doctor` \
something wrong, `jobs run` a job that failed |
| 2 | a wrong command: an unknown option, or an argument that is missing |
| 3 | too little data for an answer |
| 130 | interrupted |
"""


def page() -> str:
    """Write the page."""
    root = build([], typer, whole=True)
    sections = ("\n".join(describe(root.commands[name], f"trainkit {name}")) for name in MODULES)
    introduction = INTRODUCTION.replace("{without}", ", ".join(without_json(root)))
    return "\n".join((introduction, *sections))


def without_json(root: Any) -> list[str]:
    """List the commands that print no JSON, a group by its members."""
    leaves = {
        " ".join(filter(None, (name, member))): command
        for name in MODULES
        for member, command in getattr(
            root.commands[name], "commands", {"": root.commands[name]}
        ).items()
    }
    return [f"`{path}`" for path, command in leaves.items() if not has_json(command)]


def has_json(command: Any) -> bool:
    """Return whether a command has the option."""
    return any("--json" in item.opts for item in command.params)


def describe(command: Any, path: str) -> Iterator[str]:
    """Describe a command, or each command of a group."""
    inner = getattr(command, "commands", None)
    if inner:
        yield f"## {path}\n\n{command.help}\n"
        if command.invoke_without_command:
            yield from rows(command)
        for name, member in inner.items():
            yield from describe(member, f"{path} {name}")
        return
    level = "##" if path.count(" ") == 1 else "###"
    arguments = [item for item in command.params if item.param_type_name == "argument"]
    words = [path, *(usage(item) for item in arguments), "[OPTIONS]"]
    yield f"{level} {path}\n\n{command.help}\n\n```text\n{' '.join(words)}\n```\n"
    yield from rows(command)


def rows(command: Any) -> Iterator[str]:
    """Describe the arguments and options of a command in a table."""
    described = [
        (item.name.upper(), item.help or "")
        for item in command.params
        if item.param_type_name == "argument"
    ]
    described += [
        (names(item), f"{item.help}; required" if item.required else item.help or "")
        for item in command.params
        if item.param_type_name == "option"
    ]
    if described:
        yield "| name | meaning |\n|---|---|"
        yield from (f"| `{name}` | {cell(text)} |" for name, text in described)
        yield ""


def usage(argument: Any) -> str:
    """Return an argument as in a line of usage."""
    name = argument.name.upper() + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def names(option: Any) -> str:
    """Return the names of an option."""
    return ", ".join([*option.opts, *option.secondary_opts])


def cell(text: str) -> str:
    """Return a text as the cell of a table."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    current = page()
    if "--write" in sys.argv:
        PAGE.write_text(current, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != current:
        raise SystemExit("docs/commands.md is out of date: python docs/site/commands.py --write")
