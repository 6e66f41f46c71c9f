"""Tools that look up: facts by topic, activities, best efforts, a day's recovery, loads."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

import numpy as np

from trainkit.coach._facts.bests import best_of_distance, power_of
from trainkit.coach._facts.build import collect
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.mornings import hrv_facts, resting_hr_facts, sleep_facts
from trainkit.coach._facts.today import assess_day, recovery_facts, warning_facts
from trainkit.coach._facts.training import describe_activity, name_sport
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.inputs import (
    ActivitiesInput,
    ActivityInput,
    BestsInput,
    DayInput,
    LoadsInput,
    TopicInput,
)
from trainkit.errors import InvalidInput
from trainkit.loads._external import plausible_distance
from trainkit.metrics.fitness import performance_chart
from trainkit.metrics.windows import rolling_sum
from trainkit.models.activity import Activity

__all__ = ["LOOK_UPS", "check_period", "choose_sport"]


def facts_of_topic(context: Context, asked: TopicInput) -> Iterator[Draft]:
    """All facts of one topic."""
    return (draft for draft in collect(context) if draft.topic == asked.topic)


def activities(context: Context, asked: ActivitiesInput) -> Iterator[Draft]:
    """Activities that fit a filter, the newest first."""
    first, last = check_period(context, asked.first, asked.last)
    found = [
        item
        for item in context.history.between(first, last).activities
        if (asked.sport is None or name_sport(item.sport) == choose_sport(context, asked.sport))
        and _has_distance(item, asked.least_m, asked.most_m)
    ]
    count = Draft(
        "activities",
        "activities found: number",
        date=last,
        first=first,
        method="filter of the records",
        licence=context.activity_licence,
        priority=0,
    )
    yield measure(count, len(found))
    for item in reversed(found[-asked.limit :]):
        yield from describe_activity(context, item, late=False)


def activity(context: Context, asked: ActivityInput) -> Iterator[Draft]:
    """One activity, without its streams."""
    check_period(context, asked.day, asked.day)
    found = context.history.between(asked.day, asked.day).activities
    if not found:
        none = Draft("activities", "activity", date=asked.day)
        yield none.without_value("missing", "nothing is recorded on this day")
        return
    if asked.number > len(found):
        raise InvalidInput("number", asked.number, f"at most {len(found)}, as many as that day has")
    yield from describe_activity(context, found[asked.number - 1], late=False)


def choose_sport(context: Context, name: str) -> str:
    """Choose a sport of the history by name."""
    known = sorted({name_sport(item.sport) for item in context.history.activities})
    wanted = name.strip().lower().replace("_", " ")
    if wanted in known:
        return wanted
    close = get_close_matches(wanted, known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    recorded = f"one of {', '.join(known)}" if known else "left out: no activity is recorded"
    raise InvalidInput("sport", name, f"{recorded}{hint}")


def _has_distance(item: Activity, least_m: float | None, most_m: float | None) -> bool:
    if least_m is None and most_m is None:
        return True
    metres = plausible_distance(item)
    return metres > 0 and (least_m or 0.0) <= metres <= (most_m or np.inf)


def check_period(
    context: Context, first: dt.date | None, last: dt.date | None
) -> tuple[dt.date, dt.date]:
    """Fill in and check a period that lies in the past."""
    last = context.day if last is None else last
    span = context.history.span
    first = (span[0] if span else last) if first is None else first
    if last > context.day:
        raise InvalidInput("last", str(last), f"at most {context.day}, the day of the facts")
    if first > last:
        raise InvalidInput("first", str(first), f"at most the last day, {last}")
    return first, last


def best_efforts(context: Context, asked: BestsInput) -> Iterator[Draft]:
    """The best times over a distance, or the best mean power over a time."""
    first, last = check_period(context, asked.first, asked.last)
    if (asked.distance_m is None) is (asked.power_s is None):
        raise InvalidInput("distance_m", asked.distance_m, "given, or power_s in its place")
    if asked.distance_m is not None:
        subject, unit, sign = f"best over {asked.distance_m:g} m", "s", 1.0
        known = best_of_distance(context, asked.distance_m)
    else:
        seconds = asked.power_s or 1
        subject, unit, sign = f"best power over {seconds} s", "W", -1.0
        known = power_of(context, seconds)
    inside = [best for best in known if first <= best.day <= last]
    if not inside:
        none = Draft("bests", subject, unit=unit, date=last, first=first)
        yield none.without_value("missing", "no race and no recording of it is known")
    ordered = sorted(inside, key=lambda best: sign * best.amount)
    for place, best in enumerate(ordered[: asked.limit], start=1):
        draft = Draft(
            "bests",
            f"{subject}: {place}",
            unit=unit,
            date=best.day,
            method=best.method,
            source=context.names_of(best.sources),
            licence=context.licence_of(best.sources),
            record=True,
        )
        yield measure(draft, best.amount)


def recovery_of_day(context: Context, asked: DayInput) -> Iterator[Draft]:
    """Recovery, warnings and mornings of a day, as known on that morning."""
    check_period(context, asked.day, asked.day)
    span = context.history.span
    if span is not None and asked.day < span[0]:
        raise InvalidInput("day", str(asked.day), f"{span[0]} or later, when the history begins")
    then = replace(context, day=asked.day)
    found = assess_day(then)
    yield from recovery_facts(then, found)
    yield from warning_facts(then, found)
    for known in (hrv_facts, resting_hr_facts, sleep_facts):
        yield from known(then)


def load_history(context: Context, asked: LoadsInput) -> Iterator[Draft]:
    """Loads, fitness, fatigue and form by day or by week."""
    first, last = check_period(context, asked.first, asked.last)
    loads = context.loads
    if not loads.dates.size:
        yield Draft("load", "load", unit="load").without_value("missing", "no records")
        return
    days = 7 if asked.by == "week" else 1
    chart = performance_chart(loads.internal, form="same_day")
    internal = rolling_sum(loads.internal, days)
    external = rolling_sum(loads.external, days)
    begin = loads.dates[0].item()
    latest = min(last, loads.dates[-1].item())
    for back in range(0, (latest - max(first, begin)).days + 1, days):
        day = latest - dt.timedelta(days=back)
        at = (day - begin).days
        start = max(day, begin + dt.timedelta(days=days - 1)) - dt.timedelta(days=days - 1)
        draft = partial(
            Draft,
            "load",
            unit="load",
            date=day,
            licence=context.activity_licence,
            record=True,
        )
        head = f"{asked.by} to {day}" if days > 1 else f"day {day}"
        for name, column in (("internal load", internal), ("external load", external)):
            known = draft(
                f"{head}: {name}",
                first=start if days > 1 else None,
                method="metrics.windows.rolling_sum of loads.daily_loads",
            )
            yield measure(known, float(column[at]), why="a day in it is unknown")
        for name, column in (
            ("fitness (CTL)", chart.ctl),
            ("fatigue (ATL)", chart.atl),
            ("form (TSB)", chart.tsb),
        ):
            method = "metrics.fitness.performance_chart, 42 and 7 days, same day"
            if not np.isnan(column[at]):
                yield measure(draft(f"{head}: {name}", method=method), float(column[at]))


LOOK_UPS = (
    Definition(
        "get_facts",
        "All facts of one topic on the day of the facts, more than the prompt may hold.",
        TopicInput,
        facts_of_topic,
    ),
    Definition(
        "find_activities",
        "Recorded activities by sport, days and distance, with time, pace, heart rate and load.",
        ActivitiesInput,
        activities,
    ),
    Definition(
        "get_activity",
        "One recorded activity of a day: distance, time, pace, heart rate, power, load and notes.",
        ActivityInput,
        activity,
    ),
    Definition(
        "find_best_efforts",
        "The athlete's best times over any running distance, in races and inside recordings, "
        "or the best mean power over any time.",
        BestsInput,
        best_efforts,
    ),
    Definition(
        "get_recovery",
        "Recovery score, warnings, HRV, resting heart rate and sleep of a past day.",
        DayInput,
        recovery_of_day,
    ),
    Definition(
        "get_load_history",
        "Internal and external load, fitness, fatigue and form of a period, the newest first.",
        LoadsInput,
        load_history,
    ),
)
