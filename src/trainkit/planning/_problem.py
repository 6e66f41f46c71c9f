"""Everything that a plan rests on, gathered once: days, weeks, the past, the athlete, the rules."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainkit.loads import daily_loads
from trainkit.models.assessment import INTENSITIES
from trainkit.models.athlete import Athlete
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.models.history import History
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._phases import Phase, RaceType, Week, race_type
from trainkit.planning._response import Response
from trainkit.ports.rule import Rule, Schedule
from trainkit.workouts import LIBRARY, Session, estimate

__all__ = ["BEHIND", "PlanningProblem", "frame", "longest_for"]

BEHIND = 35
"""Days behind the plan that the rules look at."""

# The longest session that makes sense, by race [min].
_LONGEST_MIN: Mapping[RaceType, float] = {
    "5k": 100.0,
    "10k": 120.0,
    "half": 150.0,
    "marathon": 190.0,
    "ultra": 300.0,
}
_LONGEST_BASE = 120.0

_RACE_M_S: Mapping[str, float] = {"cycling": 9.0, "swimming": 1.1}  # where no time is aimed at
_USUAL_THRESHOLD_M_S = 3.3
_HARD_RACES = {"C"}


@dataclass(frozen=True, slots=True, eq=False)
class PlanningProblem:
    """What to plan, for whom, and what must hold.

    Parameters
    ----------
    athlete : Athlete
        Whose plan it is.
    goals : tuple of Goal
        Races by date.
    availability : Availability
        The time there is.
    weeks : tuple of Week
        With their phases.
    frame : Schedule
        The days behind, and the days of the plan with races and fixed sessions on them.
    rules : sequence of Rule
        Hard rules.
    response : Response
        How load becomes performance.
    sessions : int
        The most sessions a week.
    longest_min : float
        The longest session that makes sense for the goal [min].
    above_threshold : mapping of str to float
        Share of the hard sessions above threshold, by phase [1].
    library : tuple of Session
        Those of a host among them are offered too.
    """

    athlete: Athlete
    goals: tuple[Goal, ...]
    availability: Availability
    weeks: tuple[Week, ...]
    frame: Schedule
    rules: Sequence[Rule]
    response: Response
    sessions: int
    longest_min: float
    above_threshold: Mapping[Phase, float]
    library: tuple[Session, ...] = LIBRARY

    @property
    def start(self) -> dt.date:
        """The first day of the plan."""
        day: dt.date = self.frame.dates[self.frame.first].item()
        return day

    @property
    def sport(self) -> str:
        """What is trained."""
        return self.goals[-1].sport if self.goals else "running"

    @property
    def race(self) -> Goal | None:
        """What the plan leads up to."""
        return self.goals[-1] if self.goals else None

    @property
    def open_days(self) -> tuple[int, ...]:
        """Places in the frame of the planned days on which nothing is given."""
        days = range(self.frame.first, self.frame.load.size)
        return tuple(at for at in days if not self.frame.load[at] and not self.frame.races[at])

    def week_of(self, at: int) -> Week:
        """Look up the week of a day by the day's place in the frame."""
        day: dt.date = self.frame.dates[at].item()
        return self.weeks[(day - self.weeks[0].monday).days // 7]


def longest_for(race: Goal | None, free: Availability) -> float:
    """Give the longest session that makes sense for a race and that there is time for [min]."""
    usual = _LONGEST_MIN[race_type(race.distance_m)] if race else _LONGEST_BASE
    return min(usual, max(free.minutes.get(day, 1440.0) for day in WEEKDAYS))


def frame(
    start: dt.date,
    end: dt.date,
    athlete: Athlete,
    history: History | None,
    *,
    goals: Sequence[Goal] = (),
    given: Sequence[PlannedWorkout] = (),
) -> Schedule:
    """Lay out the days of a plan after the days behind it.

    Parameters
    ----------
    start, end : date
        The first and the last day of the plan.
    athlete : Athlete
        Whose thresholds count.
    history : History or None
        What is known of the days before; without one they are unknown.
    goals : sequence of Goal
        A and B races count as races, C races as hard sessions.
    given : sequence of PlannedWorkout
        Sessions that stand on their days.

    Returns
    -------
    Schedule
        With the past, races and given sessions; the days between are still at rest.
    """
    days = (end - start).days + 1
    dates = np.arange(np.datetime64(start) - BEHIND, np.datetime64(end) + 1)
    size = BEHIND + days
    load, minutes, runs = np.zeros((3, size))
    effort = np.zeros(size, dtype=np.int8)
    load[:BEHIND] = np.nan
    races = np.zeros(size, dtype=bool)
    scores = np.full(size, np.nan)
    hard = np.zeros(size, dtype=bool)
    work = {name: np.zeros(size) for name in ("threshold", "intervals", "repetitions")}
    schedule = Schedule(dates, BEHIND, load, effort, runs, scores, races, hard, minutes, work)
    if history is not None and history.span is not None:
        _lay_past(schedule, history, athlete)
    for goal in goals:
        at = int((np.datetime64(goal.date) - dates[0]).astype(int))
        if goal.priority not in _HARD_RACES:
            races[at] = True
        hard[at] = True
        effort[at] = INTENSITIES.index("hard")
        load[at] = race_load(goal, athlete)
        runs[at] = goal.distance_m if goal.sport == "running" else 0.0
    for one in given:
        if one.date is not None and start <= one.date <= end:
            at = BEHIND + (one.date - start).days
            if not races[at]:
                lay(schedule, at, one, athlete)
    return schedule


def race_load(goal: Goal, athlete: Athlete) -> float:
    """Expect the load of a race from its distance and time [1]."""
    speed = _RACE_M_S.get(goal.sport)
    if speed is None:
        threshold = athlete.at(goal.date, goal.sport).threshold_speed_m_s or _USUAL_THRESHOLD_M_S
        speed = 0.9 * threshold
    hours = (goal.time_s or goal.distance_m / speed) / 3600
    return 100 * hours * min(max(1.03 - 0.055 * hours, 0.65), 1.0) ** 2


def lay(schedule: Schedule, at: int, workout: PlannedWorkout, athlete: Athlete) -> None:
    """Put a workout on its day, as it is expected to be."""
    day: dt.date = schedule.dates[at].item()
    what = estimate(workout, athlete, day)
    schedule.load[at] = what.load
    schedule.minutes[at] = what.minutes
    schedule.run_m[at] = what.run_m
    # A long session is hard by its length; the share of hard training is about intensity.
    effort = "easy" if workout.kind == "long" else what.effort
    schedule.effort[at] = INTENSITIES.index(effort)
    schedule.hard[at] = workout.hard or what.effort == "hard"
    for kind, column in schedule.work.items():
        column[at] = what.work.get(kind, 0.0)


def _lay_past(schedule: Schedule, history: History, athlete: Athlete) -> None:
    """Put what was trained on the days behind."""
    known = daily_loads(history, athlete)
    at = (known.dates - schedule.dates[0]).astype(int)
    behind = (at >= 0) & (at < schedule.first)
    there, at = np.flatnonzero(behind), at[behind]
    schedule.load[at] = known.internal[there]
    schedule.minutes[at] = np.nan_to_num(known.minutes[there])
    schedule.run_m[at] = np.nan_to_num(known.run_m[there])
    schedule.effort[at] = known.effort[there]
    schedule.hard[at] = known.hard[there]
