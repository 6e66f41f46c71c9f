"""Other ways to spend the day: shorter, easier, in another sport, or indoors."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from trainkit.models.assessment import Alternative
from trainkit.recovery._candidates import (
    Candidate,
    Situation,
    build_candidate,
    fit_candidate,
    suitable_sessions,
)
from trainkit.recovery._suitability import Purpose, suitable_minutes
from trainkit.recovery._week import has_base
from trainkit.workouts import Session, find_session

__all__ = ["alternatives"]

_MIN_COUNT = 2
_CROSS_TRAINING = ("cycling", "running", "swimming", "rowing")

Kind = Literal["shorter", "easier", "other sport", "indoors"]


class _Idea(NamedTuple):
    kind: Kind
    session: Session
    minutes: float | None
    reason: str
    purpose: Purpose = "easy"


def alternatives(situation: Situation, choice: Candidate) -> list[Alternative]:
    """Find two or more alternatives, none harder or in a sport that is out."""
    accepted: list[Alternative] = []
    seen = {(choice.workout.name, choice.minutes)}
    for idea in _ideas(situation, choice):
        if idea.session.sport in situation.without:
            continue
        candidate, _ = fit_candidate(
            situation, idea.session, idea.purpose, choice.intensity, minutes=idea.minutes
        )
        if candidate is not None and (candidate.workout.name, candidate.minutes) not in seen:
            seen.add((candidate.workout.name, candidate.minutes))
            accepted.append(_alternative(idea, candidate))
    if len(accepted) < _MIN_COUNT and not _rests_by_order(situation):
        # A walk and mobility count as rest, so no rule can forbid them.
        accepted += [
            _alternative(idea, build_candidate(situation, idea.session, idea.session.minutes[0]))
            for idea in _rest_day_ideas()
            if idea.session.sport not in situation.without
        ]
    return accepted


def _rests_by_order(situation: Situation) -> bool:
    """Whether pain or a warning sign asks for rest: then a walk is no alternative either."""
    if any(warning.kind == "warning_sign" for warning in situation.warnings):
        return True
    pains = [ladder for ladder in situation.ladders if ladder.cause == "pain"]
    return any(ladder.longest_min(situation.date) == 0 for ladder in pains)


def _alternative(idea: _Idea, candidate: Candidate) -> Alternative:
    return Alternative(
        kind=idea.kind,
        intensity=candidate.intensity,
        workout=candidate.workout,
        load=round(candidate.load, 1),
        reason=idea.reason,
    )


def _ideas(situation: Situation, choice: Candidate) -> Iterator[_Idea]:
    if choice.intensity == "rest" or choice.workout.kind == "race":
        return
    session = choice.session
    if session is not None:
        shorter = max(5 * (choice.minutes * 2 / 3 // 5), session.minutes[0])
        yield _Idea("shorter", session, shorter, "If you are short of time.")
    yield from _easier_ideas(situation, choice)
    yield from _other_sport_ideas(situation, choice)
    if session is not None and session.indoor_version() != session:
        reason = "If you have to train indoors."
        yield _Idea("indoors", session.indoor_version(), choice.minutes, reason)


def _easier_ideas(situation: Situation, choice: Candidate) -> Iterator[_Idea]:
    if choice.intensity == "easy":
        yield _Idea("easier", find_session("Walk"), 20.0, "If you would rather rest.")
        return
    for session in suitable_sessions(situation, "easy", choice.workout.sport):
        minutes = min(session.minutes_for(choice.load), choice.minutes)
        if minutes:
            reason = "If you feel more tired than the numbers suggest."
            yield _Idea("easier", session, minutes, reason)
            return


def _other_sport_ideas(situation: Situation, choice: Candidate) -> Iterator[_Idea]:
    habits = situation.habits
    for sport in dict.fromkeys((*habits.sports, *_CROSS_TRAINING)):
        purpose = _purpose(choice) if has_base(habits, sport) else "easy"
        sessions = suitable_sessions(situation, purpose, sport)
        if sessions and sport != choice.workout.sport:
            session = sessions[0]
            # As long as usual in that sport, and not more than the load of the choice.
            usual = suitable_minutes(session, purpose, habits, situation.demand, None)
            minutes = min(session.minutes_for(choice.load) or session.minutes[0], usual)
            yield _Idea("other sport", session, minutes, "If you want a change of sport.", purpose)
            return


def _purpose(choice: Candidate) -> Purpose:
    if choice.quality == "hard":
        return "hard"
    return "moderate" if choice.quality == "moderate" else "easy"


def _rest_day_ideas() -> tuple[_Idea, ...]:
    return (
        _Idea("other sport", find_session("Walk"), None, "If you want some gentle movement."),
        _Idea("indoors", find_session("Mobility"), None, "If you have a few spare minutes."),
    )
