"""Where the ticks of an axis stand, and what is written beside them."""

import datetime as dt
from collections.abc import Sequence
from math import ceil, floor, isfinite, log10
from typing import Literal, NamedTuple

__all__ = [
    "SHORT_S",
    "Axis",
    "Tick",
    "day_number",
    "day_of",
    "format_clock",
    "round_step",
    "ticks_along",
    "ticks_up",
]

Axis = Literal["day", "time", "duration", "distance", "number"]
"""What runs along a chart: days since 1970, seconds, seconds on a logarithmic axis, metres on a
logarithmic axis, or plain numbers."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_CLOCK_S = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 36000)
SHORT_S = 1200.0
"""An axis of time shorter than this has minutes and seconds, a longer one hours and minutes [s]."""
_DURATIONS = (
    *((s, f"{s} s") for s in (1, 2, 5, 15, 30)),
    *((60 * m, f"{m} min") for m in (1, 2, 5, 10, 20)),
    *((3600 * h, f"{h} h") for h in (1, 2, 5, 10)),
)
_DISTANCES = (
    *((m, f"{m} m") for m in (100, 200, 400)),
    *((1000 * km, f"{km} km") for km in (1, 2, 3, 5, 10, 20, 40, 100)),
)
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_MONTH_D = 30.44


class Tick(NamedTuple):
    """A place on an axis and its text."""

    at: float
    text: str


def round_step(least: float) -> float:
    """Round a tick distance up to 1, 2 or 5 times a power of ten."""
    scale: float = 10.0 ** floor(log10(least))
    return next(digit * scale for digit in (1, 2, 5, 10) if digit * scale >= least * 0.999)


def day_number(day: dt.date) -> float:
    """Return the days from 1970 to a date."""
    return float(day.toordinal() - _EPOCH)


def day_of(number: float) -> dt.date:
    """Return the date of a number of days since 1970."""
    return dt.date.fromordinal(_EPOCH + floor(number))


def format_clock(seconds: float) -> str:
    """Format seconds as minutes and seconds, or hours, minutes and seconds."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def ticks_up(low: float, high: float, most: int, *, clock: bool) -> list[Tick]:
    """Return at most so many ticks of an upright axis."""
    least = (high - low) / max(most, 1)
    if clock:
        step = float(next((s for s in _CLOCK_S if s >= least), round_step(max(least, 1))))
    else:
        step = round_step(least)
    digits = max(0, -floor(log10(step)))
    places = [count * step for count in range(ceil(low / step), floor(high / step) + 1)]
    return [Tick(v, format_clock(v) if clock else f"{v:.{digits}f}") for v in places]


def ticks_along(axis: Axis, low: float, high: float, most: int) -> list[Tick]:
    """Return at most so many ticks of a lying axis."""
    if not (isfinite(low) and isfinite(high)):
        return []
    if axis == "day":
        return _days(low, high, most)
    if axis in {"duration", "distance"}:
        known = _DURATIONS if axis == "duration" else _DISTANCES
        return _thin([Tick(at, text) for at, text in known if low <= at <= high], most)
    if axis == "time":
        short = high - low < SHORT_S
        steps = [s for s in _CLOCK_S if short or s >= 60]
        every = next((s for s in steps if (high - low) / s <= most), steps[-1])
        places = range(ceil(low / every) * every, floor(high) + 1, every)
        return [Tick(at, format_clock(at) if short else _hours(at)) for at in places]
    step = max(round_step(max(high - low, 1) / max(most, 1)), 1)
    counts = range(ceil(low / step), floor(high / step) + 1)
    return [Tick(count * step, f"{count * step:g}") for count in counts]


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _thin(ticks: Sequence[Tick], most: int) -> list[Tick]:
    every = max(1, ceil(len(ticks) / max(most, 1)))
    return list(ticks[::every])


def _days(low: float, high: float, most: int) -> list[Tick]:
    """Choose days, weeks from Monday, months or years."""
    width = max(high - low, 1)
    step = next((s for s in _DAY_STEPS if width / s <= most), None)
    if step is not None:
        first = ceil(low) if step < 7 else ceil((low - 4) / 7) * 7 + 4  # 1970 began on a Thursday
        places = [float(at) for at in range(first, floor(high) + 1, step)]
        return [Tick(at, f"{day_of(at).day} {day_of(at):%b}") for at in places]
    months = next((m for m in _MONTH_STEPS if width / (m * _MONTH_D) <= most), _MONTH_STEPS[-1])
    start = day_of(low)
    ticks: list[Tick] = []
    number = ceil((12 * start.year + start.month - 1) / months) * months
    while (day := dt.date(number // 12, number % 12 + 1, 1)).toordinal() - _EPOCH <= high:
        at = float(day.toordinal() - _EPOCH)
        if at >= low:
            year = months < 12 and not ticks  # the first tick tells the year
            name = f"{day.year}" if day.month == 1 else f"{day:%b}"
            ticks.append(Tick(at, f"{name} {day.year}" if year and day.month > 1 else name))
        number += months
    return ticks
