"""Facts of the day's decision: recovery, warnings, recommendation."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.training import name_sport
from trainkit.errors import InsufficientData
from trainkit.models.assessment import Assessment, Recommendation
from trainkit.recovery._words import label

__all__ = ["assess_day", "decision_facts", "recovery_facts", "warning_facts"]

_METHOD = "recovery.assess"
_LEVELS = ("critical", "warning", "info")


def assess_day(context: Context) -> Assessment | str:
    """Assess the day; say why where that is not possible."""
    span = context.history.span
    if span is None or not span[0] <= context.day <= context.latest:
        return "no records of these days"
    try:
        return context.decide(context.history, context.day)
    except InsufficientData as error:
        return clean_words(str(error))


def recovery_facts(context: Context, found: Assessment | str) -> Iterator[Draft]:
    """The score with what each component adds to it."""
    draft = partial(
        Draft, "recovery", method=_METHOD, date=context.day, licence=context.health_licence
    )
    score = draft("recovery: score", unit="%", priority=0)
    if isinstance(found, str):
        yield score.without_value("missing", found)
        return
    recovery = found.recovery
    if recovery.age_days:
        reason = f"the last morning with data is {recovery.date}"
        yield replace(score, date=recovery.date).without_value("stale", reason)
        return
    yield measure(score, recovery.score)
    yield draft("recovery: colour", recovery.status, priority=0)
    for part in recovery.components:
        name, method = label(part.name), clean_words(part.method, longest=300)
        yield measure(draft(f"recovery: points of {name}", unit="%", method=method), part.points)
        adds = draft(f"recovery: points that {name} adds", unit="points", method=method, priority=6)
        yield measure(adds, part.contribution)
    for lack in recovery.missing:
        absent = draft(f"recovery: points of {label(lack.name)}", unit="%")
        yield absent.without_value("missing", clean_words(lack.reason))


def warning_facts(context: Context, found: Assessment | str) -> Iterator[Draft]:
    """The warnings of the day, most severe first."""
    if isinstance(found, str):
        return
    draft = partial(Draft, "warnings", date=context.day, licence=context.health_licence)
    count = draft("warnings: number", method=_METHOD, priority=1)
    yield measure(count, len(found.warnings))
    for warning in found.warnings:
        yield draft(
            f"{warning.level}: {clean_words(warning.kind, longest=40).replace('_', ' ')}",
            clean_words(warning.message),
            method=clean_words(warning.source, longest=120),
            quoted=True,
            priority=_LEVELS.index(warning.level),
            record=True,
        )


def decision_facts(context: Context, found: Assessment | str) -> Iterator[Draft]:
    """What is recommended for the day."""
    if isinstance(found, str):
        return
    chosen = found.recommendation
    licence = context.health_licence
    draft = partial(Draft, "today", method=_METHOD, date=context.day, licence=licence)
    yield draft("today: intensity", chosen.intensity, priority=1)
    name = clean_words(chosen.workout.name, longest=60)
    yield draft("today: session", name, quoted=True, priority=1)
    if not chosen.workout.resting:
        yield draft("today: sport", name_sport(chosen.workout.sport), priority=4)
    seconds = chosen.workout.duration_s or chosen.workout.planned_s
    if seconds:
        yield measure(draft("today: duration", unit="s", priority=1), seconds)
    if chosen.workout.planned_m:
        yield measure(draft("today: distance", unit="m", priority=1), chosen.workout.planned_m)
    yield measure(draft("today: load", unit="load", priority=3), chosen.load)
    yield from _words(draft, chosen)


def _words(draft: "partial[Draft]", chosen: Recommendation) -> Iterator[Draft]:
    if chosen.workout.notes:
        notes = clean_words(chosen.workout.notes)
        yield draft("today: description", notes, quoted=True, priority=3)
    reason = clean_words(chosen.rationale, longest=500)
    yield draft("today: reason", reason, quoted=True, priority=3)
    for count, limit in enumerate(chosen.limits, start=1):
        yield draft(f"today: limit {count}", clean_words(limit), quoted=True, priority=4)
    for option in chosen.alternatives:
        name = clean_words(option.workout.name, longest=60)
        subject = f"today: alternative, {option.kind}"
        yield draft(subject, name, quoted=True, priority=6)
        seconds = option.workout.duration_s or option.workout.planned_s
        if seconds:
            yield measure(draft(f"{subject}, duration", unit="s", priority=7), seconds)
