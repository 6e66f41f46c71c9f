"""The plan's own sessions of a day: done, shortened, or refused with the reason."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout, Step
from trainkit.recovery._candidates import SHORTEST_MIN, Candidate, Situation
from trainkit.recovery._plan_of_day import fits_as_second, name_planned, too_hard
from trainkit.recovery._week import FIRST_STEP
from trainkit.rules import LongRunStep
from trainkit.workouts import Estimate, estimate

__all__ = ["SHORTENED", "Limits", "planned_candidate", "second_sessions"]

SHORTENED = ", shortened"
"""End of the name of a planned session that was shortened."""

_STEP, _TOLERANCE = 5.0, 0.5  # [min]
_PLAN_OVER = 1.18  # of today's limit on a run: plans keep to 1.3 times the longest, not 1.1
_LONG_MIN, _NEAR_LONGEST = 70.0, 0.85  # a run of yesterday that was long: of the longest of 30 days
_BESIDE_LONG, _BESIDE_LONG_MIN = 0.78, 55.0  # the most of a run after it; plans have a bit less


@dataclass(slots=True)
class Limits:
    """Why sessions are out, each reason once."""

    reasons: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add_violations(
        self, subject: str, violations: Iterable[Violation], *, planned: bool = False
    ) -> None:
        """Add why a session is ruled out; of several proposals the last one stays.

        A planned session keeps its own line, whatever else breaks the same rule.
        """
        for violation in violations:
            key = (subject if planned else "", violation.rule, violation.message)
            joint = ". " if violation.reason[:1].isupper() else "; "  # a sentence of its own
            reason = f"{violation.message}{joint}{violation.reason}"
            self.reasons[key] = f"{subject} is out: {reason}."

    def add(self, text: str) -> None:
        """Add any other reason."""
        self.reasons[text,] = text


def planned_candidate(situation: Situation, most: Intensity, limits: Limits) -> Candidate | None:
    """Take the hardest of today's planned workouts that recovery, time and rules allow."""
    athlete, day = situation.signals.athlete, situation.date
    planned = [(workout, estimate(workout, athlete, day)) for workout in situation.plan]
    planned.sort(key=lambda pair: (INTENSITIES.index(pair[1].intensity), pair[1].load))
    for workout, what in reversed(planned):
        if workout.skipped:
            continue
        if workout.sport in situation.without and not workout.resting:
            sport = "strength" if workout.sport == "training" else workout.sport.replace("_", " ")
            limits.add(f"{name_planned(workout)} is out: no {sport} for now.")
        elif _above(what.intensity if most == "rest" else what.quality, most):
            limits.add(too_hard(workout, what.intensity))
        else:
            candidate = _fit(situation, workout, most, limits)
            if candidate is not None:
                return candidate
    return None


def second_sessions(situation: Situation, choice: Candidate, most: Intensity) -> Iterator[str]:
    """Say which other planned sessions of the day fit after the chosen one."""
    if choice.session is not None or choice.intensity == "rest":
        return
    for workout in situation.plan:
        what = estimate(workout, situation.signals.athlete, situation.date)
        others = workout != choice.workout and not workout.resting and not workout.skipped
        if not others or what.intensity not in {"rest", "easy"} or most == "rest":
            continue
        minutes = choice.minutes + what.minutes
        room = min(situation.minutes_left, situation.most_minutes)
        broken = situation.today.violations(
            choice.quality,
            choice.load + what.load,
            what.run_m,
            minutes=minutes,
            long=choice.long,
        )
        if minutes <= room and not broken and workout.sport not in situation.without:
            yield fits_as_second(workout)


def _fit(
    situation: Situation, workout: PlannedWorkout, most: Intensity, limits: Limits
) -> Candidate | None:
    """The workout, or a shorter one where it is easy and even, that the day allows."""
    room = min(situation.minutes_left, situation.most_minutes, _after_long(situation, workout))
    what = estimate(workout, situation.signals.athlete, situation.date)
    fitted, minutes = workout, what.minutes
    broken = _violations(situation, what)
    if minutes > room + _TOLERANCE:
        limits.add(_too_long(situation, workout, minutes))
    elif _above(what.effort, most):
        limits.add(_hard_by_length(workout, minutes))
    else:
        limits.add_violations(name_planned(workout), broken, planned=True)
    while broken or minutes > room + _TOLERANCE or _above(what.effort, most):
        minutes = min(room, _STEP * math.ceil(minutes / _STEP) - _STEP)
        if minutes < SHORTEST_MIN or not _can_shrink(situation, workout, what, broken):
            return None
        fitted = _shorten(workout, minutes)
        what = estimate(fitted, situation.signals.athlete, situation.date)
        broken = _violations(situation, what)
    return Candidate(fitted, what.load, what.intensity, what.minutes, quality=what.quality)


