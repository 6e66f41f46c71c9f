"""Facts of mornings and nights: HRV, resting heart rate, sleep, weight, and the journal."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from trainkit._array import FloatArray
from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.metrics.windows import rolling_mean
from trainkit.models.day import DailyHealth

__all__ = ["body_facts", "hrv_facts", "journal_facts", "resting_hr_facts", "sleep_facts"]

_LEAST_NIGHTS = 4  # of 7, for a mean
_BODY_DAYS = 60
_RATINGS = ("energy", "mood", "soreness", "pain", "sleep_quality", "felt_stress")
_NIGHT_METHOD = "as recorded"


def hrv_facts(context: Context) -> Iterator[Draft]:
    """Heart-rate variability against its usual."""
    yield from _last_night(context, "hrv", "HRV (RMSSD): last night", "hrv_rmssd", "ms")
    signals = context.signals
    if signals is None or not context.current:
        return
    draft = partial(
        Draft,
        "hrv",
        date=context.day,
        unit="ms",
        method="metrics.hrv.baseline of lnRMSSD, 7 against 60 days",
        licence=context.health_licence,
    )
    low, high = signals.hrv_range_ms
    columns: tuple[tuple[str, FloatArray, int], ...] = (
        ("7-day mean", np.exp(signals.hrv.mean), 1),
        ("usual", np.exp(signals.hrv.normal_mean), 2),
        ("usual range, low", low, 4),
        ("usual range, high", high, 4),
    )
    for name, column, priority in columns:
        yield from _on_day(draft(f"HRV (RMSSD): {name}", priority=priority), column, context)
    for name, column, priority in (
        ("7-day mean against usual", signals.hrv_week_z, 2),
        ("last night against usual", signals.hrv_night_z, 5),
    ):
        sd = draft(f"HRV (RMSSD): {name}", unit="SD", priority=priority)
        yield from _on_day(sd, column, context)


def resting_hr_facts(context: Context) -> Iterator[Draft]:
    """Resting heart rate against its usual."""
    name = "resting heart rate"
    yield from _last_night(context, "resting_hr", f"{name}: this morning", "resting_hr", "bpm")
    signals = context.signals
    if signals is None or not context.current:
        return
    draft = partial(
        Draft,
        "resting_hr",
        date=context.day,
        unit="bpm",
        method="recovery.daily_signals, mean and SD of the 60 days before",
        licence=context.health_licence,
    )
    mean, sd = signals.resting_hr_normal
    week = rolling_mean(signals.resting_hr, 7, min_periods=_LEAST_NIGHTS)
    method = "metrics.windows.rolling_mean, at least 4 of 7 days"
    yield from _on_day(draft(f"{name}: 7-day mean", method=method, priority=2), week, context)
    yield from _on_day(draft(f"{name}: usual", priority=2), mean, context)
    yield from _on_day(draft(f"{name}: usual SD", priority=6), sd, context)
    against = draft(f"{name}: this morning against usual", unit="SD", priority=3)
    yield from _on_day(against, signals.resting_hr_z, context)


def sleep_facts(context: Context) -> Iterator[Draft]:
    """Sleep against need and usual."""
    yield from _last_night(context, "sleep", "sleep: last night", "sleep_h", "h")
    signals = context.signals
    if signals is None or not context.current:
        return
    draft = partial(
        Draft,
        "sleep",
        date=context.day,
        unit="h",
        method="recovery.daily_signals",
        licence=context.health_licence,
    )
    week = rolling_mean(signals.sleep_h, 7, min_periods=_LEAST_NIGHTS)
    method = "metrics.windows.rolling_mean, at least 4 of 7 nights"
    yield from _on_day(draft("sleep: mean of 7 nights", method=method, priority=2), week, context)
    usual = draft("sleep: usual", method="median of the 60 nights before", priority=3)
    yield from _on_day(usual, signals.usual_sleep_h, context)
    known = not np.isnan(signals.usual_sleep_h[context.place])
    if known or context.athlete.sleep_need_h:
        how = "stated by the athlete" if context.athlete.sleep_need_h else "usual, within 7 to 9 h"
        need = draft("sleep: need", method=how, priority=3)
        yield from _on_day(need, signals.sleep_need_h, context)
    yield from _on_day(draft("sleep: debt of 7 nights", priority=3), signals.sleep_debt_h, context)
    regular = draft("sleep: regularity", unit="%", method="index of Phillips 2017", priority=5)
    yield from _on_day(regular, signals.sleep_regularity, context)
    score = draft("sleep: score by the device", unit="%", method=_NIGHT_METHOD, priority=5)
    yield from _on_day(score, signals.sleep_score, context)


def _on_day(draft: Draft, column: FloatArray, context: Context) -> Iterator[Draft]:
    """The value of the day, where it is known."""
    value = column[context.place]
    if not np.isnan(value):
        yield measure(draft, float(value))


def _last_night(
    context: Context, topic: str, subject: str, field: str, unit: str
) -> Iterator[Draft]:
    """The measurement of the morning; else how old the last one is."""
    draft = Draft(
        topic,
        subject,
        unit=unit,
        date=context.day,
        method=_NIGHT_METHOD,
        source="",
        priority=1,
    )
    if context.signals is None:
        yield draft.without_value("missing", "never recorded")
        return
    at = _last_known(context, field)
    if at is None:
        yield draft.without_value("missing", "never recorded")
        return
    day = context.history.dates[at].item()
    dated = _of_day(context, replace(draft, date=day))
    if day < context.day:
        yield dated.without_value("stale", f"last recorded on {day}")
    elif context.signals.held_back[field][at]:
        reason = "so unusual that a second night must confirm it"
        yield dated.without_value("missing", reason)
    else:
        yield measure(dated, float(context.history.daily(field)[at]))


def _last_known(context: Context, field: str) -> int | None:
    """The place of the last day with a value, up to the day of the facts."""
    if context.last is None:
        return None
    until = (min(context.day, context.last) - context.history.dates[0].item()).days
    known = np.flatnonzero(~np.isnan(context.history.daily(field)[: until + 1]))
    return int(known[-1]) if known.size else None


def _of_day(context: Context, draft: Draft) -> Draft:
    """Name the sources of a day's record."""
    day = draft.date or context.day
    sources = context.sources_of(day)
    return replace(draft, source=context.names_of(sources), licence=context.licence_of(sources))


