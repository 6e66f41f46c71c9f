"""FIT workout files as planned workouts: flat steps with pointers back become nested repeats."""

import re

from trainkit.io.authoring import ProblemLog
from trainkit.io.fit import FitPart, Table
from trainkit.io.formats.fit.summary import number_at, word_at
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target
from trainkit.ports.format import Contents, FileContext

__all__ = ["EFFORT", "HR_OFFSET", "POWER_OFFSET", "UNTIL", "read_fit_workouts"]

# FIT's name of the end of a step -> ours, and stored units in one unit of ours.
UNTIL = {
    "time": ("time", 1000.0),
    "distance": ("distance", 100.0),
    "calories": ("calories", 1.0),
    "hr_less_than": ("heart_rate_below", 1.0),
    "hr_greater_than": ("heart_rate_above", 1.0),
    "power_less_than": ("power_below", 1.0),
    "power_greater_than": ("power_above", 1.0),
    "open": ("lap_button", 1.0),
}
# A stored number up to the offset is a percentage of maximum heart rate or FTP.
HR_OFFSET = 100.0
POWER_OFFSET = 1000.0
# FIT has no target of effort: it stands at the beginning of the notes.
EFFORT = re.compile(r"RPE (\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))?\b")
_REPEAT = "repeat_until_"
_COUNTED = "repeat_until_steps_cmplt"
_TARGETS = {"speed": "m/s", "cadence": "1/min"}

Node = Step | Repeat


def read_fit_workouts(part: FitPart, context: FileContext) -> Contents:
    """Read the workout of a file.

    Parameters
    ----------
    part : FitPart
        The file.
    context : FileContext
        The file.

    Returns
    -------
    Contents
        The workout, if any; a repeat that points nowhere is left out and reported.
    """
    about, table = part.messages("workout"), part.messages("workout_step")
    if not about.rows and not table.rows:
        return Contents()
    log = ProblemLog()
    described = about.rows > 0
    sub_sport = word_at(about, "sub_sport", 0) if described else None
    pool = _amount(about, "pool_length", 0) if described else None
    workout = PlannedWorkout(
        name=(word_at(about, "wkt_name", 0) if described else None) or "workout",
        sport=(word_at(about, "sport", 0) if described else None) or "generic",
        sub_sport=None if sub_sport == "generic" else sub_sport,
        notes=word_at(about, "wkt_description", 0) if described else None,
        pool_length_m=pool,
        steps=_nest_steps(table, log),
        provenance=context.provenance("fit-file"),
    )
    return Contents(workouts=(workout,), problems=log.problems(context))


def _nest_steps(table: Table, log: ProblemLog) -> tuple[Node, ...]:
    """Nest steps in the repeats that point back at them."""
    nodes: list[tuple[float, Node]] = []  # with the index of the first step inside
    for row in range(table.rows):
        index = number_at(table, "message_index", row)
        index = float(row) if index is None else index
        kind = word_at(table, "duration_type", row) or "open"
        if not kind.startswith(_REPEAT):
            nodes.append((index, _step(table, row, kind)))
            continue
        back = number_at(table, "duration_value", row)
        first = next((place for place, (at, _) in enumerate(nodes) if at == back), None)
        if first is None:
            log.count(
                "repeat[s] that [points|point] at no step before [it|them] [was|were] left out"
            )
            continue
        inside = tuple(node for _, node in nodes[first:])
        nodes[first:] = [(nodes[first][0], _repeat(table, row, kind, inside))]
    return tuple(node for _, node in nodes)


def _repeat(table: Table, row: int, kind: str, inside: tuple[Node, ...]) -> Repeat:
    value = _amount(table, "target_value", row)
    if kind == _COUNTED:
        return Repeat(steps=inside, times=max(int(min(value or 1, 10_000)), 1))
    until, amount, unit = _end(kind.removeprefix(_REPEAT), value)
    return Repeat(steps=inside, until=until, amount=amount, unit=unit)


def _step(table: Table, row: int, kind: str) -> Step:
    until, amount, unit = _end(kind, _amount(table, "duration_value", row))
    return Step(
        kind=word_at(table, "intensity", row) or "active",
        until=until,
        amount=amount,
        unit=unit,
        target=_target(table, row, "") or _effort(word_at(table, "notes", row)),
        second_target=_target(table, row, "secondary_"),
        name=word_at(table, "wkt_step_name", row),
        notes=word_at(table, "notes", row),
    )


def _end(kind: str, value: float | None) -> tuple[str, float | None, str | None]:
    """Return what ends a step, the amount, and its unit."""
    until, counts = UNTIL.get(kind, (kind, 1.0))
    if value is None or until == "lap_button":
        return until, None, None
    if until.startswith("heart_rate"):
        return until, *_decode(value, HR_OFFSET, "percent_hr_max", "bpm")
    if until.startswith("power"):
        return until, *_decode(value, POWER_OFFSET, "percent_ftp", "W")
    return until, value / counts if value / counts <= 1e7 else None, None


def _target(table: Table, row: int, prefix: str) -> Target | None:
    """Read a zone, or a range instead of one."""
    kind = word_at(table, f"{prefix or ''}target_type", row)
    if kind in {None, "open"}:
        return None
    zone = _amount(table, f"{prefix}target_value", row)
    ends = [_amount(table, f"{prefix}custom_target_value_{end}", row) for end in ("low", "high")]
    known = [end for end in ends if end is not None]
    if zone or len(known) < 2:
        return None if not zone or zone > 1e7 else _build_target(kind, zone, zone, "zone")
    if kind == "heart_rate":
        (low, unit), (high, _) = (_decode(end, HR_OFFSET, "percent_hr_max", "bpm") for end in known)
    elif kind.startswith("power"):
        (low, unit), (high, _) = (_decode(end, POWER_OFFSET, "percent_ftp", "W") for end in known)
    else:
        counts = 1000.0 if kind == "speed" else 1.0
        low, high, unit = known[0] / counts, known[1] / counts, _TARGETS.get(kind, "1")
    return _build_target(kind, low, high, unit)


def _build_target(kind: str | None, low: float, high: float, unit: str) -> Target | None:
    low, high = sorted((low, high))
    return None if kind is None or high > 1e7 else Target(kind=kind, low=low, high=high, unit=unit)


def _effort(notes: str | None) -> Target | None:
    """Read the effort from the beginning of the notes."""
    found = EFFORT.match(notes or "")
    if found is None:
        return None
    low, high = sorted(float(end or found[1]) for end in found.groups())
    return Target(kind="effort", low=low, high=high, unit="rpe") if high <= 10 else None


def _amount(table: Table, name: str, row: int) -> float | None:
    """Return a number of at least zero, which damage may violate."""
    value = number_at(table, name, row)
    return None if value is None or value < 0 else value


def _decode(value: float, offset: float, percent: str, absolute: str) -> tuple[float, str]:
    return (value, percent) if value <= offset else (min(value - offset, 1e7), absolute)
