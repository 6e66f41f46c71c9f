"""What a proposal asks for beyond the week of the rules: no rule forbids it, no coach signs it."""

from collections.abc import Sequence

from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts import estimate

__all__ = ["find_excess"]

_MORE = 1.1  # of the load of the week that the rules made
_LESS = 0.5
_KEY_KINDS = ("long", "race")


def find_excess(
    workouts: Sequence[PlannedWorkout], safe: Sequence[PlannedWorkout], athlete: Athlete
) -> list[str]:
    """Compare a proposal with the week of the rules.

    Parameters
    ----------
    workouts, safe : sequence of PlannedWorkout
        The proposal, and the week of the rules; of the same days.
    athlete : Athlete
        Whose thresholds count.

    Returns
    -------
    list of str
        What is too much, too little or missing.
    """
    load, planned = (sum(_load(workout, athlete) for workout in week) for week in (workouts, safe))
    hard, most = (sum(_is_hard(workout, athlete) for workout in week) for week in (workouts, safe))
    found = []
    if load > planned * _MORE:
        found.append(f"a load of {load:.0f} where the plan has {planned:.0f}")
    if load < planned * _LESS:
        found.append(f"a load of {load:.0f} where the plan has {planned:.0f}, less than half of it")
    if hard > most:
        found.append(f"{hard} hard days where the plan has {most}")
    lost = [kind for kind in _KEY_KINDS if _has(kind, safe) and not _has(kind, workouts)]
    found += [f"the {kind} session of the plan is missing" for kind in lost]
    return found


def _has(kind: str, week: Sequence[PlannedWorkout]) -> bool:
    return any(workout.kind == kind for workout in week)


def _load(workout: PlannedWorkout, athlete: Athlete) -> float:
    if workout.resting or workout.date is None:
        return 0.0
    return estimate(workout, athlete, workout.date).load


def _is_hard(workout: PlannedWorkout, athlete: Athlete) -> bool:
    if workout.resting or workout.date is None:
        return False
    return estimate(workout, athlete, workout.date).intensity == "hard"
