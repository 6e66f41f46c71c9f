"""Which activity did which planned workout."""

import datetime as dt
import math
from collections.abc import Sequence

from trainkit.models.activity import Activity
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout, Repeat

__all__ = ["match"]

_NEAR_DAYS = 1
_STRUCTURE = 0.2  # as bad as a fifth more or less time
_ALIKE = 0.5  # the least share of the planned time that an activity of another day must have


def match(plan: TrainingPlan, history: History) -> TrainingPlan:
    """Tell every planned workout which activity did it.

    An activity of the same day and sport does it whatever its length; of several the one that is
    most alike in length and, for a session with repeats, in its laps. One of a day before or after
    does it if its time is at least half and at most twice the planned.
    What is marked already, or skipped by hand, stays.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History
        What was done.

    Returns
    -------
    TrainingPlan
        With `completed_by` where an activity was found.
    """
    taken = {one.completed_by for one in plan.workouts if one.completed_by}
    free = [one for one in history.activities if one.key not in taken]
    found: dict[dt.date, str] = {}
    for away in (0, *(sign * day for day in range(1, _NEAR_DAYS + 1) for sign in (-1, 1))):
        for workout in plan.workouts:
            if not _open(workout) or workout.date in found or workout.date is None:
                continue
            day = workout.date + dt.timedelta(days=away)
            activity = _best(workout, [one for one in free if one.day == day], same_day=not away)
            if activity is not None:
                found[workout.date] = activity.key
                free.remove(activity)
    workouts = tuple(
        one.model_copy(update={"completed_by": found[one.date]}) if one.date in found else one
        for one in plan.workouts
    )
    return plan.model_copy(update={"workouts": workouts})


def _open(workout: PlannedWorkout) -> bool:
    done = workout.completed_by or workout.skipped
    return not done and not workout.resting


def _best(
    workout: PlannedWorkout, activities: Sequence[Activity], *, same_day: bool
) -> Activity | None:
    """The activity of the sport that is most like this workout."""
    alike = [one for one in activities if one.sport == workout.sport]
    if not same_day and workout.duration_min:
        alike = [one for one in alike if _ALIKE <= _share(one, workout) <= 1 / _ALIKE]
    return min(alike, key=lambda one: _unlike(one, workout), default=None)


def _unlike(activity: Activity, workout: PlannedWorkout) -> float:
    """How far an activity's length lies from the planned one, and its laps from the steps."""
    minutes = (activity.moving_s or activity.elapsed_s) / 60
    apart = abs(math.log(max(minutes, 1.0) / max(workout.duration_min, 1.0)))
    repeated = any(isinstance(one, Repeat) for one in workout.steps)
    lapped = len(activity.laps) > len(workout.steps)
    return apart + (_STRUCTURE if repeated and not lapped else 0.0)


def _share(activity: Activity, workout: PlannedWorkout) -> float:
    return (activity.moving_s or activity.elapsed_s) / 60 / workout.duration_min
