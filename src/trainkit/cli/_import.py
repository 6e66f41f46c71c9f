"""``trainkit import``: files, folders and archives into one history."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli._inputs import WRITERS, read_athlete, read_history, write_file
from trainkit.cli._streams import say, say_json
from trainkit.errors import InvalidInput
from trainkit.models import History

__all__ = ["add", "describe_history"]

_SHOWN = 20  # problems to print


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command("import", help="Read files, folders and archives into one history.")  # type: ignore[untyped-decorator]
    def command(
        paths: Annotated[list[str], typer.Argument(help="FIT, GPX, TCX, CSV, JSON, zip, folders")],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="history.json or history.parquet")
        ] = None,
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        # Reading may take minutes, so refuse an output that cannot be written first.
        if output is not None and output.suffix not in WRITERS:
            raise InvalidInput("--output", str(output), "a file ending in .json or .parquet")
        if output is not None and not output.parent.is_dir():
            raise InvalidInput("--output", str(output), "a file in a folder that exists")
        history = read_history(paths, timezone=timezone, athlete=read_athlete(athlete))
        if output is not None:
            write_file(output, WRITERS[output.suffix](history))
        if as_json:
            say_json(json.dumps(_summarize(history, output), indent=2))
            return
        for line in describe_history(history):
            say(line)
        if output is not None:
            say(f"written to {output}")


def describe_history(history: History) -> Iterator[str]:
    """Describe the contents of a history and its first problems, line by line."""
    merged = sum(bool(activity.originals) for activity in history.activities)
    span = "" if history.span is None else f", {history.span[0]} to {history.span[1]}"
    yield (
        f"{len(history.activities)} activities ({merged} of them from several recordings), "
        f"{len(history.days)} days of health data{span}"
    )
    if history.problems:
        yield f"{len(history.problems)} problems:"
    for problem in history.problems[:_SHOWN]:
        at = "" if problem.offset is None else f" at byte {problem.offset}"
        yield f"  {problem.severity}: {problem.path}{at}: {problem.message}"
    if len(history.problems) > _SHOWN:
        yield f"  and {len(history.problems) - _SHOWN} more; the written history lists them all"


def _summarize(history: History, output: Path | None) -> dict[str, object]:
    return {
        "activities": len(history.activities),
        "days": len(history.days),
        "span": None if history.span is None else [str(day) for day in history.span],
        "coverage": history.coverage,
        "problems": [problem.model_dump() for problem in history.problems],
        "output": None if output is None else str(output),
    }
