"""Wellness records of intervals.icu as daily health."""

from collections.abc import Mapping

from trainkit.io.authoring import ProblemLog, build_day, number_at, parse_day, text_at
from trainkit.models import DailyHealth
from trainkit.ports.format import FileContext

__all__ = ["read_wellness"]

_S_IN_H = 3600.0
# Field of `DailyHealth` -> key. Ratings of 1 to 4 are left out: they are no percentages. RMSSD and
# SDNN are two measures: some devices deliver only the second, and it never fills in for the first.
_NUMBERS = {
    "hrv_rmssd": "hrv",
    "hrv_sdnn": "hrvSDNN",
    "resting_hr": "restingHR",
    "weight_kg": "weight",
    "sleep_score": "sleepScore",
    "spo2": "spO2",
    "respiration": "respiration",
    "readiness": "readiness",
    "steps": "steps",
    "vo2max": "vo2max",
    "body_fat": "bodyFat",
}
_CARRIED_OVER = {"weight_kg": "tempWeight", "resting_hr": "tempRestingHR"}


def read_wellness(
    item: Mapping[str, object], context: FileContext, log: ProblemLog, *, untold: int = 0
) -> DailyHealth | None:
    """Read a wellness record.

    Parameters
    ----------
    item : mapping
        As the server lists it; its id is the local day.
    context : FileContext
        Makes the provenance.
    log : ProblemLog
        Collects values out of range.
    untold : int
        Sessions of the day that the server may not tell about.

    Returns
    -------
    DailyHealth or None
        None where nothing is known.
    """
    day = parse_day(item.get("id"))
    if day is None:
        log.count("wellness record[s] without a day [was|were] left out")
        return None
    values = {
        field: number_at(item, key)
        for field, key in _NUMBERS.items()
        if item.get(_CARRIED_OVER.get(field, "")) is not True  # of an earlier day
    }
    sleep_s = number_at(item, "sleepSecs")
    values["sleep_h"] = None if not sleep_s else sleep_s / _S_IN_H
    values["untold_sessions"] = float(untold) if untold else None
    notes = text_at(item, "comments")
    provenance = context.provenance(identifier=day.isoformat())
    return build_day(day, {**values, "notes": notes}, provenance, log)
