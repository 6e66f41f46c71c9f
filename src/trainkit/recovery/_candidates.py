"""Candidates for today: sessions sized to fit the situation and the rules."""

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
from trainkit.recovery._suitability import Habits, phase_of, rank_sessions, usual_minutes
from trainkit.workouts import LIBRARY, Session, estimate

__all__ = ["Candidate", "Situation", "build_candidate", "fit_candidate", "suitable_sessions"]

_STEP = 5.0  # [min]


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Everything that today's choice depends on.

    Parameters
    ----------
    signals : DailySignals
        The daily columns of the history.
    at : int
        Index of the latest day that may be used.
    today : Today
        The day, the days before it, and the rules.
    habits : Habits
        The athlete's recent training habits.
    recovery : Recovery
        The recovery state.
    warnings : sequence of TrainingWarning
        Most severe first.
    plan : sequence of PlannedWorkout
        Workouts planned for the day.
    goal, availability : optional
        The race to train for, and the time available.
    library : sequence of Session
        The sessions to choose from.
    """

    signals: DailySignals
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
        """The sport to train: the goal's, or the most frequent one with hard sessions."""
        trainable = {session.sport for session in self.library if session.intensity == "hard"}
        preferred = [] if self.goal is None else [self.goal.sport]
        preferred += self.habits.sports
        return next((sport for sport in preferred if sport in trainable), "running")

    @property
    def minutes_left(self) -> float:
        """Time available today [min]."""
        if self.availability is None:
            return float("inf")
        most = self.availability.max_sessions_per_week
        if most is not None and self.habits.week_sessions >= most:
            return 0.0
        return self.availability.on(self.date)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A workout for today.

    Parameters
    ----------
    workout : PlannedWorkout
        The workout.
    load, minutes : float
        Its load [1] and duration [min].
    intensity : {"rest", "easy", "moderate", "hard"}
        Its effort.
    session : Session, optional
        The session it was built from; None for a planned workout.
    """

    workout: PlannedWorkout
    load: float
    intensity: Intensity
    minutes: float
    session: Session | None = None


def suitable_sessions(situation: Situation, intensity: Intensity, sport: str) -> list[Session]:
    """List the sessions of a sport that suit the day, best first, indoors if required."""
    sessions = rank_sessions(
        situation.library,
        intensity,
        sport,
        phase=phase_of(situation.goal, situation.date),
        habits=situation.habits,
        date=situation.date,
        hard_days=situation.today.hard_days,
    )
    if situation.availability is not None and situation.availability.indoors_only:
        return [session.indoor_version() for session in sessions]
    return sessions


def build_candidate(situation: Situation, session: Session, minutes: float) -> Candidate:
    """Build a session of a given duration without checking the rules."""
    workout = session.build(minutes, situation.signals.athlete, situation.date)
    return Candidate(workout, session.load(minutes), session.effort(minutes), minutes, session)


def fit_candidate(
    situation: Situation, session: Session, most: Intensity, *, minutes: float | None = None
) -> tuple[Candidate | None, list[Violation]]:
    """Build a session of the usual duration, shortened until time and rules allow it."""
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
        candidate = build_candidate(situation, session, minutes)
        run_m = estimate(candidate.workout, situation.signals.athlete, situation.date).run_m
        broken = situation.today.violations(candidate.intensity, candidate.load, run_m)
        fits = INTENSITIES.index(candidate.intensity) <= INTENSITIES.index(most)
        if fits and not broken:
            return candidate, []
        if fits and all(violation.rule not in eased for violation in broken):
            break  # a shorter one would break the same rules
        minutes -= _STEP
    return None, broken
