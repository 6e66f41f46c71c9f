"""Workouts as plain text for intervals.icu."""

from collections.abc import Iterator

from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = ["write_icu_workout"]

_UNITS = {"W": "w", "percent_ftp": "%", "percent_hr_max": "% HR", "bpm": "bpm HR"}
_LAP_MIN = 5  # the nominal duration of a step that the lap button ends
_TITLES = {"warmup": "Warmup", "cooldown": "Cooldown"}


def write_icu_workout(workout: PlannedWorkout) -> str:
    r"""Write the steps of a workout as text, one per line, with the count above repeats.

    Parameters
    ----------
    workout : PlannedWorkout
        The workout.

    Returns
    -------
    str
        Text that intervals.icu parses.

    Examples
    --------
    >>> from trainkit.models import PlannedWorkout, Step, Target
    >>> power = Target(kind="power", low=200, high=220, unit="W")
    >>> ride = PlannedWorkout(
    ...     sport="cycling", steps=(Step(until="time", amount=600, target=power),)
    ... )
    >>> write_icu_workout(ride)
    '- 10m 200-220w\n'
    """
    return "".join(f"{line}\n" for line in _lines(workout.steps))


def _lines(steps: tuple[Step | Repeat, ...]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, Repeat):
            yield ""
            yield f"{step.times or 1}x"
            yield from _lines(step.steps)
            yield ""
        else:
            title = _TITLES.get(step.kind)
            words = ["-", *([title] if title else []), _length(step), _target(step.target)]
            yield " ".join(word for word in words if word)


def _length(step: Step) -> str:
    if step.until == "distance":
        return f"{(step.amount or 0) / 1000:g}km"
    if step.until != "time":
        return f"press lap {_LAP_MIN}m"
    minutes, seconds = divmod(round(step.amount or 0), 60)
    return (f"{minutes}m" if minutes else "") + (f"{seconds}s" if seconds else "")


def _target(target: Target | None) -> str:
    if target is None:
        return ""
    if target.unit == "m/s" and target.low > 0:
        return f"{_pace(target.high)}-{_pace(target.low)}/km Pace"
    unit = _UNITS.get(target.unit)
    return "" if unit is None else f"{target.low:g}-{target.high:g}{unit}"


def _pace(speed: float) -> str:
    minutes, seconds = divmod(round(1000 / speed), 60)
    return f"{minutes}:{seconds:02}"
