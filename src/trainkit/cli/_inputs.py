"""Inputs and outputs shared by the commands: histories, athletes, days and files."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import trainkit as tk
from trainkit import _files
from trainkit.cli._streams import complain, make_console, may_be_terminal
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.plugins._installed import Catalogue

if TYPE_CHECKING:  # a command imports what it uses: the library's names are found on first use
    from trainkit.kit import Kit
    from trainkit.models import Athlete, Availability, Goal, History, TrainingPlan
    from trainkit.models.model import Model
    from trainkit.ports import Format

__all__ = [
    "WRITERS",
    "Known",
    "add_as",
    "monday_after",
    "next_race",
    "open_home",
    "parse_day",
    "read_athlete",
    "read_availability",
    "read_history",
    "read_known",
    "read_model",
    "read_or_create",
    "read_plan",
    "refuse_files",
    "require_athlete",
    "require_data",
    "require_file",
    "today",
    "write_file",
]

WRITERS: "dict[str, Callable[[History], bytes]]" = {
    # Found when they are called: importing the readers and writers of files takes 100 ms.
    ".json": lambda history: tk.io.write_json(history),  # noqa: PLW0108
    ".parquet": lambda history: tk.io.write_parquet(history),  # noqa: PLW0108
}
"""Writer of a history for each file ending."""

_Read = TypeVar("_Read", bound="Model")

_NEAR_DAYS = 7  # before a race, in which it counts whatever its priority
_EXAMPLE = '{"sex": "female", "birth_date": "1992-05-14", "hr_rest": 50, "hr_max": 188}'


class Known(NamedTuple):
    """What a command works on.

    Parameters
    ----------
    history : History
        The data.
    athlete : Athlete
        The athlete.
    plan : TrainingPlan or None
        The plan that was named, else the latest one in the store.
    today : date
        The athlete's local day.
    availability : Availability or None
        The time for training that the settings name.
    goals : tuple of Goal
        The races ahead that are kept.
    """

    history: "History"
    athlete: "Athlete"
    plan: "TrainingPlan | None"
    today: dt.date
    availability: "Availability | None" = None
    goals: "tuple[Goal, ...]" = ()

    def race(self, goal: str, day: dt.date) -> "Goal | None":
        """Read the race given in words, else choose the one of the plan or kept that matters."""
        kept = () if self.plan is None else self.plan.goals
        return tk.Goal.read(goal, start=day) if goal else _nearest(kept or self.goals, day)


def read_known(
    paths: Sequence[str] | None,
    *,
    athlete: Path | None = None,
    timezone: str | None = None,
    plan: Path | None = None,
    asked: str | None = None,
) -> Known:
    """Read the files that were named, or without any the athlete's data in the home's store."""
    planned = None if plan is None else read_plan(plan)
    if paths:
        history = read_history(paths, timezone=timezone, athlete=read_athlete(athlete))
        return Known(history, require_athlete(history), planned, today())
    refuse_files(athlete=athlete)
    with open_home(asked) as (kit, known):
        return known._replace(history=kit.history(), plan=planned or known.plan)


def refuse_files(**files: Path | None) -> None:
    """Refuse files that only go with files of data: the store has its own athlete and plan."""
    for name, file in files.items():
        if file is not None:
            raise InvalidInput(f"--{name}", str(file), "left out where no file of data is named")


@contextmanager
def open_home(asked: str | None, *, llm: str = "") -> Iterator[tuple["Kit", Known]]:
    """Open the store of the home, with what is known of the athlete that a command means.

    Samples of activities can be read as long as it is open.
    """
    from trainkit.cli import _home

    home = _home.read_home()
    person = home.person(asked)
    with _home.open_kit(home, asked, llm=llm) as kit:
        day, free = _home.current_time(kit, person).date(), person.availability
        races = tuple(kept.goal for kept in kit.goals.list(first=day))
        yield kit, Known(kit.outline(), kit.athlete, kit.planned, day, free, races)


def add_as(typer: Any) -> Any:
    """Return the option that names the athlete."""
    return typer.Option(
        "--as", metavar="NAME", help="athlete of the settings; without files, default: yours"
    )


def read_history(
    paths: Sequence[str],
    *,
    timezone: str | None,
    athlete: "Athlete | None",
    quiet: bool = False,
) -> "History":
    """Read files and folders, with a progress bar on an interactive standard error."""
    if missing := [path for path in paths if not Path(path).exists()]:
        raise InvalidInput("FILES", ", ".join(missing), "files or folders that exist")
    formats, shows = _collect_formats(), not quiet and may_be_terminal(stderr=True)
    console = make_console(stderr=True) if shows else None
    if console is None or not console.is_terminal:
        return tk.io.read(paths, athlete=athlete, timezone=timezone, formats=formats)
    from rich.progress import Progress

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        return tk.io.read(
            paths,
            athlete=athlete,
            timezone=timezone,
            formats=formats,
            progress=lambda done, total, _: bar.update(task, completed=done, total=total),
        )


def _collect_formats() -> "tuple[Format, ...]":
    """Return the formats of plugins; without such a plugin, not even the registry is imported."""
    if not Catalogue().names("format"):
        return ()
    from trainkit.kit._contributions import collect_formats, notes_on_plugins
    from trainkit.plugins import shared

    formats = collect_formats(shared())
    for note in notes_on_plugins(shared(), "format"):
        complain(note)
    return formats


def read_athlete(file: Path | None) -> "Athlete | None":
    """Read an athlete's file; None without a file."""
    if file is None:
        return None
    require_file("--athlete", file, f"a file that exists, with {_EXAMPLE}")
    return read_model(tk.Athlete, file)


