"""The record of one activity from its points, and from the totals that its file states."""

import datetime as dt
from collections.abc import Mapping

from trainkit._totals import totals
from trainkit.io.authoring._activity import build_activity, choose_totals
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._sports import canonical_sport
from trainkit.io.authoring._track import Samples, Track
from trainkit.models.activity import Activity
from trainkit.models.ranges import keep_in_range
from trainkit.ports.format import FileContext

__all__ = ["build_recorded"]


def build_recorded(
    track: Track,
    stated: Mapping[str, float | None],
    context: FileContext,
    log: ProblemLog,
    *,
    start: dt.datetime | None = None,
    sport: str | None = None,
    name: str | None = None,
    notes: str | None = None,
    device: str | None = None,
    identifier: str | None = None,
    licence: str | None = None,
) -> Activity | None:
    """Build the record of an activity that a file describes by points and by totals.

    Parameters
    ----------
    track : Track
        Its points; there may be none.
    stated : mapping of str to float or None
        The totals that the file states, by field of `Activity`, in its unit. One that is 0 or that
        nobody reaches gives way to that of the points.
    context : FileContext
        The file.
    log : ProblemLog
        Collects what is left out.
    start : datetime, optional
        Aware, in local time; without one, the first point's time.
    sport : str, optional
        In the words of any source; see `canonical_sport`.
    name, notes, device : str, optional
        As in `Activity`.
    identifier, licence : str, optional
        As in `FileContext.provenance`.

    Returns
    -------
    Activity or None
        None if neither a start nor a point has a time, which the log reports.
    """
    samples = track.samples(sport=sport)
    if start is None and samples is not None:
        zone = samples.zone or context.zone
        start = dt.datetime.fromtimestamp(samples.start_s, zone)
    if start is None:
        log.count("activit[y|ies] without a start [was|were] left out")
        return None
    kind = canonical_sport(sport) or "generic"
    sampled = {} if samples is None else _measure(samples, kind)
    known = keep_in_range(Activity, stated, log.out_of_range)
    values = choose_totals(known, sampled, kind, log)
    streams = None if samples is None else samples.streams
    if samples is not None and streams is not None:
        late = samples.start_s - start.timestamp()
        if late > 0:
            streams = streams.model_copy(update={"time_s": streams.time_s + late})
        else:
            start = dt.datetime.fromtimestamp(samples.start_s, start.tzinfo)
        ends = samples.end_s - start.timestamp()
        lasted = values.get("elapsed_s", 0.0), values.get("moving_s", 0.0)
        values["elapsed_s"] = max(*lasted, ends)
    return build_activity(
        start,
        values,
        context.provenance(identifier=identifier, licence=licence),
        log,
        sport=sport,
        name=name,
        notes=notes,
        device=device,
        streams=streams,
    )


def _measure(samples: Samples, sport: str) -> dict[str, float]:
    """Return the totals of the points."""
    found = totals(samples.streams, sport=sport)
    found |= {"moving_s": samples.moving_s, "elapsed_s": samples.end_s - samples.start_s}
    found.pop("distance_m", None)
    return found if samples.distance_m is None else found | {"distance_m": samples.distance_m}
