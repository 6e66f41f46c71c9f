"""``trainkit import``: files, folders and archives into one history."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli._inputs import WRITERS, athlete_in, history_at, written
from trainkit.errors import InvalidInput
from trainkit.models import History

__all__ = ["add", "findings"]

_SHOWN = 20  # problems that are printed


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
        if output is not None and output.suffix not in WRITERS:
            raise InvalidInput("output", str(output), "a file ending in .json or .parquet")
        if output is not None and not output.parent.is_dir():
            raise InvalidInput("output", str(output), "a file in a folder that exists")
        history = history_at(paths, timezone=timezone, athlete=athlete_in(athlete))
        if output is not None:
            written(output, WRITERS[output.suffix](history))
        if as_json:
            print(json.dumps(_facts(history, output), indent=2))
            return
        for line in findings(history):
            print(line)
        if output is not None:
            print(f"written to {output}")


def findings(history: History) -> Iterator[str]:
    """Say what a history holds, and its first problems."""
    merged = sum(bool(one.originals) for one in history.activities)
    span = "" if history.span is None else f", {history.span[0]} to {history.span[1]}"
    yield (
        f"{len(history.activities)} activities ({merged} of them from several recordings), "
        f"{len(history.days)} days of health data{span}"
    )
    if history.problems:
        yield f"{len(history.problems)} problems:"
    for one in history.problems[:_SHOWN]:
        at = "" if one.offset is None else f" at byte {one.offset}"
        yield f"  {one.severity}: {one.path}{at}: {one.message}"
    if len(history.problems) > _SHOWN:
        yield f"  and {len(history.problems) - _SHOWN} more, all of them in the written history"


def _facts(history: History, output: Path | None) -> dict[str, object]:
    return {
        "activities": len(history.activities),
        "days": len(history.days),
        "span": None if history.span is None else [str(one) for one in history.span],
        "coverage": history.coverage,
        "problems": [one.model_dump() for one in history.problems],
        "output": None if output is None else str(output),
    }
