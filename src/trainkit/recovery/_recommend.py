"""Recommend a session: as hard as recovery and warnings support, within the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from trainkit.models.assessment import (
    INTENSITIES,
    Intensity,
    Recommendation,
    Status,
    TrainingWarning,
    colour_of,
)
from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout, Step
from trainkit.recovery._alternatives import alternatives
from trainkit.recovery._candidates import (
    Candidate,
    Situation,
    build_candidate,
    fit_candidate,
    suitable_sessions,
)
from trainkit.recovery._suitability import phase_of
from trainkit.recovery._words import capitalize_first, format_signed, label
from trainkit.workouts import PLANNED, estimate, find_session

__all__ = ["recommend"]

_PURPOSES = {
    "recovery": "to help you recover",
    "endurance": "to build endurance",
    "long": "to build long endurance",
    "vo2max": "to build aerobic power",
    "race": "to practise race pace",
    "threshold": "to build speed at threshold",
    "tempo": "to train at a steady effort",
}
_BY_COLOUR: Mapping[Status, Intensity] = {"green": "hard", "yellow": "moderate", "red": "rest"}
_OLD_DAYS = 3  # after which an old state allows only easy training


@dataclass(slots=True)
class _Limits:
    """Reasons collected while stepping down from the hardest intensity that recovery supports."""

    reasons: dict[tuple[str, str], str] = field(default_factory=dict)

    def add_violations(self, subject: str, violations: Iterable[Violation]) -> None:
        """Add why a session is ruled out; for several intensities, keep the lowest."""
        for violation in violations:
            self.reasons[violation.rule, violation.message] = (
                f"{subject} is out: {violation.message}; {violation.reason}."
            )

    def add(self, text: str) -> None:
        """Add any other reason."""
        self.reasons[text, ""] = text


def recommend(situation: Situation) -> Recommendation:
    """Choose a session, and other ways to spend the day."""
    most, reasons = _hardest_allowed(situation)
    limits = _Limits()
    choice = (
        _race_candidate(situation, most, limits)
        or _planned_candidate(situation, most, limits)
        or _library_candidate(situation, most, limits)
    )
    return Recommendation(
        date=situation.date,
        intensity=choice.intensity,
        workout=choice.workout,
        load=round(choice.load, 1),
        rationale=" ".join([*reasons, *_rationale(situation, choice)]),
        limits=tuple(limits.reasons.values()),
        alternatives=tuple(alternatives(situation, choice)),
    )


def _hardest_allowed(situation: Situation) -> tuple[Intensity, list[str]]:
    """Determine the hardest intensity that recovery and warnings support, with the reasons."""
    state = situation.recovery
    most = _BY_COLOUR[colour_of(state.score, state.bands)]
    as_of = f" (as of {state.date})" if state.age_days else ""
    verdict = "calls for rest" if most == "rest" else f"supports {_session_of(most)}"
    reasons = [f"Your recovery of {state.score:.0f} of 100{as_of} {verdict}."]
    caps: list[tuple[Intensity, str]] = []
    if state.age_days:
        cap: Intensity = "easy" if state.age_days > _OLD_DAYS else "moderate"
        age = "1 day" if state.age_days == 1 else f"{state.age_days} days"
        caps.append((cap, f"Your last data is {age} old, so do {_session_of(cap)} at most."))
    stepped = _step_down(most)
    for warning in situation.warnings:
        cap = min(warning.intensity_at_most, _level_cap(warning, stepped), key=INTENSITIES.index)
        advice = "rest today" if cap == "rest" else f"do {_session_of(cap)} at most"
        caps.append((cap, f"Because of the warning ({label(warning.kind)}), {advice}."))
    for cap, reason in caps:
        if INTENSITIES.index(cap) < INTENSITIES.index(most):
            most = cap
            reasons.append(reason)
    return most, reasons


def _level_cap(warning: TrainingWarning, stepped: Intensity) -> Intensity:
    """Cap by level: info leaves everything, a warning takes one step off, critical means rest."""
    caps: dict[str, Intensity] = {"info": "hard", "warning": stepped, "critical": "rest"}
    return caps[warning.level]


def _step_down(intensity: Intensity) -> Intensity:
    return INTENSITIES[max(INTENSITIES.index(intensity) - 1, 0)]


def _session_of(intensity: Intensity) -> str:
    words = {"rest": "rest", "easy": "an easy session", "hard": "a hard session"}
    return words.get(intensity, "a moderate session")


def _race_candidate(situation: Situation, most: Intensity, limits: _Limits) -> Candidate | None:
    """Build the race if it is today and recovery supports a hard day."""
    goal = situation.goal
    if goal is None or goal.date != situation.date:
        return None
    if most != "hard":
        limits.add(
            "Your race is today, but your recovery does not support it. The choice is yours."
        )
        return None
    course = Step(kind="active", until="distance", amount=goal.distance_m)
    race = PlannedWorkout(
        name=goal.name or "Race",
        sport=goal.sport,
        date=goal.date,
        steps=(course,),
        provenance=PLANNED,
    )
    effort = estimate(race, situation.signals.athlete, goal.date)
    violations = situation.today.violations("hard", effort.load, effort.run_m, race=True)
    if violations:
        limits.add_violations("The race", violations)
        return None
    return Candidate(race, effort.load, "hard", effort.minutes)


def _planned_candidate(situation: Situation, most: Intensity, limits: _Limits) -> Candidate | None:
    """Take today's planned workout unless recovery, time or a rule forbids it."""
    for workout in situation.plan:
        planned = estimate(workout, situation.signals.athlete, situation.date)
        violations = situation.today.violations(planned.effort, planned.load, planned.run_m)
        limits.add_violations(f"The planned {workout.name}", violations)
        if INTENSITIES.index(planned.effort) > INTENSITIES.index(most):
            limits.add(
                f"The planned {workout.name} is {planned.effort}, which is more than you should "
                "do today."
            )
        elif planned.minutes > situation.minutes_left:
            limits.add(
                f"The planned {workout.name} takes {planned.minutes:.0f} min, but you have only "
                f"{situation.minutes_left:.0f} min."
            )
        elif not violations:
            return Candidate(workout, planned.load, planned.effort, planned.minutes)
    return None


