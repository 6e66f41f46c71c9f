"""Plan the days ahead again, with as few changes as the event needs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from trainkit.errors import InfeasiblePlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._problem import PlanningProblem
from trainkit.planning._rejoining import days_of_first_hard, is_beyond_step
from trainkit.planning._schedule import with_workouts
from trainkit.planning._solver import round_solution, search
from trainkit.planning._solver.easy_days import KINDS
from trainkit.planning._solver.formulation import add_objective, build_program, choice_to_keep
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.search import fixed_pattern
from trainkit.planning._solver.solution import KEPT, Solution
from trainkit.ports.rule import Expression

__all__ = ["HORIZONS_DAYS", "Wishes", "moved_key_days", "plan_season", "replan"]

HORIZONS_DAYS = (21, 42)
"""Planned again first; the whole plan only where these do not suffice [d]."""

_SAME_KIND = 0.7  # of the price, for a day that keeps its kind of session and changes its length
_KEY = 5.0  # times the price, for the long session and the hard one of a week that had them
_SESSIONS = 3  # of a week that had them, which remain where rules allow it
_FAST = 6.0  # for each minute of intervals in the first week with hard sessions
_GAP = 0.01
_FAR = 0.1  # from the bound, as a share of it
_FIRST, _MORE, _LAST = 0.5, 0.2, 0.3  # of the time
_SHORT_MIN = 30.0  # is always allowed
_SPARE = 3.0  # load of a week, for rounding


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a new plan of the days ahead should keep.

    Parameters
    ----------
    price : float
        Penalty per changed day [points].
    broken : frozenset of date
        Days whose session is too much for a ladder and cannot stay.
    open : frozenset of date
        Days that need not stay, as around a race that was moved.
    raise_load : bool
        Whether weeks may have more load than planned, as with more time.
    longer : bool
        Whether weeks may have a longer session than planned, as before another race.
    other_days : bool
        Whether distant days may change their kind, as with other weekdays.
    """

    price: float
    broken: frozenset[dt.date] = frozenset()
    open: frozenset[dt.date] = field(default=frozenset())
    raise_load: bool = False
    longer: bool = False
    other_days: bool = False


def replan(
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    wishes: Wishes,
    *,
    seconds: float,
    days: int,
) -> list[PlannedWorkout] | None:
    """Plan the next days again, with the later ones unchanged; None if that is impossible."""
    near = _fix_later_days(problem, ahead, days)
    first = near.schedule.first
    planned = {
        at: ahead[at - first]
        for at in near.open_days
        if at < first + days and ahead[at - first].date not in wishes.open
    }
    kept = {
        at: workout
        for at, workout in planned.items()
        if workout.kind != "race" and not workout.resting
    }

    def pricing(program: Program) -> None:
        add_objective(program)
        _keep_days(program, planned, kept, wishes.price)
        _keep_key_sessions(program, kept, _KEY * wishes.price)
        _begin_at_threshold(program)
        if not wishes.raise_load:
            _keep_load(program, near, ahead)
        if not wishes.longer:
            _keep_lengths(program, near, ahead, strict=not wishes.raise_load)

    may_stay = {
        at: workout
        for at, workout in kept.items()
        if workout.date not in wishes.broken and not is_beyond_step(near.season_week(at), workout)
    }
    offered = {at: choice_to_keep(workout, near) for at, workout in may_stay.items()}
    program = build_program(near, kept=offered, pricing=pricing)
    # Days ahead of the first weeks keep their kind of session or become easier.
    far = {
        at: frozenset({KEPT, _kind(kept[at]), "recovery", "easy"} if at in kept else ())
        for at in program.free
        if at >= first + HORIZONS_DAYS[0] and at in planned and not wishes.other_days
    }
    solution = _search(program, far, seconds)
    if solution.status != "solved":
        return None
    try:
        workouts = round_solution(near, solution, kept=may_stay, pricing=pricing)
    except InfeasiblePlan:
        # Whole minutes may not fit where continuous ones did; a longer horizon may have room.
        return None
    later = [*workouts[:days], *ahead[days:]]
    return [_keep_plain_days(old, new) for old, new in zip(ahead, later, strict=True)]


def _search(program: Program, far: Mapping[int, frozenset[str]], seconds: float) -> Solution:
    """Search among distant days that stay first; far from its bound it ran out of time."""
    best = program.solve_within(far, gap=_GAP, seconds=_FIRST * seconds)
    if best.status == "solved" and best.bound - best.objective <= _FAR * abs(best.bound):
        return best
    pattern = fixed_pattern(program.problem)
    more = program.solve_within(pattern, gap=_GAP, seconds=_MORE * seconds)
    if more.status == "solved" and (best.status != "solved" or more.objective > best.objective):
        best = more
    return best if best.status == "solved" else program.solve(gap=_GAP, seconds=_LAST * seconds)


def plan_season(problem: PlanningProblem, seconds: float) -> list[PlannedWorkout] | None:
    """Plan the days ahead anew, for a race in another week; None if no plan is found."""
    solution = search(problem, seconds)
    if solution.status != "solved":
        return None
    try:
        return round_solution(problem, solution)
    except InfeasiblePlan:
        return None


def moved_key_days(
    before: Sequence[PlannedWorkout], after: Sequence[PlannedWorkout]
) -> set[dt.date]:
    """List the days that take over a long or hard session from another day of their week."""
    lost, gained = _days_without(before, after), _days_without(after, before)
    return {day for key, day in gained.items() if key in lost and day is not None}


