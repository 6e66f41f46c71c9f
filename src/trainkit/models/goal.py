"""What an athlete trains for, and the time there is to train."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from trainkit.errors import InvalidInput
from trainkit.models._base import Model
from trainkit.models.units import Distance, Within

__all__ = ["WEEKDAYS", "Availability", "Goal"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""From Monday, as `datetime.date.weekday` counts them."""

Minutes = Annotated[float, Within(0, 1440, "min")]


def _weekdays(minutes: Mapping[str, float]) -> Mapping[str, float]:
    for name in minutes:
        if name not in WEEKDAYS:
            raise InvalidInput("minutes", name, "one of " + ", ".join(WEEKDAYS))
    return minutes


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
    """

    distance_m: Annotated[Distance, Within(1, 50_000_000, "m")]
    date: dt.date
    time_s: Annotated[float, Within(1, 100_000_000, "s")] | None = None
    priority: Literal["A", "B", "C"] = "A"
    name: str | None = None
    sport: Annotated[str, Field(min_length=1)] = "running"


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
    """

    minutes: Annotated[Mapping[str, Minutes], AfterValidator(_weekdays)] = Field(
        default_factory=dict
    )
    blackout: tuple[dt.date, ...] = ()
    max_sessions_per_week: Annotated[int, Field(ge=1, le=28)] | None = None
    indoors_only: bool = False

    def on(self, day: dt.date) -> float:
        """Look up the most time on a day.

        Parameters
        ----------
        day : date
            The day.

        Returns
        -------
        float
            [min]; infinite where there is no limit.
        """
        if day in self.blackout:
            return 0.0
        return self.minutes.get(WEEKDAYS[day.weekday()], float("inf"))
