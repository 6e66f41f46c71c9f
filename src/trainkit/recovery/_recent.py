"""The last two years of a history, which hold all that a decision of its last weeks depends on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, cast

import numpy as np

from trainkit._array import FloatArray
from trainkit.data_quality import extend_nights, unlikely_nights
from trainkit.loads import keep_loads, list_sessions
from trainkit.metrics.fitness import PerformanceChart, performance_chart
from trainkit.models._day_table import DayTable
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import Component
from trainkit.recovery._daily_signals import DailySignals, daily_signals, exponential_acwr
from trainkit.recovery._residuals import MorningResiduals, compute_residuals, keep_residuals
from trainkit.recovery._score import BANDS, Bands, ModelName, Scores, scores
from trainkit.recovery._wellness import journal, session_excess

__all__ = ["LAST_KNOWN_DAYS", "choose_signals", "recent_signals", "weeks_of_signals"]

LAST_KNOWN_DAYS = 14
"""Days for which the last known state is still shown [d]."""

_LATEST_DAYS = 31  # about which the recent part answers as the whole does

# The longest way back is that of the evidence of an illness. What is usual are 120 mornings, each
# of which is judged by a spread, a momentum and a share that are learnt from 60 mornings each. A
# warning settles in 8 days, and the last known state is up to 14 days old.
_EVIDENCE_DAYS = 120 + 3 * 61 + 8 + LAST_KNOWN_DAYS + 3
# The residual of each of these mornings is learnt from 90 days of training and sleep. Behind these
# stand the sleep need of 60 nights, of which each is held back by 62 others, and a mean of missing
# sleep that has forgotten all in 110 days. In so many days the chronic load of ACWR has forgotten
# all before to the last bit.
_RESIDUAL_DAYS = 91 + 61 + 62 + 110
_KNOWN_DAYS = _EVIDENCE_DAYS + _LATEST_DAYS  # enough where the residuals are known
_RECENT_DAYS = _KNOWN_DAYS + _RESIDUAL_DAYS
# What a residual depends on, beside the loads.
_READ = ("hrv_rmssd", "resting_hr", "sleep_h", "alcohol_units", "stress")
# From which day of the recent part on a score is the one of the whole history.
_SCORED_FROM = 62 + 61 + 7 + 61 + 7 + 3
# How far back ratings of sessions are judged, and with them the scores that lie near to green.
_RATED_DAYS = 100


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


def weeks_of_signals(history: History, athlete: Athlete, weeks: int) -> DailySignals:
    """Return the signals of recent days if scores and colours of the last weeks are those of all.

    Parameters
    ----------
    history, athlete
        As in `recent_signals`.
    weeks : int
        How many weeks up to the last day [w].

    Returns
    -------
    DailySignals
        Of the recent part of the history, or of all of it.
    """
    whole, recent = daily_signals(history, athlete), recent_signals(history, athlete)
    if recent is whole:
        return whole
    scored = scores(recent.history, athlete)
    told = _tells_edge(scored, BANDS["70/40"], _SCORED_FROM, recent.days - 7 * weeks)
    return recent if told else whole


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
        Its `history` has the last 683 days, or 359 where a related history knows residuals of
        mornings, and says of its last 31 what the whole history says; the signals of the whole
        history where that is not longer than 683 days.
    """
    whole = daily_signals(history, athlete)
    if whole.days <= _RECENT_DAYS:
        return whole
    return history.carry(("recent", athlete), lambda known: _extend(whole, known)).signals


