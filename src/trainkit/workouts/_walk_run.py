"""Walking and running by turns: ladders from nothing to half an hour without a pause."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.workout import PlannedWorkout, Repeat, Step
from trainkit.workouts._session import PLANNED, Session, Work
from trainkit.workouts._targets import RPE_AT_THRESHOLD, effort_target
from trainkit.workouts._words import effort_words, length_words

__all__ = [
    "FIT_RUNG",
    "GENTLE_WALK_RUN",
    "START_ANEW_DAYS",
    "WALK_RUN",
    "WalkRunSession",
    "first_walk_run_rung",
    "walk_run_session",
]

FIT_RUNG = 4
"""The week of `WALK_RUN` where somebody fit from another sport, or from earlier running, joins."""

START_ANEW_DAYS = 84
"""Days without a run after which running begins anew [d]."""

_AROUND_MIN = 5.0  # of walking before and after
_RUN, _WALK = (3.0, 4.0), (1.0, 2.0)  # RPE
_RUN_WORDS = "easy, you can talk in whole sentences; slower is fine"
_WALK_WORDS = "brisk walk"
_BETWEEN_WORDS = "walk until your breath is calm"
_ADVICE = "Walking more is fine, and so is doing a week again; if something hurts, walk home."
_SHARE_WIDTH = 0.04
_KNOWN_MOST_MIN = 10.0  # unbroken in the first week, of somebody who jogs already


@dataclass(frozen=True, slots=True)
class WalkRunSession(Session):
    """Bouts of running with walks between them, by effort and the talk test.

    A beginner's pace and heart rate say little, so the targets are efforts: running at which whole
    sentences can be spoken, on flat ground.

    Parameters
    ----------
    times : int
        How often `bouts` is repeated.
    bouts : tuple of float
        Running, walking, running ... [min]; empty for a walk of `walk_min`.
    walk_min : float
        Brisk walking in the middle of a session without running [min].
    rung : int
        Week of its ladder, from 1.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models import Athlete
    >>> me = Athlete(sex="female", birth_date="1985-05-01", hr_rest=66, hr_max=182)
    >>> first = walk_run_session(1)
    >>> first.run_min, first.longest_run_min, first.whole_min
    (8.0, 1.0, 30.0)
    >>> first.build(40, me, dt.date(2026, 6, 1)).name
    'Walk and run, 8 x 1 min'
    """

    times: int = 1
    bouts: tuple[float, ...] = ()
    walk_min: float = 0.0
    rung: int = 0

    @property
    def run_min(self) -> float:
        """Minutes of running [min]."""
        return self.times * float(sum(self.bouts[::2]))

    @property
    def longest_run_min(self) -> float:
        """The longest bout of running [min]."""
        return float(max(self.bouts[::2], default=0.0))

    @property
    def whole_min(self) -> float:
        """Duration with the walks before and after [min]."""
        return self.times * sum(self.bouts) + self.walk_min + 2 * _AROUND_MIN

    def build(
        self,
        minutes: float,
        athlete: Athlete,  # noqa: ARG002  the signature of `Session`
        day: dt.date,
        *,
        work: Work | None = None,
    ) -> PlannedWorkout:
        """Build the workout, or as much of its middle as the time allows.

        Parameters
        ----------
        minutes : float
            Time available, above 0 [min].
        athlete : Athlete
            Not used: the targets are efforts.
        day : date
            The day of the workout.
        work : Work, optional
            Not for walking and running by turns.

        Returns
        -------
        PlannedWorkout
            Steps by time, each with an effort.

        Raises
        ------
        InvalidInput
            `minutes` is not above 0, or `work` is given.
        """
        minutes = number("minutes", minutes, low=0, open_low=True)
        if work is not None:
            raise InvalidInput("work", work, "None: the bouts are the main part")
        times, bouts, walk_min = self._within(max(minutes - 2 * _AROUND_MIN, minutes / 3))
        around_s = 60 * min(_AROUND_MIN, minutes / 3)
        middle = tuple(_bout_steps(bouts)) if bouts else (_walk("active", 60 * walk_min),)
        main: tuple[Step | Repeat, ...] = (
            (Repeat(steps=middle, times=times),) if times > 1 else middle
        )
        return PlannedWorkout(
            name=self._title(times, bouts),
            sport=self.sport,
            sub_sport=self.sub_sport,
            date=day,
            steps=(_walk("warmup", around_s), *main, _walk("cooldown", around_s)),
            notes=_describe(times, bouts, walk_min, around_s),
            provenance=PLANNED,
        )

    def _within(self, middle_min: float) -> tuple[int, tuple[float, ...], float]:
        """Fit the middle into the time: fewer repeats, or bouts until it is used up."""
        each = float(sum(self.bouts))
        if not self.bouts or self.times * each <= middle_min:
            return self.times, self.bouts, min(self.walk_min, middle_min)
        if each <= middle_min:
            return int(middle_min // each), self.bouts, 0.0
        kept: list[float] = []
        for bout in self.bouts:
            kept.append(min(bout, middle_min - sum(kept)))
        return 1, tuple(bout for bout in kept if bout > 0), 0.0

    def _title(self, times: int, bouts: tuple[float, ...]) -> str:
        runs = bouts[::2]
        if not runs:
            return "Brisk walk"
        if len(runs) * times == 1:
            return f"Run of {length_words(60 * runs[0])}"
        each = " + ".join(length_words(60 * run) for run in runs)
        each = f"({each})" if times > 1 and len(runs) > 1 else each
        return f"Walk and run, {f'{times} x ' if times > 1 else ''}{each}"


def _walk(kind: str, seconds: float) -> Step:
    words = _BETWEEN_WORDS if kind == "recovery" else _WALK_WORDS
    return _step(kind, "Walk", seconds, _WALK, words)


def _bout_steps(bouts: tuple[float, ...]) -> Iterator[Step]:
    for at, minutes in enumerate(bouts):
        if at % 2:
            yield _walk("recovery", 60 * minutes)
        else:
            yield _step("active", "Run", 60 * minutes, _RUN, _RUN_WORDS)


def _step(kind: str, name: str, seconds: float, rpe: tuple[float, float], words: str) -> Step:
    target = effort_target(*rpe)
    return Step(
        kind=kind,
        until="time",
        amount=round(seconds),
        target=target,
        name=name,
        notes=f"{effort_words(target)}: {words}",
    )


def _describe(times: int, bouts: tuple[float, ...], walk_min: float, around_s: float) -> str:
    around = length_words(round(around_s))
    if not bouts:
        whole = length_words(round(60 * walk_min + 2 * around_s))
        return f"Brisk walk of {whole}, the first and last {around} easier. {_ADVICE}"
    words = [
        f"{'walk' if at % 2 else 'run'} {length_words(60 * minutes)}"
        for at, minutes in enumerate(bouts)
    ]
    middle = ", ".join(words)
    middle = f"{times} x ({middle})" if times > 1 else middle
    feel = f"{effort_words(effort_target(*_RUN))}, {_RUN_WORDS}"
    return f"Walk {around}; {middle}; walk {around}. Run at {feel}. {_ADVICE}"


def _session(
    name: str,
    rung: int,
    *,
    times: int = 1,
    bouts: tuple[float, ...] = (),
    walk_min: float = 0.0,
) -> WalkRunSession:
    session = WalkRunSession(
        name=name,
        sport="running" if bouts else "walking",
        purpose="walk_run",
        intensity="easy",
        share=(0.0, 0.0),
        minutes=(0.0, 0.0),
        times=times,
        bouts=bouts,
        walk_min=walk_min,
        rung=rung,
    )
    whole = session.whole_min
    # Session-RPE is linear in load, which is the square of the intensity.
    rpe = _middle(_WALK) + session.run_min / whole * (_middle(_RUN) - _middle(_WALK))
    share = math.sqrt(rpe / RPE_AT_THRESHOLD)
    return replace(
        session, share=(share - _SHARE_WIDTH, share + _SHARE_WIDTH), minutes=(whole, whole)
    )


def _middle(rpe: tuple[float, float]) -> float:
    return (rpe[0] + rpe[1]) / 2


def _week(rung: int, *sessions: tuple[int, tuple[float, ...]]) -> tuple[WalkRunSession, ...]:
    several = len(sessions) > 1
    return tuple(
        _session(
            f"Walk and run {rung}" + (f", session {at}" if several else ""),
            rung,
            times=times,
            bouts=bouts,
        )
        for at, (times, bouts) in enumerate(sessions, 1)
    )


def _walking_week(rung: int, minutes: float) -> tuple[WalkRunSession, ...]:
    return (_session(f"Brisk walk {rung}", rung, walk_min=minutes),)


WALK_RUN: tuple[tuple[WalkRunSession, ...], ...] = (
    _week(1, (8, (1, 1.5))),
    _week(2, (6, (1.5, 2))),
    _week(3, (2, (1.5, 1.5, 3, 3))),
    _week(4, (1, (3, 1.5, 5, 2.5, 3, 1.5, 5))),
    _week(5, (1, (5, 3, 5, 3, 5)), (1, (8, 5, 8)), (1, (20,))),
    _week(6, (1, (5, 3, 8, 3, 5)), (1, (10, 3, 10)), (1, (25,))),
    _week(7, (1, (25,))),
    _week(8, (1, (28,))),
    _week(9, (1, (30,))),
)
"""Nine weeks of three sessions, from a minute of running to half an hour: the National Health
Service's Couch to 5K. A week of equal sessions lists one."""

