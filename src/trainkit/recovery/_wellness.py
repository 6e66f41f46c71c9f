"""How the person feels, from the journal: a component of both models.

Subjective measures follow training more sensitively than devices do (Saw 2016, Br J Sports Med
50:281), and they fall together: who is sore, tired and low at once is more than a little below
normal. So the worst answer counts as much as all answers together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.loads import ActivityLoad
from trainkit.metrics.windows import rolling_count, rolling_median
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.ports.component import ComponentColumns
from trainkit.recovery._curve import Curve
from trainkit.recovery._daily_signals import DailySignals, daily_signals, lag, mean_sd_before

__all__ = ["RATINGS", "Journal", "Wellness", "journal", "session_excess"]

RATINGS: Mapping[str, bool] = {
    "soreness": False,
    "energy": True,
    "mood": True,
    "sleep_quality": True,
    "felt_stress": False,
}
"""Answers of the journal, from 0 to 100, and whether 100 is best; Hooper 1995 and McLean 2010."""

USUAL_DAYS = 28
"""Days before today that define how a person usually answers [d]."""

MIN_REPORTS = 7
"""Answers required among them."""

_RECENT_DAYS = 7  # after which a person who stopped reporting is no longer reminded of it
_SD_FLOOR = 10.0  # a smaller spread is that of the scale, not of the person

_RPE_AT_REST, _RPE_PER_LOAD = 1.0, 0.06  # an hour at threshold, a load of 100, is rated 7
_RPE_SESSIONS, _RPE_BEFORE = 20, 5  # sessions that define a person's usual rating; required
_RPE_DAYS = 2  # after which a session says nothing about this morning
_NOT_MEASURED = frozenset({"session-RPE", "duration"})


@dataclass(frozen=True, eq=False)
class Journal:
    """The journal as known on each morning, shape (days,).

    The ratings are those of the day, or of the day before where the day has none yet.
    """

    signals: DailySignals

    @cached_property
    def reports(self) -> Mapping[str, FloatArray]:
        """Ratings as reported on their own day [percent]."""
        return {name: self.signals.history.daily(name) for name in RATINGS}

    @cached_property
    def reported(self) -> NDArray[np.bool_]:
        """Days with at least one rating."""
        known = [~np.isnan(column) for column in self.reports.values()]
        return np.asarray(np.any(known, axis=0))

    @cached_property
    def carried(self) -> NDArray[np.bool_]:
        """Days on which yesterday's ratings count."""
        carried = ~self.reported
        carried[1:] &= self.reported[:-1]
        carried[:1] = False
        return carried

    @cached_property
    def current(self) -> NDArray[np.bool_]:
        """Days with a rating, or with yesterday's and a night or morning that was measured.

        Yesterday's ratings alone are yesterday's state.
        """
        history = self.signals.history
        fields = ("hrv_rmssd", "resting_hr", "sleep_h", "sleep_score")
        morning = np.any([~np.isnan(history.daily(name)) for name in fields], axis=0)
        return np.asarray(self.reported | (self.carried & morning))

    @cached_property
    def ratings(self) -> Mapping[str, FloatArray]:
        """Ratings as known in the morning [percent]."""
        return {
            name: np.where(self.carried, lag(column), column)
            for name, column in self.reports.items()
        }

    @cached_property
    def before(self) -> Mapping[str, tuple[FloatArray, FloatArray]]:
        """Mean and SD of each rating in the 28 days before the day [percent]; needs 7 reports."""
        first = self.signals.first
        return {
            name: mean_sd_before(column, USUAL_DAYS, MIN_REPORTS, first)
            for name, column in self.reports.items()
        }

    @cached_property
    def usual(self) -> Mapping[str, tuple[FloatArray, FloatArray]]:
        """Mean and SD of each rating before the report that counts today [percent]."""
        return {
            name: _usual(mean, sd, self.carried, _SD_FLOOR)
            for name, (mean, sd) in self.before.items()
        }

    @cached_property
    def session_excess(self) -> FloatArray:
        """RPE of each activity above what its load suggests for this person; NaN unrated [1]."""
        activities = self.signals.history.activities
        rated = [at for at, activity in enumerate(activities) if activity.rpe is not None]
        return session_excess(activities, self.signals.loads.sessions, rated)

    @cached_property
    def day_excess(self) -> FloatArray:
        """RPE of the day's sessions above what their load suggests, of the hardest to do [1]."""
        column = np.full(self.signals.shape, np.nan)
        if self.session_excess.size:  # columns of many athletes come without sessions
            np.fmax.at(column, self.signals.loads.rows, self.session_excess)
        return column

    @cached_property
    def rpe_excess(self) -> FloatArray:
        """The last session's RPE above what its load suggests, up to two days old [1]."""
        before = [lag(self.day_excess, days) for days in range(1, _RPE_DAYS + 1)]
        latest = before[0]
        for older in before[1:]:
            latest = np.where(np.isnan(latest), older, latest)
        return latest


