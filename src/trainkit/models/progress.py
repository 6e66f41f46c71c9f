"""Progress in a plan: compliance, adherence and race forecast."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import escape, format_clock, section, table
from trainkit.models._record_text import format_distance
from trainkit.models._result_text import format_size
from trainkit.models.frame import Frame, model_columns, number_column, text_column
from trainkit.models.goal import KeptGoal
from trainkit.models.model import Model
from trainkit.models.units import Within
from trainkit.models.workout import PlannedWorkout

__all__ = [
    "Calendar",
    "CalendarDay",
    "CalendarState",
    "Compliance",
    "Forecast",
    "GoalProgress",
    "Progress",
    "Segment",
    "WeekAcwr",
]

Share = Annotated[float, Field(ge=0)]

CalendarState = Literal["rest", "done", "partial", "missed", "skipped", "extra", "ahead", "unknown"]
"""What became of a day: see `CalendarDay`."""

DONE_SHARE, PARTIAL_SHARE = 0.75, 0.40
"""Shares of a session from which it counts as done, and as partly done [1]; a convention."""


class Segment(Model):
    """A step of a planned workout compared with the recording.

    Parameters
    ----------
    name : str
        The kind of step, such as ``"interval"``.
    planned_s, done_s : float
        Planned and recorded time [s].
    kind : str, optional
        The kind of target: ``"speed"``, ``"power"``, ``"heart_rate"``; None without a target,
        or if it was not recorded.
    low, high : float, optional
        The range of the target, in its unit.
    mean : float, optional
        The recorded mean, in the unit of the target.
    inside : float, optional
        Share of the recorded time in the range [1].
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
    """How closely an activity followed its planned workout.

    Parameters
    ----------
    duration, load : float or None
        Completed as a share of planned [1]; the length is a distance where every step ends by
        distance.
    segments : tuple of Segment
        One for each step, with repeats unrolled; empty without a recording.
    content : float or None
        How well the means of pace, power and heart rate fit [1]; None where nothing is known.
    score : float
        0 to 1: the share of planned time that was completed in range. Without samples, the ratio
        of the shorter to the longer of planned and completed length, times the content.
    share : float
        0 to 1: how much of the session was done. Too much and too fast count as done; work that
        was jogged does not.
    """

    duration: float | None = None
    load: float | None = None
    segments: tuple[Segment, ...] = ()
    content: Annotated[float, Field(ge=0, le=1)] | None = None
    score: Annotated[float, Field(ge=0, le=1)]
    share: Annotated[float, Field(ge=0, le=1)] = 0.0

    @property
    def state(self) -> Literal["done", "partial", "missed"]:
        """``"done"`` from 75 % on, ``"partial"`` from 40 % on, otherwise ``"missed"``."""
        if self.share >= DONE_SHARE:
            return "done"
        return "partial" if self.share >= PARTIAL_SHARE else "missed"


class CalendarDay(Model):
    """A calendar day, planned and actual.

    Parameters
    ----------
    date : date
        The day.
    planned : PlannedWorkout, optional
        The planned workout; None outside the plan.
    activities : tuple of str
        `Activity.id` of each activity.
    sports : tuple of str
        The sport of each activity; empty where only the plan was asked.
    planned_load, actual_load : float or None
        An hour at threshold is 100 [1]; None where unknown or in the future.
    state : str
        ``"rest"``, ``"done"``, ``"partial"``, ``"missed"``, ``"skipped"``, ``"extra"``: trained
        without a plan, ``"ahead"``, or ``"unknown"``: past, and without any data.
    done_on : date, optional
        The day on which the session was done or partly done; up to three days away.
    share : float, optional
        How much of the session was done [1].
    actual_min : float, optional
        Time trained [min]; None where the day has no activity.
    races : tuple of KeptGoal
        The goals of this day that are kept.
    """

    date: dt.date
    planned: PlannedWorkout | None = None
    activities: tuple[str, ...] = ()
    sports: tuple[str, ...] = ()
    planned_load: float | None = None
    actual_load: float | None = None
    state: CalendarState
    done_on: dt.date | None = None
    share: Annotated[float, Field(ge=0, le=1)] | None = None
    actual_min: Annotated[float, Within(0, 10_000, "min")] | None = None
    races: tuple[KeptGoal, ...] = ()

    def __str__(self) -> str:
        # A day that no plan covers is neither ahead nor an extra session: nothing was to be done.
        words = {"extra": "done", "ahead": "no plan", "unknown": "no data"}
        state = words.get(self.state, self.state) if self.planned is None else self.state
        parts = [f"{self.date:%a} {self.date}  {state:<7}"]
        if self.planned is not None and not self.planned.resting:
            parts.append(f"{self.planned.title} {format_size(self.planned)}")
        if self.actual_min is not None:
            done = ", ".join(sport.replace("_", " ") for sport in dict.fromkeys(self.sports))
            parts.append(f"{done or 'done'} {self.actual_min:.0f} min")
        parts += [f"race: {goal.name or f'{goal.distance_m / 1000:g} km'}" for goal in self.races]
        return "  ".join(parts).rstrip()


class WeekAcwr(Model):
    """The ACWR at the end of a week, predicted and actual.

    Parameters
    ----------
    week : int
        Week of the plan, from 1.
    date : date
        The week's last day.
    predicted, actual : float or None
        Mean load of 7 days divided by that of 28 days [1]; None if fewer than 28 days are known, or
        for a week in the future.
    """

    week: int
    date: dt.date
    predicted: float | None = None
    actual: float | None = None


