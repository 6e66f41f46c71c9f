"""What each ladder's steps are: days, the most intensity, the most minutes, and their sources."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from trainkit.models.assessment import Intensity
from trainkit.rules._ladders import Ladder, Step, dated, describe

__all__ = [
    "PAIN_STOPS",
    "Usual",
    "after_pain_ladder",
    "big_day_ladder",
    "break_ladder",
    "illness_ladder",
    "pain_ladder",
    "race_ladder",
    "race_week",
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
    because = f"You were ill for {word}, until {_day(last)}{until}"
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
    because = f"You reported pain of {level:.0f} of 100{where} on {_day(reported)}"
    return Ladder("pain", because, dated(reported, spans), "Vincent 2017", out)


def after_pain_ladder(reported: dt.date, usual: Usual, *, days: int) -> Ladder:
    """Come back to the sport that hurt: half the length, nothing hard for a week or two."""
    easy = 7 if days < 7 else 14
    spans: list[tuple[int, Intensity, float]] = [
        (2, "easy", max(0.5 * usual.minutes, _WALK_MIN)),
        (easy - 2, "easy", max(0.75 * usual.minutes, _WALK_MIN)),
    ]
    first = reported + dt.timedelta(days=4)
    because = f"You had pain until {_day(reported)}"
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
    because = f"You had a break of {off} days, until {_day(first_back - dt.timedelta(days=1))}"
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


@dataclass(frozen=True, slots=True)
class _AfterRace:
    """Recovery from a race of up to so many metres: days, from the shortest to the longest."""

    up_to_m: float
    rest: int
    quality: tuple[int, int]
    long: tuple[int, int]


# Days after the race on which the first quality and the first long session may come.
_RUNS = (
    _AfterRace(3_500, 0, (3, 3), (4, 5)),
    _AfterRace(7_500, 0, (4, 5), (7, 7)),
    _AfterRace(16_000, 0, (5, 7), (7, 10)),
    _AfterRace(30_000, 1, (8, 12), (14, 14)),
    _AfterRace(45_000, 2, (22, 35), (21, 28)),
    _AfterRace(10_000_000, 3, (29, 42), (28, 35)),
)
_RIDES = (
    _AfterRace(60_000, 0, (3, 3), (5, 5)),
    _AfterRace(200_000, 0, (5, 7), (10, 10)),
    _AfterRace(10_000_000, 1, (7, 10), (12, 14)),
)
_SWIMS = (_AfterRace(2_000, 0, (3, 3), (5, 5)), _AfterRace(10_000_000, 0, (4, 5), (7, 7)))
_TABLES = {"cycling": _RIDES, "swimming": _SWIMS}


def race_ladder(
    day: dt.date,
    distance_m: float,
    usual: Usual,
    *,
    sport: str = "running",
    age: int = 40,
    recovered: bool = False,
    name: str = "race",
) -> Ladder:
    """Recover from a race or an effort like one.

    Parameters
    ----------
    day : date
        The day of the race.
    distance_m : float
        [m]
    usual : Usual
        Sessions before it.
    sport : str
        As in `Activity`.
    age : int
        Of the athlete [years]: recovery is longer from 46 and from 56 on.
    recovered : bool
        Whether mornings and experience speak for the shorter end of each range.
    name : str
        What it was, in words.

    Returns
    -------
    Ladder
        Rest, easy days, the first quality and the first long session.

    References
    ----------
    Pfitzinger & Douglas, Advanced Marathoning; Daniels, Running Formula (a day for 3 km).
    """
    row = next(row for row in _TABLES.get(sport, _RUNS) if distance_m <= row.up_to_m)
    factor = 1.5 if age >= 56 else 1.2 if age >= 46 else 1.0
    at = 0 if recovered else 1
    quality, long = (math.ceil(factor * days[at]) for days in (row.quality, row.long))
    easy = quality - 1 - row.rest
    thirds = (min(30.0, usual.minutes), min(45.0, usual.minutes), usual.minutes)
    spans: list[tuple[int, Intensity, float]] = [(row.rest, "rest", 0.0)]
    first = max(easy // 3, min(easy, 2))
    spans += [(first, "easy", thirds[0])]
    spans += [((easy - first) // 2, "easy", thirds[1])]
    spans += [(easy - first - (easy - first) // 2, "easy", thirds[2])]
    spans.append((max(long - quality, 0), "hard", max(usual.minutes, 0.7 * usual.longest_min)))
    because = (
        f"You ran a {name} on {_day(day)}"
        if sport == "running"
        else (f"You did a {name} on {_day(day)}")
    )
    steps = dated(day + dt.timedelta(days=1), spans)
    return Ladder("race", because, steps, "Pfitzinger & Douglas, Advanced Marathoning")


def big_day_ladder(day: dt.date, days: int, usual: Usual, *, name: str) -> Ladder:
    """Recover from a day far longer than usual, such as a hike of five hours.

    Parameters
    ----------
    day : date
        The day itself.
    days : int
        Days without anything hard or long [d].
    usual : Usual
        Sessions before it.
    name : str
        What it was, in words.

    Returns
    -------
    Ladder
        Easy days.

    References
    ----------
    Maeda 2017, PLoS ONE (strength is down for 72 h after a walk downhill).
    """
    spans: list[tuple[int, Intensity, float]] = [
        (1, "easy", min(40.0, usual.minutes)),
        (days - 1, "easy", usual.minutes),
    ]
    steps = dated(day + dt.timedelta(days=1), spans)
    return Ladder("big_day", f"{name} on {_day(day)}", steps, "Maeda 2017")


def race_week(
    race: dt.date, distance_m: float, usual: Usual, *, priority: str, sport: str = "running"
) -> Ladder:
    """Hold back on the days before a race, by its distance and priority.

    Parameters
    ----------
    race : date
        The day of the race.
    distance_m : float
        [m]
    usual : Usual
        Sessions of the weeks before.
    priority : {"A", "B", "C"}
        A C race is trained through, but for the day before.
    sport : str
        As in `Activity`.

    Returns
    -------
    Ladder
        From two weeks before a long race to the eve of the race.

    References
    ----------
    Bosquet 2007, Med Sci Sports Exerc 39:1358 (less volume, the same intensity).
    """
    eve = race - dt.timedelta(days=1)
    because = f"The race is on {_day(race)}"
    if priority == "C":
        step = Step(eve, eve, "easy", usual.minutes, describe("easy", usual.minutes))
        return Ladder("race_ahead", because, (step,), "convention")
    long = distance_m >= 20_000 if sport == "running" else distance_m >= 90_000
    days = 7 if distance_m >= 40_000 else 6 if long else 4
    cap = 70.0 if sport != "cycling" else 90.0
    spans: list[tuple[int, Intensity, float]] = []
    if priority == "A" and long:
        spans.append((7, "hard", max(0.7 * usual.longest_min, cap)))
    spans += [(days - 2, "hard", min(cap, max(usual.minutes, 50.0)))]
    spans += [(1, "easy", min(40.0, usual.minutes)), (1, "easy", min(30.0, usual.minutes))]
    total = sum(span[0] for span in spans)
    steps = dated(race - dt.timedelta(days=total), spans)
    return Ladder("race_ahead", because, steps, "Bosquet 2007")


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"
