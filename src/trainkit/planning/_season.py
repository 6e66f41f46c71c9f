"""The season on one page: how much each week holds, and how long its long session is.

A coach writes this page first. It goes from what the athlete did lately to what the race asks for,
in steps that bodies bear, with a lighter week now and then, a way back after a break and a taper.
The solver then chooses the days. All numbers here are known before it starts, so no week without
training can hold down the weeks after it.

Sources: 65 published plans, counted, for volumes, steps and tapers; steps of the long run: Frandsen
2025, Br J Sports Med 59:1203 (doi:10.1136/bjsports-2024-109380); taper: Bosquet 2007, Med Sci
Sports Exerc 39:1358 (doi:10.1249/mss.0b013e31806010e0).
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trainkit.models.athlete import Athlete
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.planning._base import TrainingBase
from trainkit.planning._phases import PlanSpan, Week
from trainkit.planning._shapes import Level, Shape, TaperWeek, level_of, shape_of
from trainkit.ports.rule import LightensWeeks, Rule
from trainkit.rules import Ladder, RiskStyle
from trainkit.workouts import find_session

__all__ = ["Season", "SeasonWeek", "longest_before_race", "season_of"]

# New biggest weeks of published plans grow by 6 % (median) to 15 % (90th centile).
_GROWTH: Mapping[RiskStyle, float] = {
    "conservative": 1.06, "balanced": 1.08, "adaptive": 1.10, "aggressive": 1.12,
}  # fmt: skip
_LONG_GROWTH, _LONG_STEP_MIN = 1.10, 10.0  # of the longest of four weeks; about a mile
_STEP_MIN = 15.0  # a week may grow by this, however small it is
_LIGHTER, _LIGHTER_LONG = 0.80, 0.75  # of the biggest week, and of the longest session
_FLAT, _SHORTER = 1.04, 0.87  # growth below which longer and shorter long sessions alternate
_MOST_GROWTH = 1.6  # from the usual week to the biggest, unless the least of the level is more
_FIRST = 0.93  # of the biggest week, the most for the first
_UNKNOWN = 0.6  # of the least biggest week: what an unknown athlete is taken to train
_LEAST_WEEK_MIN, _LEAST_LONG_MIN = 75.0, 25.0
_ANYBODY_M, _ANYBODY_MIN = 8000.0, 60.0  # a run that the rule on spikes allows anybody; a ride
_RIDE_M_MIN = 430.0  # metres a minute, from which the length of a long ride is estimated
# What comes back after so many days without training: shares of the usual week, in equal parts of
# a return that takes as long as the break (Daniels 2014, Running Formula, table 9.2).
_RETURNS: tuple[tuple[int, tuple[float, ...]], ...] = (
    (5, ()),
    (28, (0.5, 0.75)),
    (56, (0.33, 0.5, 0.75)),
    (10_000, (0.33, 0.42, 0.5, 0.62, 0.75, 0.87)),
)
_LONGEST_RETURN_DAYS = 56
_FULL = TaperWeek(1.0, 1.0)
_EASY: Mapping[str, tuple[str, float]] = {
    "running": ("Easy run", 3.3),
    "cycling": ("Endurance ride", 9.0),
    "swimming": ("Easy swim", 1.0),
}
"""A usual session of each sport, and the threshold of somebody who does not know his [m/s]."""

_DOSES: Mapping[int | None, float] = {0: 0.35, 1: 0.7, 2: 0.85}  # by weeks to the race
_BEFORE_RACE: Mapping[int, float] = {1: 40.0, 2: 60.0}  # [min] by days before it
_NO_LONG_MIN = 70.0  # the longest session of days too near a race for a long one
_HELD_DAYS = 3  # of a week that a ladder or a block takes: the week does not grow
_SHORT_MIN = 50.0  # a ladder that keeps days below this holds the week


@dataclass(frozen=True, slots=True)
class SeasonWeek:
    """What one week is to hold.

    Parameters
    ----------
    minutes : float
        Time trained, races left out [min].
    long_min : float
        The longest session [min]; 0 where there is none.
    hard : int
        Hard sessions, the long one left out.
    lighter : bool
        Whether it is lighter than the weeks around it, or on the way back from a break.
    dose : float
        Share of a hard session's work that is left in the taper [1].
    """

    minutes: float
    long_min: float
    hard: int
    lighter: bool
    dose: float = 1.0


@dataclass(frozen=True, slots=True)
class Season:
    """All weeks of a plan, and what they are made from.

    Parameters
    ----------
    shape : Shape
        The kind of plan, by sport and race.
    level : str
        ``"beginner"``, ``"intermediate"`` or ``"advanced"``.
    base : TrainingBase
        What was trained lately.
    weeks : mapping of int to SeasonWeek
        By the week's number in the plan.
    """

    shape: Shape
    level: Level
    base: TrainingBase
    weeks: Mapping[int, SeasonWeek]


class _Notes(NamedTuple):
    """What is special about a week."""

    week: Week
    to_race: int | None  # weeks; None without a race
    light: bool
    held: bool
    share: float  # of the usual, on the way back from a break


def season_of(
    base: TrainingBase,
    athlete: Athlete,
    span: PlanSpan,
    availability: Availability,
    rules: Sequence[Rule],
) -> Season:
    """Write the season from a day on.

    Parameters
    ----------
    base : TrainingBase
        What was trained before the span.
    athlete : Athlete
        Whose risk style and thresholds count.
    span : PlanSpan
        The days to plan, with their weeks and races.
    availability : Availability
        The time available.
    rules : sequence of Rule
        Ladders hold weeks back, and some rules lighten weeks.

    Returns
    -------
    Season
        The weeks from the span's first day on.
    """
    race = span.race
    shape = shape_of(race.distance_m if race else None, span.sport)
    level = level_of(shape, base)
    notes = _notes(base, span, availability, rules)
    metres = _easy_metres(athlete, span)
    (least, most), long_min = _peaks(shape, level, race, metres)
    if base.known:
        first = max(base.week_min, _LEAST_WEEK_MIN)
        first_long = max(base.longest_min, _LEAST_LONG_MIN)
    else:
        first = _UNKNOWN * least
        most_long = _ANYBODY_M / metres if span.sport == "running" else _ANYBODY_MIN
        first_long = min(_UNKNOWN * long_min, most_long)
    peak = min(max(min(_MOST_GROWTH * first, most), least, first), _room(availability, span))
    totals = _climb(
        min(first, _FIRST * peak),
        peak,
        notes,
        growth=_GROWTH[athlete.risk_style],
        step=_STEP_MIN,
        lighter=_LIGHTER,
    )
    peak = min(max(long_min, 0.9 * first_long), max(_times(availability)))
    longs = _climb(
        min(first_long, peak),
        peak,
        notes,
        growth=_LONG_GROWTH,
        step=_LONG_STEP_MIN,
        lighter=_LIGHTER_LONG,
        alternate=True,
    )
    most_share = shape.long_share if span.sessions > 2 else 1.0
    tapers = [
        shape.taper[note.to_race]
        if note.to_race is not None and note.to_race < len(shape.taper)
        else _FULL
        for note in notes
    ]
    return Season(
        shape,
        level,
        base,
        {
            note.week.number: SeasonWeek(
                minutes=min(total, taper.week * max(totals)),
                long_min=min(long, taper.long * max(longs), most_share * total),
                hard=_hard_sessions(note, shape, level, base, span.sessions),
                lighter=note.light or note.held or note.share < 1,
                dose=_DOSES.get(note.to_race, 1.0),
            )
            for note, total, long, taper in zip(notes, totals, longs, tapers, strict=True)
        },
    )


def longest_before_race(goals: Sequence[Goal], day: dt.date) -> float:
    """Return the longest session that a day before a race may have [min]; infinite on most days."""
    limits = [math.inf]
    for goal in goals:
        ahead = (goal.date - day).days
        if ahead > 0 and goal.priority != "C":
            shape = shape_of(goal.distance_m, goal.sport)
            limits += [most for days, most in _BEFORE_RACE.items() if ahead <= days]
            limits += [_NO_LONG_MIN] if ahead < shape.no_long_days else []
    return min(limits)


def _climb(
    first: float,
    peak: float,
    notes: Sequence[_Notes],
    *,
    growth: float,
    lighter: float,
    step: float,
    alternate: bool = False,
) -> list[float]:
    """Climb from a first week to a peak: as steadily as possible, as fast as allowed."""
    steps = sum(_grows(note) for note in notes) - 1
    wanted = (peak / first) ** (1 / steps) if steps > 0 and peak > first else 1.0
    best, values, place = first, [], 0
    for note in notes:
        if note.light:
            value = lighter * best
        elif not _grows(note):
            value = best
        else:
            if place:
                best = min(best * wanted, max(best * growth, best + step), peak)
            place += 1
            # Where the long session hardly grows, every second one is shorter.
            short = alternate and wanted < _FLAT and place % 2 == 0
            value = _SHORTER * best if short else best
        values.append(value * note.share)
    return values


def _grows(note: _Notes) -> bool:
    tapers = note.week.phase == "taper"
    return not (note.light or note.held or tapers or note.share < 1)


def _notes(
    base: TrainingBase, span: PlanSpan, availability: Availability, rules: Sequence[Rule]
) -> list[_Notes]:
    monday = span.start - dt.timedelta(days=span.start.weekday())
    ahead = [week for week in span.weeks if week.monday >= monday]
    partial = int(span.start != monday)
    lightening = [rule for rule in rules if isinstance(rule, LightensWeeks)]
    ladders = [rule for rule in rules if isinstance(rule, Ladder)]
    shares = _shares(base.days_off, ahead, availability)
    raced = {goal.date for goal in span.goals if goal.priority != "C"}
    notes = []
    for place, (week, share) in enumerate(zip(ahead, shares, strict=True)):
        days = [week.monday + dt.timedelta(days=at) for at in range(7)]
        taken = sum(
            day in availability.blackout
            or any(ladder.longest_min(day) < _SHORT_MIN for ladder in ladders)
            for day in days
        )
        notes.append(
            _Notes(
                week,
                to_race=len(ahead) - 1 - place if span.goals else None,
                light=any(rule.lighter(place - partial) for rule in lightening),
                held=taken >= _HELD_DAYS or bool(raced.intersection(days)),
                share=share,
            )
        )
    return notes


def _shares(days_off: int, weeks: Sequence[Week], availability: Availability) -> list[float]:
    """Return each week's share of the usual, after a break before the plan or inside it."""
    blocked = set(availability.blackout)
    shares, off = [], days_off
    coming: list[float] = _return_weeks(off)
    for week in weeks:
        days = [week.monday + dt.timedelta(days=at) for at in range(7)]
        free = 7 - len(blocked.intersection(days))
        if free < 7:
            off = off + 7 - free if not coming else 7 - free
            coming = _return_weeks(off)
            shares.append(free / 7)
        else:
            off = 0
            shares.append(coming.pop(0) if coming else 1.0)
    return shares


