"""Records that name one another: one platform's identifier, or a list and the files in it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from trainkit.models.activity import Activity

__all__ = ["legs_of", "names_of", "platform", "references"]

_NEAR_S = 15 * 3600.0  # a start in another time zone, and a clock that drifts
# A source that is no file: a platform, with the way that its records came.
_PLATFORM = re.compile(
    r"(?!.*-file$)(?!manual$|simulated$|table$)(.+?)(?:-(?:export|api|list|icu))?"
)
_GARMIN_FILE = re.compile(r"(?:activity_)?(\d{5,})(?:_activity)?\.(?:fit|gpx|tcx)")


def platform(activity: Activity) -> str | None:
    """Return the product that a record comes from, such as ``"strava"``; None for a file."""
    return _platform(activity.provenance.source)


@lru_cache(maxsize=256)  # thousands of records come from a few sources
def _platform(source: str) -> str | None:
    match = _PLATFORM.fullmatch(source)
    return None if match is None else match[1]


def references(activities: Sequence[Activity]) -> Iterator[tuple[int, int]]:
    """Find pairs of records of one workout that say so themselves.

    Parameters
    ----------
    activities : sequence of Activity
        The records.

    Yields
    ------
    tuple of (int, int)
        Two indices.
    """
    by_id: dict[tuple[str, str], int] = {}
    for index, activity in enumerate(activities):
        name, identifier = platform(activity), activity.provenance.id
        if name is not None and identifier is not None:
            first = by_id.setdefault((name, identifier), index)
            if first != index:
                yield first, index
    rows = [index for index, activity in enumerate(activities) if activity.provenance.file]
    numbers = {number: index for (name, number), index in by_id.items() if name == "garmin"}
    if rows or numbers:
        files = _Files(activities)
        for row in rows:
            named = files.named_by(activities[row])
            if len(named) == 1:
                yield row, named[0]
        yield from files.number_pairs(numbers)


def names_of(activity: Activity) -> frozenset[tuple[str | None, str]]:
    """Return everything by which records may refer to one another, whenever they were recorded.

    Two sets of records of which no name is in both do not refer to one another.

    Parameters
    ----------
    activity : Activity
        A record, before it was merged.
    """
    source, own = activity.provenance, platform(activity)
    if source.path is source.file is source.parent is None:
        return frozenset() if source.id is None else frozenset({(own, source.id)})
    names = {(own, name) for name in (source.id, source.parent) if name is not None}
    for path in (source.path, source.file):
        if path is not None:
            name = _plain(path).rpartition("/")[2]
            names.add(("file", name))
            if number := _GARMIN_FILE.fullmatch(name):
                names.add(("garmin", number[1]))
    return frozenset(names)


def legs_of(activities: Sequence[Activity]) -> dict[int, list[int]]:
    """Find the legs that refer to their multisport record.

    Parameters
    ----------
    activities : sequence of Activity
        The records.

    Returns
    -------
    dict of int to list of int
        The indices of the legs, by the index of their parent. A list's row that names a file of
        several activities is their parent.
    """
    parents = {
        (platform(activity), activity.provenance.id): index
        for index, activity in enumerate(activities)
    }
    legs: defaultdict[int, list[int]] = defaultdict(list)
    files: _Files | None = None
    for index, activity in enumerate(activities):
        if activity.provenance.parent is not None:
            parent = parents.get((platform(activity), activity.provenance.parent))
            if parent is not None and parent != index:
                legs[parent].append(index)
        if activity.provenance.file is not None:
            files = files or _Files(activities)
            inside = [leg for leg in files.named_by(activity) if _within(activities[leg], activity)]
            if len(inside) > 1:
                legs[index] += inside
    return dict(legs)


class _Files:
    """Records of files by their paths."""

    def __init__(self, activities: Sequence[Activity]) -> None:
        self._activities = activities
        self._by_path: defaultdict[str, list[int]] = defaultdict(list)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        for index, activity in enumerate(activities):
            if activity.provenance.path and platform(activity) is None:
                path = _plain(activity.provenance.path)
                self._by_path[path].append(index)
                self._by_name[path.rpartition("/")[2]].append(index)

    def named_by(self, row: Activity) -> list[int]:
        """Return the records of the file that a row names: at its place, else anywhere near."""
        folder = _plain(row.provenance.path or "").rpartition("/")[0]
        name = _plain(row.provenance.file or "")
        at_its_place = self._by_path.get(f"{folder}/{name}" if folder else name)
        if at_its_place:
            return at_its_place
        elsewhere = self._by_name.get(name.rpartition("/")[2], [])
        return [index for index in elsewhere if _near(row, self._activities[index])]

    def number_pairs(self, listed: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        """Pair Garmin Connect's records, by number, with the files that it names by number."""
        for name, indices in self._by_name.items():
            match = _GARMIN_FILE.fullmatch(name)
            record = None if match is None else listed.get(match[1])
            if (
                record is not None
                and len(indices) == 1
                and _near(self._activities[record], self._activities[indices[0]])
            ):
                yield record, indices[0]


def _plain(path: str) -> str:
    """Return a path as it is inside and outside of archives and on any system."""
    return path.replace("\\", "/").replace("!", "/").lower().removesuffix(".gz")


def _near(first: Activity, second: Activity) -> bool:
    return abs((first.start - second.start).total_seconds()) <= _NEAR_S


def _within(leg: Activity, row: Activity) -> bool:
    """Return whether a leg begins within a row that is longer than it."""
    into = (leg.start - row.start).total_seconds()
    return -_NEAR_S <= into <= row.elapsed_s + _NEAR_S and leg.elapsed_s < row.elapsed_s
