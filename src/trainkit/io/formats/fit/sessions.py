"""The sessions of a FIT file, its offset from UTC, and when the timer was stopped."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from trainkit._array import FloatArray
from trainkit.io.authoring import MendedClock
from trainkit.io.fit import FitPart, Table
from trainkit.io.formats.fit.summary import number_at, numbers_of, words_of

__all__ = ["EPOCH", "Session", "local_offset", "moment", "sessions", "spans", "timer_stops"]

EPOCH = dt.datetime(1989, 12, 31, tzinfo=dt.UTC)  # of FIT times
_QUARTER_S = 900  # every time zone is a multiple of a quarter of an hour from UTC
_FARTHEST_S = 14 * 3600
_LEG_RECORDS = 10  # so many records outside of all sessions are a leg whose session is missing
_AFTER_S = 60.0  # later records than this belong to a session that was never closed


@dataclass(frozen=True, slots=True)
class Session:
    """A session message, or a substitute for one that was never written.

    Parameters
    ----------
    row : int or None
        Its row in the table of sessions; None for a substitute.
    start_s, end_s : float
        By the mended clock [FIT seconds].
    agrees : bool
        Whether the message's own end confirms it.
    """

    row: int | None
    start_s: float
    end_s: float
    agrees: bool = False


def sessions(part: FitPart, records_s: FloatArray, clock: MendedClock) -> list[Session]:
    """List the sessions of a file, in order of start.

    Records without a session, because the file is cut off or a message is missing, get a
    substitute.

    Parameters
    ----------
    part : FitPart
        The file.
    records_s : ndarray
        Times of its records [FIT seconds], never decreasing.
    clock : MendedClock
        How the clock of the records leapt.

    Returns
    -------
    list of Session
        Empty if the file has no time.
    """
    table = part.messages("session")
    read = (_session(table, row, records_s, clock) for row in range(table.rows))
    found = sorted((session for session in read if session), key=lambda session: session.start_s)
    if not records_s.size:
        return found
    if not found:
        return _legs_by_laps(part.messages("lap"), records_s, clock)
    closed = part.messages("activity").rows > 0
    before = records_s[records_s < found[0].start_s - _AFTER_S]
    after = records_s[records_s > found[-1].end_s]
    if before.size >= _LEG_RECORDS:
        found.insert(0, Session(None, float(before[0]), float(before[-1])))
    is_leg = not closed or (found[-1].agrees and after.size >= _LEG_RECORDS)
    if is_leg and after.size and after[-1] > found[-1].end_s + _AFTER_S:
        found.append(Session(None, float(after[0]), float(after[-1])))
    return found


def _legs_by_laps(laps: Table, records_s: FloatArray, clock: MendedClock) -> list[Session]:
    """Return a substitute for each sport that the laps tell, or one for all records."""
    starts, sports = numbers_of(laps, "start_time"), words_of(laps, "sport")
    begins = [float(records_s[0])]
    if starts is not None and sports is not None:
        told = [
            (clock.mend(start), sport)
            for start, sport in zip(starts.tolist(), sports.tolist(), strict=True)
            if not isnan(start) and sport
        ]
        begins += [start for (_, last), (start, sport) in pairwise(sorted(told)) if sport != last]
    inside = [start for start in begins if records_s[0] <= start <= records_s[-1]]
    return [
        Session(None, start, end)
        for start, end in pairwise([*inside, float(records_s[-1])])
        if end > start or len(inside) == 1
    ]


def spans(found: Sequence[Session]) -> list[tuple[float, float]]:
    """Return the span of each session: until the next one begins, unbounded at both ends."""
    if not found:
        return []
    starts = [session.start_s for session in found[1:]]
    return list(pairwise([float("-inf"), *starts, float("inf")]))


def timer_stops(events: Table) -> list[tuple[float, float]]:
    """Return when the timer was stopped: from each stop to the next start [FIT seconds]."""
    times, kinds, what = (
        numbers_of(events, "timestamp"),
        words_of(events, "event_type"),
        words_of(events, "event"),
    )
    if times is None or kinds is None or what is None:
        return []
    rows = (row for row, event in enumerate(what.tolist()) if event == "timer")
    return list(_stops((float(times[row]), str(kinds[row])) for row in rows))


def _stops(events: Iterable[tuple[float, str]]) -> Iterable[tuple[float, float]]:
    stopped: float | None = None
    for time, kind in events:
        if kind.startswith("stop"):
            stopped = time if stopped is None else stopped
        elif kind == "start" and stopped is not None:
            if time > stopped:
                yield stopped, time
            stopped = None


def local_offset(part: FitPart) -> dt.timezone | None:
    """Return the device's offset from UTC; None if the file does not state it.

    Devices without a zone write UTC as local time, so an offset of zero is ignored.
    """
    table = part.messages("activity")
    for row in range(table.rows):
        utc, local = number_at(table, "timestamp", row), number_at(table, "local_timestamp", row)
        if utc is None or local is None:
            continue
        offset = round((local - utc) / _QUARTER_S) * _QUARTER_S
        if offset and abs(offset) <= _FARTHEST_S:
            return dt.timezone(dt.timedelta(seconds=offset))
    return None


def moment(seconds: float, zone: dt.tzinfo) -> dt.datetime:
    """Convert FIT seconds to a local time."""
    return (EPOCH + dt.timedelta(seconds=seconds)).astimezone(zone)


def _session(table: Table, row: int, records_s: FloatArray, clock: MendedClock) -> Session | None:
    start = number_at(table, "start_time", row)
    end = number_at(table, "timestamp", row)
    elapsed = number_at(table, "total_elapsed_time", row) or 0.0
    if start is None:
        start = end - elapsed if end is not None else next(iter(records_s.tolist()), None)
        if start is None:
            return None
    agrees = end is not None and abs(end - start - elapsed) <= _AFTER_S
    seconds = elapsed or max((end or start) - start, 0.0)
    start = clock.mend(start)
    gained = clock.gained_s(start - _AFTER_S, start + seconds)
    if gained and seconds >= gained:
        seconds -= gained
    return Session(row, start, start + seconds, agrees=agrees)
