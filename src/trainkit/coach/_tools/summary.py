"""The tool that sums up: total, mean and extremes of one quantity over a period."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.training import name_sport
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.inputs import SummaryInput
from trainkit.coach._tools.records import check_period, choose_sport
from trainkit.loads._external import plausible_climb, plausible_distance
from trainkit.loads._sports import SPORT_INTENSITY
from trainkit.models.activity import Activity
from trainkit.models.provenance import Provenance

__all__ = ["SUMMARIES"]

_WEEK_DAYS = 7
_WEEKLY_DAYS = 14  # the shortest period that has a mean of weeks
_FOOT = frozenset({"running", "walking", "hiking"})
_LEAST_M = 1000.0  # of a session whose pace is compared with others


class _Known(NamedTuple):
    """A value of one session or day, its weight in the mean, and where it is from."""

    day: dt.date
    value: float
    weight: float
    sources: tuple[Provenance, ...]


def summarize(context: Context, asked: SummaryInput) -> Iterator[Draft]:
    """Number, total, mean and extremes of a quantity over some days."""
    first, last = check_period(context, asked.first, asked.last)
    if asked.metric in _MORNINGS:
        yield from _sum_up_mornings(context, asked.metric, first, last)
    else:
        yield from _sum_up_sessions(context, asked, first, last)


def _sum_up_sessions(
    context: Context, asked: SummaryInput, first: dt.date, last: dt.date
) -> Iterator[Draft]:
    sport = None if asked.sport is None else _sport(context, asked.sport)
    head = f"{sport or 'training'} {first}..{last}"
    draft = partial(
        Draft,
        "summary",
        date=last,
        first=first,
        method="count of the records",
        licence=context.activity_licence,
    )
    found = [
        item
        for item in context.history.between(first, last).activities
        if sport is None or name_sport(item.sport) == sport
    ]
    yield measure(draft(f"{head}: sessions", priority=0), len(found))
    if not found:
        return
    days = {item.day for item in found}
    yield measure(draft(f"{head}: days with a session"), len(days))
    if asked.metric == "activities":
        reach = (last - max(first, context.history.dates[0].item())).days + 1
        yield measure(draft(f"{head}: days without a recorded session"), reach - len(days))
        yield from _weekly(context, draft(f"{head}: sessions a week"), len(found), first, last)
        return
    quantity = _QUANTITIES[asked.metric]
    known = [part for item in found if (part := quantity.read(context, item)) is not None]
    if len(known) < len(found):
        yield measure(draft(f"{head}: sessions with {quantity.name}"), len(known))
    yield from _sum_up(context, quantity, known, partial(draft, unit=quantity.unit), head)


def _sum_up(
    context: Context,
    quantity: "_Quantity",
    known: Sequence[_Known],
    draft: "partial[Draft]",
    head: str,
) -> Iterator[Draft]:
    """Total and mean of the known sessions, then the most and the least in one of them."""
    if not known:
        none = draft(f"{head}: {quantity.name}", method="")
        yield none.without_value("missing", "not recorded in these sessions")
        return
    values = np.array([part.value for part in known])
    if quantity.adds:
        total = draft(f"{head}: total {quantity.name}", method="sum of the sessions", priority=0)
        yield measure(total, float(values.sum()))
        weekly = draft(f"{head}: {quantity.name} a week")
        yield from _weekly(context, weekly, float(values.sum()), total.first, total.date)
        yield from _weeks(known, draft(f"{head}: {quantity.name}", method="sum of a week"))
    weights = np.array([part.weight for part in known])
    method = "mean of the sessions" if quantity.adds else "mean of the sessions, by their time"
    if quantity.unit == "s/km":
        method = "time of the sessions by their distance"
    mean = draft(f"{head}: mean {quantity.name} of a session", method=method)
    yield measure(mean, float(np.average(values, weights=weights)))
    compared = [part for part in known if quantity.unit != "s/km" or part.weight >= _LEAST_M]
    yield from _extremes(context, compared, draft(f"{head}: {quantity.name}"), quantity.ends)


def _extremes(
    context: Context, known: Sequence[_Known], draft: Draft, ends: tuple[str, str]
) -> Iterator[Draft]:
    """The highest and the lowest value, each with its own day and source."""
    if not known:
        return
    best = max(known, key=lambda part: part.value)
    least = min(known, key=lambda part: part.value)
    for end, part in zip(ends, (best, least), strict=True):
        end_draft = replace(
            draft,
            subject=f"{draft.subject}, {end}",
            date=part.day,
            first=None,
            method="as recorded",
            source=context.names_of(part.sources),
            licence=context.licence_of(part.sources),
        )
        yield measure(end_draft, part.value)


def _weekly(
    context: Context, draft: Draft, total: float, first: dt.date | None, last: dt.date | None
) -> Iterator[Draft]:
    """The mean of a week, over the days of the period that the records reach."""
    span = context.history.span
    if first is None or last is None or span is None:
        return
    days = (last - max(first, span[0])).days + 1
    if days >= _WEEKLY_DAYS:
        yield measure(replace(draft, method="total by weeks"), total * _WEEK_DAYS / days)


def _weeks(known: Sequence[_Known], draft: Draft) -> Iterator[Draft]:
    """The whole week from Monday to Sunday with the most, where the period has more than one."""
    if draft.first is None or draft.date is None:
        return
    sums: dict[dt.date, float] = {}
    for part in known:
        monday = part.day - dt.timedelta(days=part.day.weekday())
        if draft.first <= monday and monday + dt.timedelta(days=_WEEK_DAYS - 1) <= draft.date:
            sums[monday] = sums.get(monday, 0.0) + part.value
    if len(sums) > 1:
        best = max(sums, key=lambda monday: sums[monday])
        sunday = best + dt.timedelta(days=_WEEK_DAYS - 1)
        subject = f"{draft.subject}, most in a week"
        yield measure(replace(draft, subject=subject, first=best, date=sunday), sums[best])


def _sport(context: Context, name: str) -> str:
    """Choose a sport of the history; one that is only not recorded has no session."""
    wanted = name.strip().lower().replace("_", " ")
    if wanted in {sport.replace("_", " ") for sport in SPORT_INTENSITY}:
        return wanted
    return choose_sport(context, name)


class _Quantity(NamedTuple):
    """What is read of a session: its name, unit, whether it adds up, and the names of its ends."""

    name: str
    unit: str
    adds: bool
    ends: tuple[str, str]
    read: Callable[[Context, Activity], _Known | None]


def _weigh(item: Activity, value: float | None, weight: float = 1.0) -> _Known | None:
    return None if value is None else _Known(item.day, value, weight, item.sources)


def _distance(_: Context, item: Activity) -> _Known | None:
    return _weigh(item, plausible_distance(item) or None)


def _time(_: Context, item: Activity) -> _Known | None:
    return _weigh(item, item.duration_s)


def _climb(_: Context, item: Activity) -> _Known | None:
    return None if item.ascent_m is None else _weigh(item, plausible_climb(item))


def _load(context: Context, item: Activity) -> _Known | None:
    return _weigh(item, context.load_of(item).internal)


def _pace(_: Context, item: Activity) -> _Known | None:
    metres = plausible_distance(item)
    if not metres or item.sport not in _FOOT:
        return None
    return _weigh(item, item.duration_s / (metres / 1000), metres)


def _speed(_: Context, item: Activity) -> _Known | None:
    metres = plausible_distance(item)
    if not metres or not item.duration_s:
        return None
    return _weigh(item, 3.6 * metres / item.duration_s, item.duration_s)


def _heart_rate(_: Context, item: Activity) -> _Known | None:
    return _weigh(item, item.hr_mean, item.duration_s or 1.0)


def _highest_heart_rate(_: Context, item: Activity) -> _Known | None:
    return _weigh(item, item.hr_max, item.duration_s or 1.0)


def _power(_: Context, item: Activity) -> _Known | None:
    return _weigh(item, item.power_mean, item.duration_s or 1.0)


_ADDS, _MEANS = True, False
_MOST = ("most in a session", "least in a session")
_QUANTITIES = {
    "distance": _Quantity("distance", "m", _ADDS, ("longest", "shortest"), _distance),
    "time": _Quantity("time", "s", _ADDS, ("longest", "shortest"), _time),
    "climb": _Quantity("climb", "m", _ADDS, _MOST, _climb),
    "load": _Quantity("load", "load", _ADDS, _MOST, _load),
    "pace": _Quantity("pace", "s/km", _MEANS, ("slowest", "fastest"), _pace),
    "speed": _Quantity("speed", "km/h", _MEANS, ("fastest", "slowest"), _speed),
    "heart_rate": _Quantity("heart rate", "bpm", _MEANS, ("highest", "lowest"), _heart_rate),
    "max_heart_rate": _Quantity(
        "maximum heart rate", "bpm", _MEANS, ("highest", "lowest"), _highest_heart_rate
    ),
    "power": _Quantity("power", "W", _MEANS, ("highest", "lowest"), _power),
}
_MORNINGS = {
    "hrv": ("HRV (RMSSD)", "hrv_rmssd", "ms"),
    "resting_hr": ("resting heart rate", "resting_hr", "bpm"),
    "sleep": ("sleep", "sleep_h", "h"),
    "weight": ("weight", "weight_kg", "kg"),
}


def _sum_up_mornings(
    context: Context, metric: str, first: dt.date, last: dt.date
) -> Iterator[Draft]:
    """The days that are known, their mean, and the highest and the lowest of them."""
    name, field, unit = _MORNINGS[metric]
    head = f"{name} {first}..{last}"
    records = context.history.between(first, last).days
    known = [
        _Known(day.date, float(value), 1.0, day.sources)
        for day in records
        if (value := getattr(day, field)) is not None
    ]
    draft = partial(
        Draft,
        "summary",
        date=last,
        first=first,
        method="count of the records",
        licence=context.licence_of(part for day in records for part in day.sources),
    )
    yield measure(draft(f"{head}: days known", priority=0), len(known))
    if not known:
        return
    mean = draft(f"{head}: mean", unit=unit, method="mean of the known days", priority=0)
    yield measure(mean, float(np.mean([part.value for part in known])))
    yield from _extremes(context, known, draft(f"{head}: value", unit=unit), ("highest", "lowest"))


SUMMARIES = (
    Definition(
        "summarize",
        "Number, total, mean, longest, fastest, highest and lowest of one quantity over a period.",
        SummaryInput,
        summarize,
    ),
)
