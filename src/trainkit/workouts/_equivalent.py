"""Replace a workout by one of the same load in another sport."""

import datetime as dt

from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts._estimate import estimate
from trainkit.workouts._library import LIBRARY

__all__ = ["equivalent"]


def equivalent(
    workout: PlannedWorkout, athlete: Athlete, day: dt.date, *, sport: str
) -> PlannedWorkout:
    """Build the equivalent session in another sport, such as a ride in place of a run.

    Parameters
    ----------
    workout : PlannedWorkout
        The planned workout.
    athlete : Athlete
        Supplies the thresholds of both sports.
    day : date
        The day of the workout.
    sport : str
        The other sport, named as in `Activity`.

    Returns
    -------
    PlannedWorkout
        A session of the same effort and of the longest duration, in steps of 5 min, whose load is
        not above the original's.

    Raises
    ------
    InvalidInput
        The library has no matching session in that sport.

    Examples
    --------
    >>> from trainkit.workouts import find_session
    >>> me = Athlete(sex="female", birth_date="1990-01-01", hr_rest=50, hr_max=190)
    >>> run = find_session("Easy run").build(60, me, dt.date(2026, 6, 1))
    >>> ride = equivalent(run, me, dt.date(2026, 6, 1), sport="cycling")
    >>> ride.title, ride.duration_min
    ('Endurance ride', 90.0)
    """
    target = estimate(workout, athlete, day)
    sized = [
        (session, session.minutes_for(target.load))
        for session in LIBRARY
        if session.sport == sport and session.intensity == target.effort
    ]
    candidates = [(session, minutes) for session, minutes in sized if minutes]
    if not candidates:
        allowed = f"a sport with {target.effort} sessions of load {target.load:.0f} in the library"
        raise InvalidInput("sport", sport, allowed)
    session, minutes = max(candidates, key=lambda candidate: candidate[0].load(candidate[1]))
    return session.build(minutes, athlete, day).model_copy(
        update={"week": workout.week, "phase": workout.phase, "kind": workout.kind}
    )
