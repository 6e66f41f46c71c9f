"""Recent events that change a plan: ladders of return, missed sessions, low recovery."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trainkit.loads import DailyLoads, daily_loads
from trainkit.models.activity import Activity
from trainkit.models.assessment import Recovery
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.progress import DONE_SHARE
from trainkit.models.workout import PlannedWorkout
from trainkit.planning._causes import Cause
from trainkit.planning._limits import LoadLimit, LongestLimit, weeks_back
from trainkit.planning._tracking.matching import match
from trainkit.planning._tracking.session_compliance import compliance
from trainkit.ports.rule import Rule
from trainkit.rules import Ladder, find_ladders

__all__ = ["Events", "cause_of_load", "read_events"]

# What coaches do by the days that were missed: up to three sessions are no reason to change; most
# of a week makes the next one 10 to 20 % lighter.
_MANY_MISSED = 4  # of the last 7 days
_OFF_DAYS = 4  # in a row; from 6 on there is a ladder
_LIGHTER = 0.85  # of the load that was planned for the next 7 days
_MUCH_MORE = 1.2  # times the planned load of 7 days
_LONG_BACK, _LONG_AHEAD = 10, 10  # days in which a missed long session counts
_DONE_BACK = 35
_WEEKS_BACK = 2  # in the progressions of hard sessions, after a break of more than a week
_FAILED_BACK = 14  # days in which a session that was not done counts
_NO_LADDER = frozenset({"long", "race"})
_STEP = 1.05  # a long session only so much longer needs no half-way step
_WEEK = 7


@dataclass(slots=True)
class Events:
    """Recent events, and their consequences for a plan.

    Parameters
    ----------
    facts : dict of str to str
        The events in words, by kind.
    rules : list of Rule
        Rules that apply because of them.
    causes : list of Cause
        What explains changed days, the weightiest first.
    rest : list of date
        Days on which to rest.
    needs_replan : bool
        Whether they require a new look at the plan.
    missed_long : PlannedWorkout, optional
        A long session that was not done.
    moved : mapping of date to date
        Days ahead whose session is done already, and the day on which it was.
    failed : mapping of str to date
        Hard sessions whose last one was started and not done, by title, and its day.
    weeks_back : int
        Weeks that hard sessions go back in their progressions, after a break or an illness.
    """

    facts: dict[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    rest: list[dt.date] = field(default_factory=list)
    needs_replan: bool = False
    missed_long: PlannedWorkout | None = None
    moved: Mapping[dt.date, dt.date] = field(default_factory=dict)
    failed: Mapping[str, dt.date] = field(default_factory=dict)
    weeks_back: int = 0

    @property
    def returning(self) -> bool:
        """Whether a ladder sets the days ahead, as after an illness."""
        return any(cause.ladder is not None for cause in self.causes)


def read_events(
    history: History,
    athlete: Athlete,
    on: dt.date,
    *,
    plan: TrainingPlan | None = None,
    recovery: Recovery | None = None,
    goals: Sequence[Goal] = (),
) -> Events:
    """Read the recent events from a history.

    Parameters
    ----------
    history : History
        With the journal.
    athlete : Athlete
        Whose thresholds and age count.
    on : date
        The first day ahead.
    plan : TrainingPlan, optional
        What was planned for the days before.
    recovery : Recovery, optional
        Of the day itself.
    goals : sequence of Goal
        Races by date; those before `on` are recovered from.

    Returns
    -------
    Events
        Facts, rules and days of rest.
    """
    events = Events()
    sport = goals[-1].sport if goals else "running" if plan is None else plan.sport
    # Races ahead get their ladders with the rules of the plan.
    behind = [goal for goal in goals if goal.date < on]
    for ladder in find_ladders(history, athlete, on, goals=behind):
        known = events.facts.get(ladder.cause)
        fact = _describe(ladder, on)
        events.facts[ladder.cause] = fact if known is None else f"{known}. {fact}"
        # Whether the days ahead break it is for the rule itself to say.
        here = ladder.for_sport(sport)
        off = here.since or here.steps[0].first
        events.rules += [here, *_long_steps(here)]
        if plan is not None and off >= plan.start - dt.timedelta(days=_WEEK):
            # The season has a way back from what was before it; later, the plan's weeks stand.
            events.rules += weeks_back(here, _usual_week(history, athlete, off))
            if here.cause in {"break", "illness"} and (on - off).days > _WEEK:
                events.weeks_back = _WEEKS_BACK
        events.causes.append(Cause.of_ladder(here))
    if recovery is not None and recovery.status == "red":
        words = f"recovery of {recovery.score:.0f} is red"
        events.facts["recovery"] = words
        events.rest.append(on)
        events.causes.insert(0, Cause("recovery", f"your {words}", on, on, on))
        events.needs_replan = True
    if plan is not None:
        _compare(events, plan, history, athlete, on)
    return events


def _describe(ladder: Ladder, on: dt.date) -> str:
    """Put the cause of a ladder into words, and the step of a day or the next one."""
    day = max(on, ladder.steps[0].first)
    place = ladder.place_of(day)
    return f"{ladder.because}; {place}" if place else ladder.because


def _long_steps(ladder: Ladder) -> Iterator[LongestLimit]:
    """Make the long sessions after an illness come back in two steps of a week.

    A step of a few days may have no long session in it, and the next one would be the usual one.
    """
    capped = [step for step in ladder.steps if step.intensity == "hard" and step.minutes < np.inf]
    if ladder.cause != "illness" or not capped:
        return
    first = capped[0].first
    minutes = {
        first + dt.timedelta(days=_WEEK * at + day): step.minutes
        for at, step in enumerate(capped)
        for day in range(_WEEK)
    }
    yield LongestLimit(ladder.name, ladder.reason, minutes)


def _usual_week(history: History, athlete: Athlete, before: dt.date) -> float:
    """Return the largest load of the four weeks before a day, 0 without a history [1]."""
    loads = daily_loads(history, athlete)
    day = np.datetime64(before)
    weeks = [
        (loads.dates >= day - _WEEK * (back + 1)) & (loads.dates < day - _WEEK * back)
        for back in range(4)
    ]
    return max(float(np.nansum(loads.internal[week])) for week in weeks)


def _compare(
    events: Events, plan: TrainingPlan, history: History, athlete: Athlete, on: dt.date
) -> None:
    """Add what was missed, moved and done beyond the plan in the last days."""
    matched = match(plan, history, athlete)
    by_key = {activity.key: activity for activity in history.activities}
    events.moved = {
        workout.date: by_key[workout.completed_by].day
        for workout in matched.workouts
        if workout.date is not None
        and workout.date >= on
        and workout.hard  # an extra easy run is no reason to leave out the next one
        and workout.completed_by in by_key
        and by_key[workout.completed_by].day < on
    }
    _note_moved(events, matched, by_key, on)
    events.failed = _find_failures(matched, by_key, athlete, on)
    week = [matched.on(on - dt.timedelta(days=back)) for back in range(1, _WEEK + 1)]
    missed = [item for item in week if item is not None and _is_missed(item)]
    loads = daily_loads(history, athlete)
    last = on + dt.timedelta(days=_WEEK - 1)
    if missed:
        count = len(missed)
        sessions = (
            "session of the last 7 days was" if count == 1 else "sessions of the last 7 days were"
        )
        words = f"{count} {sessions} not done"
        events.facts["missed"] = words
        events.causes.append(Cause("missed", words, on, last))
        events.needs_replan |= count >= _MANY_MISSED
        off = count > 1 and _days_off(loads, on) >= _OFF_DAYS
        if not events.returning and (off or count >= _MANY_MISSED):
            events.rules.append(_lighter_week(plan, on, last, words))
    if not events.returning:
        _miss_long(events, matched, history, on)
    _note_more(events, matched, history, loads, on)


def _find_failures(
    plan: TrainingPlan, by_key: Mapping[str, Activity], athlete: Athlete, on: dt.date
) -> dict[str, dt.date]:
    """List the hard sessions of two weeks whose last one was started and not done."""
    failed: dict[str, dt.date] = {}
    for back in range(_FAILED_BACK, 0, -1):
        workout = plan.on(on - dt.timedelta(days=back))
        if workout is None or not workout.hard or workout.kind in _NO_LADDER:
            continue
        # What is too little to be this session was still a try, if it was on its day.
        tried = [a for a in by_key.values() if (a.day, a.sport) == (workout.date, workout.sport)]
        activity = by_key.get(workout.completed_by or "", next(iter(tried), None))
        if activity is not None:
            failed.pop(workout.title, None)
            if compliance(workout, activity, athlete).share < DONE_SHARE:
                failed[workout.title] = activity.day
    return failed


def _is_missed(workout: PlannedWorkout) -> bool:
    return not workout.resting and not workout.completed_by


def _days_off(loads: DailyLoads, on: dt.date) -> int:
    trained = [day for day in loads.dates[loads.trained].tolist() if day < on]
    return (on - trained[-1]).days - 1 if trained else 0


def _lighter_week(plan: TrainingPlan, on: dt.date, last: dt.date, words: str) -> LoadLimit:
    load = sum(
        workout.load or 0.0
        for workout in plan.workouts
        if workout.date is not None and on <= workout.date <= last and workout.kind != "race"
    )
    return LoadLimit(
        "after_missed", f"{words}: the week after is lighter", on, last, _LIGHTER * load
    )


def _miss_long(events: Events, plan: TrainingPlan, history: History, on: dt.date) -> None:
    """Make the next long session the half-way step after one that was missed."""
    longs = [(item.date, item) for item in plan.workouts if item.kind == "long" and item.date]
    behind = [pair for pair in longs if pair[0] < on]
    if not behind or not _is_missed(behind[-1][1]) or (on - behind[-1][0]).days > _LONG_BACK:
        return
    day, missed = behind[-1]
    events.missed_long = missed
    since = on - dt.timedelta(days=_DONE_BACK)
    done = [
        (activity.moving_s or activity.elapsed_s) / 60
        for activity in history.activities
        if activity.sport == missed.sport and since <= activity.day < on
    ]
    limit = on + dt.timedelta(days=_LONG_AHEAD)
    following = next((pair for pair in longs if on <= pair[0] <= limit), None)
    if following is None or not done or following[1].duration_min <= _STEP * max(done):
        return
    half = (max(done) + following[1].duration_min) / 2
    words = f"the long session of {day.day} {day:%B} was not done"
    events.facts["missed_long"] = words
    reason = f"{words}: the next one is half-way to what was planned"
    events.rules.append(LongestLimit("after_missed", reason, {following[0]: half}))
    events.causes.insert(0, Cause("missed_long", words, following[0], following[0]))


def _note_moved(
    events: Events, plan: TrainingPlan, by_key: Mapping[str, Activity], on: dt.date
) -> None:
    """Note sessions that were done on other days: they count as done."""
    since = on - dt.timedelta(days=_WEEK)
    moved = [
        workout
        for workout in plan.workouts
        if workout.date is not None
        and since <= workout.date < on
        and workout.completed_by is not None
        and workout.completed_by in by_key
        and by_key[workout.completed_by].day != workout.date
    ]
    if moved:
        sessions = "session was" if len(moved) == 1 else "sessions were"
        events.facts["moved"] = f"{len(moved)} {sessions} done on another day, which counts"
        words = f"{len(moved)} {sessions} done on another day than planned"
        events.causes.append(Cause("moved", words, on, on + dt.timedelta(days=_WEEK)))


def _note_more(
    events: Events, plan: TrainingPlan, history: History, loads: DailyLoads, on: dt.date
) -> None:
    """Note sessions and load beyond the plan; they never raise it."""
    since = max(on - dt.timedelta(days=_WEEK), plan.start)
    used = {workout.completed_by for workout in plan.workouts}
    extra = [
        activity
        for activity, training in zip(history.activities, loads.training, strict=True)
        if training and since <= activity.day < on and activity.key not in used
    ]
    week = [item for item in plan.workouts if item.date is not None and since <= item.date < on]
    planned = sum(item.load or 0.0 for item in week)
    inside = (loads.dates >= np.datetime64(since)) & (loads.dates < np.datetime64(on))
    done = float(np.nansum(loads.internal[inside]))
    words = []
    if extra:
        words.append(f"{len(extra)} session{'s' if len(extra) > 1 else ''} more than planned")
    if planned and done > _MUCH_MORE * planned:
        words.append(f"{done / planned:.0%} of the planned load")
    if words:
        text = f"the last 7 days had {' and '.join(words)}"
        events.facts["more"] = f"{text}; the plan is not raised"
        events.causes.append(Cause("more", text, on, on + dt.timedelta(days=_WEEK)))


def cause_of_load(plan: TrainingPlan, history: History, athlete: Athlete, on: dt.date) -> Cause:
    """Compare the load of the last four weeks with the plan: why days no longer fit.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    history : History
        What was done.
    athlete : Athlete
        Whose thresholds count.
    on : date
        The first day ahead.

    Returns
    -------
    Cause
        For days that no event explains.
    """
    since = max(on - dt.timedelta(weeks=4), plan.start)
    planned = sum(
        item.load or 0.0
        for item in plan.workouts
        if item.date is not None and since <= item.date < on
    )
    words = "the days ahead no longer fit what you have done"
    if planned and history.activities:
        loads = daily_loads(history, athlete)
        inside = (loads.dates >= np.datetime64(since)) & (loads.dates < np.datetime64(on))
        share = float(np.nansum(loads.internal[inside])) / planned
        weeks = max(round((on - since).days / _WEEK), 1)
        span = "last week" if weeks == 1 else f"last {weeks} weeks"
        words = f"the {span} had {share:.0%} of the planned load"
    yesterday = on - dt.timedelta(days=1)
    return Cause("done", words, yesterday, yesterday)
