"""When life intervenes: plan the days ahead again, and change as little as possible."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.models.assessment import Recovery
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import Change, Revision, TrainingPlan, Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._causes import Cause, changes_because
from trainkit.planning._edits import day_of_rest, edit_days, shorten_beside_long
from trainkit.planning._ladders import ladder_days, spare_fixed_days
from trainkit.planning._last_resort import ease_days
from trainkit.planning._limits import weeks_back
from trainkit.planning._phases import PlanSpan
from trainkit.planning._problem import PlanningProblem, build_problem, span_of
from trainkit.planning._race_changes import RaceChanges, race_changes
from trainkit.planning._rejoining import days_of_first_hard, is_beyond_step, planned_weeks
from trainkit.planning._replanning import (
    HORIZONS_DAYS,
    Wishes,
    moved_key_days,
    plan_season,
    replan,
)
from trainkit.planning._schedule import violations_of, with_workouts
from trainkit.planning._second_verdict import judge_again
from trainkit.planning._solver import conflict, undo_idle_changes
from trainkit.planning._solver.workouts import race_workout
from trainkit.planning._time_changes import days_with_new_time, other_week, time_change
from trainkit.planning._tracking import Events, cause_of_load, read_events
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder
from trainkit.workouts import LIBRARY, Session

__all__ = ["Steadiness", "adapt"]

Steadiness = Literal["loose", "steady", "firm"]

_CHANGE_PRICE: dict[Steadiness, float] = {"loose": 4.0, "steady": 12.0, "firm": 30.0}
_NEAR_DAYS = 14  # that stay where they can, when the rest of the season is planned anew
_SECONDS = 10.0
_SEASON = 0.7  # of the time for a season anew; the rest remains for the days as they are
_SHORT_HORIZON = 0.5  # of what remains
_LEAST_S = 1e-3  # HiGHS takes no less


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
    there is no illness, pain, break, new availability or new race. Missed training is never made
    up for: no week gets more load than was planned, and the ramp counts from what was done.

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
        The races, if they have changed: moved, cancelled or added. The plan ends at the last A
        race, so it may become longer or shorter; without races it goes on as a base to its old end.
    recovery : Recovery, optional
        Today's recovery: red makes the day a day of rest.
    steadiness : {"steady", "loose", "firm"}
        Penalty per changed day.
    more_rules : sequence of Rule
        Further rules, such as those of plugins.
    library : sequence of Session
        A host's own hard sessions are offered beside trainkit's, as in `plan`.
    seconds : float
        The most time for all searches together [s]. Where they find nothing in it, days only
        become easier, one by one, until every hard rule holds.

    Returns
    -------
    Revision
        Its changes can be applied and undone; empty where nothing has to change.

    Raises
    ------
    InvalidInput
        A day outside the plan, or a new race before it.
    InfeasiblePlan
        The hard rules contradict each other from now on.
    """
    seconds = number("seconds", seconds, low=0, open_low=True)
    if not plan.start <= on <= plan.end:
        raise InvalidInput("on", str(on), f"a day of the plan, {plan.start} to {plan.end}")
    old_time = plan.availability or Availability()
    free = availability or old_time
    races = race_changes(plan, goals, athlete, history, availability=free, on=on)
    events = read_events(history, athlete, on, plan=plan, recovery=recovery, goals=races.goals)
    time_words = time_change(old_time, free, on, plan.end)
    _add_circumstances(events, races, time_words, plan, on)
    problem = build_problem(
        _span_ahead(plan, races, on, free if time_words else None),
        athlete,
        history,
        free,
        events=events,
        more_rules=more_rules,
        library=library,
        methodology=plan.methodology,
    )
    before = plan.workouts[(on - plan.start).days :]
    ahead = edit_days(_fit_end(plan, races, problem), events, problem, history)
    if time_words:
        problem = _return_from_blocks(problem, ahead, events)
    violations = _hard_violations(problem, ahead)
    workouts: Sequence[PlannedWorkout] = ahead
    if violations or events.needs_replan:
        wishes = Wishes(
            price=_CHANGE_PRICE[steadiness],
            broken=ladder_days(violations, problem.rules),
            open=races.open | days_with_new_time(old_time, free, problem, ahead),
            raise_load=bool(races.words) or other_week(old_time, free),
            longer=bool(races.words),
            other_days=other_week(old_time, free),
        )
        found = _plan_or_ease(problem, ahead, wishes, events, races, seconds=seconds)
        workouts = shorten_beside_long(problem, ahead, found)
    causes = [
        *events.causes,
        *_inside(problem, events, races),
        cause_of_load(plan, history, athlete, on),
    ]
    changes = changes_because(
        before[: len(ahead)], workouts[: len(before)], violations, causes, more_rules
    )
    return Revision(
        on=on,
        changes=changes,
        facts=_facts_of(changes, causes) | events.facts,
        goals=None if goals is None else (plan.goals, races.goals),
        availability=None if availability is None else (plan.availability, availability),
        added=tuple(workouts[len(before) :]),
        removed=tuple(before[len(ahead) :]),
        phases=_new_phases(before, problem) if races.season else {},
        warnings=judge_again(
            plan, problem, history, workouts, judged=bool(races.words or time_words)
        ),
    )


