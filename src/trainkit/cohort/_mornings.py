"""Daily signals of many athletes, in the place of those of one history, of no more days than asked.

The components and detectors of `trainkit.recovery` compute with columns whose first axis is time.
Here they get columns of shape (days, athletes). What has no memory beyond a window is computed for
the last days alone:

| signals | days | what is computed of them |
|---|---|---|
| whole | all | loads that fade and never end: ACWR, fitness, fatigue, days since rest |
| nights | 153, or 229 for an illness | medians of 60 nights, unlikely nights |
| base | 89 | means and SD of 60 days, and everything of a shorter window |
| shown | 28 | scores and levels |

A loop over the days is the faster the more athletes it takes at a time, and a pass over all days
the faster the fewer, since its columns stay in the cache. So the loads of some thousand athletes
are faded at a time, and all else is computed for some hundred.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, number
from trainkit.cohort._fields import RECOVERY_FIELDS
from trainkit.cohort._signals import (
    HistoryColumns,
    Person,
    keep_columns,
    keep_last,
    map_columns,
    to_signals,
)
from trainkit.data_quality import judge_nights
from trainkit.metrics.acwr import RiskStyle
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.recovery import LAST_KNOWN_DAYS, DailySignals, Scores, journal, may_be_ill, scores

__all__ = [
    "SCORED_FROM",
    "Mornings",
    "PartMornings",
    "TileMornings",
    "keep_freed_memory",
]

Columns = Mapping[str, FloatArray]
Dates = NDArray[np.datetime64]

# The last known state is up to 14 days old, a warning settles in 8, and evidence takes 4 in a row
# with a mean of 3.
SHOWN_DAYS = LAST_KNOWN_DAYS + 8 + 4 + 2
"""Last days whose scores and levels are computed [d]."""

SCORED_FROM = 7 + 2
"""Days at the beginning whose scores may differ: a single component after others, and 2 to mix."""

_WINDOW_DAYS = 60 + 1  # the longest, up to the day before
_NIGHT_DAYS = 60 + 2  # of which an unlikely night is judged, and the night that confirms it
_DEBT_DAYS = 7 + 1
# Of an illness: two mornings more, 90 days that teach, and 60 nights that tell an outlier among
# them; a mean of missing sleep has forgotten all but a billionth in 60 days.
_TAUGHT_DAYS = LAST_KNOWN_DAYS + 2 + 90
_FORGOTTEN_DAYS = 60

_FADING = ("acwr_today", "performance", "days_of_load", "days_since_rest")
_OF_NIGHTS = ("usual_sleep_h",)
_WINDOWS = (
    *("load_yesterday", "acwr", "form", "hrv", "resting_hr_normal", "form_normal"),
    *("sleep_debt_h", "sleep_regularity", "weight_change_percent", "rolling_acwr", "divergence"),
)
_JOURNAL_DAYS = 28 + 2
_OF_AN_ILLNESS = (
    *("load", "training_load", "longest_min", "hrv_rmssd", "resting_hr", "sleep_h"),
    *("alcohol_units", "stress", "pain"),
)
_FADED_FIELDS = ("load", "training_load")
_LARGEST_KEPT = 31 << 20  # bytes; glibc's own limit is 32 MiB
_READ_TOGETHER = 1_024  # athletes, of whom loads are faded and columns are read at a time


class TileMornings:
    """The mornings of the athletes of a tile, some at a time, with loads that are faded before.

    Parameters
    ----------
    fields : mapping of str to array, each of shape (days, athletes)
        Fields of a cohort.
    dates : array of datetime64[D], shape (days,)
        The days.
    illness : bool
        Whether the evidence of an illness will be asked for, which reads more nights.
    risk_style : str
        Of everybody, where nothing else is asked for.
    """

    def __init__(
        self, fields: Columns, dates: Dates, *, illness: bool, risk_style: RiskStyle = "balanced"
    ) -> None:
        self._fields, self._dates, self._illness = fields, dates, illness
        self._risk_style = risk_style
        self._block = slice(0, 0)
        self._columns: Columns = {}
        self._faded: DailySignals | None = None
        self._before: PartMornings | None = None
        keep_freed_memory()

    def part(self, athletes: slice) -> "PartMornings":
        """Return the mornings of the next athletes; those of the last ones are forgotten."""
        if athletes.stop > self._block.stop:
            self._read(slice(athletes.start, max(athletes.start + _READ_TOGETHER, athletes.stop)))
        own = slice(athletes.start - self._block.start, athletes.stop - self._block.start)
        chosen = {name: column[:, own] for name, column in self._columns.items()}
        faded = {
            name: map_columns(getattr(self._faded, name), lambda column: column[:, own])
            for name in _FADING
        }
        if self._before is not None:
            self._before.forget()
        self._before = PartMornings(
            chosen, self._dates, faded, illness=self._illness, risk_style=self._risk_style
        )
        return self._before

    def _read(self, athletes: slice) -> None:
        """Read the columns of a block: a row of a tile is far from the next one."""
        if self._faded is not None:
            cast("HistoryColumns", self._faded.history).forget()
        self._faded, self._columns, self._block = None, {}, athletes
        self._columns = {
            name: np.ascontiguousarray(column[:, athletes], np.float64)
            for name, column in self._fields.items()
        }
        loads = {name: self._columns[name] for name in _FADED_FIELDS}
        self._faded = to_signals(loads, self._dates, Person(None, "balanced"))


class PartMornings:
    """The mornings of some athletes, once for each way to ask for them; as `TileMornings`."""

    def __init__(
        self,
        fields: Columns,
        dates: Dates,
        faded: Mapping[str, object],
        *,
        illness: bool,
        risk_style: RiskStyle,
    ) -> None:
        self._columns, self._faded, self._illness = (fields, dates), faded, illness
        self._risk_style = risk_style
        self._known: dict[Person, Mornings] = {}

    def mornings(
        self, *, sleep_need_h: float | None = None, risk_style: RiskStyle | None = None
    ) -> "Mornings":
        """Return the mornings with a sleep need and a risk style that everybody has."""
        if sleep_need_h is not None:
            sleep_need_h = number("sleep_need_h", sleep_need_h, low=0, high=24, open_low=True)
        person = Person(sleep_need_h, risk_style or self._risk_style)
        if person not in self._known:
            self._known[person] = Mornings(
                *self._columns, self._faded, person, illness=self._illness
            )
        return self._known[person]

    def forget(self) -> None:
        """Forget what was computed."""
        for mornings in self._known.values():
            mornings.forget()
        self._known.clear()


class Mornings:
    """Signals and scores of some athletes; each is computed once, when it is asked for.

    Parameters
    ----------
    fields, dates
        As of `TileMornings`.
    faded : mapping of str to array
        Columns of `DailySignals` that depend on all days before.
    person : Person
        Sleep need and risk style of everybody.
    illness : bool
        Whether the evidence of an illness will be asked for.
    shown_days : int
        Last days whose scores and levels are computed [d].
    """

    def __init__(
        self,
        fields: Columns,
        dates: Dates,
        faded: Mapping[str, object],
        person: Person,
        *,
        illness: bool,
        shown_days: int = SHOWN_DAYS,
    ) -> None:
        self._fields, self._dates, self._faded, self._person = fields, dates, faded, person
        self._illness, self._shown_days = illness, min(shown_days, len(dates))
        self._kin: list[HistoryColumns] = []

    def forget(self) -> None:
        """Forget what was computed."""
        for columns in self._kin[:1]:
            columns.forget()

    @property
    def history(self) -> History:
        """The last days, in the place of a history."""
        return self._shown.history

    @property
    def athlete(self) -> Athlete:
        """What everybody has in common, in the place of an athlete."""
        return self._shown.athlete

    @cached_property
    def scored(self) -> Scores:
        """Scores of the last days."""
        return scores(self.history, self.athlete)

    @cached_property
    def days_without_record(self) -> NDArray[np.intp]:
        """Last of the shown days of which nothing is known, shape (athletes,) [d]."""
        known = [~np.isnan(column[-self._shown_days :]) for column in self._fields.values()]
        return np.asarray(count_since(np.any(known, axis=0)))

    @cached_property
    def recorded_score(self) -> FloatArray:
        """Scores of the shown days up to the last one with a record; a history ends with it."""
        days = np.arange(self._shown_days)[::-1, np.newaxis]
        return np.where(days >= self.days_without_record, self.scored.score, np.nan)

    @property
    def shortened(self) -> bool:
        """Whether there are days that are not shown."""
        return self._shown_days < len(self._dates)

    def choose(
        self, athletes: NDArray[np.bool_], fields: Sequence[str] = RECOVERY_FIELDS
    ) -> "Mornings":
        """Return some athletes, of whom all days are shown, with some of the fields."""
        chosen = Mornings(
            {name: self._fields[name][:, athletes] for name in fields},
            self._dates,
            {
                name: map_columns(column, lambda c: c[:, athletes])
                for name, column in self._faded.items()
            },
            self._person,
            illness=self._illness,
            shown_days=len(self._dates),
        )
        chosen._kin = self._kin
        return chosen

    def all_nights(self, athletes: NDArray[np.bool_]) -> DailySignals:
        """Return what tells an illness of some athletes, of all days."""
        days, chosen = len(self._dates), self.choose(athletes, _OF_AN_ILLNESS)
        return chosen._judge(days, judged=days, rested=days)

    def suspect(self, age_days: FloatArray) -> NDArray[np.bool_]:
        """Mark who can have a warning of an illness on a day, some days before the last one.

        Parameters
        ----------
        age_days : array, shape (athletes,)
            From 0 to 14 [d]; NaN for nobody's day.
        """
        can_be = may_be_ill(self._nights, min(LAST_KNOWN_DAYS + 1, len(self._dates)))
        day = len(can_be) - 1 - np.nan_to_num(age_days).astype(np.intp)
        asked = np.take_along_axis(can_be, day[np.newaxis], axis=0)[0]
        return np.asarray(asked & ~np.isnan(age_days))

    @cached_property
    def _nights(self) -> DailySignals:
        judged, rested = self._shown_days + _WINDOW_DAYS, self._shown_days + _DEBT_DAYS
        if self._illness:
            judged = max(judged, _TAUGHT_DAYS + _WINDOW_DAYS)
            rested = max(rested, _TAUGHT_DAYS + _FORGOTTEN_DAYS)
        return self._judge(max(judged, rested) + _NIGHT_DAYS, judged=judged, rested=rested)

    @cached_property
    def base(self) -> DailySignals:
        """Signals of the last days, of which 60 more than are shown."""
        return keep_last(self._nights, self._shown_days + _WINDOW_DAYS, (*_FADING, *_OF_NIGHTS))

    @cached_property
    def _shown(self) -> DailySignals:
        days, base = self._shown_days, self.base
        shown = keep_last(base, days, (*_FADING, *_OF_NIGHTS, *_WINDOWS))
        if journal(shown).reported.any():
            usual = journal(keep_last(base, days + _JOURNAL_DAYS, ())).usual
            lately = {
                name: map_columns(pair, lambda column: column[-days:])
                for name, pair in usual.items()
            }
            keep_columns(journal(shown), {"usual": lately})
        return shown

    def _judge(self, days: int, *, judged: int, rested: int) -> DailySignals:
        """Judge the last nights, and compute the usual sleep of the last ones.

        Parameters
        ----------
        days : int
            Last days to keep [d].
        judged, rested : int
            Last days of which unlikely nights and the usual sleep are computed [d].
        """
        days = min(days, len(self._dates))
        lately = {name: column[-days:] for name, column in self._fields.items()}
        first = max(days - rested, 0)
        nights = to_signals(lately, self._dates[-days:], self._person, first, self._kin)
        keep_columns(
            nights,
            {
                name: map_columns(col, lambda part: part[-days:])
                for name, col in self._faded.items()
            },
        )
        columns = (nights.history.daily(name) for name in ("hrv_rmssd", "resting_hr", "sleep_h"))
        found = judge_nights(*columns, first=max(days - judged, 0))
        nights.history.memoize(("unlikely_nights",), lambda: found)
        return nights


def count_since(recorded: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Count the last days without a record, of shape (days, athletes) [d]."""
    nothing = np.logical_and.accumulate(~recorded[::-1], axis=0)
    return np.asarray(np.count_nonzero(nothing, axis=0))


def keep_freed_memory() -> None:
    """Let glibc keep what is freed: it asks the system no more for what was freed at this size.

    Otherwise each column of some hundred kilobytes is given back and asked for again, and its
    pages cost more than what is computed in them. Elsewhere it does nothing.
    """
    np.empty(_LARGEST_KEPT, np.uint8)
