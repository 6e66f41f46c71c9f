"""Find recordings of the same workout by their times, whatever the order of import."""

import datetime as dt
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from trainkit.models._multisport import NEIGHBOURS, Parents
from trainkit.models._references import references
from trainkit.models._sport_groups import sports_agree
from trainkit.models.activity import Activity

__all__ = ["Group", "group_recordings", "is_timeless"]

_SHARED = 2 / 3  # share of the longer recording that must overlap
_DRIFT_S = 300.0  # largest drift between two clocks
_ZONE_STEP_S = 900.0  # time zones differ by multiples of a quarter of an hour
_ZONES_S = 14 * 3600.0  # largest offset of a clock set to another time zone
_WITHOUT_TIMES = frozenset({"training-peaks"})  # sources that know the day of a workout alone
_SAME_LENGTH, _SAME_LENGTH_S = 0.05, 90.0  # of a record without a time of day and a recording


class Group(NamedTuple):
    """The records of one workout.

    Parameters
    ----------
    recordings : list of int
        Indices of its recordings.
    beside : list of int
        Indices of records that tell the same time in another way: the whole of which the workout
        is a leg, or the legs of which it is the whole.
    """

    recordings: list[int]
    beside: list[int]


def group_recordings(activities: Sequence[Activity], never_merged: Set[str]) -> list[Group]:
    """Group recordings of the same workout.

    Two recordings belong to one workout if one names the other, or by their times. Either their
    sports can be the same and one of these is true:

    - they share two thirds of the longer recording's time;
    - they start within five minutes, overlap, and have nearly the same length;
    - they are the same recording with a clock set to another time zone: length, distance and
      heart rate agree.

    A record that knows only the day joins the recording of that day whose length agrees.

    Or the sports differ, but start, length, and distance or heart rate are the same: somebody
    edited the sport. Two workouts in direct succession, such as a ride and a run, are never
    grouped. A multisport record never counts beside its legs.

    Parameters
    ----------
    activities : sequence of Activity
        Sorted by start.
    never_merged : set of str
        Keys of activities that the user has excluded from merging.

    Returns
    -------
    list of Group
        Indices into `activities`, sorted, in order of their first recording.
    """
    starts = [activity.start.timestamp() for activity in activities]
    groups = _Groups(len(activities))
    free = [index for index, activity in enumerate(activities) if activity.key not in never_merged]
    for first, second in references([activities[index] for index in free]):
        groups.join(free[first], free[second])
    parents = Parents(activities, free)
    shifted: list[tuple[float, int, int]] = []
    for early, late in _candidate_pairs(activities, starts, free):
        if parents.keeps_apart(early, late):
            continue
        shift_s = starts[late] - starts[early]
        alike = _compatible(activities[early], activities[late])
        if _same_time(activities[early], activities[late], shift_s, alike=alike):
            groups.join(early, late)
        elif (
            alike
            and _is_zone_offset(shift_s)
            and _same_recording(activities[early], activities[late])
        ):
            shifted.append((shift_s, early, late))
    near = [(early, late) for _, early, late in sorted(shifted)]
    for first, second in (*_timeless_pairs(activities, free), *near):
        if not _share_a_source(groups, activities, first, second):
            groups.join(first, second)
    return [Group(*records) for records in parents.settle(groups.all())]


