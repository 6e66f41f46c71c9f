"""Removing findings from a history: a separate step that lists its changes and can be undone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import numpy as np

from trainkit.data_quality._finding import Finding
from trainkit.data_quality._mended_totals import new_totals
from trainkit.data_quality._quality import quality
from trainkit.errors import InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.streams import Streams

__all__ = ["Change", "Cleaned", "clean"]

# Kinds of findings, and the columns in which their samples become unknown.
_COLUMNS = {
    "hr_spike": ("heart_rate",),
    "hr_dropout": ("heart_rate",),
    "hr_stuck": ("heart_rate",),
    "cadence_lock": ("heart_rate",),
    "power_spike": ("power",),
    "impossible_speed": ("speed",),
    "gps_jump": ("latitude", "longitude"),
}
_TOTAL = "impossible_total"
# Fields of a day that become unknown with an unlikely one.
_OF_A_NIGHT = {
    "hrv_rmssd": ("hrv_rmssd",),
    "resting_hr": ("resting_hr",),
    "sleep_h": ("sleep_h", "sleep_score", "sleep_start", "sleep_end"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change in one column of one activity, or in one field of a day.

    Parameters
    ----------
    activity : str or None
        The activity's key; None for a day.
    column : str
        The column, the field of a total that changes with the samples, or the field of the day.
    samples : tuple of int
        The samples that became unknown; empty for a total and for a day.
    before : tuple of float
        Their values, or the old total; for a time of day, hours from the day's midnight [h].
    after : float or None
        The new total; None for samples, for a day, and for a total that became unknown.
    day : date or None
        The day; None for an activity.
    """

    activity: str | None
    column: str
    samples: tuple[int, ...]
    before: tuple[float, ...]
    after: float | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned history, and how to undo it.

    Parameters
    ----------
    history : History
        Without the samples of the findings.
    changes : tuple of Change
        All differences.
    original : History
        The history before cleaning.
    """

    history: History
    changes: tuple[Change, ...]
    original: History

    def undo(self) -> History:
        """Return the history before cleaning."""
        return self.original


def clean(history: History, findings: Iterable[Finding] | None = None) -> Cleaned:
    """Remove implausible samples and nights: they become unknown, and nothing is filled in.

    Spikes, dropouts, stuck values, steps counted as beats, impossible speeds, jumps of the
    position and unlikely nights are removed. Other findings have no safe repair and remain. Totals
    of the removed samples are computed again, and impossible ones become those of the samples, or
    unknown. Clean last: reading the same files again restores everything.

    Parameters
    ----------
    history : History
        The history.
    findings : iterable of Finding, optional
        What to remove: some of the findings of `quality` in this history; by default all.

    Returns
    -------
    Cleaned
        The new history, the changes, and the old history.

    Raises
    ------
    InvalidInput
        A finding that is not of this history.
    """
    findings = tuple(quality(history) if findings is None else findings)
    by_activity: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kind in {*_COLUMNS, _TOTAL} and finding.activity is not None:
            by_activity[finding.activity].append(finding)
    for key in by_activity.keys() - {activity.key for activity in history.activities}:
        raise InvalidInput("findings", key, "about activities of this history")
    changes: list[Change] = []
    activities = tuple(
        _clean_activity(activity, by_activity[activity.key], changes)
        if activity.key in by_activity
        else activity
        for activity in history.activities
    )
    update: dict[str, object] = {"activities": activities} if changes else {}
    days, nights = _days_without(history, findings)
    update |= {"days": days} if nights else {}
    if not update:
        return Cleaned(history, (), history)
    return Cleaned(history.model_copy(update=update), (*changes, *nights), history)


def _days_without(
    history: History, findings: Sequence[Finding]
) -> tuple[list[DailyHealth], list[Change]]:
    """Copy the days without the fields of unlikely nights."""
    fields: defaultdict[dt.date, list[str]] = defaultdict(list)
    for finding in findings:
        if (
            finding.kind == "unlikely_night"
            and finding.first_day is not None
            and finding.column is not None
        ):
            fields[finding.first_day] += _OF_A_NIGHT[finding.column]
    if not fields:
        return [], []
    for date in fields.keys() - set(history.recorded.tolist()):
        raise InvalidInput("findings", str(date), "about days of this history")
    days: list[DailyHealth] = []
    changes: list[Change] = []
    for day in history.days:
        if day.date not in fields:
            days.append(day)
            continue
        unknown = dict.fromkeys(fields[day.date])
        # A history takes merged days apart again, so the records themselves must change.
        days += [record.model_copy(update=unknown) for record in day.originals or (day,)]
        at = (day.date - history.dates[0].item()).days
        changes += [
            Change(None, name, (), (float(history.daily(name)[at]),), day=day.date)
            for name in unknown
            if getattr(day, name) is not None
        ]
    return days, changes


def _clean_activity(
    activity: Activity, findings: Sequence[Finding], changes: list[Change]
) -> Activity:
    """Return a cleaned activity, and append its changes."""
    cleaned = activity.streams
    removed: list[Change] = []
    if activity.streams is not None:
        cleaned, removed = _remove_samples(activity.streams, findings, activity.key)
    impossible = {finding.column or "" for finding in findings if finding.kind == _TOTAL}
    update = _new_fields(activity, cleaned, removed, impossible)
    if not update:
        return activity
    changes += removed
    changes += [
        Change(activity.key, name, (), (float(getattr(activity, name)),), _number(value))
        for name, value in update.items()
        if name != "streams"
    ]
    if not activity.originals:
        return activity.model_copy(update=update)
    # A history unmerges activities to their originals, so the recordings themselves must change.
    originals = tuple(
        _clean_original(original, activity, cleaned, removed, impossible)
        for original in activity.originals
    )
    return activity.model_copy(update={"originals": originals, **update})


def _clean_original(
    original: Activity,
    merged: Activity,
    cleaned: Streams | None,
    removed: Sequence[Change],
    impossible: Set[str],
) -> Activity:
    """Return a recording that gives its samples or an impossible total to a merged activity."""
    wrong = {name for name in impossible if getattr(original, name) == getattr(merged, name)}
    if original.streams is None or original.streams != merged.streams:
        update = _new_fields(original, original.streams, (), wrong)
    else:
        update = _new_fields(original, cleaned, removed, wrong)
    return original.model_copy(update=update) if update else original


def _new_fields(
    activity: Activity, cleaned: Streams | None, removed: Sequence[Change], impossible: Set[str]
) -> dict[str, object]:
    """Return the fields that cleaning changes."""
    streams = activity.streams
    changed = {change.column: getattr(streams, change.column) for change in removed}
    update: dict[str, object] = {"streams": cleaned} if removed else {}
    if removed or impossible:
        update |= new_totals(activity, cleaned, changed, impossible)
    return update


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _remove_samples(
    streams: Streams, findings: Sequence[Finding], key: str
) -> tuple[Streams, list[Change]]:
    """Return streams in which the samples of findings are unknown, and the changes."""
    update: dict[str, object] = {}
    changes = []
    findings = [finding for finding in findings if finding.kind in _COLUMNS]
    for name in dict.fromkeys(name for finding in findings for name in _COLUMNS[finding.kind]):
        column = getattr(streams, name)
        if column is None:
            continue
        wrong = np.zeros(column.size, dtype=bool)
        for finding in findings:
            if name not in _COLUMNS[finding.kind] or finding.first is None or finding.last is None:
                continue
            if finding.last >= column.size:
                raise InvalidInput("findings", finding.last, f"samples below {column.size}")
            wrong[finding.first : finding.last + 1] = True
        wrong &= ~np.isnan(column)
        if wrong.any():
            places = tuple(np.flatnonzero(wrong).tolist())
            changes.append(Change(key, name, places, tuple(column[wrong].tolist())))
            update[name] = np.where(wrong, np.nan, column)
    return (streams.model_copy(update=update) if update else streams), changes
