"""Multisport records and their legs: a time counts once, in as much detail as is known."""

from collections.abc import Iterable, Iterator, Sequence

from trainkit.models._references import legs_of
from trainkit.models._sport_groups import is_vague
from trainkit.models.activity import Activity

__all__ = ["NEIGHBOURS", "Parents"]

# Records beside each one that it is compared with, so that the time grows with their number alone:
# nobody's day and night have as many, and those of one moment form a chain.
NEIGHBOURS = 64
_EDGE_S = 300.0  # a leg may begin or end this much outside, by another clock
_LEG = 0.9  # of the whole: anything longer is the whole again
_COVERED = 0.9  # of the whole, from which the legs replace it
_TRANSITION_S = 900.0  # between two legs

Records = tuple[list[int], list[int]]


class Parents:
    """The multisport records among activities.

    A record is the whole of others if they refer to it, if its sport says so, or if its sport is
    unknown and at least two workouts of different sports fill its time.

    Parameters
    ----------
    activities : sequence of Activity
        All records, sorted by start.
    free : sequence of int
        The indices of those that may be merged, in order.
    """

    def __init__(self, activities: Sequence[Activity], free: Sequence[int]) -> None:
        self._activities = activities
        told = legs_of([activities[index] for index in free])
        self._legs = {free[whole]: {free[leg] for leg in legs} for whole, legs in told.items()}
        self._free = frozenset(free)
        self._wholes = set(self._legs)
        self._wholes |= {index for index in free if activities[index].sport == "multisport"}
        self._wholes |= {
            index
            for place, index in enumerate(free)
            if _vagueness(activities[index]) and self._is_filled(place, free)
        }

    def keeps_apart(self, first: int, second: int) -> bool:
        """Return whether exactly one of two records is a whole, which is no recording of a leg."""
        if not self._wholes or (first in self._wholes) == (second in self._wholes):
            return False
        whole, other = (first, second) if first in self._wholes else (second, first)
        longest = _LEG * self._activities[whole].elapsed_s
        return other in self._legs.get(whole, ()) or self._activities[other].elapsed_s < longest

    def settle(self, groups: Iterable[list[int]]) -> list[Records]:
        """Decide for each whole whether it counts, or its legs.

        Parameters
        ----------
        groups : iterable of list of int
            The recordings of each workout.

        Returns
        -------
        list of (list of int, list of int)
            The recordings of each workout that counts, and the records of the same time that do
            not.
        """
        parts = [list(group) for group in groups]
        if not self._wholes:
            return [(part, []) for part in parts]
        wholes = [part for part in parts if self._wholes.intersection(part)]
        others = [part for part in parts if not self._wholes.intersection(part)]
        settled: list[Records] = []
        for whole in wholes:
            legs = [part for part in others if self._is_leg(part, whole)]
            others = [part for part in others if part not in legs]
            if not legs:
                settled.append((whole, []))
            elif self._share(legs, whole) >= _COVERED:
                settled.append((legs[0], whole))
                settled += [(leg, []) for leg in legs[1:]]
            else:
                settled.append((whole, sorted(index for leg in legs for index in leg)))
        return settled + [(part, []) for part in others]

    def _is_leg(self, part: Sequence[int], whole: Sequence[int]) -> bool:
        if not self._free.issuperset(part):
            return False
        told: set[int] = set().union(*(self._legs.get(index, set()) for index in whole))
        return bool(told.intersection(part)) or self._is_inside(
            self._longest(part), self._longest(whole)
        )

    def _longest(self, part: Sequence[int]) -> Activity:
        return max((self._activities[index] for index in part), key=lambda record: record.elapsed_s)

    def _is_inside(self, leg: Activity, whole: Activity) -> bool:
        first = (leg.start - whole.start).total_seconds()
        last = first + leg.elapsed_s
        return (
            first >= -_EDGE_S
            and last <= whole.elapsed_s + _EDGE_S
            and leg.elapsed_s < _LEG * whole.elapsed_s
        )

    def _share(self, legs: Sequence[Sequence[int]], whole: Sequence[int]) -> float:
        """Return the share of the whole's time that its legs and the transitions fill."""
        spans = sorted(
            (leg.start.timestamp(), leg.end.timestamp()) for leg in map(self._longest, legs)
        )
        filled, until = 0.0, None
        for start, end in spans:
            begin = start if until is None or start - until > _TRANSITION_S else until
            filled += max(end - begin, 0.0)
            until = end if until is None else max(until, end)
        return filled / max(self._longest(whole).elapsed_s, 1.0)

    def _is_filled(self, place: int, free: Sequence[int]) -> bool:
        whole = self._activities[free[place]]
        legs = [
            index
            for index in self._around(place, free)
            if not _vagueness(self._activities[index])
            and self._is_inside(self._activities[index], whole)
        ]
        sports = {self._activities[index].sport for index in legs}
        return len(sports) > 1 and self._share([[leg] for leg in legs], [free[place]]) >= _COVERED

    def _around(self, place: int, free: Sequence[int]) -> Iterator[int]:
        """Yield the records that may lie within one."""
        whole = self._activities[free[place]]
        earliest, latest = whole.start.timestamp() - _EDGE_S, whole.end.timestamp()
        for index in reversed(free[max(place - NEIGHBOURS, 0) : place]):
            if self._activities[index].start.timestamp() < earliest:
                break
            yield index
        for index in free[place + 1 : place + 1 + NEIGHBOURS]:
            if self._activities[index].start.timestamp() > latest:
                break
            yield index


def _vagueness(activity: Activity) -> bool:
    return is_vague(activity.sport, activity.sub_sport)
