"""A swim session of sets, in metres, built for a pool, an athlete and the time available."""

import datetime as dt
from dataclasses import dataclass, replace

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout
from trainkit.workouts._estimate import Estimate, estimate
from trainkit.workouts._session import PLANNED, Session, Work
from trainkit.workouts._swim_sets import (
    Part,
    SwimSet,
    describe_parts,
    steps_of_parts,
    title_of_main,
)
from trainkit.workouts._targets import thresholds_of_sport

__all__ = ["SwimSession"]

_POOL_M = (10.0, 100.0)
_LEAST_SIZE, _HALVINGS = 0.1, 8  # of the search for the size that fits
# Main parts with more around them [m].
_SHORT_M, _WITH_PULL_M, _MEDIUM_M, _FULL_M = 400.0, 700.0, 1000.0, 1500.0
_A_LITTLE = 0.01  # of a length
_DRILLS = "catch-up and fingertip drag by turns"
_PULL = "buoy between the thighs, no paddles"


@dataclass(frozen=True, slots=True)
class SwimSession(Session):
    """A swim of sets, in metres.

    Warm-up, drills, pull and cool-down are added to the main part and grow with it. Paces come
    from the threshold speed of swimming on the day (CSS: 200 m over the difference of the times
    of 400 and 200 m); without one, each set has an effort instead.

    Parameters
    ----------
    main : tuple of SwimSet
        The main part.
    title : str
        What a workout is called, before its main part: ``"CSS swim, 10 x 100 m"``.
    rung : int
        Place on its ladder, from 1; 0 if it is on none.
    pool_m : float
        Length of the pool [m].
    beginner : bool
        Whether it is for somebody who learns to swim further: by effort, more drills, no pull.
    stretch : float
        Longest main part, as a share of `main` [1]; above 1 the session fills the time available.

    Raises
    ------
    InvalidInput
        `main` is empty.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Athlete, ThresholdChange
    >>> css = ThresholdChange(date=dt.date(2026, 1, 1), sport="swimming", threshold_speed_m_s=1.0)
    >>> me = Athlete(sex="female", birth_date="1990-01-01", hr_rest=50, hr_max=190, changes=(css,))
    >>> main = (SwimSet(10, 100, "css", rest_s=15),)
    >>> swim = SwimSession(
    ...     "10 x 100 m", "swimming", "threshold", "hard", (0.8, 0.9), (30, 60), main=main
    ... )
    >>> swim.metres
    2000.0
    >>> print(swim.build(60, me, dt.date(2026, 6, 1)).notes.split("; ")[2])
    main set 10 x 100 m at 1:41 to 1:39 /100 m, 15 s rest, leaving every 1:55
    """

    main: tuple[SwimSet, ...] = (SwimSet(4, 100, "easy", rest_s=15),)
    title: str = "Swim"
    rung: int = 0
    pool_m: float = 25.0
    beginner: bool = False
    stretch: float = 1.0

    def __post_init__(self) -> None:
        """Check that there is something to swim."""
        if not self.main:
            raise InvalidInput("main", self.main, "at least one SwimSet")

    @property
    def metres(self) -> float:
        """Distance of the whole session, warm-up and cool-down included [m]."""
        return sum(part.total_m for _, part in self.parts(1.0))

    @property
    def longest_m(self) -> float:
        """The longest distance without a rest [m]."""
        return max(part.in_pool(self._unit_m).metres for part in self.main)

    @property
    def _unit_m(self) -> float:
        return 1.0 if self.sub_sport == "open_water" else self.pool_m

    def in_pool(self, pool_m: float) -> "SwimSession":
        """Move the session to another pool.

        Parameters
        ----------
        pool_m : float
            Length of the pool [m], 22.86 for 25 yards.

        Returns
        -------
        SwimSession
            The session, with distances of whole lengths.
        """
        low, high = _POOL_M
        return replace(self, pool_m=number("pool_m", pool_m, low=low, high=high))

    def estimate(self, athlete: Athlete, day: dt.date) -> Estimate:
        """Estimate the whole session.

        Parameters
        ----------
        athlete : Athlete
            Supplies the threshold speed of swimming.
        day : date
            The day of the session.

        Returns
        -------
        Estimate
            Duration, load and effort.
        """
        return estimate(self._workout(1.0, athlete, day), athlete, day)

    def build(
        self, minutes: float, athlete: Athlete, day: dt.date, *, work: Work | None = None
    ) -> PlannedWorkout:
        """Build the workout, with the whole main part or as much of it as the time allows.

        Parameters
        ----------
        minutes : float
            Time available, above 0 [min].
        athlete : Athlete
            Supplies the threshold speed of swimming.
        day : date
            The day of the workout.
        work : Work, optional
            Not for swims of sets.

        Returns
        -------
        PlannedWorkout
            Steps by distance, with rests by time.

        Raises
        ------
        InvalidInput
            `minutes` is not above 0, or `work` is given.
        """
        minutes = number("minutes", minutes, low=0, open_low=True)
        if work is not None:
            raise InvalidInput("work", work, "None: the sets of a swim are its main part")
        workout = self._build_within(minutes, athlete, day)
        expected_s = round(60 * estimate(workout, athlete, day).minutes)
        return workout.model_copy(update={"planned_s": expected_s})

    def _build_within(self, minutes: float, athlete: Athlete, day: dt.date) -> PlannedWorkout:
        """Search the largest main part that fits into the time."""
        largest = self._workout(self.stretch, athlete, day)
        if estimate(largest, athlete, day).minutes <= minutes:
            return largest
        low, high = _LEAST_SIZE, self.stretch
        for _ in range(_HALVINGS):
            size = (low + high) / 2
            workout = self._workout(size, athlete, day)
            fits = estimate(workout, athlete, day).minutes <= minutes
            low, high = (size, high) if fits else (low, size)
        return self._fill(low, minutes, athlete, day)

    def _fill(self, size: float, minutes: float, athlete: Athlete, day: dt.date) -> PlannedWorkout:
        """Lengthen the cool-down of a session that fills its time by what the repeats left over."""
        workout = self._workout(size, athlete, day)
        if self.stretch <= 1:
            return workout
        longer = self._workout(size, athlete, day, lengths=1)
        used, more = (estimate(built, athlete, day).minutes for built in (workout, longer))
        # Metres are stored in centimetres: a length may be a little longer than measured.
        lengths = int(max((minutes - used) / (more - used) - _A_LITTLE, 0.0))
        return self._workout(size, athlete, day, lengths=lengths)

    def indoor_version(self) -> "SwimSession":
        """Move a session from open water to the pool.

        Returns
        -------
        SwimSession
            The session in the pool; unchanged if it is there already.
        """
        if self.sub_sport != "open_water":
            return self
        return replace(
            self,
            name=f"{self.name} in the pool",
            title=f"{self.title} in the pool",
            sub_sport="lap_swimming",
            indoors=True,
        )

    def _workout(
        self, size: float, athlete: Athlete, day: dt.date, *, lengths: int = 0
    ) -> PlannedWorkout:
        known = thresholds_of_sport(athlete, day, self.sport).threshold_speed_m_s
        css = None if self.beginner else known
        parts = self.parts(size)
        name, last = parts[-1]
        parts[-1] = (name, replace(last, metres=last.metres + lengths * self.pool_m))
        return PlannedWorkout(
            name=f"{self.title}, {title_of_main(parts)}",
            sport=self.sport,
            sub_sport=self.sub_sport,
            date=day,
            steps=tuple(steps_of_parts(parts, css)),
            pool_length_m=None if self.sub_sport == "open_water" else self.pool_m,
            notes=describe_parts(parts, css),
            planned_m=round(sum(part.total_m for _, part in parts)),
            provenance=PLANNED,
        )

    def parts(self, size: float = 1.0) -> list[Part]:
        """List the sets with the part of the session that each belongs to.

        Parameters
        ----------
        size : float
            Share of the main part [1].

        Returns
        -------
        list of Part
            In order, in whole lengths of the pool.
        """
        main = [part.resize(size) for part in self.main]
        metres = sum(part.total_m for part in main)
        if self.sub_sport == "open_water":
            before, after = _open_water_frame()
        elif self.beginner:
            before, after = _beginner_frame(metres)
        else:
            before, after = _frame(metres, self.purpose)
        parts: list[Part] = [*before, *(("main", part) for part in main), *after]
        return [(name, part.in_pool(self._unit_m)) for name, part in parts]


