"""``trainkit calendar``: what was planned and what was done, day by day."""

from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["calendar"])  # type: ignore[untyped-decorator]
    def calendar(
        first: Annotated[str | None, typer.Argument(help="first day; default: Monday")] = None,
        last: Annotated[str | None, typer.Argument(help="last day; default: 28 days")] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        with _inputs.open_home(asked) as (kit, _):
            shown = kit.calendar(_inputs.parse_day(first), _inputs.parse_day(last))
        if as_json:
            say_json(shown.model_dump_json(indent=2))
        else:
            say_text(shown)
