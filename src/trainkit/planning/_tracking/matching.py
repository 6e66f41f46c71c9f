"""Match activities to planned workouts: by kind, length and day, up to three days apart."""

import datetime as dt
import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.progress import PARTIAL_SHARE
from trainkit.models.workout import PlannedWorkout, Repeat
from trainkit.planning._tracking.content import content_of, length_of

__all__ = ["match"]

_NEAR_DAYS = 3
_ALIKE, _LONGEST = 0.6, 1.7  # least and largest share of the length, for another day
_SAME_KIND = 0.5  # least content, for another day

# Costs of a pair; a workout without an activity costs 1, and a little more if it is a key one.
_DAY = 0.04
_STRUCTURE = 0.2  # missing laps count as much as a fifth more or less time
_CONTENT = 0.5
_KEY = 0.05
_GOOD, _FAIR = 0.25, 0.55  # on the day itself: settled before other days are looked at
_NEVER = 1e3


def match(plan: TrainingPlan, history: History, athlete: Athlete | None = None) -> TrainingPlan:
    """Find the activity that completed each planned workout.

    Activities and workouts of the same sport are paired so that all pairs together differ least in
    length, content (pace, power, heart rate), laps and days. On the day itself at least 40 % of
    the length must be there; on another day, up to three days away, 60 % to 170 % and the same
    kind of session: a long run on Friday completes the one of Sunday. Workouts that are completed
    or skipped already stay unchanged.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History
        What was done.
    athlete : Athlete, optional
        Whose thresholds tell kinds of sessions apart; by default that of the history.

    Returns
    -------
    TrainingPlan
        With `completed_by` set where an activity matches.
    """
    taken = {workout.completed_by for workout in plan.workouts if workout.completed_by}
    near, eve = dt.timedelta(days=_NEAR_DAYS), dt.timedelta(days=1)
    free = [
        activity
        for activity in history.activities
        if activity.key not in taken and plan.start - eve <= activity.day <= plan.end + near
    ]
    wanted = [workout for workout in plan.workouts if _open(workout) and workout.date]
    who = athlete or history.athlete
    matches: dict[dt.date | None, str] = {}
    # What was done as planned on its day is settled first, then what was nearly, so that no chain
    # of moves replaces it: days are swapped where both differ from their own plan.
    for days, most in ((0, _GOOD), (0, _FAIR), (_NEAR_DAYS, 1.0)):
        found = [
            (wanted[row], free[column])
            for row, column in _pairs(wanted, free, who, days=days, most=most)
        ]
        matches |= {workout.date: activity.key for workout, activity in found}
        wanted = [workout for workout in wanted if workout.date not in matches]
        free = [activity for activity in free if activity.key not in matches.values()]
    workouts = tuple(
        workout.model_copy(update={"completed_by": matches[workout.date]})
        if workout.date in matches and _open(workout)
        else workout
        for workout in plan.workouts
    )
    return plan.model_copy(update={"workouts": workouts})


def _pairs(
    workouts: Sequence[PlannedWorkout],
    activities: Sequence[Activity],
    athlete: Athlete | None,
    *,
    days: int,
    most: float,
) -> list[tuple[int, int]]:
    """Assign activities to workouts at the least cost in total (Kuhn 1955)."""
    if not workouts or not activities:
        return []
    from scipy.optimize import linear_sum_assignment

    last = max(activity.day for activity in activities)
    columns: dict[dt.date, list[int]] = {}
    for column, activity in enumerate(activities):
        columns.setdefault(activity.day, []).append(column)
    # A workout's own last column means that nothing completed it.
    cost = np.full((len(workouts), len(activities) + len(workouts)), _NEVER)
    for row, away in product(range(len(workouts)), range(-days, days + 1)):
        workout = workouts[row]
        day = (workout.date or activities[0].day) + dt.timedelta(days=away)
        for column in columns.get(day, ()):
            costs = _cost(workout, activities[column], athlete, abs(away))
            cost[row, column] = costs if costs <= most else _NEVER
            if away < -1 and not workout.hard and (workout.date or last) > last:
                cost[row, column] = _NEVER  # an extra easy run is not the next one but one
        cost[row, len(activities) + row] = 1.0 + _KEY * workout.hard
    rows, chosen = linear_sum_assignment(cost)
    pairs = zip(rows.tolist(), chosen.tolist(), strict=True)
    return [(row, column) for row, column in pairs if column < len(activities)]


def _open(workout: PlannedWorkout) -> bool:
    done = workout.completed_by or workout.skipped
    return not done and not workout.resting


def _cost(workout: PlannedWorkout, activity: Activity, athlete: Athlete | None, days: int) -> float:
    """Return how far an activity differs from a workout, or that it cannot be the same [1]."""
    if activity.sport != workout.sport:
        return _NEVER
    length = length_of(workout, activity, workout.duration_min)
    content = None if athlete is None else content_of(workout, activity, athlete)
    if length is None:
        length = 1.0
    if length < PARTIAL_SHARE or (days and not _ALIKE <= length <= _LONGEST):
        return _NEVER
    if days and content is not None and content < _SAME_KIND:
        return _NEVER
    repeated = any(isinstance(step, Repeat) for step in workout.steps)
    unlike = min(abs(math.log(max(length, 0.01))), 0.6)
    unlike += _STRUCTURE if repeated and len(activity.laps) <= len(workout.steps) else 0.0
    unlike += 0.0 if content is None else _CONTENT * (1 - content)
    return min(unlike, 0.9) + _DAY * days