def _library_candidate(situation: Situation, most: Intensity, limits: _Limits) -> Candidate:
    for intensity in reversed(INTENSITIES[: INTENSITIES.index(most) + 1]):
        if intensity == "rest":
            break
        for session in suitable_sessions(situation, intensity, situation.sport):
            candidate, violations = fit_candidate(situation, session, most)
            if candidate is not None:
                return candidate
            limits.add_violations(capitalize_first(_session_of(intensity)), violations)
    rest = find_session("Rest")
    return build_candidate(situation, rest, rest.minutes[0])


def _rationale(situation: Situation, choice: Candidate) -> Iterator[str]:
    signals = situation.signals
    yield _hard_days(situation.today.hard_days, situation.today.days_since_hard)
    form, fitness = signals.performance.tsb[situation.at], signals.performance.ctl[situation.at]
    if not np.isnan(form):
        yield f"Your form is {format_signed(float(form))} and your fitness {fitness:.0f}."
    if situation.goal is not None:
        weeks = (situation.goal.date - situation.date).days / 7
        if weeks >= 0:
            phase = phase_of(situation.goal, situation.date)
            yield f"Your race is {weeks:.1f} weeks away ({phase} phase)."
    if choice.intensity == "rest":
        yield "No time to train today." if situation.minutes_left <= 0 else "Today is a rest day."
    elif choice.session is None:
        yield f"{choice.workout.name} is on your plan and fits today."
    else:
        purpose = _PURPOSES.get(choice.session.purpose, f"for {choice.session.purpose}")
        length = f"{choice.minutes:.0f} min"
        yield f"{choice.workout.name} for {length} (load {choice.load:.0f}) {purpose}."


def _hard_days(count: int, days_since: int | None) -> str:
    if days_since is None:
        return "You have not trained hard in the last 5 weeks."
    when = "yesterday" if days_since == 1 else f"{days_since} days ago"
    if count == 0:
        return f"You last trained hard {when}."
    days = "1 hard day" if count == 1 else f"{count} hard days"
    return f"You have had {days} in the last 7, most recently {when}."
