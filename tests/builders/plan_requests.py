"""Forty requests for a plan, written down before any plan was tuned on them.

Each is a person, what was trained before, the time that there is, and a race; ages 16 to 70, two
to seven days a week, three levels, and six events of a life. The list does not change with the
planner: a request that it cannot meet well is a finding, not a reason to edit the request.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trainkit.models import Activity, Athlete, Availability, Goal, History, PlannedWorkout
from trainkit.models.athlete import ThresholdChange
from trainkit.workouts import find_session

__all__ = ["REQUESTS", "START", "PlanRequest", "athlete_of", "availability_of", "history_of"]

START = dt.date(2026, 6, 29)
"""A Monday."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KM, _HALF, _MARATHON = 1000.0, 21_097.5, 42_195.0


@dataclass(frozen=True, eq=False)
class PlanRequest:
    """One request.

    Parameters
    ----------
    name : str
        What it is, in words.
    shape : str
        The kind of plan that a coach would compare it with.
    level : str
        ``"beginner"``, ``"intermediate"`` or ``"advanced"``.
    weeks : int
        Weeks to the race.
    distance_m, time_s : float
        Of the race [m, s].
    free : sequence of float
        Minutes from Monday to Sunday.
    week : sequence of float
        What a usual week of the past held, from Monday to Sunday [km]; empty for nothing.
    pace : float
        Of that training [min/km].
    age, sport, threshold
        Of the athlete; the threshold is m/s, or W for cycling.
    off : int
        Days without training before the plan.
    more : mapping
        Events: ``"b_race"`` [m, week], ``"blackout"`` [first day, days], ``"fixed"`` [session,
        weekday, min], ``"past_sport"``, ``"saturday"`` and ``"trail"``.
    """

    name: str
    shape: str
    level: str
    weeks: int
    distance_m: float
    time_s: float | None
    free: Sequence[float]
    week: Sequence[float]
    pace: float
    age: int = 36
    sport: str = "running"
    threshold: float | None = 3.5
    off: int = 0
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Days a week that have time."""
        return sum(minutes >= 20 for minutes in self.free)

    @property
    def race_date(self) -> dt.date:
        """The last Sunday, or the last Saturday."""
        return START + dt.timedelta(days=7 * self.weeks - 1 - bool(self.more.get("saturday")))

    @property
    def goals(self) -> list[Goal]:
        """The races by date."""
        race = Goal(
            distance_m=self.distance_m,
            date=self.race_date,
            time_s=self.time_s,
            sport=self.sport,
            trail=bool(self.more.get("trail")),
        )
        if "b_race" not in self.more:
            return [race]
        metres, week = self.more["b_race"]
        day = START + dt.timedelta(days=7 * week - 1)
        return [
            Goal(distance_m=metres, date=day, priority="B", name="B race", sport=self.sport),
            race,
        ]


def athlete_of(request: PlanRequest) -> Athlete:
    """Build the athlete of a request."""
    born = dt.date(START.year - request.age, 3, 1)
    changes: tuple[ThresholdChange, ...] = ()
    known: dict[str, Any] = {}
    if request.threshold is not None and request.sport == "cycling":
        known["ftp_w"] = request.threshold
    elif request.threshold is not None and request.sport == "swimming":
        day = dt.date(2025, 1, 1)
        changes = (
            ThresholdChange(date=day, sport="swimming", threshold_speed_m_s=request.threshold),
        )
    elif request.threshold is not None:
        known["threshold_speed_m_s"] = request.threshold
    return Athlete(
        sex="female",
        birth_date=born,
        hr_rest=54,
        hr_max=208 - 0.7 * request.age,
        changes=changes,
        **known,
    )


def history_of(request: PlanRequest) -> History | None:
    """Build sixteen weeks of what the athlete trained before."""
    if not request.week:
        return None
    sport = request.more.get("past_sport", request.sport)
    activities = []
    for back in range(1, 7 * 16 + 1):
        day = START - dt.timedelta(days=back + request.off)
        km = request.week[day.weekday()]
        if km:
            seconds = km * request.pace * 60
            start = dt.datetime.combine(day, dt.time(9), dt.UTC)
            activities.append(
                Activity(
                    sport=sport,
                    start=start,
                    elapsed_s=seconds,
                    moving_s=seconds,
                    distance_m=km * _KM,
                    hr_mean=138,
                )
            )
    return History(activities=tuple(activities), athlete=athlete_of(request))


def availability_of(request: PlanRequest) -> Availability:
    """Build the time available."""
    blackout: tuple[dt.date, ...] = ()
    fixed: tuple[PlannedWorkout, ...] = ()
    if "blackout" in request.more:
        first, count = request.more["blackout"]
        blackout = tuple(START + dt.timedelta(days=first + at) for at in range(count))
    if "fixed" in request.more:
        name, weekday, minutes = request.more["fixed"]
        fixed = tuple(
            find_session(name).build(
                minutes, athlete_of(request), START + dt.timedelta(days=7 * week + weekday)
            )
            for week in range(request.weeks - 1)
        )  # fmt: skip
    minutes = dict(zip(_DAYS, request.free, strict=True))
    return Availability(minutes=minutes, blackout=blackout, fixed=fixed)


_LIST = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
REQUESTS: tuple[PlanRequest, ...] = tuple(PlanRequest(**request) for request in _LIST)
"""6 over 5 km, 7 over 10 km, 8 half marathons, 9 marathons, 2 on trails, 5 rides, 3 swims."""
