"""What is special about the weeks of a season: lighter ones, breaks, races and ladders."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trainkit.models.goal import WEEKDAYS, Availability
from trainkit.planning._phases import PlanSpan, Week
from trainkit.planning._prior_training import PriorTraining
from trainkit.planning._shapes import FULL_WEEK, TaperWeek, shape_of
from trainkit.ports.rule import LightensWeeks, Rule
from trainkit.rules import Ladder

__all__ = [
    "SHORT_MIN",
    "EarlyTaper",
    "WeekNotes",
    "climb_to_peak",
    "come_back_steadily",
    "early_taper",
    "grows",
    "note_weeks",
    "raced_min",
    "return_to_hard",
    "tame_spikes",
]

# What comes back after so many days without training: shares of the usual week, in equal parts of
# a return that takes as long as the break (Daniels 2014, Running Formula, table 9.2).
_RETURNS: tuple[tuple[int, tuple[float, ...]], ...] = (
    (5, ()),
    (28, (0.5, 0.75)),
    (56, (0.33, 0.5, 0.75)),
    (dt.date.max.toordinal(), (0.33, 0.42, 0.5, 0.62, 0.75, 0.87)),
)
_LONGEST_RETURN_DAYS = 56
_DAYS, _MOST_DAYS_OFF = 7, 4
_BACK = 0.5  # of the usual week, below which it is a return and no week of few days
_HELD_DAYS = 3  # of a week that a ladder or a block takes: the week does not grow
SHORT_MIN = 50.0
"""A ladder that keeps days below this holds the week [min]."""


_FLAT, _SHORTER = 1.04, 0.87  # growth below which longer and shorter long sessions alternate
_SPIKE = 1.28  # of the longest of four weeks, below what the rule on spikes allows
_LOOK_BACK_WEEKS, _RETURN_GROWTH = 4, 1.22  # of published plans, on the biggest week of four


_EASY_WEEKS, _ONE_HARD_WEEKS = 3, 2  # without hard sessions, and then with one of them
_RACE_SHARE = 0.85  # of the time that its distance takes at an easy pace


class WeekNotes(NamedTuple):
    """What is special about a week.

    Attributes
    ----------
    week : Week
        The week.
    to_race : int or None
        Weeks to the race; None without one.
    light, held : bool
        Whether it is a lighter week, or one that a ladder, a block or a race takes.
    share : float
        Of the usual week, on the way back from a break [1].
    blocked : bool
        Whether the week has days without training.
    long_share : float
        The same of the long session, which a few days without time elsewhere leave as it is [1].
    longest_min : float
        The longest session that its ladders leave to one of its days [min]; infinite without any.
    """

    week: Week
    to_race: int | None
    light: bool
    held: bool
    share: float
    blocked: bool
    long_share: float = 1.0
    longest_min: float = math.inf


def note_weeks(
    base: PriorTraining, span: PlanSpan, availability: Availability, rules: Sequence[Rule]
) -> list[WeekNotes]:
    """Note what is special about each week from the first day of a span on."""
    monday = span.start - dt.timedelta(days=span.start.weekday())
    ahead = [week for week in span.weeks if week.monday >= monday]
    partial = int(span.start != monday)
    lightening = [rule for rule in rules if isinstance(rule, LightensWeeks)]
    ladders = [rule for rule in rules if isinstance(rule, Ladder)]
    usual = min(round(base.week_sessions) or span.sessions, span.sessions)
    shares = _shares(base.days_off, ahead, availability, usual)
    raced = {goal.date for goal in span.goals if goal.priority != "C"}
    notes = []
    for place, (week, share) in enumerate(zip(ahead, shares, strict=True)):
        days = [week.monday + dt.timedelta(days=at) for at in range(7)]
        taken = sum(
            day in availability.blackout
            or any(ladder.longest_min(day) < SHORT_MIN for ladder in ladders)
            for day in days
        )
        free = taken < _MOST_DAYS_OFF and _has_long_day(days, availability)
        few_days = free and share > _BACK and not raced.intersection(days)
        notes.append(
            WeekNotes(
                week,
                to_race=len(ahead) - 1 - place if span.goals else None,
                light=any(rule.lighter(place - partial) for rule in lightening),
                held=taken >= _HELD_DAYS or bool(raced.intersection(days)),
                share=share,
                blocked=not set(days).isdisjoint(availability.blackout),
                long_share=1.0 if few_days else share,
                longest_min=max(
                    min((ladder.longest_min(day) for ladder in ladders), default=math.inf)
                    for day in days
                    if day == days[-1] or (availability.on(day) > 0 and day >= span.start)
                ),
            )
        )
    return notes


def _has_long_day(days: Sequence[dt.date], availability: Availability) -> bool:
    """Whether the week has a blackout, and still its day with the most time."""
    blocked = set(availability.blackout)
    minutes = [availability.minutes.get(WEEKDAYS[day.weekday()], math.inf) for day in days]
    left = [had for day, had in zip(days, minutes, strict=True) if day not in blocked]
    return len(left) < len(days) and max(left, default=0.0) >= max(minutes)


def _shares(
    days_off: int, weeks: Sequence[Week], availability: Availability, usual: int
) -> list[float]:
    """Return each week's share of the usual, after a break before the plan or inside it."""
    blocked = set(availability.blackout)
    shares, off, coming = [], days_off, _return_weeks(days_off)
    for week in weeks:
        days = [week.monday + dt.timedelta(days=at) for at in range(7)]
        taken = len(blocked.intersection(days))
        if taken:
            off += taken
            coming = _return_weeks(off)
            # Days back in the same week are the first part of the return.
            back = days[-1] not in blocked and taken <= 7 - _HELD_DAYS and coming
            part = coming.pop(0) if back else 1.0
            # Whoever trains four days a week loses little by three days without time.
            room = max(min((_DAYS - 1 - taken) / usual, 1.0), (_DAYS - taken) / _DAYS)
            shares.append(room * part)
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
    # From part to part in even steps: a week is a mean of its days.
    middles = (np.arange(len(parts)) + 0.5) / len(parts)
    return [float(x) for x in np.interp((np.arange(weeks) + 0.5) / weeks, middles, parts)]


