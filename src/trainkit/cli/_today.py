"""``trainkit today``: the decision of a day from files."""

from pathlib import Path
from typing import Annotated, Any, cast

from trainkit import recovery
from trainkit._array import choice
from trainkit.cli._inputs import athlete_in, athlete_of, clock_day, day_of, history_at
from trainkit.cli._show import show

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help="How recovered, what is unusual, and what to do.")  # type: ignore[untyped-decorator]
    def today(
        paths: Annotated[list[str], typer.Argument(help="a history, or files and folders")],
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="the day; by default today's")] = None,
        model: Annotated[str, typer.Option(help="personal or classic")] = "personal",
        bands: Annotated[
            str, typer.Option(help="least score for green and yellow: 70/40 or 80/50")
        ] = "70/40",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        history = history_at(paths, timezone=timezone, athlete=athlete_in(athlete))
        made = recovery.assess(
            history,
            athlete_of(history),
            day_of(date) or clock_day(),
            model=cast("recovery.ModelName", model),  # an unknown one is refused by the library
            bands=recovery.BANDS[choice("bands", bands, recovery.BANDS)],
        )
        if as_json:
            print(made.model_dump_json(indent=2))
        else:
            show(made)
