"""Columns of many athletes in the place of a history, an athlete, loads and daily signals.

The components and detectors of `trainkit.recovery` compute with columns whose first axis is time.
Here they get columns of shape (days, athletes).
"""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._fields import RPE_EXCESS
from trainkit.data_quality import UnlikelyNights, unlikely_nights
from trainkit.loads import DailyLoads, keep_loads
from trainkit.metrics.acwr import RiskStyle
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.recovery import DailySignals, journal

__all__ = ["HistoryColumns", "Person", "keep_columns", "keep_last", "map_columns", "to_signals"]

Columns = Mapping[str, FloatArray]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True)
class Person:
    """What components ask of an athlete."""

    sleep_need_h: float | None
    risk_style: RiskStyle


@dataclass(frozen=True, eq=False)
class HistoryColumns:
    """What components ask of a history."""

    dates: Dates
    fields: Columns
    activities: tuple[()] = ()
    memo: dict[Hashable, object] = field(default_factory=dict)
    kin: list["HistoryColumns"] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Tell the others of these athletes, so that all are forgotten together."""
        self.kin.append(self)

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        first, last = self.dates[[0, -1]].tolist()
        return first, last

    def daily(self, name: str) -> FloatArray:
        """Return a field, read once; one that is not kept is unknown."""
        return cast("FloatArray", self.memoize(("daily", name), lambda: self._read(name)))

    def _read(self, name: str) -> FloatArray:
        if name in self.fields:
            return np.ascontiguousarray(self.fields[name], np.float64)
        return np.broadcast_to(np.nan, self.fields["load"].shape)

    def local_offsets(self) -> FloatArray:
        """Return that no time zone is kept."""
        return np.broadcast_to(np.nan, self.fields["load"].shape)

    def forget(self) -> None:
        """Forget what was computed of these athletes: signals and their columns know each other.

        Their memory would else wait for the garbage collector, and new memory be taken meanwhile.
        """
        for columns in self.kin:
            columns.memo.clear()
        self.kin.clear()

    def memoize(self, key: Hashable, compute: Callable[[], object]) -> object:
        """Return what was computed before, or compute it."""
        if key not in self.memo:
            self.memo[key] = compute()
        return self.memo[key]


def to_signals(
    fields: Columns,
    dates: Dates,
    person: Person,
    first: int = 0,
    kin: list[HistoryColumns] | None = None,
) -> DailySignals:
    """Put columns in the place of a history and its loads."""
    columns = HistoryColumns(dates, fields, kin=[] if kin is None else kin)
    history, athlete = cast("History", columns), cast("Athlete", person)
    keep_loads(history, athlete, _to_loads(history))
    return _remember(DailySignals(history, athlete, first))


def _remember(signals: DailySignals) -> DailySignals:
    """Put signals, and how hard sessions felt, in the place where the components look for them."""
    history = signals.history
    history.memoize(("daily_signals", signals.athlete), lambda: signals)
    keep_columns(journal(signals), {"day_excess": history.daily(RPE_EXCESS)})
    return signals


def keep_last(signals: DailySignals, days: int, known: Sequence[str]) -> DailySignals:
    """Keep the last days of signals, with some columns that depend on the days before."""
    history, athlete = cast("HistoryColumns", signals.history), signals.athlete
    days = min(days, signals.days)
    fields = {name: column[-days:] for name, column in history.fields.items()}
    kept = cast("History", HistoryColumns(history.dates[-days:], fields, kin=history.kin))
    keep_loads(kept, athlete, signals.loads.last_days(days))
    nights = unlikely_nights(signals.history)
    lately = UnlikelyNights(
        side={name: column[-days:] for name, column in nights.side.items()},
        held_back={name: column[-days:] for name, column in nights.held_back.items()},
        usual={name: column[-days:] for name, column in nights.usual.items()},
    )
    kept.memoize(("unlikely_nights",), lambda: lately)
    shorter = DailySignals(kept, athlete)
    keep_columns(
        shorter,
        {name: map_columns(getattr(signals, name), lambda c: c[-days:]) for name in known},
    )
    return _remember(shorter)


def keep_columns(signals: object, columns: Mapping[str, object]) -> None:
    """Put columns that are known in the place where `cached_property` keeps them."""
    signals.__dict__.update(columns)


def map_columns(column: object, change: Callable[[FloatArray], FloatArray]) -> object:
    """Change an array, or each array of a tuple."""
    if not isinstance(column, tuple):
        return change(cast("FloatArray", column))
    changed = [change(part) for part in column]
    return type(column)(*changed) if hasattr(column, "_fields") else tuple(changed)


def _to_loads(history: History) -> DailyLoads:
    """Put daily columns in the place of the loads of sessions."""
    names = ("load", "training_load", "longest_min")
    load, training, longest = (history.daily(name) for name in names)
    nothing = np.zeros(0, np.intp)
    none = np.broadcast_to(0.0, load.shape)
    return DailyLoads(
        dates=history.dates,
        external=history.daily("external"),
        internal=load,
        trimp=load,
        matched_external=history.daily("matched_external"),
        matched_internal=history.daily("matched_internal"),
        minutes=longest,
        longest_min=np.where(np.isnan(longest), 0.0, longest),
        run_m=none,
        effort=np.broadcast_to(np.int8(0), load.shape),
        sessions=(),
        rows=nothing,
        training=nothing.astype(bool),
        training_load=np.where(np.isnan(training), load, training),
    )
