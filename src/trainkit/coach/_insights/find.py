"""Ask all questions, correct for their number, and choose what to tell."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import get_args

import numpy as np

from trainkit._choice import choice
from trainkit.coach._insights.adherence import ask_about_adherence
from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.effort import ask_about_conditions, ask_about_types
from trainkit.coach._insights.finding import Detector, Finding
from trainkit.coach._insights.nights import ask_about_nights
from trainkit.coach._insights.ranking import Judged, judge, select
from trainkit.coach._insights.result import Insights, PatternTest
from trainkit.coach._insights.statistics import correct
from trainkit.coach._insights.summary import count_up, say_nothing
from trainkit.coach._insights.training import ask_about_hard_days, ask_about_load
from trainkit.coach._insights.trends import ask_about_changes, ask_about_recent_trends
from trainkit.coach._insights.wording import reword
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.insight import Insight, InsightKind
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.ports import LanguageModel
from trainkit.privacy import Gate

__all__ = ["insights"]

_TREND_DAYS, _PATTERN_DAYS = 14, 28
_VALID_DAYS = 7
_MOST_FALSE = 0.02  # of all findings; the rest of 5 % is for what p values of real days miss
_MOST = 5
_LONGEST = dt.timedelta(days=1100)  # older habits are no longer the athlete's

_PATTERNS: tuple[Detector, ...] = (
    ask_about_nights,
    ask_about_hard_days,
    ask_about_load,
    ask_about_conditions,
    ask_about_types,
    ask_about_changes,
    ask_about_adherence,
)
_TRENDS: tuple[Detector, ...] = (ask_about_recent_trends,)


def insights(
    history: History,
    athlete: Athlete,
    on: dt.date | None = None,
    *,
    llm: LanguageModel | None = None,
    plan: TrainingPlan | None = None,
    past: Iterable[Insight] = (),
    feedback: Mapping[str, float] | None = None,
    hidden: Collection[str] = (),
    kinds: Collection[str] | None = None,
    most: int = _MOST,
    gate: Gate | None = None,
) -> Insights:
    """Find patterns in an athlete's own data, and tell the three to five that matter most.

    Every pattern is tested: days depend on each other, so an association counts as many days as
    their autocorrelation leaves independent; what else is known of the days is held equal; and all
    questions of a run share one correction for their number. What goes along with something else
    need not cause it, and no text says so.

    Parameters
    ----------
    history : History
        Activities and daily records.
    athlete : Athlete
        Supplies the thresholds and the need for sleep.
    on : date, optional
        The day; by default the last one of the history. Later records are not seen.
    llm : LanguageModel, optional
        Finds other words and chooses among the findings. A sentence whose numbers are not those of
        the finding, or which speaks of causes, is replaced by that of the rules.
    plan : TrainingPlan, optional
        The plan whose sessions were done or missed; by default the planned workouts of the history.
    past : iterable of Insight
        What was told before: not repeated within eight weeks, unless it changed.
    feedback : mapping of str to float, optional
        By kind or key: above 0 ranks it higher, below 0 lower.
    hidden : collection of str
        Keys of insights that are not to be told.
    kinds : collection of str, optional
        Tell only of these kinds; all questions are asked all the same.
    most : int
        How many to tell, 1 to 20.
    gate : Gate, optional
        Knows the licences; by default those of trainkit.

    Returns
    -------
    Insights
        A sequence of `Insight`, the most important first, with `Insights.tests`. Where nothing can
        be told yet, it holds one of the kind ``"waiting"`` with `Insight.more_days`.

    Raises
    ------
    InvalidInput
        `most` or a kind is not allowed, or the day is more than 14 days after the history.

    References
    ----------
    - Pyper & Peterman 1998, Can J Fish Aquat Sci 55:2127. <https://doi.org/10.1139/f98-104>
    - Benjamini & Hochberg 1995, J R Stat Soc B 57:289.
      <https://doi.org/10.1111/j.2517-6161.1995.tb02031.x>

    Examples
    --------
    >>> import trainkit as tk
    >>> history = tk.simulate(days=10)
    >>> insights(history, history.athlete)[0].more_days
    4
    """
    if not 1 <= most <= 20:
        raise InvalidInput("most", most, "from 1 to 20")
    for kind in kinds or ():
        choice("kinds", kind, get_args(InsightKind))
    day = _day(history, on)
    if day is None:
        waiting = _wait(_TREND_DAYS, None)
        return Insights([waiting], reason="The history is empty.")
    days = _columns(history, athlete, day, plan)
    known = _count_known(days)
    found = list(_ask(days, known))
    tested = [finding for finding in found if finding.p is not None]
    q = correct([finding.p for finding in tested if finding.p is not None])
    judged = [
        judge(finding, float(value), days, _MOST_FALSE)
        for finding, value in zip(tested, q, strict=True)
    ]
    counted = [finding for finding in found if finding.p is None]
    if known >= _PATTERN_DAYS and not any(entry.is_found for entry in judged):
        counted.append(say_nothing(days, len(tested)))
    judged += [judge(finding, None, days, _MOST_FALSE) for finding in counted]
    ranked = select(judged, list(past), feedback or {}, day)
    told = [
        entry.insight
        for entry in ranked
        if entry.insight is not None
        and entry.finding.key not in hidden
        and (kinds is None or entry.finding.kind in kinds)
    ]
    words = reword(told, llm, most=most, history=history, gate=gate or Gate())
    shown = [
        insight.model_copy(update={"valid_until": day + dt.timedelta(days=_VALID_DAYS)})
        for insight in words.insights
    ]
    if known < _PATTERN_DAYS:
        shown = [*shown[: most - 1], _wait(_more_days(known), day, known)]
    return Insights(
        shown,
        day=day,
        tests=tuple(_test(entry) for entry in judged if entry.q is not None),
        holding=tuple(entry.finding.key for entry in judged if entry.insight is not None),
        backend=words.backend,
        reason=words.reason,
        replaced_sentences=words.replaced,
    )


def _day(history: History, on: dt.date | None) -> dt.date | None:
    if history.span is None:
        return None
    first, last = history.span
    if on is None:
        return last
    if on < first or (on - last).days > _TREND_DAYS:
        raise InvalidInput("on", str(on), f"from {first} to 14 days after {last}")
    return on


def _columns(
    history: History, athlete: Athlete, day: dt.date, plan: TrainingPlan | None
) -> Columns:
    recent = history.between(day - _LONGEST, day)
    workouts: tuple[PlannedWorkout, ...] = history.workouts if plan is None else plan.workouts
    return Columns(recent, athlete, day, workouts)


def _count_known(days: Columns) -> int:
    """Count the days of which something is known: a morning or training."""
    if not days.size:
        return 0
    fields = ("hrv_rmssd", "resting_hr", "sleep_h")
    measured = [np.isfinite(days.history.daily(field)) for field in fields]
    return int(np.any([*measured, days.known], axis=0).sum())


def _ask(days: Columns, known: int) -> Iterable[Finding]:
    if known < _TREND_DAYS:
        return
    for detector in _PATTERNS if known >= _PATTERN_DAYS else _TRENDS:
        yield from detector(days)
    yield from count_up(days)


def _more_days(known: int) -> int:
    return (_TREND_DAYS if known < _TREND_DAYS else _PATTERN_DAYS) - known


def _wait(more: int, day: dt.date | None, known: int = 0) -> Insight:
    what = "trends" if known < _TREND_DAYS else "personal patterns"
    needed = _TREND_DAYS if known < _TREND_DAYS else _PATTERN_DAYS
    word = "day" if more == 1 else "days"
    text = (
        f"{known} days are known so far. Trends need {_TREND_DAYS} days with a morning measurement "
        f"or training, and personal patterns {_PATTERN_DAYS}."
    )
    return Insight(
        key="waiting",
        kind="waiting",
        title=f"{more} more {word} until the first {what}",
        text=text,
        action="Wear your device at night and record your training.",
        sample_size=known,
        last=day,
        more_days=needed - known,
    )


def _test(entry: Judged) -> PatternTest:
    finding = entry.finding
    return PatternTest(
        finding.key,
        finding.kind,
        finding.effect,
        finding.unit,
        finding.p if finding.p is not None else 1.0,
        entry.q if entry.q is not None else 1.0,
        entry.is_found,
    )
