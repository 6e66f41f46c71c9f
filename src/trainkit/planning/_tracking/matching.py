"""Match activities to planned workouts."""

import datetime as dt
import math
from collections.abc import Sequence

from trainkit.models.activity import Activity
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout, Repeat

__all__ = ["match"]

_NEAR_DAYS = 1
_STRUCTURE = 0.2  # missing laps count as much as a fifth more or less time
_SIMILAR = 0.5  # least share of the planned time, for an activity of another day


def match(plan: TrainingPlan, history: History) -> TrainingPlan:
    """Find the activity that completed each planned workout.

    An activity of the same day and sport completes a workout whatever its length; of several, the
    most similar one in length and, for a session with repeats, in laps. An activity of the day
    before or after completes it if it takes between half and twice the planned time. Workouts that
    are completed or skipped already stay unchanged.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History
        What was done.

    Returns
    -------
    TrainingPlan
        With `completed_by` set where an activity matches.
    """
    taken = {workout.completed_by for workout in plan.workouts if workout.completed_by}
    free = [activity for activity in history.activities if activity.key not in taken]
    matches: dict[dt.date, str] = {}
    # Exact days first, so that a neighbour never takes the activity of the day itself.
    for away in (0, *(sign * day for day in range(1, _NEAR_DAYS + 1) for sign in (-1, 1))):
        for workout in plan.workouts:
            if not _open(workout) or workout.date in matches or workout.date is None:
                continue
            day = workout.date + dt.timedelta(days=away)
            activity = _best(
                workout, [other for other in free if other.day == day], same_day=not away
            )
            if activity is not None:
                matches[workout.date] = activity.key
                free.remove(activity)
    workouts = tuple(
        workout.model_copy(update={"completed_by": matches[workout.date]})
        if workout.date in matches
        else workout
        for workout in plan.workouts
    )
    return plan.model_copy(update={"workouts": workouts})


def _open(workout: PlannedWorkout) -> bool:
    done = workout.completed_by or workout.skipped
    return not done and not workout.resting


def _best(
    workout: PlannedWorkout, activities: Sequence[Activity], *, same_day: bool
) -> Activity | None:
    """Return the activity of the same sport that is most similar to a workout."""
    similar = [activity for activity in activities if activity.sport == workout.sport]
    # On its own day any session completes the workout; on another day it has to look like it.
    if not same_day and workout.duration_min:
        similar = [
            activity
            for activity in similar
            if _SIMILAR <= _share(activity, workout) <= 1 / _SIMILAR
        ]
    return min(similar, key=lambda activity: _distance(activity, workout), default=None)


def _distance(activity: Activity, workout: PlannedWorkout) -> float:
    """Measure how far an activity differs from a workout in length and in laps [1]."""
    minutes = (activity.moving_s or activity.elapsed_s) / 60
    # A logarithm, so that half the time is as far away as twice the time.
    apart = abs(math.log(max(minutes, 1.0) / max(workout.duration_min, 1.0)))
    repeated = any(isinstance(step, Repeat) for step in workout.steps)
    lapped = len(activity.laps) > len(workout.steps)
    return apart + (_STRUCTURE if repeated and not lapped else 0.0)


def _share(activity: Activity, workout: PlannedWorkout) -> float:
    return (activity.moving_s or activity.elapsed_s) / 60 / workout.duration_min
