"""Tools that look ahead: predictions, paces, the plan, a change of it, and what more time gives."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.ahead import predict, week_of_plan
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.fitness import find_vdot, pace_drafts
from trainkit.coach._tools.change import change_plan, place_sessions
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.inputs import (
    ChangeInput,
    MoreTimeInput,
    PacesInput,
    PeriodInput,
    PredictionInput,
    SessionsInput,
)
from trainkit.errors import InfeasiblePlan, InsufficientData, InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan, Violation
from trainkit.models.progress import Forecast
from trainkit.planning import acwr_by_week, calendar, check, forecast
from trainkit.planning import what_if as plan_more_time

__all__ = ["LOOK_AHEADS"]

_MOST_DAYS = 42
_MOST_RULES = 5
_SECONDS = 3.0  # for each of the three plans


def race_prediction(context: Context, asked: PredictionInput) -> Iterator[Draft]:
    """What real runners with the athlete's races ran over a distance."""
    head = f"race over {asked.distance_m:g} m"
    found = list(predict(context, asked.distance_m, head))
    if not found:
        none = Draft("goals", f"{head}: predicted time", unit="s")
        yield none.without_value("missing", "needs a race of the last year, 1.5 to 100 km")
    yield from found


def paces(context: Context, asked: PacesInput) -> Iterator[Draft]:
    """The training paces of the athlete, or of a VDOT."""
    own = find_vdot(context)
    if asked.vdot is not None:
        given = Draft(
            "paces", "VDOT: as asked", unit="ml/kg/min", method="as asked", source="asked"
        )
        own = measure(given, asked.vdot)
    if own is None:
        none = Draft("paces", "VDOT", unit="ml/kg/min")
        yield none.without_value("missing", "no race within a year and no threshold pace")
        return
    yield own
    yield from pace_drafts(own)


def plan_of_period(context: Context, asked: PeriodInput) -> Iterator[Draft]:
    """The planned sessions of some days, with what became of them."""
    if asked.first > asked.last:
        raise InvalidInput("first", str(asked.first), f"at most the last day, {asked.last}")
    if (asked.last - asked.first).days >= _MOST_DAYS:
        raise InvalidInput("last", str(asked.last), f"within {_MOST_DAYS} days of the first")
    days = {}
    if context.plan is not None:
        known = calendar(context.plan, context.history, context.athlete, on=context.day)
        days = {day.date: day for day in known}
    workouts = [
        workout
        for workout in context.workouts
        if workout.date is not None and asked.first <= workout.date <= asked.last
    ]
    if not workouts:
        none = Draft("plan", "plan: sessions", date=asked.last, first=asked.first)
        yield none.without_value("missing", "nothing is planned in these days")
    yield from week_of_plan(context, workouts, days)


def check_change(context: Context, asked: ChangeInput) -> Iterator[Draft]:
    """Which rules a change of the plan would break, beyond those that it breaks already."""
    plan = _require(context.plan)
    changed = change_plan(plan, context.athlete, asked, context.day)
    before, after = (_violations(context, some) for some in (plan, changed))
    yield from _rules(context, before, after)


def check_sessions(context: Context, asked: SessionsInput) -> Iterator[Draft]:
    """Which rules some sessions would break, in the place of what is planned."""
    own = context.plan
    wanted = place_sessions(own, context.athlete, asked.workouts, context.day)
    before = [] if own is None else _violations(context, own)
    yield from _rules(context, before, _violations(context, wanted))


def what_if(context: Context, asked: ChangeInput) -> Iterator[Draft]:
    """What a change of the plan would do: rules, loads, ACWR and the forecast of the race."""
    plan = _require(context.plan)
    changed = change_plan(plan, context.athlete, asked, context.day)
    before, after = (_violations(context, some) for some in (plan, changed))
    yield from _rules(context, before, after)
    ends = [_sunday(day) for day in (asked.day, asked.to_day) if day is not None]
    for name, some in (("as planned", plan), ("with the change", changed)):
        draft = partial(
            Draft,
            "plan",
            source="computed",
            licence=context.activity_licence,
        )
        for week in acwr_by_week(some, context.history, context.athlete, on=context.day):
            if week.predicted is not None and any(0 <= (week.date - end).days < 7 for end in ends):
                subject = f"week to {week.date}: ACWR {name}"
                method = "planning.acwr_by_week, rolling 7/28"
                yield measure(draft(subject, date=None, method=method), week.predicted)
        seconds = _forecast(some, context.athlete, context.history, context.day)
        if seconds is not None:
            race = draft(f"forecast of the race: {name}", unit="s", method="planning.forecast")
            yield measure(race, seconds)
    yield from _days(plan, changed)


