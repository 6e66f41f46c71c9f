"""The way back into a plan that was interrupted: what was planned, as far as steps reach.

A season written anew from what was trained lately begins where a break left off, and never comes
near the peak that was planned. A coach goes on from what was usual before it: half of that, three
quarters, all of it, and then a step a week toward the plan, about two weeks back.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._phases import PlannedWeek, PlanSpan
from trainkit.planning._prior_training import PriorTraining, prior_training
from trainkit.planning._season import Season, SeasonWeek, easy_metres, room_for_long, taper_of
from trainkit.planning._season_weeks import note_weeks
from trainkit.planning._shapes import FULL_WEEK, TaperWeek
from trainkit.ports.rule import LimitsMinutes, Rule
from trainkit.rules import Ladder

__all__ = ["days_of_first_hard", "is_beyond_step", "planned_weeks", "rejoin"]

_CAUSES = frozenset({"break", "illness", "pain"})
_BREAK_DAYS, _FAR_DAYS = 6, 28  # a longer break makes it another plan
_HALF, _MORE = 0.5, 0.75  # of what was usual, by halves of a return (Daniels 2014, table 9.2)
_GROWTH, _STEP_MIN = 1.08, 15.0  # of a week, on the biggest of four
# Of the long session, on the longest of four weeks: published plans add up to two miles.
_LONG_GROWTH, _LONG_STEP_M = 1.10, 3200.0
_LONG_STEP_MIN: Mapping[str, float] = {"cycling": 30.0, "swimming": 10.0}
_BACK_GROWTH = 1.28  # of the longest since the return, below what the rule on spikes allows
_SHORT_MIN = 50.0  # a ladder that keeps a week's days below this leaves no long session
_LOOK_BACK_WEEKS = 4
_STAYS = 1.05  # of what a week's long session is to be, where it stays as it was planned
_MANY = 7
_HARD_DAYS = 3  # of a week on which ladders must allow it, for a hard session beside the long one


def planned_weeks(plan: TrainingPlan) -> dict[int, PlannedWeek]:
    """Return what each week of a plan holds in its sport, races left out.

    Parameters
    ----------
    plan : TrainingPlan
        Sessions of other sports do not count.

    Returns
    -------
    dict of int to PlannedWeek
        By the week's number.
    """
    monday = plan.start - dt.timedelta(days=plan.start.weekday())
    weeks: dict[int, PlannedWeek] = {}
    for workout in plan.workouts:
        if workout.date is None or workout.kind == "race" or workout.sport != plan.sport:
            continue
        number = (workout.date - monday).days // 7 + 1
        week = weeks.get(number, PlannedWeek())
        if workout.kind == "long":
            week = week._replace(long_min=workout.duration_min, long_day=workout.date.weekday())
        weeks[number] = week._replace(minutes=week.minutes + workout.duration_min)
    return weeks


def rejoin(
    season: Season,
    span: PlanSpan,
    athlete: Athlete,
    history: History | None,
    *,
    availability: Availability,
    rules: Sequence[Rule],
) -> Season:
    """Raise the weeks of a season toward those of the plan that it continues.

    Parameters
    ----------
    season : Season
        As it would be for a new plan from today on.
    span : PlanSpan
        The days ahead, with what was planned for their weeks.
    athlete : Athlete
        Whose easy pace counts.
    history : History or None
        What was done.
    availability : Availability
        The time available.
    rules : sequence of Rule
        With the ladders of what happened.

    Returns
    -------
    Season
        No week above the plan or the season, whichever is higher. The same season where no plan
        is continued, after more than four weeks off, and for those who learn to run.
    """
    learning = any(week.walk_run for week in season.weeks.values())
    if not span.planned or history is None or not season.base.known or learning:
        return season
    way = _find_way(season.base, span, history, rules)
    if way.off > _FAR_DAYS or not way.usual.full_week_min:
        return season
    listed = list(_list_weeks(season, span, way, availability, rules))
    climbed = _climb(way, listed, span.sport, easy_metres(athlete, span, season.base))
    weeks, back = dict(season.weeks), way.off >= _BREAK_DAYS
    # Fixed sessions of other sports leave fewer of its own.
    sessions = min(round(way.usual.week_sessions) or span.sessions, span.sessions)
    for week, (total, long) in zip(listed, climbed, strict=True):
        old = season.weeks[week.number]
        minutes = max(old.minutes, total)
        room = max(room_for_long(minutes, season.shape, sessions), week.planned.share * minutes)
        longest = max(old.long_min, min(long, room))
        if week.planned.long_min:  # one that must be longer than the plan's is none
            longest = min(longest, week.planned.long_min, week.longest_min or longest)
        if back and week.longest_min < min(_SHORT_MIN, week.planned.long_min / 2):
            longest = 0.0  # what ladders leave of it is no long session
        weeks[week.number] = replace(
            old,
            minutes=minutes,
            long_min=longest,
            hard=min(old.hard, week.hard),
            most_long_min=_STAYS * longest if back else math.inf,
        )
    return replace(season, weeks=weeks)


def days_of_first_hard(rules: Sequence[Rule]) -> frozenset[dt.date]:
    """List the week in which hard sessions begin again after each break or illness of some days.

    Parameters
    ----------
    rules : sequence of Rule
        With the ladders of what happened.

    Returns
    -------
    frozenset of date
        Days on which threshold work comes before anything faster (Daniels 2014).
    """
    days = set[dt.date]()
    for rule in rules:
        if not isinstance(rule, Ladder) or rule.cause not in {"break", "illness"}:
            continue
        first = _first_back(rule, rule.steps[0].first)
        hard = (step.first for step in rule.steps if step.intensity == "hard")
        begins = next(hard, rule.steps[-1].last + dt.timedelta(days=1))
        if (first - _since(rule)).days >= _BREAK_DAYS:
            days |= {begins + dt.timedelta(days=at) for at in range(7)}
    return frozenset(days)


def is_beyond_step(week: SeasonWeek, workout: PlannedWorkout) -> bool:
    """Whether a long session is longer than its week may have on the way back into a plan.

    Parameters
    ----------
    week : SeasonWeek
        The week.
    workout : PlannedWorkout
        A planned session of it.

    Returns
    -------
    bool
        False for other sessions, and where nothing was interrupted.
    """
    return workout.kind == "long" and workout.duration_min > week.most_long_min


@dataclass(frozen=True, slots=True)
class _Way:
    """A return: its first day, the days that were missed before it, and what was usual."""

    first: dt.date
    off: int
    usual: PriorTraining

    def share(self, day: dt.date) -> float:
        """Return what a day leaves of the usual [1]."""
        back = (day - self.first).days
        if self.off < _BREAK_DAYS or back >= self.off:
            return 1.0
        return _HALF if back < self.off / 2 else _MORE


class _Week(NamedTuple):
    """A week ahead: what was planned, and what a return leaves of it."""

    number: int
    planned: PlannedWeek
    share: float  # of the usual week
    long_share: float  # of the usual long session, on its day
    longest_min: float  # that ladders leave to its day
    taper: TaperWeek
    hard: int  # sessions that ladders leave days for


def _find_way(base: PriorTraining, span: PlanSpan, history: History, rules: Sequence[Rule]) -> _Way:
    """Find the return that is under way; without one the last weeks are usual."""
    ladders = [rule for rule in rules if isinstance(rule, Ladder) and rule.cause in _CAUSES]
    behind = [ladder for ladder in ladders if _since(ladder) < span.start]
    if not behind:
        return _Way(span.start, base.break_days, base)
    since = min(_since(ladder) for ladder in behind)
    first = max(_first_back(ladder, span.start) for ladder in behind)
    return _Way(first, (first - since).days, prior_training(history, span.sport, since))


def _since(ladder: Ladder) -> dt.date:
    return ladder.since or ladder.steps[0].first


def _first_back(ladder: Ladder, start: dt.date) -> dt.date:
    """Return the first day that a ladder leaves for training."""
    return next((step.first for step in ladder.steps if step.intensity != "rest"), start)


def _list_weeks(
    season: Season,
    span: PlanSpan,
    way: _Way,
    availability: Availability,
    rules: Sequence[Rule],
) -> Iterator[_Week]:
    ladders = [rule for rule in rules if isinstance(rule, Ladder)]
    limits = [rule for rule in rules if isinstance(rule, LimitsMinutes)]
    first_hard = way.off >= _BREAK_DAYS
    for note in note_weeks(season.base, span, availability, rules):
        number, monday = note.week.number, note.week.monday
        planned = span.planned.get(number, PlannedWeek())
        days = [monday + dt.timedelta(days=at) for at in range(7)]
        # Of the day of the long session, or of any day where that has no time.
        own = days[planned.long_day]
        open_days = [day for day in days if day >= span.start and availability.on(day) > 0]
        longest = [
            min((rule.longest_min(day) for rule in limits), default=math.inf)
            for day in ([own] if own in open_days else open_days)
        ]
        ahead = [day for day in days if day >= span.start]
        hard = _MANY if _leave_hard(ladders, ahead) else 0
        if hard and first_hard and season.weeks[number].hard:  # one is enough to begin with
            hard, first_hard = 1, False
        yield _Week(
            number,
            planned,
            share=way.share(days[3]),
            long_share=way.share(days[planned.long_day]),
            # Days without time set their week themselves.
            longest_min=0.0 if note.blocked else max(longest, default=0.0),
            taper=taper_of(season.shape, note),
            hard=hard,
        )


def _leave_hard(ladders: Sequence[Ladder], days: Sequence[dt.date]) -> bool:
    """Whether ladders leave days for a hard session beside the long one."""
    steps = [[ladder.step_on(day) for ladder in ladders] for day in days]
    free = [all(step is None or step.intensity == "hard" for step in on_day) for on_day in steps]
    return sum(free) >= min(_HARD_DAYS, len(days))


def _climb(
    way: _Way, weeks: Sequence[_Week], sport: str, metres: float
) -> Iterator[tuple[float, float]]:
    """Yield minutes and the long session of each week, no more than was planned [min]."""
    usual, longest = way.usual, way.usual.longest_min
    step = _LONG_STEP_MIN.get(sport, 0.0)
    if sport == "running":
        longest = min(longest, usual.longest_m / metres if usual.longest_m else longest)
        step = _LONG_STEP_M / metres
    totals, longs = [usual.full_week_min], [longest]
    back = list[float]()  # long sessions since the return
    whole = way.off < _BREAK_DAYS
    for week in weeks:
        full, far = max(totals[-_LOOK_BACK_WEEKS:]), max(longs[-_LOOK_BACK_WEEKS:])
        total, long = week.share * usual.full_week_min, week.long_share * longest
        if week.share >= 1:
            if whole:
                full = max(_GROWTH * full, full + _STEP_MIN)
                far = max(_LONG_GROWTH * far, far + step)
            total, long, whole = week.taper.week * full, week.taper.long * far, True
        if back:
            long = min(long, max(_BACK_GROWTH * max(back), max(back) + step))
        total = min(total, week.planned.minutes) if week.longest_min else 0.0
        long = min(long, week.planned.long_min, week.longest_min)
        if way.off >= _BREAK_DAYS and week.longest_min >= _SHORT_MIN:
            back.append(long)
        if week.share >= 1 and week.taper == FULL_WEEK:
            totals.append(total)
            longs.append(long)
        yield total, long
