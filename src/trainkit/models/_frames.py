"""The tables of a history, by name."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Literal, Protocol, cast

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.models._columns import KINDS, ranges_of
from trainkit.models._day_table import DayTable
from trainkit.models.activity import Activity, Lap
from trainkit.models.athlete import Athlete
from trainkit.models.day import DailyHealth
from trainkit.models.frame import (
    Frame,
    FrameColumn,
    date_column,
    model_columns,
    moments_of,
    text_column,
)
from trainkit.models.race import RaceResult
from trainkit.models.streams import SAMPLED_UNITS

__all__ = ["FrameName", "build_frame"]

FrameName = Literal["activities", "days", "races", "laps", "loads", "streams"]


_COUNTS = {"steps", "untold_sessions"}  # of a day: counted, though kept as floats


class _Records(Protocol):
    @property
    def activities(self) -> tuple[Activity, ...]: ...
    @property
    def days(self) -> Sequence[DailyHealth]: ...
    @property
    def races(self) -> tuple[RaceResult, ...]: ...
    @property
    def athlete(self) -> Athlete | None: ...


def build_frame(history: _Records, name: str, athlete: Athlete | None) -> Frame:
    """See `History.frame`."""
    if name == "loads":
        return _loads(history, athlete or history.athlete)
    builders: dict[str, Callable[[_Records], Sequence[FrameColumn]]] = {
        "activities": _activities,
        "days": lambda records: day_columns(cast("DayTable", records.days)),
        "races": _races,
        "laps": _laps,
        "streams": _streams,
    }
    if name not in builders:
        raise InvalidInput("name", name, "one of " + ", ".join([*builders, "loads"]))
    return Frame(builders[name](history))


def day_columns(days: DayTable) -> list[FrameColumn]:
    """Return daily health as columns, one row a day."""
    columns = [date_column("date", days.dates)]
    units = ranges_of()
    for name, kind in KINDS.items():
        values = days.column(name)
        if kind == "moment":
            columns.append(FrameColumn(name, kind, moments_of(values.tolist())))
        else:
            counted = "count" if name in _COUNTS else kind
            columns.append(FrameColumn(name, counted, values, units.get(name, "")))
    return columns


def _activities(history: _Records) -> list[FrameColumn]:
    found = history.activities
    return [
        text_column("id", [item.id for item in found]),
        date_column("date", [item.day for item in found]),
        *model_columns(Activity, found),
        text_column("source", [item.provenance.source for item in found]),
    ]


def _races(history: _Records) -> list[FrameColumn]:
    found = history.races
    return [
        text_column("id", [race.id for race in found]),
        *model_columns(RaceResult, found),
        text_column("source", [race.provenance.source for race in found]),
    ]


def _laps(history: _Records) -> list[FrameColumn]:
    rows = [
        (item.id, number, lap)
        for item in history.activities
        for number, lap in enumerate(item.laps, start=1)
    ]
    numbers = np.array([number for _, number, _ in rows], dtype=np.float64)
    return [
        text_column("activity", [name for name, _, _ in rows]),
        FrameColumn("lap", "count", numbers, "1"),
        *model_columns(Lap, [lap for _, _, lap in rows]),
    ]


def _streams(history: _Records) -> list[FrameColumn]:
    recorded = [(item, item.streams) for item in history.activities if item.streams is not None]
    sizes = [len(streams) for _, streams in recorded]
    names = np.repeat(np.array([item.id for item, _ in recorded], dtype=object), sizes)
    starts = moments_of([item.start for item, _ in recorded])
    seconds = _join([np.asarray(streams.time_s, dtype=np.float64) for _, streams in recorded])
    moments = np.repeat(starts, sizes) + (1e6 * seconds).astype("timedelta64[us]")
    columns = [
        FrameColumn("activity", "text", names),
        FrameColumn("moment", "moment", moments),
        FrameColumn("time_s", "number", seconds, "s"),
    ]
    for name, unit in SAMPLED_UNITS.items():
        parts: list[FloatArray] = []
        for (_, streams), size in zip(recorded, sizes, strict=True):
            column = getattr(streams, name)
            parts.append(np.full(size, np.nan) if column is None else np.asarray(column))
        columns.append(FrameColumn(name, "number", _join(parts), unit))
    return columns


def _join(parts: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate([np.zeros(0), *parts]).astype(np.float64)


class _Loads(Protocol):
    def frame(self) -> Frame: ...


def _loads(history: _Records, athlete: Athlete | None) -> Frame:
    if athlete is None:
        raise InvalidInput("athlete", None, "given: loads need an athlete's thresholds")
    # Loads stand on a floor above the models, so they are reached by name.
    loads = import_module("trainkit.loads")
    return cast("_Loads", loads.daily_loads(history, athlete)).frame()
