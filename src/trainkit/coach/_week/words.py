"""What the rules say about a week, in five tones: no model is needed for it."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple

from trainkit.models.assessment import TrainingWarning
from trainkit.models.goal import Goal
from trainkit.models.week import PredictedWeek, WeekDay
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts import fuelling_words

__all__ = [
    "TONES",
    "Done",
    "compare_weeks",
    "describe_day",
    "describe_injury",
    "describe_nutrition",
    "focus_of",
    "key_sessions",
    "summarize",
    "terrain_of",
    "tone_of",
]

Tone = Literal["gentle", "supportive", "balanced", "direct", "demanding"]
TONES: tuple[Tone, ...] = ("gentle", "supportive", "balanced", "direct", "demanding")

_OPENING: dict[Tone, str] = {
    "gentle": "A calm week ahead. Take each day as it comes.",
    "supportive": "A good week ahead, and one that you can do.",
    "balanced": "",
    "direct": "This is the week. Do it as written.",
    "demanding": "Hold yourself to this week: every session counts, the easy ones too.",
}
_CLOSING: dict[Tone, str] = {
    "gentle": "If a day feels wrong, leave it out; nothing is lost.",
    "supportive": "Keep the easy days easy, and the hard ones will go well.",
    "balanced": "Keep the easy days easy.",
    "direct": "Easy days stay easy. Hard days are done in full, or not at all.",
    "demanding": "Nothing extra on easy days, no half measures on hard ones; stop for pain.",
}
_FOCUS = {
    "recovery": "loosen up; it cannot be too slow",
    "easy": "relaxed enough to talk",
    "long": "time on your feet, evenly paced",
    "tempo": "steady and under control",
    "progression": "start easy, finish strong",
    "threshold": "comfortably hard, with even repeats",
    "vo2max": "hard repeats at one even effort",
    "repetitions": "fast and relaxed, with full rest",
    "hills": "strong form uphill, easy down",
    "fartlek": "play with speed, by feel",
    "marathon": "goal rhythm, and eating on the move",
    "race_pace": "the rhythm of the race",
    "race": "your race plan",
    "strides": "quick feet, no strain",
    "walk_run": "walk before you have to",
    "strength": "clean form",
}
_LONG_FOCUS = {"cycling": "hours in the saddle, evenly ridden", "swimming": "long, even strokes"}
_TERRAIN = {
    "running": "flat or gently rolling, soft ground where you can",
    "cycling": "quiet roads, flat or rolling",
    "swimming": "a pool, or calm open water with company",
    "rowing": "calm water, or the machine",
}
_TERRAIN_BY_KIND = {
    ("running", "hills"): "a steady climb with an easy way down",
    ("running", "repetitions"): "a track, or a flat path",
    ("running", "vo2max"): "a track, or a flat path",
    ("running", "threshold"): "flat and without stops",
    ("cycling", "threshold"): "a long climb, or a road without stops",
    ("cycling", "vo2max"): "a climb, or a trainer",
}
_RACES = {422: "The marathon", 211: "The half marathon", 210: "The half marathon"}
_MINUTES_PER_HOUR = 60


def tone_of(tone: float) -> Tone:
    """Return the name of a tone from 0, gentle, to 1, demanding."""
    return TONES[min(int(tone * len(TONES)), len(TONES) - 1)]


def focus_of(workout: PlannedWorkout) -> str:
    """Return what matters most in a session."""
    if workout.kind == "long":
        return _LONG_FOCUS.get(workout.sport, _FOCUS["long"])
    return _FOCUS.get(workout.kind or "", "")


def terrain_of(workout: PlannedWorkout) -> str:
    """Return where to do a session."""
    if workout.sub_sport in {"treadmill", "indoor_running", "indoor_cycling"}:
        return "indoors"
    by_kind = _TERRAIN_BY_KIND.get((workout.sport, workout.kind or ""))
    return by_kind or _TERRAIN.get(workout.sport, "")


def describe_day(workout: PlannedWorkout) -> str:
    """Say what to do on a day."""
    if workout.resting:
        return "No training today. A short walk is fine."
    notes = (workout.notes or "").strip()
    focus = focus_of(workout)
    parts = [notes if notes.endswith((".", "!")) or not notes else f"{notes}."]
    if focus:
        parts.append(f"{focus[0].upper()}{focus[1:]}.")
    return " ".join(part for part in parts if part) or f"{workout.name}."


def key_sessions(days: Sequence[WeekDay]) -> tuple[str, ...]:
    """Name the sessions that matter most, with their days."""
    return tuple(
        f"{day.title} on {day.date:%A}"
        for day in days
        if day.workout is not None and (day.workout.hard or day.workout.kind in {"race", "long"})
    )


def summarize(
    days: Sequence[WeekDay], predicted: PredictedWeek, tone: float, goals: Sequence[Goal]
) -> str:
    """Say what the week is: phase, sessions, hours, key days, and the race ahead."""
    name = tone_of(tone)
    sentences = [_OPENING[name], _phase_sentence(days), _size_sentence(predicted)]
    keys = key_sessions(days)
    if keys:
        label = "The key session is" if len(keys) == 1 else "The key sessions are"
        sentences.append(f"{label} {_join(keys)}.")
    start = days[0].date
    ahead = [goal for goal in goals if goal.date >= start]
    if ahead:
        sentences.append(_race_sentence(ahead[-1], start))
    sentences.append(_CLOSING[name] if predicted.sessions else "Rest well.")
    return " ".join(sentence for sentence in sentences if sentence)


def _phase_sentence(days: Sequence[WeekDay]) -> str:
    phases = [day.workout.phase for day in days if day.workout is not None and day.workout.phase]
    return f"This week is part of the {phases[0]} phase." if phases else ""


def _size_sentence(predicted: PredictedWeek) -> str:
    if not predicted.sessions:
        return "It is a week without training."
    sessions = "1 session" if predicted.sessions == 1 else f"{predicted.sessions} sessions"
    distance = (
        f" and about {predicted.distance_m / 1000:.0f} km" if predicted.distance_m >= 1000 else ""
    )
    hard = {0: "none of them hard", 1: "one of them hard"}.get(
        predicted.hard_days, f"{predicted.hard_days} of them hard"
    )
    return f"It has {sessions}, {hard}: {_hours(predicted.duration_min)}{distance}."


def _race_sentence(goal: Goal, start: dt.date) -> str:
    weeks = (goal.date - start).days // 7
    name = goal.name or _RACES.get(round(goal.distance_m / 100)) or _race_over(goal.distance_m)
    if weeks == 0:
        return f"{name} is this {goal.date:%A}."
    return f"{name} is {'1 week' if weeks == 1 else f'{weeks} weeks'} away, on {goal.date}."


def _race_over(distance_m: float) -> str:
    return f"The race over {distance_m / 1000:g} km"


def describe_nutrition(days: Sequence[WeekDay]) -> str:
    """Say how to eat around the longest session of the week."""
    trained = [day for day in days if day.workout is not None]
    if not trained:
        return ""
    longest = max(trained, key=lambda day: day.duration_min)
    sport = longest.workout.sport if longest.workout is not None else "running"
    words = fuelling_words(longest.duration_min, sport)
    return f"{longest.date:%A}: {words}" if words else ""


def describe_injury(warnings: Sequence[TrainingWarning]) -> str:
    """Repeat the warnings that speak of pain or illness."""
    kinds = ("pain", "injury", "illness")
    told = [warning.message for warning in warnings if any(kind in warning.kind for kind in kinds)]
    return " ".join(told)


class Done(NamedTuple):
    """What was trained in seven days: the last of them, the minutes, and the load."""

    last: dt.date
    minutes: float
    load: float


def compare_weeks(
    predicted: PredictedWeek, before: PredictedWeek | None, done: Done, start: dt.date
) -> str:
    """Put the week beside the last seven days with records, and beside what was planned for them.

    What was planned is told only where those days are the week before.
    """
    is_week_before = done.last == start - dt.timedelta(days=1)
    when = "before" if is_week_before else f"to {done.last:%A} {done.last}"
    amount = f"{_hours(done.minutes)} with a load of {done.load:.0f}"
    told = f"In the seven days {when} you trained {amount}"
    now = f"this week is {_hours(predicted.duration_min)} with {predicted.load:.0f}"
    if before is None or not is_week_before:
        return f"{told}; {now}."
    planned = f"{_hours(before.duration_min)} with {before.load:.0f} were planned"
    return f"{told}, where {planned}; {now}."


def _hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes), _MINUTES_PER_HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def _join(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
