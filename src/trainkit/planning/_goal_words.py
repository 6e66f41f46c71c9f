"""Races, lengths of time and weekdays in words."""

import datetime as dt
import re

from trainkit.models.goal import Goal
from trainkit.planning._minimums import TIME_TRIAL_M

__all__ = ["clock", "day_name", "distance_name", "join", "length", "race_name"]

_DAY_NAMES = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_NAMED = ((42_195.0, "marathon"), (21_097.5, "half marathon"))
_NAMED_WITHIN = 0.01
_VOWEL = re.compile(r"8|1[18]\b")  # eight, eleven, eighteen
_SWIM_M = 2000.0  # below it swims are named in metres


def race_name(goal: Goal) -> str:
    """Name a race: "a marathon", "a 130 km ride", "an 800 m swim"."""
    for metres, name in _NAMED:
        near = abs(goal.distance_m / metres - 1) < _NAMED_WITHIN
        if near and goal.sport == "running" and not goal.trail:
            return f"a {name}"
    kind = {"cycling": "ride", "swimming": "swim"}.get(goal.sport, "race")
    if goal.sport == "cycling" and goal.distance_m <= TIME_TRIAL_M:
        kind = "time trial"
    if goal.trail:
        kind = "trail race"
    distance = distance_name(goal)
    article = "an" if _VOWEL.match(distance) else "a"
    return f"{article} {distance} {kind}"


def distance_name(goal: Goal) -> str:
    """Name a distance: "42.2 km", "1500 m"."""
    if goal.distance_m < _SWIM_M:
        return f"{goal.distance_m:.0f} m"
    return f"{goal.distance_m / 1000:.1f}".removesuffix(".0") + " km"


def length(minutes: float) -> str:
    """Name a length of time: "45 min", "2 h 30"."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if whole < 60:
        return f"{whole} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def clock(seconds: float) -> str:
    """Name a finish time: "3:46:00", "22:30"."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{last:02d}" if hours else f"{minutes}:{last:02d}"


def day_name(day: str | dt.date) -> str:
    """Name a weekday, or a date: "Sunday", "18 October 2026"."""
    return _DAY_NAMES[day] if isinstance(day, str) else f"{day.day} {day:%B %Y}"


def join(parts: list[str]) -> str:
    """Join parts of a sentence with commas and an "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
