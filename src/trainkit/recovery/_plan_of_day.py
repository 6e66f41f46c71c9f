"""The plan's session of a day beside the recommendation, in words."""

import re
from collections.abc import Iterable, Iterator

from trainkit.models.assessment import INTENSITIES, Intensity, Recommendation
from trainkit.models.workout import PlannedWorkout

__all__ = ["compare_with_plan", "fits_as_second", "name_planned", "too_hard"]


def compare_with_plan(
    plan: Iterable[PlannedWorkout], recommendation: Recommendation
) -> Iterator[str]:
    """Put each planned workout of the day beside what is recommended, with the reason.

    Parameters
    ----------
    plan : iterable of PlannedWorkout
        Workouts of any days.
    recommendation : Recommendation
        The day's recommendation.

    Yields
    ------
    str
        ``"Your plan: Threshold run, 55 min. Today: Easy run, 40 min, because ..."``
    """
    chosen = recommendation.workout
    today = [workout for workout in plan if workout.date == recommendation.date]
    for workout in today:
        if workout == chosen:
            yield f"Your plan: {_describe(workout)}. Today: as planned."
        elif workout.resting and chosen.resting:
            yield "Your plan: rest. Today: rest."
        elif workout.resting and chosen in today:
            yield f"Your plan: rest. Today: {_describe(chosen)}, which is on your plan too."
        elif fits_as_second(workout) in recommendation.rationale:
            yield f"Your plan: {_describe(workout)}. Today: as planned, after {_describe(chosen)}."
        else:
            yield (
                f"Your plan: {_describe(workout)}. Today: {_describe(chosen)}. "
                f"{_reason(workout, recommendation, second=chosen in today)}"
            )


def name_planned(workout: PlannedWorkout) -> str:
    """Name a planned workout as the subject of a limit."""
    return f"The planned {workout.name}"


def too_hard(workout: PlannedWorkout, intensity: Intensity) -> str:
    """Say that a planned workout is harder than the day."""
    return f"{name_planned(workout)} is {intensity}, which is more than you should do today."


def fits_as_second(workout: PlannedWorkout) -> str:
    """Say that a planned workout fits beside the chosen one."""
    return f"{_describe(workout)}, is on your plan too and fits as a second session."


def _describe(workout: PlannedWorkout) -> str:
    if workout.resting:
        return "rest"
    return workout.name + (f", {workout.duration_min:.0f} min" if workout.duration_s else "")


def _reason(workout: PlannedWorkout, recommendation: Recommendation, *, second: bool) -> str:
    """The rule that the planned workout would break, else the reason that decided the day."""
    by_recovery = {too_hard(workout, intensity) for intensity in INTENSITIES}
    subject = name_planned(workout)
    own = [limit for limit in recommendation.limits if limit.startswith(subject)]
    own = [limit for limit in own if limit not in by_recovery]
    if second and not own:
        return f"One session is enough today: {workout.name} can move to another day."
    return next(iter(own), re.split(r"(?<=\.) (?=[A-Z])", recommendation.rationale)[0])
