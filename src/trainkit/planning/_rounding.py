"""From minutes with decimals to a plan that a person can read, with every hard rule kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from trainkit.errors import InfeasiblePlan
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._check import schedule_of, violations_of
from trainkit.planning._hard_sessions import Choice, amounts
from trainkit.planning._objective import add_prices
from trainkit.planning._problem import PlanningProblem, lay
from trainkit.planning._program import KEPT, Program, Solution
from trainkit.planning._sessions import workouts_of
from trainkit.ports.rule import Rule, Schedule
from trainkit.rules import LongRunShare
from trainkit.workouts import find_session

__all__ = ["Prices", "as_it_is", "build_program", "rounded", "undo_idle_changes"]

Prices = Callable[[Program], None]

_ROUNDS = ((1.0, 10.0), (1.0, 60.0), (0.5, 60.0))
"""Steps [min], and how far from the solver's lengths they may lie [min]; the nicest first."""

_SECONDS = 2.0


def build_program(
    setting: PlanningProblem,
    *,
    rules: Sequence[Rule] | None = None,
    kept: Mapping[int, Choice] | None = None,
    prices: Prices = add_prices,
) -> Program:
    """Write a setting down as a program, with its rules and prices."""
    program = Program(setting, kept=kept)
    for rule in setting.rules if rules is None else rules:
        rule.rows(program)
    prices(program)
    return program


def rounded(
    setting: PlanningProblem,
    solution: Solution,
    history: History | None,
    *,
    kept: Mapping[int, PlannedWorkout] = MappingProxyType({}),
    prices: Prices = add_prices,
) -> list[PlannedWorkout]:
    """Round a solution.

    Parameters
    ----------
    setting : PlanningProblem
        What was planned.
    solution : Solution
        What the solver chose.
    history : History or None
        What was trained before.
    kept : mapping of int to PlannedWorkout
        Days that may stay as they are, by place in the frame.
    prices : callable
        Tells a program what to maximise.

    Returns
    -------
    list of PlannedWorkout
        One a day; every hard rule holds.

    Raises
    ------
    InfeasiblePlan
        No rounding keeps the rules.
    """
    broken: tuple[str, ...] = ("rounding",)
    choices = {at: as_it_is(one, setting) for at, one in kept.items()}
    for found in _roundings(setting, solution, choices, prices):
        if found.status == "solved":
            made = workouts_of(setting, found, kept)
            broken = broken_by(setting, made, history)
            if not broken:
                return made
    raise InfeasiblePlan(broken, "no rounding keeps them")


def _roundings(
    setting: PlanningProblem, solution: Solution, choices: Mapping[int, Choice], prices: Prices
) -> Iterator[Solution]:
    """Try finer and finer steps, then other kinds."""
    rules = _counted(setting, solution)
    for step, reach in _ROUNDS:
        program = build_program(setting, rules=rules, kept=choices, prices=prices)
        yield program.whole(solution, step=step, reach=reach, seconds=_SECONDS)
    program = build_program(setting, kept=choices, prices=prices)
    yield program.eased(solution, step=1.0, seconds=2 * _SECONDS)


def undo_idle_changes(
    setting: PlanningProblem,
    before: Sequence[PlannedWorkout],
    after: Sequence[PlannedWorkout],
    history: History | None,
) -> list[PlannedWorkout]:
    """Put days back as they were, one by one, where every rule still holds: no idle changes.

    Parameters
    ----------
    setting : PlanningProblem
        What was planned.
    before, after : sequence of PlannedWorkout
        The same days, as they were and as they became.
    history : History or None
        What was trained before.

    Returns
    -------
    list of PlannedWorkout
        Days that differ only where a rule asks for it.
    """
    calm = list(after)
    draft = TrainingPlan(goals=setting.goals, start=setting.start, workouts=tuple(calm))
    schedule = schedule_of(draft, setting.athlete, history)
    races = {one.date for one in setting.goals}
    for at, old in enumerate(before):
        if calm[at] != old and old.date not in races:
            tried = _exchanged(schedule, schedule.first + at, old, setting.athlete)
            if not any(one.hard for one in violations_of(tried, setting.rules)):
                calm[at], schedule = old, tried
    return calm


def _exchanged(schedule: Schedule, at: int, workout: PlannedWorkout, athlete: Athlete) -> Schedule:
    """Give a schedule with another workout on one day."""
    copied = replace(
        schedule,
        load=schedule.load.copy(),
        effort=schedule.effort.copy(),
        run_m=schedule.run_m.copy(),
        hard=schedule.hard.copy(),
        minutes=schedule.minutes.copy(),
        work={name: column.copy() for name, column in schedule.work.items()},
    )
    lay(copied, at, workout, athlete)
    return copied


def _counted(setting: PlanningProblem, solution: Solution) -> list[Rule]:
    """Tell the rule on long runs how many runs each week has become."""
    frame = setting.frame
    trained = np.array([kind is not None for kind in solution.kind]) | (frame.load > 0)
    counts = {
        int(week): int(np.count_nonzero(trained[frame.week == week]))
        for week in np.unique(frame.week[frame.first :])
    }
    return [
        replace(one, counts=counts) if isinstance(one, LongRunShare) else one
        for one in setting.rules
    ]


def as_it_is(workout: PlannedWorkout, setting: PlanningProblem) -> Choice:
    """Offer a workout as it is."""
    day = workout.date or setting.start
    found = amounts(workout, setting.athlete, day, hard=workout.hard)
    return Choice(KEPT, KEPT, find_session("Rest"), workout.duration_min, found)


def broken_by(
    setting: PlanningProblem, workouts: Sequence[PlannedWorkout], history: History | None
) -> tuple[str, ...]:
    """Name the hard rules that workouts break."""
    draft = TrainingPlan(goals=setting.goals, start=setting.start, workouts=tuple(workouts))
    schedule = schedule_of(draft, setting.athlete, history)
    broken = [one.rule for one in violations_of(schedule, setting.rules) if one.hard]
    return tuple(dict.fromkeys(broken))
