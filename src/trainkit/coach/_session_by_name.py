"""A session of the library by its name, as people and language models ask for it."""

import datetime as dt
from difflib import get_close_matches

from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts import LIBRARY, PLANNED, Session, estimate

__all__ = ["REST", "build_named_session", "look_up_session"]

_KINDS = {"endurance": "easy"}

REST = PlannedWorkout(name="Rest", kind="rest", load=0.0, provenance=PLANNED)


def look_up_session(name: str) -> Session:
    """Look up a session by its name, in any case; `InvalidInput` with the nearest name."""
    names = {session.name.lower(): session for session in LIBRARY}
    found = names.get(name.strip().lower())
    if found is None:
        close = get_close_matches(name.lower(), names, n=1)
        hint = f"; did you mean {names[close[0]].name!r}?" if close else ""
        known = ", ".join(session.name for session in LIBRARY)
        raise InvalidInput("session", name, f"one of {known}{hint}")
    return found


def build_named_session(
    name: str, minutes: float | None, athlete: Athlete, day: dt.date
) -> PlannedWorkout:
    """Build a session of the library, of a duration.

    Parameters
    ----------
    name : str
        Its name, or ``"rest"``.
    minutes : float, optional
        Its duration; needed but for rest [min].
    athlete : Athlete
        Whose thresholds set the targets.
    day : date
        Its day.

    Returns
    -------
    PlannedWorkout
        The session, without a date.

    Raises
    ------
    InvalidInput
        An unknown name, or no duration.
    """
    if name.strip().lower() == "rest":
        return REST
    session = look_up_session(name)
    if minutes is None:
        low, high = session.minutes
        raise InvalidInput("minutes", None, f"given, such as {low:g} to {high:g}")
    workout = session.build(minutes, athlete, day)
    update = {
        "kind": _KINDS.get(session.purpose, session.purpose),
        "hard": session.purpose == "long" or session.effort(minutes) == "hard",
        "load": estimate(workout, athlete, day).load,
    }
    return workout.model_copy(update=update)
