"""Which activities are recordings of one workout: found by time, whatever the order of import."""

from collections.abc import Iterator, Sequence

from trainkit.models.activity import Activity

__all__ = ["GENERIC_SPORTS", "workouts"]

# What a file says when it does not know, or when the athlete did not choose.
GENERIC_SPORTS = frozenset({"all", "fitness_equipment", "generic", "other", "unknown", "workout"})

# Sports that devices and platforms take for one another.
_ALIKE = (
    frozenset({"walking", "hiking"}),
    frozenset({"training", "fitness_equipment", "strength_training"}),
    frozenset({"cycling", "e_biking"}),
)

_SHARED = 2 / 3  # of the longer recording, for one workout on two devices
_DRIFT_S = 300.0  # how far two clocks drift apart
_ZONE_STEP_S = 900.0  # all time zones are whole quarters of an hour apart
_ZONES_S = 14 * 3600.0  # the farthest that a clock set to another zone can be


def workouts(activities: Sequence[Activity], apart: frozenset[str]) -> list[list[int]]:
    """Group recordings of the same workout.

    Two recordings are of one workout when their sports agree and they share two thirds of the
    longer one's time; or start within five minutes, overlap, and last equally long; or are the
    same recording under a clock that was set to another time zone: the same length, distance and
    heart rate. Two workouts that only touch, such as a ride and the run after it, never are.

    Parameters
    ----------
    activities : sequence of Activity
        Sorted by start.
    apart : frozenset of str
        Keys of activities that stand alone because somebody said so.

    Returns
    -------
    list of list of int
        Indices into `activities`, each group sorted, in order of their first member.
    """
    starts = [one.start.timestamp() for one in activities]
    groups = _Groups(len(activities))
    shifted: list[tuple[float, int, int]] = []
    for one, other in _near(activities, starts, apart):
        a, b = activities[one], activities[other]
        shift = starts[other] - starts[one]
        if _overlapping(a, b, shift):
            groups.join(one, other)
        elif _same_recording(a, b) and _zone_mistake(shift):
            shifted.append((shift, one, other))
    for _, one, other in sorted(shifted):
        if not _both_have_a_source(groups, activities, one, other):
            groups.join(one, other)
    return groups.all()


def _near(
    activities: Sequence[Activity], starts: Sequence[float], apart: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Pair activities of compatible sport that start within reach of a zone mistake or overlap."""
    free = [index for index, one in enumerate(activities) if one.key not in apart]
    for place, one in enumerate(free):
        reach = starts[one] + max(_ZONES_S + _DRIFT_S, activities[one].elapsed_s)
        for other in free[place + 1 :]:
            if starts[other] > reach:
                break
            if _may_be_one(activities[one], activities[other]):
                yield one, other


def _may_be_one(one: Activity, other: Activity) -> bool:
    """Refuse different sports, and two entries by hand: nobody enters one workout twice."""
    by_hand = one.provenance.source == other.provenance.source == "manual"
    return not by_hand and _sports_agree(one.sport, other.sport)


def _sports_agree(one: str, other: str) -> bool:
    if one == other or one in GENERIC_SPORTS or other in GENERIC_SPORTS:
        return True
    return any(one in group and other in group for group in _ALIKE)


def _overlapping(one: Activity, other: Activity, shift: float) -> bool:
    """Judge two recordings of which the second starts `shift` seconds after the first."""
    longer = max(one.elapsed_s, other.elapsed_s)
    shared = min(one.elapsed_s, shift + other.elapsed_s) - shift
    if longer == 0:
        return shift == 0
    if shared >= _SHARED * longer:
        return True
    return shared > 0 and shift <= _DRIFT_S and _close(one.elapsed_s, other.elapsed_s, 0.1, 0)


def _same_recording(one: Activity, other: Activity) -> bool:
    """Say whether two summaries agree so well that only the clock can differ."""
    if not _close(one.elapsed_s, other.elapsed_s, 0.005, 2) and not (
        one.moving_s and _close(one.moving_s, other.moving_s, 0.005, 2)
    ):
        return False
    measured = _close(one.hr_mean, other.hr_mean, 0, 1)
    if one.hr_mean is not None and other.hr_mean is not None and not measured:
        return False
    if one.distance_m or other.distance_m:
        far = _close(one.distance_m, other.distance_m, 0.005, 1)
    else:
        far = measured
    # One source does not confuse its own clocks unless the very recording came twice, and two
    # equal manual entries of a day are two workouts.
    return far and (measured or one.provenance.source != other.provenance.source)


def _zone_mistake(shift: float) -> bool:
    beside = shift % _ZONE_STEP_S
    return min(beside, _ZONE_STEP_S - beside) <= _DRIFT_S and shift <= _ZONES_S + _DRIFT_S


def _close(one: float | None, other: float | None, share: float, least: float) -> bool:
    if one is None or other is None:
        return False
    return abs(one - other) <= max(least, share * max(abs(one), abs(other)))


def _both_have_a_source(
    groups: "_Groups", activities: Sequence[Activity], one: int, other: int
) -> bool:
    """Say whether one source saw both workouts, which then are two."""
    mine = {activities[index].provenance.source for index in groups.members(one)}
    theirs = {activities[index].provenance.source for index in groups.members(other)}
    alone = len(groups.members(one)) == len(groups.members(other)) == 1
    return not alone and bool(mine & theirs)


class _Groups:
    """Disjoint groups of indices; the smallest index names a group."""

    def __init__(self, size: int) -> None:
        self._group = [[index] for index in range(size)]

    def members(self, index: int) -> list[int]:
        return self._group[index]

    def join(self, one: int, other: int) -> None:
        if self._group[one] is not self._group[other]:
            both = sorted(self._group[one] + self._group[other])
            for index in both:
                self._group[index] = both

    def all(self) -> list[list[int]]:
        return [group for index, group in enumerate(self._group) if group[0] == index]
