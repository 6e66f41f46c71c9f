"""The last two years of a history, which hold all that a decision of its last weeks depends on."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np

from trainkit._array import FloatArray
from trainkit.loads import keep_loads, list_sessions
from trainkit.metrics.fitness import PerformanceChart, performance_chart
from trainkit.models._day_table import DayTable
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import Component
from trainkit.recovery._daily_signals import DailySignals, daily_signals
from trainkit.recovery._score import Bands, ModelName, Scores, scores
from trainkit.recovery._wellness import journal, session_excess

__all__ = ["choose_signals", "last_scored", "recent_signals"]

_LATEST_DAYS = 31  # about which the recent part answers as the whole does

# The longest way back is that of the evidence of an illness. What is usual are 120 mornings, each
# of which is judged by a spread, a momentum and a share that are learnt from 60 mornings each, and
# by 90 days of training and sleep. Behind these stand the sleep need of 60 nights, of which each is
# held back by 62 others, and a mean of missing sleep that has forgotten all in 110 days. A warning
# settles in 8 days, and the last known state is up to 14 days old. In so many days the chronic load
# of ACWR has forgotten all before to the last bit.
_OLDEST_DAYS = 14
_REACH_DAYS = 120 + 3 * 61 + 91 + 61 + 62 + 110 + 8 + _OLDEST_DAYS + 3
_RECENT_DAYS = _REACH_DAYS + _LATEST_DAYS
# From which day of the recent part on a score is the one of the whole history.
_SCORED_FROM = 62 + 61 + 7 + 61 + 7 + 3
# How far back ratings of sessions are judged, and with them the scores that lie near to green.
_RATED_DAYS = 100
_REMEMBERED_DAYS = 3


def choose_signals(
    history: History,
    athlete: Athlete,
    day: dt.date,
    *,
    model: ModelName | Sequence[Component],
    bands: Bands,
) -> DailySignals:
    """Return the signals of the recent days if they decide a day as the whole history does.

    Parameters
    ----------
    history, athlete
        As in `recent_signals`.
    day : date
        The day to decide.
    model : str or sequence of Component
        The classic model goes back to the last seven known nights, however old, and what a caller's
        own components read is unknown: both need the whole history.
    bands : tuple of float
        The lowest scores for green and for yellow.

    Returns
    -------
    DailySignals
        Of the recent part of the history, or of all of it.
    """
    whole = daily_signals(history, athlete)
    recent = recent_signals(history, athlete)
    after = (whole.span[1] - day).days
    if model != "personal" or recent is whole or after >= _LATEST_DAYS:
        return whole
    at = recent.days - 1 - max(after, 0)
    scored = scores(recent.history, athlete)
    return recent if _edge_is_known(scored, bands, at) else whole


def last_scored(
    history: History, athlete: Athlete, on: dt.date, *, model: ModelName = "personal"
) -> dt.date | None:
    """Return the last day with a score up to a day; None where there is none.

    Parameters
    ----------
    history, athlete
        As in `recent_signals`.
    on : date
        The last day that counts.
    model : {"personal", "classic"}
        As in `scores`.
    """
    recent = recent_signals(history, athlete).history if model == "personal" else history
    day = _last_known(recent, athlete, on, model)
    exact = recent.dates.size == history.dates.size
    if exact or (day is not None and np.datetime64(day) >= recent.dates[_SCORED_FROM]):
        return day
    return _last_known(history, athlete, on, model)


def _last_known(
    history: History, athlete: Athlete, on: dt.date, model: ModelName
) -> dt.date | None:
    known = ~np.isnan(scores(history, athlete, model=model).score)
    days = history.dates[known & (history.dates <= np.datetime64(on))]
    return cast("dt.date", days[-1].item()) if days.size else None


def recent_signals(history: History, athlete: Athlete) -> DailySignals:
    """Return the signals of the last days, as they are among those of the whole history.

    Parameters
    ----------
    history : History
        A history with at least one day.
    athlete : Athlete
        As in `daily_signals`.

    Returns
    -------
    DailySignals
        Its `history` has the last 683 days, and says of its last 31 what the whole history says;
        the signals of the whole history where that is not longer.
    """
    whole = daily_signals(history, athlete)
    start = whole.days - _RECENT_DAYS
    if start <= 0:
        return whole
    return history.memoize(("recent", athlete), lambda: _cut(whole, start))


def _cut(whole: DailySignals, start: int) -> DailySignals:
    history, athlete, loads = whole.history, whole.athlete, whole.loads
    kept = np.flatnonzero(loads.rows >= start)
    ends = history.dates[start], history.dates[-1]
    recent = History.model_construct(
        activities=tuple(history.activities[at] for at in kept.tolist()),
        days=cast("DayTable", history.days).between(*ends),
        races=history.races,
        workouts=history.workouts,
        athlete=history.athlete,
    )
    # Every day from the first one on, also where nothing is known of it.
    first, last = cast("list[dt.date]", [end.item() for end in ends])
    recent.__dict__.update(dates=history.dates[start:], span=(first, last))
    keep_loads(recent, athlete, loads.last_days(whole.days - start))
    signals = daily_signals(recent, athlete)
    # What these columns say of a day may depend on any day before it.
    lasting = {
        "load_yesterday": whole.load_yesterday[start:],
        "days_of_load": whole.days_of_load[start:],
        "days_since_rest": whole.days_since_rest[start:],
        "performance": _performance(whole, start),
    }
    signals.__dict__.update(lasting)  # where cached_property keeps it
    lately = loads.rows >= whole.days - _RATED_DAYS
    first_kept = int(np.argmax(lately)) if lately.any() else lately.size
    rated = np.flatnonzero(~np.isnan(list_sessions(history, athlete).rpe)).tolist()
    excess = session_excess(history.activities, loads.sessions, rated, since=first_kept)
    journal(signals).__dict__["session_excess"] = excess[kept]
    return signals


class _Fitness(NamedTuple):
    """A chart of fitness, and the load that it was computed from."""

    load: FloatArray
    chart: PerformanceChart


def _performance(whole: DailySignals, start: int) -> PerformanceChart:
    """Compute the last days of `DailySignals.performance` from a chart that is carried.

    Fitness and fatigue fade without an end. So their states of the day before come from the chart
    of a shorter history, as long as nothing has changed before that day.
    """
    load = whole.loads.internal

    def chart(known: _Fitness | None) -> _Fitness:
        holds = known is not None and np.array_equal(
            known.load[: start + 1], load[: start + 1], equal_nan=True
        )
        return known if known is not None and holds else _Fitness(load, whole.chart)

    kept = whole.history.carry(("fitness", whole.athlete), chart)
    states = [_latest_known(column[:start]) for column in kept.chart[:2]]
    recent = performance_chart(
        load[start:], form="same_day", seed_ctl=states[0], seed_atl=states[1]
    )
    before = (column[start - 1 : start] for column in kept.chart)
    return PerformanceChart(
        *(np.r_[old, new[:-1]] for old, new in zip(before, recent, strict=True))
    )


def _latest_known(column: FloatArray) -> float:
    """Return the latest known value; 0 without one."""
    known = np.flatnonzero(~np.isnan(column))
    return float(column[known[-1]]) if known.size else 0.0


def _edge_is_known(scored: Scores, bands: Bands, at: int) -> bool:
    """Whether the recent days alone tell the score that makes a day green.

    Parameters
    ----------
    scored : Scores
        Of the recent part of a history.
    bands : tuple of float
        The lowest scores for green and for yellow.
    at : int
        The day.

    Returns
    -------
    bool
        False if every score before lies so near to green that the days before decide.
    """
    green, more = bands[0], min(bands[0] + scored.back_to_green, max(100.0, bands[0]))
    unknown = 0
    first = max(_SCORED_FROM, scored.score.size - _RATED_DAYS + 3)
    judged = scored.score[first : max(at - _OLDEST_DAYS, 0)]
    for shown in np.rint(judged)[::-1].tolist():
        unknown = unknown + 1 if np.isnan(shown) else 0
        if shown < green or shown >= more or unknown >= _REMEMBERED_DAYS:
            return True
    return False
