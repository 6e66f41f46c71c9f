"""``trainkit plan``, ``check``, ``adapt`` and ``stress``: make, check, adapt and try plans."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from trainkit import io, planning
from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._solver_output import redirect_stdout
from trainkit.cli._streams import make_console, say_json, say_text
from trainkit.errors import InvalidInput, TrainkitError
from trainkit.models import Athlete, Availability, Goal, History, TrainingPlan
from trainkit.models._goal_text import parse_distance, parse_time

__all__ = ["add"]

_SEARCHING = "searching for the best plan"
_TRYING = "trying disruptions, each with the plan adapted to it"
_REPLANNING = "replanning the remaining days"
_OUTPUT_HELP = "plan.json, plan.ics, or both: -o plan.json -o plan.ics"


def add(app: Any, typer: Any) -> None:
    """Add the four commands."""
    for command in (_add_plan, _add_check, _add_adapt, _add_stress):
        command(app, typer)


def _add_plan(app: Any, typer: Any) -> None:
    output_option = typer.Option("--output", "-o", help=_OUTPUT_HELP)

    @app.command(help=HELP["plan"])  # type: ignore[untyped-decorator]
    def plan(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        distance: Annotated[
            str, typer.Option(help="as you write it: 10k, 21.1 km, half, 5000 m")
        ] = "10k",
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
        time: Annotated[
            str | None, typer.Option(help="goal time: 1:45:00, 52:30 or 50 minutes")
        ] = None,
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
        output: Annotated[list[Path] | None, output_option] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        _check_outputs(output)
        request = _Request(
            _AskedRace(goal, race, distance, time, time_s, trail, ascent_m),
            _inputs.parse_day(start),
            _inputs.read_availability(availability),
            {"allow_short": allow_short, "methodology": methodology, "seconds": seconds},
        )
        if paths or athlete is not None:
            made = _plan_files(request, paths or [], athlete)
        else:
            made = _plan_home(request, asked)
        _output(made, output, as_json=as_json)


class _Request(NamedTuple):
    """What a plan is asked for; `options` are those of `trainkit.plan`."""

    race: "_AskedRace"
    start: dt.date | None
    availability: Availability | None
    options: dict[str, Any]


def _plan_files(request: _Request, paths: Sequence[str], athlete: Path | None) -> TrainingPlan:
    who, history = _read_inputs(paths, athlete)
    day = request.start or _inputs.monday_after(history)
    race, free = request.race.read(day), request.availability
    with _show_status(_SEARCHING):
        return planning.plan(race, who, history, availability=free, start=day, **request.options)


def _plan_home(request: _Request, asked: str | None) -> TrainingPlan:
    """Plan for the race that was named, or for the goals that are kept, and store the plan."""
    with _inputs.open_home(asked) as (kit, known), _show_status(_SEARCHING):
        day = request.start or known.today + dt.timedelta(days=7 - known.today.weekday())
        goals = [request.race.read(day)] if request.race.is_named else known.goals
        if not goals:
            allowed = 'given, or kept before: trainkit goals add "10K in 12 weeks"'
            raise InvalidInput("--goal", None, allowed)
        free = request.availability or known.availability
        return kit.plan(goals, availability=free, start=day, **request.options)


class _AskedRace(NamedTuple):
    """A race as the options name it."""

    goal: str
    race: str
    distance: str
    time: str | None
    time_s: float | None
    trail: bool
    ascent_m: float | None

    @property
    def is_named(self) -> bool:
        """Whether the options name a race at all."""
        return bool(self.goal or self.race)

    def read(self, start: dt.date) -> Goal:
        """Read the race; weeks count from `start`."""
        trail = self.trail or self.ascent_m is not None
        return self._read(start).model_copy(update={"trail": trail, "ascent_m": self.ascent_m})

    def _read(self, start: dt.date) -> Goal:
        if self.goal:
            return Goal.read(self.goal, start=start)
        day = _inputs.parse_day(self.race or None)
        if day is None:
            allowed = "given: the day of the race, such as 2026-10-04"
            raise InvalidInput("--race", self.race, allowed)
        distance_m, time_s = parse_distance(self.distance), self.time_s
        if self.time is not None:
            time_s = parse_time(self.time, distance_m)
        return Goal(distance_m=distance_m, date=day, time_s=time_s)


def _add_check(app: Any, typer: Any) -> None:
    @app.command(help=HELP["check"])  # type: ignore[untyped-decorator]
    def check(
        plan: Annotated[
            Path | None, typer.Argument(help="plan.json; default: your latest plan")
        ] = None,
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        repair: Annotated[
            Path | None, typer.Option(help="write the nearest plan that satisfies the rules")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        if plan is None:
            known = _inputs.read_known(None, athlete=athlete, asked=asked)
            who, current = known.athlete, _require_plan(known)
            history: History | None = known.history
        else:
            who, history = _read_inputs(paths or [], athlete)
            current = _inputs.read_plan(plan)
        violations = planning.check(current, who, history)
        if as_json:
            say_json(json.dumps([v.model_dump(mode="json") for v in violations], indent=2))
        else:
            say_text(violations)
        if repair is not None:
            with _show_status("repairing"):
                repaired = planning.repair(current, who, history)
            _inputs.write_file(repair, repaired.plan.model_dump_json(indent=2).encode())
        if any(violation.hard for violation in violations):
            raise SystemExit(1)


def _add_adapt(app: Any, typer: Any) -> None:
    output_option = typer.Option("--output", "-o", help=_OUTPUT_HELP)

    @app.command(help=HELP["adapt"])  # type: ignore[untyped-decorator]
    def adapt(
        plan: Annotated[
            Path | None, typer.Argument(help="plan.json; default: your latest plan")
        ] = None,
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
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
        output: Annotated[list[Path] | None, output_option] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        _check_outputs(output)
        day, free = _inputs.parse_day(date), _inputs.read_availability(availability)
        moved = _inputs.parse_day(race_date)
        if plan is None:
            _inputs.refuse_files(athlete=athlete)
            with _inputs.open_home(asked) as (kit, known), _show_status(_REPLANNING):
                current = _require_plan(known)
                adaptation = kit.adapt(
                    day or max(known.today, current.start),  # it may begin next Monday
                    availability=free or known.availability,
                    goals=_move_race(current, moved),
                )
        else:
            current = _inputs.read_plan(plan)
            known = _inputs.read_known(paths, athlete=athlete, asked=asked)
            with _show_status(_REPLANNING):
                adaptation = planning.adapt(
                    current,
                    known.history,
                    known.athlete,
                    on=day or known.today,
                    availability=free,
                    goals=_move_race(current, moved),
                )
        if as_json:
            say_json(adaptation.model_dump_json(indent=2))
        else:
            say_text(adaptation)
        for file in output or ():
            _write(adaptation.apply(current), file)


def _add_stress(app: Any, typer: Any) -> None:
    @app.command(help=HELP["stress"])  # type: ignore[untyped-decorator]
    def stress(
        plan: Annotated[
            Path | None, typer.Argument(help="plan.json; default: your latest plan")
        ] = None,
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        trials: Annotated[int, typer.Option(help="disruptions to try")] = 60,
        seed: Annotated[int, typer.Option(help="the same seed tries the same")] = 0,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="a picture: stress.svg")
        ] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit import charts, resilience

        if output is not None and output.suffix != ".svg":
            raise InvalidInput("--output", str(output), "a file ending in .svg")
        if plan is None:
            _inputs.refuse_files(athlete=athlete)
        known = _inputs.read_known(paths, athlete=athlete, asked=asked)
        current = _require_plan(known) if plan is None else _inputs.read_plan(plan)
        with _show_status(_TRYING):
            report = resilience.stress(
                current, known.athlete, known.history, trials=trials, seed=seed
            )
        if as_json:
            say_json(report.model_dump_json(indent=2))
        else:
            say_text(report)
        if output is not None:
            _inputs.write_file(output, charts.stress(report).svg(theme="auto").encode())


def _require_plan(known: _inputs.Known) -> TrainingPlan:
    if known.plan is None:
        raise TrainkitError(
            'there is no plan yet; make one: trainkit plan --goal "10K in 12 weeks"'
        )
    return known.plan


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
    with status, redirect_stdout():
        yield


def _read_inputs(paths: Sequence[str], file: Path | None) -> tuple[Athlete, History | None]:
    """Read the athlete and the history; None without paths."""
    athlete = _inputs.read_athlete(file)
    if not paths:
        return _inputs.require_athlete(History(athlete=athlete)), None
    history = _inputs.read_history(paths, timezone=None, athlete=athlete)
    return _inputs.require_athlete(history), history


def _check_outputs(output: Sequence[Path] | None) -> None:
    """Refuse a file that cannot be written before the search, which takes time."""
    for file in output or ():
        if file.suffix not in {".ics", ".json"}:
            raise InvalidInput("--output", str(file), "a file ending in .json or .ics")


def _output(plan: TrainingPlan, output: Sequence[Path] | None, *, as_json: bool) -> None:
    """Write the plan where asked to, and print it."""
    for file in output or ():
        _write(plan, file)
    if as_json:
        say_json(plan.model_dump_json(indent=2))
        return
    say_text(plan)


def _write(plan: TrainingPlan, output: Path) -> None:
    content = (
        io.to_ics(plan) if output.suffix == ".ics" else plan.model_dump_json(indent=2).encode()
    )
    _inputs.write_file(output, content)
