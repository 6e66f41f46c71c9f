"""``trainkit plugins``: what is installed, listed by name without importing any of it."""

import json
from typing import Annotated, Any

from trainkit.plugins._installed import Catalogue, Installed, package_of, split_name

__all__ = ["add", "printed"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help="What is installed; nothing of it is imported, but with --check.")  # type: ignore[untyped-decorator]
    def plugins(
        check: Annotated[bool, typer.Option("--check", help="load each, and say why not")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        printed(check=check, as_json=as_json)


def printed(*, check: bool, as_json: bool) -> None:
    """Print the list; without `check`, `trainkit.plugins` is not even imported as a whole."""
    listed, errors = _checked() if check else (_listed(), {})
    if as_json:
        print(json.dumps([{**one._asdict(), "error": _error(one, errors)} for one in listed]))
        return
    rows = [("plugin", "package", "version", "state")]
    rows += [(f"{one.kind}.{one.name}", one.package, one.version, one.state) for one in listed]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for at, row in enumerate(rows):
        line = zip(row, widths, strict=True)
        print("  ".join(f"{text:{width}}" for text, width in line).rstrip())
        if at and (error := _error(listed[at - 1], errors)):
            print(f"    {error}")


def _listed() -> list[Installed]:
    catalogue = Catalogue()
    return [
        Installed(*split_name(one.name), *package_of(one), catalogue.state(one))
        for one in catalogue
    ]


def _checked() -> tuple[list[Installed], dict[str, str]]:
    from trainkit.plugins import Registry

    registry = Registry()
    registry.check()
    errors = {name: " ".join(str(error).split()) for name, error in registry.errors.items()}
    return registry.installed(), errors


def _error(one: Installed, errors: dict[str, str]) -> str:
    return errors.get(f"{one.kind}.{one.name}@{one.package}", "")
