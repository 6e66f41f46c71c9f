"""``trainkit plan``, ``check`` and ``adapt``: make, check and adapt training plans."""

import ctypes
import datetime as dt
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

from trainkit import io, planning
from trainkit.cli import _inputs
from trainkit.cli._streams import make_console, say, say_json
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, Availability, Goal, History, PlannedWorkout, TrainingPlan

__all__ = ["add"]

_DISTANCES = {"5k": 5000.0, "10k": 10_000.0, "half": 21_097.5, "marathon": 42_195.0}


def add(app: Any, typer: Any) -> None:
    """Add the three commands."""
    for command in (_add_plan, _add_check, _add_adapt):
        command(app, typer)


def _add_plan(app: Any, typer: Any) -> None:
    @app.command(help="Make a plan up to a race that keeps every hard rule.")  # type: ignore[untyped-decorator]
    def plan(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        distance: Annotated[str, typer.Option(help="5k, 10k, half, marathon, or metres")] = "10k",
        race: Annotated[str, typer.Option(help="date of the race")] = "",
        goal: Annotated[
            str, typer.Option(help='goal in words: "5K in 25 minutes in 12 weeks"')
        ] = "",
        trail: Annotated[bool, typer.Option("--trail", help="the race is on trails")] = False,
        ascent_m: Annotated[
            float | None, typer.Option("--ascent-m", help="climb of a trail race in metres")
        ] = None,
        methodology: Annotated[
            str, typer.Option(help="pyramidal, polarized, threshold or daniels")
        ] = "pyramidal",
        time_s: Annotated[
            float | None, typer.Option("--time-s", help="goal time in seconds")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        availability: Annotated[
            Path | None, typer.Option(help="JSON file of the available time")
        ] = None,
        start: Annotated[str | None, typer.Option(help="first day of the plan")] = None,
        allow_short: Annotated[
            bool, typer.Option("--allow-short", help="plan a race that is out of reach")
        ] = False,
        seconds: Annotated[float, typer.Option(help="the most time for the search")] = 10.0,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="plan.json or plan.ics")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        who, history = _read_inputs(paths or [], athlete)
        first_day = _inputs.parse_day(start) or _monday_after(history)
        if goal:
            target = Goal.read(goal, start=first_day)
        else:
            day = _inputs.parse_day(race or None)
            if day is None:
                raise InvalidInput("--race", race, "given: the day of the race, such as 2026-10-04")
            target = Goal(distance_m=_parse_distance(distance), date=day, time_s=time_s)
        with _show_status(f"searching for the best plan, up to {seconds:g} s"):
            result = planning.plan(
                target.model_copy(
                    update={"trail": trail or ascent_m is not None, "ascent_m": ascent_m}
                ),
                who,
                history,
                availability=_read_availability(availability),
                start=first_day,
                allow_short=allow_short,
                methodology=methodology,
                seconds=seconds,
            )
        _output(result, output, as_json=as_json)


def _add_check(app: Any, typer: Any) -> None:
    @app.command(help="List the rules that a plan violates, whoever wrote it.")  # type: ignore[untyped-decorator]
    def check(
        plan: Annotated[Path, typer.Argument(help="plan.json")],
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        repair: Annotated[
            Path | None, typer.Option(help="write the nearest plan that satisfies the rules")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        who, history = _read_inputs(paths or [], athlete)
        current = _inputs.read_plan(plan)
        violations = planning.check(current, who, history)
        if as_json:
            say_json(json.dumps([v.model_dump(mode="json") for v in violations], indent=2))
        else:
            for violation in violations:
                say(f"{violation.date} {violation.rule}: {violation.message}")
            say(f"{len(violations)} violations")
        if repair is not None:
            with _show_status("repairing"):
                repaired = planning.repair(current, who, history)
            _inputs.write_file(repair, repaired.plan.model_dump_json(indent=2).encode())
        if any(violation.hard for violation in violations):
            raise SystemExit(1)


def _add_adapt(app: Any, typer: Any) -> None:
    @app.command(help="Adapt the remaining days to the training that was done.")  # type: ignore[untyped-decorator]
    def adapt(
        plan: Annotated[Path, typer.Argument(help="plan.json")],
        paths: Annotated[list[str], typer.Argument(help="history file, or files and folders")],
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[
            str | None, typer.Option(help="first day that may change; default: today")
        ] = None,
        availability: Annotated[
            Path | None, typer.Option(help="JSON file of the available time")
        ] = None,
        race_date: Annotated[
            str | None, typer.Option(help="the last race is on this day now")
        ] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="plan.json or plan.ics")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        who, history = _read_inputs(paths, athlete)
        current = _inputs.read_plan(plan)
        with _show_status("replanning the remaining days"):
            adaptation = planning.adapt(
                current,
                history or History(),
                who,
                on=_inputs.parse_day(date) or _inputs.today(),
                availability=_read_availability(availability),
                goals=_move_race(current, _inputs.parse_day(race_date)),
            )
        if as_json:
            say_json(adaptation.model_dump_json(indent=2))
        else:
            for fact in adaptation.facts.values():
                say(f"{fact}.")
            for change in adaptation.changes:
                say(change.message)
            say(f"{len(adaptation.changes)} days changed")
            for warning in adaptation.warnings[1] if adaptation.warnings else ():
                say(warning)
        if output is not None:
            _write(adaptation.apply(current), output)


def _move_race(plan: TrainingPlan, date: dt.date | None) -> list[Goal] | None:
    """Return the plan's races with the last one on another day; None where no day is named."""
    if date is None:
        return None
    if not plan.goals:
        raise InvalidInput("--race-date", str(date), "a plan that has a race")
    *others, last = plan.goals
    return [*others, last.model_copy(update={"date": date})]


@contextmanager
def _show_status(message: str) -> Iterator[None]:
    """Show a message on an interactive standard error while something takes time."""
    console = make_console(stderr=True)
    status = console.status(message) if console.is_terminal else nullcontext()
    with status, _redirect_stdout():
        yield


@contextmanager
def _redirect_stdout() -> Iterator[None]:
    """Send the solver's own messages to standard error, so that the output is the plan alone."""
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)  # lines in the buffers of C
        os.dup2(stdout, 1)
        os.close(stdout)


def _monday_after(history: History | None) -> dt.date:
    """Return the Monday after the history, or after today."""
    last = _inputs.today() if history is None or history.span is None else history.span[1]
    return last + dt.timedelta(days=7 - last.weekday())


def _parse_distance(distance: str) -> float:
    if distance in _DISTANCES:
        return _DISTANCES[distance]
    try:
        return float(distance)
    except ValueError:
        allowed = ", ".join(_DISTANCES) + " or a number of metres"
        raise InvalidInput("--distance", distance, allowed) from None


def _read_inputs(paths: Sequence[str], file: Path | None) -> tuple[Athlete, History | None]:
    """Read the athlete and the history; None without paths."""
    athlete = _inputs.read_athlete(file)
    if not paths:
        return _inputs.require_athlete(History(athlete=athlete)), None
    history = _inputs.read_history(paths, timezone=None, athlete=athlete)
    return _inputs.require_athlete(history), history


def _read_availability(file: Path | None) -> Availability | None:
    if file is None:
        return None
    _inputs.require_file("--availability", file, "a file that exists")
    return Availability.model_validate_json(file.read_bytes())


def _output(plan: TrainingPlan, output: Path | None, *, as_json: bool) -> None:
    """Write the plan if asked to, and print it."""
    if output is not None:
        _write(plan, output)
    if as_json:
        say_json(plan.model_dump_json(indent=2))
        return
    for week in plan.weeks:
        days = ", ".join(
            f"{workout.date:%a} {workout.title} {_format_size(workout)}"
            for workout in week
            if workout.kind != "rest"
        )
        load = sum(workout.load or 0.0 for workout in week)
        say(f"{week[0].week or 1:3} {week[0].phase or '':6} load {load:4.0f}  {days}")
    certificate = plan.certificate
    if certificate is not None:
        say(
            f"{certificate} Its value is {certificate.objective:.0f} of at most "
            f"{certificate.bound:.0f} points, found in {certificate.seconds:.1f} s."
        )
        if certificate.readiness is not None:
            say(certificate.readiness)
    for warning in plan.warnings:
        say(warning)


def _format_size(workout: PlannedWorkout) -> str:
    """Format the minutes, or the distance of a race."""
    if workout.duration_min:
        return f"{workout.duration_min:.0f}"
    return f"{workout.distance_m / 1000:.1f} km"


def _write(plan: TrainingPlan, output: Path) -> None:
    if output.suffix == ".ics":
        _inputs.write_file(output, io.to_ics(plan))
    elif output.suffix == ".json":
        _inputs.write_file(output, plan.model_dump_json(indent=2).encode())
    else:
        raise InvalidInput("--output", str(output), "a file ending in .json or .ics")
