"""``trainkit plan``, ``check`` and ``adapt``: plans from files, into files."""

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
from trainkit.cli._inputs import athlete_in, athlete_of, clock_day, day_of, history_at, written
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, Availability, Goal, History, PlannedWorkout, TrainingPlan

__all__ = ["add"]

_DISTANCES = {"5k": 5000.0, "10k": 10_000.0, "half": 21_097.5, "marathon": 42_195.0}


def add(app: Any, typer: Any) -> None:
    """Add the three commands."""
    for command in (_add_plan, _add_check, _add_adapt):
        command(app, typer)


def _add_plan(app: Any, typer: Any) -> None:
    @app.command(help="A plan up to a race, safe and near the best possible.")  # type: ignore[untyped-decorator]
    def plan(
        paths: Annotated[list[str] | None, typer.Argument(help="a history, or files")] = None,
        distance: Annotated[str, typer.Option(help="5k, 10k, half, marathon, or metres")] = "10k",
        race: Annotated[str, typer.Option(help="day of the race")] = "",
        goal: Annotated[str, typer.Option(help='in words: "5K in 25 minutes in 12 weeks"')] = "",
        trail: Annotated[bool, typer.Option("--trail", help="a race on trails")] = False,
        methodology: Annotated[
            str, typer.Option(help="pyramidal, polarized, threshold or daniels")
        ] = "pyramidal",
        time_s: Annotated[float | None, typer.Option("--time-s", help="goal time, seconds")] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        availability: Annotated[Path | None, typer.Option(help="JSON file of the time")] = None,
        start: Annotated[str | None, typer.Option(help="first day of the plan")] = None,
        allow_short: Annotated[bool, typer.Option("--allow-short")] = False,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="plan.json or plan.ics")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        who, history = _who(paths or [], athlete)
        begins = day_of(start) or _monday_after(history)
        if goal:
            wanted = Goal.read(goal, start=begins)
        else:
            day = day_of(race or None)
            if day is None:
                raise InvalidInput("race", race, "given: the day of the race, such as 2026-10-04")
            wanted = Goal(distance_m=_metres(distance), date=day, time_s=time_s)
        with _watched("searching for the best plan, up to 10 s"):
            made = planning.plan(
                wanted.model_copy(update={"trail": trail}),
                who,
                history,
                availability=_time(availability),
                start=begins,
                allow_short=allow_short,
                methodology=methodology,
            )
        _out(made, output, as_json=as_json)


def _add_check(app: Any, typer: Any) -> None:
    @app.command(help="What is wrong with a plan, whoever wrote it.")  # type: ignore[untyped-decorator]
    def check(
        plan: Annotated[Path, typer.Argument(help="plan.json")],
        paths: Annotated[list[str] | None, typer.Argument(help="a history, or files")] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        repair: Annotated[
            Path | None, typer.Option(help="write the nearest plan that keeps the rules")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        who, history = _who(paths or [], athlete)
        given = _plan_in(plan)
        found = planning.check(given, who, history)
        if as_json:
            print(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
        else:
            for one in found:
                print(f"{one.date} {one.rule}: {one.message}")
            print(f"{len(found)} violations")
        if repair is not None:
            with _watched("repairing"):
                mended = planning.repair(given, who, history)
            written(repair, mended.plan.model_dump_json(indent=2).encode())
        if any(one.hard for one in found):
            raise SystemExit(1)


def _add_adapt(app: Any, typer: Any) -> None:
    @app.command(help="Change the days ahead after what really happened.")  # type: ignore[untyped-decorator]
    def adapt(
        plan: Annotated[Path, typer.Argument(help="plan.json")],
        paths: Annotated[list[str], typer.Argument(help="a history, or files")],
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="first day that may change")] = None,
        availability: Annotated[Path | None, typer.Option(help="JSON file of the time")] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="plan.json or plan.ics")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        who, history = _who(paths, athlete)
        given = _plan_in(plan)
        with _watched("planning the days ahead again"):
            made = planning.adapt(
                given,
                history or History(),
                who,
                on=day_of(date) or clock_day(),
                availability=_time(availability),
            )
        if as_json:
            print(made.model_dump_json(indent=2))
        else:
            for fact in made.facts.values():
                print(f"{fact}.")
            for one in made.changes:
                print(one.message)
            print(f"{len(made.changes)} days changed")
        if output is not None:
            _write(made.apply(given), output)


@contextmanager
def _watched(words: str) -> Iterator[None]:
    """Show on standard error that something takes time, where somebody watches."""
    from rich.console import Console

    console = Console(stderr=True)
    shown = console.status(words) if console.is_terminal else nullcontext()
    with shown, _apart():
        yield


@contextmanager
def _apart() -> Iterator[None]:
    """Send what the solver prints by itself to standard error: the output is for the plan alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)  # lines that C still holds
        os.dup2(kept, 1)
        os.close(kept)


def _monday_after(history: History | None) -> dt.date:
    """The Monday after the history, or after today."""
    last = clock_day() if history is None or history.span is None else history.span[1]
    return last + dt.timedelta(days=7 - last.weekday())


def _metres(distance: str) -> float:
    if distance in _DISTANCES:
        return _DISTANCES[distance]
    try:
        return float(distance)
    except ValueError:
        allowed = ", ".join(_DISTANCES) + " or a number of metres"
        raise InvalidInput("distance", distance, allowed) from None


def _who(paths: Sequence[str], file: Path | None) -> tuple[Athlete, History | None]:
    who = athlete_in(file)
    if not paths:
        return athlete_of(History(athlete=who)), None
    history = history_at(paths, timezone=None, athlete=who)
    return athlete_of(history), history


def _time(file: Path | None) -> Availability | None:
    if file is None:
        return None
    if not file.is_file():
        raise InvalidInput("availability", str(file), "a file that exists")
    return Availability.model_validate_json(file.read_bytes())


def _plan_in(file: Path) -> TrainingPlan:
    if not file.is_file():
        raise InvalidInput("plan", str(file), "a file that `trainkit plan -o plan.json` wrote")
    return TrainingPlan.model_validate_json(file.read_bytes())


def _out(plan: TrainingPlan, output: Path | None, *, as_json: bool) -> None:
    if output is not None:
        _write(plan, output)
    if as_json:
        print(plan.model_dump_json(indent=2))
        return
    for week in plan.weeks:
        days = ", ".join(
            f"{one.date:%a} {one.title} {_size(one)}" for one in week if one.kind != "rest"
        )
        load = sum(one.load or 0.0 for one in week)
        print(f"{week[0].week or 1:3} {week[0].phase or '':6} load {load:4.0f}  {days}")
    proof = plan.certificate
    if proof is not None:
        print(
            f"Every hard rule holds; value {proof.objective:.0f} of at most {proof.bound:.0f}, "
            f"found in {proof.seconds:.1f} s."
        )
    for one in plan.warnings:
        print(one)


def _size(workout: PlannedWorkout) -> str:
    """Minutes, or the distance of a race."""
    if workout.duration_min:
        return f"{workout.duration_min:.0f}"
    return f"{workout.distance_m / 1000:.1f} km"


def _write(plan: TrainingPlan, output: Path) -> None:
    if output.suffix == ".ics":
        written(output, io.to_ics(plan))
    elif output.suffix == ".json":
        written(output, plan.model_dump_json(indent=2).encode())
    else:
        raise InvalidInput("output", str(output), "a file ending in .json or .ics")
