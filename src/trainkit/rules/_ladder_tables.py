"""Ladders after illness, pain and a break: days, the most intensity and minutes, and sources."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import NamedTuple

from trainkit.models.assessment import Intensity
from trainkit.rules._ladders import Ladder, Step, dated, describe

__all__ = [
    "PAIN_STOPS",
    "Usual",
    "after_pain_ladder",
    "break_ladder",
    "format_day",
    "illness_ladder",
    "pain_ladder",
    "sports_that_hurt",
]

PAIN_STOPS = 40.0
"""Pain from which the sport that hurts is out [percent]; 4 of 10 (Vincent 2017)."""

_PAIN_RESTS = 70.0  # from here on no sport at all
_WALK_MIN = 20.0
_FREE = math.inf
_LEGS = frozenset({"running", "hiking", "walking", "alpine_skiing", "cross_country_skiing"})
_PLACES: Mapping[str, frozenset[str]] = {
    "foot": _LEGS,
    "ankle": _LEGS,
    "calf": _LEGS,
    "shin": _LEGS,
    "knee": _LEGS | {"cycling", "rowing"},
    "thigh": _LEGS | {"cycling"},
    "hip": _LEGS | {"cycling", "rowing"},
    "back": _LEGS | {"rowing", "cycling", "training"},
    "neck": frozenset({"swimming", "cycling", "rowing"}),
    "shoulder": frozenset({"swimming", "rowing", "training"}),
    "arm": frozenset({"swimming", "rowing", "training"}),
}


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

    Returns
    -------
    Ladder
        From the illness itself to the first long session.

    References
    ----------
    Schwellnus 2022, Br J Sports Med 56:1066 (return by steps); the minutes are a convention of
    coaches.
    """
    late = (not well) + fever + resting_hr_high
    first = last - dt.timedelta(days=days - 1)
    three_quarters = max(0.75 * usual.minutes, _WALK_MIN)
    minutes = [20.0, 30.0, 40.0, 50.0][: 2 if days <= 3 else 4]
    minutes = [min(length, three_quarters) for length in minutes]
    easy_days = max(days, 2) + fever if days < 8 else 14
    spans: list[tuple[int, Intensity, float]] = [(days + late, "rest", 0.0)]
    spans += [(1, "easy", length) for length in minutes]
    spans.append((max(easy_days + 1 - len(minutes), 1), "easy", three_quarters))
    spans.append((3, "hard", max(0.6 * usual.longest_min, usual.minutes)))
    spans.append((5, "hard", max(0.8 * usual.longest_min, usual.minutes)))
    word = "a day" if days == 1 else f"{days} days"
    until = "" if well else ", and you have not said that you are well"
    because = f"You were ill for {word}, until {format_day(last)}{until}"
    return Ladder("illness", because, dated(first, spans), "Schwellnus 2022")


def pain_ladder(
    reported: dt.date, level: float, usual: Usual, *, place: str | None, sport: str
) -> Ladder:
    """Hold back with pain.

    Parameters
    ----------
    reported : date
        The last day it was reported.
    level : float
        How bad [percent], from `PAIN_STOPS`.
    usual : Usual
        Sessions before it.
    place : str, optional
        Where it hurts; unknown counts as the legs and the main sport.
    sport : str
        The athlete's main sport.

    Returns
    -------
    Ladder
        Three days without the sport that hurts, then a short return.

    References
    ----------
    Vincent 2017, Curr Sports Med Rep 16:122 (pain up to 3 of 10 may be trained with).
    """
    out = sports_that_hurt(place, sport)
    rest = level >= _PAIN_RESTS
    spans: list[tuple[int, Intensity, float]] = [
        (2, "rest" if rest else "easy", 0.0 if rest else min(40.0, usual.minutes)),
        (2, "easy", min(30.0 if rest else 40.0, usual.minutes)),
    ]
    where = f" in the {place}" if place else ""
    because = f"You reported pain of {level:.0f} of 100{where} on {format_day(reported)}"
    return Ladder("pain", because, dated(reported, spans), "Vincent 2017", out)


def after_pain_ladder(reported: dt.date, usual: Usual, *, days: int) -> Ladder:
    """Come back to the sport that hurt: half the length, nothing hard for a week or two."""
    easy = 7 if days < 7 else 14
    spans: list[tuple[int, Intensity, float]] = [
        (2, "easy", max(0.5 * usual.minutes, _WALK_MIN)),
        (easy - 2, "easy", max(0.75 * usual.minutes, _WALK_MIN)),
    ]
    first = reported + dt.timedelta(days=4)
    because = f"You had pain until {format_day(reported)}"
    return Ladder("pain", because, dated(first, spans), "convention")


def sports_that_hurt(place: str | None, sport: str) -> frozenset[str]:
    """List the sports that are out with pain in a place.

    Parameters
    ----------
    place : str, optional
        Where it hurts.
    sport : str
        The athlete's main sport, which is out where the place is unknown.

    Returns
    -------
    frozenset of str
        Sports as in `Activity`.
    """
    return _PLACES.get(place or "", _LEGS | {sport})


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
        None for fewer than 6 days.

    References
    ----------
    Daniels, Running Formula, table 9.2 (load on return); Coyle 1984, J Appl Physiol 57:1857
    (what is lost).
    """
    off = (first_back - last).days - 1
    if off < 6:
        return None
    row = next(row for row in _BREAKS if off <= row.up_to)
    total = row.days or max(off, 6)
    spans: list[tuple[int, Intensity, float]] = []
    length = math.ceil(total / len(row.shares))
    for share in row.shares:
        minutes = max(share * (usual.minutes if share < 0.7 else usual.longest_min), _WALK_MIN)
        spans.append((length, "easy", round(minutes)))
    steps = list(dated(first_back, spans))
    quality = first_back + dt.timedelta(days=row.quality or min(max(math.ceil(off / 2), 4), 7))
    because = (
        f"You had a break of {off} days, until {format_day(first_back - dt.timedelta(days=1))}"
    )
    limited = [_allow_quality(step, quality) for step in steps]
    whole = tuple(part for parts in limited for part in parts)
    return Ladder(
        "break",
        because,
        _until(whole, quality),
        "Daniels, table 9.2",
        since=last + dt.timedelta(days=1),
    )


class _Break(NamedTuple):
    up_to: int
    shares: tuple[float, ...]
    days: int | None  # of the whole ladder; None is as long as the break
    quality: int | None


_BREAKS = (
    _Break(14, (0.5, 0.75), None, None),
    _Break(28, (0.5, 0.75), None, 14),
    _Break(56, (1 / 3, 0.5, 0.75), 30, 28),
    _Break(100_000, (1 / 3, 0.5, 0.75), 42, 35),
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


def format_day(day: dt.date) -> str:
    """Write a day as the athlete reads it: "14 September"."""
    return f"{day.day} {day:%B}"
