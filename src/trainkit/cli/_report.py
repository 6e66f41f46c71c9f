"""``trainkit report``: one self-contained HTML page."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit import report as pages
from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say, say_json
from trainkit.errors import InvalidInput

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["report"])  # type: ignore[untyped-decorator]
    def report(
        output: Annotated[Path, typer.Option("--output", "-o", help="report.html")],
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        plan: Annotated[Path | None, typer.Option(help="plan.json: today's session, races")] = None,
        goal: Annotated[
            str, typer.Option(help='race in words: "10K in 50 minutes on 2027-06-06"')
        ] = "",
        date: Annotated[str | None, typer.Option(help="day to assess; default: today")] = None,
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        if output.suffix not in {".html", ".htm"}:
            raise InvalidInput("--output", str(output), "a file ending in .html")
        known = _inputs.read_known(
            paths, athlete=athlete, timezone=timezone, plan=plan, asked=asked
        )
        if not paths:
            _inputs.require_data(known)
        day = _inputs.parse_day(date) or known.today
        race = known.race(goal, day)
        page = pages.page(known.history, known.athlete, day, plan=known.plan, goal=race)
        _inputs.write_file(output, page.encode())
        if as_json:
            say_json(json.dumps({"output": str(output)}))
        else:
            say(f"written to {output}")
