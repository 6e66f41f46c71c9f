"""When life intervenes: plan the days ahead again, and change as little as possible."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from trainkit._array import number
from trainkit.errors import InfeasiblePlan, InvalidInput
from trainkit.models.assessment import Recovery
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import Revision, TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._ladders import ladder_days
from trainkit.planning._problem import PlanningProblem, build_problem, span_of
from trainkit.planning._repair import changes_between
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._solver import conflict, round_solution, undo_idle_changes
from trainkit.planning._solver.easy_days import KINDS
from trainkit.planning._solver.formulation import add_objective, build_program, choice_to_keep
from trainkit.planning._solver.program import Program
from trainkit.planning._solver.solution import KEPT
from trainkit.planning._tracking import read_events
from trainkit.ports.rule import Rule
from trainkit.workouts import LIBRARY, Session

__all__ = ["Steadiness", "adapt"]

Steadiness = Literal["loose", "steady", "firm"]

_CHANGE_PRICE: dict[Steadiness, float] = {"loose": 4.0, "steady": 12.0, "firm": 30.0}
_SAME_KIND = 0.7  # of the price, for a day that keeps its kind of session and changes its length
_HORIZONS_DAYS = (21, 42)  # planned again first; the whole plan only where these do not suffice
_SECONDS = 10.0
_GAP = 0.01


def adapt(
    plan: TrainingPlan,
    history: History,
    athlete: Athlete,
    *,
    on: dt.date,
    availability: Availability | None = None,
    goals: Sequence[Goal] | None = None,
    recovery: Recovery | None = None,
    steadiness: Steadiness = "steady",
    more_rules: Sequence[Rule] = (),
    library: Sequence[Session] = LIBRARY,
    seconds: float = _SECONDS,
) -> Revision:
    """Change the days ahead after what really happened; the days behind are never touched.

    Minor events change nothing: the plan stays as long as the days ahead keep every hard rule and
    there is no illness, pain, break, new availability or new race. A missed week is never made up
    for: the ramp counts from what was done.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History
        What was done, with the journal.
    athlete : Athlete
        Whose risk style and thresholds count.
    on : date
        The first day that may change.
    availability : Availability, optional
        The time available from now on, if it has changed.
    goals : sequence of Goal, optional
        The races, if they have changed; none may be after the plan's last day.
    recovery : Recovery, optional
        Today's recovery: red makes the day a day of rest.
    steadiness : {"steady", "loose", "firm"}
        Penalty per changed day.
    more_rules : sequence of Rule
        Further rules, such as those of plugins.
    library : sequence of Session
        A host's own hard sessions are offered beside trainkit's, as in `plan`.
    seconds : float
        The most time for the search [s].

    Returns
    -------
    Revision
        Its changes can be applied and undone; empty where nothing has to change.

    Raises
    ------
    InvalidInput
        A day or a race outside the plan.
    InfeasiblePlan
        The hard rules contradict each other from now on.
    """
    seconds = number("seconds", seconds, low=0, open_low=True)
    if not plan.start <= on <= plan.end:
        raise InvalidInput("on", str(on), f"a day of the plan, {plan.start} to {plan.end}")
    races = plan.goals if goals is None else tuple(sorted(goals, key=lambda goal: goal.date))
    late = [goal.date for goal in races if goal.date > plan.end]
    if late:
        raise InvalidInput("goals", str(late[0]), f"races up to {plan.end}; else plan anew")
    events = read_events(history, athlete, on, plan=plan, recovery=recovery, goals=races)
    if availability is not None or goals is not None:
        events.facts["circumstances"] = "the time or the races have changed"
        events.needs_replan = True
    problem = build_problem(
        span_of(plan, on=on, goals=races),
        athlete,
        history,
        availability or plan.availability or Availability(),
        events=events,
        more_rules=more_rules,
        library=library,
        methodology=plan.methodology,
    )
    ahead = plan.workouts[(on - plan.start).days :]
    planned = dict(zip(problem.planned_days, ahead, strict=True))
    schedule = with_workouts(problem.schedule, planned, problem.goals, athlete)
    violations = [
        violation for violation in violations_of(schedule, problem.rules) if violation.hard
    ]
    if not violations and not events.needs_replan:
        return Revision(on=on, facts=events.facts)
    broken = ladder_days(violations, problem.rules)
    # A short horizon is fast and leaves the distant weeks alone; most events need no more.
    for days in (*_HORIZONS_DAYS, len(ahead)):
        # Later days stay in the schedule, so that rules across the horizon hold.
        near = _fix_later_days(problem, ahead, days)
        price = _CHANGE_PRICE[steadiness]
        workouts = _replan(near, ahead, price, seconds=seconds, days=days, broken=broken)
        if workouts is not None:
            workouts = undo_idle_changes(problem, ahead, workouts)
            return Revision(
                on=on,
                changes=changes_between(ahead, workouts, violations),
                facts=events.facts,
                goals=None if goals is None else (plan.goals, races),
                availability=None if availability is None else (plan.availability, availability),
            )
        if days >= len(ahead):
            break
    raise conflict(problem, seconds)


def _replan(
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    price: float,
    *,
    seconds: float,
    days: int,
    broken: frozenset[dt.date],
) -> list[PlannedWorkout] | None:
    """Plan the next days again, with the later ones unchanged; None if that is impossible.

    Sessions of `broken` days are too much for a ladder and cannot stay.
    """
    first = problem.schedule.first
    planned = {at: ahead[at - first] for at in problem.open_days if at < first + days}
    kept = {
        at: workout
        for at, workout in planned.items()
        if workout.kind != "race" and not workout.resting
    }

    def pricing(program: Program) -> None:
        # The usual value, plus a reward for every day that stays.
        add_objective(program)
        for at in program.free:
            if at in kept:
                program.reward(program.has_kind(at, KEPT) * price)
                same = program.has_kind(at, kept[at].kind or "") + program.group(at, kept[at].title)
                program.reward(same * (_SAME_KIND * price))
            else:
                program.reward(program.of("trained", at) * -price)

    may_stay = {at: workout for at, workout in kept.items() if workout.date not in broken}
    offered = {at: choice_to_keep(workout, problem) for at, workout in may_stay.items()}
    program = build_program(problem, kept=offered, pricing=pricing)
    far = {  # days on which the kind of session stays or becomes easier
        at: frozenset({KEPT, _kind(kept[at]), "recovery", "easy"} if at in kept else ())
        for at in program.free
        if at >= first + _HORIZONS_DAYS[0]
    }
    solution = program.solve_within(far, gap=_GAP, seconds=seconds / 2)
    if solution.status != "solved":
        solution = program.solve(gap=_GAP, seconds=seconds / 2)
    if solution.status != "solved":
        return None
    # Whole minutes may not fit where continuous ones did; a longer horizon may have room.
    try:
        workouts = round_solution(problem, solution, kept=may_stay, pricing=pricing)
    except InfeasiblePlan:
        return None
    later = [*workouts[:days], *ahead[days:]]
    return [_keep_plain_days(old, new) for old, new in zip(ahead, later, strict=True)]


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
    # The program knows days without time and fixed sessions: both are out of its hands.
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
    # Built anew, such a day would differ in its words alone and show up as a change.
    return old if old.kind == new.kind and new.kind in {"rest", "race"} else new
