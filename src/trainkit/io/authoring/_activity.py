"""The record of one activity from a summary in the words of any source."""

import datetime as dt
from collections.abc import Mapping, Sequence

from trainkit._totals import beyond_limits, too_fast
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._sports import canonical_sport, canonical_sub_sport
from trainkit.models.activity import Activity, Lap
from trainkit.models.provenance import Provenance
from trainkit.models.ranges import keep_in_range
from trainkit.models.streams import Streams
from trainkit.ports.format import FileContext

__all__ = ["build_activity", "choose_totals", "keep_possible", "local_start"]

# A device that does not measure these writes 0; for others, such as climbing, 0 is a value.
_NO_ZERO = frozenset(
    {
        "elapsed_s",
        "moving_s",
        "distance_m",
        "hr_mean",
        "hr_max",
        "cadence_mean",
        "cadence_max",
        "speed_mean",
        "speed_max",
        "normalized_power_w",
    }
)
_RATHER_SAMPLES = _NO_ZERO | {"power_mean", "power_max"}
_MEASURED = _RATHER_SAMPLES - {"elapsed_s", "moving_s"}


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
    kind = canonical_sport(sport) or "generic"
    if streams is None:  # a list writes 0 where nothing was measured
        values = {
            field: value for field, value in values.items() if value or field not in _MEASURED
        }
    known = keep_possible(keep_in_range(Activity, values, log.out_of_range), kind, log)
    if streams is None and not (known.get("elapsed_s") or known.get("moving_s")):
        log.count("activit[y|ies] without a duration")
    return Activity.model_validate(
        {
            "elapsed_s": known.get("moving_s", 0.0),
            **known,
            "sport": kind,
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


def choose_totals(
    stated: Mapping[str, float], sampled: Mapping[str, float], sport: str, log: ProblemLog
) -> dict[str, float]:
    """Choose each total: the device's own if it is possible and not 0, else that of the samples.

    Parameters
    ----------
    stated : mapping of str to float
        Totals of the device, by field of `Activity`, in its unit.
    sampled : mapping of str to float
        Totals of the samples.
    sport : str
        As in `Activity`.
    log : ProblemLog
        Collects what is left out.

    Returns
    -------
    dict of str to float
        The totals.
    """
    own = {name: value for name, value in stated.items() if value or name not in _NO_ZERO}
    for name in _RATHER_SAMPLES & own.keys() & sampled.keys():
        if not own[name] and sampled[name]:
            del own[name]
    times = {name: sampled[name] for name in ("elapsed_s", "moving_s") if name in sampled}
    beyond = beyond_limits(times | own, sport)
    _report(beyond, log)
    return {**sampled, **{name: value for name, value in own.items() if name not in beyond}}


def keep_possible(values: Mapping[str, float], sport: str, log: ProblemLog) -> dict[str, float]:
    """Return the totals without those that nobody reaches in the time; the log names them.

    Parameters
    ----------
    values : mapping of str to float
        By field of `Activity`, in its unit, with its times.
    sport : str
        As in `Activity`.
    log : ProblemLog
        Collects what is left out, and a distance that is faster than the fastest.

    Returns
    -------
    dict of str to float
        The rest.
    """
    beyond = beyond_limits(values, sport)
    _report(beyond, log)
    known = {name: value for name, value in values.items() if name not in beyond}
    if too_fast(known, sport):
        speed = known["distance_m"] / max(known.get("elapsed_s", 0.0), known.get("moving_s", 0.0))
        example = f"{speed:.1f} m/s, {sport}"
        log.count("distance[s] [is|are] in doubt, for a mean speed such as {}", example=example)
    return known


def _report(beyond: Mapping[str, float], log: ProblemLog) -> None:
    for name, value in beyond.items():
        example = f"{name} of {value:.6g}"
        log.count(
            "total[s] beyond what anybody can do [was|were] left out, such as {}",
            example=example,
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
