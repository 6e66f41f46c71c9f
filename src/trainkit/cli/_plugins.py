"""``trainkit plugins``: the installed plugins, listed without importing them."""

import json
from typing import Annotated, Any

from trainkit.cli._commands import HELP
from trainkit.cli._streams import say, say_json
from trainkit.plugins._installed import Catalogue, Installed, package_of, split_name

__all__ = ["add", "print_plugins"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["plugins"])  # type: ignore[untyped-decorator]
    def plugins(
        check: Annotated[
            bool, typer.Option("--check", help="load each plugin and print errors")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        print_plugins(check=check, as_json=as_json)


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
        say("  ".join(f"{text:{width}}" for text, width in line).rstrip())
        if number and (error := _get_error(plugins[number - 1], errors)):
            say(f"    {error}")


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
