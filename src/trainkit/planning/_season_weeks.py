"""What is special about the weeks of a season: lighter ones, breaks, races and ladders."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trainkit.models.goal import Availability
from trainkit.planning._phases import PlanSpan, Week
from trainkit.planning._prior_training import PriorTraining
from trainkit.ports.rule import LightensWeeks, Rule
from trainkit.rules import Ladder

__all__ = ["WeekNotes", "come_back_steadily", "grows", "note_weeks"]

# What comes back after so many days without training: shares of the usual week, in equal parts of
# a return that takes as long as the break (Daniels 2014, Running Formula, table 9.2).
_RETURNS: tuple[tuple[int, tuple[float, ...]], ...] = (
    (5, ()),
    (28, (0.5, 0.75)),
    (56, (0.33, 0.5, 0.75)),
    (dt.date.max.toordinal(), (0.33, 0.42, 0.5, 0.62, 0.75, 0.87)),
)
_LONGEST_RETURN_DAYS = 56
_HELD_DAYS = 3  # of a week that a ladder or a block takes: the week does not grow
_SHORT_MIN = 50.0  # a ladder that keeps days below this holds the week

_LOOK_BACK_WEEKS, _RETURN_GROWTH = 4, 1.22  # of published plans, on the biggest week of four


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
    longest_min : float
        The longest session that its ladders leave to one of its days [min]; infinite without any.
    """

    week: Week
    to_race: int | None
    light: bool
    held: bool
    share: float
    blocked: bool
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
            WeekNotes(
                week,
                to_race=len(ahead) - 1 - place if span.goals else None,
                light=any(rule.lighter(place - partial) for rule in lightening),
                held=taken >= _HELD_DAYS or bool(raced.intersection(days)),
                share=share,
                blocked=not set(days).isdisjoint(availability.blackout),
                longest_min=max(
                    min((ladder.longest_min(day) for ladder in ladders), default=math.inf)
                    for day in days
                    if day == days[-1] or (availability.on(day) > 0 and day >= span.start)
                ),
            )
        )
    return notes


def _shares(days_off: int, weeks: Sequence[Week], availability: Availability) -> list[float]:
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
            shares.append((7 - taken) / 7 * part)
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


def grows(note: WeekNotes) -> bool:
    """Whether a week may be bigger than those before it."""
    tapers = note.week.phase == "taper"
    return not (note.light or note.held or tapers or note.share < 1)


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
