"""Ladders back from an illness or a break: days, intensities, minutes, and their sources."""

import datetime as dt
import math
from typing import NamedTuple

from trainkit.models.assessment import Intensity
from trainkit.rules._ladders import Ladder, Step, date_steps, describe, name_day

__all__ = [
    "WALK_MIN",
    "Usual",
    "break_ladder",
    "illness_ladder",
]

WALK_MIN = 20.0
"""The shortest session of a return [min]."""

_FREE = math.inf


class Usual(NamedTuple):
    """A usual session and the longest one, before whatever happened [min]."""

    minutes: float
    longest_min: float


def illness_ladder(
    last: dt.date,
    days: int,
    usual: Usual,
    *,
    well: bool,
    fever: bool = False,
    resting_hr_high: bool = False,
    today: bool = False,
) -> Ladder:
    """Come back after an illness.

    Parameters
    ----------
    last : date
        The last day that was reported ill.
    days : int
        How many days it lasted [d].
    usual : Usual
        Sessions before it.
    well : bool
        Whether the athlete has said that it is over; without it one more day counts as ill.
    fever : bool
        Whether there was a fever: one more day of rest, and quality later.
    resting_hr_high : bool
        Whether this morning's resting heart rate is still high: each step later by a day.
    today : bool
        Whether `last` is the day that is decided: the athlete is still ill.

    Returns
    -------
    Ladder
        From the illness itself to the first long session.

    References
    ----------
    - Schwellnus et al. 2022, Br J Sports Med 56:1066.
      <https://doi.org/10.1136/bjsports-2022-105759> (return by steps)
    - Convention: the minutes are those of coaches.
    """
    late = (not well) + fever + resting_hr_high
    first = last - dt.timedelta(days=days - 1)
    three_quarters = max(0.75 * usual.minutes, WALK_MIN)
    minutes = [20.0, 30.0, 40.0, 50.0][: 2 if days <= 3 else 4]
    minutes = [min(length, three_quarters) for length in minutes]
    easy_days = max(days, 2) + fever if days < 8 else 14
    spans: list[tuple[int, Intensity, float]] = [(days + late, "rest", 0.0)]
    spans += [(1, "easy", length) for length in minutes]
    usual_again = first + dt.timedelta(days=days + late + len(minutes))
    spans.append((max(easy_days + 1 - len(minutes), 1), "easy", three_quarters))
    spans.append((3, "hard", max(0.6 * usual.longest_min, usual.minutes)))
    spans.append((5, "hard", max(0.8 * usual.longest_min, usual.minutes)))
    return Ladder(
        "illness",
        _illness_words(last, days, well=well, today=today),
        date_steps(first, spans),
        "Schwellnus 2022",
        no_race_before=usual_again,
    )


def _illness_words(last: dt.date, days: int, *, well: bool, today: bool) -> str:
    if today:
        return "You are ill today"
    word = "a day" if days == 1 else f"{days} days"
    until = "" if well else ", and you have not said that you are well"
    return f"You were ill for {word}, until {name_day(last)}{until}"


def break_ladder(last: dt.date, first_back: dt.date, usual: Usual) -> Ladder | None:
    """Come back after days without training.

    Parameters
    ----------
    last : date
        The last day trained before the break.
    first_back : date
        The first day of training after it, or the day that is asked about.
    usual : Usual
        Sessions before the break.

    Returns
    -------
    Ladder or None
        None for fewer than 6 days. After more than twelve weeks half an hour is allowed from the
        first day on, with walks in it, as to anybody who begins.

    References
    ----------
    - Daniels 2014, Daniels' Running Formula, 3rd ed., Human Kinetics. (table 9.2: load on return)
    - Coyle et al. 1984, J Appl Physiol 57:1857. <https://doi.org/10.1152/jappl.1984.57.6.1857>
      (what is lost)
    """
    off = (first_back - last).days - 1
    if off < 6:
        return None
    row = next(row for row in _BREAKS if off <= row.up_to)
    total = row.days or max(off, 6)
    spans: list[tuple[int, Intensity, float]] = []
    length = math.ceil(total / len(row.shares))
    least = _ANEW_MIN if off > _ANEW_DAYS else WALK_MIN
    for share in row.shares:
        minutes = max(share * (usual.minutes if share < 0.7 else usual.longest_min), least)
        spans.append((length, "easy", round(minutes)))
    steps = list(date_steps(first_back, spans))
    quality = first_back + dt.timedelta(days=row.quality or min(max(math.ceil(off / 2), 4), 7))
    because = f"You had a break of {off} days, until {name_day(first_back - dt.timedelta(days=1))}"
    limited = [_allow_quality(step, quality) for step in steps]
    whole = tuple(part for parts in limited for part in parts)
    return Ladder(
        "break",
        because,
        _until(whole, quality),
        "Daniels 2014, table 9.2",
        since=last + dt.timedelta(days=1),
    )


class _Break(NamedTuple):
    up_to: float  # [d]
    shares: tuple[float, ...]
    days: int | None  # of the whole ladder; None is as long as the break
    quality: int | None


_ANEW_DAYS, _ANEW_MIN = 84, 30.0  # days off after which a sport begins anew, and its first sessions
_BREAKS = (
    _Break(14, (0.5, 0.75), None, None),
    _Break(28, (0.5, 0.75), None, 14),
    _Break(56, (1 / 3, 0.5, 0.75), 30, 28),
    _Break(math.inf, (1 / 3, 0.5, 0.75), 42, 35),
)


def _allow_quality(step: Step, quality: dt.date) -> tuple[Step, ...]:
    """Split a step where quality begins."""
    if step.last < quality:
        return (step,)
    late = Step(
        max(step.first, quality), step.last, "hard", step.minutes, describe("hard", step.minutes)
    )
    if step.first >= quality:
        return (late,)
    early = Step(
        step.first, quality - dt.timedelta(days=1), step.intensity, step.minutes, step.words
    )
    return early, late


def _until(steps: tuple[Step, ...], quality: dt.date) -> tuple[Step, ...]:
    """Keep the days easy up to the first quality, where the steps end before it."""
    last = steps[-1].last
    if last + dt.timedelta(days=1) >= quality:
        return steps
    easy = Step(last + dt.timedelta(days=1), quality - dt.timedelta(days=1), "easy", _FREE, "easy")
    return (*steps, easy)
