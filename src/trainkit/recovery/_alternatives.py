"""Other ways to spend the day: shorter, easier, in another sport, indoors."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from trainkit.models.assessment import INTENSITIES, Alternative
from trainkit.recovery._candidates import Offer, Situation, fitted, offered, sessions_for
from trainkit.workouts import Session, find_session

__all__ = ["alternatives"]

_LEAST = 2
_OTHER_SPORTS = ("cycling", "running", "swimming", "rowing")


Kind = Literal["shorter", "easier", "other sport", "indoors"]


class _Idea(NamedTuple):
    kind: Kind
    session: Session
    minutes: float | None
    reason: str


def alternatives(situation: Situation, offer: Offer) -> list[Alternative]:
    """Find at least two, none harder than the offer, and none that breaks a rule."""
    found: list[Alternative] = []
    seen = {(offer.workout.name, offer.minutes)}
    for idea in _ideas(situation, offer):
        made, _ = fitted(situation, idea.session, offer.intensity, minutes=idea.minutes)
        if made is not None and (made.workout.name, made.minutes) not in seen:
            seen.add((made.workout.name, made.minutes))
            found.append(_written(idea, made))
    if len(found) < _LEAST:
        found += [
            _written(idea, offered(situation, idea.session, idea.session.minutes[0]))
            for idea in _at_rest()
        ]
    return found


def _written(idea: _Idea, made: Offer) -> Alternative:
    return Alternative(
        kind=idea.kind,
        intensity=made.intensity,
        workout=made.workout,
        load=round(made.load, 1),
        reason=idea.reason,
    )


def _ideas(situation: Situation, offer: Offer) -> Iterator[_Idea]:
    if offer.intensity == "rest":
        return
    session = offer.session
    if session is not None:
        shorter = max(5 * (offer.minutes * 2 / 3 // 5), session.minutes[0])
        yield _Idea("shorter", session, shorter, "If time is short.")
    yield from _easier(situation, offer)
    yield from _in_another_sport(situation, offer)
    if session is not None and session.indoor_version() != session:
        yield _Idea("indoors", session.indoor_version(), offer.minutes, "If it cannot be outside.")


def _easier(situation: Situation, offer: Offer) -> Iterator[_Idea]:
    below = INTENSITIES[INTENSITIES.index(offer.intensity) - 1]
    if below == "rest":
        yield _Idea("easier", find_session("Walk"), 20.0, "If you would rather rest.")
        return
    for one in sessions_for(situation, below, situation.sport):
        minutes = one.minutes_for(offer.load)
        if minutes and one.purpose != "long":
            reason = "If you feel less fresh than the numbers say."
            yield _Idea("easier", one, minutes, reason)
            return


def _in_another_sport(situation: Situation, offer: Offer) -> Iterator[_Idea]:
    for sport in dict.fromkeys((*situation.habits.sports, *_OTHER_SPORTS)):
        listed = sessions_for(situation, offer.intensity, sport)
        if listed and sport != offer.workout.sport:
            minutes = listed[0].minutes_for(offer.load) or listed[0].minutes[0]
            yield _Idea("other sport", listed[0], minutes, "For another kind of strain.")
            return


def _at_rest() -> tuple[_Idea, ...]:
    return (
        _Idea("other sport", find_session("Walk"), None, "If you want to move a little."),
        _Idea("indoors", find_session("Mobility"), None, "If a few minutes turn up."),
    )
