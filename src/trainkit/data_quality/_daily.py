"""Unlikely nights, missing days within a daily record, and changes of the device."""

from collections.abc import Iterator

import numpy as np

from trainkit.data_quality._finding import Finding, find_runs
from trainkit.data_quality._nights import unlikely_nights
from trainkit.models.history import History

__all__ = ["check_days"]

_FIELDS = {"hrv_rmssd": "ms", "resting_hr": "bpm", "sleep_h": "h"}
_MISSING_DAYS = 3
_AROUND_DAYS = 14
_LEAST_DAYS = 5


def check_days(history: History) -> Iterator[Finding]:
    """Check the daily fields that decisions depend on.

    Parameters
    ----------
    history : History
        The history.

    Yields
    ------
    Finding
        ``unlikely_night``, ``missing_days``, ``source_change``.
    """
    for field, unit in _FIELDS.items():
        yield from _doubtful_nights(history, field, unit)
        yield from _gaps(history, field)
        yield from _changes(history, field, unit)


def _doubtful_nights(history: History, field: str, unit: str) -> Iterator[Finding]:
    """Find nights far outside the athlete's range that no second night confirmed."""
    nights = unlikely_nights(history)
    digits = 1 if field == "sleep_h" else 0
    for place in np.flatnonzero(nights.doubtful_nights(field)).tolist():
        value, usual = float(history.daily(field)[place]), float(nights.usual[field][place])
        known = not np.isnan(usual)
        message = f"{field} of {value:.{digits}f} {unit}"
        message += f", usual {usual:.{digits}f} {unit}" if known else ""
        date = history.dates[place].item()
        yield Finding(
            kind="unlikely_night",
            message=f"{message}; no second night confirms it",
            size=abs(value - usual) if known else value,
            unit=unit,
            column=field,
            first_day=date,
            last_day=date,
        )


def _gaps(history: History, field: str) -> Iterator[Finding]:
    """Find gaps of three days or more between the first and the last known day."""
    values = history.daily(field)
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return
    span = np.isnan(values[known[0] : known[-1] + 1])
    for first, last in find_runs(span):
        days = last - first + 1
        if days >= _MISSING_DAYS:
            yield Finding(
                kind="missing_days",
                message=f"no {field} on {days} days",
                size=float(days),
                unit="days",
                column=field,
                first_day=history.dates[known[0] + first].item(),
                last_day=history.dates[known[0] + last].item(),
            )


def _changes(history: History, field: str, unit: str) -> Iterator[Finding]:
    """Find days from which another source provides a field, and the change of its mean."""
    sourced = []
    for day in history.days:
        records = day.originals or (day,)
        source = next((o.provenance.source for o in records if getattr(o, field) is not None), None)
        value = getattr(day, field)
        if source is not None and value is not None:  # a person may have cleared it
            sourced.append((day.date, source, float(value)))
    for place in range(1, len(sourced)):
        before = [v for _, source, v in sourced[:place] if source == sourced[place - 1][1]]
        after = [v for _, source, v in sourced[place:] if source == sourced[place][1]]
        changed = sourced[place - 1][1] != sourced[place][1]
        if not changed or min(len(before), len(after)) < _LEAST_DAYS:
            continue
        step = np.mean(after[:_AROUND_DAYS]) - np.mean(before[-_AROUND_DAYS:])
        yield Finding(
            kind="source_change",
            message=f"{field} comes from {sourced[place][1]} instead of {sourced[place - 1][1]}; "
            f"its mean changes by {step:+.1f} {unit}",
            size=float(abs(step)),
            unit=unit,
            column=field,
            first_day=sourced[place][0],
            last_day=sourced[place][0],
        )
