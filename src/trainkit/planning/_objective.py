"""What makes one safe plan better than another: performance on the day, and a coach's taste."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from trainkit._array import FloatArray
from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._hard_sessions import WANTED
from trainkit.planning._pattern import long_day
from trainkit.planning._phases import Phase
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._program import KEPT, Program
from trainkit.ports.rule import Expression

__all__ = ["add_prices", "value_of", "weights"]

_LONG = 12.0  # for a week with its long session [points]
_LONG_DAY = 6.0  # for having it on the day with most time
_LONG_DAY_TAPER = 24.0  # the same where an earlier day would leave the race fresher
_QUALITY = 6.0  # for each hard session up to what the phase wants
_SESSION = 8.0  # for each session of the taper
_LOST = 15.0  # for each hard session above it


def weights(setting: PlanningProblem) -> FloatArray:
    """What a unit of load on each day of the frame is worth on the day of the race [points]."""
    days = setting.frame.load.size
    return setting.response.weights(np.arange(days, 0, -1, dtype=np.float64) - 1)


def add_prices(program: Program) -> None:
    """Tell a program what to maximise."""
    setting = program.setting
    worth = weights(setting)
    for at in program.free:
        program.reward(program.of("load", at) * float(worth[at]))
    best = long_day(setting)
    for number, free in _weeks(setting):
        phase = setting.weeks[number].phase
        race = setting.race
        last = race is not None and number == len(setting.weeks) - 1
        for at in [] if last else free:
            on_day = setting.frame.dates[at].item().weekday() == best
            program.reward(program.of("long", at) * _long(phase, on_day=on_day))
        if phase == "taper":  # fewer minutes, not fewer sessions
            program.reward(program.of("trained", *free) * _SESSION)
        longs = program.of("long", *free)
        count = program.of("hard", *free) - longs
        program.at_most("one_long_session", longs, 1.0)
        wanted = min(WANTED[phase], 2 if setting.sessions >= 4 else 1)
        over = program.unknown("over", number, 5.0)
        program.at_most("quality_by_phase", count - over, float(wanted))
        program.reward(count * _QUALITY - over * _LOST)
        groups = {one.group for at in free for one in program.choices[at].values()} - {KEPT}
        for group in sorted(groups):
            once = sum((program.group(at, group) for at in free), Expression())
            program.at_most("each_hard_kind_once", once, 1.0)


def value_of(
    setting: PlanningProblem, workouts: Sequence[PlannedWorkout], broken: Sequence[Violation] = ()
) -> float:
    """Value a plan's workouts by the same measure, less the price of broken wishes [points]."""
    worth = weights(setting)[setting.frame.first :]
    best = long_day(setting)
    races = {one.date for one in setting.goals}
    given = {one.date for one in setting.availability.fixed}
    prices = {one.name: getattr(one, "price", 0.0) for one in setting.rules}
    total = -sum(
        prices.get(one.rule, 0.0) * abs(one.value - one.limit) for one in broken if not one.hard
    )
    weeks: dict[int, list[PlannedWorkout]] = {}
    for place, one in enumerate(workouts):
        if one.date not in races and one.date not in given:
            total += float(worth[place]) * (one.load or 0.0)
            weeks.setdefault(one.week or 1, []).append(one)
    for number, days in weeks.items():
        last = setting.race is not None and number == len(setting.weeks)
        longs = [one for one in days if one.kind == "long" and not last]
        for one in longs[:1]:
            on_day = isinstance(one.date, dt.date) and one.date.weekday() == best
            total += _long(setting.weeks[number - 1].phase, on_day=on_day)
        if setting.weeks[number - 1].phase == "taper":
            total += _SESSION * sum(one.kind != "rest" for one in days)
        count = sum(one.hard and one.kind != "long" for one in days)
        phase = setting.weeks[number - 1].phase
        wanted = min(WANTED[phase], 2 if setting.sessions >= 4 else 1)
        total += _QUALITY * count - _LOST * max(count - wanted, 0)
    return total


def _long(phase: Phase, *, on_day: bool) -> float:
    """The price of a week's long session [points]."""
    if not on_day:
        return _LONG
    return _LONG + (_LONG_DAY_TAPER if phase == "taper" else _LONG_DAY)


def _weeks(setting: PlanningProblem) -> list[tuple[int, list[int]]]:
    """Group the open days by their week in the plan, from 0."""
    groups: dict[int, list[int]] = {}
    for at in setting.open_days:
        groups.setdefault(setting.week_of(at).number - 1, []).append(at)
    return sorted(groups.items())
