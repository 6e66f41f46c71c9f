"""From minutes with decimals to a plan that a person can read, with every hard rule kept."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from trainkit.errors import InfeasiblePlan
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._check import schedule_of, violations_of
from trainkit.planning._menu import Choice, amounts
from trainkit.planning._pattern import pattern_of
from trainkit.planning._prices import add_prices
from trainkit.planning._program import KEPT, Program, Solution
from trainkit.planning._sessions import built, workouts_of
from trainkit.planning._setting import Setting
from trainkit.ports.rule import Rule
from trainkit.rules import LongRunShare
from trainkit.workouts import named

__all__ = ["Prices", "as_it_is", "calmed", "programmed", "rounded"]

_TIGHT = (0.002, 0.004, 0.008)
_EASED = (0.004, 0.008, 0.015, 0.03)
_LOOSE = (0.01, 0.05)
"""Room that rules keep for rounding [1]; the least loss first."""

Prices = Callable[[Program], None]

_SECONDS = 3.0
_STEP, _NICE_STEP = 1.0, 5.0  # [min]
_EVEN = {"recovery", "easy", "long"}


def programmed(
    setting: Setting,
    *,
    rules: Sequence[Rule] | None = None,
    margin: float = 0.0,
    kept: Mapping[int, Choice] | None = None,
    prices: Prices = add_prices,
) -> Program:
    """Write a setting down as a program, with its rules and prices."""
    program = Program(setting, margin=margin, kept=kept)
    for rule in setting.rules if rules is None else rules:
        rule.rows(program)
    prices(program)
    return program


def rounded(
    setting: Setting,
    solution: Solution,
    history: History | None,
    *,
    kept: Mapping[int, PlannedWorkout] = MappingProxyType({}),
    prices: Prices = add_prices,
) -> list[PlannedWorkout]:
    """Round a solution.

    Parameters
    ----------
    setting : Setting
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
    broken: list[str] = []
    choices = {at: as_it_is(one, setting) for at, one in kept.items()}
    for margin in _TIGHT:
        rules = _counted(setting, solution)
        program = programmed(setting, rules=rules, margin=margin, kept=choices, prices=prices)
        found = program.keeping(solution.kind)
        made, broken = _tried(setting, found, kept, history, broken)
        if made:
            return _nicer(setting, made, history, {one.date for one in kept.values()})
    for margin in _EASED:
        program = programmed(setting, margin=margin, kept=choices, prices=prices)
        found = program.easing(solution.kind, seconds=_SECONDS)
        made, broken = _tried(setting, found, kept, history, broken)
        if made:
            return _nicer(setting, made, history, {one.date for one in kept.values()})
    for margin in _LOOSE:  # other days may do better where these kinds leave no room
        program = programmed(setting, margin=margin, kept=choices, prices=prices)
        found = program.patterned(pattern_of(setting), gap=0.01, seconds=_SECONDS)
        made, broken = _tried(setting, found, kept, history, broken)
        if made:
            return _nicer(setting, made, history, {one.date for one in kept.values()})
    raise InfeasiblePlan(tuple(dict.fromkeys(broken)) or ("rounding",), "no rounding keeps them")


def calmed(
    setting: Setting,
    before: Sequence[PlannedWorkout],
    after: Sequence[PlannedWorkout],
    history: History | None,
) -> list[PlannedWorkout]:
    """Put days back as they were, one by one, where every rule still holds: no idle changes.

    Parameters
    ----------
    setting : Setting
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
    for at, old in enumerate(before):
        if calm[at] != old:
            tried = [*calm[:at], old, *calm[at + 1 :]]
            if not _broken(setting, tried, history):
                calm = tried
    return calm


def _counted(setting: Setting, solution: Solution) -> list[Rule]:
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


def _tried(
    setting: Setting,
    found: Solution,
    kept: Mapping[int, PlannedWorkout],
    history: History | None,
    broken: list[str],
) -> tuple[list[PlannedWorkout], list[str]]:
    """Make the workouts, if there is a solution and they keep the rules."""
    if found.status != "solved":
        return [], broken
    made = workouts_of(setting, found, _STEP, kept)
    broken = _broken(setting, made, history)
    return ([], broken) if broken else (made, [])


def as_it_is(workout: PlannedWorkout, setting: Setting) -> Choice:
    """Offer a workout as it is."""
    day = workout.date or setting.start
    found = amounts(workout, setting.athlete, day, hard=workout.hard)
    return Choice(KEPT, KEPT, named("Rest"), workout.duration_min, found)


def _nicer(
    setting: Setting,
    workouts: list[PlannedWorkout],
    history: History | None,
    kept: set[dt.date | None],
) -> list[PlannedWorkout]:
    """Bring lengths to whole five minutes, one by one, where every rule still holds."""
    for at, one in enumerate(workouts):
        minutes = one.duration_min
        nice = _NICE_STEP * round(minutes / _NICE_STEP)
        if one.date in kept or one.date is None:
            continue
        if one.kind in _EVEN and nice and nice != minutes:
            other = built(setting, one.date, named(one.name), nice, one.kind or "easy")
            tried = [*workouts[:at], other, *workouts[at + 1 :]]
            if not _broken(setting, tried, history):
                workouts = tried
    return workouts


def _broken(
    setting: Setting, workouts: Sequence[PlannedWorkout], history: History | None
) -> list[str]:
    draft = TrainingPlan(goals=setting.goals, start=setting.start, workouts=tuple(workouts))
    schedule = schedule_of(draft, setting.athlete, history)
    return [one.rule for one in violations_of(schedule, setting.rules)]
