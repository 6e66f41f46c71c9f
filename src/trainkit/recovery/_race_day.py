"""The day of a race: the race with its pace and warm-up, or the reason not to start."""

from trainkit.metrics import running
from trainkit.models.goal import Goal
from trainkit.models.workout import PlannedWorkout, Step, Target
from trainkit.recovery._candidates import Candidate, Situation
from trainkit.workouts import PLANNED, estimate

__all__ = ["no_start_reason", "race_candidate"]

_STOPS = frozenset({"reported_illness", "fever"})
_PAIN_STOPS = 60.0
_ILL_STEP_MIN = 30.0  # a step of the illness ladder up to which nobody races
_RANGE = 0.02  # of the speed, on both sides
_SLOWER = {"green": 1.0, "yellow": 0.97, "red": 0.94}  # of the speed, by the morning's colour
_WARM_UP_S = {"short": 900.0, "long": 600.0}
_SHORT_M = 15_000.0


def race_candidate(situation: Situation, goal: Goal) -> Candidate:
    """Build the race of the day: a warm-up, and the distance at its pace."""
    athlete = situation.signals.athlete
    speed = _race_speed(situation, goal)
    target = None
    if speed is not None:
        target = Target(
            kind="speed",
            low=round(speed * (1 - _RANGE), 2),
            high=round(speed * (1 + _RANGE), 2),
            unit="m/s",
        )
    short = goal.distance_m <= _SHORT_M
    warm_up = Step(kind="warmup", until="time", amount=_WARM_UP_S["short" if short else "long"])
    race = PlannedWorkout(
        name=goal.name or "Race",
        sport=goal.sport,
        date=goal.date,
        kind="race",
        hard=True,
        steps=(
            warm_up,
            Step(kind="active", until="distance", amount=goal.distance_m, target=target),
        ),
        notes=_notes(situation, goal, speed),
        provenance=PLANNED,
    )
    effort = estimate(race, athlete, goal.date)
    return Candidate(race, effort.load, "hard", effort.minutes)


def no_start_reason(situation: Situation) -> str | None:
    """Say why the athlete should not start; None where nothing stops a race.

    Only what the athlete reports stops a race: an illness and the first days after it, a fever,
    strong pain. A poor night before a race is usual and stops nobody.
    """
    for warning in situation.warnings:
        pain = warning.values.get("pain", 0.0)
        if warning.kind in _STOPS or (warning.kind == "reported_pain" and pain >= _PAIN_STOPS):
            return f"Your race is today, but do not start: {_lower(warning.message)}"
    for ladder in situation.ladders:
        step = ladder.step_on(situation.date)
        early = step is not None and step.minutes <= _ILL_STEP_MIN
        if ladder.cause == "illness" and early:
            return f"Your race is today, but do not start: {_lower(ladder.because)}."
    return None


def _race_speed(situation: Situation, goal: Goal) -> float | None:
    """The speed that the aimed time or today's fitness gives, slower on a poor morning [m/s]."""
    factor = _SLOWER[situation.recovery.status]
    if goal.time_s is not None:
        return goal.distance_m / goal.time_s * factor
    now = situation.signals.athlete.at(goal.date, goal.sport)
    if goal.sport != "running" or now.threshold_speed_m_s is None:
        return None
    level = float(running.vdot(3600 * now.threshold_speed_m_s, 3600.0))
    return goal.distance_m / float(running.race_time(level, goal.distance_m)) * factor


def _notes(situation: Situation, goal: Goal, speed: float | None) -> str:
    parts = ["Warm up easily, with 3 or 4 strides" if goal.distance_m <= _SHORT_M else "Warm up"]
    if speed is not None and goal.sport == "running":
        low, high = (_pace(speed * factor) for factor in (1 + _RANGE, 1 - _RANGE))
        parts.append(f"then race at {low} to {high} /km, the first third at the slower end")
    text = ", ".join(parts) + "."
    if situation.recovery.status == "yellow":
        text += " The morning is not your best: start 3 % slower, and speed up late if you can."
    elif situation.recovery.status == "red":
        text += (
            " The morning is poor: race for the experience, 6 % slower, or leave it; stop if you "
            "feel unwell."
        )
    return text


def _pace(speed: float) -> str:
    minutes, seconds = divmod(round(1000 / speed), 60)
    return f"{minutes}:{seconds:02}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
