"""The day of a race: the race with its pace and warm-up, or the reason not to start."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from trainkit.models.assessment import TrainingWarning
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Goal
from trainkit.models.workout import PlannedWorkout, Step, Target
from trainkit.recovery._candidates import Candidate, Situation, build_candidate
from trainkit.rules import Ladder
from trainkit.rules import Step as LadderStep
from trainkit.workouts import (
    PLANNED,
    Expected,
    estimate,
    expected_times,
    find_session,
    fuelling_words,
    threshold_vdot,
    vdot_holds,
    vdot_time,
)

__all__ = ["no_start_reason", "race_candidate", "race_day"]

_STOPS = frozenset({"reported_illness", "fever"})
_PAIN_STOPS = 60.0
_RANGE = 0.02  # of the speed, on both sides
_SLOWER = {"green": 1.0, "yellow": 0.97, "red": 0.94}  # of the speed, by the morning's colour
_EASY_RANGE = (0.75, 0.84)  # of the threshold, as in long runs
_WARM_UP_S = {"short": 900.0, "long": 600.0}
_VDOT_M = (1500.0, 50_000.0)
_RIEGEL = 1.06  # how race times grow with the distance (Riegel 1981), where VDOT does not hold
_SAME = 0.05  # by which recordings of one distance differ
_BREAK_DAYS = 6  # with records and without training, which make a break
_SPRINT = 0.1  # of a short race's distance, below which there is no first third to hold back
_MOST_M = 10_000_000.0  # a step's longest distance
_FAR_M = 15_000.0  # a recording of a race's distance that short may be an easy run


class _Custom(NamedTuple):
    """How a sport races: up to when short, its short efforts, and the unit of its pace."""

    short_m: float
    efforts: str
    pace_m: float | None = None  # None is a speed in km/h


_CUSTOMS = {
    "running": _Custom(15_000.0, "3 or 4 strides", 1000.0),
    "cycling": _Custom(40_000.0, "3 or 4 efforts of half a minute"),
    "swimming": _Custom(3_000.0, "4 faster lengths of 25 m", 100.0),
    "rowing": _Custom(6_000.0, "3 or 4 bursts of ten strokes", 500.0),
    "walking": _Custom(15_000.0, "a few faster minutes", 1000.0),
    "hiking": _Custom(15_000.0, "a few faster minutes", 1000.0),
}
_OTHER = _Custom(15_000.0, "a few short, faster pieces")


class _Pace(NamedTuple):
    """The speed to race at [m/s]: its range, and whether the aimed time is out of reach."""

    low: float
    high: float
    capped: bool = False


def race_day(situation: Situation, goal: Goal) -> tuple[Candidate, list[str]]:
    """Decide the day of a race: the race, or rest with the reason not to start.

    Parameters
    ----------
    situation : Situation
        Everything that is known.
    goal : Goal
        The race of the day.

    Returns
    -------
    tuple of Candidate and list of str
        What to do, and why.
    """
    stop = no_start_reason(situation, goal)
    question = _date_question(situation, goal)
    if stop is not None:
        rest = find_session("Rest")
        return build_candidate(situation, rest, rest.minutes[0]), [stop, *question]
    state = situation.recovery
    as_of = f" as of {state.date}" if state.age_days else ""
    known = f"Your recovery{as_of} is {state.score:.0f} of 100 ({state.status})."
    race = race_candidate(situation, goal)
    held = [_words(ladder, situation.date) for ladder in _easy_ladders(situation)]
    reasons = ["Today is your race."]
    if held:
        reasons += [*held, "Do it for the experience, at an easy pace, or leave it.", *question]
        return race, [*reasons, known]
    reasons += [known, *question, *_cautions(situation, race)]
    pace = _race_pace(situation, goal)
    if pace is not None and pace.capped and goal.time_s is not None:
        reasons.append(_cap_words(goal, goal.time_s, pace))
    if any(warning.level != "info" for warning in situation.warnings):
        reasons.append(
            "The warnings of this morning are reasons to start slower, not to stay away."
        )
    return race, reasons


def race_candidate(situation: Situation, goal: Goal) -> Candidate:
    """Build the race of the day: a warm-up, and the distance at its pace."""
    athlete = situation.signals.athlete
    easy = bool(_easy_ladders(situation))
    pace = _easy_pace(situation, goal) if easy else _race_pace(situation, goal)
    target = None
    if pace is not None:
        target = Target(kind="speed", low=round(pace.low, 2), high=round(pace.high, 2), unit="m/s")
    warm_up = Step(
        kind="warmup", until="time", amount=_WARM_UP_S["short" if _is_short(goal) else "long"]
    )
    metres = min(goal.distance_m, _MOST_M)
    race = PlannedWorkout(
        name=goal.name or "Race",
        sport=goal.sport,
        date=goal.date,
        kind="race",
        hard=not easy,
        steps=(
            warm_up,
            Step(kind="active", until="distance", amount=metres, target=target),
        ),
        notes=" ".join(_notes(situation, goal, pace, easy=easy)),
        provenance=PLANNED,
    )
    effort = estimate(race, athlete, goal.date)
    return Candidate(race, effort.load, "easy" if easy else "hard", effort.minutes)


def no_start_reason(situation: Situation, goal: Goal) -> str | None:
    """Say why the athlete should not start; None where nothing stops a race.

    An illness and the first days after it, a fever, strong pain, pain in a place that the race
    needs, signs of the heart, and the days of rest after another race. A poor night before a race
    is usual and stops nobody.
    """
    stops = [
        ladder for ladder in situation.ladders if ladder.cancels_race(situation.date, goal.sport)
    ]
    causes = [ladder.because for ladder in stops if ladder.cause == "pain"]
    causes += [warning.message for warning in situation.warnings if _stops_race(warning)]
    causes += [ladder.because for ladder in stops]
    return f"Your race is today, but do not start: {_lower(causes[0])}." if causes else None


def _stops_race(warning: TrainingWarning) -> bool:
    if warning.kind == "reported_pain":
        return warning.values.get("pain", 0.0) >= _PAIN_STOPS
    return warning.kind in _STOPS


def _easy_ladders(situation: Situation) -> list[Ladder]:
    """Ladders that allow easy training only; another race in the days ahead is no reason."""
    return [
        ladder
        for ladder, step in _steps(situation)
        if step.intensity != "hard" and not _is_gap(situation, ladder)
    ]


def _steps(situation: Situation) -> Iterator[tuple[Ladder, LadderStep]]:
    """Ladders with their steps of the day; that of another race in the days ahead is left out."""
    for ladder in situation.ladders:
        step = ladder.step_on(situation.date)
        if step is not None and ladder.cause != "race_ahead":
            yield ladder, step


def _is_gap(situation: Situation, ladder: Ladder) -> bool:
    """Whether a break may be no more than days without any record, as before an import."""
    span = situation.signals.history.span
    if ladder.since is None or span is None:
        return False
    return ladder.since > span[1] - dt.timedelta(days=_BREAK_DAYS)


def _cautions(situation: Situation, race: Candidate) -> Iterator[str]:
    """What speaks for a careful start: a return that allows less, and days without a record."""
    for ladder, step in _steps(situation):
        if _is_gap(situation, ladder):
            since = ladder.since or situation.date
            yield f"Nothing is recorded since {since.day} {since:%B}: without training, go easy."
        elif step.minutes < race.minutes:
            yield f"{ladder.because}: start carefully, and stop if you feel unwell."


def _words(ladder: Ladder, day: dt.date) -> str:
    place = ladder.place_of(day)
    return f"{ladder.because}. {place[:1].upper()}{place[1:]}."


def _date_question(situation: Situation, goal: Goal) -> list[str]:
    """Ask whether the date is right, if the same race was recorded yesterday."""
    yesterday = situation.date - dt.timedelta(days=1)
    history = situation.signals.history
    metres = [race.distance_m for race in history.races if race.date == yesterday]
    metres += [
        done.distance_m
        for done in history.between(yesterday, yesterday).activities
        if done.sport == goal.sport
        and done.distance_m is not None
        and (done.race or done.distance_m >= _FAR_M)
    ]
    if not any(abs(metre / goal.distance_m - 1) <= _SAME for metre in metres):
        return []
    return ["This distance was recorded yesterday: is the date of the race right?"]


def _race_pace(situation: Situation, goal: Goal) -> _Pace | None:
    """The pace of the aimed time, as far as today's threshold supports it, or the likely one.

    It is slower on a poor morning.
    """
    limit = _fastest(situation, goal)
    aimed = None if goal.time_s is None else goal.distance_m / goal.time_s
    if aimed is None:
        flat = goal.sport == "running" and not goal.trail and vdot_holds(goal.distance_m)
        expected = _expected(situation, goal) if flat else None
        speed = None if expected is None else goal.distance_m / expected.likely_s
    else:
        speed = aimed if limit is None else min(aimed, limit)
    if speed is None or speed > _MOST_M:
        return None
    capped = aimed is not None and aimed > speed * (1 + _RANGE)
    speed *= _SLOWER[situation.recovery.status]
    return _Pace(speed * (1 - _RANGE), speed * (1 + _RANGE), capped)


def _fastest(situation: Situation, goal: Goal) -> float | None:
    """The speed that today's threshold supports over a distance [m/s]."""
    athlete = situation.signals.athlete
    if goal.sport == "running":
        level = threshold_vdot(athlete, goal.date)
        expected = _expected(situation, goal)
        if level is None or expected is None:
            return None
        metres = min(goal.distance_m, _VDOT_M[1])
        # As fast as by the equations only where a quarter of real runners is: no marathon.
        return metres / max(expected.fast_s, vdot_time(level, metres))
    hour = _hour_speed(athlete, goal)
    if hour is None:
        return None
    return float(hour * (goal.distance_m / (3600 * hour)) ** (1 - _RIEGEL))


