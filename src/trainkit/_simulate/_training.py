"""The sessions that a simulated athlete does: a weekly pattern, missed days, rest when ill."""

from dataclasses import dataclass

import numpy as np

__all__ = ["WEEK", "Session", "session_on"]


@dataclass(frozen=True, slots=True)
class Session:
    """One workout: what it is called, its sport, its length [min] and its intensity [1].

    The intensity is a share of the threshold: an hour at 1 is a load of 100.
    """

    name: str
    sport: str
    minutes: float
    intensity: float

    @property
    def load(self) -> float:
        """Its true load; an hour at threshold is 100 [1]."""
        return self.minutes / 60 * self.intensity**2 * 100


# From Monday to Sunday; None is a day of rest.
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


def session_on(
    day: int, weekday: int, *, volume: float, illness: float, random: np.random.Generator
) -> Session | None:
    """Decide what is done on a day: the pattern, with its misses, or less when ill."""
    skipped, extra, length, effort = random.random(4)
    pattern = WEEK[weekday]
    if illness > 0.4 and skipped < 0.8:
        return None
    if pattern is None:
        # Now and then the day of rest is used for what the week had no room for.
        pattern = Session("Easy run", "running", 38, 0.70) if extra < 0.12 else None
    elif skipped < 0.08:
        return None
    if pattern is None:
        return None
    week = day // 7
    block = _CUT_BACK if week % 4 == 3 else 0.92 + 0.08 * (week % 4)
    surge = 1.35 if (week // 4) % 3 == 2 and week % 4 == 2 else 1.0  # a hard week every 3 months
    minutes = pattern.minutes * volume * block * surge * (0.85 + 0.3 * length)
    intensity = pattern.intensity * (0.95 + 0.1 * effort)
    return Session(pattern.name, pattern.sport, float(minutes), float(intensity))
