"""``trainkit report``: one page that needs nothing but itself."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit import report as pages
from trainkit.cli._inputs import athlete_in, athlete_of, clock_day, day_of, history_at, written
from trainkit.errors import InvalidInput

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help="One page for the browser: today's decision, the pictures, the sources.")  # type: ignore[untyped-decorator]
    def report(
        paths: Annotated[list[str], typer.Argument(help="a history, or files and folders")],
        output: Annotated[Path, typer.Option("--output", "-o", help="report.html")],
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="the day; by default today's")] = None,
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        if output.suffix not in {".html", ".htm"}:
            raise InvalidInput("output", str(output), "a file ending in .html")
        history = history_at(paths, timezone=timezone, athlete=athlete_in(athlete))
        page = pages.page(history, athlete_of(history), day_of(date) or clock_day())
        written(output, page.encode())
        print(json.dumps({"output": str(output)}) if as_json else f"written to {output}")