def _sunday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=6 - day.weekday() if day.weekday() < 6 else 0)


def _days(plan: TrainingPlan, changed: TrainingPlan) -> Iterator[Draft]:
    """The days that differ, before and after."""
    for old, new in zip(plan.workouts, changed.workouts, strict=True):
        if old == new or old.date is None:
            continue
        for name, workout in (("before", old), ("after", new)):
            head = f"{old.date:%A} {old.date}, {name}"
            draft = partial(Draft, "plan", source=workout.provenance.source, method="as planned")
            title = "rest" if workout.resting else clean_words(workout.name, longest=60)
            yield draft(f"{head}: session", title, quoted=not workout.resting)
            if not workout.resting and workout.duration_min:
                yield measure(draft(f"{head}: time", unit="s"), workout.duration_min * 60)
            if not workout.resting and workout.load is not None:
                yield measure(draft(f"{head}: load", unit="load"), workout.load)


def _require(plan: TrainingPlan | None) -> TrainingPlan:
    if plan is None:
        raise InvalidInput("plan", None, "given: this tool answers about a plan")
    return plan


def _violations(context: Context, plan: TrainingPlan) -> list[Violation]:
    return check(
        plan,
        context.athlete,
        context.history,
        availability=context.availability,
        on=min(max(context.day, plan.start), plan.end),
    )


def _rules(context: Context, before: list[Violation], after: list[Violation]) -> Iterator[Draft]:
    known = {(item.rule, item.date) for item in before}
    new = [item for item in after if (item.rule, item.date) not in known]
    draft = partial(
        Draft,
        "plan",
        date=context.day,
        method="planning.check",
        licence=context.activity_licence,
    )
    for name, hard in (("hard rules", True), ("wishes", False)):
        broken = draft(f"change: {name} newly broken", priority=0)
        yield measure(broken, sum(item.hard is hard for item in new))
        shown = [item for item in new if item.hard is hard][:_MOST_RULES]
        for place, item in enumerate(shown, start=1):
            words = clean_words(item.message)
            subject = f"change: {name} newly broken, {place}"
            yield draft(subject, words, date=item.date, quoted=True, priority=1)


def _forecast(plan: TrainingPlan, athlete: Athlete, history: History, day: dt.date) -> float | None:
    try:
        found: Forecast = forecast(plan, athlete, history, on=max(day, plan.start))
        return found.time_s
    except InsufficientData:
        return None


def more_time(context: Context, _: MoreTimeInput) -> Iterator[Draft]:
    """What an hour more a week, and a race a week later, would be worth."""
    ahead = [goal for goal in context.goals if goal.date > context.day]
    draft = partial(Draft, "plan", unit="s", method="planning.what_if", date=context.day)
    none = draft("more time: faster by, with an hour more a week")
    if not ahead or context.availability is None:
        yield none.without_value("missing", "needs a race ahead and the time for training")
        return
    begin = context.days_after(7 - context.day.weekday())
    try:
        found = plan_more_time(
            ahead[-1],
            context.athlete,
            context.history,
            availability=context.availability,
            start=begin,
            seconds=_SECONDS,
        )
    except (InfeasiblePlan, InvalidInput, InsufficientData) as error:
        yield none.without_value("missing", clean_words(str(error)))
        return
    for name, gain in (("an hour more a week", found.hour), ("the race a week later", found.week)):
        worth = draft(f"more time: faster by, with {name}")
        yield measure(worth, gain.seconds, why="no forecast of the race")


LOOK_AHEADS = (
    Definition(
        "predict_race",
        "Finish time over a distance from the athlete's own races, with its interval.",
        PredictionInput,
        race_prediction,
    ),
    Definition(
        "get_paces",
        "Training paces of the athlete, or of a VDOT.",
        PacesInput,
        paces,
    ),
    Definition(
        "get_plan",
        "Planned sessions of some days with what became of them, at most six weeks.",
        PeriodInput,
        plan_of_period,
    ),
    Definition(
        "check_change",
        "Which training rules a change of the plan would break. Nothing is changed.",
        ChangeInput,
        check_change,
        needs_plan=True,
    ),
    Definition(
        "check_sessions",
        "Which training rules some sessions on some days would break. Nothing is changed.",
        SessionsInput,
        check_sessions,
    ),
    Definition(
        "what_if",
        "What a change of the plan would do to rules, load ratio and race forecast. Nothing is "
        "changed.",
        ChangeInput,
        what_if,
        needs_plan=True,
    ),
    Definition(
        "what_if_more_time",
        "What an hour more a week, and a race a week later, would gain; takes some seconds.",
        MoreTimeInput,
        more_time,
    ),
)
