"""One metric over a period, a row for each day or week."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.inputs import SeriesInput
from trainkit.coach._tools.records import check_period
from trainkit.errors import InvalidInput
from trainkit.loads._external import plausible_distance
from trainkit.metrics.fitness import performance_chart
from trainkit.models.activity import Activity

__all__ = ["SERIES"]

_MOST_ROWS = 60
_DAYS = {"day": 1, "week": 7}


class _Column(NamedTuple):
    """A daily column: its first day, its unit, how days become a week, and how it was made."""

    begin: dt.date
    values: FloatArray
    unit: str
    join: Callable[[FloatArray], float]
    method: str
    licence: str


def series(context: Context, asked: SeriesInput) -> Iterator[Draft]:
    """A metric by day or by week, the newest first."""
    first, last = check_period(context, asked.first, asked.last)
    days = _DAYS[asked.by]
    rows = (last - first).days // days + 1
    if asked.first is not None and rows > _MOST_ROWS:
        nearest = last - dt.timedelta(days=_MOST_ROWS * days - 1)
        raise InvalidInput("first", str(first), f"{nearest} or later: {_MOST_ROWS} rows at most")
    head = f"{asked.metric} by {asked.by}"
    if context.history.span is None:
        yield Draft("series", head).without_value("missing", "no records")
        return
    column = _column(context, asked.metric)
    for back in range(min(rows, _MOST_ROWS)):
        end = last - dt.timedelta(days=back * days)
        start = end - dt.timedelta(days=days - 1)
        row = Draft(
            "series",
            f"{head}: {end}",
            unit=column.unit,
            date=end,
            first=start if days > 1 else None,
            method=column.method,
            licence=column.licence,
            record=True,
        )
        yield measure(row, _join(column, start, end), why="a day in it is unknown")


def _join(column: _Column, start: dt.date, end: dt.date) -> float | None:
    """Join the days of a row; None where the column does not reach all of them."""
    low, high = (start - column.begin).days, (end - column.begin).days + 1
    if low < 0 or high > column.values.size:
        return None
    return column.join(column.values[low:high])


def _last(values: FloatArray) -> float:
    return float(values[-1])


def _sum(values: FloatArray) -> float:
    return float(values.sum())


def _mean(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _column(context: Context, metric: str) -> _Column:
    if metric in _MORNINGS:
        field, unit = _MORNINGS[metric]
        values, begin = context.history.daily(field), context.history.dates[0].item()
        licence = context.licence_of(part for day in context.history.days for part in day.sources)
        return _Column(begin, values, unit, _mean, "mean of the known days", licence)
    if metric in _AMOUNTS:
        unit, amount = _AMOUNTS[metric]
        begin = context.history.dates[0].item()
        values = np.zeros(context.history.dates.size)
        for activity in context.history.activities:
            values[(activity.day - begin).days] += amount(activity)
        return _Column(begin, values, unit, _sum, "sum of the records", context.activity_licence)
    return _load_column(context, metric)


def _load_column(context: Context, metric: str) -> _Column:
    loads = context.loads
    begin = loads.dates[0].item()
    column = partial(_Column, begin, unit="load", licence=context.activity_licence)
    if metric in {"load", "external_load"}:
        values = loads.internal if metric == "load" else loads.external
        return column(values=values, join=_sum, method="sum of loads.daily_loads")
    chart = performance_chart(loads.internal, form="same_day")
    values = {"fitness": chart.ctl, "fatigue": chart.atl, "form": chart.tsb}[metric]
    method = "metrics.fitness.performance_chart, 42 and 7 days, same day"
    return column(values=values, join=_last, method=method)


_AMOUNTS: dict[str, tuple[str, Callable[[Activity], float]]] = {
    "distance": ("m", plausible_distance),
    "time": ("s", lambda activity: activity.duration_s),
    "activities": ("", lambda _: 1.0),
}
_MORNINGS = {
    "hrv": ("hrv_rmssd", "ms"),
    "resting_hr": ("resting_hr", "bpm"),
    "sleep": ("sleep_h", "h"),
    "weight": ("weight_kg", "kg"),
}

SERIES = (
    Definition(
        "get_series",
        "One metric by day or by week, the newest first, at most 60 rows.",
        SeriesInput,
        series,
    ),
)
"""The tool that tells how one thing went over time."""