def _return_weeks(days_off: int) -> list[float]:
    """Return the share of the usual in each week after so many days without training."""
    parts = next(parts for most, parts in _RETURNS if days_off <= most)
    if not parts:
        return []
    weeks = max(round(min(days_off, _LONGEST_RETURN_DAYS) / 7), len(parts))
    return [parts[place * len(parts) // weeks] for place in range(weeks)]


def _peaks(
    shape: Shape, level: Level, race: Goal | None, metres_a_minute: float
) -> tuple[tuple[float, float], float]:
    """Return the least and most of the biggest week, and the longest session [min]."""
    peak = shape.peaks[level]
    if shape.unit == "km":
        minutes = 1000 / metres_a_minute
        low, high = (km * minutes for km in peak.week)
        return (low, high), min(peak.long * minutes, peak.most_min)
    if peak.long > 1:
        return peak.week, min(peak.long, peak.most_min)
    # A long ride is a share of the time that the event takes.
    metres = race.distance_m if race is not None else 100_000.0
    seconds = race.time_s if race is not None and race.time_s else 60 * metres / _RIDE_M_MIN
    return peak.week, min(peak.long * seconds / 60, peak.most_min)


def _hard_sessions(
    note: _Notes, shape: Shape, level: Level, base: TrainingBase, sessions: int
) -> int:
    most = shape.hard[("beginner", "intermediate", "advanced").index(level)]
    if sessions < 5:
        most = min(most, 1)
    careful = level == "beginner" or base.converts
    if note.share < 1 or (careful and note.week.number <= 2):
        return 0
    if note.week.phase in {"base", "taper"} or note.light or note.held:
        most = min(most, 1)
    return 0 if careful and (note.week.phase == "base" or note.to_race == 0) else most


def _easy_metres(athlete: Athlete, span: PlanSpan) -> float:
    """Return how far an easy session goes in a minute [m/min]."""
    name, usual = _EASY[span.sport]
    speed = athlete.at(span.start, span.sport).threshold_speed_m_s or usual
    low, high = find_session(name).share
    return 60 * speed * (low + high) / 2


def _room(availability: Availability, span: PlanSpan) -> float:
    """Return the minutes of a week's fullest days, as many as there are sessions."""
    times = sorted(_times(availability), reverse=True)[: span.sessions]
    hours = availability.hours_per_week
    return sum(times) if hours is None else min(sum(times), 60 * hours)


def _times(availability: Availability) -> Iterable[float]:
    return [availability.minutes.get(day, 1440.0) for day in WEEKDAYS]
