"""Parts that several charts share: the panel of loads, races as events, names."""

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit._html import BLUE, GREEN, Bars, Chart, Curve, Event, Panel, Series, Zone, day_number
from trainkit.metrics.acwr import USUAL_ACWR
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.race import RaceResult
from trainkit.recovery import DailySignals, daily_signals

__all__ = [
    "UNIT_OF_LOAD",
    "USUAL_RATIO",
    "join_words",
    "load_bars",
    "name_of_distance",
    "numbers_of",
    "race_events",
    "ratio_panel",
    "signals_of",
    "trim",
]

UNIT_OF_LOAD = "hour at threshold = 100"
USUAL_RATIO = Zone(*USUAL_ACWR, "usual", GREEN)

_EMPTY_D, _AROUND_D = 28, 3
_DAILY = 200  # days up to which each day has a bar of its own
_NAMES = {42_195.0: "marathon", 21_097.5: "half marathon", 1609.344: "mile"}


def signals_of(history: History, athlete: Athlete) -> DailySignals | None:
    """Return the daily columns; None for a history without a day."""
    return daily_signals(history, athlete) if history.dates.size else None


def numbers_of(dates: NDArray[np.datetime64]) -> list[float]:
    """Return days as places on an axis."""
    places: list[float] = dates.astype("datetime64[D]").astype(float).tolist()
    return places


def load_bars(dates: NDArray[np.datetime64], loads: FloatArray) -> tuple[str, Bars]:
    """Return bars of loads with their unit: of days, or of weeks where the days are many."""
    if dates.size <= _DAILY:
        bars = Bars("", numbers_of(dates), loads.tolist(), 1.0, BLUE)
        return f"load of a day [{UNIT_OF_LOAD}]", bars
    weekdays = (dates.astype(int) + 3) % 7  # 1970 began on a Thursday
    starts = np.r_[0, np.flatnonzero(weekdays[1:] == 0) + 1]
    known = np.add.reduceat((~np.isnan(loads)).astype(int), starts)
    sums = np.where(known, np.add.reduceat(np.nan_to_num(loads), starts), np.nan)
    middles = dates[starts].astype(float) - weekdays[starts] + 3.0
    return f"load of a week [{UNIT_OF_LOAD}]", Bars("", middles.tolist(), sums.tolist(), 7.0, BLUE)


def ratio_panel(series: Sequence[Series], unit: str, share: float = 1.0) -> Panel:
    """Return a panel of load ratios with the usual range."""
    return Panel(unit, series, zones=[USUAL_RATIO], low=0.5, high=1.6, share=share)


def name_of_distance(metres: float) -> str:
    """Name a distance as people do."""
    for known, name in _NAMES.items():
        if abs(metres / known - 1) < 0.003:
            return name
    return f"{metres / 1000:.4g} km" if metres >= 1000 else f"{metres:.4g} m"


def race_events(races: Iterable[RaceResult | Goal], first: float, last: float) -> list[Event]:
    """Return the races between two places on the axis of days."""
    events = []
    for race in races:
        day: dt.date | None = race.date
        if day is not None and first <= day_number(day) <= last:
            name = race.name or name_of_distance(race.distance_m)
            events.append(Event(day_number(day), name))
    return events


def trim(chart: Chart, days: Sequence[float], first: float, last: float) -> Chart:
    """Leave out weeks without data at the ends; fewer days stay, as a gap."""
    start = first - _AROUND_D if first - days[0] > _EMPTY_D else days[0]
    end = last + _AROUND_D if days[-1] - last > _EMPTY_D else days[-1]
    return chart if (start, end) == (days[0], days[-1]) else chart.between(start, end)


def join_words(curve: Curve, unit: str) -> str:
    """Say the last value of a curve and its range."""
    known = [value for value in curve.y if not np.isnan(value)]
    if not known:
        return f"{curve.name}: unknown"
    return f"{curve.name} {known[-1]:.3g} {unit} at last, {min(known):.3g} to {max(known):.3g}"