class _Recent(NamedTuple):
    """Recent signals, the residuals of their mornings, and what these were computed from.

    Parameters
    ----------
    signals : DailySignals
        Of the recent days.
    residuals : MorningResiduals
        Of the same days; the last 359 are those of the whole history.
    read : array, shape (columns, 683)
        What they depend on.
    chart : PerformanceChart
        Where fitness goes on from.
    """

    signals: DailySignals
    residuals: MorningResiduals
    read: FloatArray
    chart: PerformanceChart

    def count_new(self, whole: DailySignals, read: FloatArray, chart: PerformanceChart) -> int:
        """Count the days of a longer history from the first on of which anything is new."""
        later = int((whole.history.dates[-1] - self.signals.history.dates[-1]).astype(int))
        if chart is not self.chart or not 0 <= later <= _LATEST_DAYS:
            return _RECENT_DAYS
        ours, theirs = self.read[:, later:], read[:, : _RECENT_DAYS - later]
        same = ((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))).all(axis=0)
        return later if same.all() else _RECENT_DAYS - int(np.argmin(same))

    def part(self, whole: DailySignals, new: int) -> slice:
        """Return which days are among the last 359 of a longer history, but for the new ones."""
        later = int((whole.history.dates[-1] - self.signals.history.dates[-1]).astype(int))
        end = self.signals.days + later
        return slice(end - _KNOWN_DAYS, end - new)


def _extend(whole: DailySignals, known: _Recent | None) -> _Recent:
    """Cut the recent days, and compute the residuals of mornings that are not known."""
    loads, chart = whole.loads.internal, _chart(whole, whole.days - _KNOWN_DAYS)
    columns = (*(whole.history.daily(name) for name in _READ), loads)
    read = np.stack([column[-_RECENT_DAYS:] for column in columns])
    new = _RECENT_DAYS if known is None else known.count_new(whole, read, chart)
    if known is None or new > _LATEST_DAYS:
        signals = _cut(whole, whole.days - _RECENT_DAYS, chart)
        residuals = compute_residuals(signals, 0)
    else:
        signals = _cut(whole, whole.days - _KNOWN_DAYS, chart)
        part = known.part(whole, new)
        extend_nights(signals.history, unlikely_nights(known.signals.history), part)
        pairs = zip(known.residuals, compute_residuals(signals, _KNOWN_DAYS - new), strict=True)
        residuals = MorningResiduals(*(np.concatenate([old[part], more]) for old, more in pairs))
    keep_residuals(signals, residuals)
    return _Recent(signals, residuals, read, chart)


def _cut(whole: DailySignals, start: int, chart: PerformanceChart) -> DailySignals:
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
        "performance": _performance(whole, start, chart),
        "acwr": exponential_acwr(loads.internal[-_RECENT_DAYS:])[start - whole.days :],
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


def _chart(whole: DailySignals, start: int) -> PerformanceChart:
    """Return a chart of fitness that holds up to a day: that of a shorter history if it does.

    Fitness and fatigue fade without an end. So their states come from a chart that is carried, as
    long as nothing has changed before that day.
    """
    load = whole.loads.internal

    def chart(known: _Fitness | None) -> _Fitness:
        holds = known is not None and np.array_equal(
            known.load[: start + 1], load[: start + 1], equal_nan=True
        )
        return known if known is not None and holds else _Fitness(load, whole.chart)

    return whole.history.carry(("fitness", whole.athlete), chart).chart


def _performance(whole: DailySignals, start: int, chart: PerformanceChart) -> PerformanceChart:
    """Compute the last days of `DailySignals.performance` from a chart that is carried."""
    load = whole.loads.internal
    states = [_latest_known(column[:start]) for column in chart[:2]]
    recent = performance_chart(
        load[start:], form="same_day", seed_ctl=states[0], seed_atl=states[1]
    )
    before = (column[start - 1 : start] for column in chart)
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
    first = max(_SCORED_FROM, scored.score.size - _RATED_DAYS + 3)
    return _tells_edge(scored, bands, first, at - LAST_KNOWN_DAYS)


def _tells_edge(scored: Scores, bands: Bands, first: int, end: int) -> bool:
    """Whether a day of a range tells the edge for those after it, whatever was before."""
    judged = replace(scored, score=scored.score[first : max(end, 0)])
    return bool(judged.turning_days(bands).any())
