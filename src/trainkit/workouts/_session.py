"""One kind of session, made for any length and athlete."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from trainkit._array import number
from trainkit.loads import effort
from trainkit.models.assessment import INTENSITIES, Intensity
from trainkit.models.athlete import Athlete, Thresholds
from trainkit.models.provenance import Provenance
from trainkit.models.workout import PlannedWorkout, Repeat, Step
from trainkit.workouts._targets import heart_rate, pace_or_power

__all__ = ["PLANNED", "Session", "Work"]

_WARM_UP, _COOL_DOWN = 12.0, 8.0  # [min]
_INSIDE = {
    "running": "treadmill",
    "walking": "treadmill",
    "cycling": "indoor_cycling",
    "rowing": "indoor_rowing",
    "swimming": "lap_swimming",
}
_EASY = (0.60, 0.72)
_BETWEEN = (0.45, 0.60)
PLANNED = Provenance(source="trainkit")
"""Where a workout of the library comes from."""


@dataclass(frozen=True, slots=True)
class Work:
    """What stands between warm-up and cool-down.

    Parameters
    ----------
    minutes : float
        Length of one piece [min]; 0 is one piece that fills the time.
    rest : float
        Easy minutes between two pieces [min].
    most : int
        The most pieces.
    """

    minutes: float = 0.0
    rest: float = 0.0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Session:
    """One kind of session, for any length and athlete.

    Parameters
    ----------
    name : str
        What it is called.
    sport, sub_sport : str
        As in `Activity`.
    purpose : str
        ``"rest"``, ``"recovery"``, ``"endurance"``, ``"long"``, ``"tempo"``, ``"threshold"``,
        ``"vo2max"``, ``"repetitions"``, ``"hills"``, ``"fartlek"``, ``"marathon"``, ``"race"`` or
        ``"strength"``.
    intensity : {"rest", "easy", "moderate", "hard"}
        How hard it is at least; a great load makes it harder.
    share : tuple of float
        Range of the main part's intensity, of the threshold [1].
    minutes : tuple of float
        The shortest and the longest that make sense [min].
    work : Work, optional
        The main part between warm-up and cool-down; without it the whole is even.
    indoors : bool
        Whether it needs no way outside.
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

    def load(self, minutes: float) -> float:
        """Expect the load of a length.

        Parameters
        ----------
        minutes : float
            [min]

        Returns
        -------
        float
            [1]
        """
        parts = self._parts(minutes)
        return sum(100 * length / 60 * _middle(share) ** 2 for _, length, share in parts)

    def effort(self, minutes: float) -> Intensity:
        """Judge how hard it is at a length: a long session becomes hard by its load.

        Parameters
        ----------
        minutes : float
            [min]

        Returns
        -------
        {"rest", "easy", "moderate", "hard"}
            Not below `intensity`.
        """
        load = self.load(minutes)
        by_load = effort(load, load, minutes * 60) if self.intensity != "rest" else "easy"
        if self.intensity == "rest":
            return "rest"
        return max(self.intensity, by_load, key=INTENSITIES.index)

    def minutes_for(self, load: float) -> float:
        """Find the length whose load is at most so much, in steps of 5 min.

        Parameters
        ----------
        load : float
            [1]

        Returns
        -------
        float
            [min]; 0 where even the shortest is too much.
        """
        low, high = self.minutes
        steps = np.arange(high, low - 0.1, -5.0)
        return next((float(one) for one in steps if self.load(float(one)) <= load), 0.0)

    def build(
        self, minutes: float, athlete: Athlete, day: dt.date, *, work: Work | None = None
    ) -> PlannedWorkout:
        """Make the workout, with the targets that the athlete's thresholds of the day give.

        Parameters
        ----------
        minutes : float
            Its length [min], above 0.
        athlete : Athlete
            Whose thresholds count.
        day : date
            The day it is for.
        work : Work, optional
            Another main part, with exactly ``most`` pieces; by default as many pieces as fit.

        Returns
        -------
        PlannedWorkout
            Steps with a pace, power or heart-rate target each.

        Raises
        ------
        InvalidInput
            Not a length.
        """
        minutes = number("minutes", minutes, low=0, open_low=True)
        if work is not None:
            return replace(self, work=work).build(minutes, athlete, day)
        now = athlete.at(day, self.sport)
        steps = tuple(self._steps(minutes, now)) if self.share[1] else ()
        return PlannedWorkout(
            name=self.name,
            sport=self.sport,
            sub_sport=self.sub_sport,
            date=day,
            steps=steps,
            notes=_said(steps),
            provenance=PLANNED,
        )

    def inside(self) -> "Session":
        """Give the same session indoors.

        Returns
        -------
        Session
            On a treadmill, a trainer or a rower; itself where it is indoors already.
        """
        if self.indoors or self.sport not in _INSIDE:
            return self
        name = f"{self.name} indoors"
        return replace(self, name=name, sub_sport=_INSIDE[self.sport], indoors=True)

    def _pieces(self, minutes: float) -> int:
        work = self.work
        if work is None or not work.minutes:
            return 1
        room = minutes - _WARM_UP - _COOL_DOWN
        return int(np.clip((room + work.rest) // (work.minutes + work.rest), 1, work.most))

    def _parts(self, minutes: float) -> list[tuple[str, float, tuple[float, float]]]:
        """Kind, minutes and intensity of each part, pieces and their rests summed."""
        if self.work is None:
            return [("active", minutes, self.share)]
        room = max(minutes - _WARM_UP - _COOL_DOWN, 1.0)
        if not self.work.minutes:
            main = [("active", room, self.share)]
            spare = 0.0
        else:
            count = self._pieces(minutes)
            main = [
                ("interval", count * self.work.minutes, self.share),
                ("recovery", (count - 1) * self.work.rest, _BETWEEN),
            ]
            spare = max(room - sum(length for _, length, _ in main), 0.0)
        return [("warmup", _WARM_UP + spare, _EASY), *main, ("cooldown", _COOL_DOWN, _EASY)]

    def _steps(self, minutes: float, now: Thresholds) -> Iterator[Step | Repeat]:
        count = self._pieces(minutes)
        for kind, length, share in self._parts(minutes):
            if kind == "interval" and self.work is not None and count > 1:
                pair = (
                    self._step("interval", self.work.minutes, share, now),
                    self._step("recovery", self.work.rest, _BETWEEN, now),
                )
                yield Repeat(steps=pair, times=count - 1)
                yield self._step("interval", self.work.minutes, share, now)
            elif length and kind != "recovery":
                yield self._step(kind, length, share, now)

    def _step(self, kind: str, minutes: float, share: tuple[float, float], now: Thresholds) -> Step:
        pace, heart = pace_or_power(self.sport, share, now), heart_rate(share, now)
        targets = [one for one in (pace, heart) if one is not None]
        return Step(
            kind=kind,
            until="time",
            amount=round(minutes * 60),
            target=targets[0],
            second_target=targets[1] if len(targets) > 1 else None,
        )


def _middle(share: tuple[float, float]) -> float:
    return (share[0] + share[1]) / 2


def _said(steps: tuple[Step | Repeat, ...]) -> str | None:
    """Say the steps in words."""
    parts: list[str] = []
    for at, one in enumerate(steps):
        if isinstance(one, Repeat):
            work, rest = (step for step in one.steps if isinstance(step, Step))
            parts.append(
                f"{(one.times or 0) + 1} x {_length(work)} at {_target(work)} with "
                f"{_length(rest)} easy between"
            )
        elif not (at and isinstance(steps[at - 1], Repeat)):
            easy = {"warmup": " easy", "cooldown": " easy to end"}.get(one.kind)
            parts.append(f"{_length(one)}{easy or ' at ' + _target(one)}")
    return ", then ".join(parts) or None


def _length(step: Step) -> str:
    return f"{(step.amount or 0) / 60:.0f} min"


def _target(step: Step) -> str:
    target = step.target
    if target is None:
        return "an easy effort"
    if target.unit == "m/s":
        return f"{_pace(target.high)} to {_pace(target.low)} /km"
    beats = step.second_target
    also = f" ({beats.low:.0f} to {beats.high:.0f} bpm)" if beats is not None else ""
    return f"{target.low:.0f} to {target.high:.0f} {target.unit}{also}"


def _pace(speed: float) -> str:
    minutes, seconds = divmod(round(1000 / speed), 60)
    return f"{minutes}:{seconds:02}"
