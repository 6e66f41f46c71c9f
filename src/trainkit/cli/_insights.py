"""``trainkit insights``: patterns of the athlete's own days."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text
from trainkit.errors import InvalidInput

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["insights"])  # type: ignore[untyped-decorator]
    def insights(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="day; default: the last recorded")] = None,
        plan: Annotated[
            Path | None, typer.Option(help="plan.json: sessions done or missed")
        ] = None,
        kind: Annotated[
            list[str] | None, typer.Option(help="only this kind, such as sleep; may be repeated")
        ] = None,
        most: Annotated[int, typer.Option(help="how many, 1 to 20")] = 5,
        llm: Annotated[str, typer.Option(help="a language model, such as anthropic")] = "",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        svg: Annotated[Path | None, typer.Option(help="folder for a picture of each")] = None,
        tests: Annotated[bool, typer.Option("--tests", help="list every question asked")] = False,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit import coach
        from trainkit.kit import Kit

        if svg is not None and not svg.is_dir():
            raise InvalidInput("--svg", str(svg), "a folder that exists")
        known = _inputs.read_known(
            paths, athlete=athlete, timezone=timezone, plan=plan, asked=asked
        )
        with Kit(llm=llm or None, athlete=known.athlete) as kit:
            found = coach.insights(
                known.history,
                known.athlete,
                _inputs.parse_day(date),
                llm=kit.llm,
                plan=known.plan,
                kinds=kind,
                most=most,
            )
        for insight in found if svg is not None else ():
            name = insight.key.replace(":", "-")
            _inputs.write_file(Path(svg or "") / f"{name}.svg", insight.chart().encode())
        if as_json:
            say_json(json.dumps(found.to_dict(), indent=2))
            return
        say_text(found)
        if tests:
            say_text("\n" + found.list_tests())
