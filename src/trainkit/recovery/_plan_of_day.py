"""The plan's session of a day beside the recommendation, in words."""

import re
from collections.abc import Iterable, Iterator

from trainkit.models.assessment import Recommendation
from trainkit.models.workout import PlannedWorkout

__all__ = ["compare_with_plan"]


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
    for workout in plan:
        if workout.date != recommendation.date:
            continue
        if workout == chosen:
            yield f"Your plan: {_describe(workout)}. Today: as planned."
        elif workout.resting and chosen.resting:
            yield "Your plan: rest. Today: rest."
        else:
            yield (
                f"Your plan: {_describe(workout)}. Today: {_describe(chosen)}. "
                f"{_reason(workout, recommendation)}"
            )


def _describe(workout: PlannedWorkout) -> str:
    if workout.resting:
        return "rest"
    return workout.name + (f", {workout.duration_min:.0f} min" if workout.duration_s else "")


def _reason(workout: PlannedWorkout, recommendation: Recommendation) -> str:
    """The rule that the planned workout would break, else the reason that decided the day."""
    about = [
        limit for limit in recommendation.limits if limit.startswith(f"The planned {workout.name}")
    ]
    own = [limit for limit in about if "more than you should" not in limit]
    return next(iter(own), re.split(r"(?<=\.) (?=[A-Z])", recommendation.rationale)[0])
