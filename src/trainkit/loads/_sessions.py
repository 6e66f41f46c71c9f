"""One value for each session, of which a longer history computes only those that are new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads._activity import ActivityLoad, activity_load
from trainkit.loads._comparable import comparable_costs
from trainkit.loads._external import plausible_distance
from trainkit.loads._training import LOOK_BACK, count_as_training
from trainkit.models.activity import Activity
from trainkit.models.assessment import INTENSITIES
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["LoadShelf", "Sessions", "list_sessions", "use_shelf"]

_MANY = 25  # new loads that are worth a look at what is kept, and keeping them

_COMPARED = [name for name in Activity.model_fields if name not in {"streams", "originals"}]


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """The loads of activities, arrays of shape (activities,).

    Parameters
    ----------
    activities : tuple of Activity
        In order of time.
    loads : tuple of (int, ActivityLoad)
        The index of each activity and its loads.
    days : array of datetime64[D]
        The local day.
    external, internal, trimp : array
        As in `ActivityLoad`.
    minutes, run_m : array
        Time [min], and distance of a run [m].
    rpe : array
        Rating of perceived exertion [0 to 10]; NaN unrated.
    effort : array of int
        Index in `INTENSITIES`.
    training : array of bool
        See `count_as_training`.
    work, cost : array
        See `comparable_costs`.
    """

    activities: tuple[Activity, ...]
    loads: tuple[tuple[int, ActivityLoad], ...]
    days: NDArray[np.datetime64]
    external: FloatArray
    internal: FloatArray
    trimp: FloatArray
    minutes: FloatArray
    run_m: FloatArray
    rpe: FloatArray
    effort: NDArray[np.int8]
    training: NDArray[np.bool_]
    work: FloatArray
    cost: FloatArray


class LoadShelf(Protocol):
    """Keeps loads from one process to the next, for what the samples of years say takes seconds."""

    def recall(self, activities: Sequence[Activity]) -> Mapping[int, ActivityLoad]:
        """Return the loads that are kept, by the place of their activity in the sequence."""

    def keep(self, activities: Sequence[Activity], loads: Sequence[ActivityLoad]) -> None:
        """Keep loads."""


_NO_NUMBERS = np.zeros(0)
_NONE = Sessions(
    activities=(),
    loads=(),
    days=np.zeros(0, "datetime64[D]"),
    external=_NO_NUMBERS,
    internal=_NO_NUMBERS,
    trimp=_NO_NUMBERS,
    minutes=_NO_NUMBERS,
    run_m=_NO_NUMBERS,
    rpe=_NO_NUMBERS,
    effort=np.zeros(0, np.int8),
    training=np.zeros(0, bool),
    work=_NO_NUMBERS,
    cost=_NO_NUMBERS,
)


def use_shelf(history: History, athlete: Athlete, shelf: LoadShelf) -> None:
    """Let the loads of a history come from those that are kept, where they are.

    Parameters
    ----------
    history : History
        A history of which no loads were computed yet.
    athlete : Athlete
        Whose thresholds the loads count with.
    shelf : LoadShelf
        Where they are kept.
    """
    history.memoize(("load shelf", athlete), lambda: shelf)


def list_sessions(history: History, athlete: Athlete) -> Sessions:
    """Return one value for each session; computed once, and carried to histories made of this one.

    Parameters
    ----------
    history : History
        The activities.
    athlete : Athlete
        Supplies the thresholds.
    """
    shelf: LoadShelf | None = history.memoize(("load shelf", athlete), lambda: None)
    return history.carry(
        ("sessions", athlete), lambda known: _extend(history.activities, athlete, known, shelf)
    )


def _extend(
    activities: tuple[Activity, ...],
    athlete: Athlete,
    before: Sessions | None,
    shelf: LoadShelf | None,
) -> Sessions:
    """Compute the values of each session, from the first one on that is not known yet.

    Parameters
    ----------
    activities : tuple of Activity
        In order of time.
    athlete : Athlete
        Supplies the thresholds.
    before : Sessions, optional
        Those of another history with the same athlete. Nothing of a session depends on later ones,
        so they answer for all before the first activity that differs; the loads of those behind it
        that are the same are taken over too.

    Returns
    -------
    Sessions
        The same, to the last bit, as without `before`.
    """
    before = _NONE if before is None else before
    if before.activities is activities:
        return before
    same = _count_same(before.activities, activities)
    if same == len(activities) == len(before.activities):
        return before
    new = activities[same:]
    found = _loads_of(new, athlete, before.loads[same:], before.activities, shelf)
    loads = (*before.loads[:same], *enumerate(found, start=same))
    every = [load for _, load in loads]
    since = _first_lately(before.days[:same])
    training = count_as_training(
        activities, every, athlete, known=before.training[:same], since=since
    )
    compared = before.work[:same], before.cost[:same]
    work, cost = comparable_costs(activities, every, training, known=compared, since=since)
    columns = {
        "days": [activity.day for activity in new],
        "external": [load.external for load in found],
        "internal": [load.internal for load in found],
        "trimp": [load.trimp for load in found],
        "minutes": [activity.duration_s / 60 for activity in new],
        "run_m": [_run_m(activity) for activity in new],
        "rpe": [activity.rpe for activity in new],
        "effort": [INTENSITIES.index(load.effort) for load in found],
    }
    joined = {
        name: np.concatenate([old := getattr(before, name)[:same], np.array(values, old.dtype)])
        for name, values in columns.items()
    }
    return Sessions(
        activities=activities, loads=loads, training=training, work=work, cost=cost, **joined
    )


def _first_lately(days: NDArray[np.datetime64]) -> int:
    """Find the first activity of the six weeks up to the latest day; 0 for none."""
    return int(np.argmax(days >= days.max() - np.timedelta64(LOOK_BACK))) if days.size else 0


def _loads_of(
    activities: Sequence[Activity],
    athlete: Athlete,
    numbered: Iterable[tuple[int, ActivityLoad]],
    owners: Sequence[Activity],
    shelf: LoadShelf | None,
) -> list[ActivityLoad]:
    """Compute loads, but for those that are known under another number, or kept."""
    known = {id(owners[at]): load for at, load in numbered}
    loads = {at: known[id(done)] for at, done in enumerate(activities) if id(done) in known}
    if shelf is None or len(activities) - len(loads) < _MANY:
        return [loads.get(at) or activity_load(done, athlete) for at, done in enumerate(activities)]
    loads |= shelf.recall(activities)
    missing = len(activities) - len(loads)
    found = [loads.get(at) or activity_load(done, athlete) for at, done in enumerate(activities)]
    if missing >= _MANY:
        shelf.keep(activities, found)
    return found


def _run_m(activity: Activity) -> float:
    return plausible_distance(activity) if activity.sport == "running" else 0.0


def _count_same(ours: Sequence[Activity], theirs: Sequence[Activity]) -> int:
    """Count the activities up to the first that differs."""
    pairs = zip(ours, theirs, strict=False)
    differ = (at for at, (our, their) in enumerate(pairs) if not _is_same(our, their))
    return next(differ, min(len(ours), len(theirs)))


def _is_same(ours: Activity, theirs: Activity) -> bool:
    """Whether two are one object, or were merged alike from the same ones."""
    if ours is theirs:
        return True
    if not ours.originals or ours.streams is not theirs.streams:
        return False
    if [*map(id, ours.originals)] != [*map(id, theirs.originals)]:
        return False
    return all(getattr(ours, name) == getattr(theirs, name) for name in _COMPARED)
