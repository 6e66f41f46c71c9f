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
from dataclasses import dataclass, replace

from trainkit.models.athlete import Athlete
from trainkit.models.goal import WEEKDAYS, Availability, Goal
from trainkit.planning._phases import PlanSpan
from trainkit.planning._prior_training import PriorTraining
from trainkit.planning._season_weeks import (
    SHORT_MIN,
    WeekNotes,
    climb_to_peak,
    come_back_steadily,
    early_taper,
    note_weeks,
    raced_min,
    return_to_hard,
    tame_spikes,
)
from trainkit.planning._shapes import FULL_WEEK, Level, Shape, TaperWeek, level_of, shape_of
from trainkit.ports.rule import Rule
from trainkit.rules import RiskStyle
from trainkit.workouts import (
    FIT_RUNG,
    START_ANEW_DAYS,
    WALK_RUN,
    find_session,
    walk_run_session,
)

__all__ = [
    "Season",
    "SeasonWeek",
    "easy_metres",
    "longest_before_race",
    "room_for_long",
    "season_of",
    "taper_of",
]

# New biggest weeks of published plans grow by 6 % (median) to 15 % (90th centile).
_GROWTH: Mapping[RiskStyle, float] = {
    "conservative": 1.06, "balanced": 1.08, "adaptive": 1.10, "aggressive": 1.12,
}  # fmt: skip
_LONG_GROWTH, _LONG_STEP_M, _LONG_STEP_MIN = 1.10, 1600.0, 10.0  # on the longest of four weeks
_SPIKE_M, _SPIKE_MIN = 3000.0, 30.0  # below what the rule on spikes allows
_RETURN_STEP_M, _RETURN_STEP_MIN = 6500.0, 60.0  # a week after a break may grow by this
_STEP_MIN = 15.0  # a week may grow by this, however small it is
_LIGHTER, _LIGHTER_LONG = 0.80, 0.75  # of the biggest week, and of the longest session
_MOST_GROWTH = 1.6  # from the usual week to the biggest, unless the least of the level is more
_FIRST = 0.93  # of the biggest week, the most for the first
_UNBROKEN_MIN = 30.0  # a run without a pause, at which the ladder of first runs ends
_MOST_OF_RUNG = 0.9  # a week of the ladder is done if so much of its session has room
_EASY_WEEKS = 4  # without hard sessions once half an hour is run without a pause
_UNKNOWN = 0.6  # of the least biggest week: what an unknown athlete is taken to train
_LEAST_WEEK_MIN, _LEAST_LONG_MIN = 75.0, 25.0
_TWO_SESSIONS, _TWO_SESSIONS_MIN = 2, 50.0  # the least of a week on the way back
_ONE_SESSION_MIN: Mapping[str, float] = {"cycling": 70.0}
"""A smaller week is one session: half an hour on a bike is hardly a ride, but a run [min]."""

_ANYBODY_M, _ANYBODY_MIN = 8000.0, 60.0  # a run that the rule on spikes allows anybody; a ride
_RIDE_M_MIN = 430.0  # metres a minute, from which the length of a long ride is estimated
_SHORT_RUN_MIN = 20.0
_FORGOTTEN_DAYS = 30  # after which no session before a break is the longest of 30 days
_EASY: Mapping[str, tuple[str, float]] = {
    "running": ("Easy run", 3.3),
    "cycling": ("Endurance ride", 9.0),
    "swimming": ("Easy swim", 1.0),
}
"""A usual session of each sport, and the threshold of somebody who does not know his [m/s]."""

