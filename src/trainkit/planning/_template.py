"""The classic template: volume factors by phase, the same week again and again (StrideIQ 2026)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from trainkit.models.workout import PlannedWorkout
from trainkit.planning._phases import Week
from trainkit.planning._sessions import built, race_workout, rest_workout
from trainkit.planning._setting import Setting
from trainkit.workouts import named

__all__ = ["template_loads", "template_of", "volume_factor"]

_FACTORS: Mapping[str, tuple[float, float]] = {
    "base": (0.6, 0.8),
    "build": (0.8, 1.0),
    "peak": (0.95, 0.85),
    "taper": (0.7, 0.4),
}
_MINUTES = 45
# From Monday: session and duration factor; the long run stands on Sunday.
_WEEKS: Mapping[str, tuple[tuple[str, float] | None, ...]] = {
    "base": (None, ("Easy run", 1.0), ("Easy run", 1.2), ("Easy run", 1.0), None,
             ("Easy run", 1.0), ("Long run", 2.0)),
    "build": (None, ("Threshold run", 1.2), ("Easy run", 1.0), ("Short intervals", 1.2), None,
              ("Easy run", 1.0), ("Long run", 2.2)),
    "peak": (None, ("Short intervals", 1.2), ("Easy run", 1.0), ("Threshold run", 1.3), None,
             ("Easy run", 1.0), ("Long run", 2.4)),
    "taper": (None, ("Short intervals", 1.0), ("Easy run", 0.8), ("Easy run", 0.8), None,
              ("Easy run", 0.6), ("Long run", 1.2)),
}  # fmt: skip


def volume_factor(week: Week) -> float:
    """Give the share of full volume in a week."""
    first, last = _FACTORS[week.phase]
    return first + (last - first) * week.place / max(week.length - 1, 1)


def template_of(setting: Setting) -> list[PlannedWorkout]:
    """Write the template down for a setting, whatever its rules say.

    Parameters
    ----------
    setting : Setting
        Days, weeks and races.

    Returns
    -------
    list of PlannedWorkout
        One a day.
    """
    races = {one.date: one for one in setting.goals}
    made = []
    for at in range(setting.frame.first, setting.frame.load.size):
        day: dt.date = setting.frame.dates[at].item()
        week = setting.week_of(at)
        chosen = _WEEKS[week.phase][day.weekday()]
        if day in races:
            made.append(race_workout(races[day], setting, week))
        elif chosen is None:
            made.append(rest_workout(day, week))
        else:
            name, factor = chosen
            minutes = float(int(_MINUTES * factor * volume_factor(week)))
            kind = "long" if name == "Long run" else "easy" if name == "Easy run" else "quality"
            made.append(built(setting, day, named(name), max(minutes, 15.0), kind))
    return made


def template_loads(template: Sequence[PlannedWorkout]) -> dict[int, float]:
    """Sum a template's load by week, races left out [1]."""
    totals: dict[int, float] = {}
    for one in template:
        if one.kind != "race":
            number = one.week or 1
            totals[number] = totals.get(number, 0.0) + (one.load or 0.0)
    return totals
