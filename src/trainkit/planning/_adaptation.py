"""When life intervenes: plan the days ahead again, and change as little as must be."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from trainkit._array import number
from trainkit.errors import InfeasiblePlan, InvalidInput
from trainkit.models.assessment import Recovery
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import Revision, TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._check import full_weeks_before, schedule_of, sessions_of, violations_of
from trainkit.planning._conflict import conflict
from trainkit.planning._easy_days import KINDS
from trainkit.planning._events import Events, read_events
from trainkit.planning._methods import blend
from trainkit.planning._objective import add_prices
from trainkit.planning._phases import taper_weeks, weeks_of
from trainkit.planning._problem import PlanningProblem, frame, longest_for
from trainkit.planning._program import KEPT, Program
from trainkit.planning._repair import changes_between
from trainkit.planning._response import response_of
from trainkit.planning._rounding import as_it_is, build_program, rounded, undo_idle_changes
from trainkit.planning._rules import rules_for
from trainkit.ports.rule import Rule

__all__ = ["Steadiness", "adapt"]

Steadiness = Literal["loose", "steady", "firm"]

_PRICES: dict[Steadiness, float] = {"loose": 4.0, "steady": 12.0, "firm": 30.0}
_HORIZONS = (21, 42)  # days that are planned again first
_SAME = 0.7  # of the price, for a day that keeps its kind of session and changes its length
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
    seconds: float = _SECONDS,
) -> Revision:
    """Change the days ahead after what really happened; the days behind are never touched.

    Small news changes nothing: as long as the days ahead keep every hard rule, and there is
    neither an illness, pain, a break, new time nor a new race, the plan stays. A missed week is
    never caught up with: the ramp counts from what was done.

    Parameters
    ----------
    plan : TrainingPlan
        What was planned.
    history : History
        What was done, with the journal.
    athlete : Athlete
        Whose risk style and thresholds count.
    on : date
        The first day that may change.
    availability : Availability, optional
        The time there is, if it is another one now.
    goals : sequence of Goal, optional
        The races, if they are other ones now, none after the plan's last day.
    recovery : Recovery, optional
        Of today: red makes it a day of rest.
    steadiness : {"steady", "loose", "firm"}
        How dear each changed day is.
    more_rules : sequence of Rule
        What must hold besides, such as rules of plugins.
    seconds : float
        The most time for the search [s].

    Returns
    -------
    Revision
        Its changes can be applied and undone; empty where nothing has to change.

    Raises
    ------
    InvalidInput
        A day or a race outside of the plan.
    InfeasiblePlan
        The hard rules cannot hold together any more.
    """
    seconds = number("seconds", seconds, low=0, open_low=True)
    if not plan.start <= on <= plan.end:
        raise InvalidInput("on", str(on), f"a day of the plan, {plan.start} to {plan.end}")
    races = plan.goals if goals is None else tuple(sorted(goals, key=lambda one: one.date))
    late = [one.date for one in races if one.date > plan.end]
    if late:
        raise InvalidInput("goals", str(late[0]), f"races up to {plan.end}; else plan anew")
    news = read_events(history, on, plan=plan, recovery=recovery)
    if availability is not None or goals is not None:
        news.facts["circumstances"] = "the time or the races have changed"
        news.grave = True
    free = availability or plan.availability or Availability()
    free = free.model_copy(update={"blackout": (*free.blackout, *news.rest)})
    setting = _setting(plan, athlete, history, on, (races, free, news), more_rules=more_rules)
    ahead = plan.workouts[(on - plan.start).days :]
    rest_of_it = TrainingPlan(goals=setting.goals, start=on, workouts=ahead)
    listed = violations_of(schedule_of(rest_of_it, athlete, history), setting.rules)
    broken = [one for one in listed if one.hard]  # a wish alone is no news
    if not broken and not news.grave:
        return Revision(on=on, facts=news.facts)
    for days in (*_HORIZONS, len(ahead)):
        near = _with_later(setting, ahead, days)
        made = _replanned(near, ahead, history, _PRICES[steadiness], seconds=seconds, days=days)
        if made is not None:
            made = undo_idle_changes(setting, ahead, made, history)
            changes = changes_between(ahead, made, broken)
            return Revision(
                on=on,
                changes=changes,
                facts=news.facts,
                goals=None if goals is None else (plan.goals, races),
                availability=None if availability is None else (plan.availability, availability),
            )
        if days >= len(ahead):
            break
    raise conflict(setting, seconds)


def _replanned(
    near: PlanningProblem,
    ahead: Sequence[PlannedWorkout],
    history: History,
    price: float,
    *,
    seconds: float,
    days: int,
) -> list[PlannedWorkout] | None:
    """Plan the next days again beside the later ones, which stay; None if that cannot be."""
    first = near.frame.first
    planned = {at: ahead[at - first] for at in near.open_days if at < first + days}
    kept = {at: one for at, one in planned.items() if one.kind != "race" and not one.resting}

    def prices(program: Program) -> None:
        add_prices(program)
        for at in program.free:
            if at in kept:
                program.reward(program.chosen(at, KEPT) * price)
                same = program.chosen(at, kept[at].kind or "") + program.group(at, kept[at].title)
                program.reward(same * (_SAME * price))
            else:
                program.reward(program.of("trained", at) * -price)

    offered = {at: as_it_is(one, near) for at, one in kept.items()}
    program = build_program(near, kept=offered, prices=prices)
    far = {  # where a day keeps its kind or becomes easier
        at: frozenset({KEPT, _kind(kept[at]), "recovery", "easy"} if at in kept else ())
        for at in program.free
        if at >= first + _HORIZONS[0]
    }
    found = program.among(far, gap=_GAP, seconds=seconds / 2)
    if found.status != "solved":
        found = program.solve(gap=_GAP, seconds=seconds / 2)
    if found.status != "solved":
        return None
    try:
        made = rounded(near, found, history, kept=kept, prices=prices)
    except InfeasiblePlan:
        return None
    later = [*made[:days], *ahead[days:]]
    return [_same(old, new) for old, new in zip(ahead, later, strict=True)]


def _kind(workout: PlannedWorkout) -> str:
    kind = workout.kind or ""
    return kind if kind in KINDS else "hard"


def _with_later(
    setting: PlanningProblem, ahead: Sequence[PlannedWorkout], days: int
) -> PlanningProblem:
    """Let the days after a horizon stand as they are planned."""
    later = [one for one in ahead[days:] if one.kind != "race"]
    given = tuple(one for one in later if not one.resting)
    resting = tuple(one.date for one in later if one.date is not None and one not in given)
    if not later:
        return setting
    frame_ = frame(
        setting.start,
        setting.start + dt.timedelta(days=len(ahead) - 1),
        setting.athlete,
        None,
        goals=setting.goals,
        given=(*setting.availability.fixed, *given),
    )
    for name in ("load", "minutes", "run_m", "effort", "hard"):
        column = getattr(frame_, name)
        column[: frame_.first] = getattr(setting.frame, name)[: frame_.first]
    free = setting.availability.model_copy(
        update={
            "blackout": (*setting.availability.blackout, *resting),
            "fixed": (*setting.availability.fixed, *given),
        }
    )
    return replace(setting, frame=frame_, availability=free)


def _same(old: PlannedWorkout, new: PlannedWorkout) -> PlannedWorkout:
    """Leave days of rest, and races, as they were written."""
    return old if old.kind == new.kind and new.kind in {"rest", "race"} else new


def _setting(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History,
    on: dt.date,
    circumstances: tuple[Sequence[Goal], Availability, Events],
    *,
    more_rules: Sequence[Rule],
) -> PlanningProblem:
    """Gather what the days ahead rest on."""
    goals, availability, news = circumstances
    ahead = tuple(one for one in goals if one.date >= on)
    race = ahead[-1] if ahead else None
    sessions = int(np.clip(sessions_of(plan), 1, 6))
    distance = race.distance_m if race else None
    taper = taper_weeks(distance, plan.fatigue_days) if distance else 0
    weeks = weeks_of(plan.start, plan.end, distance, taper)
    rules = rules_for(
        athlete,
        on,
        plan.end,
        ahead,
        availability,
        sessions=sessions,
        weeks=weeks,
        fatigue_days=plan.fatigue_days,
        more=(*news.rules, *more_rules),
        weeks_behind=full_weeks_before(plan, on),
    )
    return PlanningProblem(
        athlete=athlete,
        goals=ahead,
        availability=availability,
        weeks=weeks,
        frame=frame(on, plan.end, athlete, history, goals=ahead, given=availability.fixed),
        rules=rules,
        response=response_of(history, athlete, on),
        sessions=sessions,
        longest_min=longest_for(race, availability),
        above_threshold=blend(plan.methodology),
    )
