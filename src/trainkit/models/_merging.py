"""Merge recordings of one workout into one activity, whatever the order of import."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from trainkit.models._duplicates import group_recordings, is_timeless
from trainkit.models._references import platform
from trainkit.models._source_priority import source_priority
from trainkit.models._sport_groups import is_vague
from trainkit.models.activity import Activity

__all__ = ["flatten_originals", "merge_recordings", "remove_repeats"]

_SAME_ZONE_S = 900.0  # starts closer than this cannot differ by a time zone

# Fields that come together from the best recording with samples, so that they are consistent.
_FROM_SPINE = {"start", "elapsed_s", "streams", "provenance", "originals", "race"}
_SPINE_FIRST = {"moving_s", "laps", "lengths", "device"}  # these too, if it has them
# A platform's list has what the athlete edited; the file has what the device was set to.
_EDITED = {"name", "sport", "sub_sport"}
_EDITORS = frozenset(
    {"strava", "garmin", "intervals", "training-peaks", "golden-cheetah", "trainer-road"}
)
_SINGLE = [name for name in Activity.model_fields if name not in _FROM_SPINE]
_COMPARED = [name for name in Activity.model_fields if name != "provenance"]


def flatten_originals(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """Replace merged activities by their originals."""
    return tuple(
        original for activity in activities for original in (activity.originals or (activity,))
    )


def remove_repeats(activities: Iterable[Activity]) -> list[Activity]:
    """Remove records that were read several times, and sort the rest by start.

    Records that differ only in when and where they were read, or in the time zone of their start,
    are repeats.
    """
    unique: dict[tuple[object, ...], list[Activity]] = {}
    keys: dict[int, tuple[object, ...]] = {}
    for activity in sorted(activities, key=_reading_order):
        # Only equal records share all of this, so that few are compared field by field.
        key = _sort_key(activity)
        same_key = unique.setdefault((activity.provenance.licence, *key), [])
        if not any(_same_record(activity, known) for known in same_key):
            same_key.append(activity)
            keys[id(activity)] = key
    return _sort([activity for same_key in unique.values() for activity in same_key], keys)


def _sort(activities: list[Activity], keys: Mapping[int, tuple[object, ...]]) -> list[Activity]:
    if len(set(keys.values())) < len(activities):
        # Some differ only in laps or the like, so the whole content decides.
        return sorted(
            activities, key=lambda activity: (keys[id(activity)], activity.model_dump_json())
        )
    return sorted(activities, key=lambda activity: keys[id(activity)])


def merge_recordings(
    originals: Sequence[Activity], source_order: tuple[str, ...], never_merged: Set[str]
) -> tuple[Activity, ...]:
    """Merge the recordings of each workout.

    Parameters
    ----------
    originals : sequence of Activity
        Records without repeats, in order of start.
    source_order : tuple of str
        Sources from best to worst.
    never_merged : set of str
        Keys of records that are excluded from merging.

    Returns
    -------
    tuple of Activity
        One activity per workout, in order of start. A merged activity carries its originals.
    """
    merged: list[Activity] = []
    for group in group_recordings(originals, never_merged):
        members = [[originals[index] for index in indices] for indices in group]
        if sum(map(len, members)) == 1:  # most are: their samples are not even looked at
            merged += [activity for part in members for activity in part]
            continue
        ranked, beside = (
            tuple(sorted(part, key=lambda activity: _rank(activity, source_order)))
            for part in members
        )
        merged.append(_merge_group(ranked, beside, source_order))
    if len(merged) == len(originals):  # nothing was merged, and they were in order
        return tuple(originals)
    return tuple(sorted(merged, key=_sort_key))


def _merge_group(
    ranked: tuple[Activity, ...], beside: tuple[Activity, ...], source_order: tuple[str, ...]
) -> Activity:
    """Take times and samples from the best recording, other fields from the first that has them.

    Records beside them tell the same time as a whole or in legs; they are only kept.
    """
    timed = [activity for activity in ranked if not is_timeless(activity)] or ranked
    spine = next((activity for activity in timed if activity.streams is not None), timed[0])
    edited = sorted(ranked, key=lambda activity: _edit_rank(activity, source_order))
    fields: dict[str, Any] = {}
    for name in _SINGLE:
        order = (spine, *ranked) if name in _SPINE_FIRST else ranked
        fields[name] = _first_known(name, edited if name in _EDITED else order)
    fields["sub_sport"] = _first_known(
        "sub_sport", [activity for activity in edited if activity.sport == fields["sport"]]
    )
    return Activity.model_construct(
        start=_local_start(spine, ranked),
        elapsed_s=spine.elapsed_s,
        streams=spine.streams,
        race=any(activity.race for activity in ranked),
        provenance=spine.provenance,
        originals=(*ranked, *beside),
        **fields,
    )


def _first_known(name: str, ranked: Sequence[Activity]) -> object:
    values = [getattr(activity, name) for activity in ranked]
    known = [value for value in values if value is not None and value != ()]
    if name == "sport":
        known = [activity.sport for activity in sorted(ranked, key=_vagueness)]
    return known[0] if known else values[0]


def _vagueness(activity: Activity) -> bool:
    return is_vague(activity.sport, activity.sub_sport)


def _edit_rank(activity: Activity, source_order: tuple[str, ...]) -> tuple[bool, int, int]:
    """Order records by who chose their name and sport: the user's order, the athlete, the device.

    Records with equal ranks stay in their order.
    """
    source = activity.provenance.source
    listed = source in source_order
    position = source_order.index(source) if listed else len(source_order)
    chosen = 0 if source == "manual" else 1 if platform(activity) in _EDITORS else 2
    return not listed, position, chosen


def _local_start(spine: Activity, ranked: Iterable[Activity]) -> dt.datetime:
    """Return the start with its local offset if any recording knows it."""
    start = spine.start
    if not start.utcoffset():
        for activity in ranked:
            gap_s = abs((activity.start - start).total_seconds())
            if activity.start.utcoffset() and gap_s < _SAME_ZONE_S:
                return start.astimezone(activity.start.tzinfo)
    return start


def _same_record(first: Activity, second: Activity) -> bool:
    a, b = first.provenance, second.provenance
    return (a.source, a.id, a.licence) == (b.source, b.id, b.licence) and all(
        getattr(first, name) == getattr(second, name) for name in _COMPARED
    )


def _reading_order(activity: Activity) -> tuple[object, ...]:
    """Order readings of one record: those with a local offset first, then the earliest."""
    offset = str(activity.start.utcoffset() or "")
    fetched = activity.provenance.fetched_at
    when = fetched.timestamp() if fetched else float("inf")
    return not offset, when, activity.provenance.path or "", offset


def _richness(activity: Activity) -> int:
    return activity.streams.known_samples if activity.streams is not None else 0


class _Richness:
    """Orders activities by their samples, which are counted only where all before it is equal."""

    __slots__ = ("_activity",)

    def __init__(self, activity: Activity) -> None:
        self._activity = activity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Richness) and self._count() == other._count()

    def __hash__(self) -> int:
        return 0  # as one part of a key that differs in the others

    def __lt__(self, other: "_Richness") -> bool:
        return self._count() < other._count()

    def _count(self) -> int:
        return _richness(self._activity)


def _rank(activity: Activity, source_order: tuple[str, ...]) -> tuple[object, ...]:
    summary = -sum(getattr(activity, name) not in (None, ()) for name in _SINGLE)
    position, samples, fetched = source_priority(
        activity.provenance, source_order, _richness(activity)
    )
    return position, samples, summary, fetched, _sort_key(activity)


def _sort_key(activity: Activity) -> tuple[object, ...]:
    """Order activities by start, and by content if they start together."""
    numbers = (
        activity.moving_s,
        activity.distance_m,
        activity.hr_mean,
        activity.hr_max,
        activity.power_mean,
        activity.rpe,
    )
    return (
        activity.start,
        activity.elapsed_s,
        activity.sport,
        activity.provenance.source,
        activity.provenance.id or "",
        _Richness(activity),
        tuple(-1.0 if number is None else number for number in numbers),
        activity.name or "",
        activity.notes or "",
    )
