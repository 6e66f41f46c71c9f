"""What tools can be asked, with the limits of each argument."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from trainkit.coach._facts import TOPICS
from trainkit.models.model import Model

__all__ = [
    "METRICS",
    "QUANTITIES",
    "ActivitiesInput",
    "ActivityInput",
    "BestsInput",
    "ChangeInput",
    "DayInput",
    "LoadsInput",
    "MoreTimeInput",
    "PaceInput",
    "PacesInput",
    "PatternsInput",
    "PeriodInput",
    "PlacedSession",
    "PredictionInput",
    "RaceTimeInput",
    "SeriesInput",
    "SessionsInput",
    "SummaryInput",
    "TopicInput",
    "VdotInput",
    "ZonesInput",
]

Metres = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
Minutes = Annotated[float, Field(gt=0, le=1440, allow_inf_nan=False)]
Beats = Annotated[float, Field(ge=20, le=250, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=50)]
Words = Annotated[str, Field(min_length=1, max_length=80)]
First = Annotated[dt.date | None, Field(description="first day; by default as early as possible")]
Last = Annotated[dt.date | None, Field(description="last day; by default the day of the facts")]
METRICS = (
    *("load", "external_load", "fitness", "fatigue", "form", "distance", "time", "activities"),
    *("hrv", "resting_hr", "sleep", "weight"),
)
"""What a series can be of."""
QUANTITIES = (
    *("activities", "distance", "time", "climb", "load", "pace", "speed", "heart_rate"),
    *("max_heart_rate", "power", "hrv", "resting_hr", "sleep", "weight"),
)
"""What can be summed up."""


class TopicInput(Model):
    """A topic of facts."""

    topic: Annotated[Literal[TOPICS], Field(description="which facts")]  # type: ignore[valid-type]


class DayInput(Model):
    """A day."""

    day: Annotated[dt.date, Field(description="the day, not after the day of the facts")]


class ActivityInput(Model):
    """One activity."""

    day: Annotated[dt.date, Field(description="its day")]
    number: Annotated[Count, Field(description="which of that day, the first is 1")] = 1


class SeriesInput(Model):
    """A metric over a period, by day or by week."""

    metric: Annotated[Literal[METRICS], Field(description="what")]  # type: ignore[valid-type]
    first: Annotated[
        dt.date | None, Field(description="first day; by default as early as 60 rows reach")
    ] = None
    last: Last = None
    by: Annotated[Literal["day", "week"], Field(description="weeks end on the last day")] = "week"


class SummaryInput(Model):
    """A quantity over a period."""

    metric: Annotated[Literal[QUANTITIES], Field(description="what")]  # type: ignore[valid-type]
    sport: Annotated[Words | None, Field(description="such as running; by default any")] = None
    first: First = None
    last: Last = None


class PatternsInput(Model):
    """How many patterns."""

    most: Annotated[int, Field(ge=1, le=20, description="how many, the most important first")] = 3


class PeriodInput(Model):
    """A range of days."""

    first: Annotated[dt.date, Field(description="first day")]
    last: Annotated[dt.date, Field(description="last day")]


class ActivitiesInput(Model):
    """Which activities."""

    sport: Annotated[Words | None, Field(description="such as running; by default any")] = None
    first: First = None
    last: Last = None
    least_m: Annotated[Metres | None, Field(description="shortest distance in metres")] = None
    most_m: Annotated[Metres | None, Field(description="longest distance in metres")] = None
    limit: Annotated[Count, Field(description="how many, the newest first")] = 5


class BestsInput(Model):
    """A distance, or a duration for power."""

    distance_m: Annotated[Metres | None, Field(description="distance of runs in metres")] = None
    power_s: Annotated[
        Annotated[int, Field(ge=1, le=36_000)] | None,
        Field(description="instead: seconds of the best mean power of rides"),
    ] = None
    first: First = None
    last: Last = None
    limit: Annotated[Count, Field(description="how many, the best first")] = 3


class LoadsInput(Model):
    """A period, by day or by week."""

    first: Annotated[dt.date, Field(description="first day")]
    last: Last = None
    by: Annotated[Literal["day", "week"], Field(description="weeks end on the last day")] = "week"


class PredictionInput(Model):
    """A race to predict."""

    distance_m: Annotated[Metres, Field(description="distance in metres, 1500 to 100000")]


class PacesInput(Model):
    """A VDOT, if not the athlete's."""

    vdot: Annotated[
        Annotated[float, Field(ge=20, le=90, allow_inf_nan=False)] | None,
        Field(description="by default the athlete's own"),
    ] = None


class ChangeInput(Model):
    """A change of the plan."""

    action: Annotated[Literal["skip", "move", "add"], Field(description="what to change")]
    day: Annotated[dt.date, Field(description="the day of the plan that changes")]
    to_day: Annotated[
        dt.date | None, Field(description="for move: the day that changes places with it")
    ] = None
    session: Annotated[
        Words | None,
        Field(description='for add: a session of the library, such as "Easy run", or "rest"'),
    ] = None
    minutes: Annotated[Minutes | None, Field(description="for add: duration in minutes")] = None


class PlacedSession(Model):
    """A session on a day."""

    day: Annotated[dt.date, Field(description="its day")]
    session: Annotated[Words, Field(description='of the library, such as "Easy run", or "rest"')]
    minutes: Annotated[Minutes | None, Field(description="needed but for rest")] = None


class SessionsInput(Model):
    """Sessions that somebody would like to do."""

    workouts: Annotated[
        tuple[PlacedSession, ...], Field(min_length=1, max_length=14, description="one a day")
    ]


class MoreTimeInput(Model):
    """Nothing to ask: an hour a week more, and a week more."""


class VdotInput(Model):
    """A race."""

    distance_m: Annotated[Metres, Field(description="metres, 800 to 50000")]
    time_s: Annotated[Seconds, Field(description="seconds")]


class RaceTimeInput(Model):
    """A race and another distance."""

    distance_m: Annotated[Metres, Field(description="metres of the known race")]
    time_s: Annotated[Seconds, Field(description="its time in seconds")]
    to_m: Annotated[Metres, Field(description="metres of the other race")]


class PaceInput(Model):
    """A distance and a time."""

    distance_m: Annotated[Metres, Field(description="metres")]
    time_s: Annotated[Seconds, Field(description="seconds")]


class ZonesInput(Model):
    """Heart rates."""

    hr_rest: Annotated[Beats, Field(description="resting heart rate")]
    hr_max: Annotated[Beats, Field(description="maximum heart rate")]