def _above(intensity: Intensity, most: Intensity) -> bool:
    return INTENSITIES.index(intensity) > INTENSITIES.index(most)


def _hard_by_length(workout: PlannedWorkout, minutes: float) -> str:
    length = f"its length of {minutes:.0f} min"
    return f"{name_planned(workout)} is hard by {length}, and today is not for a hard day."


def _violations(situation: Situation, what: Estimate) -> list[Violation]:
    long = what.effort == "hard" and what.quality != "hard"
    broken = situation.today.violations(
        what.quality if long else what.intensity,
        what.load,
        what.run_m,
        minutes=what.minutes,
        long=long,
    )
    # A plan counts distance at its own pace: a runner who is slower has run less than it knows.
    return [item for item in broken if item.rule != LongRunStep.name or _is_spike(item)]


def _is_spike(violation: Violation) -> bool:
    return violation.value > _PLAN_OVER * violation.limit


def _can_shrink(
    situation: Situation, workout: PlannedWorkout, what: Estimate, broken: list[Violation]
) -> bool:
    """Whether a shorter one is of the same use, and breaks no rule that does not ask for length."""
    even = all(isinstance(step, Step) and step.until == "time" for step in workout.steps)
    eased = all(violation.rule in situation.today.eased for violation in broken)
    return even and bool(workout.steps) and what.quality in {"rest", "easy"} and eased


def _shorten(workout: PlannedWorkout, minutes: float) -> PlannedWorkout:
    """Shorten the steps in proportion."""
    share = 60 * minutes / (workout.duration_s or 60 * minutes)
    steps = tuple(
        step.model_copy(update={"amount": round((step.amount or 0.0) * share)})
        for step in workout.steps
        if isinstance(step, Step)
    )
    planned_m = None if workout.planned_m is None else round(workout.planned_m * share)
    load = None if workout.load is None else round(workout.load * share, 1)
    return workout.model_copy(
        update={
            "name": f"{workout.name}{SHORTENED}",
            "steps": steps,
            "planned_m": planned_m,
            "load": load,
            "notes": f"{minutes:.0f} min in place of {workout.duration_min:.0f} min",
        }
    )


def _too_long(situation: Situation, workout: PlannedWorkout, minutes: float) -> str:
    subject = f"{name_planned(workout)} takes {minutes:.0f} min"
    if minutes > situation.minutes_left + _TOLERANCE:
        return f"{subject}, but you have only {situation.minutes_left:.0f} min."
    beside = (_after_long(situation, workout), "Yesterday was long")
    most, because = min([beside, *_length_limits(situation)])
    return f"{subject}, and {most:.0f} min are the most today. {because.rstrip('.')}."


def _after_long(situation: Situation, workout: PlannedWorkout) -> float:
    """The longest run on the day after a long one, which may have been shorter than planned [min].

    A plan sets the lengths of both days; where the first was cut, the second would be as long.
    """
    today, own = situation.today, situation.habits.of("running")
    yesterday = float(today.past.minutes[today.at - 1]) if today.at else 0.0
    was_long = own.since == 1 and yesterday >= max(_LONG_MIN, _NEAR_LONGEST * own.longest_30)
    if not was_long or workout.sport != "running":
        return math.inf
    what = estimate(workout, situation.signals.athlete, situation.date)
    easy = what.quality in {"rest", "easy"}
    return max(_BESIDE_LONG * yesterday, _BESIDE_LONG_MIN) if easy else math.inf


def _length_limits(situation: Situation) -> Iterator[tuple[float, str]]:
    """The longest session by each ladder and warning, with the words for it."""
    for ladder in situation.ladders:
        step = ladder.step_on(situation.date)
        if step is not None:
            yield step.minutes, ladder.because
    if not situation.habits.days_a_week:
        yield situation.most_minutes, FIRST_STEP
    for warning in situation.warnings:
        if "minutes_at_most" in warning.values:
            yield warning.values["minutes_at_most"], warning.message
