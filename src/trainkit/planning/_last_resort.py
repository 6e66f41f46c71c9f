"""A plan with few changes and no search: days become easier until every hard rule holds."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._edits import day_of_rest
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver.easy_days import easy_session
from trainkit.planning._solver.solution import Solution
from trainkit.planning._solver.workouts import build_session, workouts_of
from trainkit.ports.rule import Rule, Schedule

__all__ = ["ease_days"]

_AROUND_DAYS = 7  # of a violation, in which a day may become easier
_SHORTER = (1.0, 0.75, 0.5)  # of a session's length, when it becomes an easy one
_SHORTER_LONG = (0.9, 0.8, 0.7, 0.6, 0.5)
_LONGEST_EASY_MIN, _SHORTEST_MIN, _SHORTEST_LONG_MIN = 60.0, 20.0, 30.0
_LEAST_GAIN = 1e-6
_TRIES = 3  # times the days


def ease_days(
    problem: PlanningProblem, ahead: Sequence[PlannedWorkout]
) -> list[PlannedWorkout] | None:
    """Make days easier, one after the other, until every hard rule holds.

    The first violation goes first: of the days around it, the change that leaves least broken and
    takes least training. It takes a second or two, however slow the machine.

    Parameters
    ----------
    problem : PlanningProblem
        Of the days ahead.
    ahead : sequence of PlannedWorkout
        The days, with those of races and fixed sessions.

    Returns
    -------
    list of PlannedWorkout or None
        The days; None where training less is not enough.
    """
    days = _Days(problem, _with_fixed_sessions(problem, ahead))
    hard_rules: Sequence[Rule] = problem.rules
    for _ in range(_TRIES * len(days.workouts)):
        broken = _hard_violations(days.schedule, hard_rules)
        if not broken:
            return days.workouts
        until = broken[0].date
        steps = []
        for at, new, lost in days.easier_around(broken[0]):
            left = _hard_violations(days.with_change(at, new), hard_rules)
            # What breaks later for it, such as the step to the next long run, has its own turn.
            steps.append((_excess(left, until), _excess(left), lost, at, new))
        best = min(steps, key=lambda step: step[:4], default=None)
        if best is None or best[0] > _excess(broken, until) - _LEAST_GAIN:
            return None
        days.change(best[3], best[4])
    return None


@dataclass(slots=True)
class _Days:
    """The days ahead, while they change."""

    problem: PlanningProblem
    workouts: list[PlannedWorkout]

    @property
    def schedule(self) -> Schedule:
        planned = dict(zip(self.problem.planned_days, self.workouts, strict=True))
        return self._with(planned)

    def with_change(self, at: int, new: PlannedWorkout) -> Schedule:
        planned = dict(zip(self.problem.planned_days, self.workouts, strict=True))
        return self._with(planned | {at: new})

    def change(self, at: int, new: PlannedWorkout) -> None:
        self.workouts[at - self.problem.schedule.first] = new

    def easier_around(self, broken: Violation) -> Iterator[tuple[int, PlannedWorkout, float]]:
        """List easier workouts of the days around a violation, with the minutes that they take."""
        first = self.problem.schedule.first
        for at in self.problem.open_days:
            old = self.workouts[at - first]
            if old.date is None or old.resting or abs((old.date - broken.date).days) > _AROUND_DAYS:
                continue
            yield at, day_of_rest(self.problem, at), old.duration_min
            for new in self._easy_ones(old, broken.limit if old.date == broken.date else 0.0):
                yield at, new, old.duration_min - new.duration_min

    def _easy_ones(self, old: PlannedWorkout, limit: float) -> Iterator[PlannedWorkout]:
        """Build easier sessions of a day; a rule that limits its minutes allows one as long."""
        if old.sport != self.problem.sport:
            return
        if old.kind == "long":
            for share in (limit / old.duration_min, *_SHORTER_LONG):
                yield from self._build(old, "long", old.duration_min * share)
        for share in _SHORTER if old.hard else _SHORTER[1:]:
            yield from self._build(old, "easy", min(old.duration_min * share, _LONGEST_EASY_MIN))
        yield from self._build(old, "easy", min(limit, _LONGEST_EASY_MIN))
        yield from self._build(old, "recovery", _SHORTEST_MIN)

    def _build(self, old: PlannedWorkout, kind: str, minutes: float) -> Iterator[PlannedWorkout]:
        whole, day = float(int(minutes)), old.date
        least = _SHORTEST_LONG_MIN if kind == "long" else _SHORTEST_MIN
        if day is not None and least <= whole <= old.duration_min:
            session = easy_session(old.sport, kind, trail=self.problem.on_trails)
            yield build_session(self.problem, day, session, whole, kind)

    def _with(self, planned: Mapping[int, PlannedWorkout]) -> Schedule:
        problem = self.problem
        return with_workouts(problem.schedule, planned, problem.goals, problem.athlete)


def _with_fixed_sessions(
    problem: PlanningProblem, ahead: Sequence[PlannedWorkout]
) -> list[PlannedWorkout]:
    """Put races and fixed sessions on their days, which a changed calendar may have moved."""
    nothing = Solution("solved", kind=(None,) * problem.schedule.load.size)
    given, open_days = workouts_of(problem, nothing), set(problem.open_days)
    pairs = zip(problem.planned_days, ahead, given, strict=True)
    return [old if at in open_days else new for at, old, new in pairs]


def _hard_violations(schedule: Schedule, rules: Sequence[Rule]) -> list[Violation]:
    return [broken for broken in violations_of(schedule, rules) if broken.hard]


def _excess(broken: Sequence[Violation], until: dt.date = dt.date.max) -> float:
    """Add up by how much rules are broken to a day, each as a share of its limit and a bit more."""
    return sum(
        1.0 + min(abs(item.value - item.limit) / max(abs(item.limit), 1.0), 10.0)
        for item in broken
        if item.date <= until
    )
