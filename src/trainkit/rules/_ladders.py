"""Ladders: how training comes back after an illness, pain, a break, a race or a big day.

A ladder is a rule like any other: today's decision and the planner obey the same object, and it
says on which step an athlete stands.
"""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.plan import Violation
from trainkit.ports.rule import LinearModel, Schedule
from trainkit.rules._violation import HALF_MINUTE, planned_days, violation

__all__ = ["Cause", "Ladder", "Step", "date_steps", "describe", "name_day"]

Cause = Literal["illness", "pain", "break", "race", "big_day", "race_ahead"]


@dataclass(frozen=True, slots=True)
class Step:
    """A few days of a ladder.

    Parameters
    ----------
    first, last : date
        Its days, both included.
    intensity : {"rest", "easy", "moderate", "hard"}
        The most intensity.
    minutes : float
        The longest session [min].
    words : str
        What it allows, in words: ``"easy, up to 30 min"``.
    """

    first: dt.date
    last: dt.date
    intensity: Intensity
    minutes: float = math.inf
    words: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Dated limits after one cause, from the strictest to the last.

    Parameters
    ----------
    cause : str
        ``"illness"``, ``"pain"``, ``"break"``, ``"race"``, ``"big_day"`` or ``"race_ahead"``.
    because : str
        The cause in words, for the athlete: ``"You were ill until 14 September"``.
    steps : tuple of Step
        In order of time.
    source : str
        Where its numbers come from.
    without : frozenset of str
        Sports that are out on all of its days.
    since : date, optional
        The first day of what came before the first step, such as the break itself.
    free : frozenset of date
        Days that it does not limit: those of sessions that the athlete has fixed.
    no_race_before : date, optional
        The first day on which a race may be started; None where only rest stands against it.
    """

    cause: Cause
    because: str
    steps: tuple[Step, ...]
    source: str
    without: frozenset[str] = field(default_factory=frozenset)
    since: dt.date | None = None
    free: frozenset[dt.date] = field(default_factory=frozenset)
    no_race_before: dt.date | None = None

    @property
    def name(self) -> str:
        """See `Rule`."""
        return {"race_ahead": "race_week"}.get(self.cause, f"after_{self.cause}")

    @property
    def reason(self) -> str:
        """See `Rule`."""
        return f"{self.because} ({self.source})"

    def step_on(self, day: dt.date) -> Step | None:
        """Find the step of a day.

        Parameters
        ----------
        day : date
            Any day.

        Returns
        -------
        Step or None
            None before the first step, after the last, and between them.
        """
        return next((step for step in self.steps if step.first <= day <= step.last), None)

    def place_of(self, day: dt.date) -> str:
        """Say on which step a day stands.

        Parameters
        ----------
        day : date
            A day of the ladder.

        Returns
        -------
        str
            ``"step 2 of 5: easy, up to 30 min"``; empty outside of it.
        """
        step = self.step_on(day)
        if step is None:
            return ""
        return f"step {self.steps.index(step) + 1} of {len(self.steps)}: {step.words}"

    def longest_min(self, day: dt.date) -> float:
        """See `LimitsMinutes`."""
        step = self.step_on(day)
        return math.inf if step is None else step.minutes

    def cancels_race(self, day: dt.date, sport: str) -> bool:
        """Whether nobody on its step of a day should start a race.

        Parameters
        ----------
        day : date
            The day of the race.
        sport : str
            As in `Activity`.

        Returns
        -------
        bool
            True on a day of rest, for a sport that is out, and before `no_race_before`.
        """
        step = self.step_on(day)
        if step is None:
            return False
        early = self.no_race_before is not None and day < self.no_race_before
        return early or step.intensity == "rest" or sport in self.without

    def for_sport(self, sport: str) -> "Ladder":
        """Give the ladder as it is for one sport.

        Parameters
        ----------
        sport : str
            As in `Activity`.

        Returns
        -------
        Ladder
            Itself, or rest on all of its days where the sport is out.
        """
        if sport not in self.without:
            return self
        rest = tuple(replace(step, intensity="rest", minutes=0.0) for step in self.steps)
        return replace(self, steps=rest)

    def violations(self, schedule: Schedule) -> list[Violation]:
        """See `Rule`."""
        listed = []
        for at, step in self._days(schedule):
            most = INTENSITIES.index(step.intensity)
            too_hard = int(schedule.effort[at]) > most
            minutes = float(schedule.minutes[at]) if at < schedule.minutes.size else 0.0
            if too_hard:
                text = f"it is {INTENSITIES[schedule.effort[at]]}, and the day {_limit_words(step)}"
                value, limit = float(schedule.effort[at]), float(most)
                listed.append(violation(self, schedule, at, text, value=value, limit=limit))
            elif minutes > step.minutes + HALF_MINUTE:
                text = f"it takes {minutes:.0f} min, and the day {_limit_words(step)}"
                listed.append(
                    violation(self, schedule, at, text, value=minutes, limit=step.minutes)
                )
        return listed

    def rows(self, model: LinearModel) -> None:
        """See `Rule`."""
        for at, step in self._days(model.schedule):
            if step.intensity == "rest":
                model.at_most(self.name, model.of("trained", at), 0.0)
            elif step.intensity == "easy":
                # A moderate session is no quality, but neither is it easy; a long one may be.
                easier = model.of("hard", at) - model.of("long", at)
                model.at_most(self.name, easier, 0.0)
                if self.cause != "break":
                    model.at_most(self.name, model.of("long", at), 0.0)
            elif step.intensity == "moderate":
                model.at_most(self.name, model.of("quality", at), 0.0)
            if math.isfinite(step.minutes):
                model.at_most(self.name, model.of("minutes", at), step.minutes + HALF_MINUTE)

    def _days(self, schedule: Schedule) -> Iterator[tuple[int, Step]]:
        """Yield the planned days with a step; races and fixed sessions are left alone."""
        for at in planned_days(schedule):
            day: dt.date = schedule.dates[at].item()
            step = self.step_on(day)
            if step is not None and day not in self.free:
                yield at, step


def date_steps(first: dt.date, spans: Sequence[tuple[int, Intensity, float]]) -> tuple[Step, ...]:
    """Put spans of (days, most intensity, most minutes) one after the other."""
    steps, day = [], first
    for days, intensity, minutes in spans:
        if days > 0:
            last = day + dt.timedelta(days=days - 1)
            steps.append(Step(day, last, intensity, minutes, describe(intensity, minutes)))
            day = last + dt.timedelta(days=1)
    return tuple(steps)


def describe(intensity: Intensity, minutes: float) -> str:
    """Put a limit into words."""
    if intensity == "rest":
        return "rest"
    kind = {"easy": "easy", "moderate": "nothing hard"}.get(intensity, "any session")
    return kind if not np.isfinite(minutes) else f"{kind}, up to {minutes:.0f} min"


def _limit_words(step: Step) -> str:
    """What a day allows, after "the day": ``"allows easy training, up to 30 min"``."""
    if step.intensity == "rest":
        return "calls for rest"
    words = {"easy": "easy training", "moderate": "nothing hard"}
    kind = words.get(step.intensity, "any session")
    up_to = "" if math.isinf(step.minutes) else f", up to {step.minutes:.0f} min"
    return f"allows {kind}{up_to}"


def name_day(day: dt.date) -> str:
    """Write a day as ``"14 September"``."""
    return f"{day.day} {day:%B}"