def _candidate_pairs(
    activities: Sequence[Activity], starts: Sequence[float], free: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pair activities that overlap or may differ by a time zone, but no two manual entries."""
    for position, early in enumerate(free):
        reach = starts[early] + max(_ZONES_S + _DRIFT_S, activities[early].elapsed_s)
        for late in free[position + 1 : position + 1 + NEIGHBOURS]:
            if starts[late] > reach:
                break
            if not _both_manual(activities[early], activities[late]):
                yield early, late


def is_timeless(activity: Activity) -> bool:
    """Whether a record knows the day alone: its source tells no time, so it starts at midnight."""
    return activity.provenance.source in _WITHOUT_TIMES and activity.start.time() == dt.time()


def _timeless_pairs(activities: Sequence[Activity], free: Sequence[int]) -> list[tuple[int, int]]:
    """Pair records that know the day alone with one recording each, the nearest in length first."""
    by_day: dict[dt.date, list[int]] = {}
    for index in free:
        by_day.setdefault(activities[index].day, []).append(index)
    near: list[tuple[float, int, int]] = []
    for timeless in (index for index in free if is_timeless(activities[index])):
        record = activities[timeless]
        for other in by_day[record.day][:NEIGHBOURS]:
            known = activities[other]
            if is_timeless(known) or not _compatible(record, known):
                continue
            lengths = [known.elapsed_s, *([known.moving_s] if known.moving_s else [])]
            apart_s = min(abs(record.elapsed_s - length) for length in lengths)
            if apart_s <= max(_SAME_LENGTH * record.elapsed_s, _SAME_LENGTH_S):
                near.append((apart_s, timeless, other))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, timeless, other in sorted(near):
        if timeless not in pairs and other not in taken:
            pairs[timeless] = other
            taken.add(other)
    return list(pairs.items())


def _both_manual(first: Activity, second: Activity) -> bool:
    """Nobody enters one workout twice."""
    return first.provenance.source == second.provenance.source == "manual"


def _compatible(first: Activity, second: Activity) -> bool:
    return sports_agree(first.sport, second.sport, sub_sports=(first.sub_sport, second.sub_sport))


def _same_time(first: Activity, second: Activity, shift_s: float, *, alike: bool) -> bool:
    """Test whether two recordings are of one time; if the sports differ, somebody edited one."""
    if alike:
        return _overlap(first, second, shift_s)
    return shift_s <= _DRIFT_S and (
        _same_recording(first, second) or (shift_s < 1 and _is_copy(first, second))
    )


def _is_copy(first: Activity, second: Activity) -> bool:
    """Test whether two records are one file in which only the sport was changed."""
    return (
        _close(first.elapsed_s, second.elapsed_s, 0, 1)
        and bool(first.distance_m)
        and _close(first.distance_m, second.distance_m, 1e-5, 0.1)
    )


def _overlap(first: Activity, second: Activity, shift_s: float) -> bool:
    """Compare two recordings, the second of which starts `shift_s` after the first."""
    longer = max(first.elapsed_s, second.elapsed_s)
    shared = min(first.elapsed_s, shift_s + second.elapsed_s) - shift_s
    if longer == 0:
        return shift_s == 0
    if shared >= _SHARED * longer:
        return True
    return shared > 0 and shift_s <= _DRIFT_S and _close(first.elapsed_s, second.elapsed_s, 0.1, 0)


def _same_recording(first: Activity, second: Activity) -> bool:
    """Test whether two summaries agree so well that only the clocks can differ."""
    if not _close(first.elapsed_s, second.elapsed_s, 0.005, 2) and not (
        first.moving_s and _close(first.moving_s, second.moving_s, 0.005, 2)
    ):
        return False
    same_hr = _close(first.hr_mean, second.hr_mean, 0, 1)
    if first.hr_mean is not None and second.hr_mean is not None and not same_hr:
        return False
    if first.distance_m or second.distance_m:
        same_distance = _close(first.distance_m, second.distance_m, 0.005, 1)
    else:
        same_distance = same_hr
    # A source uses one clock, so its two records are one workout only if heart rate agrees too;
    # two equal manual entries of a day are two workouts.
    return same_distance and (same_hr or first.provenance.source != second.provenance.source)


def _is_zone_offset(shift_s: float) -> bool:
    remainder = shift_s % _ZONE_STEP_S
    on_a_step = min(remainder, _ZONE_STEP_S - remainder) <= _DRIFT_S
    return on_a_step and shift_s <= _ZONES_S + _DRIFT_S


def _close(first: float | None, second: float | None, share: float, least: float) -> bool:
    if first is None or second is None:
        return False
    return abs(first - second) <= max(least, share * max(abs(first), abs(second)))


def _share_a_source(
    groups: "_Groups", activities: Sequence[Activity], first: int, second: int
) -> bool:
    """Test whether one source recorded both groups, which are two workouts then."""
    sources = {activities[index].provenance.source for index in groups.members(first)}
    others = {activities[index].provenance.source for index in groups.members(second)}
    single = len(groups.members(first)) == len(groups.members(second)) == 1
    return not single and bool(sources & others)


class _Groups:
    """Disjoint groups of indices; the smaller joins the larger, so that all joins are fast."""

    def __init__(self, size: int) -> None:
        self._group = [[index] for index in range(size)]

    def members(self, index: int) -> list[int]:
        return self._group[index]

    def join(self, first: int, second: int) -> None:
        small, large = sorted((self._group[first], self._group[second]), key=len)
        if small is not large:
            large += small
            for index in small:
                self._group[index] = large

    def all(self) -> list[list[int]]:
        unique = {id(group): group for group in self._group}
        return sorted(sorted(group) for group in unique.values())
