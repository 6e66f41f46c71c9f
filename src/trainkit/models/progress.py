"""How a plan is going: what was done of it, and what race it leads to."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import escape, section, table
from trainkit.models.model import Model
from trainkit.models.workout import PlannedWorkout

__all__ = ["CalendarDay", "Compliance", "Forecast", "Progress", "Segment", "WeekAcwr"]

Share = Annotated[float, Field(ge=0)]


class Segment(Model):
    """One step of a planned workout against what was done in its time.

    Parameters
    ----------
    name : str
        What kind of step, such as ``"interval"``.
    planned_s, done_s : float
        Time planned and time recorded [s].
    kind : str, optional
        What was to be held: ``"speed"``, ``"power"``, ``"heart_rate"``; None without a target that
        was recorded.
    low, high : float, optional
        The target's range, in the unit of the target.
    mean : float, optional
        What was held on average.
    inside : float, optional
        Share of the recorded time inside the range [1].
    """

    name: str
    planned_s: Share
    done_s: Share
    kind: str | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    inside: float | None = None


class Compliance(Model):
    """How an activity followed its planned workout.

    Parameters
    ----------
    duration, load : float or None
        Done as a share of planned [1].
    segments : tuple of Segment
        By step, repeats unrolled; empty without a recording.
    score : float
        0 to 1: the time of each segment that was done and inside its range; without segments the
        shorter of planned and done time by the longer.
    """

    duration: float | None = None
    load: float | None = None
    segments: tuple[Segment, ...] = ()
    score: Annotated[float, Field(ge=0, le=1)]


class CalendarDay(Model):
    """One day, planned and actual.

    Parameters
    ----------
    date : date
        The day.
    planned : PlannedWorkout, optional
        What was to be done; None outside of the plan.
    activities : tuple of str
        Keys of what was done.
    planned_load, actual_load : float or None
        An hour at threshold is 100 [1]; None where unknown or in the future.
    state : str
        ``"rest"``, ``"done"``, ``"missed"``, ``"skipped"``, ``"extra"`` or ``"ahead"``.
    """

    date: dt.date
    planned: PlannedWorkout | None = None
    activities: tuple[str, ...] = ()
    planned_load: float | None = None
    actual_load: float | None = None
    state: Literal["rest", "done", "missed", "skipped", "extra", "ahead"]


class WeekAcwr(Model):
    """The ACWR at the end of a week, as planned and as it came.

    Parameters
    ----------
    week : int
        Of the plan, from 1.
    date : date
        The week's last day.
    predicted, actual : float or None
        Mean load of 7 days over that of 28 [1]; None without 28 known days, or in the future.
    """

    week: int
    date: dt.date
    predicted: float | None = None
    actual: float | None = None


class Forecast(Model):
    """A finish time with its interval.

    Parameters
    ----------
    distance_m : float
        Of the race [m].
    time_s : float
        The expected time [s].
    low_s, high_s : float
        The interval [s].
    level : float
        The interval's probability [1].
    vdot : float
        Expected VDOT on the day [ml/kg/min].
    races : int
        Races that it rests on; without one it rests on the threshold pace.
    """

    distance_m: float
    time_s: float
    low_s: float
    high_s: float
    level: float
    vdot: float
    races: int


class Progress(Model):
    """Where an athlete stands in a plan.

    Parameters
    ----------
    on : date
        The day of the judgement, not itself counted.
    planned, done : int
        Sessions up to it.
    adherence : float or None
        Done over planned sessions [1]; None before the first.
    load : float or None
        Done over planned load [1].
    forecast : Forecast, optional
        The race, if the rest is done as planned.
    status : str
        ``"ahead"``, ``"on track"``, ``"behind"`` by the goal's time against the interval;
        ``"unknown"`` without a goal time or a forecast.
    """

    on: dt.date
    planned: int
    done: int
    adherence: float | None = None
    load: float | None = None
    forecast: Forecast | None = None
    status: Literal["ahead", "on track", "behind", "unknown"] = "unknown"

    def _repr_html_(self) -> str:
        rows = [("sessions done", f"{self.done} of {self.planned}")]
        if self.load is not None:
            rows.append(("load done", f"{self.load:.0%}"))
        if self.forecast is not None:
            one = self.forecast
            moments = (one.time_s, one.low_s, one.high_s)
            expected, low, high = (str(dt.timedelta(seconds=round(t))) for t in moments)
            rows.append(("finish time", f"{expected} ({low} to {high}, {one.level:.0%})"))
        rows.append(("status", escape(self.status)))
        return section(f"<p>Progress on {self.on}</p>", table(("what", "value"), rows))
