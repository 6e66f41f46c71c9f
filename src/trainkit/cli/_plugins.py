"""``trainkit plugins``: the installed plugins, listed without importing them; and new ones."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli._commands import HELP
from trainkit.cli._streams import say, say_json, say_text
from trainkit.plugins._installed import Catalogue, Installed, package_of, split_name

__all__ = ["add", "print_plugins"]


def add(app: Any, typer: Any) -> None:
    """Add the commands."""
    group = typer.Typer(help=HELP["plugins"])

    @group.callback(invoke_without_command=True)  # type: ignore[untyped-decorator]
    def plugins(
        context: typer.Context,
        check: Annotated[
            bool,
            typer.Option("--check", help="load each plugin; print errors and missing packages"),
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            print_plugins(check=check, as_json=as_json)

    @group.command(help="Write a package with a plugin that works, and tests that pass.")  # type: ignore[untyped-decorator]
    def new(
        kind: Annotated[str, typer.Argument(help="such as rule, source or format")],
        name: Annotated[str, typer.Argument(help="letters, digits and underscores")],
        folder: Annotated[Path, typer.Option(help="where the package's folder is made")] = Path(),
    ) -> None:
        from trainkit.plugins._scaffold import write_package

        target, *_ = write_package(kind, name, folder)
        say(f"written to {target}; next:")
        say(f"  cd {target}")
        say('  python -m pip install -e ".[tests]" && pytest')

    app.add_typer(group, name="plugins")


def print_plugins(*, check: bool, as_json: bool) -> None:
    """Print the installed plugins; without `check`, even the registry is not imported."""
    plugins, errors = _load_all() if check else (_list_installed(), {})
    if as_json:
        say_json(json.dumps([{**p._asdict(), "error": _get_error(p, errors)} for p in plugins]))
        return
    rows = [("plugin", "package", "version", "state")]
    rows += [(f"{p.kind}.{p.name}", p.package, p.version, p.state) for p in plugins]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        line = zip(row, widths, strict=True)
        say_text("  ".join(f"{text:{width}}" for text, width in line).rstrip())
        if number and (error := _get_error(plugins[number - 1], errors)):
            say_text(f"    {error}")


def _list_installed() -> list[Installed]:
    catalogue = Catalogue()
    return [
        Installed(*split_name(entry.name), *package_of(entry), catalogue.state(entry))
        for entry in catalogue
    ]


def _load_all() -> tuple[list[Installed], dict[str, str]]:
    from trainkit.plugins import Registry

    registry = Registry()
    registry.check()
    errors = {name: " ".join(str(error).split()) for name, error in registry.errors.items()}
    return registry.installed(), {**registry.missing, **errors}


def _get_error(plugin: Installed, errors: dict[str, str]) -> str:
    return errors.get(f"{plugin.kind}.{plugin.name}@{plugin.package}", "")
