"""Charts of sums: volume by sport, time in zones, best efforts by season."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from trainkit._html import BLUE, GREEN, GREY, ORANGE, PURPLE, Bars, Chart, Panel, day_number
from trainkit.charts._parts import race_events
from trainkit.loads import totals as totals_of
from trainkit.loads import zone_totals
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.summary import Period, PeriodTotals, ZoneMeasure

__all__ = ["volume", "zones"]

_COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
_PERIODS = 26
_WORDS = {"week": "by week", "month": "by month", "year": "by year"}


def volume(history: History, by: Period = "week", *, periods: int = _PERIODS) -> Chart:
    """Draw the hours of each sport by week, month or year.

    Parameters
    ----------
    history : History
        Activities; rows of a list are enough.
    by : {"week", "month", "year"}
        The periods; weeks begin on Monday.
    periods : int
        How many, up to the last one with an activity.

    Returns
    -------
    Chart
        Stacked hours: the four sports with the most time, and all others as one.
    """
    title = f"Volume {_WORDS.get(by, by)}"
    rows = totals_of(history, by)
    if not rows:
        return Chart(title, (), missing="There is no activity yet.")
    firsts = sorted({row.first for row in rows})[-max(periods, 1) :]
    rows = tuple(row for row in rows if row.first >= firsts[0])
    hours: dict[str, list[float]] = {}
    for row in rows:
        hours.setdefault(row.sport, []).append(row.minutes / 60)
    sports = sorted((sport for sport in hours if sum(hours[sport])), key=lambda s: -sum(hours[s]))
    named = sports if len(sports) <= 5 else sports[:4]
    stacks = [(sport.replace("_", " "), hours[sport]) for sport in named]
    if len(named) < len(sports):
        others = np.sum([hours[sport] for sport in sports[4:]], axis=0).tolist()
        stacks.append((f"{len(sports) - 4} others", others))
    x, wide = _places(rows, firsts)
    bars = _stack(stacks, x, wide, [*_COLOURS, GREY])
    whole = np.sum([values for _, values in stacks], axis=0) if stacks else np.zeros(1)
    first, last = x[0] - wide / 2, x[-1] + wide / 2
    return Chart(
        title,
        [Panel(f"time [h a {by}]", bars, share=1.4)],
        description=f"Hours a {by} by sport, {whole.mean():.1f} on average, {whole.max():.1f} at "
        "most; " + ", ".join(f"{name} {sum(values):.0f} h" for name, values in stacks),
        events=race_events(history.races, first, last),
    )


def _places(rows: Sequence[PeriodTotals], firsts: Sequence[dt.date]) -> tuple[list[float], float]:
    """Return the middle of each period, and the shortest width [d]."""
    days = {row.first: (row.last - row.first).days + 1 for row in rows}
    places = [day_number(first) + (days[first] - 1) / 2 for first in firsts]
    return places, float(min(days.values()))


def _stack(
    stacks: Sequence[tuple[str, Sequence[float]]],
    x: list[float],
    wide: float,
    colours: Sequence[str],
    opacities: Sequence[float] = (),
) -> list[Bars]:
    base = np.zeros(len(x))
    bars = []
    for at, (name, values) in enumerate(stacks):
        opacity = opacities[at] if opacities else 1.0
        bars.append(Bars(name, x, list(values), wide, colours[at], opacity, base.tolist()))
        base = base + np.asarray(values)
    return bars


def zones(
    history: History,
    athlete: Athlete,
    by: Period = "month",
    *,
    measure: ZoneMeasure = "heart_rate",
    sport: str | None = None,
    periods: int = _PERIODS,
) -> Chart:
    """Draw the time in each zone by week, month or year.

    Parameters
    ----------
    history : History
        Activities with samples.
    athlete : Athlete
        Whose zones count.
    by : {"week", "month", "year"}
        The periods.
    measure : {"heart_rate", "power", "speed"}
        What the zones are of.
    sport : str, optional
        One sport; by default all of them.
    periods : int
        How many, up to the last one with samples.

    Returns
    -------
    Chart
        Stacked hours in zones, the hardest on top, and the share of the time below zone 3.
    """
    what = measure.replace("_", " ")
    title = f"Time in {what} zones {_WORDS.get(by, by)}" + (f", {sport}" if sport else "")
    rows = zone_totals(history, athlete, by, measure=measure, sport=sport)
    if not rows:
        return Chart(title, (), missing=f"No activity has samples of {what} and zones for them.")
    firsts = sorted({row.first for row in rows})[-max(periods, 1) :]
    count = 1 + max(row.zone for row in rows)
    minutes = {(row.first, row.zone): row.minutes for row in rows}
    lasts = {row.first: row.last for row in rows}
    x = [day_number(first) + (lasts[first] - first).days / 2 for first in firsts]
    wide = float(min((lasts[first] - first).days + 1 for first in firsts))
    stacks = []
    for zone in range(count):
        hours = [minutes[first, zone] / 60 for first in firsts]
        if sum(hours):
            stacks.append((f"zone {zone}" if zone else "below zone 1", hours))
    below = stacks[0][0] == "below zone 1"
    colours = [GREY if below else BLUE, *([BLUE] * (len(stacks) - 1))]
    opacities = np.linspace(0.35, 1.0, len(stacks)).tolist()
    bars = _stack(stacks, x, wide, colours, opacities)
    sums = np.sum([values for _, values in stacks], axis=0)
    shares = ", ".join(f"{name} {100 * sum(hours) / sums.sum():.0f} %" for name, hours in stacks)
    return Chart(
        title,
        [Panel(f"time [h a {by}]", bars, share=1.4)],
        description=f"Hours a {by} in zones; of {sums.sum():.0f} h: {shares}.",
        events=race_events(history.races, x[0] - wide / 2, x[-1] + wide / 2),
    )