GENTLE_WALK_RUN: tuple[tuple[WalkRunSession, ...], ...] = (
    _walking_week(1, 10),
    _walking_week(2, 20),
    _week(3, (15, (0.5, 0.5))),
    _week(4, (10, (1, 1))),
    _week(5, (8, (1.5, 1))),
    _week(6, (7, (2, 1))),
    _week(7, (6, (3, 1))),
    _week(8, (4, (5, 1))),
    _week(9, (3, (8, 1))),
    _week(10, (3, (10, 1))),
    _week(11, (2, (15, 1))),
    _week(12, (1, (20, 1, 10))),
    _week(13, (1, (30,))),
)
"""Thirteen weeks from walking to half an hour of running, for older or heavier athletes and after
an injury: eight from 30 s by turns to three times 10 min, as in published run-walk plans; what
comes before and after is a convention."""


def first_walk_run_rung(longest_run_min: float, *, gentle: bool = False) -> int:
    """Find the week at which somebody may enter a ladder.

    Parameters
    ----------
    longest_run_min : float
        What can be run without a pause today [min]; 0 for nothing. More than 10 counts as 10.
    gentle : bool
        Whether the ladder is `GENTLE_WALK_RUN`.

    Returns
    -------
    int
        The last week without a longer bout; 1 for somebody who has never run.
    """
    ladder = GENTLE_WALK_RUN if gentle else WALK_RUN
    longest = min(longest_run_min, _KNOWN_MOST_MIN)
    within = [
        rung
        for rung, week in enumerate(ladder, 1)
        if max(session.longest_run_min for session in week) <= longest
    ]
    return max(within, default=1) if longest_run_min else 1


def walk_run_session(rung: int, at: int = 0, *, gentle: bool = False) -> WalkRunSession:
    """Return a session of a week of the ladder.

    Parameters
    ----------
    rung : int
        The week, from 1; later than the last one is the last one.
    at : int
        Which session of the week, from 0; a week of equal sessions has one.
    gentle : bool
        Whether the ladder is `GENTLE_WALK_RUN`.

    Returns
    -------
    WalkRunSession
        The session.
    """
    ladder = GENTLE_WALK_RUN if gentle else WALK_RUN
    week = ladder[min(max(rung, 1), len(ladder)) - 1]
    return week[min(max(at, 0), len(week) - 1)]
