"""Planned rides from files for indoor trainers: ZWO, ERG and MRC, and TrainerRoad's JSON."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import BinaryIO

from trainkit.io.authoring import (
    ProblemLog,
    decode_head,
    is_json,
    is_xml,
    number_at,
    parse_number,
    read_json_tree,
    read_xml,
    text_at,
    value_at,
)
from trainkit.models.provenance import Problem
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target
from trainkit.ports.format import Contents, FileContext

__all__ = ["ErgFormat", "TrainerRoadFormat", "ZwoFormat"]

_ZWO_KINDS = {
    "Warmup": "warmup",
    "Cooldown": "cooldown",
    "SteadyState": "active",
    "SolidState": "active",
    "Ramp": "active",
    "FreeRide": "active",
    "Freeride": "active",
    "MaxEffort": "interval",
}
_LONGEST_S = 864_000.0
_HARDEST = 10_000.0  # watts, and percent of FTP
_MOST_TIMES = 1000
_COURSE = re.compile(r"\[COURSE HEADER\]", re.IGNORECASE)
_HEADER_LINE = re.compile(r"\s*([A-Z ]+?)\s*=\s*(.*?)\s*$", re.IGNORECASE)
_UNITS_LINE = re.compile(r"\s*MINUTES\s+(WATTS|PERCENT\w*|FTP)\s*$", re.IGNORECASE)
_SECTION = re.compile(r"\s*\[(END )?COURSE (HEADER|DATA|TEXT)\]", re.IGNORECASE)
_POINT = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s+(\d+(?:[.,]\d+)?)")


class ZwoFormat:
    """Reads the workout of a ZWO file, with power as a percentage of FTP."""

    name = "zwo-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the root element."""
        return is_xml(head, "workout_file")

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the workout; of a damaged document, with every step before the damage."""
        yield from read_xml(file, _ZwoReader(context), context)


class _ZwoReader:
    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._log = ProblemLog()
        self._about: dict[str, str] = {}
        self._steps: list[Step | Repeat] = []
        self._within = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workout":
            self._within = True
        elif self._within and name == "IntervalsT":
            self._intervals(attributes)
        elif self._within and name in _ZWO_KINDS:
            target = None if name in {"FreeRide", "Freeride", "MaxEffort"} else _power(attributes)
            seconds = parse_number(attributes.get("Duration"))
            self._add(_timed(_ZWO_KINDS[name], seconds, target), self._steps)
        elif self._within and name not in {"textevent", "TextEvent", "TextNotification"}:
            self._log.count(
                "step[s] such as {} that [is|are] not known [was|were] left out", example=name
            )

    def end(self, name: str, text: str) -> None:
        if name == "workout":
            self._within = False
        elif not self._within and text:
            self._about.setdefault(name, text)

    def _intervals(self, attributes: dict[str, str]) -> None:
        inside: list[Step | Repeat] = []
        for kind, part in (("interval", "On"), ("recovery", "Off")):
            seconds = parse_number(attributes.get(f"{part}Duration"))
            self._add(_timed(kind, seconds, _power(attributes, part)), inside)
        times = parse_number(attributes.get("Repeat")) or 1.0
        if inside:
            count = int(min(max(times, 1), _MOST_TIMES))
            self._steps.append(Repeat(steps=tuple(inside), times=count))

    def _add(self, step: Step | None, steps: list[Step | Repeat]) -> None:
        if step is None:
            self._log.count("step[s] without a duration [was|were] left out")
        else:
            steps.append(step)

    def take(self) -> Contents | None:
        """Return nothing: the workout is complete at the end."""
        return None

    def finish(self) -> Contents:
        """Return the workout, if there are any steps."""
        problems = self._log.problems(self._context)
        if not self._steps:
            return Contents(problems=problems)
        bike = self._about.get("sportType", "bike").lower() == "bike"
        workout = PlannedWorkout(
            name=self._about.get("name") or "workout",
            sport="cycling" if bike else self._about["sportType"].lower().replace("run", "running"),
            notes=self._about.get("description"),
            steps=tuple(self._steps if bike else map(_without_target, self._steps)),
            provenance=self._context.provenance(),
        )
        if not bike:
            what = "a workout that is no ride: its intensities, in shares of a pace, were left out"
            problems = (*problems, self._context.warning(what))
        return Contents(workouts=(workout,), problems=problems)


class ErgFormat:
    """Reads the course of an ERG or MRC file; between two points the power goes evenly."""

    name = "erg-file"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the first section."""
        return _COURSE.match(decode_head(head)) is not None

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the workout."""
        log = ProblemLog()
        about: dict[str, str] = {}
        unit = ""
        points: list[tuple[float, float]] = []
        section = ""
        for line in decode_head(file.read()).splitlines():
            if match := _SECTION.match(line):
                section = "" if match[1] else match[2].upper()
            elif match := _UNITS_LINE.match(line):
                unit = "W" if match[1].upper() == "WATTS" else "percent_ftp"
            elif match := _HEADER_LINE.match(line):
                about.setdefault(match[1].upper(), match[2])
            elif unit and section != "TEXT" and (match := _POINT.match(line)):
                points.append((_comma(match[1]), _comma(match[2])))
            elif section == "DATA" and line.strip():
                log.count("line[s] such as {} without a point [was|were] left out", example=line)
        steps = tuple(_between(points, unit, log))
        if not steps:
            yield Contents(problems=(context.error("a course without points: left out"),))
            return
        workout = PlannedWorkout(
            name=about.get("FILE NAME") or about.get("DESCRIPTION") or "workout",
            sport="cycling",
            notes=about.get("DESCRIPTION") or None,
            steps=steps,
            provenance=context.provenance(),
        )
        yield Contents(workouts=(workout,), problems=log.problems(context))


class TrainerRoadFormat:
    """Reads a workout in the JSON of TrainerRoad's web page, with power as a share of FTP."""

    name = "trainer-road"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys that only these files have."""
        return is_json(head) and (b'"intervalData"' in head or b'"WorkoutName"' in head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the workout."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        log = ProblemLog()
        inside = value_at(tree, "Workout") or tree
        rows = value_at(inside, "intervalData")
        steps = [_interval(row, log) for row in (rows if isinstance(rows, list) else [])]
        known = tuple(step for step in steps if step is not None)
        if not known:
            yield Contents(problems=(context.error("a workout without intervals: left out"),))
            return
        details = value_at(inside, "Details")
        workout = PlannedWorkout(
            name=text_at(details, "WorkoutName") or "workout",
            sport="cycling",
            notes=text_at(details, "WorkoutDescription"),
            steps=known,
            provenance=context.provenance(),
        )
        yield Contents(workouts=(workout,), problems=log.problems(context))


def _interval(row: object, log: ProblemLog) -> Step | None:
    if not isinstance(row, Mapping) or row.get("IsFake") is True:
        return None
    start, end = number_at(row, "Start"), number_at(row, "End")
    share = number_at(row, "StartTargetPowerPercent")
    last = number_at(row, "EndTargetPowerPercent")
    step = None
    if start is not None and end is not None:
        target = (
            None
            if share is None
            else _target(share, share if last is None else last, "percent_ftp")
        )
        step = _timed("active", end - start, target, name=text_at(row, "Name"))
    if step is None:
        log.count("interval[s] without a duration [was|were] left out")
    return step


def _comma(text: str) -> float:
    return float(text.replace(",", "."))


def _between(points: list[tuple[float, float]], unit: str, log: ProblemLog) -> Iterator[Step]:
    for (start, first), (end, second) in pairwise(points):
        if end == start:  # the power jumps
            continue
        step = _timed("active", (end - start) * 60, _target(first, second, unit))
        if step is None:
            log.count("point[s] that [goes|go] back in time [was|were] left out")
        else:
            yield step


def _timed(
    kind: str, seconds: float | None, target: Target | None, *, name: str | None = None
) -> Step | None:
    if seconds is None or not 0 < seconds <= _LONGEST_S:
        return None
    return Step(kind=kind, until="time", amount=round(seconds, 3), target=target, name=name)


def _power(attributes: Mapping[str, str], part: str = "") -> Target | None:
    """Return the power of a step: a range, or one share of FTP."""
    names = (f"{part}Power", f"Power{part}Low", f"Power{part}High")
    constant, low, high = (parse_number(attributes.get(name)) for name in names)
    low, high = (constant if end is None else end for end in (low, high))
    if low is None or high is None:
        return None
    return _target(low * 100, high * 100, "percent_ftp")


def _target(first: float, second: float, unit: str) -> Target | None:
    low, high = sorted((round(first, 4), round(second, 4)))
    fits = low >= 0 and high <= _HARDEST
    return Target(kind="power", low=low, high=high, unit=unit) if fits else None


def _without_target(step: Step | Repeat) -> Step | Repeat:
    if isinstance(step, Repeat):
        return step.model_copy(update={"steps": tuple(map(_without_target, step.steps))})
    return step.model_copy(update={"target": None})