def read_plan(file: Path) -> "TrainingPlan":
    """Read a plan that the command ``plan`` wrote."""
    require_file("plan", file, "a file that `trainkit plan -o plan.json` wrote")
    return read_model(tk.TrainingPlan, file)


def read_availability(file: Path | None) -> "Availability | None":
    """Read the time for training; None without a file."""
    if file is None:
        return None
    require_file("--availability", file, "a file that exists")
    return read_model(tk.Availability, file)


def read_or_create(file: Path) -> "History":
    """Read a history file that a command will write; empty if it does not exist."""
    if file.suffix not in WRITERS:
        raise InvalidInput("file", str(file), "a file ending in .json or .parquet")
    if not file.exists():
        return tk.History()
    history = tk.io.read(file)
    errors = [p for p in history.problems if p.path == str(file) and p.severity == "error"]
    if errors:  # writing the file again would lose its unreadable part
        raise InvalidInput("file", str(file), f"a history that can be read: {errors[0].message}")
    return history


def read_model(model: type[_Read], file: Path) -> _Read:
    """Read a model from a JSON file; an error names the file, and shows none of its text."""
    try:
        return model.model_validate_json(file.read_bytes())
    except InvalidInput as error:
        if error.argument == model.__name__:  # the whole of it
            raise InvalidInput("file", str(file), error.allowed) from None
        shown = error.value
        if not isinstance(shown, int | float | None):
            shown = f"a value of {type(shown).__name__}"
        raise InvalidInput(f"{file}: {error.argument}", shown, error.allowed) from None


def next_race(plan: "TrainingPlan | None", day: dt.date) -> "Goal | None":
    """Choose the race of a plan that matters on a day: one within a week, else the next A race."""
    return _nearest(() if plan is None else plan.goals, day)


def _nearest(goals: "Sequence[Goal]", day: dt.date) -> "Goal | None":
    ahead = [goal for goal in goals if goal.date >= day]
    return min(ahead, key=lambda goal: _rank(goal, day), default=None)


def _rank(goal: "Goal", day: dt.date) -> tuple[bool, str, dt.date]:
    near = (goal.date - day).days <= _NEAR_DAYS
    return not near, "" if near else goal.priority, goal.date


def require_athlete(history: "History") -> "Athlete":
    """Return the athlete of a history, or explain how to pass one."""
    if history.athlete is None:
        raise InvalidInput("athlete", "not given", f"--athlete FILE, a file with {_EXAMPLE}")
    return history.athlete


def require_data(known: Known) -> None:
    """Raise `InsufficientData` if there is no day at all, with the way to the first one."""
    if known.history.span is None:
        advice = "days of data; trainkit import FOLDER, or trainkit log, brings the first"
        raise InsufficientData(advice, 0, 1)


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


def monday_after(history: "History | None") -> dt.date:
    """Return the Monday after a history, or after today."""
    last = today() if history is None or history.span is None else history.span[1]
    return last + dt.timedelta(days=7 - last.weekday())


def write_file(target: Path, content: bytes) -> None:
    """Write a file as `trainkit._files.write_file` does, or explain that its folder is missing."""
    if not target.parent.is_dir():
        raise InvalidInput("output", str(target), "a file in a folder that exists")
    _files.write_file(target, content)