def grows(note: WeekNotes, *, long: bool = False) -> bool:
    """Whether a week may be bigger than those before it, or its long session longer."""
    if note.light or note.week.phase == "taper":
        return False
    if long and note.blocked and note.long_share >= 1:
        return True
    return not note.held and note.share >= 1


def climb_to_peak(
    way: tuple[float, float],
    notes: Sequence[WeekNotes],
    *,
    growth: float,
    lighter: float,
    step: float,
    alternate: bool = False,
) -> list[float]:
    """Climb from a first week to a peak: as steadily as possible, as fast as allowed.

    Parameters
    ----------
    way : tuple of float
        The first week and the peak [min].
    notes : sequence of WeekNotes
        Of the weeks.
    growth, step : float
        What a week may be of the biggest of the four before it [1], or more than it [min].
    lighter : float
        Share of a lighter week [1].
    alternate : bool
        Whether every second long session is shorter where they hardly grow.

    Returns
    -------
    list of float
        Of each week [min].
    """
    first, peak = way
    steps = sum(grows(note, long=alternate) for note in notes) - 1
    wanted = (peak / first) ** (1 / steps) if steps > 0 and peak > first else 1.0
    best, place = first, 0
    values: list[float] = []
    for note in notes:
        # No week is far above the biggest of the four before it, whatever the way there.
        recent = max(
            [*values[-_LOOK_BACK_WEEKS:], first if len(values) < _LOOK_BACK_WEEKS else 0.0]
        )
        limit = max(recent * growth, recent + step)
        if grows(note, long=alternate):
            best = min(best * wanted, limit, peak) if place else best
            place += 1
        # Where the long session hardly grows, every second one is shorter.
        short = alternate and wanted < _FLAT and place % 2 == 0 and grows(note, long=True)
        value = best * (lighter if note.light else _SHORTER if short else 1.0)
        if note.light and alternate and values:
            limit = min(limit, values[-1])  # also after a shorter one
        values.append(min(value, limit))
    # On the way back from a break, what was usual before it is the measure.
    shares = [note.long_share if alternate else note.share for note in notes]
    return [value * share for value, share in zip(values, shares, strict=True)]


