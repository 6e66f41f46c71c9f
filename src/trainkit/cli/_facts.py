"""``trainkit facts``: what is known of an athlete on a day, with sources."""

from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say, say_json, say_text
from trainkit.errors import InvalidInput
from trainkit.models import Goal

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["facts"])  # type: ignore[untyped-decorator]
    def facts(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="day; default: the last recorded")] = None,
        plan: Annotated[Path | None, typer.Option(help="plan.json: sessions and races")] = None,
        goal: Annotated[
            str, typer.Option(help='race in words: "10K in 50 minutes on 2027-06-06"')
        ] = "",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        max_tokens: Annotated[
            int | None, typer.Option(help="most tokens of the prompt; the least important go")
        ] = None,
        for_prompt: Annotated[
            bool, typer.Option("--prompt", help="print the text for a language model")
        ] = False,
        everything: Annotated[
            bool, typer.Option("--all", help="also what no language model may see")
        ] = False,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        if everything and for_prompt:
            raise InvalidInput("--all", everything, "left out of a prompt: licences forbid it")
        from trainkit import coach

        known = _inputs.read_known(
            paths, athlete=athlete, timezone=timezone, plan=plan, asked=asked
        )
        if not paths:
            _inputs.require_data(known)
        history, planned = known.history, known.plan
        day = _inputs.parse_day(date)
        start = day or (history.span[1] if history.span else known.today)
        race = Goal.read(goal, start=start) if goal else None
        found = coach.facts(
            history,
            known.athlete,
            day,
            plan=planned,
            goals=None if race is None else (race, *(planned.goals if planned else ())),
            use=None if everything else "prompt",
            max_tokens=max_tokens,
        )
        if as_json:
            say_json(found.to_json())
        else:
            say(found.text()) if for_prompt else say_text(found)
