"""The record of one activity from a summary in the words of any source."""

import datetime as dt
from collections.abc import Mapping, Sequence

from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._sports import canonical_sport, canonical_sub_sport
from trainkit.models.activity import Activity, Lap
from trainkit.models.provenance import Provenance
from trainkit.models.ranges import keep_in_range
from trainkit.models.streams import Streams
from trainkit.ports.format import FileContext

__all__ = ["build_activity", "local_start"]


def build_activity(
    start: dt.datetime,
    values: Mapping[str, float | None],
    provenance: Provenance,
    log: ProblemLog,
    *,
    sport: str | None = None,
    name: str | None = None,
    notes: str | None = None,
    device: str | None = None,
    race: bool = False,
    laps: Sequence[Lap] = (),
    streams: Streams | None = None,
) -> Activity:
    """Build the record of one activity.

    Parameters
    ----------
    start : datetime
        Aware, in the athlete's local time.
    values : mapping of str to float or None
        By field of `Activity`, in its unit; without an elapsed time, the moving time is used.
    provenance : Provenance
        Where the values came from.
    log : ProblemLog
        Collects values out of range.
    sport : str, optional
        In the words of any source; see `canonical_sport`.
    name, notes, device, race, laps, streams
        As in `Activity`.

    Returns
    -------
    Activity
        The record.
    """
    known = keep_in_range(Activity, values, log.out_of_range)
    return Activity.model_validate(
        {
            "elapsed_s": known.get("moving_s", 0.0),
            **known,
            "sport": canonical_sport(sport) or "generic",
            "sub_sport": canonical_sub_sport(sport),
            "start": start,
            "name": name,
            "notes": notes,
            "device": device,
            "race": race,
            "laps": tuple(laps),
            "streams": streams,
            "provenance": provenance,
        }
    )


def local_start(utc: dt.datetime, local: dt.datetime | None, context: FileContext) -> dt.datetime:
    """Return a start with the offset from UTC that two readings of the same moment imply.

    Parameters
    ----------
    utc : datetime
        The start, aware.
    local : datetime or None
        The local reading of the same moment; its own offset is ignored.
    context : FileContext
        The athlete's zone, used without a plausible local reading.

    Returns
    -------
    datetime
        Aware.
    """
    shift = None if local is None else local.replace(tzinfo=dt.UTC) - utc
    if shift is None or abs(shift) >= dt.timedelta(hours=24):
        return context.to_local(utc)
    return utc.astimezone(dt.timezone(dt.timedelta(minutes=round(shift.total_seconds() / 60))))
