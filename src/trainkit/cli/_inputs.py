"""What commands are given: files, an athlete, a day, and where to write."""

import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from trainkit import io
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, History

__all__ = ["WRITERS", "athlete_in", "athlete_of", "clock_day", "day_of", "history_at", "written"]

WRITERS: dict[str, Callable[[History], bytes]] = {
    ".json": io.write_json,
    ".parquet": io.write_parquet,
}
"""How a history is written, by the file's ending."""

_EXAMPLE = '{"sex": "female", "birth_date": "1992-05-14", "hr_rest": 50, "hr_max": 188}'


def history_at(paths: Sequence[str], *, timezone: str | None, athlete: Athlete | None) -> History:
    """Read paths with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        return io.read(paths, athlete=athlete, timezone=timezone)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        return io.read(
            paths,
            athlete=athlete,
            timezone=timezone,
            progress=lambda done, total, _: bar.update(task, completed=done, total=total),
        )


def athlete_in(file: Path | None) -> Athlete | None:
    """Read an athlete's file; None for none."""
    if file is None:
        return None
    if not file.is_file():
        raise InvalidInput("athlete", str(file), f"a file that exists, with {_EXAMPLE}")
    return Athlete.model_validate_json(file.read_bytes())


def athlete_of(history: History) -> Athlete:
    """Give the athlete that the files know."""
    if history.athlete is None:
        raise InvalidInput("athlete", "not given", f"--athlete FILE, a file with {_EXAMPLE}")
    return history.athlete


def day_of(text: str | None) -> dt.date | None:
    """Read a date; None for none."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("date", text, "a date such as 2026-05-01") from None


def clock_day() -> dt.date:
    """Ask the clock on the wall for the day; only the command line does."""
    return dt.datetime.now().astimezone().date()


def written(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    if not target.parent.is_dir():
        raise InvalidInput("output", str(target), "a file in a folder that exists")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
