"""What was done and slept: counted, so that there is something to say where no pattern is found."""

from collections.abc import Iterator

import numpy as np

from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.finding import Finding, Words, sign
from trainkit.models.insight import InsightData, InsightSeries

__all__ = ["count_up", "say_nothing"]

_WEEKS, _WEEK = 4, 7
_SAME = 0.08
_NEED_H = 8.0
_FEWEST_NIGHTS = 14
_SHORT_H = 0.4
_VARIED = 0.25  # share of nights that are much too short
_SILENT_DAYS = 10


def count_up(days: Columns) -> Iterator[Finding]:
    """Count the training of four weeks and the sleep, and tell of a silence."""
    yield from _training(days)
    yield from _sleep(days)
    yield from _silence(days)


def _training(days: Columns) -> Iterator[Finding]:
    span = _WEEKS * _WEEK
    if days.size < span or not days.known[-span:].all():
        return
    hours = days.by_day(lambda activity: activity.duration_s / 3600)
    recent = hours[-span:]
    count = int((recent > 0).sum())
    if count == 0:
        return
    now = float(recent.sum()) / _WEEKS
    before = hours[-2 * span : -span]
    compared = before.size == span and bool(np.isfinite(before).all()) and before.sum() > 0

    def say() -> Words:
        text = f"In the last {_WEEKS} weeks you trained on {count} days, {now:.1f} hours a week."
        title = f"You trained on {count} of the last {span} days"
        if compared:
            usual = float(before.sum()) / _WEEKS
            if abs(now / usual - 1) > _SAME:
                word = sign(now - usual, "more", "less")
                text += f" That is {word} than the {usual:.1f} hours a week before."
            else:
                text += f" That is as much as before ({usual:.1f} hours a week)."
        return Words(title, text, "Ask yourself whether that fits your goal.")

    dates = tuple(days.days()[-span:])
    values = tuple(float(value) for value in recent)
    series = InsightSeries(name="hours trained", days=dates, values=values)
    yield Finding(
        key="summary:training",
        kind="summary",
        count=count,
        say=say,
        data=InsightData(label="hours trained", unit="h", series=(series,)),
        picture="days",
    )


def _sleep(days: Columns) -> Iterator[Finding]:
    span = _WEEKS * _WEEK
    nights = days.sleep_h[-span:]
    known = nights[np.isfinite(nights)]
    if known.size < _FEWEST_NIGHTS:
        return
    need = days.athlete.sleep_need_h or _NEED_H
    mean, fewest = float(known.mean()), float(known.min())
    short = int((known < need - 1).sum())

    def say() -> Words:
        assumed = "" if days.athlete.sleep_need_h else ", which is assumed"
        text = (
            f"You slept {mean:.1f} hours a night over {known.size} nights of the last {_WEEKS} "
            f"weeks; your need is {need:.1f} hours{assumed}. The shortest night had {fewest:.1f} "
            f"hours, and {short} were more than an hour too short."
        )
        if mean < need - _SHORT_H:
            return Words(
                "You sleep less than you need", text, "Go to bed half an hour earlier this week."
            )
        if short > _VARIED * known.size:
            action = "Keep the same bedtime every day, so that short nights become rare."
            return Words("Your sleep is enough on average, but it varies much", text, action)
        return Words("Your sleep meets your need on average", text, "Keep your bedtime.")

    numbers = tuple(None if np.isnan(value) else float(value) for value in nights)
    dates = tuple(days.days()[-span:])
    series = InsightSeries(name="sleep", days=dates, values=numbers)
    yield Finding(
        key="summary:sleep",
        kind="summary",
        count=int(known.size),
        say=say,
        data=InsightData(label="sleep", unit="h", series=(series,)),
        picture="days",
    )


def _silence(days: Columns) -> Iterator[Finding]:
    """Say that mornings have not been measured for some time."""
    measured = np.isfinite([days.ln_rmssd, days.resting_hr, days.sleep_h]).any(axis=0)
    if not measured.any():
        return
    last = days.days()[int(np.flatnonzero(measured)[-1])]
    silent = (days.on - last).days
    if silent < _SILENT_DAYS:
        return

    def say() -> Words:
        text = (
            f"The last measured morning is {last}, {silent} days ago. Whatever is said of your "
            "mornings is about the time before."
        )
        action = "Wear your device at night again, or measure in the morning."
        return Words("Your mornings have not been measured of late", text, action)

    yield Finding(key="summary:silence", kind="summary", count=int(measured.sum()), say=say)


def say_nothing(days: Columns, questions: int) -> Finding:
    """Say that nothing stands out.

    Parameters
    ----------
    days : Columns
        The days.
    questions : int
        How many questions were asked.
    """
    known = int(np.isfinite([days.ln_rmssd, days.resting_hr, days.load]).any(axis=0).sum())

    def say() -> Words:
        if not questions:
            text = (
                f"Of {known} known days none has what a pattern needs: mornings with HRV or a "
                "resting heart rate beside the training."
            )
            action = "Wear your device at night, or log your mornings, for four weeks."
            return Words("There is nothing yet to compare your days by", text, action)
        asked = "1 question was" if questions == 1 else f"{questions} questions were"
        text = (
            f"{asked} asked of {known} known days, and no answer is sure enough to tell. "
            "With more days smaller patterns become visible."
        )
        action = "Log drinks, stress and late sessions for a month, so that more can be asked."
        return Words("No pattern stands out in your data", text, action)

    return Finding(key="summary:nothing", kind="summary", count=known, say=say)
