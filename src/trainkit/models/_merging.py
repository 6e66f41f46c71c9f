"""Recordings of one workout into one activity, the same in whatever order they were imported."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from trainkit.models._duplicates import GENERIC_SPORTS, workouts
from trainkit.models._ranking import source_rank
from trainkit.models.activity import Activity

__all__ = ["flattened", "merged_workouts", "without_repeats"]

_NEAR_S = 900.0  # starts nearer than this cannot differ by a time zone

# Fields that come from the best recording with samples, together, so that they fit one another.
_TOGETHER = {"start", "elapsed_s", "streams", "provenance", "originals", "race"}
_FITTING = {"moving_s", "laps", "lengths", "device"}  # these too, where it has them
_SINGLE = [name for name in Activity.model_fields if name not in _TOGETHER]
_COMPARED = [name for name in Activity.model_fields if name != "provenance"]


def flattened(activities: Iterable[Activity]) -> list[Activity]:
    """Take merged activities apart again."""
    return [one for activity in activities for one in (activity.originals or (activity,))]


def without_repeats(activities: Iterable[Activity]) -> list[Activity]:
    """Keep one of each record that was read several times, in order of start.

    When and from where a record was read, and in which time zone its start is told, do not make
    it another record.
    """
    kept: dict[str, list[Activity]] = {}
    for one in sorted(activities, key=_readings):
        known = kept.setdefault(one.key, [])
        if not any(_same_record(one, other) for other in known):
            known.append(one)
    return _in_order([one for group in kept.values() for one in group])


def _in_order(activities: list[Activity]) -> list[Activity]:
    places = {id(one): _place(one) for one in activities}
    if len(set(places.values())) < len(activities):
        # Only laps or the like tell some of them apart, so the whole content decides.
        return sorted(activities, key=lambda one: (places[id(one)], one.model_dump_json()))
    return sorted(activities, key=lambda one: places[id(one)])


def merged_workouts(
    originals: Sequence[Activity], source_order: tuple[str, ...], apart: frozenset[str]
) -> tuple[Activity, ...]:
    """Merge the recordings of each workout.

    Parameters
    ----------
    originals : sequence of Activity
        Records without repeats, in order of start.
    source_order : tuple of str
        Sources from best to worst.
    apart : frozenset of str
        Keys of records that stay alone.

    Returns
    -------
    tuple of Activity
        One activity a workout, in order of start; those of several records carry them.
    """
    merged = []
    for group in workouts(originals, apart):
        members = [originals[index] for index in group]
        ranked = sorted(members, key=lambda one: _rank(one, source_order))
        merged.append(_merged(tuple(ranked)) if len(ranked) > 1 else ranked[0])
    return tuple(sorted(merged, key=_place))


def _merged(ranked: tuple[Activity, ...]) -> Activity:
    """Take times and samples from the best recording, every other field from the first to know."""
    spine = next((one for one in ranked if one.streams is not None), ranked[0])
    fields: dict[str, Any] = {}
    for name in _SINGLE:
        fields[name] = _first_known(name, (spine, *ranked) if name in _FITTING else ranked)
    return Activity.model_construct(
        start=_told_locally(spine, ranked),
        elapsed_s=spine.elapsed_s,
        streams=spine.streams,
        race=any(one.race for one in ranked),
        provenance=spine.provenance,
        originals=ranked,
        **fields,
    )


def _first_known(name: str, ranked: Iterable[Activity]) -> object:
    values = [getattr(one, name) for one in ranked]
    known = [value for value in values if value is not None and value != ()]
    if name in {"sport", "sub_sport"}:
        known.sort(key=lambda sport: sport in GENERIC_SPORTS)
    return known[0] if known else values[0]


def _told_locally(spine: Activity, ranked: Iterable[Activity]) -> dt.datetime:
    """Tell the start in the local offset where any recording knows it."""
    start = spine.start
    if not start.utcoffset():
        for one in ranked:
            if one.start.utcoffset() and abs((one.start - start).total_seconds()) < _NEAR_S:
                return start.astimezone(one.start.tzinfo)
    return start


def _same_record(one: Activity, other: Activity) -> bool:
    a, b = one.provenance, other.provenance
    return (a.source, a.id, a.licence) == (b.source, b.id, b.licence) and all(
        getattr(one, name) == getattr(other, name) for name in _COMPARED
    )


def _readings(one: Activity) -> tuple[object, ...]:
    """Order readings of one record: with a local offset first, then the first that was read."""
    offset = str(one.start.utcoffset() or "")
    fetched = one.provenance.fetched_at
    when = fetched.timestamp() if fetched else float("inf")
    return not offset, when, one.provenance.path or "", offset


def _richness(one: Activity) -> int:
    return one.streams.known_samples if one.streams is not None else 0


def _rank(one: Activity, source_order: tuple[str, ...]) -> tuple[object, ...]:
    summary = -sum(getattr(one, name) not in (None, ()) for name in _SINGLE)
    place, samples, fetched = source_rank(one.provenance, source_order, _richness(one))
    return place, samples, summary, fetched, _place(one)


def _place(one: Activity) -> tuple[object, ...]:
    """Order activities by start; by content where they start together."""
    numbers = (one.moving_s, one.distance_m, one.hr_mean, one.hr_max, one.power_mean, one.rpe)
    return (
        one.start,
        one.elapsed_s,
        one.sport,
        one.provenance.source,
        one.provenance.id or "",
        _richness(one),
        tuple(-1.0 if number is None else number for number in numbers),
        one.name or "",
        one.notes or "",
    )
