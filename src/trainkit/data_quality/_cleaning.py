"""Taking findings out of a history: a step of its own, told in full, that can be undone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trainkit._totals import totals
from trainkit.data_quality._finding import Finding
from trainkit.data_quality._report import quality
from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.history import History
from trainkit.models.ranges import allowed_ranges
from trainkit.models.streams import Streams

__all__ = ["Change", "Cleaned", "clean"]

# Kinds whose samples become unknown, and the columns in which they do.
_COLUMNS = {
    "hr_spike": ("heart_rate",),
    "hr_dropout": ("heart_rate",),
    "hr_stuck": ("heart_rate",),
    "cadence_lock": ("heart_rate",),
    "power_spike": ("power",),
    "impossible_speed": ("speed",),
    "gps_jump": ("latitude", "longitude"),
}
_HIGHEST = {"heart_rate": "hr_max", "power": "power_max", "speed": "speed_max"}


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in one column of one activity.

    Parameters
    ----------
    activity : str
        The activity's key.
    column : str
        The column, or the field of a maximum that was among the samples.
    samples : tuple of int
        The samples that are unknown now; empty for a maximum.
    before : tuple of float
        What stood there.
    after : float or None
        The new maximum; None for samples.
    """

    activity: str
    column: str
    samples: tuple[int, ...]
    before: tuple[float, ...]
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned history, and how to undo it.

    Parameters
    ----------
    history : History
        Without the samples of the findings.
    changes : tuple of Change
        Everything that is different.
    original : History
        As it was.
    """

    history: History
    changes: tuple[Change, ...]
    original: History

    def undo(self) -> History:
        """Give the history back as it was."""
        return self.original


def clean(history: History, findings: Iterable[Finding] | None = None) -> Cleaned:
    """Take out samples that can hardly be true: they become unknown, and nothing is filled in.

    Spikes, dropouts, stuck values, steps read as beats, impossible speeds and positions left and
    come back to are taken out. Other findings have no safe repair and stay. A maximum that was
    among the samples is computed again. Clean last: reading the same files again brings the
    samples back.

    Parameters
    ----------
    history : History
        The history.
    findings : iterable of Finding, optional
        What to take out, all or some of what `quality` found in this very history; by default all
        of it.

    Returns
    -------
    Cleaned
        The new history, the changes, and the old history.

    Raises
    ------
    InvalidInput
        A finding that is not of this history.
    """
    wanted = quality(history) if findings is None else findings
    by_activity: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in wanted:
        if one.kind in _COLUMNS and one.activity is not None:
            by_activity[one.activity].append(one)
    known = {one.key for one in history.activities}
    for key in by_activity.keys() - known:
        raise InvalidInput("findings", key, "about activities of this history")
    changes: list[Change] = []
    activities = [
        _cleaned(one, by_activity[one.key], changes) if one.key in by_activity else one
        for one in history.activities
    ]
    if not changes:
        return Cleaned(history, (), history)
    done = history.model_copy(update={"activities": tuple(activities)})
    return Cleaned(done, tuple(changes), history)


def _cleaned(activity: Activity, findings: Sequence[Finding], changes: list[Change]) -> Activity:
    streams = activity.streams
    if streams is None:
        return activity
    new, told = _without(streams, findings, activity.key)
    if not told:
        return activity
    update: dict[str, object] = {"streams": new, **_maxima(activity, new, told)}
    changes += told
    changes += [
        Change(activity.key, name, (), (float(getattr(activity, name)),), float(str(value)))
        for name, value in update.items()
        if name != "streams"
    ]
    if not activity.originals:
        return activity.model_copy(update=update)
    # A history takes merged activities apart again, so the recording itself must change.
    originals = tuple(
        one.model_copy(update={"streams": new, **_maxima(one, new, told)})
        if one.streams == streams
        else one
        for one in activity.originals
    )
    return activity.model_copy(update={"originals": originals, **update})


def _without(
    streams: Streams, findings: Sequence[Finding], key: str
) -> tuple[Streams, list[Change]]:
    update: dict[str, object] = {}
    told = []
    for name in dict.fromkeys(name for one in findings for name in _COLUMNS[one.kind]):
        column = getattr(streams, name)
        if column is None:
            continue
        wrong = np.zeros(column.size, dtype=bool)
        for one in findings:
            if name in _COLUMNS[one.kind] and one.first is not None and one.last is not None:
                if one.last >= column.size:
                    raise InvalidInput("findings", one.last, f"samples below {column.size}")
                wrong[one.first : one.last + 1] = True
        wrong &= ~np.isnan(column)
        if wrong.any():
            places = tuple(np.flatnonzero(wrong).tolist())
            told.append(Change(key, name, places, tuple(column[wrong].tolist())))
            update[name] = np.where(wrong, np.nan, column)
    return (streams.model_copy(update=update) if update else streams), told


def _maxima(activity: Activity, streams: Streams, told: Sequence[Change]) -> dict[str, object]:
    """Compute maxima again that stood among the samples which are gone."""
    found: dict[str, object] = {}
    left = totals(streams)
    for change in told:
        field = _HIGHEST.get(change.column)
        known = None if field is None else getattr(activity, field)
        if field is None or known is None or known > max(change.before):
            continue
        new = left.get(field)
        if new is not None and new < known and new >= allowed_ranges(Activity)[field].low:
            found[field] = new
    return found
