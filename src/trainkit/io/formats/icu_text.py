"""Workouts in the plain text of intervals.icu, as `write_icu_workout` writes them."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from trainkit.io.authoring import ProblemLog, decode_head
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target
from trainkit.ports.format import Contents, FileContext

__all__ = ["IcuTextFormat"]

_STEP = re.compile(r"\s*[-*](?![-*])\s*(.*\S)\s*$")
_TIMES = re.compile(r"(?:.*\s)?(\d{1,3})\s*x\s*$", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\w.:/-])(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+)s)?(?![\w%:/-])"
)
_CLOCK = re.compile(r"(?<![\w.:/-])(\d+)'(?:(\d+)\")?")
_FAR = re.compile(r"(?<![\w.:/-])(\d+(?:\.\d+)?)(km|mtr|mi|yrd)\b")


def _range_of(unit: str, after: str = "") -> re.Pattern[str]:
    """Match one value or two, the first with its unit or without: ``157-213w``, ``157w-213w``."""
    number = r"(\d+(?:\.\d+)?)"
    pattern = rf"(?<![\w.:-]){number}(?:(?:\s?{unit})?\s?-\s?{number})?\s?{unit}{after}"
    return re.compile(pattern, re.IGNORECASE)


_TARGETS = (
    (_range_of("w", r"\b"), "power", "W"),
    (_range_of("%", r"\s?HR\b"), "heart_rate", "percent_hr_max"),
    (_range_of("bpm", r"\b"), "heart_rate", "bpm"),
    (_range_of("%", r"(?!\s?(?:LTHR|Pace|HR))"), "power", "percent_ftp"),
)
_PACE = re.compile(r"(\d+):(\d\d)(?:-(\d+):(\d\d))?/(km|100m|mi)\b")
_ZONE = re.compile(r"\bZ([1-7])(?:-Z?([1-7]))?\b")
_RPE = re.compile(r"RPE (\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))?")
_RPM = _range_of("rpm", r"\b")
_UNKNOWN = re.compile(r"%\s?(LTHR|Pace)", re.IGNORECASE)
_METRES = {"km": 1000.0, "mtr": 1.0, "mi": 1609.344, "yrd": 0.9144}
_PACES = {"km": 1000.0, "100m": 100.0, "mi": 1609.344}
_KINDS = {"warmup": "warmup", "cooldown": "cooldown", "rest": "rest", "recovery": "recovery"}
_LAP = "press lap"
_FEWEST = 2
_MOST_STEPS = 0.6  # of the lines with a dash are steps; others are notes
_MOST = 1e7


class _Line(NamedTuple):
    """A step, or the number of times that the steps below it are repeated."""

    step: Step | None
    times: int | None


class IcuTextFormat:
    """Reads steps, one on each line; a line such as ``3x`` repeats the steps below it.

    The text does not name the sport: paces per 100 m are swims, other paces runs, power rides.
    """

    name = "icu-text"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise lines that begin with a dash and hold a length."""
        text = decode_head(head)
        if text[:1] in {"", "<", "{", "["} or "\0" in text:
            return False
        lines = [line for line in text.splitlines() if line.strip()][:50]
        steps = [match[1] for line in lines if (match := _STEP.match(line))]
        good = sum(_length(step) is not None for step in steps)
        return good >= max(_FEWEST, _MOST_STEPS * len(steps), len(lines) / 3)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the workout."""
        log = ProblemLog()
        text = decode_head(file.read())
        steps = _nest([*_lines(text, log)])
        if not steps:
            yield Contents(problems=(context.error("a workout without steps: left out"),))
            return
        title = next((line.strip() for line in text.splitlines() if line.strip()), "")
        workout = PlannedWorkout(
            name="workout" if _STEP.match(title) or _TIMES.match(title) else title,
            sport=_sport(text),
            steps=steps,
            provenance=context.provenance(),
        )
        yield Contents(workouts=(workout,), problems=log.problems(context))


def _lines(text: str, log: ProblemLog) -> Iterator[_Line]:
    for line in text.splitlines():
        if match := _STEP.match(line):
            step = _step(match[1], log)
            if step is None:
                log.count(
                    "line[s] such as {} without a length [was|were] left out", example=match[1]
                )
            else:
                yield _Line(step, None)
        elif match := _TIMES.match(line):
            yield _Line(None, min(max(int(match[1]), 1), 999))
        elif not line.strip():
            yield _Line(None, None)


def _nest(lines: Sequence[_Line]) -> tuple[Step | Repeat, ...]:
    """Put the steps below a number of times into a repeat, up to the next empty line."""
    nodes: list[Step | Repeat] = []
    inside: list[Step | Repeat] | None = None
    times = 1
    for line in (*lines, _Line(None, None)):
        if line.step is not None:
            (nodes if inside is None else inside).append(line.step)
        elif inside:
            nodes.append(Repeat(steps=tuple(inside), times=times))
            inside = None
        if line.times is not None:
            inside, times = [], line.times
    return tuple(nodes)


def _step(text: str, log: ProblemLog) -> Step | None:
    length = _length(text)
    if length is None:
        return None
    until, amount = length
    if _UNKNOWN.search(text):
        log.count(
            "target[s] such as {} whose unit has no place here [was|were] left out",
            example=text,
        )
    first = text.split(maxsplit=1)[0].lower()
    return Step(
        kind=_KINDS.get(first, "active"),
        until=until,
        amount=amount,
        target=_target(text),
        second_target=_cadence(text),
    )


def _length(text: str) -> tuple[str, float | None] | None:
    """Return what ends a step, and how much of it."""
    if _LAP in text.lower():
        return "lap_button", None
    if match := _FAR.search(text):
        metres = float(match[1]) * _METRES[match[2]]
        return ("distance", metres) if 0 < metres <= _MOST else None
    for match in _TIME.finditer(text):
        if any(match.groups()):
            hours, minutes, seconds = (float(part or 0) for part in match.groups())
            total = hours * 3600 + minutes * 60 + seconds
            return ("time", total) if 0 < total <= _MOST else None
    if match := _CLOCK.search(text):
        total = int(match[1]) * 60.0 + int(match[2] or 0)
        return ("time", total) if 0 < total <= _MOST else None
    return None


def _target(text: str) -> Target | None:
    if match := _PACE.search(text):
        seconds = [int(match[1]) * 60 + int(match[2])]
        seconds.append(int(match[3]) * 60 + int(match[4]) if match[3] else seconds[0])
        if min(seconds) > 0:
            speeds = [_PACES[match[5]] / pace for pace in seconds]
            return _build("speed", min(speeds), max(speeds), "m/s")
    for pattern, kind, unit in _TARGETS:
        # The last one counts: words before it may name a share or a ceiling.
        if match := _last(pattern, text):
            return _build(kind, float(match[1]), float(match[2] or match[1]), unit)
    if match := _RPE.search(text):
        return _build("effort", float(match[1]), float(match[2] or match[1]), "rpe")
    if match := _last(_ZONE, text):
        kind = "heart_rate" if re.search(r"\bHR\b", text) else "power"
        return _build(kind, float(match[1]), float(match[2] or match[1]), "zone")
    return None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed([*pattern.finditer(text)]), None)


def _cadence(text: str) -> Target | None:
    match = _RPM.search(text)
    if match is None:
        return None
    return _build("cadence", float(match[1]), float(match[2] or match[1]), "1/min")


def _build(kind: str, first: float, second: float, unit: str) -> Target | None:
    low, high = sorted((first, second))
    return Target(kind=kind, low=low, high=high, unit=unit) if high <= _MOST else None


def _sport(text: str) -> str:
    if "/100m" in text:
        return "swimming"
    if _PACE.search(text):
        return "running"
    return (
        "cycling"
        if any(p.search(text) for p, kind, _ in _TARGETS if kind == "power")
        else "generic"
    )
