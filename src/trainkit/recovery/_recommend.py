"""Recommend a session: as hard as recovery and warnings support, within the rules."""

from collections.abc import Iterator, Sequence

import numpy as np

from trainkit.models.assessment import INTENSITIES, Intensity, Recommendation
from trainkit.models.goal import Goal
from trainkit.recovery._alternatives import alternatives
from trainkit.recovery._candidates import (
    SHORTEST_MIN,
    Candidate,
    Situation,
    build_candidate,
    fit_candidate,
    suitable_sessions,
)
from trainkit.recovery._caps import (
    Cap,
    hardest_allowed,
    intensity_of_recovery,
    is_current,
    state_words,
)
from trainkit.recovery._planned import SHORTENED, Limits, planned_candidate, second_sessions
from trainkit.recovery._race_day import race_day
from trainkit.recovery._suitability import Purpose
from trainkit.recovery._words import format_signed
from trainkit.workouts import find_session

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
_NEAR_DAYS = 14  # before a race, which are counted in days


def recommend(situation: Situation) -> Recommendation:
    """Choose a session, and other ways to spend the day."""
    limits = Limits()
    goal = situation.goal
    if goal is not None and goal.date == situation.date:
        choice, reasons = race_day(situation, goal)
    else:
        most, causes = hardest_allowed(situation)
        choice = planned_candidate(situation, most, limits) or _library_candidate(
            situation, most, limits
        )
        reasons = _rationale(situation, choice, most, causes)
    return Recommendation(
        date=situation.date,
        intensity=choice.intensity,
        workout=choice.workout,
        load=_round_load(choice.load),
        rationale=" ".join(reasons),
        limits=tuple(limits.reasons.values()),
        alternatives=tuple(alternatives(situation, choice)),
    )


def _round_load(load: float) -> float:
    """Round a load once, so that all sentences about it say the same."""
    return round(load, 1)


def _library_candidate(situation: Situation, most: Intensity, limits: Limits) -> Candidate:
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
    situation: Situation, choice: Candidate, most: Intensity, caps: Sequence[Cap]
) -> list[str]:
    """All reasons, the one that decided first: a cause, else what the week asks for."""
    signals, demand = situation.signals, situation.demand
    causes = [cap.text for cap in caps]
    week = demand.reason if _week_decided(situation, choice, most) else ""
    below = INTENSITIES.index(choice.intensity) < INTENSITIES.index(most)
    steps = [ladder.step_on(situation.date) for ladder in situation.ladders]
    on_ladder = most != "hard" and any(step and step.intensity == most for step in steps)
    by_week = below and not on_ladder and not situation.plan
    sentences = [week, *causes] if by_week else [*causes, week]
    if all(cap.source != "recovery" for cap in caps):
        lowered = intensity_of_recovery(situation) != most or choice.intensity != most
        sentences.append(state_words(situation, alone=lowered))
    if not (week and demand.of_hard_days) and situation.habits.days_a_week:
        sentences.append(_hard_days(situation.today.hard_days, situation.today.days_since_hard))
    form, fitness = signals.performance.tsb[situation.at], signals.performance.ctl[situation.at]
    if is_current(situation) and not np.isnan(form):
        sentences.append(
            f"Your form is {format_signed(float(form))} and your fitness {fitness:.0f}."
        )
    if situation.goal is not None and all(cap.source != "race_ahead" for cap in caps):
        sentences.append(_race_words(situation, situation.goal))
    sentences += _choice_words(situation, choice)
    sentences += second_sessions(situation, choice, most)
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


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
    main = situation.season_goal
    if main is None or main == goal:
        return f"Your race is {_when(situation, goal)} ({situation.phase} phase)."
    other = f"Your {goal.priority} race is {_when(situation, goal)}"
    return f"{other}, and your A race {_when(situation, main)} ({situation.phase} phase)."


def _when(situation: Situation, goal: Goal) -> str:
    days = (goal.date - situation.date).days
    if days == 1:
        return "tomorrow"
    return f"{days / 7:.1f} weeks away" if days > _NEAR_DAYS else f"in {days} days"


def _choice_words(situation: Situation, choice: Candidate) -> Iterator[str]:
    """What was chosen, and what for."""
    if choice.session is None:
        name = choice.workout.name.removesuffix(SHORTENED)
        shorter = "" if choice.workout in situation.plan else f" with {choice.minutes:.0f} min"
        yield f"{name} is on your plan and fits today{shorter}."
    elif choice.intensity == "rest":
        left = situation.minutes_left
        if 0 < left < SHORTEST_MIN and situation.demand.purpose != "rest":
            yield f"{left:.0f} min are too short for a session, so today is a rest day."
        else:
            yield "No time to train today." if left <= 0 else "Today is a rest day."
    else:
        if situation.demand.lighter:
            yield "It is a lighter week, to absorb the last ones."
        purpose = _PURPOSES.get(choice.session.purpose, f"for {choice.session.purpose}")
        size = f"{choice.minutes:.0f} min (load {_round_load(choice.load):.0f})"
        yield f"{choice.workout.name} for {size} {purpose}."


def _hard_days(count: int, days_since: int | None) -> str:
    if days_since is None:
        return "You have not trained hard in the last 5 weeks."
    when = "yesterday" if days_since == 1 else f"{days_since} days ago"
    if count == 0:
        return f"You last trained hard {when}."
    days = "1 hard day" if count == 1 else f"{count} hard days"
    return f"You have had {days} in the last 7, most recently {when}."
