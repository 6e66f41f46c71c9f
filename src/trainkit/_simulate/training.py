"""Training of the simulated athlete: a weekly pattern, missed sessions, rest when ill."""

from dataclasses import dataclass

import numpy as np

__all__ = ["WEEK", "Session", "choose_session"]


@dataclass(frozen=True, slots=True)
class Session:
    """One workout: name, sport, length [min] and intensity [1].

    Intensity is a share of the threshold: an hour at 1 is a load of 100.
    """

    name: str
    sport: str
    minutes: float
    intensity: float

    @property
    def load(self) -> float:
        """The true load; an hour at threshold is 100 [1]."""
        return self.minutes / 60 * self.intensity**2 * 100


# Monday to Sunday; None is a rest day.
WEEK: tuple[Session | None, ...] = (
    None,
    Session("Intervals", "running", 58, 0.88),
    Session("Easy run", "running", 46, 0.71),
    Session("Endurance ride", "cycling", 72, 0.68),
    Session("Easy run", "running", 42, 0.71),
    Session("Tempo run", "running", 54, 0.84),
    Session("Long run", "running", 92, 0.73),
)
_CUT_BACK = 0.72  # every fourth week


def choose_session(
    day: int,
    weekday: int,
    *,
    volume: float,
    illness: float,
    random: np.random.Generator,
    missed: float,
    rests_when_ill: float,
) -> Session | None:
    """Choose the session of a day: the pattern with some misses, usually rest when ill."""
    # All four are drawn even on a rest day, so that a day never shifts the draws of later days.
    skipped, extra, length, effort = random.random(4)
    pattern = WEEK[weekday]
    if illness > 0.4 and skipped < rests_when_ill:
        return None
    if pattern is None:
        # Real athletes sometimes move a missed session to their rest day.
        pattern = Session("Easy run", "running", 38, 0.70) if extra < 0.12 else None
    elif skipped < missed:
        return None
    if pattern is None:
        return None
    week = day // 7
    block = _CUT_BACK if week % 4 == 3 else 0.92 + 0.08 * (week % 4)
    surge = 1.35 if (week // 4) % 3 == 2 and week % 4 == 2 else 1.0  # a hard week every 3 months
    minutes = pattern.minutes * volume * block * surge * (0.85 + 0.3 * length)
    intensity = pattern.intensity * (0.95 + 0.1 * effort)
    return Session(pattern.name, pattern.sport, float(minutes), float(intensity))
