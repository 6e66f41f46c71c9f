"""The goal race, and the time available for training."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from trainkit._html import format_clock
from trainkit.errors import InvalidInput
from trainkit.models._goal_text import parse_goal, parse_sport, parse_trail
from trainkit.models._record_text import format_distance
from trainkit.models.model import Model
from trainkit.models.units import Day, Distance, Within
from trainkit.models.workout import PlannedWorkout

__all__ = ["WEEKDAYS", "Availability", "Goal", "KeptGoal"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""From Monday, as `datetime.date.weekday` counts them."""

STRENGTH_MIN = 30.0
"""Duration of a strength block [min]."""

Minutes = Annotated[float, Within(0, 1440, "min")]


def _check_minutes(minutes: Mapping[str, float]) -> Mapping[str, float]:
    for name in minutes:
        if name not in WEEKDAYS:
            raise InvalidInput("minutes", name, "one of " + ", ".join(WEEKDAYS))
    return minutes


def _check_weekdays(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in WEEKDAYS:
            raise InvalidInput("strength", name, "one of " + ", ".join(WEEKDAYS))
    return names


class Goal(Model):
    """A goal race.

    Parameters
    ----------
    distance_m : float
        [m]
    date : date
        The day of the race.
    time_s : float, optional
        The target time [s].
    priority : {"A", "B", "C"}
        A for the main goal of the training; B and C are less important.
    name : str, optional
        The race's name.
    sport : str
        As in `Activity`.
    trail : bool
        True for a trail race.
    ascent_m : float, optional
        How much the course climbs [m]: long runs before a trail race climb alike.
    """

    distance_m: Annotated[Distance, Within(1, 50_000_000, "m")]
    date: Day
    time_s: Annotated[float, Within(1, 100_000_000, "s")] | None = None
    priority: Literal["A", "B", "C"] = "A"
    name: str | None = None
    sport: Annotated[str, Field(min_length=1)] = "running"
    trail: bool = False
    ascent_m: Annotated[Distance, Within(0, 100_000, "m")] | None = None

    def __str__(self) -> str:
        time = "" if self.time_s is None else f" in {format_clock(self.time_s)}"
        what = f"{format_distance(self.distance_m)} of {self.sport}{time}"
        return f"{self.priority}  {self.date}  {self.name or what}"

    @classmethod
    def read(cls, text: str, *, start: dt.date) -> "Goal":
        """Parse a goal from text.

        Parameters
        ----------
        text : str
            A distance, a date or a number of weeks, and optionally a time and a sport, such as
            "100 km ride on 6 September"; running, where none is named. A trail race says so.
        start : date
            The day from which weeks count; the race is on the Sunday of the last week.

        Returns
        -------
        Goal
            An A race.

        Raises
        ------
        InvalidInput
            The text contains no distance or no date, names several sports or another one, or holds
            a number that is none of distance, day and time.

        Examples
        --------
        >>> goal = Goal.read("5K in 25 minutes in 12 weeks", start=dt.date(2026, 6, 1))
        >>> goal.distance_m, goal.time_s, str(goal.date)
        (5000.0, 1500.0, '2026-08-23')
        """
        sport = parse_sport(text)
        distance, day, seconds = parse_goal(text, start)
        trail = parse_trail(text)
        return cls(distance_m=distance, date=day, time_s=seconds, sport=sport, trail=trail)


class KeptGoal(Goal):
    """A goal that a Kit keeps, with all the fields of `Goal`.

    Parameters
    ----------
    key : str
        Its name in a URL: letters, digits and hyphens.
    """

    key: Annotated[str, Field(min_length=1)]

    @property
    def goal(self) -> Goal:
        """The goal without its key, as plans hold it."""
        return Goal.model_validate(self.model_dump(exclude={"key"}, exclude_unset=True))


class Availability(Model):
    """The time an athlete has for training.

    Parameters
    ----------
    minutes : mapping of str to float
        Maximum time by weekday, ``"mon"`` to ``"sun"`` [min]; unlisted weekdays have no limit.
    blackout : tuple of date
        Days without training.
    max_sessions_per_week : int, optional
        Maximum number of sessions from Monday to Sunday [1].
    indoors_only : bool
        True if all sessions must be indoors.
    hours_per_week : float, optional
        Maximum time from Monday to Sunday [h].
    fixed : tuple of PlannedWorkout
        Fixed sessions with their dates, such as a club run or a class.
    strength : tuple of str
        Weekdays with half an hour of strength training beside the session; rest days stay free.
    long_day : str, optional
        The weekday of the long session; by default the one with the most time.
    """

    minutes: Annotated[Mapping[str, Minutes], AfterValidator(_check_minutes)] = Field(
        default_factory=dict
    )
    blackout: tuple[dt.date, ...] = ()
    max_sessions_per_week: Annotated[int, Field(ge=1, le=28)] | None = None
    indoors_only: bool = False
    hours_per_week: Annotated[float, Within(0, 100, "h")] | None = None
    fixed: tuple[PlannedWorkout, ...] = ()
    strength: Annotated[tuple[str, ...], AfterValidator(_check_weekdays)] = ()
    long_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] | None = None

    def on(self, day: dt.date) -> float:
        """Return the time available on a day.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        float
            Maximum time without strength training [min]; infinite if there is no limit.
        """
        if day in self.blackout:
            return 0.0
        name = WEEKDAYS[day.weekday()]
        strength = STRENGTH_MIN if name in self.strength else 0.0
        return max(self.minutes.get(name, float("inf")) - strength, 0.0)