def session_excess(
    activities: Sequence[Activity],
    loads: Sequence[tuple[int, ActivityLoad]],
    rated: Sequence[int],
    *,
    since: int = 0,
) -> FloatArray:
    """Compute by how much sessions felt harder than their load suggests for this person.

    Parameters
    ----------
    activities : sequence of Activity
        In order of time.
    loads : sequence of (int, ActivityLoad)
        The index of each and its loads.
    rated : sequence of int
        Those with a rating.
    since : int
        The first session to judge; of those before, only as many are read as show what is usual.

    Returns
    -------
    ndarray, shape (activities,)
        RPE above the suggested one [1]; NaN for sessions without a rating, and before `since`.
    """
    judged, differences = [], []
    for at in reversed(rated):
        activity, load = activities[at], loads[at][1]
        hours = activity.duration_s / 3600
        if activity.rpe is None or hours <= 0 or load.internal_method in _NOT_MEASURED:
            continue
        # The rating follows the intensity nearly in a line; each person's line is shifted.
        suggested = _RPE_AT_REST + _RPE_PER_LOAD * load.internal / hours
        judged.append(at)
        differences.append(activity.rpe - suggested)
        if len(judged) > _RPE_SESSIONS and judged[-_RPE_SESSIONS - 1] < since:
            break
    excess = np.full(len(activities), np.nan)
    if judged:
        values = np.array(differences[::-1])
        excess[judged[::-1]] = values - rolling_median(
            lag(values), _RPE_SESSIONS, min_periods=_RPE_BEFORE
        )
    excess[:since] = np.nan
    return excess


def journal(signals: DailySignals) -> Journal:
    """Compute the journal's columns; results are cached with the history."""
    return signals.history.memoize(("journal", signals.athlete), lambda: Journal(signals))


