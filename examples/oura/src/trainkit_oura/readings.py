"""Oura's documents as trainkit's models: our names, our units, our local days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trainkit.io.authoring import (
    DayValue,
    ProblemLog,
    build_activity,
    build_day,
    number_at,
    parse_day,
    parse_instant,
    text_at,
)
from trainkit.models import Activity, DailyHealth
from trainkit.ports.format import FileContext

Document = Mapping[str, Any]

# Field of `DailyHealth` -> key of a night. Oura's HRV is RMSSD: it never becomes SDNN.
_NUMBERS = {
    "hrv_rmssd": "average_hrv",
    "resting_hr": "lowest_heart_rate",
    "respiration": "average_breath",
}
_SECONDS = {
    "sleep_h": "total_sleep_duration",
    "in_bed_h": "time_in_bed",
    "deep_h": "deep_sleep_duration",
    "light_h": "light_sleep_duration",
    "rem_h": "rem_sleep_duration",
    "awake_h": "awake_time",
}
_NIGHT = "long_sleep"
_NAPS = {_NIGHT, "sleep", "late_nap"}  # no naps are "rest" and "deleted"
_S_IN_H = 3600.0


def read_days(
    sleep: Iterable[Document],
    scores: Mapping[str, Iterable[Document]],
    context: FileContext,
    log: ProblemLog,
) -> list[DailyHealth]:
    """Read nights, naps and scores.

    Oura states the local day of each: that of the place where the night ended.

    Parameters
    ----------
    sleep : iterable of mapping
        Documents of sleep; one day may have several.
    scores : mapping of str to iterable of mapping
        Documents with a score [percent], by field of `DailyHealth`.
    context : FileContext
        Makes the provenance.
    log : ProblemLog
        Collects what is left out.

    Returns
    -------
    list of DailyHealth
        In order, days without any value left out.
    """
    by_day: defaultdict[dt.date, list[Document]] = defaultdict(list)
    for day, document in _with_day(sleep, log):
        by_day[day].append(document)
    values = {day: _read_sleeps(found) for day, found in by_day.items()}
    for field, documents in scores.items():
        for day, document in _with_day(documents, log):
            values.setdefault(day, {})[field] = number_at(document, "score")
    days = [
        build_day(day, known, context.provenance(identifier=day.isoformat()), log)
        for day, known in sorted(values.items())
    ]
    return [day for day in days if day is not None]


def read_workout(document: Document, context: FileContext, log: ProblemLog) -> Activity | None:
    """Read a workout; its start carries the offset of the place. None without a start."""
    start = parse_instant(document.get("start_datetime"), context.zone)
    end = parse_instant(document.get("end_datetime"), context.zone)
    if start is None:
        log.count("workout[s] without a start [was|were] left out")
        return None
    values = {
        "elapsed_s": None if end is None else (end - start).total_seconds(),
        "distance_m": number_at(document, "distance"),
        "calories_kcal": number_at(document, "calories"),
    }
    return build_activity(
        start,
        values,
        context.provenance(identifier=str(document["id"])),
        log,
        sport=text_at(document, "activity"),
        name=text_at(document, "label"),
    )


def _with_day(documents: Iterable[Document], log: ProblemLog) -> Iterator[tuple[dt.date, Document]]:
    for document in documents:
        day = parse_day(document.get("day"))
        if day is None:
            log.count("document[s] without a day [was|were] left out")
        else:
            yield day, document


def _read_sleeps(sleeps: list[Document]) -> dict[str, DayValue]:
    """Choose the night of a day, the longest one; what else was slept are naps.

    After a flight to the east over the date line, two nights end on one local day.
    """
    nights = [sleep for sleep in sleeps if sleep.get("type") == _NIGHT]
    night = max(nights, key=_asleep_s, default=None)
    naps = [sleep for sleep in sleeps if sleep is not night and sleep.get("type") in _NAPS]
    napped_s = sum(map(_asleep_s, naps))
    values: dict[str, DayValue] = {"nap_h": napped_s / _S_IN_H or None}
    if night is None:
        return values
    values |= {field: number_at(night, key) or None for field, key in _NUMBERS.items()}
    for field, key in _SECONDS.items():
        seconds = number_at(night, key)
        values[field] = None if seconds is None else seconds / _S_IN_H
    start, end = (_moment(night, key) for key in ("bedtime_start", "bedtime_end"))
    if start is not None and end is not None and start < end:
        values |= {"sleep_start": start, "sleep_end": end}
    return values


def _asleep_s(sleep: Document) -> float:
    return number_at(sleep, "total_sleep_duration") or 0.0


def _moment(sleep: Document, key: str) -> dt.datetime | None:
    """Return a moment that says its offset: one without would be of an unknown place."""
    moment = parse_instant(sleep.get(key))
    text = str(sleep.get(key))
    return moment if text.endswith("Z") or "+" in text[10:] or "-" in text[10:] else None