def _days_without(
    before: Sequence[PlannedWorkout], after: Sequence[PlannedWorkout]
) -> dict[tuple[int | None, bool], dt.date | None]:
    """Return days that lose a long or hard session, by week and whether it is the long one."""
    return {
        (old.week, old.kind == "long"): old.date
        for old, new in zip(before, after, strict=True)
        if old.hard and old.kind != "race" and not new.hard
    }


def _keep_days(
    program: Program,
    planned: Mapping[int, PlannedWorkout],
    kept: Mapping[int, PlannedWorkout],
    price: float,
) -> None:
    """Reward every day that stays, and less those that keep their kind of session."""
    for at in program.free:
        if at in kept:
            program.reward(program.has_kind(at, KEPT) * price)
            same = program.has_kind(at, kept[at].kind or "") + program.group(at, kept[at].title)
            program.reward(same * (_SAME_KIND * price))
        elif at in planned:
            program.reward(program.of("trained", at) * -price)


def _keep_key_sessions(program: Program, kept: Mapping[int, PlannedWorkout], price: float) -> None:
    """Keep one long and one hard session in each week that had them, on whatever day.

    A lighter week has shorter sessions, and not only one of them.
    """
    for number, days in _free_weeks(program).items():
        before = [kept[at] for at in days if at in kept]
        long = any(workout.kind == "long" for workout in before)
        hard = any(workout.hard and workout.kind != "long" for workout in before)
        # A week on the way back may have none: the long session keeps its day.
        hard &= program.problem.season.weeks[number].hard > 0
        single = Expression({}, 1.0)
        several = Expression({}, float(min(len(before), _SESSIONS)))
        missing = several - program.of("trained", *days)
        program.soft_at_most(f"sessions_{number}", missing, 0.0, price=price)
        if long:
            # A kept session is counted by its kind as any other.
            missing = single - program.of("long", *days)
            program.soft_at_most(f"key_long_{number}", missing, 0.0, price=price)
        if hard:
            missing = single - (program.of("hard", *days) - program.of("long", *days))
            program.soft_at_most(f"key_hard_{number}", missing, 0.0, price=price)


def _begin_at_threshold(program: Program) -> None:
    """After a break the first hard sessions are no intervals, where there is another one."""
    gentle, dates = days_of_first_hard(program.problem.rules), program.schedule.dates
    for at in program.free:
        if dates[at].item() in gentle:
            fast = program.of("intervals", at) + program.of("repetitions", at)
            program.reward(fast * -_FAST)


def _keep_load(program: Program, problem: PlanningProblem, ahead: Sequence[PlannedWorkout]) -> None:
    """Let no week have more load than planned: what was missed is not made up for."""
    first = problem.schedule.first
    for days in _free_weeks(program).values():
        load = sum(ahead[at - first].load or 0.0 for at in days)
        program.at_most("as_planned", program.of("load", *days), load + _SPARE)


def _keep_lengths(
    program: Program,
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    *,
    strict: bool,
) -> None:
    """Let no session be longer than the longest of its week or, if strict, than its day."""
    first = problem.schedule.first
    for days in _free_weeks(program).values():
        longest = max(ahead[at - first].duration_min for at in days)
        for at in days:
            planned = ahead[at - first]
            most = Expression({}, max(longest, _SHORT_MIN))
            own = Expression({}, planned.duration_min)
            if strict and not planned.resting:
                # Only a long or hard session that moves here may be longer than what was planned.
                most = own + program.of("hard", at) * max(longest - planned.duration_min, 0.0)
            program.at_most("as_planned", program.of("minutes", at) - most, 0.0)


def _free_weeks(program: Program) -> dict[int, list[int]]:
    """Group the days that can change by the number of their week."""
    weeks: dict[int, list[int]] = {}
    for at in program.free:
        weeks.setdefault(program.problem.week_of(at).number, []).append(at)
    return weeks


def _kind(workout: PlannedWorkout) -> str:
    kind = workout.kind or ""
    return kind if kind in KINDS else "hard"


def _fix_later_days(
    problem: PlanningProblem, ahead: Sequence[PlannedWorkout], days: int
) -> PlanningProblem:
    """Fix the days after a horizon as they are planned."""
    at = problem.schedule.first + days
    later = {at + place: workout for place, workout in enumerate(ahead[days:])}
    fixed = problem.availability.fixed
    taken = {workout.date for workout in fixed}
    planned = {
        k: workout
        for k, workout in later.items()
        if workout.kind != "race" and workout.date not in taken
    }
    if not planned:
        return problem
    trained = {k: workout for k, workout in planned.items() if not workout.resting}
    resting = tuple(
        workout.date for workout in planned.values() if workout.resting and workout.date is not None
    )
    availability = problem.availability.model_copy(
        update={
            "blackout": (*problem.availability.blackout, *resting),
            "fixed": (*fixed, *trained.values()),
        }
    )
    schedule = with_workouts(problem.schedule, trained, problem.goals, problem.athlete)
    return replace(problem, schedule=schedule, availability=availability)


def _keep_plain_days(old: PlannedWorkout, new: PlannedWorkout) -> PlannedWorkout:
    """Leave days of rest, and races, as their author wrote them."""
    return old if old.kind == new.kind and new.kind in {"rest", "race"} else new
