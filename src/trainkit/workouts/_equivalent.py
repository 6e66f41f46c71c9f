"""The same load in another sport."""

import datetime as dt

from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts._expected import expected
from trainkit.workouts._library import LIBRARY

__all__ = ["equivalent"]


def equivalent(
    workout: PlannedWorkout, athlete: Athlete, day: dt.date, *, sport: str
) -> PlannedWorkout:
    """Make the session of another sport that costs as much: a ride or a swim for a run.

    Parameters
    ----------
    workout : PlannedWorkout
        What is planned.
    athlete : Athlete
        Whose thresholds of both sports count.
    day : date
        The day it is for.
    sport : str
        The other sport, as in `Activity`.

    Returns
    -------
    PlannedWorkout
        As hard, and of the length whose load is nearest from below, in steps of 5 min.

    Raises
    ------
    InvalidInput
        The library has no such session in that sport.

    Examples
    --------
    >>> from trainkit.workouts import named
    >>> me = Athlete(sex="female", birth_date="1990-01-01", hr_rest=50, hr_max=190)
    >>> run = named("Easy run").build(60, me, dt.date(2026, 6, 1))
    >>> ride = equivalent(run, me, dt.date(2026, 6, 1), sport="cycling")
    >>> ride.title, ride.duration_min
    ('Endurance ride', 65.0)
    """
    wanted = expected(workout, athlete, day)
    found = [
        (one, one.minutes_for(wanted.load))
        for one in LIBRARY
        if one.sport == sport and one.intensity == wanted.effort
    ]
    possible = [(one, minutes) for one, minutes in found if minutes]
    if not possible:
        allowed = f"a sport whose library has {wanted.effort} sessions of load {wanted.load:.0f}"
        raise InvalidInput("sport", sport, allowed)
    session, minutes = max(possible, key=lambda one: one[0].load(one[1]))
    made = session.build(minutes, athlete, day)
    return made.model_copy(
        update={"week": workout.week, "phase": workout.phase, "kind": workout.kind}
    )
