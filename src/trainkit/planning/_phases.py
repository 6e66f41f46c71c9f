"""From a race to the weeks of its preparation, each with its phase."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from trainkit.workouts import Phase, RaceType, race_type

__all__ = ["LEAST_WEEKS", "USUAL_FATIGUE_DAYS", "Week", "taper_weeks", "weeks_of"]

LEAST_WEEKS: Mapping[RaceType, int] = {"5k": 6, "10k": 8, "half": 12, "marathon": 16, "ultra": 16}
"""The fewest weeks of a preparation (StrideIQ 2026; the ultra as the marathon)."""

# Shares of base, build and peak; the taper has its own length (StrideIQ 2026).
_SHARES: Mapping[RaceType, tuple[float, float, float]] = {
    "5k": (0.20, 0.50, 0.15),
    "10k": (0.20, 0.50, 0.15),
    "half": (0.25, 0.45, 0.15),
    "marathon": (0.30, 0.40, 0.15),
    "ultra": (0.30, 0.40, 0.15),
}
_TAPER_WEEKS: Mapping[RaceType, float] = {
    "5k": 1, "10k": 1, "half": 1.5, "marathon": 2.4, "ultra": 2.4,
}  # fmt: skip
USUAL_FATIGUE_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a plan.

    Parameters
    ----------
    number : int
        From 1.
    monday : date
        Its first day.
    phase : str
        Its phase.
    place, length : int
        Its place in the phase, from 0, and the phase's weeks.
    """

    number: int
    monday: dt.date
    phase: Phase
    place: int
    length: int


def taper_weeks(distance_m: float, fatigue_days: float = USUAL_FATIGUE_DAYS) -> int:
    """Choose the length of the taper by distance and by the time constant of fatigue.

    Parameters
    ----------
    distance_m : float
        Of the race [m].
    fatigue_days : float
        Time constant of the athlete's fatigue [d].

    Returns
    -------
    int
        Weeks, from 1 to 3, the race's own included.
    """
    usual = _TAPER_WEEKS[race_type(distance_m)]
    return min(max(round(usual * fatigue_days / USUAL_FATIGUE_DAYS), 1), 3)


def weeks_of(
    start: dt.date, end: dt.date, distance_m: float | None, taper: int
) -> tuple[Week, ...]:
    """Divide the weeks from a start to an end into phases.

    Parameters
    ----------
    start, end : date
        The first and the last day.
    distance_m : float or None
        Of the race at the end [m]; None for building a base.
    taper : int
        Weeks of taper.

    Returns
    -------
    tuple of Week
        From Monday to Sunday; the first and the last may be cut by `start` and `end`.
    """
    first = start - dt.timedelta(days=start.weekday())
    count = (end - first).days // 7 + 1
    phases: list[Phase] = []
    if distance_m is None:
        parts: tuple[tuple[Phase, int], ...] = (("base", count),)
    else:
        # The taper is fixed; the other phases share what is left.
        before = max(count - taper, 0)
        shares = _SHARES[race_type(distance_m)]
        bases = round(before * shares[0] / sum(shares))
        builds = max(round(before * shares[1] / sum(shares)), min(before - bases, 1))
        peaks = before - bases - builds
        parts = (("base", bases), ("build", builds), ("peak", peaks), ("taper", count - before))
    for phase, weeks in parts:
        phases += [phase] * weeks
    return tuple(
        Week(
            number=at + 1,
            monday=first + dt.timedelta(weeks=at),
            phase=phase,
            place=at - phases.index(phase),
            length=phases.count(phase),
        )
        for at, phase in enumerate(phases)
    )
