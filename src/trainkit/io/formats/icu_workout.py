"""Workouts as plain text for intervals.icu."""

import re
from collections.abc import Iterator

from trainkit._text import clean_line
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target

__all__ = ["write_icu_workout"]

_UNITS = {
    "W": "w",
    "percent_ftp": "%",
    "percent_hr_max": "% HR",
    "bpm": "bpm HR",
    "1/min": "rpm",
}
_ZONES = {"power": "", "heart_rate": " HR"}
_WHOLE = {"W", "bpm", "zone", "1/min"}
_SIZED = {"time", "distance"}
_MOST_TIMES = 200
# Words with digits would be read as lengths and targets: "5x3min at 95%".
_NUMBERED = re.compile(r"\S*\d\S*")
_LAP_MIN = 5  # the nominal duration of a step that the lap button ends
_TITLES = {"warmup": "Warmup", "cooldown": "Cooldown", "rest": "Rest"}
_PACES = {"swimming": (100.0, "/100m")}
_PER_KM = (1000.0, "/km")


def write_icu_workout(workout: PlannedWorkout) -> str:
    r"""Write the steps of a workout as text, one per line, with the count above repeats.

    Paces go from slow to fast, per 100 m for swims. A step by effort has its RPE in the words
    before its length, which intervals.icu shows as a cue.

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
    return "".join(f"{line}\n" for line in _lines(workout.steps, workout.sport))


def _lines(steps: tuple[Step | Repeat, ...], sport: str) -> Iterator[str]:
    for step in steps:
        if isinstance(step, Repeat):
            # A repeat inside a repeat is unknown there: its steps are written out.
            yield from ("", f"{step.times or 1}x")
            yield from _plain_lines(step.steps, sport)
            yield ""
        else:
            yield from _plain_lines((step,), sport)


def _plain_lines(steps: tuple[Step | Repeat, ...], sport: str) -> Iterator[str]:
    for step in steps:
        if isinstance(step, Repeat):
            for _ in range(min(step.times or 1, _MOST_TIMES)):
                yield from _plain_lines(step.steps, sport)
        elif step.until not in _SIZED or step.amount:  # a step of no length is left out there
            targets = _target(step.target, sport), _target(step.second_target, sport)
            words = ["-", *_cue(step), _length(step, sport), *targets]
            yield " ".join(word for word in words if word)


def _cue(step: Step) -> Iterator[str]:
    title = _TITLES.get(step.kind) or step.name
    if title and (words := _NUMBERED.sub("", clean_line(title)).strip(" -*")):
        yield " ".join(words.split())
    target = step.target
    if target is not None and target.unit == "rpe":
        yield f"RPE {target.low:g}" + (f" to {target.high:g}" if target.high > target.low else "")


def _length(step: Step, sport: str) -> str:
    if step.until == "distance" and sport == "swimming":
        return f"{step.amount or 0:g}mtr"  # "m" is minutes
    if step.until == "distance":
        return f"{(step.amount or 0) / 1000:g}km"
    if step.until != "time":
        return f"press lap {_LAP_MIN}m"
    minutes, seconds = divmod(round(step.amount or 0), 60)
    return (f"{minutes}m" if minutes else "") + (f"{seconds}s" if seconds else "")


def _target(target: Target | None, sport: str) -> str:
    if target is None:
        return ""
    if target.unit == "m/s" and target.low > 0:
        metres, unit = _PACES.get(sport, _PER_KM)
        return f"{_clock(metres / target.low)}-{_clock(metres / target.high)}{unit} Pace"
    if target.unit == "zone" and target.kind in _ZONES:
        return f"{_span(target, 'Z', '')}{_ZONES[target.kind]}"
    unit = _UNITS.get(target.unit, "")
    return _span(target, "", unit) if unit else ""


def _span(target: Target, before: str, after: str) -> str:
    digits = 0 if target.unit in _WHOLE else 1
    low, high = (round(bound, digits) for bound in (target.low, target.high))
    if low == high:
        return f"{before}{low:g}{after}"
    return f"{before}{low:g}-{before}{high:g}{after}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