class Forecast(Model):
    """A predicted finish time with its prediction interval.

    Parameters
    ----------
    distance_m : float
        Distance of the race [m].
    time_s : float
        The predicted time [s].
    low_s, high_s : float
        Bounds of the interval [s].
    level : float
        Probability of the interval [1].
    vdot : float or None
        VDOT of the predicted time [ml/kg/min]; None over 50 km and below 1 m/s, where it is not
        defined.
    races : int
        Number of past races used; 0 if the prediction uses the threshold pace.
    notes : tuple of str
        What the preparation changes, with its numbers, and what the interval is widened for.
    """

    distance_m: float
    time_s: float
    low_s: float
    high_s: float
    level: float
    vdot: float | None
    races: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        expected, low, high = map(format_clock, (self.time_s, self.low_s, self.high_s))
        basis = (
            f"{self.races} races" if self.races > 1 else "1 race" if self.races else "your paces"
        )
        head = f"{format_distance(self.distance_m)} in {expected}, {low} to {high} in "
        return "\n".join((f"{head}{100 * self.level:.0f} % of cases, from {basis}", *self.notes))


class Calendar(Model):
    """Days in order, planned and actual.

    Parameters
    ----------
    today : date
        The athlete's local day; later days are ahead.
    days : tuple of CalendarDay
        Every day from the first to the last.
    """

    today: dt.date
    days: tuple[CalendarDay, ...]

    def on(self, day: dt.date) -> CalendarDay | None:
        """Return a day; None outside the calendar."""
        index = (day - self.days[0].date).days if self.days else -1
        return self.days[index] if 0 <= index < len(self.days) else None

    def frame(self) -> Frame:
        """Return the calendar as a table, one row a day."""
        planned = [day.planned for day in self.days]
        minutes = [None if item is None else item.duration_min for item in planned]
        races = [", ".join(goal.name or goal.key for goal in day.races) for day in self.days]
        return Frame(
            [
                *model_columns(CalendarDay, self.days),
                text_column("session", [None if item is None else item.title for item in planned]),
                number_column("planned_min", minutes, "min"),
                number_column("sessions", [len(day.activities) for day in self.days], "1"),
                text_column("races", [names or None for names in races]),
            ]
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export `frame` to any data frame, see there."""
        return self.frame().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        span = f"{self.days[0].date} to {self.days[-1].date}" if self.days else "no days"
        return f"<Calendar: {span}, today {self.today}>"

    def __str__(self) -> str:
        return "\n".join(map(str, self.days))

    def _repr_html_(self) -> str:
        head = ("day", "planned", "state", "done", "load")
        rows = [
            (
                f"{day.date:%a} {day.date}",
                escape("" if day.planned is None else day.planned.title),
                escape(day.state),
                "" if day.actual_min is None else f"{day.actual_min:.0f} min",
                "" if day.actual_load is None else f"{day.actual_load:.0f}",
            )
            for day in self.days
        ]
        return section(table(head, rows), wide=True)


class Progress(Model):
    """An athlete's progress in a plan.

    Parameters
    ----------
    on : date
        The day of the report; not counted itself.
    planned, done : int
        Number of sessions before `on`.
    partial : int
        Number of sessions that were partly done; they are not among `done`.
    adherence : float or None
        Completed sessions as a share of planned ones [1], partly done ones by half; None before
        the first session.
    load : float or None
        Completed load as a share of planned load [1].
    forecast : Forecast, optional
        The race prediction if the rest of the plan is completed.
    status : str
        ``"ahead"``, ``"on track"`` or ``"behind"``: the goal time compared with the interval.
        ``"unknown"`` without a goal time or a forecast.
    """

    on: dt.date
    planned: int
    done: int
    partial: int = 0
    adherence: float | None = None
    load: float | None = None
    forecast: Forecast | None = None
    status: Literal["ahead", "on track", "behind", "unknown"] = "unknown"

    def __str__(self) -> str:
        lines = [f"{label}: {value}" if label else value for label, value in self._rows()]
        return "\n".join((f"Progress on {self.on}", *lines))

    def _repr_html_(self) -> str:
        rows = [(label, escape(value)) for label, value in self._rows()]
        return section(f"<p>Progress on {self.on}</p>", table(("what", "value"), rows))

    def _rows(self) -> list[tuple[str, str]]:
        rows = [("sessions done", f"{self.done} of {self.planned}")]
        if self.partial:
            rows.append(("sessions partly done", f"{self.partial}"))
        if self.load is not None:
            rows.append(("load done", f"{self.load:.0%}"))
        if self.forecast is not None:
            times_s = (self.forecast.time_s, self.forecast.low_s, self.forecast.high_s)
            expected, low, high = map(format_clock, times_s)
            level = self.forecast.level
            rows.append(("finish time", f"{expected} ({low} to {high}, {level:.0%})"))
            rows += [("", note) for note in self.forecast.notes]
        return [*rows, ("status", self.status)]


class GoalProgress(Model):
    """How far an athlete is on the way to a goal.

    Parameters
    ----------
    goal : KeptGoal
        The goal.
    on : date
        The day of the report.
    days_left : int
        Days until the race; negative after it.
    plan : Progress, optional
        Progress in the plan that leads to this goal; None where the latest plan does not.
    """

    goal: KeptGoal
    on: dt.date
    days_left: int
    plan: Progress | None = None

    def __str__(self) -> str:
        left = abs(self.days_left)
        days = "1 day" if left == 1 else f"{left} days"
        when = "today" if not left else f"in {days}" if self.days_left > 0 else f"{days} ago"
        plan = "" if self.plan is None else f"\n{self.plan}"
        return f"{self.goal}: {when}{plan}"
