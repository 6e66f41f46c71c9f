"""Which ladders an athlete stands on: read from the journal, the training and the races."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from typing import NamedTuple, cast

import numpy as np

from trainkit.loads import DailyLoads, daily_loads
from trainkit.models.activity import Activity
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.rules._ladder_tables import Usual, break_ladder, illness_ladder
from trainkit.rules._ladders import Ladder, name_day
from trainkit.rules._pain_ladders import (
    PainReport,
    after_pain_ladder,
    doctor_ladder,
    list_pains,
    pain_ladder,
)
from trainkit.rules._pain_places import find_places
from trainkit.rules._race_ladders import big_day_ladder, race_ladder, race_week

__all__ = ["find_ladders"]

_USUAL_DAYS = 42
_GAP_DAYS = 200  # before a break, in which the usual gap between two sessions is measured
_ILL_BACK, _PAIN_BACK, _RACE_BACK, _BREAK_BACK = 45, 21, 60, 60  # since the end of each
_GAPS_LATELY = 8  # that show how often somebody trains now
_LEAST = Usual(30.0, 45.0)
_PAIN_OUT = dt.timedelta(days=4)  # without the sport, where no report says that it eased
_GAP_FACTOR = 2.5  # a break is so many times longer than the usual gap between two sessions
_FINISHED = 0.8  # share of a race's distance that shows that it was run
_FOOT = ("hiking", "walking")


class _BigDay(NamedTuple):
    """When a session is a big day: its length, its share of the longest of six weeks, and after."""

    least_min: float
    factor: float
    far_min: float
    days: tuple[int, int]
    word: str


_BIG_DAYS = {
    "hiking": _BigDay(150.0, 1.3, 240.0, (2, 3), "hike"),
    "walking": _BigDay(150.0, 1.3, 240.0, (2, 3), "walk"),
    "cycling": _BigDay(150.0, 1.35, 240.0, (2, 4), "ride"),
    "running": _BigDay(90.0, 1.3, 150.0, (3, 5), "run"),
}
_HIKES = 2  # so long in six weeks make such a hike usual
_STEEP_M = 600.0  # of descent, which makes any long hike a far one


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
    races = _races_behind(past, goals)
    found = [
        *_after_illness(past, resting_hr_high=resting_hr_high),
        *_with_pain(past),
        *_after_races(past, races, recovered=recovered),
        *_after_big_days(past, races),
        *_before_races(past, goals),
    ]
    # Days off are part of an illness while its way back lasts, if nothing was trained since.
    last = past.trained[-1] if past.trained else dt.date.min
    ill = any(
        ladder.cause == "illness" and ladder.steps[-1].last >= on and ladder.steps[0].first >= last
        for ladder in found
    )
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

    @cached_property
    def trained(self) -> list[dt.date]:
        """Days of training before the day."""
        loads = self.loads
        before = loads.trained & (loads.dates < np.datetime64(self.on))
        return cast("list[dt.date]", loads.dates[before].tolist())

    @property
    def days_off(self) -> int:
        """Days without training up to the day before."""
        trained = self.trained
        return (self.on - trained[-1]).days - 1 if trained else 0

    def sessions(self, first: dt.date, last: dt.date) -> list[Activity]:
        """Training of a range of days; everyday activity is left out."""
        loads, activities = self.loads, self.history.activities
        if not activities:
            return []
        low, high = ((np.datetime64(day) - loads.dates[0]).astype(int) for day in (first, last))
        listed = np.flatnonzero(loads.training & (loads.rows >= low) & (loads.rows <= high))
        return [activities[at] for at in listed.tolist()]

    def usual(self, before: dt.date, sport: str | None = None) -> Usual:
        """A usual session of the six weeks before a day, of one sport or of all."""
        sessions = self._weeks_before(before)
        own = [session for session in sessions if sport in {None, session.sport}]
        minutes = [_minutes(session) for session in own or sessions]
        if not minutes:
            return _LEAST
        return Usual(median(minutes), float(max(minutes)))

    def longest(self, before: dt.date, sports: Sequence[str], *, times: int = 1) -> float:
        """The length that sessions of sports had so many times in the six weeks before [min].

        It is 0 where there were fewer.
        """
        sessions = self._weeks_before(before)
        lengths = sorted(_minutes(session) for session in sessions if session.sport in sports)
        return lengths[-times] if len(lengths) >= times else 0.0

    def _weeks_before(self, day: dt.date) -> list[Activity]:
        first = day - dt.timedelta(days=_USUAL_DAYS)
        return self.sessions(first, day - dt.timedelta(days=1))

    @property
    def sport(self) -> str:
        """The sport of most sessions in the six weeks before; of several, the first."""
        names = Counter(session.sport for session in self._weeks_before(self.on))
        return names.most_common(1)[0][0] if names else "running"

    def journal(self, field: str) -> list[tuple[dt.date, float]]:
        """What was reported up to the day, newest last."""
        values = self.history.daily(field)
        known = np.flatnonzero(~np.isnan(values))
        days = self.history.dates[known].tolist()
        pairs = zip(days, values[known].tolist(), strict=True)
        return [(day, value) for day, value in pairs if day <= self.on]

    def pain_reports(self) -> list[PainReport]:
        """Reports of pain and its places of three weeks."""
        recent = self.history.between(self.on - dt.timedelta(days=_PAIN_BACK), self.on)
        if not {"pain", "pain_place"} & recent.coverage.keys():
            return []
        return [
            PainReport(day.date, day.pain, find_places(day.pain_place))
            for day in recent.days
            if day.pain is not None or day.pain_place is not None
        ]


def _minutes(session: Activity) -> float:
    return (session.moving_s or session.elapsed_s) / 60


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
        today=last == past.on,
    )


def _with_pain(past: _Past) -> Iterator[Ladder]:
    """One ladder for each place; a report eases its own place, and without a place all."""
    for pain in sorted(list_pains(past.pain_reports()), key=lambda pain: not pain.danger):
        usual = past.usual(pain.last)
        if pain.danger:
            yield doctor_ladder(pain, usual)
        elif pain.eased is None and (past.on - pain.last).days <= 3:
            yield pain_ladder(
                pain.last, pain.level or 0.0, usual, places=pain.places, sport=past.sport
            )
        else:
            first = pain.eased or pain.last + _PAIN_OUT
            days = (pain.last - pain.first).days + 1
            yield after_pain_ladder(pain.last, first, usual, days=days, places=pain.places)


def _after_break(past: _Past) -> list[Ladder]:
    """The newest break whose ladder still holds."""
    trained = past.trained
    for at in range(len(trained) - 1, -1, -1):
        last = trained[at]
        back = trained[at + 1] if at + 1 < len(trained) else past.on
        if (past.on - back).days > _BREAK_BACK:
            break
        off = (back - last).days - 1
        if off >= 6 and off + 1 > _GAP_FACTOR * _usual_gap(trained[: at + 1]):
            ladder = break_ladder(last, back, past.usual(last + dt.timedelta(days=1)))
            if ladder is not None and ladder.steps[-1].last >= past.on:
                return [ladder]
    return []


def _usual_gap(trained: Sequence[dt.date]) -> float:
    """The usual gap between the days of training up to the last one; infinite with only one [d].

    Who has trained more often lately has the shorter gap of the last weeks.
    """
    days = [day.toordinal() for day in trained if (trained[-1] - day).days <= _GAP_DAYS]
    gaps = np.diff(days)
    if not gaps.size:
        return math.inf
    return min(float(np.median(gaps)), float(np.median(gaps[-_GAPS_LATELY:])))


class _Race(NamedTuple):
    distance_m: float
    sport: str
    name: str
    certain: bool = True


def _after_races(
    past: _Past, races: Mapping[dt.date, Sequence[_Race]], *, recovered: bool
) -> Iterator[Ladder]:
    """One ladder for each day of races: of several on a day, the longest."""
    for day, listed in races.items():
        ladders = [_after_race(past, day, race, recovered=recovered) for race in listed]
        yield max(ladders, key=lambda ladder: ladder.steps[-1].last)


def _after_race(past: _Past, day: dt.date, race: _Race, *, recovered: bool) -> Ladder:
    name = f"race of {race.distance_m / 1000:.3g} km" if race.name == "race" else race.name
    ladder = race_ladder(
        day,
        race.distance_m,
        past.usual(day - dt.timedelta(days=7)),
        sport=race.sport,
        age=past.athlete.age(past.on),
        recovered=recovered,
        name=name,
    )
    return (
        ladder if race.certain else replace(ladder, because=f"Your {name} was on {name_day(day)}")
    )


def _races_behind(past: _Past, goals: Sequence[Goal]) -> dict[dt.date, list[_Race]]:
    """Races of the last weeks by day: recordings, else results, else goals that were run."""
    since = past.on - dt.timedelta(days=_RACE_BACK)
    recorded: dict[dt.date, list[_Race]] = {}
    results: dict[dt.date, list[_Race]] = {}
    for session in past.sessions(since, past.on - dt.timedelta(days=1)):
        if session.race and session.distance_m:
            race = _Race(session.distance_m, session.sport, "race")
            recorded.setdefault(session.day, []).append(race)
    for result in past.history.races:
        if since <= result.date < past.on:
            race = _Race(result.distance_m, result.sport, result.name or "race")
            results.setdefault(result.date, []).append(race)
    races = recorded | results
    for goal in goals:
        done = since <= goal.date < past.on and goal.priority != "C" and goal.date not in races
        certain = _was_run(past, goal) if done else False
        if certain is not False:
            race = _Race(goal.distance_m, goal.sport, goal.name or "race", certain is True)
            races[goal.date] = [race]
    return races


def _was_run(past: _Past, goal: Goal) -> bool | None:
    """Whether a recording shows that a goal was run; None where nothing could show it."""
    sessions = past.sessions(goal.date, goal.date)
    own = [session for session in sessions if session.sport == goal.sport]
    metres = sum(session.distance_m or 0.0 for session in own)
    if metres >= _FINISHED * goal.distance_m or any(done.distance_m is None for done in own):
        return True
    span = past.history.span
    ended = span is None or span[1] <= goal.date
    unknown = ended or not past.sessions(goal.date - dt.timedelta(days=_USUAL_DAYS), past.on)
    return None if unknown and not own else False


def _after_big_days(past: _Past, races: Mapping[dt.date, Sequence[_Race]]) -> Iterator[Ladder]:
    """Days far longer than usual in their sport that were no race: hikes, rides and runs."""
    since = past.on - dt.timedelta(days=10)
    for session in past.sessions(since, past.on - dt.timedelta(days=1)):
        big = _BIG_DAYS.get(session.sport)
        minutes = _minutes(session)
        raced = any(race.sport == session.sport for race in races.get(session.day, ()))
        if big is None or raced or minutes < big.least_min:
            continue
        on_foot = session.sport in _FOOT
        sports, times = (_FOOT, _HIKES) if on_foot else ((session.sport,), 1)
        longest = past.longest(session.day, sports, times=times)
        if minutes >= big.factor * longest:
            far = minutes >= big.far_min or (on_foot and (session.descent_m or 0) >= _STEEP_M)
            name = f"You had a {big.word} of {minutes / 60:.1f} h, far more than usual,"
            days = big.days[1 if far else 0]
            usual = past.usual(session.day)
            yield big_day_ladder(session.day, days, usual, name=name)


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
