"""``trainkit week``: the weekly program, from files."""

from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["week"])  # type: ignore[untyped-decorator]
    def week(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
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
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit import coach
        from trainkit.kit import Kit

        day = _inputs.parse_day(start)
        if not paths and athlete is None and plan is None and not goal:
            with _inputs.open_home(asked, llm=llm) as (kit, known):
                program = kit.week(day, tone=tone, availability=known.availability, weeks=weeks)
        else:
            known = _inputs.read_known(
                paths, athlete=athlete, timezone=timezone, plan=plan, asked=asked
            )
            race = known.race(goal, known.today)
            with Kit(llm=llm or None, athlete=known.athlete) as kit:
                program = coach.week(
                    known.history,
                    known.athlete,
                    day,
                    plan=known.plan,
                    llm=kit.llm,
                    tone=tone,
                    goals=[race] if race is not None and known.plan is None else None,
                    weeks=weeks,
                )
        if as_json:
            say_json(program.model_dump_json(indent=2))
        else:
            say_text(program)
