"""``trainkit report``: one self-contained HTML page."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit import report as pages
from trainkit.cli import _inputs
from trainkit.cli._streams import say, say_json
from trainkit.errors import InvalidInput

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help="Write one HTML page: today's decision, charts and sources.")  # type: ignore[untyped-decorator]
    def report(
        paths: Annotated[list[str], typer.Argument(help="history file, or files and folders")],
        output: Annotated[Path, typer.Option("--output", "-o", help="report.html")],
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        plan: Annotated[Path | None, typer.Option(help="plan.json: today's session, races")] = None,
        goal: Annotated[
            str, typer.Option(help='race in words: "10K in 50 minutes on 2027-06-06"')
        ] = "",
        date: Annotated[str | None, typer.Option(help="day to assess; default: today")] = None,
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        if output.suffix not in {".html", ".htm"}:
            raise InvalidInput("--output", str(output), "a file ending in .html")
        who = _inputs.read_athlete(athlete)
        history = _inputs.read_history(paths, timezone=timezone, athlete=who)
        day = _inputs.parse_day(date) or _inputs.today()
        planned = None if plan is None else _inputs.read_plan(plan)
        race = _inputs.choose_race(goal, planned, day)
        page = pages.page(history, _inputs.require_athlete(history), day, plan=planned, goal=race)
        _inputs.write_file(output, page.encode())
        if as_json:
            say_json(json.dumps({"output": str(output)}))
        else:
            say(f"written to {output}")