def _expected(situation: Situation, goal: Goal) -> Expected | None:
    """What real runners ran who hold today's threshold for an hour."""
    hour = situation.signals.athlete.at(goal.date, "running").threshold_speed_m_s
    metres = min(goal.distance_m, _VDOT_M[1])
    if (
        hour is None
        or metres < _VDOT_M[0]
        or threshold_vdot(situation.signals.athlete, goal.date) is None
    ):
        return None
    return expected_times(3600 * hour, 3600.0, metres)


def _easy_pace(situation: Situation, goal: Goal) -> _Pace | None:
    hour = _hour_speed(situation.signals.athlete, goal)
    if hour is None or goal.trail:
        return None
    return _Pace(_EASY_RANGE[0] * hour, _EASY_RANGE[1] * hour)


def _hour_speed(athlete: Athlete, goal: Goal) -> float | None:
    """The threshold speed of the race's own sport: that of running says nothing of a ride [m/s]."""
    own = any(
        change.sport == goal.sport and change.threshold_speed_m_s is not None
        for change in athlete.changes
    )
    if goal.sport != "running" and not own:
        return None
    return athlete.at(goal.date, goal.sport).threshold_speed_m_s


def _notes(situation: Situation, goal: Goal, pace: _Pace | None, *, easy: bool) -> Iterator[str]:
    if easy:
        yield "Warm up."
        steady = "" if pace is None else f", at {_pace_words(pace, goal.sport)}"
        yield f"For the experience only: easy to the finish{steady}; stop if you feel unwell."
        return
    warm_up = "Warm up"
    if _is_short(goal):
        warm_up += f" easily, with {_CUSTOMS.get(goal.sport, _OTHER).efforts}"
    sprint = goal.distance_m < _SPRINT * _CUSTOMS.get(goal.sport, _OTHER).short_m
    if pace is None:
        calm = "" if sprint else ", the first third at an effort that you can hold"
        yield f"{warm_up}, then race by feel{calm}."
    else:
        calm = "" if sprint else ", the first third at the slower end"
        yield f"{warm_up}, then race at {_pace_words(pace, goal.sport)}{calm}."
    seconds = goal.time_s if pace is None else 2 * goal.distance_m / (pace.low + pace.high)
    fuelling = fuelling_words((seconds or 0.0) / 60, goal.sport)
    if fuelling:
        yield fuelling
    state = situation.recovery
    subject = f"As of {state.date}, you were" if state.age_days else "The morning is"
    if state.status == "yellow":
        yield f"{subject} not {_best(situation)}: start 3 % slower, and speed up late if you can."
    elif state.status == "red":
        poor = "in a poor state" if state.age_days else "poor"
        yield (
            f"{subject} {poor}: race for the experience, 6 % slower, or leave it; stop if you "
            "feel unwell."
        )


def _best(situation: Situation) -> str:
    return "at your best" if situation.recovery.age_days else "your best"


def _is_short(goal: Goal) -> bool:
    return goal.distance_m <= _CUSTOMS.get(goal.sport, _OTHER).short_m


def _pace_words(pace: _Pace, sport: str) -> str:
    """A range from slow to fast: ``"4:48 to 4:36 /km"``, ``"31.2 to 32.5 km/h"``."""
    metres = _CUSTOMS.get(sport, _OTHER).pace_m
    if metres is None:
        return f"{3.6 * pace.low:.1f} to {3.6 * pace.high:.1f} km/h"
    slow, fast = (_clock(metres / speed) for speed in (pace.low, pace.high))
    unit = "km" if metres == 1000 else f"{metres:.0f} m"
    return f"{slow} to {fast} /{unit}"


def _cap_words(goal: Goal, time_s: float, pace: _Pace) -> str:
    likely = goal.distance_m / ((pace.low + pace.high) / 2)
    return (
        f"Your aim of {_clock(time_s)} is faster than your threshold supports today; the pace is "
        f"that of {_clock(likely)}."
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours}:{minutes_left:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
