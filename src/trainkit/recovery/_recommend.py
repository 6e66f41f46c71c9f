"""What to do today: as much as recovery and warnings allow, of what the rules allow."""

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
from trainkit.recovery._candidates import Offer, Situation, fitted, offered, sessions_for
from trainkit.recovery._suitability import phase_of
from trainkit.recovery._words import signed
from trainkit.workouts import PLANNED, estimate, find_session

__all__ = ["recommended"]

_PURPOSES = {
    "long": "long endurance",
    "vo2max": "aerobic power",
    "race": "race pace",
    "threshold": "speed at threshold",
    "tempo": "a steady effort",
}
_BY_COLOUR: Mapping[Status, Intensity] = {"green": "hard", "yellow": "moderate", "red": "rest"}
_OLD_DAYS = 3  # after which an old state allows only easy training


@dataclass(slots=True)
class _Search:
    """What was found on the way down from the wanted intensity."""

    broken: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, what: str, broken: Iterable[Violation]) -> None:
        """Keep why something may not be done; of several intensities, the lowest."""
        for one in broken:
            self.broken[one.rule, one.message] = f"{what} is out: {one.message}; {one.reason}."

    def say(self, text: str) -> None:
        """Keep any other reason."""
        self.broken[text, ""] = text


def recommended(situation: Situation) -> Recommendation:
    """Choose a session, and other ways to spend the day."""
    most, reasons = _allowed(situation)
    search = _Search()
    offer = (
        _race(situation, most, search)
        or _planned(situation, most, search)
        or _from_library(situation, most, search)
    )
    return Recommendation(
        date=situation.date,
        intensity=offer.intensity,
        workout=offer.workout,
        load=round(offer.load, 1),
        rationale=" ".join([*reasons, *_rationale(situation, offer)]),
        limits=tuple(search.broken.values()),
        alternatives=tuple(alternatives(situation, offer)),
    )


def _allowed(situation: Situation) -> tuple[Intensity, list[str]]:
    """Say the most intensity that recovery and warnings allow, and why."""
    state = situation.recovery
    most = _BY_COLOUR[colour_of(state.score, state.bands)]
    reasons = [
        f"Recovery of {state.score:.0f} of 100 allows {_article(most)}"
        + (f" (the state of {state.date})." if state.age_days else ".")
    ]
    caps: list[tuple[Intensity, str]] = []
    if state.age_days:
        old: Intensity = "easy" if state.age_days > _OLD_DAYS else "moderate"
        days = "a day" if state.age_days == 1 else f"{state.age_days} days"
        caps.append((old, f"The state is {days} old, so at most {_article(old)}."))
    stepped = _one_step_down(most)
    for one in situation.warnings:
        cap = min(one.intensity_at_most, *_lowered(one, stepped), key=INTENSITIES.index)
        caps.append((cap, f"The warning {one.kind.replace('_', ' ')} allows {_article(cap)}."))
    for cap, why in caps:
        if INTENSITIES.index(cap) < INTENSITIES.index(most):
            most = cap
            reasons.append(why)
    return most, reasons


def _lowered(warning: TrainingWarning, stepped: Intensity) -> tuple[Intensity, ...]:
    """A warning takes one step off; info takes none, a critical one says rest itself."""
    return {"info": ("hard",), "warning": (stepped,), "critical": ("rest",)}[warning.level]


def _one_step_down(intensity: Intensity) -> Intensity:
    return INTENSITIES[max(INTENSITIES.index(intensity) - 1, 0)]


def _article(intensity: Intensity) -> str:
    words = {"rest": "rest", "easy": "an easy session", "hard": "a hard session"}
    return words.get(intensity, "a moderate session")


def _race(situation: Situation, most: Intensity, search: _Search) -> Offer | None:
    """Race on the day of the race, if recovery allows anything hard."""
    goal = situation.goal
    if goal is None or goal.date != situation.date:
        return None
    if most != "hard":
        search.say("Your race is today, and recovery does not speak for it: your choice.")
        return None
    way = Step(kind="active", until="distance", amount=goal.distance_m)
    race = PlannedWorkout(
        name=goal.name or "Race", sport=goal.sport, date=goal.date, steps=(way,), provenance=PLANNED
    )
    found = estimate(race, situation.signals.athlete, goal.date)
    broken = situation.today.broken("hard", found.load, found.run_m, race=True)
    if broken:
        search.note("The race", broken)
        return None
    return Offer(race, found.load, "hard", found.minutes)


def _planned(situation: Situation, most: Intensity, search: _Search) -> Offer | None:
    """Take today's planned workout if it may be done."""
    for workout in situation.plan:
        found = estimate(workout, situation.signals.athlete, situation.date)
        broken = situation.today.broken(found.effort, found.load, found.run_m)
        search.note(f"The planned {workout.name}", broken)
        if INTENSITIES.index(found.effort) > INTENSITIES.index(most):
            search.say(f"The planned {workout.name} is {found.effort}, more than today allows.")
        elif found.minutes > situation.minutes_left:
            search.say(
                f"The planned {workout.name} takes {found.minutes:.0f} min, and there are "
                f"{situation.minutes_left:.0f}."
            )
        elif not broken:
            return Offer(workout, found.load, found.effort, found.minutes)
    return None


def _from_library(situation: Situation, most: Intensity, search: _Search) -> Offer:
    for intensity in _downward(most):
        if intensity == "rest":
            break
        for session in sessions_for(situation, intensity, situation.sport):
            offer, broken = fitted(situation, session, most)
            if offer is not None:
                return offer
            search.note(f"{_article(intensity).capitalize()}", broken)
    rest = find_session("Rest")
    return offered(situation, rest, rest.minutes[0])


def _downward(most: Intensity) -> Iterator[Intensity]:
    return reversed(INTENSITIES[: INTENSITIES.index(most) + 1])


def _rationale(situation: Situation, offer: Offer) -> Iterator[str]:
    today, signals = situation.today, situation.signals
    count, since = today.hard_days, today.since_hard
    last = {None: "", 1: ", the last one yesterday"}.get(since, f", the last one {since} days ago")
    yield f"{count} hard day{'' if count == 1 else 's'} in the last 7{last}."
    form, ctl = signals.chart.tsb[situation.at], signals.chart.ctl[situation.at]
    if not np.isnan(form):
        yield f"Form is {signed(float(form))} at a fitness of {ctl:.0f}."
    if situation.goal is not None:
        weeks = (situation.goal.date - situation.date).days / 7
        if weeks >= 0:
            phase = phase_of(situation.goal, situation.date)
            yield f"The race is {weeks:.1f} weeks away ({phase} phase)."
    if offer.intensity == "rest":
        yield "No time today." if situation.minutes_left <= 0 else "Today is for rest."
    elif offer.session is None:
        yield f"{offer.workout.name} is what was planned, and it may be done."
    else:
        purpose = _PURPOSES.get(offer.session.purpose, offer.session.purpose)
        yield f"{offer.workout.name} for {purpose}, {offer.minutes:.0f} min, load {offer.load:.0f}."
