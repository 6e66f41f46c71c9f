"""``trainkit week``: the weekly program, from files."""

from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._streams import say, say_json

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help="Write next week's program: sessions, reasons, and what they come to.")  # type: ignore[untyped-decorator]
    def week(
        paths: Annotated[list[str], typer.Argument(help="history file, or files and folders")],
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        start: Annotated[str | None, typer.Option(help="a Monday; default: the next one")] = None,
        plan: Annotated[Path | None, typer.Option(help="plan.json")] = None,
        goal: Annotated[
            str, typer.Option(help='race in words: "10K in 50 minutes on 2027-06-06"')
        ] = "",
        tone: Annotated[float, typer.Option(help="from 0, gentle, to 1, demanding")] = 0.5,
        weeks: Annotated[int, typer.Option(help="how many weeks, 1 to 8")] = 1,
        llm: Annotated[str, typer.Option(help="a language model, such as anthropic")] = "",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit import coach
        from trainkit.kit import Kit

        who = _inputs.read_athlete(athlete)
        history = _inputs.read_history(paths, timezone=timezone, athlete=who)
        known = _inputs.require_athlete(history)
        planned = None if plan is None else _inputs.read_plan(plan)
        race = _inputs.choose_race(goal, planned, _inputs.today())
        with Kit(llm=llm or None, athlete=known) as kit:
            program = coach.week(
                history,
                known,
                _inputs.parse_day(start),
                plan=planned,
                llm=kit.llm,
                tone=tone,
                goals=[race] if race is not None and planned is None else None,
                weeks=weeks,
            )
        if as_json:
            say_json(program.model_dump_json(indent=2))
        else:
            say(program)