def _new_phases(
    before: Sequence[PlannedWorkout], problem: PlanningProblem
) -> dict[dt.date, tuple[str | None, str | None]]:
    """List the days whose week has another phase now."""
    pairs = zip(before, problem.planned_days, strict=False)
    phases = {
        workout.date: (workout.phase, problem.week_of(at).phase)
        for workout, at in pairs
        if workout.date is not None
    }
    return {day: pair for day, pair in phases.items() if pair[0] != pair[1]}


def _facts_of(changes: Sequence[Change], causes: Sequence[Cause]) -> dict[str, str]:
    """State each cause that a change names."""
    reasons = {change.reason for change in changes}
    return {cause.name: cause.because for cause in reversed(causes) if cause.name in reasons}


def _span_ahead(
    plan: TrainingPlan, races: RaceChanges, on: dt.date, new_time: Availability | None
) -> PlanSpan:
    """Return the days from now on, as far as the races and the time that there is ask."""
    most_min = races.most_week_min, races.most_long_min
    span = span_of(
        plan, on=on, goals=races.goals, end=races.end, availability=new_time, most_min=most_min
    )
    # Other races ask for other weeks: then nothing is joined again.
    return span if races.words else replace(span, planned=planned_weeks(plan))


def _add_circumstances(
    events: Events, races: RaceChanges, time_words: str, plan: TrainingPlan, on: dt.date
) -> None:
    """Add changed races and changed time to the events: they explain what nothing else does."""
    if races.words:
        events.facts["goals"] = races.words
        events.rules += races.rules
        first = min(races.open, default=on)
        last = max(races.open, default=plan.end)
        whole = (on, max(races.end, plan.end))
        first, last = whole if races.season else (max(first, on), last)
        events.causes.append(Cause("goals", races.words, first, last))
        events.needs_replan = True
    if time_words:
        events.facts["availability"] = time_words
        events.causes.append(Cause("availability", time_words, on, races.end))
        events.needs_replan = True


def _inside(problem: PlanningProblem, events: Events, races: RaceChanges) -> list[Cause]:
    """List what the plan holds anyway: its races and blackouts, which explain days after them."""
    known = {cause.because for cause in events.causes}
    inside = []
    for rule in problem.rules:
        if not isinstance(rule, Ladder) or rule.because in known:
            continue
        cause = Cause.of_ladder(rule)
        before = rule.steps[0].first - dt.timedelta(days=1)
        if cause.name == "race" and (before in races.changed or rule in races.rules):
            cause = replace(cause, name="goals")
        # The days after a blackout are explained by the new time, where that brought it.
        time = events.facts.get("availability")
        if cause.name == "break" and time:
            cause = replace(cause, name="availability", because=time)
        inside.append(cause)
    return inside


def _fit_end(
    plan: TrainingPlan, races: RaceChanges, problem: PlanningProblem
) -> list[PlannedWorkout]:
    """Cut or extend the days ahead to the new end, with the new races and without former ones."""
    before = plan.workouts[(problem.start - plan.start).days :]
    raced = {goal.date: goal for goal in races.goals}
    days: list[PlannedWorkout] = []
    for place, at in enumerate(problem.planned_days):
        workout = before[place] if place < len(before) else day_of_rest(problem, at)
        goal = raced.get(workout.date or problem.start)
        if goal is not None and (workout.kind != "race" or goal not in plan.goals):
            workout = race_workout(goal, problem, problem.week_of(at))
        elif goal is None and workout.kind == "race":
            workout = day_of_rest(problem, at)
        days.append(workout)
    return days


