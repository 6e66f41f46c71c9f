"""Parts of one night that stand in different files, joined to one record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from trainkit.io.authoring._sleep import NightParts
from trainkit.models.day import DailyHealth

__all__ = ["join_nights"]

_STAGES = ("deep_h", "light_h", "rem_h")
_OWN = frozenset({"date", "sleep_start", "sleep_end", "sleep_h", "awake_h", "in_bed_h", *_STAGES})


def join_nights(days: Sequence[DailyHealth]) -> tuple[DailyHealth, ...]:
    """Join the records of one night that a source has in several files.

    A product that writes a file for each sleep ends one whenever somebody gets up. Records join by
    the rule for the segments of one file: `SleepLog` describes it. Those that overlap are the same
    time told twice, and stay apart.

    Parameters
    ----------
    days : sequence of DailyHealth
        Records of one import, in any order.

    Returns
    -------
    tuple of DailyHealth
        Each night once, on the day on which its last part ends; everything else as it was. Stages
        are known where all parts know them, and the time between parts was spent awake.
    """
    groups: defaultdict[tuple[str, str], list[DailyHealth]] = defaultdict(list)
    for day in days:
        if _is_part(day):
            groups[day.provenance.source, day.provenance.licence].append(day)
    groups = defaultdict(list, {key: group for key, group in groups.items() if _has_files(group)})
    if not groups:
        return tuple(days)
    replaced: dict[int, DailyHealth | None] = {}
    for group in groups.values():
        group.sort(key=lambda day: (day.sleep_start, day.sleep_end, day.provenance.path or ""))
        spans = [
            (day.sleep_start, day.sleep_end)
            for day in group
            if day.sleep_start is not None and day.sleep_end is not None  # all of them, see above
        ]
        for places in NightParts(spans).groups():
            parts = [group[at] for at in places]
            if len({part.provenance.path for part in parts}) > 1:
                replaced |= dict.fromkeys(map(id, parts))
                replaced[id(parts[-1])] = _join(parts)
    joined = (replaced.get(id(day), day) for day in days)
    return tuple(day for day in joined if day is not None)


def _is_part(day: DailyHealth) -> bool:
    """Whether a record knows a sleep with its times, and nothing else."""
    if day.sleep_start is None or day.sleep_end is None or day.sleep_h is None:
        return False
    known = {name for name in day.model_fields_set if getattr(day, name) is not None}
    return known - {"provenance"} <= _OWN


def _has_files(group: Iterable[DailyHealth]) -> bool:
    paths = {day.provenance.path for day in group}
    return len(paths) > 1


def _join(parts: Sequence[DailyHealth]) -> DailyHealth:
    last = parts[-1]
    longest = max(parts, key=lambda part: part.sleep_h or 0.0)
    values: dict[str, object] = {
        "sleep_start": parts[0].sleep_start,
        "sleep_end": last.sleep_end,
        "sleep_h": sum(part.sleep_h or 0.0 for part in parts),
        "awake_h": sum(part.awake_h or 0.0 for part in parts) + _apart_h(parts),
    }
    if all(any(getattr(part, name) is not None for name in _STAGES) for part in parts):
        for name in _STAGES:
            hours = [getattr(part, name) for part in parts]
            if any(value is not None for value in hours):
                values[name] = sum(value or 0.0 for value in hours)
    if all(part.in_bed_h is not None for part in parts):
        values["in_bed_h"] = sum(part.in_bed_h or 0.0 for part in parts)
    return DailyHealth(date=last.date, provenance=longest.provenance, **values)  # type: ignore[arg-type]


def _apart_h(parts: Sequence[DailyHealth]) -> float:
    """Add up the time between parts [h]."""
    apart = 0.0
    for first, second in pairwise(parts):
        if first.sleep_end is not None and second.sleep_start is not None:
            apart += (second.sleep_start - first.sleep_end).total_seconds() / 3600
    return apart
