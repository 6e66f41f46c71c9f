"""The facts of a week, for the sentences about it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from trainkit.models.fact import Fact
from trainkit.models.week import PredictedWeek, WeekDay
from trainkit.models.workout import Repeat, Step

__all__ = ["facts_about", "week_facts"]


def week_facts(days: Sequence[WeekDay], predicted: PredictedWeek) -> list[Fact]:
    """State the week as facts, for the sentences about it.

    Parameters
    ----------
    days : sequence of WeekDay
        Seven.
    predicted : PredictedWeek
        What the week will have been.

    Returns
    -------
    list of Fact
        Numbered from ``"W1"``.
    """
    rows: list[tuple[str, float | str | None, str, dt.date | None]] = []
    for day in days:
        name = f"{day.date:%A}"
        rows.append((f"{name}: session", day.title, "", day.date))
        if day.workout is None:
            continue
        rows += [
            (f"{name}: duration", day.duration_min * 60, "s", day.date),
            (f"{name}: load", day.load, "load", day.date),
        ]
        if day.workout.planned_m:
            rows.append((f"{name}: distance", day.workout.planned_m, "m", day.date))
        rows += [
            (f"{name}: {part}", value, unit, day.date)
            for part, value, unit in _parts(day.workout.steps)
        ]
    last = days[-1].date
    rows += [
        ("this week: sessions", float(predicted.sessions), "", last),
        ("this week: days of rest", float(len(days) - predicted.sessions), "", last),
        ("this week: hard days", float(predicted.hard_days), "", last),
        ("this week: duration", predicted.duration_min * 60, "s", last),
        ("this week: load", predicted.load, "load", last),
        ("this week: distance", predicted.distance_m, "m", last),
        ("predicted ACWR, external load, ewma 7/28", predicted.acwr_external, "", last),
        ("predicted ACWR, internal load, ewma 7/28", predicted.acwr_internal, "", last),
        ("predicted divergence", predicted.divergence, "", last),
    ]
    return [
        Fact(
            id=f"W{number}",
            topic="week",
            subject=subject,
            value=value,
            unit=unit,
            date=day,
            status="ok" if value is not None else "missing",
            method="the week's own workouts",
            source="computed",
        )
        for number, (subject, value, unit, day) in enumerate(rows, start=1)
    ]


def _parts(steps: Sequence[Step | Repeat]) -> Iterator[tuple[str, float, str]]:
    """State the parts of a session: repeats, lengths and targets, each once."""
    seen = set()
    for step in steps:
        if isinstance(step, Repeat):
            found = [("repeats", float(step.times or 1), ""), *_parts(step.steps)]
        else:
            found = list(_of_step(step))
        yield from (part for part in found if part not in seen)
        seen.update(found)


def _of_step(step: Step) -> Iterator[tuple[str, float, str]]:
    unit = {"time": "s", "distance": "m"}.get(step.until)
    if unit is not None and step.amount is not None:
        yield f"{step.kind} step", step.amount, unit
    for target in (step.target, step.second_target):
        if target is None:
            continue
        for end, value in (("low", target.low), ("high", target.high)):
            if target.unit == "m/s" and value > 0:
                yield f"{step.kind} pace, {end}", 1000 / value, "s/km"
            elif target.unit != "m/s":
                yield f"{step.kind} {target.kind}, {end}", value, target.unit


def facts_about(about: Sequence[WeekDay], facts: Sequence[Fact], *, of_week: bool) -> list[Fact]:
    """Return the facts of some days, and those of the whole week where a sentence speaks of it."""
    names = tuple(f"{day.date:%A}: " for day in about)
    return [
        fact
        for fact in facts
        if (names and fact.subject.startswith(names))
        or (of_week and fact.subject.startswith(("this week", "predicted")))
    ]
