"""Recommend a session: as hard as recovery and warnings support, within the rules."""

import re
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
from trainkit.models.goal import Goal
from trainkit.models.plan import Violation
from trainkit.recovery._alternatives import alternatives
from trainkit.recovery._candidates import (
    Candidate,
    Situation,
    build_candidate,
    fit_candidate,
    suitable_sessions,
)
from trainkit.recovery._race_day import race_day
from trainkit.recovery._suitability import Purpose, phase_of
from trainkit.recovery._words import capitalize_first, format_signed, label
from trainkit.workouts import estimate, find_session

__all__ = ["recommend"]

_PURPOSES = {
    "recovery": "to help you recover",
    "endurance": "to build endurance",
    "long": "to build endurance",
    "vo2max": "to build aerobic power",
    "race": "to practise race pace",
    "threshold": "to build speed at threshold",
    "tempo": "to train at a steady effort",
    "walk_run": "to get used to running: walk whenever you need to",
}
_BY_COLOUR: Mapping[Status, Intensity] = {"green": "hard", "yellow": "moderate", "red": "rest"}
_SAID_BY_LADDER = {"illness": "reported_illness", "pain": "reported_pain"}
_RACE_AHEAD = "The race is on "  # as a ladder says it
_NEAR_DAYS = 14  # before a race, which are counted in days
_OLD_DAYS = 3  # after which an old state allows only easy training


@dataclass(slots=True)
class _Limits:
    """Reasons collected while stepping down from the hardest intensity that recovery supports."""

    reasons: dict[tuple[str, str], str] = field(default_factory=dict)

    def add_violations(self, subject: str, violations: Iterable[Violation]) -> None:
        """Add why a session is ruled out; for several intensities, keep the lowest."""
        for violation in violations:
            joint = ". " if violation.reason[:1].isupper() else "; "  # a sentence of its own
            self.reasons[violation.rule, violation.message] = (
                f"{subject} is out: {violation.message}{joint}{violation.reason}."
            )

    def add(self, text: str) -> None:
        """Add any other reason."""
        self.reasons[text, ""] = text


def recommend(situation: Situation) -> Recommendation:
    """Choose a session, and other ways to spend the day."""
    limits = _Limits()
    goal = situation.goal
    if goal is not None and goal.date == situation.date:
        choice, reasons = race_day(situation, goal)
    else:
        most, reasons = _hardest_allowed(situation)
        choice = _planned_candidate(situation, most, limits) or _library_candidate(
            situation, most, limits
        )
        reasons = _rationale(situation, choice, most, reasons)
    return Recommendation(
        date=situation.date,
        intensity=choice.intensity,
        workout=choice.workout,
        load=round(choice.load, 1),
        rationale=" ".join(reasons),
        limits=tuple(limits.reasons.values()),
        alternatives=tuple(alternatives(situation, choice)),
    )


def _hardest_allowed(situation: Situation) -> tuple[Intensity, list[str]]:
    """Determine the hardest intensity that today supports, with the reasons that lowered it."""
    state = situation.recovery
    by_colour = _BY_COLOUR[colour_of(state.score, state.bands)]
    ladders, data = list(_ladder_caps(situation)), list(_data_caps(situation))
    warnings = list(_warning_caps(situation))
    caps = [*ladders, *warnings, *data]
    most = min([by_colour, *(cap for cap, _ in caps)], key=INTENSITIES.index)
    causes = [text for cap, text in ladders if cap == most or text.startswith("You ")]
    felt = [text for cap, text in warnings if cap == most or text.startswith("You ")]
    felt.sort(key=lambda text: not text.startswith("You "))  # reports before measures
    if felt and most != by_colour and not _advises(" ".join(causes + felt), most):
        felt.append("Rest today." if most == "rest" else f"Do {_session_of(most)} at most.")
    causes += felt
    causes += [text for cap, text in data if cap == most]
    if most == by_colour and most != "hard":
        causes.insert(len(ladders and causes[:1]), _state_words(situation, by_colour))
    return most, list(dict.fromkeys(causes))


def _state_words(situation: Situation, by_colour: Intensity, *, alone: bool = False) -> str:
    """What recovery supports; ``alone`` where something else decided."""
    state = situation.recovery
    as_of = f" (as of {state.date})" if state.age_days else ""
    subject = f"Your recovery of {state.score:.0f} of 100{as_of}"
    if by_colour == "rest":
        return f"{subject} calls for rest."
    verb = "alone would support" if alone else "supports"
    return f"{subject} {verb} {_session_of(by_colour)}."