def _return_from_blocks(
    problem: PlanningProblem, ahead: Sequence[PlannedWorkout], events: Events
) -> PlanningProblem:
    """Limit the weeks after days without time by the weeks before them, done or planned."""
    known = {cause.because for cause in events.causes}
    planned = dict(zip(problem.planned_days, ahead, strict=True))
    schedule = with_workouts(problem.schedule, planned, problem.goals, problem.athlete)
    limits: list[Rule] = []
    for rule in problem.rules:
        if isinstance(rule, Ladder) and rule.because not in known and rule.since is not None:
            back = schedule.first + (rule.since - problem.start).days
            weeks = [
                schedule.load[max(back - 7 * at, 0) : back - 7 * (at - 1)] for at in range(1, 5)
            ]
            limits += weeks_back(rule, max(float(np.nansum(week)) for week in weeks))
    spared = spare_fixed_days(limits, problem.goals, problem.availability)
    return replace(problem, rules=(*problem.rules, *spared))


def _hard_violations(problem: PlanningProblem, ahead: Sequence[PlannedWorkout]) -> list[Violation]:
    planned = dict(zip(problem.planned_days, ahead, strict=True))
    schedule = with_workouts(problem.schedule, planned, problem.goals, problem.athlete)
    return [item for item in violations_of(schedule, problem.rules) if item.hard]


def _plan_again(
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    wishes: Wishes,
    seconds: float,
    *,
    season: bool,
) -> list[PlannedWorkout] | None:
    """Plan the days ahead again, over a short horizon first where the season stays as it is.

    All searches share the time; None where none of them finds anything in it.
    """
    ends = time.perf_counter() + seconds
    if season:
        anew = plan_season(problem, seconds * _SEASON)
        if anew is not None:
            # A taper that begins at once is no time for the sessions of a longer preparation.
            near = {
                workout.date
                for at, workout in zip(problem.planned_days, ahead[:_NEAR_DAYS], strict=False)
                if workout.date is not None
                and workout.date not in wishes.open
                and problem.week_of(at).phase != "taper"
            }
            return _restore(problem, ahead, anew, near)
    whole = season or wishes.other_days
    # A short horizon is fast and leaves the distant weeks alone; most events need no more.
    # It ends with a week: what a week has once is counted in whole weeks.
    to_sunday = 6 - problem.start.weekday()
    short = (days + (to_sunday + 1 - days) % 7 for days in HORIZONS_DAYS)
    horizons = (len(ahead),) if whole else (*short, len(ahead))
    for days in horizons:
        left_s = ends - time.perf_counter()
        if left_s <= 0 and days != horizons[0]:
            break
        share = 1.0 if days >= len(ahead) else _SHORT_HORIZON
        workouts = replan(problem, ahead, wishes, seconds=max(share * left_s, _LEAST_S), days=days)
        if workouts is not None:
            return _restore(problem, ahead, workouts, _days_that_stay(problem, ahead, wishes))
        if days >= len(ahead):
            break
    return None


def _days_that_stay(
    problem: PlanningProblem, ahead: Sequence[PlannedWorkout], wishes: Wishes
) -> set[dt.date]:
    """List the days that are put back where no rule stands against it.

    On the way back into a plan those are left out whose session comes too early: a long one beyond
    its step, and what is hard in the first week that has hard sessions again.
    """
    gentle = days_of_first_hard(problem.rules)
    return {
        workout.date
        for at, workout in zip(problem.planned_days, ahead, strict=True)
        if workout.date is not None
        and workout.date not in wishes.open
        and not (workout.hard and workout.date in gentle)
        and not is_beyond_step(problem.season_week(at), workout)
    }


def _plan_or_ease(
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    wishes: Wishes,
    events: Events,
    races: RaceChanges,
    *,
    seconds: float,
) -> list[PlannedWorkout]:
    """Plan again, or make days easier where the search finds nothing: that needs no search."""
    found = _plan_again(problem, ahead, wishes, seconds, season=races.season)
    if found is not None:
        return found
    eased = ease_days(problem, ahead)
    if eased is None:
        raise conflict(problem, seconds)
    events.facts["search"] = (
        f"The search found no plan in {seconds:.3g} s: days became easier where a rule asks for it"
    )
    return eased


def _restore(
    problem: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    workouts: Sequence[PlannedWorkout],
    stays: set[dt.date],
) -> list[PlannedWorkout]:
    """Put days back that no rule needs to be changed; other days are free to change."""
    moved = moved_key_days(ahead, workouts)
    before = [
        old if old.date in stays and old.date not in moved else new
        for old, new in zip(ahead, workouts, strict=True)
    ]
    return undo_idle_changes(problem, before, workouts)
