"""Daily load columns: a rest day is zero, an unknown day NaN."""

from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trainkit import _html
from trainkit._array import FloatArray, whole
from trainkit.loads._activity import ActivityLoad
from trainkit.loads._sessions import list_sessions
from trainkit.loads._untold import mask_untold_days
from trainkit.models.assessment import INTENSITIES
from trainkit.models.athlete import Athlete
from trainkit.models.frame import Frame, date_column, number_column, text_column
from trainkit.models.history import History

__all__ = ["DailyLoads", "daily_loads", "keep_loads"]

Number = TypeVar("Number", bound=np.number)

_SILENCE_DAYS = 14
_NO_ROWS = np.array([], dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class DailyLoads:
    """One value for each of a history's `dates`, shape (days,); arrays are read-only.

    Parameters
    ----------
    dates : array of datetime64[D]
        The days.
    external, internal : array
        Sums over the day's sessions [1]; rest is 0, unknown is NaN.
    trimp : array
        The internal load in Banister's unit [au].
    matched_external, matched_internal : array
        The work and the cost of sessions that may be compared with each other, see
        `comparable_costs`; NaN on a day with one that may not [1].
    minutes, longest_min : array
        Time trained, and duration of the longest session [min].
    run_m : array
        Distance of the longest run [m].
    effort : array of int
        Index of the hardest session in `INTENSITIES`; 0 on a day without a session.
    sessions : tuple of (int, ActivityLoad)
        The index of each activity in the history and its loads, in time order.
    rows : array of int, shape (activities,)
        The index of each activity's day in `dates`.
    training : array of bool, shape (activities,)
        Which sessions are training, and not everyday activity: see `count_as_training`.
    training_load : array
        The internal load of training alone [1]; 0 on a day of nothing but everyday activity.
    """

    dates: NDArray[np.datetime64]
    external: FloatArray
    internal: FloatArray
    trimp: FloatArray
    matched_external: FloatArray
    matched_internal: FloatArray
    minutes: FloatArray
    longest_min: FloatArray
    run_m: FloatArray
    effort: NDArray[np.int8]
    sessions: tuple[tuple[int, ActivityLoad], ...]
    rows: NDArray[np.intp]
    training: NDArray[np.bool_]
    training_load: FloatArray

    @property
    def trained(self) -> NDArray[np.bool_]:
        """Days of training, shape (days,)."""
        return np.asarray(self.training_load > 0)

    @property
    def hard(self) -> NDArray[np.bool_]:
        """Days with a hard session, shape (days,)."""
        return np.asarray(self.effort == INTENSITIES.index("hard"))

    @property
    def methods(self) -> dict[str, int]:
        """Number of sessions by method, such as ``"external: power"``."""
        counts: Counter[str] = Counter()
        for _, session in self.sessions:
            counts["external: " + session.external_method] += 1
            counts["internal: " + session.internal_method] += 1
        return dict(counts.most_common())

    @property
    def coverage(self) -> dict[str, float]:
        """Share of days with known loads, and with comparable ones [1]."""
        days = max(self.dates.size, 1)
        known = np.count_nonzero(~np.isnan(self.internal))
        matched = np.count_nonzero(~np.isnan(self.matched_internal))
        return {"load": known / days, "matched": matched / days}

    def last_days(self, days: int) -> "DailyLoads":
        """Return the columns of the last days, with the sessions of those days.

        Parameters
        ----------
        days : int
            How many [d].
        """
        start = max(self.dates.size - days, 0)
        kept = np.flatnonzero(self.rows >= start)
        loads = [self.sessions[at][1] for at in kept.tolist()]
        by_day = {name: getattr(self, name)[start:] for name in _BY_DAY}
        return DailyLoads(
            sessions=tuple(enumerate(loads)),
            rows=self.rows[kept] - start,
            training=self.training[kept],
            **by_day,
        )

    def frame(self) -> Frame:
        """Return the columns as a table, one row a day."""
        units = {"trimp": "au", "minutes": "min", "longest_min": "min", "run_m": "m"}
        names = [
            *("external", "internal", "training_load", "trimp", "matched_external"),
            *("matched_internal", "minutes", "longest_min", "run_m"),
        ]
        efforts = [INTENSITIES[index] for index in self.effort.tolist()]
        columns = [number_column(name, getattr(self, name), units.get(name, "1")) for name in names]
        return Frame([date_column("date", self.dates), *columns, text_column("effort", efforts)])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Export `frame` to any data frame, see there."""
        return self.frame().__arrow_c_stream__(requested_schema)

    def chart(self) -> str:
        """Draw the internal load of the last 90 days.

        Returns
        -------
        str
            An SVG element.
        """
        last = float(self.dates[-1].astype(float)) if self.dates.size else 0.0
        return self.draw().between(last - _html.SHOWN_DAYS + 1, last).svg(title=False)

    def draw(self) -> "_html.Chart":
        """Return the chart of the internal load of all days."""
        days = self.dates.astype(float).tolist()
        bars = _html.Bars("", days, self.internal.tolist(), 1.0, _html.BLUE)
        known = self.internal[~np.isnan(self.internal)]
        words = f"Load by day, {known.sum():.0f} in {known.size} days."
        panel = _html.Panel("load of a day [hour at threshold = 100]", [bars])
        return _html.Chart("Load by day", [panel], description=words)

    def __repr__(self) -> str:
        span = f", {self.dates[0]} to {self.dates[-1]}" if self.dates.size else ""
        return f"<DailyLoads: {self.dates.size} days{span}>"

    def _repr_html_(self) -> str:
        rows = [(_html.escape(method), str(count)) for method, count in self.methods.items()]
        methods = _html.table(("method", "sessions"), rows)
        return _html.section(f"<p>loads of {self.dates.size} days</p>", self.chart(), methods)


_BY_DAY = [name for name in DailyLoads.__slots__ if name not in {"sessions", "rows", "training"}]


def daily_loads(
    history: History, athlete: Athlete, *, silence_days: int = _SILENCE_DAYS
) -> DailyLoads:
    """Sum the loads of each day.

    A day without an activity is a rest day, with load 0, if the day or the `silence_days` before
    it have an activity or a daily record. Days before the first activity and after a longer gap
    are unknown, and so are days with `DailyHealth.untold_sessions` that no other source tells. The
    value of a day never depends on later days.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies the thresholds, each from its date on.
    silence_days : int
        Days without any record [d] after which the load is unknown, at least 1.

    Returns
    -------
    DailyLoads
        One value for each of ``history.dates``.

    Raises
    ------
    InvalidInput
        `silence_days` is below 1.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=14)
    >>> daily_loads(history, history.athlete).internal.size
    14
    """
    silence = whole("silence_days", silence_days, low=1)
    return history.memoize(
        ("loads", athlete, silence), lambda: _daily_loads(history, athlete, silence)
    )


def keep_loads(history: History, athlete: Athlete, loads: DailyLoads) -> None:
    """Cache loads that are known as those of a history that was just made."""
    history.memoize(("loads", athlete, _SILENCE_DAYS), lambda: loads)


def _daily_loads(history: History, athlete: Athlete, silence: int) -> DailyLoads:
    sessions = list_sessions(history, athlete)
    dates = history.dates
    day_index = (sessions.days - dates[:1]).astype(np.intp) if dates.size else _NO_ROWS
    rest = np.where(_mask_known_days(history, day_index, silence), 0.0, np.nan)
    untold = mask_untold_days(history, day_index)
    rest[untold] = np.nan

    def sum_by_day(values: ArrayLike) -> FloatArray:
        column = rest.copy()
        column[day_index] = 0.0
        np.add.at(column, day_index, values)
        column[untold] = np.nan
        column.flags.writeable = False
        return column

    def max_by_day(column: NDArray[Number], values: ArrayLike) -> NDArray[Number]:
        # A session makes its day known, even after a gap.
        column[day_index] = 0
        np.maximum.at(column, day_index, values)
        column.flags.writeable = False
        return column

    return DailyLoads(
        dates=dates,
        external=sum_by_day(sessions.external),
        internal=sum_by_day(sessions.internal),
        trimp=sum_by_day(sessions.trimp),
        matched_external=sum_by_day(sessions.work),
        matched_internal=sum_by_day(sessions.cost),
        minutes=sum_by_day(sessions.minutes),
        longest_min=max_by_day(np.zeros(dates.size), sessions.minutes),
        run_m=max_by_day(rest.copy(), sessions.run_m),
        effort=max_by_day(np.zeros(dates.size, dtype=np.int8), sessions.effort),
        sessions=sessions.loads,
        rows=day_index,
        training=sessions.training,
        training_load=sum_by_day(np.where(sessions.training, sessions.internal, 0.0)),
    )


def _mask_known_days(
    history: History, day_index: NDArray[np.intp], silence: int
) -> NDArray[np.bool_]:
    """Mark the days from the first activity on that have a recent record."""
    days = history.dates.size
    recorded = np.zeros(days, dtype=bool)
    recorded[day_index] = True
    if days:
        recorded[(history.recorded - history.dates[0]).astype(int)] = True
    latest = np.maximum.accumulate(np.where(recorded, np.arange(days), -silence - 1))
    after_first = np.arange(days) >= (day_index.min() if day_index.size else days)
    known: NDArray[np.bool_] = after_first & (np.arange(days) - latest <= silence)
    return known