def body_facts(context: Context) -> Iterator[Draft]:
    """Weight, and what the device estimates."""
    for field, subject, unit in (
        ("weight_kg", "body: weight", "kg"),
        ("vo2max", "body: VO2max by the device", "ml/kg/min"),
        ("readiness", "body: readiness by the device", "%"),
        ("stress", "body: stress by the device", "%"),
    ):
        at = _last_known(context, field)
        if at is None:
            continue
        day = context.history.dates[at].item()
        if (context.day - day).days <= (0 if unit == "%" else _BODY_DAYS):
            draft = Draft("body", subject, unit=unit, date=day, method=_NIGHT_METHOD, priority=5)
            yield measure(_of_day(context, draft), float(context.history.daily(field)[at]))
    signals = context.signals
    if signals is not None and context.current:
        change = Draft(
            "body",
            "body: change of weight in 28 days",
            unit="%",
            date=context.day,
            method="7-day mean against the one 28 days before",
            licence=context.health_licence,
            priority=5,
        )
        yield from _on_day(change, signals.weight_change_percent, context)


def journal_facts(context: Context) -> Iterator[Draft]:
    """What the athlete wrote and rated in the last seven days, the newest first."""
    drafts = [draft for day in reversed(context.recent_days) for draft in _entry(context, day)]
    if not drafts:
        nothing = Draft("journal", "journal: entries of 7 days", date=context.day, priority=6)
        yield nothing.without_value("missing", "nothing written")
    yield from drafts


def _entry(context: Context, day: DailyHealth) -> Iterator[Draft]:
    age = (context.day - day.date).days
    draft = partial(
        Draft,
        "journal",
        date=day.date,
        method="reported by the athlete",
        source=context.names_of(day.sources),
        licence=context.licence_of(day.sources),
        priority=2 if age <= 1 else 5,
        record=True,
    )
    head = f"journal {day.date}"
    ratings = [(name, getattr(day, name)) for name in _RATINGS]
    for name, value in ratings:
        if value is not None:
            yield measure(draft(f"{head}: {name.replace('_', ' ')}", unit="%"), value)
    flags = (("illness", day.illness), ("fever", day.fever))
    yield from (
        draft(f"{head}: {name}", "yes" if flag else "no")
        for name, flag in flags
        if flag is not None
    )
    for name, amount in (("exertion of the day (RPE)", day.rpe), ("drinks", day.alcohol_units)):
        if amount is not None:
            yield measure(draft(f"{head}: {name}"), amount)
    for name, words in (("place of pain", day.pain_place), ("note", day.notes)):
        kept = clean_words(words or "")
        if kept:
            yield draft(f"{head}: {name}", kept, quoted=True)
