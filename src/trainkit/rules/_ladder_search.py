"""Which ladders an athlete stands on: read from the journal, the training and the races."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from trainkit.loads import DailyLoads, daily_loads
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.rules._ladder_tables import (
    PAIN_STOPS,
    Usual,
    after_pain_ladder,
    break_ladder,
    illness_ladder,
    pain_ladder,
)
from trainkit.rules._ladders import Ladder
from trainkit.rules._race_ladders import (
    big_day_ladder,
    race_ladder,
    race_week,
)

__all__ = ["find_ladders"]

_BACK_DAYS = 200
_USUAL_DAYS = 42
_ILL_BACK, _PAIN_BACK, _RACE_BACK = 45, 21, 60
_LEAST = Usual(30.0, 45.0)
_PAIN_OUT = dt.timedelta(days=4)  # without the sport, where no report says that it eased
_GAP_FACTOR = 2.5  # a break is so many times longer than the usual gap between two sessions
_LONG_HIKE_MIN, _FIRST_RIDE_MIN, _FIRST_RUN_MIN = 150.0, 150.0, 90.0
_RACE_EFFORT = 0.93  # share of the threshold from which a far run counts as a race


def find_ladders(
    history: History,
    athlete: Athlete,
    on: dt.date,
    *,
    goals: Sequence[Goal] = (),
    recovered: bool = False,
    resting_hr_high: bool = False,
) -> tuple[Ladder, ...]:
    """Find the ladders that hold on a day: the same for today's decision, adapting and planning.

    Parameters
    ----------
    history : History
        What is known; training counts up to the day before `on`, the journal up to the day itself.
    athlete : Athlete
        Whose thresholds and age count.
    on : date
        The day.
    goals : sequence of Goal
        Races; those to come hold back the days before them, those behind are recovered from.
    recovered : bool
        Whether the mornings speak for the shorter end of a recovery.
    resting_hr_high : bool
        Whether this morning's resting heart rate is high.

    Returns
    -------
    tuple of Ladder
        Those with a step on `on` or later.
    """
    past = _Past(history, athlete, on)
    found = [
        *_after_illness(past, resting_hr_high=resting_hr_high),
        *_with_pain(past),
        *_after_races(past, goals, recovered=recovered),
        *_after_big_days(past),
        *_before_races(past, goals),
    ]
    ill = any(ladder.cause == "illness" for ladder in found)
    found += [] if ill and past.days_off < 14 else _after_break(past)
    return tuple(ladder for ladder in found if ladder.steps and ladder.steps[-1].last >= on)


@dataclass(frozen=True)
class _Past:
    """A history as it is known on a day."""

    history: History
    athlete: Athlete
    on: dt.date

    @property
    def loads(self) -> DailyLoads:
        return daily_loads(self.history, self.athlete)

    @property
    def trained(self) -> list[dt.date]:
        """Days of training before the day."""
        loads = self.loads
        days = loads.dates[loads.trained].tolist()
        first = self.on - dt.timedelta(days=_BACK_DAYS)
        return [day for day in days if first <= day < self.on]

    @property
    def days_off(self) -> int:
        """Days without training up to the day before."""
        trained = self.trained
        return (self.on - trained[-1]).days - 1 if trained else 0

    @cached_property
    def _recent(self) -> list[Activity]:
        """Training of the days that ladders look back on; everyday activity is left out."""
        activities, loads = self.history.activities, self.loads
        first = self.on - dt.timedelta(days=_BACK_DAYS)
        since = bisect_left(activities, first, key=lambda activity: activity.day)
        return [activities[at] for at in range(since, len(activities)) if loads.training[at]]

    @cached_property
    def _recent_days(self) -> list[dt.date]:
        return [activity.day for activity in self._recent]

    def sessions(self, first: dt.date, last: dt.date) -> list[Activity]:
        """Training of a range of days."""
        days = self._recent_days
        return self._recent[bisect_left(days, first) : bisect_right(days, last)]

    def usual(self, before: dt.date, sport: str | None = None) -> Usual:
        """A usual session of the six weeks before a day, of one sport or of all."""
        first = before - dt.timedelta(days=_USUAL_DAYS)
        sessions = self.sessions(first, before - dt.timedelta(days=1))
        own = [session for session in sessions if sport in {None, session.sport}]
        minutes = [(session.moving_s or session.elapsed_s) / 60 for session in own or sessions]
        if not minutes:
            return _LEAST
        return Usual(median(minutes), float(max(minutes)))

    @property
    def sport(self) -> str:
        """The sport of most sessions in the six weeks before."""
        first = self.on - dt.timedelta(days=_USUAL_DAYS)
        names = [session.sport for session in self.sessions(first, self.on)]
        return max(set(names), key=names.count) if names else "running"

    def journal(self, field: str) -> list[tuple[dt.date, float]]:
        """What was reported up to the day, newest last."""
        values = self.history.daily(field)
        known = np.flatnonzero(~np.isnan(values))
        days = self.history.dates[known].tolist()
        pairs = zip(days, values[known].tolist(), strict=True)
        return [(day, value) for day, value in pairs if day <= self.on]


def _after_illness(past: _Past, *, resting_hr_high: bool) -> Iterator[Ladder]:
    reports = past.journal("illness")
    feverish = [day for day, value in past.journal("fever") if value == 1]
    ill = sorted({*feverish, *(day for day, value in reports if value == 1)})
    if not ill or (past.on - ill[-1]).days > _ILL_BACK:
        return
    last, first = ill[-1], ill[-1]
    for day in reversed(ill[:-1]):
        if (first - day).days > 2:
            break
        first = day
    yield illness_ladder(
        last,
        (last - first).days + 1,
        past.usual(first),
        well=any(day > last for day, value in reports if value == 0),
        fever=any(first <= day <= last for day in feverish),
        resting_hr_high=resting_hr_high and (past.on - last).days <= 7,
    )


def _with_pain(past: _Past) -> Iterator[Ladder]:
    reports = [pair for pair in past.journal("pain") if (past.on - pair[0]).days <= _PAIN_BACK]
    strong = [pair for pair in reports if pair[1] >= PAIN_STOPS]
    if not strong:
        return
    day, level = strong[-1]
    usual = past.usual(day)
    days = past.history.between(day, day).days
    place = days[0].pain_place if days else None
    eased = any(later > day for later, _ in reports)
    if not eased and (past.on - day).days <= 3:
        yield pain_ladder(day, level, usual, place=place, sport=past.sport)
    else:
        first = min((later for later, _ in reports if later > day), default=day + _PAIN_OUT)
        yield after_pain_ladder(day, first, usual, days=(day - strong[0][0]).days + 1)


def _after_break(past: _Past) -> list[Ladder]:
    """The newest break whose ladder still holds."""
    trained = past.trained
    if len(trained) < 2:
        return []
    gaps = np.diff([day.toordinal() for day in trained])
    usual_gap = float(median(gaps))
    ends = [*trained[1:], past.on]
    for last, back in zip(reversed(trained), reversed(ends), strict=True):
        off = (back - last).days - 1
        if off >= 6 and off + 1 > _GAP_FACTOR * usual_gap:
            ladder = break_ladder(last, back, past.usual(last + dt.timedelta(days=1)))
            if ladder is not None and ladder.steps[-1].last >= past.on:
                return [ladder]
    return []


def _after_races(past: _Past, goals: Sequence[Goal], *, recovered: bool) -> Iterator[Ladder]:
    since = past.on - dt.timedelta(days=_RACE_BACK)
    races = {
        session.day: (session.distance_m or 0.0, session.sport, "race")
        for session in past.sessions(since, past.on - dt.timedelta(days=1))
        if session.race and session.distance_m
    }
    for result in past.history.races:
        if since <= result.date < past.on:
            races[result.date] = (result.distance_m, result.sport, result.name or "race")
    for goal in goals:
        if since <= goal.date < past.on and goal.priority != "C":
            races[goal.date] = (goal.distance_m, goal.sport, goal.name or "race")
    for day, (metres, sport, name) in races.items():
        yield race_ladder(
            day,
            metres,
            past.usual(day - dt.timedelta(days=7)),
            sport=sport,
            age=past.athlete.age(past.on),
            recovered=recovered,
            name=_race_name(metres, name),
        )


def _race_name(metres: float, name: str) -> str:
    return f"{name} of {metres / 1000:.3g} km" if name == "race" else name


def _after_big_days(past: _Past) -> Iterator[Ladder]:
    """Days far longer than usual that were no race: hikes, first long rides, far runs."""
    since = past.on - dt.timedelta(days=10)
    for session in past.sessions(since, past.on - dt.timedelta(days=1)):
        if session.race:
            continue
        minutes = (session.moving_s or session.elapsed_s) / 60
        usual = past.usual(session.day)
        same = past.usual(session.day, session.sport)
        ratio = minutes / max(same.longest_min, 1.0)
        if session.sport in {"hiking", "walking"} and minutes >= _LONG_HIKE_MIN:
            days = 3 if minutes >= 240 or (session.descent_m or 0) >= 600 else 2
            yield big_day_ladder(session.day, days, usual, name=_label(minutes, "hike"))
        elif session.sport == "cycling" and minutes >= _FIRST_RIDE_MIN and ratio >= 1.35:
            days = 4 if minutes >= 240 else 2
            yield big_day_ladder(session.day, days, usual, name=_label(minutes, "ride"))
        elif session.sport == "running" and minutes >= _FIRST_RUN_MIN and ratio >= 1.3:
            days = 5 if minutes >= 150 else 3
            yield big_day_ladder(session.day, days, usual, name=_label(minutes, "run"))


def _label(minutes: float, what: str) -> str:
    return f"You had a {what} of {minutes / 60:.1f} h, far more than usual,"


def _before_races(past: _Past, goals: Sequence[Goal]) -> Iterator[Ladder]:
    for goal in goals:
        if 0 < (goal.date - past.on).days <= 14:
            yield race_week(
                goal.date,
                goal.distance_m,
                past.usual(past.on, goal.sport),
                priority=goal.priority,
                sport=goal.sport,
            )
