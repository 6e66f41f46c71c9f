"""Facts of training: load, ACWR, form, rest, the last sessions, and sums."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from trainkit._array import FloatArray
from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.loads import WeekTotals, period_totals
from trainkit.loads._external import plausible_distance
from trainkit.metrics import acwr, load
from trainkit.metrics.windows import rolling_sum
from trainkit.models.activity import Activity
from trainkit.recovery import DailySignals
from trainkit.recovery._daily_signals import lag

__all__ = [
    "activity_facts",
    "describe_activity",
    "form_facts",
    "load_facts",
    "name_sport",
    "session_facts",
    "sum_facts",
]

_DETAIL_DAYS = 7
_MOST_SESSIONS = 14
_FOOT = frozenset({"running", "walking", "hiking"})
_UNKNOWN = "unknown days in it"
_MOST_UNKNOWN = 7  # of the days that an average looks back on
_LONG_AGO_DAYS = 42


def load_facts(context: Context) -> Iterator[Draft]:
    """Loads of 7 and 28 days, ACWR by definition, divergence, days since rest."""
    signals = context.signals
    yesterday = context.days_before(1)
    draft = partial(Draft, "load", date=yesterday, unit="load", licence=context.activity_licence)
    if signals is None or not context.history.activities:
        empty = draft("load: internal, 7 days", priority=1)
        yield empty.without_value("missing", "no activities")
        return
    if not context.current:
        reason = f"the last record is from {context.last}"
        old = Draft("load", "load: internal, 7 days", unit="load", date=context.last, priority=1)
        yield old.without_value("stale", reason)
        return
    for days in (7, 28):
        for kind, column in (
            ("internal", signals.loads.internal),
            ("external", signals.loads.external),
        ):
            known = draft(
                f"load: {kind}, {days} days",
                first=context.days_before(days),
                method="metrics.windows.rolling_sum of loads.daily_loads",
                priority=1 if kind == "internal" else 3,
            )
            value = _at(lag(rolling_sum(column, days)), context)
            if kind == "internal" or not np.isnan(value):
                yield measure(known, value, why=_UNKNOWN)
    yield from _ratios(context, signals, draft)
    patterns = (
        ("monotony", load.monotony(signals.loads.internal), ""),
        ("strain", load.strain(signals.loads.internal), "load"),
    )
    for name, column, unit in patterns:
        value = _at(lag(column), context)
        if not np.isnan(value):
            method = f"metrics.load.{name} of 7 days"
            yield measure(draft(f"load: {name}", unit=unit, method=method, priority=6), value)
    rest = draft(
        "load: days since rest",
        unit="d",
        method="metrics.load.days_since_rest of training alone",
        priority=2,
    )
    yield measure(rest, _at(signals.days_since_rest, context), why=_UNKNOWN)


def _ratios(context: Context, signals: DailySignals, draft: "partial[Draft]") -> Iterator[Draft]:
    internal = draft(
        "ACWR: internal load, ewma 7/28",
        unit="",
        method="metrics.acwr.acwr, ewma (Williams 2017)",
        priority=1,
    )
    if _has_gap(context, signals, 28):
        yield internal.without_value("missing", "needs 28 known days")
        return
    yield measure(internal, _at(signals.acwr, context), why="needs 28 known days")
    ewma = signals.history.memoize(
        ("external acwr", context.athlete), lambda: lag(acwr.acwr(signals.loads.external))
    )
    outer, inner = signals.rolling_acwr
    for name, column, method, priority in (
        ("external load, ewma 7/28", ewma, "metrics.acwr.acwr, ewma (Williams 2017)", 4),
        ("internal load, rolling 7/28", inner, "metrics.acwr.acwr, rolling (Gabbett 2016)", 5),
        ("external load, rolling 7/28", outer, "metrics.acwr.acwr, rolling (Gabbett 2016)", 5),
        ("divergence", signals.divergence, "metrics.acwr.divergence of rolling ratios", 3),
    ):
        value = _at(column, context)
        if not np.isnan(value):
            yield measure(draft(f"ACWR: {name}", unit="", method=method, priority=priority), value)


def form_facts(context: Context) -> Iterator[Draft]:
    """Fitness, fatigue and form at the end of yesterday."""
    signals = context.signals
    if signals is None or not context.current or not context.history.activities:
        return
    draft = partial(
        Draft,
        "form",
        date=context.days_before(1),
        unit="load",
        method="metrics.fitness.performance_chart, 42 and 7 days, same day",
        licence=context.activity_licence,
    )
    chart = signals.performance
    fitness = draft("form: fitness (CTL)", priority=1)
    if np.isnan(_at(chart.ctl, context)) or _has_gap(context, signals, 42):
        yield fitness.without_value("missing", _UNKNOWN)
        return
    yield measure(fitness, _at(chart.ctl, context))
    for name, column, priority in (("fatigue (ATL)", chart.atl, 2), ("form (TSB)", chart.tsb, 1)):
        yield measure(draft(f"form: {name}", priority=priority), _at(column, context))
    before = context.place - 28
    if before >= 0 and not np.isnan(chart.ctl[before]):
        past = Draft(
            "form",
            "form: fitness (CTL) 28 days before",
            unit="load",
            date=context.days_before(29),
            method="metrics.fitness.performance_chart, 42 and 7 days, same day",
            licence=context.activity_licence,
            priority=4,
        )
        yield measure(past, float(chart.ctl[before]))


def _has_gap(context: Context, signals: DailySignals, days: int) -> bool:
    """Whether an average would rest on the state before a gap in the records."""
    column = signals.loads.internal[: context.place]
    known = np.flatnonzero(~np.isnan(column))
    if not known.size:
        return False
    recent = column[max(context.place - days, int(known[0])) :]
    return int(np.count_nonzero(np.isnan(recent))) > _MOST_UNKNOWN


def _at(column: FloatArray, context: Context) -> float:
    return float(column[context.place])


def session_facts(context: Context) -> Iterator[Draft]:
    """How many sessions were hard, and when the last one was."""
    if not context.history.activities:
        return
    loads = context.loads
    draft = partial(
        Draft, "sessions", method="loads.daily_loads, effort", licence=context.activity_licence
    )
    until = loads.rows <= (context.day - loads.dates[0].item()).days
    chosen = np.flatnonzero(until & loads.training)
    efforts = np.array([loads.sessions[at][1].effort for at in chosen.tolist()], dtype="U8")
    days_ago = (np.datetime64(context.day) - loads.dates[loads.rows[chosen]]).astype(int)
    for days in (7, 28):
        for kind in ("easy", "moderate", "hard"):
            count = draft(
                f"sessions, {days} days: {kind}",
                date=context.day,
                first=context.days_before(days - 1),
                priority=3,
            )
            recent = (efforts == kind) & (days_ago < days)
            yield measure(count, int(np.count_nonzero(recent)))
    hard = np.flatnonzero(efforts == "hard")
    if hard.size:
        ago = int(days_ago[hard[-1]])
        day = context.days_before(ago)
        since = draft("sessions: days since the last hard one", unit="d", date=day, priority=2)
        if ago > _LONG_AGO_DAYS:
            yield since.without_value("stale", f"the last one was on {day}")
        else:
            yield measure(since, ago)


def sum_facts(context: Context) -> Iterator[Draft]:
    """Sums of 7 and 30 days by sport, the sport with most time first."""
    if not context.history.activities:
        return
    for days in (7, 30):
        first = context.days_before(days - 1)
        totals = period_totals(context.history, context.loads, first, context.day)
        if not totals:
            none = Draft(
                "sums", f"sums, {days} days: sessions", date=context.day, first=first, priority=2
            )
            yield measure(none, 0)
        for place, (sport, total) in enumerate(totals.items()):
            head = f"{name_sport(sport)}, {days} days"
            yield from _sums(context, head, total, priority=2 if place == 0 else 5)


def _sums(context: Context, head: str, total: WeekTotals, *, priority: int) -> Iterator[Draft]:
    draft = partial(
        Draft,
        "sums",
        date=context.day,
        first=total.first,
        method="loads.period_totals",
        licence=context.activity_licence,
        priority=priority,
        record=True,
    )
    yield measure(draft(f"{head}: sessions"), total.sessions)
    if total.distance_m:
        yield measure(draft(f"{head}: distance", unit="m"), total.distance_m)
    yield measure(draft(f"{head}: time", unit="s"), total.minutes * 60)
    if total.longest_m:
        yield measure(draft(f"{head}: longest session", unit="m"), total.longest_m)
    yield measure(draft(f"{head}: longest session, time", unit="s"), total.longest_min * 60)


def activity_facts(context: Context) -> Iterator[Draft]:
    """The activities of the last seven days in detail, the newest first."""
    if not context.history.activities:
        return
    recent = context.activities(_DETAIL_DAYS)
    if not recent:
        first = context.days_before(_DETAIL_DAYS - 1)
        none = Draft("activities", "activities, 7 days", date=context.day, first=first, priority=2)
        yield measure(none, 0)
    for count, activity in enumerate(reversed(recent[-_MOST_SESSIONS:])):
        yield from describe_activity(context, activity, late=count > 2)


def describe_activity(context: Context, activity: Activity, *, late: bool) -> Iterator[Draft]:
    """What is known of one activity."""
    sport = name_sport(activity.sport)
    head = f"{sport} {activity.day} {activity.start:%H:%M}"
    draft = partial(
        Draft,
        "activities",
        date=activity.day,
        method="as recorded",
        source=context.names_of(activity.sources),
        licence=context.licence_of(activity.sources),
        priority=4 if late else 2,
        record=True,
    )
    metres = plausible_distance(activity)
    if metres:
        yield measure(draft(f"{head}: distance", unit="m"), metres)
    yield measure(draft(f"{head}: time", unit="s"), activity.duration_s)
    if metres and activity.sport in _FOOT:
        pace = draft(f"{head}: pace", unit="s/km", method="time by distance")
        yield measure(pace, activity.duration_s / (metres / 1000))
    for name, value, unit in (
        ("mean heart rate", activity.hr_mean, "bpm"),
        ("maximum heart rate", activity.hr_max, "bpm"),
        ("normalized power", activity.normalized_power_w, "W"),
        ("mean power", activity.power_mean, "W"),
        ("climb", activity.ascent_m, "m"),
        ("exertion (RPE)", activity.rpe, ""),
    ):
        if value is not None:
            late_detail = name in {"maximum heart rate", "climb"}
            detail = draft(f"{head}: {name}", unit=unit)
            yield measure(_later(detail) if late_detail else detail, value)
    yield from _loads_of(context, activity, draft, head)
    if activity.race:
        yield draft(f"{head}: race", "yes")
    for name, words in (("name", activity.name), ("note", activity.notes)):
        if words and clean_words(words):
            kept = clean_words(words, longest=80 if name == "name" else 240)
            yield _later(draft(f"{head}: {name}", kept, quoted=True))


def _later(draft: Draft) -> Draft:
    return replace(draft, priority=draft.priority + 2)


def _loads_of(
    context: Context, activity: Activity, draft: "partial[Draft]", head: str
) -> Iterator[Draft]:
    loads = context.load_of(activity)
    method = f"loads.activity_load, by {loads.internal_method}"
    yield measure(draft(f"{head}: load", unit="load", method=method), loads.internal)
    yield draft(f"{head}: effort", loads.effort, method="loads.effort")


def name_sport(sport: str) -> str:
    """Write a sport's name: it may come from outside."""
    letters = "".join(letter if letter.isalnum() else " " for letter in clean_words(sport))
    return " ".join(letters.split())[:30] or "activity"
