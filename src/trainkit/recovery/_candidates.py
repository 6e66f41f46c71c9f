"""A situation, and a session that fits into it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trainkit.models.assessment import INTENSITIES, Intensity, Recovery, TrainingWarning
from trainkit.models.goal import Availability, Goal
from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.rule import LimitsLoad, LimitsRuns
from trainkit.recovery._daily_signals import DailySignals
from trainkit.recovery._schedule import Today
from trainkit.recovery._suitability import Habits, phase_of, suitable, usual_minutes
from trainkit.workouts import LIBRARY, Session, expected

__all__ = ["Offer", "Situation", "fitted", "offered", "sessions_for"]

_STEP = 5.0  # [min]


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Everything that today's choice rests on.

    Parameters
    ----------
    now : DailySignals
        The columns of the history.
    at : int
        The latest of its days that may be looked at.
    today : Today
        The day among the days behind it, with the rules.
    habits : Habits
        What is usual.
    recovery : Recovery
        The state.
    warnings : sequence of TrainingWarning
        The gravest first.
    plan : sequence of PlannedWorkout
        What was planned for the day.
    goal, availability : optional
        What for, and how much time.
    library : sequence of Session
        What to choose from.
    """

    now: DailySignals
    at: int
    today: Today
    habits: Habits
    recovery: Recovery
    warnings: Sequence[TrainingWarning]
    plan: Sequence[PlannedWorkout] = ()
    goal: Goal | None = None
    availability: Availability | None = None
    library: Sequence[Session] = LIBRARY

    @property
    def date(self) -> dt.date:
        """The day."""
        return self.today.date

    @property
    def sport(self) -> str:
        """What is trained: the goal's sport, or the one done most."""
        known = {one.sport for one in self.library if one.intensity == "hard"}
        wanted = [] if self.goal is None else [self.goal.sport]
        wanted += self.habits.sports
        return next((one for one in wanted if one in known), "running")

    @property
    def minutes_left(self) -> float:
        """The most time there is [min]."""
        if self.availability is None:
            return float("inf")
        most = self.availability.max_sessions_per_week
        if most is not None and self.habits.week_sessions >= most:
            return 0.0
        return self.availability.on(self.date)


@dataclass(frozen=True, slots=True)
class Offer:
    """A workout that breaks no rule.

    Parameters
    ----------
    workout : PlannedWorkout
        What to do.
    load, minutes : float
        Its load [1] and length [min].
    intensity : {"rest", "easy", "moderate", "hard"}
        How hard.
    session : Session, optional
        What it was made from; None for a workout that somebody planned.
    """

    workout: PlannedWorkout
    load: float
    intensity: Intensity
    minutes: float
    session: Session | None = None


def sessions_for(situation: Situation, intensity: Intensity, sport: str) -> list[Session]:
    """List what suits the day in a sport, the most wanted first, indoors if it must be."""
    listed = suitable(
        situation.library,
        intensity,
        sport,
        phase=phase_of(situation.goal, situation.date),
        habits=situation.habits,
        date=situation.date,
        hard_days=situation.today.hard_days,
    )
    if situation.availability is not None and situation.availability.indoors_only:
        return [one.inside() for one in listed]
    return listed


def offered(situation: Situation, session: Session, minutes: float) -> Offer:
    """Make a session of a length, whatever the rules say."""
    workout = session.build(minutes, situation.now.athlete, situation.date)
    return Offer(workout, session.load(minutes), session.effort(minutes), minutes, session)


def fitted(
    situation: Situation, session: Session, most: Intensity, *, minutes: float | None = None
) -> tuple[Offer | None, list[Violation]]:
    """Make a session as long as usual, or as long as time and rules allow."""
    usual = usual_minutes(session, situation.habits, situation.availability, situation.date)
    minutes = min(usual if minutes is None else minutes, situation.minutes_left)
    shorter = session.minutes_for(situation.today.room)
    if shorter:
        minutes = min(minutes, shorter)
    # Rules on load and distance may accept a shorter session; the others would not.
    rules = situation.today.rules
    eased = {rule.name for rule in rules if isinstance(rule, LimitsLoad | LimitsRuns)}
    broken: list[Violation] = []
    while minutes >= session.minutes[0]:
        offer = offered(situation, session, minutes)
        run_m = expected(offer.workout, situation.now.athlete, situation.date).run_m
        broken = situation.today.broken(offer.intensity, offer.load, run_m)
        fits = INTENSITIES.index(offer.intensity) <= INTENSITIES.index(most)
        if fits and not broken:
            return offer, []
        if fits and all(one.rule not in eased for one in broken):
            break  # a shorter one would break the same rules
        minutes -= _STEP
    return None, broken
