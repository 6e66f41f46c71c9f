"""``trainkit today``: the decision for a day."""

from pathlib import Path
from typing import Annotated, Any, cast

from trainkit import recovery
from trainkit._array import choice
from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text
from trainkit.cli._terminal import print_weeks
from trainkit.recovery._plan_of_day import compare_with_plan

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["today"])  # type: ignore[untyped-decorator]
    def today(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="day to assess; default: today")] = None,
        model: Annotated[str, typer.Option(help="personal or classic")] = "personal",
        plan: Annotated[Path | None, typer.Option(help="plan.json: today's session, races")] = None,
        goal: Annotated[
            str, typer.Option(help='race in words: "10K in 50 minutes on 2027-06-06"')
        ] = "",
        bands: Annotated[
            str, typer.Option(help="lowest scores for green and yellow: 70/40 or 80/50")
        ] = "70/40",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        day, race = _inputs.parse_day(date), None
        chosen = recovery.BANDS[choice("bands", bands, recovery.BANDS)]
        name = cast("recovery.ModelName", model)  # the library refuses an unknown name
        if paths:
            known = _inputs.read_known(paths, athlete=athlete, timezone=timezone, plan=plan)
            day = day or known.today
            race = known.race(goal, day)
            assessment = recovery.assess(
                known.history,
                known.athlete,
                day,
                plan=known.plan,
                goal=race,
                model=name,
                bands=chosen,
            )
        else:
            _inputs.refuse_files(athlete=athlete, plan=plan)
            with _inputs.open_home(asked) as (kit, known):
                _inputs.require_data(known)
                race = known.race(goal, day or known.today)
                assessment = kit.today(
                    day, model=name, bands=chosen, goal=race, availability=known.availability
                )
        history, planned = known.history, known.plan
        day = assessment.date
        if as_json:
            say_json(assessment.model_dump_json(indent=2))
        else:
            workouts = history.workouts if planned is None else planned.workouts
            lines = compare_with_plan(workouts, assessment.recommendation)
            say_text(assessment)
            for line in lines:
                say_text(f"  {line}")
            print_weeks(history.until(day), known.athlete)
