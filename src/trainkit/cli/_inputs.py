"""Inputs and outputs shared by the commands: histories, athletes, days and files."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from trainkit import _files, io
from trainkit.cli._streams import make_console
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, Goal, History, TrainingPlan

__all__ = [
    "WRITERS",
    "choose_race",
    "next_race",
    "parse_day",
    "read_athlete",
    "read_history",
    "read_plan",
    "require_athlete",
    "require_file",
    "today",
    "write_file",
]

WRITERS: dict[str, Callable[[History], bytes]] = {
    ".json": io.write_json,
    ".parquet": io.write_parquet,
}
"""Writer of a history for each file ending."""

_NEAR_DAYS = 7  # before a race, in which it counts whatever its priority
_EXAMPLE = '{"sex": "female", "birth_date": "1992-05-14", "hr_rest": 50, "hr_max": 188}'


def read_history(paths: Sequence[str], *, timezone: str | None, athlete: Athlete | None) -> History:
    """Read files and folders, with a progress bar on an interactive standard error."""
    from rich.progress import Progress

    console = make_console(stderr=True)
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


def read_athlete(file: Path | None) -> Athlete | None:
    """Read an athlete's file; None without a file."""
    if file is None:
        return None
    require_file("--athlete", file, f"a file that exists, with {_EXAMPLE}")
    return Athlete.model_validate_json(file.read_bytes())


def read_plan(file: Path) -> TrainingPlan:
    """Read a plan that the command ``plan`` wrote."""
    require_file("plan", file, "a file that `trainkit plan -o plan.json` wrote")
    return TrainingPlan.model_validate_json(file.read_bytes())


def choose_race(goal: str, plan: TrainingPlan | None, day: dt.date) -> Goal | None:
    """Read the race given in words, else choose the plan's race that matters on a day."""
    return Goal.read(goal, start=day) if goal else next_race(plan, day)


def next_race(plan: TrainingPlan | None, day: dt.date) -> Goal | None:
    """Choose the race of a plan that matters on a day: one within a week, else the next A race."""
    races = [] if plan is None else [goal for goal in plan.goals if goal.date >= day]
    return min(races, key=lambda goal: _rank(goal, day), default=None)


def _rank(goal: Goal, day: dt.date) -> tuple[bool, str, dt.date]:
    near = (goal.date - day).days <= _NEAR_DAYS
    return not near, "" if near else goal.priority, goal.date


def require_athlete(history: History) -> Athlete:
    """Return the athlete of a history, or explain how to pass one."""
    if history.athlete is None:
        raise InvalidInput("athlete", "not given", f"--athlete FILE, a file with {_EXAMPLE}")
    return history.athlete


def require_file(name: str, file: Path, allowed: str) -> None:
    """Raise `InvalidInput` if a file does not exist."""
    if not file.is_file():
        raise InvalidInput(name, str(file), allowed)


def parse_day(text: str | None) -> dt.date | None:
    """Parse an ISO date; None without a text."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("date", text, "a date such as 2026-05-01") from None


def today() -> dt.date:
    """Return the current local day; only the command line reads the clock."""
    return dt.datetime.now().astimezone().date()


def write_file(target: Path, content: bytes) -> None:
    """Write a file as `trainkit._files.write_file` does, or explain that its folder is missing."""
    if not target.parent.is_dir():
        raise InvalidInput("output", str(target), "a file in a folder that exists")
    _files.write_file(target, content)
