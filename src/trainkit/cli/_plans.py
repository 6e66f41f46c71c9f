"""``trainkit plans``: the plans of a club, from a folder for each athlete."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

from trainkit import planning
from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._solver_output import redirect_stdout
from trainkit.cli._streams import make_console, say
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, Goal, History, TrainingPlan

__all__ = ["add"]

_ATHLETE, _TIME, _GOALS = "athlete.json", "availability.json", "goals.txt"


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["plans"])  # type: ignore[untyped-decorator]
    def plans(
        folder: Annotated[
            Path,
            typer.Argument(
                help="one folder for each athlete: athlete.json, goals.txt, availability.json, "
                "and files of what was trained"
            ),
        ],
        output: Annotated[
            Path, typer.Option("--output", "-o", help="folder that keeps each plan as it is made")
        ],
        goal: Annotated[
            str, typer.Option(help='goal of those without goals.txt: "10K in 12 weeks"')
        ] = "",
        start: Annotated[str | None, typer.Option(help="first day of the plans")] = None,
        methodology: Annotated[
            str, typer.Option(help="pyramidal, polarized, threshold or daniels")
        ] = "pyramidal",
        allow_short: Annotated[
            bool, typer.Option("--allow-short", help="plan races that are out of reach")
        ] = False,
        processes: Annotated[int, typer.Option(help="plans made at the same time")] = 1,
        seconds: Annotated[float, typer.Option(help="the most time for each search")] = 10.0,
    ) -> None:
        athletes = _list_athletes(folder)
        options = {"methodology": methodology, "allow_short": allow_short, "seconds": seconds}
        day = _inputs.parse_day(start)
        asked = {path.name: partial(_read_request, path, goal, day, options) for path in athletes}
        with _show_progress() as progress:
            made = planning.plan_many(
                asked,
                executor=_choose_executor(processes),
                folder=output,
                progress=progress,
            )
        for name in asked:
            error = made.failures.get(name)
            say(f"{name}: {_describe(made[name]) if error is None else f'no plan: {error}'}")
        kept = f", {len(made.kept)} of them kept from before" if made.kept else ""
        say(f"{len(made)} of {len(asked)} plans are in {output}{kept}")
        if made.failures:
            raise SystemExit(1)


def _list_athletes(folder: Path) -> list[Path]:
    """List the folders of the athletes, by name."""
    _require_folder(folder)
    found = sorted(path for path in folder.iterdir() if (path / _ATHLETE).is_file())
    if not found:
        allowed = f"a folder that holds one folder for each athlete, with an {_ATHLETE}"
        raise InvalidInput("FOLDER", str(folder), allowed)
    return found


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InvalidInput("FOLDER", str(folder), "a folder that exists")


def _read_request(
    folder: Path, goal: str, start: dt.date | None, options: Mapping[str, Any]
) -> planning.PlanRequest:
    """Read what is known of an athlete when it is his turn."""
    athlete = _inputs.read_athlete(folder / _ATHLETE)
    known = (_ATHLETE, _TIME, _GOALS)
    files = sorted(path for path in folder.iterdir() if path.name not in known)
    history = _read_files(files, athlete)
    day = start or _inputs.monday_after(history)
    time = folder / _TIME
    return planning.PlanRequest(
        goal=_read_goals(folder / _GOALS, goal, day),
        athlete=_inputs.require_athlete(history or History(athlete=athlete)),
        history=history,
        availability=_inputs.read_availability(time if time.is_file() else None),
        start=day,
        **options,
    )


def _read_files(files: Sequence[Path], athlete: Athlete | None) -> History | None:
    paths = [str(path) for path in files if not path.name.startswith(".")]
    if not paths:
        return None
    return _inputs.read_history(paths, timezone=None, athlete=athlete, quiet=True)


def _read_goals(file: Path, goal: str, start: dt.date) -> tuple[Goal, ...]:
    """Read a race a line; without the file all have the same goal."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else [goal]
    lines = [line.strip() for line in lines if line.strip()]
    if not lines:
        raise InvalidInput("--goal", goal, f"given, or written into {file}")
    return tuple(Goal.read(line, start=start) for line in lines)


def _choose_executor(processes: int) -> Callable[[], ProcessPoolExecutor] | None:
    if processes < 1:
        raise InvalidInput("--processes", processes, "1 or more")
    if processes == 1:
        return None
    # A process that runs threads, such as that of a progress bar, cannot be copied safely.
    return partial(ProcessPoolExecutor, processes, mp_context=get_context("spawn"))


def _describe(plan: TrainingPlan) -> str:
    """Say in a line what a plan holds."""
    race = f" to {plan.goals[-1].date}" if plan.goals else ""
    warnings = len(plan.warnings)
    told = "" if not warnings else f", {warnings} warning{'s' if warnings > 1 else ''}"
    return f"{len(plan.weeks)} weeks{race}{told}"


@contextmanager
def _show_progress() -> Iterator[Callable[[int, int, str], object] | None]:
    """Show how far it is on an interactive standard error."""
    from rich.progress import Progress

    console = make_console(stderr=True)
    if not console.is_terminal:
        with redirect_stdout():
            yield None
        return
    with Progress(console=console, transient=True) as bar, redirect_stdout():
        task = bar.add_task("planning", total=None)
        yield lambda done, total, name: bar.update(
            task, completed=done, total=total, description=f"planned for {name}"
        )