def _open_water_frame() -> tuple[list[Part], list[Part]]:
    warm_up = SwimSet(1, 150, "easy", rest_s=30, cue="get used to the cold, look where to go")
    return [("warmup", warm_up)], [("cooldown", SwimSet(1, 100, "easy"))]


def _beginner_frame(main_m: float) -> tuple[list[Part], list[Part]]:
    """Drills are 20 to 30 % of all metres, in whole repeats."""
    warm_up = SwimSet(2, 25 if main_m < 500 else 50, "easy", rest_s=20)
    drills_m = min(max(50.0 * round(0.35 * main_m / 50), 100.0), 500.0)
    each = 25.0 if drills_m <= 200 else 50.0
    drills = SwimSet(round(drills_m / each), each, "easy", rest_s=20, cue=_DRILLS)
    return [("warmup", warm_up), ("drills", drills)], [("cooldown", SwimSet(2, 25, "easy"))]


def _frame(main_m: float, purpose: str) -> tuple[list[Part], list[Part]]:
    """More around a greater main part; pull is at most a quarter of all metres."""
    cool_down = SwimSet(1, 50 if main_m < _SHORT_M else 100, "easy")
    after: list[Part] = [("cooldown", cool_down)]
    drills = SwimSet(4 if main_m < _SHORT_M else 8, 25, "easy", rest_s=15, cue=_DRILLS)
    medium = main_m >= _MEDIUM_M and purpose != "long"  # which is long enough without
    warm_up_m = 100 if main_m < _SHORT_M else 300 if medium else 200
    if main_m >= _WITH_PULL_M:
        pull = SwimSet(4, 100 if medium else 50, "easy", rest_s=15, cue=_PULL)
        if medium and main_m >= _FULL_M:
            pull = SwimSet(3, 200, "easy", rest_s=20, cue=_PULL)
        after = [("pull", pull), *after]
    return [("warmup", SwimSet(1, warm_up_m, "easy", rest_s=20)), ("drills", drills)], after
