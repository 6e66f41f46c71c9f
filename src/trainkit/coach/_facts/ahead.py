"""Facts of what lies ahead: goals, availability, and the plan of this and next week."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.training import name_sport
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import running
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.models.progress import CalendarDay, Progress
from trainkit.models.workout import PlannedWorkout
from trainkit.planning import calendar, progress, stage

__all__ = ["availability_facts", "goal_facts", "plan_facts", "predict", "week_of_plan"]

_LOOK_BACK_DAYS = 365
_FULL_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def goal_facts(context: Context) -> Iterator[Draft]:
    """The races ahead by date, with weeks to go and stage."""
    ahead = [goal for goal in context.goals if goal.date >= context.day]
    if not ahead:
        none = Draft("goals", "goals: races ahead", date=context.day, priority=3)
        yield none.without_value("missing", "no race is planned")
    main = min(ahead, key=lambda goal: (goal.priority, goal.date), default=None)
    for place, goal in enumerate(ahead):
        first = place == 0 or goal.priority == "A"
        yield from _goal(context, goal, 0 if first else 3, is_main=goal is main)


def _goal(context: Context, goal: Goal, priority: int, *, is_main: bool) -> Iterator[Draft]:
    draft = partial(Draft, "goals", source="athlete", method="as stated", priority=priority)
    head = f"goal {goal.priority} {goal.date}"
    kind = "trail race" if goal.trail else f"{name_sport(goal.sport)} race"
    yield draft(f"{head}: kind", kind)
    yield measure(draft(f"{head}: distance", unit="m"), goal.distance_m)
    days = (goal.date - context.day).days
    dated = partial(draft, date=context.day, source="computed", method="date of the goal")
    yield measure(dated(f"{head}: days to go", unit="d"), days)
    yield measure(dated(f"{head}: weeks to go", unit="weeks"), days / 7)
    if is_main:  # a race on the way has no stage of its own
        yield dated(f"{head}: stage", stage(context.day, goal.date), method="planning.stage")
    if goal.time_s is not None:
        yield measure(draft(f"{head}: target time", unit="s"), goal.time_s)
        if goal.sport == "running":
            pace = draft(f"{head}: target pace", unit="s/km", method="time by distance")
            yield measure(pace, goal.time_s / (goal.distance_m / 1000))
    if goal.ascent_m:
        yield measure(draft(f"{head}: climb", unit="m"), goal.ascent_m)
    if goal.name and clean_words(goal.name):
        yield draft(f"{head}: name", clean_words(goal.name, longest=80), quoted=True)
    if context.plan is None and goal.sport == "running" and not goal.trail:
        yield from predict(context, goal.distance_m, head, days_ahead=days)


def predict(
    context: Context, distance_m: float, head: str, *, days_ahead: int = 0
) -> Iterator[Draft]:
    """What real runners with such races ran, with its interval; nothing without a race."""
    since = context.days_before(_LOOK_BACK_DAYS)
    races = [race for race in context.races if race.sport == "running" and race.date >= since]
    try:
        found = running.predict_race(
            [race.distance_m for race in races],
            [race.time_s for race in races],
            distance_m,
            days_since=[float((context.day - race.date).days + days_ahead) for race in races],
        )
    except (InsufficientData, InvalidInput):
        return
    draft = partial(
        Draft,
        "goals",
        unit="s",
        date=context.day,
        method=f"metrics.running.predict_race, interval of {found.level:.0%}",
        licence=context.licence_of(race.provenance for race in races),
        priority=2,
    )
    for name, seconds in (
        ("predicted time", found.time_s),
        ("predicted time, fast end", found.lower_s),
        ("predicted time, slow end", found.upper_s),
    ):
        yield measure(draft(f"{head}: {name}"), seconds)


def availability_facts(context: Context) -> Iterator[Draft]:
    """The time for training by weekday, and what limits it."""
    free = context.availability
    draft = partial(
        Draft, "availability", source="athlete", method="as stated", unit="min", priority=4
    )
    if free is None:
        none = draft("availability: week", unit="")
        yield none.without_value("missing", "not told")
        return
    yield from _minutes(draft, free)
    days = tuple(_FULL_NAMES[WEEKDAYS.index(day)] for day in free.strength)
    for name, words in (
        ("long session on", _FULL_NAMES[WEEKDAYS.index(free.long_day)] if free.long_day else ""),
        ("strength on", ", ".join(days)),
        ("indoors only", "yes" if free.indoors_only else ""),
    ):
        if words:
            yield draft(f"availability: {name}", words, unit="")
    month = context.days_after(28)
    for day in sorted(free.blackout):
        if context.day <= day <= month:
            yield draft("availability: no training on", str(day), unit="", date=day, priority=2)


def _minutes(draft: "partial[Draft]", free: Availability) -> Iterator[Draft]:
    for short, name in zip(WEEKDAYS, _FULL_NAMES, strict=True):
        if short in free.minutes:
            yield measure(draft(f"availability: {name}"), free.minutes[short])
    if free.hours_per_week is not None:
        yield measure(draft("availability: week", unit="h"), free.hours_per_week)
    if free.max_sessions_per_week is not None:
        sessions = draft("availability: sessions a week", unit="")
        yield measure(sessions, free.max_sessions_per_week)


def plan_facts(context: Context) -> Iterator[Draft]:
    """How the plan goes, then its sessions of this and next week."""
    plan = context.plan
    if plan is None and not context.workouts:
        none = Draft("plan", "plan: this week", date=context.day, priority=4)
        yield none.without_value("missing", "no plan")
        return
    monday = context.days_before(context.day.weekday())
    days: dict[dt.date, CalendarDay] = {}
    if plan is not None:
        known = calendar(plan, context.history, context.athlete, on=context.day)
        days = {day.date: day for day in known}
        summary = progress(plan, context.history, context.athlete, on=context.day, days=known)
        yield from _progress(context, summary, [day for day in known if day.date >= monday])
    workouts = [
        workout
        for workout in context.workouts
        if workout.date is not None and 0 <= (workout.date - monday).days < 14
    ]
    if not workouts:
        none = Draft("plan", "plan: this and next week", date=context.day, priority=3)
        yield none.without_value("missing", "the plan has no day in these weeks")
    yield from week_of_plan(context, workouts, days)


def _progress(context: Context, found: Progress, week: Sequence[CalendarDay]) -> Iterator[Draft]:
    plan = context.plan
    today = None if plan is None else plan.on(context.day)
    draft = partial(
        Draft,
        "plan",
        date=context.day,
        method="planning.progress",
        licence=context.activity_licence,
        priority=2,
    )
    if today is not None and today.week:
        yield measure(draft("plan: week of the plan", method="as planned"), today.week)
    if plan is not None:
        weeks = len(plan.weeks)
        yield measure(draft("plan: weeks in the plan", method="as planned", priority=4), weeks)
    if today is not None and today.phase:
        phase = clean_words(today.phase, longest=30)
        yield draft("plan: phase", phase, method="as planned", quoted=True)
    yield measure(draft("plan: sessions planned so far"), found.planned)
    yield measure(draft("plan: sessions done"), found.done)
    yield measure(draft("plan: sessions partly done", priority=4), found.partial)
    for name, share in (("adherence", found.adherence), ("share of the load done", found.load)):
        if share is not None:
            yield measure(draft(f"plan: {name}", unit="%"), 100 * share)
    done = [day.state for day in week if day.date < context.day]
    for state in ("done", "partial", "missed", "skipped"):
        count = draft(f"plan, this week: sessions {state}", method="planning.calendar", priority=3)
        yield measure(count, done.count(state))
    if found.forecast is not None:
        race = partial(draft, method=f"planning.forecast, interval of {found.forecast.level:.0%}")
        yield measure(race("plan: forecast of the race", unit="s"), found.forecast.time_s)
        yield measure(race("plan: forecast, fast end", unit="s"), found.forecast.low_s)
        yield measure(race("plan: forecast, slow end", unit="s"), found.forecast.high_s)
        yield race("plan: goal against the forecast", found.status)


def week_of_plan(
    context: Context,
    workouts: Sequence[PlannedWorkout],
    days: "dict[dt.date, CalendarDay]",
) -> Iterator[Draft]:
    """The planned sessions of some days, each with what became of it."""
    for workout in workouts:
        if workout.date is not None:
            yield from _planned(context, workout, days.get(workout.date))


def _planned(
    context: Context, workout: PlannedWorkout, found: CalendarDay | None
) -> Iterator[Draft]:
    day = workout.date or context.day
    near = 0 <= (day - context.day).days <= 2
    draft = partial(
        Draft,
        "plan",
        date=day,
        method="as planned",
        source=workout.provenance.source,
        licence=workout.provenance.licence,
        priority=1 if near else 4,
        record=True,
    )
    head = f"plan {day:%A} {day}"
    name = "rest" if workout.resting else clean_words(workout.name, longest=60)
    yield draft(f"{head}: session", name, quoted=not workout.resting)
    if not workout.resting:
        seconds = workout.duration_s or workout.planned_s
        if seconds:
            yield measure(draft(f"{head}: time", unit="s"), seconds)
        if workout.planned_m:
            yield measure(draft(f"{head}: distance", unit="m", priority=5), workout.planned_m)
        if workout.load is not None:
            yield measure(draft(f"{head}: load", unit="load", priority=6), workout.load)
        if workout.notes and clean_words(workout.notes):
            yield draft(f"{head}: description", clean_words(workout.notes), quoted=True, priority=6)
    if found is not None and found.state not in {"ahead", "rest"}:
        yield draft(f"{head}: state", found.state, method="planning.calendar", source="computed")
