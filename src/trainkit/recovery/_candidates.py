"""Candidates for today: sessions sized to fit the situation and the rules."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from trainkit.models.assessment import INTENSITIES, Intensity, Recovery, TrainingWarning
from trainkit.models.goal import Availability, Goal
from trainkit.models.plan import Violation
from trainkit.models.workout import PlannedWorkout
from trainkit.recovery._daily_signals import DailySignals
from trainkit.recovery._habits import Habits
from trainkit.recovery._schedule import Today
from trainkit.recovery._sport import choose_sport
from trainkit.recovery._suitability import (
    Purpose,
    allow_short,
    phase_of,
    rank_sessions,
    suitable_minutes,
)
from trainkit.recovery._week import Demand, has_base, week_demand
from trainkit.rules import Ladder
from trainkit.workouts import LIBRARY, Session, Stage, estimate

__all__ = [
    "SHORTEST_MIN",
    "Candidate",
    "Situation",
    "build_candidate",
    "fit_candidate",
    "suitable_sessions",
]

_STEP = 5.0  # [min]
_FIRST_MIN = 30.0  # for somebody of whom no training is known [min]
SHORTEST_MIN = 15.0
"""The shortest session that is recommended [min]."""


@dataclass(frozen=True, eq=False)
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
    ladders : sequence of Ladder
        Ladders with a step today: after an illness, a break, a race ...
    plan : sequence of PlannedWorkout
        Workouts planned for the day.
    goal, season_goal, availability : optional
        The next race, the next A race, whose phase it is, and the time available.
    library : sequence of Session
        The sessions to choose from.
    """

    signals: DailySignals
    at: int
    today: Today
    habits: Habits
    recovery: Recovery
    warnings: Sequence[TrainingWarning]
    ladders: Sequence[Ladder] = ()
    plan: Sequence[PlannedWorkout] = ()
    goal: Goal | None = None
    season_goal: Goal | None = None
    availability: Availability | None = None
    library: Sequence[Session] = LIBRARY

    @property
    def date(self) -> dt.date:
        """The day."""
        return self.today.date

    @property
    def phase(self) -> Stage | None:
        """The phase by the weeks to the A race: a B race on the way does not make it a taper."""
        return phase_of(self.season_goal or self.goal, self.date)

    @property
    def without(self) -> frozenset[str]:
        """Sports that are out today."""
        return frozenset().union(*(ladder.without for ladder in self.ladders))

    @cached_property
    def sport(self) -> str | None:
        """The sport of the day; None if all are out."""
        return choose_sport(
            self.habits, self.date, self.library, goal=self.goal, without=self.without
        )

    @cached_property
    def demand(self) -> Demand:
        """What the week asks of the day."""
        athlete = self.signals.athlete
        return week_demand(
            self.habits,
            self.date,
            style=athlete.risk_style,
            age=athlete.age(self.date),
            goal=self.goal,
            sport=self.sport,
        )

    @property
    def minutes_left(self) -> float:
        """Time available today [min]."""
        if self.availability is None:
            return float("inf")
        most = self.availability.max_sessions_per_week
        if most is not None and self.habits.week_sessions >= most:
            return 0.0
        return self.availability.on(self.date)

    @property
    def most_minutes(self) -> float:
        """The longest session that ladders, reports and a first day allow [min]."""
        steps = [ladder.step_on(self.date) for ladder in self.ladders]
        limits = [step.minutes for step in steps if step is not None]
        limits += [] if self.habits.days_a_week else [_FIRST_MIN]
        limits += [warning.values.get("minutes_at_most", float("inf")) for warning in self.warnings]
        return min(limits, default=float("inf"))


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
    quality : {"rest", "easy", "moderate", "hard"}
        Its effort by intensity alone, whatever its length.
    """

    workout: PlannedWorkout
    load: float
    intensity: Intensity
    minutes: float
    session: Session | None = None
    quality: Intensity = "easy"

    @property
    def long(self) -> bool:
        """Whether it is hard by its length alone."""
        return self.intensity == "hard" and self.quality != "hard"


def suitable_sessions(situation: Situation, purpose: Purpose, sport: str) -> list[Session]:
    """List the sessions of a sport that serve a purpose today, indoors if required."""
    if sport in situation.without:
        return []
    if purpose != "easy" and not has_base(situation.habits, sport):
        purpose = "easy"
    sessions = rank_sessions(
        situation.library,
        purpose,
        sport,
        phase=situation.phase,
        habits=situation.habits,
        date=situation.date,
    )
    if situation.availability is not None and situation.availability.indoors_only:
        return [session.indoor_version() for session in sessions]
    return sessions


def build_candidate(situation: Situation, session: Session, minutes: float) -> Candidate:
    """Build a session of a given duration without checking the rules."""
    workout = session.build(minutes, situation.signals.athlete, situation.date)
    effort = session.effort(minutes)
    quality = session.intensity if effort == "hard" else effort
    return Candidate(workout, session.load(minutes), effort, minutes, session, quality)


def fit_candidate(
    situation: Situation,
    session: Session,
    purpose: Purpose,
    most: Intensity,
    *,
    minutes: float | None = None,
) -> tuple[Candidate | None, list[Violation]]:
    """Build a session of a suitable duration, shortened until time and rules allow it."""
    suitable = suitable_minutes(
        session, purpose, situation.habits, situation.demand, situation.goal
    )
    minutes = min(suitable if minutes is None else minutes, situation.minutes_left)
    minutes = min(minutes, situation.most_minutes)
    shorter = session.minutes_for(situation.today.room)
    if shorter:
        minutes = min(minutes, shorter)
    session = allow_short(session, minutes)
    broken: list[Violation] = []
    while minutes >= max(session.minutes[0], SHORTEST_MIN) - 1e-9:
        candidate = build_candidate(situation, session, minutes)
        run_m = estimate(candidate.workout, situation.signals.athlete, situation.date).run_m
        broken = situation.today.violations(
            candidate.quality, candidate.load, run_m, minutes=minutes, long=candidate.long
        )
        fits = INTENSITIES.index(candidate.intensity) <= INTENSITIES.index(most)
        if fits and not broken:
            return candidate, []
        if fits and all(violation.rule not in situation.today.eased for violation in broken):
            break  # a shorter one would break the same rules
        minutes -= _STEP
        session = allow_short(session, max(minutes, SHORTEST_MIN))
    return None, broken