_DOSES: Mapping[int | None, float] = {0: 0.35, 1: 0.7, 2: 0.85}  # by weeks to the race
_BEFORE_RACE: Mapping[int, float] = {1: 40.0, 2: 60.0}  # [min] by days before it
_NO_LONG_MIN = 70.0  # the longest session of days too near a race for a long one


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
    walk_run : int
        Week of the ladder of walking and running; 0 for runs without a pause.
    most_long_min : float
        A long session that was planned stays up to this on the way back into a plan [min].
    """

    minutes: float
    long_min: float
    hard: int
    lighter: bool
    dose: float = 1.0
    walk_run: int = 0
    most_long_min: float = math.inf


@dataclass(frozen=True, slots=True)
class Season:
    """All weeks of a plan, and what they are made from.

    Parameters
    ----------
    shape : Shape
        The kind of plan, by sport and race.
    level : str
        ``"beginner"``, ``"intermediate"`` or ``"advanced"``.
    base : PriorTraining
        What was trained lately.
    weeks : mapping of int to SeasonWeek
        By the week's number in the plan.
    """

    shape: Shape
    level: Level
    base: PriorTraining
    weeks: Mapping[int, SeasonWeek]


def season_of(
    base: PriorTraining,
    athlete: Athlete,
    span: PlanSpan,
    availability: Availability,
    rules: Sequence[Rule],
) -> Season:
    """Write the season from a day on.

    Parameters
    ----------
    base : PriorTraining
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
    if not base.known and athlete.at(span.start, span.sport).threshold_speed_m_s is None:
        # A runner of whom nothing is known, not even a pace, starts from nothing.
        base = replace(base, known=span.sport == "running")
    race = span.race
    shape = shape_of(race.distance_m if race else None, span.sport)
    level = level_of(shape, base)
    notes = note_weeks(base, span, availability, rules)
    rungs = _walk_run_rungs(base, notes)
    metres = easy_metres(athlete, span, base)
    (least, most), long_min = _peaks(shape, level, race, metres)
    first, first_long = _first_week(base, metres, least, long_min, rungs)
    peak = min(max(min(_MOST_GROWTH * first, most), least, first), _room(availability, span))
    peak = min(peak, span.most_week_min)
    after, way = notes[len(rungs) :], (min(first, _FIRST * peak), peak)
    totals = [_walk_run_minutes(rung) for rung in rungs]
    growth = _GROWTH[athlete.risk_style]
    totals += climb_to_peak(way, after, growth=growth, step=_STEP_MIN, lighter=_LIGHTER)
    totals = [_enough(total, note) for total, note in zip(totals, notes, strict=True)]
    # The last usual week counts while it is one of the four before.
    before = [base.full_week_min, *_weeks_off(base)]
    step = _RETURN_STEP_M / metres if span.sport == "running" else _RETURN_STEP_MIN
    totals = come_back_steadily(totals, notes, before, sessions=span.sessions, step=step)
    peak = min(max(long_min, 0.9 * first_long), max(_times(availability)), span.most_long_min)
    way = (min(first_long, peak), peak)
    longs = _long_sessions(base, span, notes, rungs, way=way, metres=metres, first_week=totals[0])
    weeks = {}
    learning = len(rungs) + _EASY_WEEKS if rungs else 0
    hard = return_to_hard(
        [0] * min(learning, len(notes))
        + [_hard_sessions(note, shape, level, base, span.sessions) for note in notes[learning:]]
    )
    for place, (note, total, climbed) in enumerate(zip(notes, totals, longs, strict=True)):
        taper = taper_of(shape, note)
        rung = rungs[place] if place < len(rungs) else 0
        early = early_taper(span, note.week)
        minutes = min(total, taper.week * max(totals), early.of.week * max(totals[: place + 1]))
        minutes = max(minutes - raced_min(span, note.week, metres), min(minutes, _LEAST_WEEK_MIN))
        single = minutes < _ONE_SESSION_MIN.get(span.sport, 0.0)
        most_long = room_for_long(minutes, shape, 1 if single else span.sessions)
        most_long = min(most_long, early.of.long * max(longs[: place + 1]))
        long = min(climbed, taper.long * max(longs), most_long)
        if note.share < 1 and note.longest_min < min(SHORT_MIN, max(longs) / 2):
            long = 0.0  # what ladders leave of it is no long session
        if rungs and not rung and long:  # half an hour, once it was run, is no long run
            long = max(long, _UNBROKEN_MIN)
        weeks[note.week.number] = SeasonWeek(
            minutes=minutes,
            long_min=long,
            hard=hard[place],
            lighter=note.light or note.held or note.share < 1,
            dose=min(_DOSES.get(ahead, 1.0) for ahead in (note.to_race, early.to_race)),
            walk_run=rung,
        )
    return Season(shape, level, base, weeks)


def _long_sessions(
    base: PriorTraining,
    span: PlanSpan,
    notes: Sequence[WeekNotes],
    rungs: Sequence[int],
    *,
    way: tuple[float, float],
    metres: float,
    first_week: float,
) -> list[float]:
    """Return the long session of each week [min]: it climbs, never far above those before."""
    runs, after = span.sport == "running", notes[len(rungs) :]
    step, spare = _LONG_STEP_MIN, _SPIKE_MIN
    if runs:
        step, spare = _LONG_STEP_M / metres, _SPIKE_M / metres
    longs = [0.0] * len(rungs)
    longs += climb_to_peak(
        way, after, growth=_LONG_GROWTH, step=step, lighter=_LIGHTER_LONG, alternate=True
    )
    # A first week of a few days has little room for a long session.
    part = (7 - span.start.weekday()) / 7
    longs[0] = min(longs[0], max(part * first_week, _SHORT_RUN_MIN)) if part < 1 else longs[0]
    return tame_spikes(
        longs,
        [note.longest_min for note in notes],
        [base.longest_min, *_weeks_off(base)] if base.days_off else [],
        first=_first_long(base, metres),
        spare=spare,
    )


def _weeks_off(base: PriorTraining) -> list[float]:
    """Return the empty weeks between the last training and the first week."""
    return [0.0] * math.ceil(base.days_off / 7)


