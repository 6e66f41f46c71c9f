"""Indoor rides as ZWO files, with power as a fraction of FTP."""

from xml.sax.saxutils import escape, quoteattr

from trainkit._text import clean, clean_line
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout, Step

__all__ = ["write_zwo"]

_KINDS = {"warmup": "Warmup", "cooldown": "Cooldown"}


def write_zwo(workout: PlannedWorkout, athlete: Athlete) -> bytes:
    """Write a ride for indoor trainers.

    Parameters
    ----------
    workout : PlannedWorkout
        A ride with steps of a duration and a power.
    athlete : Athlete
        The athlete; the FTP on the workout's day turns watts into fractions.

    Returns
    -------
    bytes
        The file, with repeats unrolled.

    Raises
    ------
    InvalidInput
        No FTP, no date, or a step without time or power.
    """
    ftp = None if workout.date is None else athlete.at(workout.date, workout.sport).ftp_w
    if ftp is None:
        raise InvalidInput("athlete", "no FTP", "an athlete with an FTP on the workout's day")
    lines = [
        "<workout_file>",
        f"  <name>{escape(clean_line(workout.name))}</name>",
        f"  <description>{escape(clean(workout.notes or ''))}</description>",
        "  <sportType>bike</sportType>",
        "  <workout>",
        *(f"    {_element(step, ftp)}" for step in workout.unrolled),
        "  </workout>",
        "</workout_file>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _element(step: Step, ftp: float) -> str:
    target = step.target
    if step.duration_s is None:
        raise InvalidInput("steps", step.until, "steps that end by time")
    if target is None or target.unit not in {"W", "percent_ftp"}:
        raise InvalidInput("steps", step.name or step.kind, "steps that hold a power")
    whole = ftp if target.unit == "W" else 100.0
    low, high = (quoteattr(f"{value / whole:.6g}") for value in (target.low, target.high))
    seconds = quoteattr(f"{step.duration_s:.0f}")
    name = _KINDS.get(step.kind, "SteadyState")
    return f"<{name} Duration={seconds} PowerLow={low} PowerHigh={high}/>"
