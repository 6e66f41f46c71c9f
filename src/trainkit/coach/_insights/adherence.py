"""Planned sessions that are missed more often on one day of the week."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.finding import Finding, Words
from trainkit.models.insight import InsightData, InsightGroup
from trainkit.models.workout import PlannedWorkout

__all__ = ["ask_about_adherence"]

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DONE_SHARE = 0.4  # of the planned time
_FEWEST = 6  # planned sessions of a weekday
_LEAST_SHARE = 0.15
_DAYS = 365
_HALF = 0.5  # counts are whole: Yates's correction


def ask_about_adherence(days: Columns) -> Iterator[Finding]:
    """Ask which day of the week loses most sessions, week by week."""
    missed = _mark_missed(days)
    planned = np.isfinite(missed)
    often = planned.sum(axis=0) >= _FEWEST
    if often.sum() < 2:
        return
    share = np.nansum(missed, axis=1) / np.maximum(planned.sum(axis=1), 1)
    # In a week with one of three sessions missed, each of them was it with a chance of a third.
    expected = np.where(planned, share[:, None], 0.0).sum(axis=0)
    variance = np.where(planned, (share * (1 - share))[:, None], 0.0).sum(axis=0)
    excess = np.where(often & (variance > 1), np.nansum(missed, axis=0) - expected - _HALF, -np.inf)
    z = excess / np.sqrt(np.maximum(variance, 1e-9))
    worst = int(np.argmax(z))
    if not np.isfinite(z[worst]):
        return
    from scipy.special import ndtr

    p = float(min(1.0, ndtr(-z[worst]) * int(often.sum())))
    yield _tell(missed, planned, worst, p)


def _tell(missed: FloatArray, planned: NDArray[np.bool_], worst: int, p: float) -> Finding:
    others = np.arange(7) != worst
    counts = int(planned[:, worst].sum()), int(planned[:, others].sum())
    lost = float(np.nansum(missed[:, worst])), float(np.nansum(missed[:, others]))
    shares = lost[0] / counts[0], lost[1] / max(counts[1], 1)
    spread = sum(rate * (1 - rate) / max(of, 1) for rate, of in zip(shares, counts, strict=True))
    effect, margin = shares[0] - shares[1], 1.96 * float(np.sqrt(spread))
    groups = tuple(
        _group(_NAMES[day], missed[planned[:, day], day])
        for day in range(7)
        if planned[:, day].any()
    )
    name = _NAMES[worst]

    def say() -> Words:
        text = (
            f"On {name}s {lost[0]:.0f} of {counts[0]} planned sessions were missed "
            f"({100 * shares[0]:.0f} %), on the other days {100 * shares[1]:.0f} %."
        )
        action = f"Move the {name} session to another day, or make it short enough to fit."
        return Words(f"{name} is the day on which your plan breaks", text, action)

    return Finding(
        key=f"adherence:{name.lower()}",
        kind="adherence",
        p=p,
        strength=min(abs(effect), 1.0),
        effect=100 * effect,
        low=100 * (effect - margin),
        high=100 * (effect + margin),
        unit="%",
        count=sum(counts),
        say=say if effect >= _LEAST_SHARE else None,
        data=InsightData(label="planned sessions missed", unit="%", groups=groups),
        picture="groups",
    )


def _group(name: str, missed: FloatArray) -> InsightGroup:
    share, count = float(missed.mean()), missed.size
    # Agresti & Coull: a share of 0 or 1 has an interval too.
    middle = (missed.sum() + 2) / (count + 4)
    margin = 1.96 * float(np.sqrt(middle * (1 - middle) / (count + 4)))
    low, high = max(middle - margin, 0.0), min(middle + margin, 1.0)
    return InsightGroup(
        name=name,
        value=100 * share,
        low=100 * min(low, share),
        high=100 * max(high, share),
        count=count,
    )


def _mark_missed(days: Columns) -> FloatArray:
    """Return a row for each week: 1 where a planned session was missed, 0 where it was done."""
    first = days.on - dt.timedelta(days=days.on.weekday())
    planned = [
        workout
        for workout in days.workouts
        if workout.date is not None
        and not workout.resting
        and dt.timedelta(0) < days.on - workout.date <= dt.timedelta(days=_DAYS)
    ]
    weeks = 1 + max(((first - workout.date).days // 7 + 1 for workout in planned), default=0)  # type: ignore[operator]
    missed = np.full((weeks, 7), np.nan)
    done = _seconds_by_day(days)
    start = days.history.dates[0].item() if days.size else days.on
    for workout in planned:
        date = workout.date
        if date is None or date < start or not _was_recording(days, date):
            continue
        row = ((first - date).days + 6) // 7
        lost = not _is_done(workout, done.get((date, workout.sport), 0.0))
        missed[row, date.weekday()] = max(np.nan_to_num(missed[row, date.weekday()]), float(lost))
    return missed


def _was_recording(days: Columns, date: dt.date) -> bool:
    """Return whether the day is known: in a long silence nothing was missed, nothing is known."""
    row = (date - days.days()[0]).days
    return bool(0 <= row < days.size and days.known[row])


def _seconds_by_day(days: Columns) -> dict[tuple[dt.date, str], float]:
    done: dict[tuple[dt.date, str], float] = {}
    for activity in days.history.activities:
        for sport in (activity.sport, "generic"):
            done[activity.day, sport] = done.get((activity.day, sport), 0.0) + activity.duration_s
    return done


def _is_done(workout: PlannedWorkout, seconds: float) -> bool:
    if workout.completed_by is not None:
        return True
    wanted = workout.duration_s or workout.planned_s
    return seconds > 0 and (wanted is None or seconds >= _DONE_SHARE * wanted)
