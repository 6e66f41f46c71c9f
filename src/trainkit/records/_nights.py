"""Parts of one night that came with different imports: joined to what is stored."""

import datetime as dt
from collections.abc import Callable, Sequence

from trainkit.models import DailyHealth, History
from trainkit.ports import Record, Store

__all__ = ["JoinNights", "join_stored_nights"]

JoinNights = Callable[[Sequence[DailyHealth]], Sequence[DailyHealth]]
"""Joins parts of nights, and returns all other records as they are."""

_DAY = dt.timedelta(days=1)
_BETWEEN = " + "  # between the files of a joined night


def join_stored_nights(
    history: History,
    store: Store,
    athlete: str,
    join: JoinNights,
) -> tuple[History, list[str]]:
    """Join the parts of nights in a history with those that are stored.

    Parameters
    ----------
    history : History
        What comes in.
    store : Store
        The store.
    athlete : str
        The athlete's name in it.
    join : callable
        Joins.

    Returns
    -------
    history : History
        With whole nights; a part of a night that is stored whole is left out.
    absorbed : list of str
        Keys of stored records that are a part of a night now.
    """
    originals = history.day_originals  # each time new objects
    new = [day for day in originals if _may_be_part(day)]
    if not new:
        return history, []
    first, last = min(day.date for day in new) - _DAY, max(day.date for day in new) + _DAY
    records = store.get("days", athlete, first=first, last=last)
    stored = _read_parts(records, {day.provenance.source for day in new})
    if not stored:
        return history, []
    nights = dict(stored)  # by key, and filled where a part lies in a gap
    kept: list[DailyHealth] = []
    for part in new:
        around = next((key for key, night in nights.items() if _is_inside(part, night)), None)
        if around is None or not (_is_told(part, nights[around]) or _has_gap(nights[around], part)):
            kept.append(part)
        elif not _is_told(part, nights[around]):
            nights[around] = _fill_gap(nights[around], part)
    whole = [night for night in nights.values() if not any(_is_inside(night, day) for day in kept)]
    candidates = [*whole, *kept]
    joined = [_name_parts(day, candidates) for day in join(candidates)]
    known, there = set(map(id, (*stored.values(), *new))), set(map(id, joined))
    absorbed = [key for key, night in stored.items() if id(night) not in there]
    if not absorbed and len(kept) == len(new):
        return history, []
    gone = set(map(id, new)) - there
    days = [day for day in originals if id(day) not in gone]
    days += [day for day in joined if id(day) not in known]
    return history.model_copy(update={"days": days, "far_days": ()}), absorbed


def _name_parts(night: DailyHealth, parts: Sequence[DailyHealth]) -> DailyHealth:
    """Name the files of all parts of a night that was just joined, so that none counts twice."""
    if any(night is part for part in parts):
        return night
    paths = {path for part in parts if _is_inside(part, night) for path in _paths(part)}
    return _with_paths(night, paths)


def _fill_gap(night: DailyHealth, part: DailyHealth) -> DailyHealth:
    """Add a part that came after those around it."""
    awake_h = (night.awake_h or 0.0) - _length_h(part) + (part.awake_h or 0.0)
    stages = dict.fromkeys(("deep_h", "light_h", "rem_h"))  # of some parts only
    slept = {"sleep_h": (night.sleep_h or 0.0) + (part.sleep_h or 0.0), "awake_h": awake_h}
    whole = night.model_copy(update={**stages, **slept})
    return _with_paths(whole, {*_paths(night), *_paths(part)})


def _with_paths(night: DailyHealth, paths: set[str]) -> DailyHealth:
    named = night.provenance.model_copy(update={"path": _BETWEEN.join(sorted(paths))})
    return night.model_copy(update={"provenance": named})


def _paths(day: DailyHealth) -> list[str]:
    return (day.provenance.path or "").split(_BETWEEN)


def _is_told(part: DailyHealth, night: DailyHealth) -> bool:
    """Return whether a night around a part has it already: its file, or its first or last part."""
    at_edge = part.sleep_start == night.sleep_start or part.sleep_end == night.sleep_end
    return at_edge or set(_paths(part)) <= set(_paths(night))


def _has_gap(night: DailyHealth, part: DailyHealth) -> bool:
    """Return whether a joined night was awake for as long as another part lasts."""
    return len(_paths(night)) > 1 and (night.awake_h or 0.0) >= _length_h(part)


def _length_h(part: DailyHealth) -> float:
    assert part.sleep_start is not None  # noqa: S101  `_may_be_part`
    assert part.sleep_end is not None  # noqa: S101
    return (part.sleep_end - part.sleep_start).total_seconds() / 3600


def _read_parts(records: Sequence[Record], sources: set[str]) -> dict[str, DailyHealth]:
    """Read the stored parts of some sources by key, of each file its latest version."""
    found: dict[tuple[object, ...], tuple[Record, DailyHealth]] = {}
    for record in sorted(records, key=lambda record: record.at):
        day = DailyHealth.model_validate_json(record.body)
        if day.provenance.source in sources and _may_be_part(day):
            found[day.date, day.provenance.path] = record, day
    return {record.key: day for record, day in found.values()}


def _may_be_part(day: DailyHealth) -> bool:
    """Return whether a record is of a file, and knows from when to when somebody slept."""
    return None not in {day.provenance.path, day.sleep_start, day.sleep_end, day.sleep_h}


def _is_inside(part: DailyHealth, night: DailyHealth) -> bool:
    """Return whether a record tells a part of what another one tells."""
    spans = (part.sleep_start, part.sleep_end, night.sleep_start, night.sleep_end)
    start, end, first, last = (moment or dt.datetime.min.replace(tzinfo=dt.UTC) for moment in spans)
    same = part.provenance.source == night.provenance.source
    shorter = (part.sleep_h or 0.0) < (night.sleep_h or 0.0)
    ends = (start, end) != (first, last)
    return same and shorter and ends and first <= start and end <= last
