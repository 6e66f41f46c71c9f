"""The loads of all activities as daily columns: rest is zero, an unknown day is NaN."""

from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trainkit._array import FloatArray, whole
from trainkit._html import Line, bar_chart, escape, section, table
from trainkit.loads._activity import ActivityLoad, activity_load
from trainkit.models.assessment import INTENSITIES
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["DailyLoads", "daily_loads"]

Number = TypeVar("Number", bound=np.number)
_SHOWN = 90  # days in a notebook


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
        The same two, but NaN on each day with a session in which only one of them was measured:
        what a comparison of the two may use [1].
    minutes, longest : array
        Time trained, and the longest session [min].
    run_m : array
        The longest run [m].
    effort : array of int
        The hardest session's place in `INTENSITIES`; 0 on a day without one.
    sessions : tuple of (activity's place in the history, ActivityLoad)
        In time order.
    """

    dates: NDArray[np.datetime64]
    external: FloatArray
    internal: FloatArray
    trimp: FloatArray
    matched_external: FloatArray
    matched_internal: FloatArray
    minutes: FloatArray
    longest: FloatArray
    run_m: FloatArray
    effort: NDArray[np.int8]
    sessions: tuple[tuple[int, ActivityLoad], ...]

    @property
    def hard(self) -> NDArray[np.bool_]:
        """Days with a hard session, shape (days,)."""
        return np.asarray(self.effort == INTENSITIES.index("hard"))

    @property
    def methods(self) -> dict[str, int]:
        """How many sessions each method measured: ``"external: power"`` and so on."""
        counts: Counter[str] = Counter()
        for _, one in self.sessions:
            counts["external: " + one.external_method] += 1
            counts["internal: " + one.internal_method] += 1
        return dict(counts.most_common())

    @property
    def coverage(self) -> dict[str, float]:
        """The share of days that are known [1]: of both loads, and of the two compared."""
        days = max(self.dates.size, 1)
        known = np.count_nonzero(~np.isnan(self.internal))
        matched = np.count_nonzero(~np.isnan(self.matched_internal))
        return {"load": known / days, "matched": matched / days}

    def _repr_html_(self) -> str:
        line = Line("load of the day", self.internal[-_SHOWN:].tolist(), "#3b82c4")
        drawn = bar_chart(self.dates[-_SHOWN:].tolist(), line, label="Load by day")
        rows = [(escape(method), str(count)) for method, count in self.methods.items()]
        return section(f"<p>loads of {self.dates.size} days</p>", drawn, table(("from", "n"), rows))


def daily_loads(history: History, athlete: Athlete, *, silence_days: int = 14) -> DailyLoads:
    """Sum the loads of each day.

    A day without an activity is a day of rest, 0, while there is word of the athlete: an activity
    or a daily record on it or in the `silence_days` before. Days before the first activity, and
    days after a longer silence, are unknown. The answer for a day never depends on later ones.

    Parameters
    ----------
    history : History
        What is known.
    athlete : Athlete
        Whose thresholds count, each from its day on.
    silence_days : int
        Days [d] without any record after which nobody knows, at least 1.

    Returns
    -------
    DailyLoads
        Columns over ``history.dates``.

    Raises
    ------
    InvalidInput
        `silence_days` below 1.

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


def _daily_loads(history: History, athlete: Athlete, silence: int) -> DailyLoads:
    sessions = tuple((at, activity_load(one, athlete)) for at, one in enumerate(history.activities))
    dates = history.dates
    days = np.array([one.day for one in history.activities], dtype="datetime64[D]")
    place = (days - dates[:1]).astype(int) if dates.size else np.array([], dtype=int)
    rest = np.where(_heard_of(history, place, silence), 0.0, np.nan)

    def summed(values: list[float]) -> FloatArray:
        column = rest.copy()
        column[place] = 0.0
        np.add.at(column, place, values)
        column.flags.writeable = False
        return column

    def greatest(column: NDArray[Number], values: ArrayLike) -> NDArray[Number]:
        # A session on a day that was thought unknown makes it known.
        column[place] = 0
        np.maximum.at(column, place, values)
        column.flags.writeable = False
        return column

    loads = [one for _, one in sessions]
    lengths = [(one.moving_s or one.elapsed_s) / 60 for one in history.activities]
    apart = np.array([not one.both_measured for one in loads], dtype=bool)
    unmatched = np.zeros(dates.size, dtype=bool)
    unmatched[place[apart]] = True
    efforts = np.array([INTENSITIES.index(one.effort) for one in loads], dtype=np.int8)
    runs = [one.distance_m or 0.0 if one.sport == "running" else 0.0 for one in history.activities]
    external = summed([one.external for one in loads])
    internal = summed([one.internal for one in loads])
    return DailyLoads(
        dates=dates,
        external=external,
        internal=internal,
        trimp=summed([one.trimp for one in loads]),
        matched_external=np.where(unmatched, np.nan, external),
        matched_internal=np.where(unmatched, np.nan, internal),
        minutes=summed(lengths),
        longest=greatest(np.zeros(dates.size), lengths),
        run_m=greatest(rest.copy(), runs),
        effort=greatest(np.zeros(dates.size, dtype=np.int8), efforts),
        sessions=sessions,
    )


def _heard_of(history: History, place: NDArray[np.int_], silence: int) -> NDArray[np.bool_]:
    """Whether there is any record of a day or of the days just before it."""
    days = history.dates.size
    word = np.zeros(days, dtype=bool)
    word[place] = True
    if days:
        word[(history.recorded - history.dates[0]).astype(int)] = True
    latest = np.maximum.accumulate(np.where(word, np.arange(days), -silence - 1))
    after_first = np.arange(days) >= (place.min() if place.size else days)
    heard: NDArray[np.bool_] = after_first & (np.arange(days) - latest <= silence)
    return heard
