"""A kind of session, built for any duration and athlete."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from trainkit._array import number
from trainkit.loads import effort
from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.provenance import Provenance
from trainkit.models.workout import PlannedWorkout, Repeat, Step, Target
from trainkit.workouts._targets import (
    effort_of_share,
    heart_rate_target,
    pace_or_power_target,
)
from trainkit.workouts._words import effort_words, length_words, pace_words

__all__ = ["PLANNED", "Session", "Work"]

_WARM_UP, _COOL_DOWN = 12.0, 8.0  # [min]
_WARM_UP_TO_MARATHON, _COOL_DOWN_AFTER_IT = 10.0, 5.0  # its pace is no shock [min]
_DIVIDED_MIN = 10.0
_WALK_AROUND = 5.0  # before and after walking and running [min]
_INDOOR_SUB_SPORTS = {
    "running": "treadmill",
    "walking": "treadmill",
    "cycling": "indoor_cycling",
    "rowing": "indoor_rowing",
    "swimming": "lap_swimming",
}
_EASY = (0.60, 0.72)
_BETWEEN = (0.45, 0.60)
_LATE_MIN = 3.0
_IN_SECONDS = 120.0  # lengths below are no fractions of minutes
_WALKING = (0.35, 0.45)
_WALK, _RUN = "walking", "running easily"
_WALKED = frozenset({"warmup", "recovery", "cooldown"})
_ADULT_AGE = 18
_MAIN = frozenset({"active", "interval"})
PLANNED = Provenance(source="trainkit")
"""Provenance of workouts from the library."""


@dataclass(frozen=True, slots=True)
class Work:
    """The main part, between warm-up and cool-down.

    Parameters
    ----------
    minutes : float
        Duration of one interval [min]; 0 means a single one that fills the time.
    rest : float
        Easy time between two intervals [min].
    most : int
        Largest number of intervals.
    """

    minutes: float = 0.0
    rest: float = 0.0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Session:
    """A kind of session, for any duration and athlete.

    Parameters
    ----------
    name : str
        Name of the session.
    sport, sub_sport : str
        Names as in `Activity`.
    purpose : str
        ``"rest"``, ``"recovery"``, ``"endurance"``, ``"long"``, ``"tempo"``, ``"threshold"``,
        ``"vo2max"``, ``"repetitions"``, ``"hills"``, ``"fartlek"``, ``"marathon"``, ``"race"`` or
        ``"strength"``.
    intensity : {"rest", "easy", "moderate", "hard"}
        The least effort; a high load makes it harder.
    share : tuple of float
        Intensity range of the main part, as a share of the threshold [1].
    minutes : tuple of float
        The shortest and the longest useful duration [min].
    work : Work, optional
        The main part between warm-up and cool-down; without it the session is even.
    indoors : bool
        Whether it takes place indoors.
    by_effort : bool
        Whether the main part goes by how hard it feels: on slopes and rough ground a pace says
        little, and on short pieces the heart rate comes late.
    """

    name: str
    sport: str
    purpose: str
    intensity: Intensity
    share: tuple[float, float]
    minutes: tuple[float, float]
    work: Work | None = None
    sub_sport: str | None = None
    indoors: bool = False
    by_effort: bool = False

    def load(self, minutes: float) -> float:
        """Compute the expected load of a duration.

        Parameters
        ----------
        minutes : float
            Duration [min].

        Returns
        -------
        float
            Load [1].
        """
        parts = self._parts(minutes)
        return sum(100 * length / 60 * _middle(share) ** 2 for _, length, share in parts)

    def effort(self, minutes: float) -> Intensity:
        """Classify the effort of a duration; a long session becomes hard by its load.

        Parameters
        ----------
        minutes : float
            Duration [min].

        Returns
        -------
        {"rest", "easy", "moderate", "hard"}
            At least `intensity`.
        """
        load = self.load(minutes)
        by_load = (
            effort(load, None, minutes * 60, sport=self.sport)
            if self.intensity != "rest"
            else "easy"
        )
        if self.intensity == "rest":
            return "rest"
        return max(self.intensity, by_load, key=INTENSITIES.index)

    def minutes_for(self, load: float) -> float:
        """Find the longest duration within a load, in steps of 5 min.

        Parameters
        ----------
        load : float
            The greatest load [1].

        Returns
        -------
        float
            Duration [min]; 0 if even the shortest exceeds the load.
        """
        low, high = self.minutes
        steps = np.arange(high, low - 0.1, -5.0)
        return next((float(minutes) for minutes in steps if self.load(float(minutes)) <= load), 0.0)

    def build(
        self, minutes: float, athlete: Athlete, day: dt.date, *, work: Work | None = None
    ) -> PlannedWorkout:
        """Build the workout, with targets from the athlete's thresholds of that day.

        Parameters
        ----------
        minutes : float
            Duration [min], above 0.
        athlete : Athlete
            Supplies the thresholds.
        day : date
            The day of the workout.
        work : Work, optional
            Another main part; by default the session's own, with as many intervals as fit.

        Returns
        -------
        PlannedWorkout
            Steps, each with a pace, power or heart-rate target.

        Raises
        ------
        InvalidInput
            `minutes` is not above 0.
        """
        minutes = number("minutes", minutes, low=0, open_low=True)
        if work is not None:
            return replace(self, work=work).build(minutes, athlete, day)
        thresholds = athlete.at(day, self.sport)
        session = self
        if self.sport == "running" and athlete.age(day) < _ADULT_AGE:
            # The young run by how hard it feels.
            session = replace(self, by_effort=True)
            thresholds = replace(thresholds, threshold_speed_m_s=None)
        steps = tuple(session._steps(minutes, thresholds)) if self.share[1] else ()
        return PlannedWorkout(
            name=self.name,
            sport=self.sport,
            sub_sport=self.sub_sport,
            date=day,
            steps=steps,
            notes=_describe(steps),
            provenance=PLANNED,
        )

    def indoor_version(self) -> "Session":
        """Move the session indoors.

        Returns
        -------
        Session
            The session on a treadmill, trainer or rower; unchanged if it is indoors already.
        """
        if self.indoors or self.sport not in _INDOOR_SUB_SPORTS:
            return self
        name = f"{self.name} indoors"
        return replace(self, name=name, sub_sport=_INDOOR_SUB_SPORTS[self.sport], indoors=True)

    @property
    def _walks(self) -> bool:
        """Whether one walks before, after and between the pieces."""
        return self.purpose == "walk_run"

    @property
    def around_min(self) -> tuple[float, float]:
        """Warm-up and cool-down [min]."""
        if self._walks:
            return _WALK_AROUND, _WALK_AROUND
        if self.purpose == "marathon":
            return _WARM_UP_TO_MARATHON, _COOL_DOWN_AFTER_IT
        return _WARM_UP, _COOL_DOWN

    def _interval_count(self, minutes: float) -> int:
        work = self.work
        if work is None or not work.minutes:
            return 1
        main_minutes = minutes - sum(self.around_min)
        return int(np.clip((main_minutes + work.rest) // (work.minutes + work.rest), 1, work.most))

    def _parts(self, minutes: float) -> list[tuple[str, float, tuple[float, float]]]:
        """List kind, minutes and intensity of each part; intervals and their rests are summed."""
        if self.work is None:
            return [("active", minutes, self.share)]
        warm_up, cool_down = self.around_min
        easy, between = (_WALKING, _WALKING) if self._walks else (_EASY, _BETWEEN)
        main_minutes = max(minutes - warm_up - cool_down, 1.0)
        if not self.work.minutes:
            main = [("active", main_minutes, self.share)]
            spare = 0.0
        else:
            count = self._interval_count(minutes)
            main = [
                ("interval", count * self.work.minutes, self.share),
                ("recovery", (count - 1) * self.work.rest, between),
            ]
            spare = max(main_minutes - sum(length for _, length, _ in main), 0.0)
        # Much easy running is divided between before and after.
        late = spare // 2 if spare >= _DIVIDED_MIN else 0.0
        return [
            ("warmup", warm_up + spare - late, easy),
            *main,
            ("cooldown", cool_down + late, easy),
        ]

    def _steps(self, minutes: float, thresholds: Thresholds) -> Iterator[Step | Repeat]:
        count = self._interval_count(minutes)
        for kind, length, share in self._parts(minutes):
            if kind == "interval" and self.work is not None and count > 1:
                pair = (
                    self._step("interval", self.work.minutes, share, thresholds),
                    self._step(
                        "recovery",
                        self.work.rest,
                        _WALKING if self._walks else _BETWEEN,
                        thresholds,
                    ),
                )
                yield Repeat(steps=pair, times=count - 1)
                yield self._step("interval", self.work.minutes, share, thresholds)
            elif length and kind != "recovery":
                yield self._step(kind, length, share, thresholds)

    def _step(
        self, kind: str, minutes: float, share: tuple[float, float], thresholds: Thresholds
    ) -> Step:
        # Who learns to run is not told a pace, and nobody walks by one.
        pace = None if self._walks else pace_or_power_target(self.sport, share, thresholds)
        heart = heart_rate_target(share, thresholds)
        targets = [target for target in (pace, heart) if target is not None]
        # The heart is late: a short piece is over before it shows how hard it was.
        late = pace is None and kind == "interval" and minutes <= _LATE_MIN
        if late or (self.by_effort and kind in _MAIN):
            targets = [effort_of_share(share)]
        return Step(
            kind=kind,
            until="time",
            amount=round(minutes * 60),
            target=targets[0],
            second_target=targets[1] if len(targets) > 1 else None,
            name=(_WALK if kind in _WALKED else _RUN) if self._walks else None,
        )


def _middle(share: tuple[float, float]) -> float:
    return (share[0] + share[1]) / 2


def _describe(steps: tuple[Step | Repeat, ...]) -> str | None:
    """Describe the steps in words."""
    parts: list[str] = []
    for at, part in enumerate(steps):
        if isinstance(part, Repeat):
            work, rest = (step for step in part.steps if isinstance(step, Step))
            parts.append(
                f"{(part.times or 0) + 1} x {_length(work)} {_how(work)} with "
                f"{_length(rest)} {rest.name or 'easy'} between"
            )
        # The last interval has no rest, so it follows its repeat; the repeat already counts it.
        elif not (at and isinstance(steps[at - 1], Repeat)):
            easy = part.name or "easy"
            words = {"warmup": easy, "cooldown": f"{easy} to end"}.get(part.kind)
            parts.append(f"{_length(part)} {words or _how(part)}")
    return ", then ".join(parts) or None


def _how(step: Step) -> str:
    return f"{step.name} at {_target(step)}" if step.name else f"at {_target(step)}"


def _length(step: Step) -> str:
    seconds = step.amount or 0.0
    short = seconds < _IN_SECONDS and seconds % 60
    return length_words(seconds) if short else f"{round(seconds / 60, 1):g} min"


def _target(step: Step) -> str:
    target = step.target
    if target is None:
        return "an easy effort"
    if target.unit == "m/s":
        return pace_words(target, "running")
    if target.unit == "rpe":
        return effort_words(target)
    also = "" if step.second_target is None else f" ({_range(step.second_target)})"
    return f"{_range(target)}{also}"


def _range(target: Target) -> str:
    """Format a range; where both ends are the least that is measured, anything below will do."""
    low, high = round(target.low), round(target.high)
    return f"up to {high} {target.unit}" if low == high else f"{low} to {high} {target.unit}"
