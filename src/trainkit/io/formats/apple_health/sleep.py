"""Sleep segments of several devices to nights; a device that records stages comes first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from trainkit.io.authoring import DayValue

__all__ = ["Nights"]

_PREFIX = "HKCategoryValueSleepAnalysis"
_ASLEEP = {"Asleep", "AsleepUnspecified", "AsleepCore", "AsleepDeep", "AsleepREM"}
_STAGES = {"AsleepCore": "light_h", "AsleepDeep": "deep_h", "AsleepREM": "rem_h"}
_EVENING = dt.timedelta(hours=6)  # sleep that ends after 18:00 belongs to the next day

Span = tuple[dt.datetime, dt.datetime]


class Nights:
    """Collects segments by night and device."""

    def __init__(self) -> None:
        self._nights: defaultdict[dt.date, dict[str, dict[str, list[Span]]]] = defaultdict(dict)

    def add(
        self, value: str, source: str, start: dt.datetime | None, end: dt.datetime | None
    ) -> None:
        """Add a segment; one without both ends, or with an end before its start, is ignored."""
        if start is None or end is None or end <= start or end - start > dt.timedelta(days=2):
            return
        night = self._nights[(end + _EVENING).date()].setdefault(source, {})
        night.setdefault(value.removeprefix(_PREFIX), []).append((start, end))

    def by_day(self) -> dict[dt.date, dict[str, DayValue]]:
        """Return the sleep of each night, by the day on which it ends."""
        return {
            day: _summarize(max(devices.values(), key=_rank))
            for day, devices in self._nights.items()
        }


def _rank(night: dict[str, list[Span]]) -> tuple[bool, float]:
    """Rank devices: with stages first, then by time asleep."""
    return bool(_STAGES.keys() & night.keys()), _hours(_spans(night, _ASLEEP))


def _summarize(night: dict[str, list[Span]]) -> dict[str, DayValue]:
    asleep = _spans(night, _ASLEEP)
    everything = [span for spans in night.values() for span in spans]
    values: dict[str, DayValue] = {
        "sleep_start": min(start for start, _ in asleep or everything),
        "sleep_end": max(end for _, end in asleep or everything),
    }
    if asleep:
        values["sleep_h"] = _hours(asleep)
    if "InBed" in night:
        values["in_bed_h"] = _hours(night["InBed"])
    if "Awake" in night:
        values["awake_h"] = _hours(night["Awake"])
    return values | {field: _hours(night[kind]) for kind, field in _STAGES.items() if kind in night}


def _spans(night: dict[str, list[Span]], kinds: Iterable[str]) -> list[Span]:
    return [span for kind in kinds for span in night.get(kind, [])]


def _hours(spans: list[Span]) -> float:
    """Return the time that at least one span covers."""
    covered = dt.timedelta()
    until: dt.datetime | None = None
    for start, end in sorted(spans):
        begin = start if until is None else max(start, until)
        if end > begin:
            covered += end - begin
            until = end
    return covered.total_seconds() / 3600