def _advises(text: str, intensity: Intensity) -> bool:
    """Whether sentences already say what to do."""
    words = {"easy": r"\b(easy|easily|rest)\b", "rest": r"\brest\b"}
    return intensity in words and re.search(words[intensity], text.lower()) is not None


def _ladder_caps(situation: Situation) -> Iterator[tuple[Intensity, str]]:
    """Caps of the ladders, in words: the cause, and the step on which the athlete stands."""
    for ladder in situation.ladders:
        step = ladder.step_on(situation.date)
        if step is not None:
            place = capitalize_first(ladder.place_of(situation.date))
            place = place.replace("any session, up to", "nothing over")
            yield step.intensity, f"{ladder.because}. {place}."
            if ladder.without and step.minutes > 0:
                yield step.intensity, f"No {_join_sports(ladder.without)} for now."


def _warning_caps(situation: Situation) -> Iterator[tuple[Intensity, str]]:
    """Caps of the warnings; the words of what a ladder has said already are left out."""
    stepped = _step_down(_BY_COLOUR[colour_of(situation.recovery.score, situation.recovery.bands)])
    said = {_SAID_BY_LADDER.get(ladder.cause, "") for ladder in situation.ladders}
    for warning in situation.warnings:
        cap = min(warning.intensity_at_most, _level_cap(warning, stepped), key=INTENSITIES.index)
        if cap != "hard":
            yield cap, "" if warning.kind in said else f"{warning.message.rstrip('.')}."


def _data_caps(situation: Situation) -> Iterator[tuple[Intensity, str]]:
    """Caps of old data, and of a score that stands on one measure."""
    state = situation.recovery
    if state.age_days:
        cap: Intensity = "easy" if state.age_days > _OLD_DAYS else "moderate"
        age = "1 day" if state.age_days == 1 else f"{state.age_days} days"
        yield cap, f"Your last data is {age} old, so do {_session_of(cap)} at most."
    names = {component.name for component in state.components}
    if len(names) == 1 and names != {"load"}:
        name = "what you report" if names == {"wellness"} else label(*names)
        yield "moderate", f"Of your recovery only {name} is known, so nothing hard today."


def _join_sports(sports: Iterable[str]) -> str:
    names = {"hiking", "alpine_skiing", "cross_country_skiing", "walking", "training"}
    shown = sorted(set(sports) - names) or sorted(sports)
    *first, last = [sport.replace("_", " ") for sport in shown]
    return f"{', '.join(first)} or {last}" if first else last


def _level_cap(warning: TrainingWarning, stepped: Intensity) -> Intensity:
    """Cap by level: info leaves everything, a warning takes one step off, critical means rest."""
    caps: dict[str, Intensity] = {"info": "hard", "warning": stepped, "critical": "rest"}
    return caps[warning.level]


def _step_down(intensity: Intensity) -> Intensity:
    return INTENSITIES[max(INTENSITIES.index(intensity) - 1, 0)]


def _session_of(intensity: Intensity) -> str:
    words = {"rest": "rest", "easy": "an easy session", "hard": "a hard session"}
    return words.get(intensity, "a moderate session")


def _planned_candidate(situation: Situation, most: Intensity, limits: _Limits) -> Candidate | None:
    """Take today's planned workout unless recovery, time or a rule forbids it."""
    for workout in situation.plan:
        planned = estimate(workout, situation.signals.athlete, situation.date)
        violations = situation.today.violations(
            planned.effort, planned.load, planned.run_m, minutes=planned.minutes
        )
        limits.add_violations(f"The planned {workout.name}", violations)
        if workout.sport in situation.without:
            limits.add(f"The planned {workout.name} is out: no {workout.sport} for now.")
        elif INTENSITIES.index(planned.effort) > INTENSITIES.index(most):
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
    """The session that the week asks for, or the nearest one that is allowed."""
    sport = situation.sport
    for purpose in _purposes(situation.demand.purpose, most) if sport is not None else ():
        for session in suitable_sessions(situation, purpose, sport or ""):
            candidate, violations = fit_candidate(situation, session, purpose, most)
            if candidate is not None:
                return candidate
            limits.add_violations(f"{session.name}", violations)
    return _rest(situation)


