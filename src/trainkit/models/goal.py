"""What an athlete trains for, and the time there is to train."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from trainkit.errors import InvalidInput
from trainkit.models._goal_words import goal_words
from trainkit.models.model import Model
from trainkit.models.units import Distance, Within
from trainkit.models.workout import PlannedWorkout

__all__ = ["WEEKDAYS", "Availability", "Goal"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""From Monday, as `datetime.date.weekday` counts them."""

STRENGTH_MIN = 30.0
"""Length of a block of strength [min]."""

Minutes = Annotated[float, Within(0, 1440, "min")]


def _weekdays(minutes: Mapping[str, float]) -> Mapping[str, float]:
    for name in minutes:
        if name not in WEEKDAYS:
            raise InvalidInput("minutes", name, "one of " + ", ".join(WEEKDAYS))
    return minutes


def _known_days(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in WEEKDAYS:
            raise InvalidInput("strength", name, "one of " + ", ".join(WEEKDAYS))
    return names


class Goal(Model):
    """A race to come.

    Parameters
    ----------
    distance_m : float
        [m]
    date : date
        The day of the race.
    time_s : float, optional
        The time that is aimed at [s].
    priority : {"A", "B", "C"}
        A is what the training is for.
    name : str, optional
        What it is called.
    sport : str
        As in `Activity`.
    trail : bool
        Whether it is run on trails.
    """

    distance_m: Annotated[Distance, Within(1, 50_000_000, "m")]
    date: dt.date
    time_s: Annotated[float, Within(1, 100_000_000, "s")] | None = None
    priority: Literal["A", "B", "C"] = "A"
    name: str | None = None
    sport: Annotated[str, Field(min_length=1)] = "running"
    trail: bool = False

    @classmethod
    def read(cls, text: str, *, start: dt.date) -> "Goal":
        """Read a goal from words.

        Parameters
        ----------
        text : str
            A distance, and if wished a time, with a day or a number of weeks.
        start : date
            From which weeks are counted; the race is on the Sunday of the last one.

        Returns
        -------
        Goal
            An A race.

        Raises
        ------
        InvalidInput
            No distance or no day in it.

        Examples
        --------
        >>> goal = Goal.read("5K in 25 minutes in 12 weeks", start=dt.date(2026, 6, 1))
        >>> goal.distance_m, goal.time_s, str(goal.date)
        (5000.0, 1500.0, '2026-08-23')
        """
        distance, day, seconds = goal_words(text, start)
        return cls(distance_m=distance, date=day, time_s=seconds)


class Availability(Model):
    """When an athlete can train.

    Parameters
    ----------
    minutes : mapping of str to float
        The most time [min] by weekday, ``"mon"`` to ``"sun"``; a weekday that is not named is
        free of limits.
    blackout : tuple of date
        Days without any training.
    max_sessions_per_week : int, optional
        The most sessions [1] from Monday to Sunday.
    indoors_only : bool
        Whether only an indoor session is possible.
    hours_per_week : float, optional
        The most time from Monday to Sunday [h].
    fixed : tuple of PlannedWorkout
        Sessions that are given, each with its date: a club run, a class.
    strength : tuple of str
        Weekdays with half an hour of strength beside the session; a day of rest stays one.
    long_day : str, optional
        The weekday of the long session; by default the one with most time.
    """

    minutes: Annotated[Mapping[str, Minutes], AfterValidator(_weekdays)] = Field(
        default_factory=dict
    )
    blackout: tuple[dt.date, ...] = ()
    max_sessions_per_week: Annotated[int, Field(ge=1, le=28)] | None = None
    indoors_only: bool = False
    hours_per_week: Annotated[float, Within(0, 100, "h")] | None = None
    fixed: tuple[PlannedWorkout, ...] = ()
    strength: Annotated[tuple[str, ...], AfterValidator(_known_days)] = ()
    long_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] | None = None

    def on(self, day: dt.date) -> float:
        """Look up the most time on a day.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        float
            [min], strength left out; infinite where there is no limit.
        """
        if day in self.blackout:
            return 0.0
        name = WEEKDAYS[day.weekday()]
        taken = STRENGTH_MIN if name in self.strength else 0.0
        return max(self.minutes.get(name, float("inf")) - taken, 0.0)