def _first_week(
    base: PriorTraining, metres: float, least: float, long_min: float, rungs: Sequence[int]
) -> tuple[float, float]:
    """Return the minutes of the first full week and of its long session."""
    if rungs:  # whatever was trained long ago: what comes after the ladder begins where it ends
        return max(_walk_run_minutes(rungs[-1]), _LEAST_WEEK_MIN), _UNBROKEN_MIN
    runs = base.sport == "running"
    if not base.known:
        return _UNKNOWN * least, min(_UNKNOWN * long_min, _anybody_min(metres, base.sport))
    # Distance is what spikes are measured in: a slower past is no licence for a longer run.
    known_min = (base.longest_m / metres if runs else 0.0) or math.inf
    longest = max(min(base.longest_min, known_min), _LEAST_LONG_MIN)
    return max(base.full_week_min, _LEAST_WEEK_MIN), longest


def _anybody_min(metres: float, sport: str) -> float:
    """Return how long a session may be whatever was trained before [min]."""
    return _ANYBODY_M / metres if sport == "running" else _ANYBODY_MIN


def _enough(total: float, note: WeekNotes) -> float:
    """Return at least two short sessions for a full week on the way back from a break."""
    return max(total, _TWO_SESSIONS_MIN) if note.share < 1 and not note.blocked else total


def room_for_long(total: float, shape: Shape, sessions: int) -> float:
    """Return what a week has for its long session: another one fits beside it [min]."""
    if sessions == 1:
        return total
    most_share = shape.long_share if sessions > 2 else 1.0
    return min(most_share * total, max(total - _LEAST_LONG_MIN, total / 2))


def taper_of(shape: Shape, note: WeekNotes) -> TaperWeek:
    """Return the shares of a week by the weeks to the race; all of it further away."""
    near = note.to_race is not None and note.to_race < len(shape.taper)
    return shape.taper[note.to_race or 0] if near else FULL_WEEK


def _walk_run_rungs(base: PriorTraining, notes: Sequence[WeekNotes]) -> list[int]:
    """Return the week of the walk-run ladder of each first week; none for somebody who runs."""
    runs = base.longest_min >= _UNBROKEN_MIN / 2 and base.days_off < START_ANEW_DAYS
    if base.sport != "running" or not base.known or runs:
        return []
    rung, rungs = FIT_RUNG if base.converts or base.longest_min else 1, []
    last, step = len(WALK_RUN), 2 if base.converts else 1  # legs that are fit learn twice as fast
    for left, note in zip(reversed(range(len(notes))), notes, strict=True):
        rungs.append(rung)
        if rung == last:
            break
        # A lighter week is the same week again, where the ladder still ends before the race.
        again = note.light and rungs.count(rung) < 2 and left > math.ceil((last - rung) / step)
        # A week that the way back keeps shorter than its sessions is no week of the ladder.
        again |= note.longest_min < _MOST_OF_RUNG * walk_run_session(rung).whole_min
        # Where time is short, a week that only repeats the longest run of the last one is left out.
        short = left < last - rung and _longest_run(rung + 1) == _longest_run(rung)
        rung = rung if again else min(rung + step + short, last)
    return rungs


def _longest_run(rung: int) -> float:
    return max(walk_run_session(rung, at).longest_run_min for at in range(3))


def _walk_run_minutes(rung: int) -> float:
    return sum(walk_run_session(rung, at).whole_min for at in range(3))


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


def _first_long(base: PriorTraining, metres: float) -> float:
    """Return the longest session that anybody may begin with after a long break [min]."""
    far = base.known and base.days_off >= _FORGOTTEN_DAYS
    return _anybody_min(metres, base.sport) if far else math.inf


def _hard_sessions(
    note: WeekNotes, shape: Shape, level: Level, base: PriorTraining, sessions: int
) -> int:
    most = shape.hard[("beginner", "intermediate", "advanced").index(level)]
    if sessions < 5:
        most = min(most, 1)
    careful = level == "beginner" or base.converts
    if level == "beginner" and sessions <= _TWO_SESSIONS:
        return 0  # a hard run of two is half of all
    if note.share < 1 or (careful and note.week.number <= 2):
        return 0
    if note.week.phase in {"base", "taper"} or note.light or note.held:
        most = min(most, 1)
    return 0 if careful and (note.week.phase == "base" or note.to_race == 0) else most


def easy_metres(athlete: Athlete, span: PlanSpan, base: PriorTraining) -> float:
    """Return how far an easy session goes in a minute [m/min]."""
    name, usual = _EASY[span.sport]
    speed = athlete.at(span.start, span.sport).threshold_speed_m_s
    if speed is None and base.longest_m and span.sport == "running":
        return base.m_min  # the pace of what was run
    speed = speed or usual
    low, high = find_session(name).share
    return 60 * speed * (low + high) / 2


def _room(availability: Availability, span: PlanSpan) -> float:
    """Return the minutes of a week's fullest days, as many as there are sessions."""
    times = sorted(_times(availability), reverse=True)[: span.sessions]
    hours = availability.hours_per_week
    return sum(times) if hours is None else min(sum(times), 60 * hours)


def _times(availability: Availability) -> Iterable[float]:
    return [availability.minutes.get(day, 1440.0) for day in WEEKDAYS]