def _purposes(demand: str, most: Intensity) -> tuple[Purpose, ...]:
    """Purposes in the order in which they are tried."""
    if most == "rest" or demand == "rest":
        return ()
    if demand == "hard" and most == "hard":
        return ("hard", "easy")
    if demand == "hard" and most == "moderate":
        return ("moderate", "easy")
    return ("long", "easy") if demand == "long" and most != "easy" else ("easy",)


def _rest(situation: Situation) -> Candidate:
    rest = find_session("Rest")
    return build_candidate(situation, rest, rest.minutes[0])


def _rationale(
    situation: Situation, choice: Candidate, most: Intensity, causes: list[str]
) -> list[str]:
    """All reasons, the one that decided first: a cause, else what the week asks for."""
    signals, demand = situation.signals, situation.demand
    state = situation.recovery
    by_colour = _BY_COLOUR[colour_of(state.score, state.bands)]
    week = demand.reason if _week_decided(situation, choice, most) else ""
    below = INTENSITIES.index(choice.intensity) < INTENSITIES.index(most)
    steps = [ladder.step_on(situation.date) for ladder in situation.ladders]
    on_ladder = most != "hard" and any(step and step.intensity == most for step in steps)
    sentences = [week, *causes] if below and not on_ladder else [*causes, week]
    lowered = by_colour != most or choice.intensity != most
    sentences.append(_state_words(situation, by_colour, alone=lowered))
    if "harder day" not in week and situation.habits.days_a_week:
        sentences.append(_hard_days(situation.today.hard_days, situation.today.days_since_hard))
    form, fitness = signals.performance.tsb[situation.at], signals.performance.ctl[situation.at]
    if not np.isnan(form):
        sentences.append(
            f"Your form is {format_signed(float(form))} and your fitness {fitness:.0f}."
        )
    if situation.goal is not None and not any(text.startswith(_RACE_AHEAD) for text in causes):
        sentences.append(_race_words(situation, situation.goal))
    sentences += _choice_words(situation, choice)
    spoken = dict.fromkeys(sentence for sentence in sentences if sentence)
    said = [sentence for sentence in spoken if "Your recovery of" in sentence]
    return [sentence for sentence in spoken if sentence not in said[1:]]


def _week_decided(situation: Situation, choice: Candidate, most: Intensity) -> bool:
    """Whether the day is as it is because of the week, and not of recovery or a plan."""
    demand = situation.demand
    if choice.session is None or situation.minutes_left <= 0:
        return False
    if choice.intensity == "rest":
        return demand.purpose == "rest"
    if demand.purpose == "long":
        return choice.session.purpose == "long"
    if demand.purpose == "easy":
        return most != "easy"
    return demand.purpose == choice.intensity


def _race_words(situation: Situation, goal: Goal) -> str:
    days, phase = (goal.date - situation.date).days, phase_of(goal, situation.date)
    when = f"{days / 7:.1f} weeks away" if days > _NEAR_DAYS else f"in {days} days"
    return f"Your race is {'tomorrow' if days == 1 else when} ({phase} phase)."


def _choice_words(situation: Situation, choice: Candidate) -> Iterator[str]:
    """What was chosen, and what for."""
    if choice.session is None:
        yield f"{choice.workout.name} is on your plan and fits today."
    elif choice.intensity == "rest":
        no_time = situation.minutes_left <= 0
        yield "No time to train today." if no_time else "Today is a rest day."
    else:
        if situation.demand.lighter:
            yield "It is a lighter week, to absorb the last ones."
        purpose = _PURPOSES.get(choice.session.purpose, f"for {choice.session.purpose}")
        yield (
            f"{choice.workout.name} for {choice.minutes:.0f} min (load {choice.load:.0f}) "
            f"{purpose}."
        )


def _hard_days(count: int, days_since: int | None) -> str:
    if days_since is None:
        return "You have not trained hard in the last 5 weeks."
    when = "yesterday" if days_since == 1 else f"{days_since} days ago"
    if count == 0:
        return f"You last trained hard {when}."
    days = "1 hard day" if count == 1 else f"{count} hard days"
    return f"You have had {days} in the last 7, most recently {when}."
