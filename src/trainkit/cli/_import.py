"""``trainkit import``: files, folders and archives into one history."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _home
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import (
    WRITERS,
    add_as,
    read_athlete,
    read_history,
    read_or_create,
    write_file,
)
from trainkit.cli._streams import say_json, say_text
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, History

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command("import", help=HELP["import"])  # type: ignore[untyped-decorator]
    def command(
        paths: Annotated[list[str], typer.Argument(help="FIT, GPX, TCX, CSV, JSON, zip, folders")],
        output: Annotated[
            list[Path] | None,
            typer.Option(
                "--output", "-o", help="history.json or history.parquet; default: your store"
            ),
        ] = None,
        replace: Annotated[
            bool, typer.Option("--replace", help="start the output anew, without what is there")
        ] = False,
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        asked: Annotated[str | None, add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        outputs = output or []
        for file in outputs:  # reading may take minutes, so refuse what cannot be written first
            _check_output(file)
        if outputs:
            kept = {file: History() if replace else read_or_create(file) for file in outputs}
            history = read_history(paths, timezone=timezone, athlete=read_athlete(athlete))
            for file, before in kept.items():
                write_file(file, WRITERS[file.suffix](_merge(before, history)))
            places = [str(file) for file in outputs]
        else:
            history, places = _store(paths, timezone, read_athlete(athlete), asked)
        _print(history, places, as_json=as_json)


def _print(history: History, places: list[str], *, as_json: bool) -> None:
    if as_json:
        say_json(json.dumps(_summarize(history, places), indent=2))
        return
    say_text(history)
    for place in places:
        say_text(f"written to {place}")
    if not places:
        say_text("kept nowhere: name a file with -o, or run trainkit init once")


def _check_output(file: Path) -> None:
    if file.suffix not in WRITERS:
        raise InvalidInput("--output", str(file), "a file ending in .json or .parquet")
    if not file.parent.is_dir():
        raise InvalidInput("--output", str(file), "a file in a folder that exists")


def _merge(before: History, history: History) -> History:
    """Add a history to what is there; an athlete that is named now counts from now on."""
    merged = before.merge(history)
    athlete = history.athlete or before.athlete
    return merged if merged.athlete == athlete else merged.model_copy(update={"athlete": athlete})


def _store(
    paths: list[str], timezone: str | None, athlete: Athlete | None, asked: str | None
) -> tuple[History, list[str]]:
    """Read files into the home's store; without a home they are only read."""
    home = _home.Home(_home.find_folder()) if asked is None else _home.read_home()
    if not home.exists:
        return read_history(paths, timezone=timezone, athlete=athlete), []
    zone = timezone or home.person(asked).timezone
    history = read_history(paths, timezone=zone, athlete=athlete)
    with _home.open_kit(home, asked, writing=True) as kit:
        kit.log(history)
    return history, [f"the store of {home.name(asked)}"]


def _summarize(history: History, places: list[str]) -> dict[str, object]:
    return {
        "activities": len(history.activities),
        "days": len(history.days),
        "span": None if history.span is None else [str(day) for day in history.span],
        "coverage": history.coverage,
        "problems": [problem.model_dump() for problem in history.problems],
        "output": places[0] if len(places) == 1 else places or None,
    }
