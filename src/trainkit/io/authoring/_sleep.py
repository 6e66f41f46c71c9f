"""Segments of sleep to nights and naps, by what this person usually does."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, inf, pi, sin

from trainkit.io.authoring._day import DayValue

__all__ = ["NightParts", "SleepLog"]

_STAGES = ("deep", "rem", "light")  # where two overlap, the first one counts
_ASLEEP = ("asleep", *_STAGES)
_LONGEST_S = 2 * 86_400.0  # a longer segment is damage
_GAP_S = 1800.0  # a longer time awake may end a sleep;
_NIGHT_GAP_S = 4 * 3600.0  # in a usual night only this long a time does,
_DAY_GAP_S = 3600.0  # and between two sleeps at another time this long
_LONG_S = 3 * 3600.0  # of sleep that is no nap, whenever it is
_NIGHT_H = 5.0  # hours around the middle of a usual night within which sleep is no nap
_USUAL_H = 3.0  # the middle of a night [h after midnight] of a person of whom nothing is known
_NEIGHBOURS = range(-7, 8)  # days whose sleeps show what is usual
_FEW = 3

Span = tuple[float, float]  # Unix seconds


@dataclass
class _Sleep:
    """One uninterrupted sleep of one source.

    Parameters
    ----------
    source : str
        The device or app.
    spans : list of (float, float)
        Asleep, in order, without overlap [Unix seconds].
    zone : tzinfo
        The zone at its end.
    measured : bool
        False if only the time in bed is known.
    """

    source: str
    spans: list[Span]
    zone: dt.tzinfo
    measured: bool

    @property
    def start(self) -> float:
        return self.spans[0][0]

    @property
    def end(self) -> float:
        return self.spans[-1][1]

    @property
    def asleep_s(self) -> float:
        return _seconds(self.spans)

    @property
    def day(self) -> dt.date:
        return dt.datetime.fromtimestamp(self.end, self.zone).date()

    @property
    def middle_h(self) -> float:
        """The local hour of its middle."""
        middle = dt.datetime.fromtimestamp((self.start + self.end) / 2, self.zone)
        return middle.hour + middle.minute / 60

    def is_long(self) -> bool:
        """Tell whether it is no nap, whenever it is."""
        return self.asleep_s >= _LONG_S


@dataclass
class _Source:
    """The segments of one source by stage, and the zone of each end."""

    stages: defaultdict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    zones: dict[float, dt.tzinfo] = field(default_factory=dict)


class SleepLog:
    """Collects segments of sleep of any number of sources, in any order.

    The main sleep of a day is the longest one that ends on it, at the time at which this person
    usually sleeps or of three hours at least; the rest are naps of the day on which they end. Time
    that two segments cover counts once, as deep sleep before REM sleep before light sleep. Of
    several sources that know a night, one counts: one with stages before one without, then the
    longest sleep.
    """

    def __init__(self) -> None:
        self._sources: defaultdict[str, _Source] = defaultdict(_Source)

    def add(
        self, stage: str, source: str, start: dt.datetime | None, end: dt.datetime | None
    ) -> bool:
        """Add a segment.

        Parameters
        ----------
        stage : str
            ``"asleep"`` (of unknown stage), ``"light"``, ``"deep"``, ``"rem"``, ``"awake"`` or
            ``"in_bed"``.
        source : str
            The device or app.
        start, end : datetime or None
            Aware, in local time.

        Returns
        -------
        bool
            False if a time is unknown, or the end is not after the start: nothing is added.
        """
        if start is None or end is None:
            return False
        span = start.timestamp(), end.timestamp()
        if not 0 < span[1] - span[0] <= _LONGEST_S:
            return False
        known = self._sources[source]
        known.stages[stage].append(span)
        known.zones[span[1]] = end.tzinfo or dt.UTC
        return True

    def by_day(self) -> dict[dt.date, dict[str, DayValue]]:
        """Return the fields of `DailyHealth` that describe sleep, by day."""
        for source in self._sources.values():
            for stage, spans in source.stages.items():
                source.stages[stage] = _merge(spans)
        sleeps = {name: _split(name, source) for name, source in self._sources.items()}
        usual = _Habits([sleep for group in sleeps.values() for sleep in group])
        days: defaultdict[dt.date, list[_Sleep]] = defaultdict(list)
        for group in sleeps.values():
            for sleep in _join(group, usual):
                days[sleep.day].append(sleep)
        return {day: self._summarize(found, usual) for day, found in days.items()}

    def _summarize(self, sleeps: Sequence[_Sleep], usual: "_Habits") -> dict[str, DayValue]:
        nights = [sleep for sleep in sleeps if sleep.is_long() or usual.is_night(sleep)]
        if not nights:
            return _nap(sleeps)
        main = max(nights, key=self._rank)
        others = [sleep for sleep in sleeps if sleep is not main]
        own = [sleep for sleep in others if sleep.source == main.source]
        apart = [s for s in others if s.end <= main.start or s.start >= main.end]
        return self._describe(main) | _nap(own or apart)

    def _rank(self, sleep: _Sleep) -> tuple[bool, bool, float]:
        stages = self._sources[sleep.source].stages
        staged = any(_clip(stages[stage], sleep) for stage in _STAGES if stage in stages)
        return sleep.measured, staged, sleep.asleep_s

    def _describe(self, main: _Sleep) -> dict[str, DayValue]:
        stages = self._sources[main.source].stages
        values: dict[str, DayValue] = {
            "sleep_start": dt.datetime.fromtimestamp(main.start, main.zone),
            "sleep_end": dt.datetime.fromtimestamp(main.end, main.zone),
        }
        if main.measured:
            values["sleep_h"] = main.asleep_s / 3600
        taken: list[Span] = []
        for stage in _STAGES:
            spans = _clip(stages[stage], main) if stage in stages else []
            if spans:
                values[f"{stage}_h"] = _seconds(_subtract(spans, taken)) / 3600
                taken = _merge([*taken, *spans])
        awake = _clip(stages["awake"], main) if "awake" in stages else []
        if awake:
            values["awake_h"] = _seconds(_subtract(awake, main.spans)) / 3600
        in_bed = _within(stages.get("in_bed", []), main.start, main.end)
        if in_bed:
            values["in_bed_h"] = _seconds(in_bed) / 3600
        return values


class NightParts:
    """Sleeps of one source, of which some may be parts of one night.

    Parameters
    ----------
    spans : sequence of (datetime, datetime)
        From when to when, in order of their starts, aware.
    """

    def __init__(self, spans: Sequence[tuple[dt.datetime, dt.datetime]]) -> None:
        self._sleeps = [
            _Sleep("", [(start.timestamp(), end.timestamp())], end.tzinfo or dt.UTC, measured=True)
            for start, end in spans
        ]

    def groups(self) -> list[list[int]]:
        """Return the places of the sleeps of each night; one that overlaps others stays alone."""
        usual = _Habits(self._sleeps)
        groups: list[list[int]] = []
        whole: _Sleep | None = None
        for at, sleep in enumerate(self._sleeps):
            if whole is not None and sleep.start < whole.end:
                groups.insert(-1, [at])
            elif whole is not None and _are_one(whole, sleep, usual):
                groups[-1].append(at)
                whole = _Sleep("", [*whole.spans, *sleep.spans], sleep.zone, measured=True)
            else:
                groups.append([at])
                whole = sleep
        return groups


class _Habits:
    """When a person sleeps: the middles of long sleeps around a day, as hours on a clock."""

    def __init__(self, sleeps: Iterable[_Sleep]) -> None:
        self._middles: defaultdict[dt.date, list[float]] = defaultdict(list)
        for sleep in sleeps:
            if sleep.is_long():
                self._middles[sleep.day].append(sleep.middle_h)
        self._usual: dict[dt.date, float] = {}

    def is_night(self, sleep: _Sleep) -> bool:
        """Tell whether a sleep lies at the usual time."""
        apart = abs(sleep.middle_h - self._usual_h(sleep.day))
        return min(apart, 24 - apart) <= _NIGHT_H

    def _usual_h(self, day: dt.date) -> float:
        if day not in self._usual:
            days = (day + dt.timedelta(days=at) for at in _NEIGHBOURS)
            hours = [hour for near in days for hour in self._middles.get(near, [])]
            self._usual[day] = _mean_hour(hours) if len(hours) >= _FEW else _USUAL_H
        return self._usual[day]


def _mean_hour(hours: Sequence[float]) -> float:
    angles = [hour * pi / 12 for hour in hours]
    angle = atan2(sum(map(sin, angles)), sum(map(cos, angles)))
    return (angle * 12 / pi) % 24


def _split(name: str, source: _Source) -> list[_Sleep]:
    """Split the segments of a source into sleeps."""
    stages = source.stages
    asleep = [span for stage in _ASLEEP if stage in stages for span in stages[stage]]
    measured = bool(asleep)
    sleeps: list[_Sleep] = []
    for span in _merge(asleep or stages.get("in_bed", [])):
        if sleeps and span[0] - sleeps[-1].end <= _GAP_S:
            sleeps[-1].spans.append(span)
            sleeps[-1].zone = source.zones[span[1]]
        else:
            sleeps.append(_Sleep(name, [span], source.zones[span[1]], measured))
    return sleeps


def _join(sleeps: Sequence[_Sleep], usual: _Habits) -> list[_Sleep]:
    """Join sleeps of one night that a longer time awake interrupts."""
    joined: list[_Sleep] = []
    for sleep in sleeps:
        last = joined[-1] if joined else None
        if last is not None and _are_one(last, sleep, usual):
            spans = [*last.spans, *sleep.spans]
            joined[-1] = _Sleep(sleep.source, spans, sleep.zone, sleep.measured)
        else:
            joined.append(sleep)
    return joined


def _are_one(first: _Sleep, second: _Sleep, usual: _Habits) -> bool:
    """Tell whether a time awake only interrupts: never a nap in the evening and the night."""
    nights = usual.is_night(first), usual.is_night(second)
    longest = _NIGHT_GAP_S if all(nights) else _DAY_GAP_S
    return nights[0] == nights[1] and second.start - first.end <= longest


def _nap(sleeps: Sequence[_Sleep]) -> dict[str, DayValue]:
    """Return the time in naps, of the source that knows most of them."""
    hours: defaultdict[str, float] = defaultdict(float)
    for sleep in sleeps:
        if sleep.measured:
            hours[sleep.source] += sleep.asleep_s / 3600
    return {"nap_h": max(hours.values())} if hours else {}


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Return the time that at least one span covers, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _subtract(spans: Iterable[Span], minus: Sequence[Span]) -> list[Span]:
    """Return the time of spans that no other span covers; both in order, without overlap."""
    left: list[Span] = []
    for first, last in spans:
        start = first
        for begin, end in minus:
            if end <= start or begin >= last:
                continue
            if begin > start:
                left.append((start, begin))
            start = max(start, end)
        if start < last:
            left.append((start, last))
    return left


def _within(spans: Sequence[Span], start: float, end: float) -> list[Span]:
    """Return the spans that touch a time; they are in order, without overlap."""
    first = max(bisect_right(spans, (start, inf)) - 1, 0)
    last = bisect_left(spans, (end, -inf))
    return [span for span in spans[first:last] if span[1] > start]


def _clip(spans: Sequence[Span], sleep: _Sleep) -> list[Span]:
    """Return the parts of spans within a sleep."""
    touching = _within(spans, sleep.start, sleep.end)
    return [(max(start, sleep.start), min(end, sleep.end)) for start, end in touching]


def _seconds(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in spans)