class Wellness:
    """The journal's ratings: half their mean, half the worst of them."""

    name = "wellness"
    method = (
        "journal: each rating in SD of the athlete's own 28 days (from 7 reports on), and never "
        "better than its absolute value (Hooper 1995; McLean 2010; Saw 2016); half the mean, half "
        "the worst; weight 0.25 beside the other components, a convention of trainkit"
    )
    # The worst of several ordinary ratings is about 1 SD low, so an ordinary morning earns 75.
    _relative = Curve((-3.0, -2.0, -1.0, 0.0, 1.0, 2.0), (10, 30, 66, 80, 90, 96))
    _absolute = Curve((0.0, 10.0, 30.0, 45.0, 100.0), (0, 15, 40, 75, 95))
    _excess = Curve((-1.0, 0.0, 1.0, 2.0, 3.0, 4.0), (90, 78, 65, 38, 18, 0))

    def columns(self, history: History, athlete: Athlete) -> ComponentColumns:
        """See `Component`."""
        return history.memoize(
            ("wellness", athlete), lambda: self._columns(daily_signals(history, athlete))
        )

    def units(self, history: History, at: int) -> tuple[str, str]:
        """See `Component`."""
        return "percent", "SD"

    def explain(
        self, history: History, athlete: Athlete, at: int, columns: ComponentColumns
    ) -> str:
        """See `Component`."""
        answers = journal(daily_signals(history, athlete))
        points = self._points(answers)
        known = [name for name in RATINGS if not np.isnan(answers.ratings[name][at])]
        worst_first = sorted(known, key=lambda name: float(points[name][at]))
        parts = []
        for name in worst_first:
            text = f"{name.replace('_', ' ')} {answers.ratings[name][at]:.0f} of 100"
            usual = answers.usual[name][0][at]
            parts.append(text if np.isnan(usual) else f"{text} (usually {usual:.0f})")
        excess = answers.rpe_excess[at]
        if excess >= 1:
            parts.append(f"your last session felt {excess:.1f} RPE harder than its load suggests")
        when = "journal of yesterday" if answers.carried[at] else "journal"
        return f"{when}: {', '.join(parts)}"

    def value_for(
        self,
        history: History,
        athlete: Athlete,
        at: int,
        points: float,
        columns: ComponentColumns,
    ) -> float | None:
        """Find the mean rating with these points, when every rating moves alike.

        See `Component`.
        """
        answers = journal(daily_signals(history, athlete))
        good = {name: float(column[at]) for name, column in _good(answers).items()}
        good = {name: rating for name, rating in good.items() if not np.isnan(rating)}
        steps = np.linspace(-100.0, 100.0, 401)
        moved = {name: np.clip(rating + steps, 0, 100) for name, rating in good.items()}
        scored = [
            self._score_rating(rating, *_good_usual(answers, name, at))
            for name, rating in moved.items()
        ]
        excess = answers.rpe_excess[at]
        if scored and not np.isnan(excess):
            scored.append(np.full(steps.size, float(self._excess(excess))))
        if not scored:
            return None
        total = _combine(np.array(scored))
        means = np.mean(list(moved.values()), axis=0)
        crossed = np.flatnonzero((total[:-1] - points) * (total[1:] - points) <= 0)
        if crossed.size == 0:
            return None
        at_step = int(crossed[np.argmin(np.abs(steps[crossed]))])
        around = slice(at_step, at_step + 2)
        return float(np.interp(points, total[around], means[around]))

    def _columns(self, signals: DailySignals) -> ComponentColumns:
        answers = journal(signals)
        nothing = np.full(signals.shape, np.nan)
        have = rolling_count(answers.reported, _RECENT_DAYS)
        if not answers.reported.any():
            return ComponentColumns(*(nothing,) * 6, have=have, need=0)
        points = [*self._points(answers).values(), self._excess(answers.rpe_excess)]
        good = _good(answers)
        usual = [_good_usual(answers, name) for name in good]
        rated = list(zip(good.values(), usual, strict=True))
        mean = _mean_over([np.where(np.isnan(rating), np.nan, m) for rating, (m, _) in rated])
        sd = _mean_over([np.where(np.isnan(rating), np.nan, s) for rating, (_, s) in rated])
        return ComponentColumns(
            points=np.where(answers.current, _combine(np.array(points)), np.nan),
            value=_mean_over(list(good.values())),
            baseline=mean,
            low=mean - sd,
            high=mean + sd,
            deviation=_mean_over([(rating - m) / s for rating, (m, s) in rated]),
            have=have,
            need=0,
        )

    def _points(self, answers: Journal) -> dict[str, FloatArray]:
        return {
            name: self._score_rating(rating, *_good_usual(answers, name))
            for name, rating in _good(answers).items()
        }

    def _score_rating(
        self, good: FloatArray, mean: FloatArray | float, sd: FloatArray | float
    ) -> FloatArray:
        """Score ratings of which 100 is best: the lower of the relative and the absolute curve."""
        return np.fmin(self._absolute(good), self._relative((good - mean) / sd))


def _good(answers: Journal) -> dict[str, FloatArray]:
    """Turn every rating so that 100 is best."""
    return {
        name: answers.ratings[name] if best else 100 - answers.ratings[name]
        for name, best in RATINGS.items()
    }


def _good_usual(
    answers: Journal, name: str, at: int | slice = slice(None)
) -> tuple[FloatArray, FloatArray]:
    mean, sd = answers.usual[name]
    return (mean if RATINGS[name] else 100 - mean)[at], sd[at]


def _usual(
    mean: FloatArray, sd: FloatArray, carried: NDArray[np.bool_], sd_floor: float
) -> tuple[FloatArray, FloatArray]:
    """Take mean and SD before yesterday where yesterday's report counts."""
    mean = np.where(carried, lag(mean), mean)
    return mean, np.maximum(np.where(carried, lag(sd), sd), sd_floor)


def _combine(points: FloatArray) -> FloatArray:
    """Average the mean and the worst of the items, over the first axis; NaN without any."""
    worst: FloatArray = np.fmin.reduce(points, axis=0)
    return (_mean_over(list(points)) + worst) / 2


def _mean_over(columns: list[FloatArray]) -> FloatArray:
    table = np.array(columns)
    known = ~np.isnan(table)
    count = np.count_nonzero(known, axis=0)
    total = np.where(known, table, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