def come_back_steadily(
    totals: Sequence[float],
    notes: Sequence[WeekNotes],
    before: Sequence[float],
    *,
    sessions: int,
    step: float,
) -> list[float]:
    """Keep weeks on the way back, and the first whole ones, near the biggest of four before.

    Parameters
    ----------
    totals : sequence of float
        Minutes of each week [min].
    notes : sequence of WeekNotes
        Of the same weeks.
    before : sequence of float
        The weeks before them, newest last [min].
    sessions : int
        The most in a week.
    step : float
        What any week may have more than the biggest of the four before it [min].

    Returns
    -------
    list of float
        Minutes of each week [min].
    """
    steady, held = list[float](), list(before)
    back = -_LOOK_BACK_WEEKS
    for place, (total, note) in enumerate(zip(totals, notes, strict=True)):
        back = place if note.share < 1 else back
        recent, most = max(held[-_LOOK_BACK_WEEKS:], default=0.0), math.inf
        if recent and place - back <= _LOOK_BACK_WEEKS:
            most = max(_RETURN_GROWTH * recent, recent + step)
        steady.append(min(total, most))
        # What a ladder holds down is no base for a leap in the week after it.
        held.append(min(total, most, sessions * note.longest_min))
    return steady


def return_to_hard(counts: Sequence[int]) -> list[int]:
    """Begin with one hard session a week where there was none for weeks.

    Parameters
    ----------
    counts : sequence of int
        Hard sessions of each week.

    Returns
    -------
    list of int
        No more than these.
    """
    back: list[int] = []
    for place, count in enumerate(counts):
        weeks = range(1, min(_ONE_HARD_WEEKS, place) + 1)
        before = [counts[max(place - at - _EASY_WEEKS + 1, 0) : place - at + 1] for at in weeks]
        begins = any(len(easy) == _EASY_WEEKS and not any(easy) for easy in before)
        back.append(min(count, 1) if begins else count)
    return back


def raced_min(span: PlanSpan, week: Week, metres: float) -> float:
    """Return the time of the races on the way that a week holds [min].

    Parameters
    ----------
    span : PlanSpan
        Its last race has a taper of its own.
    week : Week
        The week.
    metres : float
        Of an easy minute in the sport of the plan [m/min].

    Returns
    -------
    float
        [min]
    """
    on_the_way = (goal for goal in span.goals[:-1] if goal.sport == span.sport)
    return sum(
        _RACE_SHARE * goal.distance_m / metres
        for goal in on_the_way
        if 0 <= (goal.date - week.monday).days < _DAYS
    )


class EarlyTaper(NamedTuple):
    """A week before an A race on the way.

    Attributes
    ----------
    to_race : int or None
        Weeks to that race; None where none is near.
    of : TaperWeek
        Shares of the biggest week so far, and of its long session.
    """

    to_race: int | None = None
    of: TaperWeek = FULL_WEEK


def early_taper(span: PlanSpan, week: Week) -> EarlyTaper:
    """Return what the nearest A race on the way leaves of a week.

    Parameters
    ----------
    span : PlanSpan
        Its last race has a taper of its own.
    week : Week
        The week.

    Returns
    -------
    EarlyTaper
        All of the week where no such race is near.
    """
    for goal in span.goals[:-1]:
        taper = shape_of(goal.distance_m, goal.sport).taper
        ahead = (goal.date - week.monday).days // _DAYS
        if goal.priority == "A" and goal.sport == span.sport and 0 <= ahead < len(taper):
            return EarlyTaper(ahead, taper[ahead])
    return EarlyTaper()


def tame_spikes(
    longs: Sequence[float],
    allowed: Sequence[float],
    before: Sequence[float],
    *,
    first: float,
    spare: float,
) -> list[float]:
    """Keep each long session near the longest of the four weeks before, also on the way back.

    Parameters
    ----------
    longs : sequence of float
        Of each week [min].
    allowed : sequence of float
        What ladders leave to each [min].
    before : sequence of float
        Of the weeks before them, newest last [min].
    first : float
        The most where nothing was trained for weeks [min].
    spare : float
        What any may have more than the longest before it [min].

    Returns
    -------
    list of float
        [min]
    """
    tamed = list(before)
    for long, most in zip(longs, allowed, strict=True):
        recent = max(tamed[-_LOOK_BACK_WEEKS:], default=0.0)
        limit = max(_SPIKE * recent, recent + spare) if recent else first
        tamed.append(min(long, limit, most))
    return tamed[len(before) :]
