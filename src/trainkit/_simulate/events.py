"""What disturbs a simulated athlete: illness, alcohol, travel and nights without a device."""

from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray

__all__ = ["Events", "draw_events"]

_ILLNESS_EVERY_DAYS = 75  # mean days from one illness to the next, after a quiet month
_QUIET_DAYS = 30  # days between illnesses, at least
_ALCOHOL = (0.03, 0.12)  # share of nights, from Monday to Thursday and from Friday to Sunday
_TRAVEL_EVERY_DAYS = 55


@dataclass(frozen=True, slots=True)
class Events:
    """One value per day.

    Parameters
    ----------
    illness : array
        Share of an illness's full effect [1].
    illness_hr, illness_ln_rmssd : array
        The effect on the morning measurement [bpm], [ln ms].
    onset : array of bool
        The first day of each illness's effect.
    alcohol, travel : array
        Strain on the night before this morning [1].
    no_device : array of bool
        Nights without a measurement.
    """

    illness: FloatArray
    illness_hr: FloatArray
    illness_ln_rmssd: FloatArray
    onset: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    alcohol: FloatArray
    travel: FloatArray
    no_device: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def draw_events(weekday: np.ndarray, random: np.random.Generator) -> Events:
    """Draw the events; an illness develops over 1 to 4 days and lasts 4 to 9."""
    days = weekday.size
    illness, hr, ln_rmssd = np.zeros((3, days))
    onset = np.zeros(days, dtype=bool)
    day = int(_QUIET_DAYS / 2 + random.exponential(_ILLNESS_EVERY_DAYS))
    while day < days:
        onset[day] = True
        growth, length = int(random.integers(1, 5)), int(random.integers(4, 10))
        rise, fall = random.uniform(2, 7), random.uniform(0.1, 0.3)
        since = np.arange(days - day)
        course = np.minimum((since + 1) / growth, 1) * np.where(
            since < length, 1, 0.5 ** (since - length + 1)
        )
        course[course < 0.05] = 0
        illness[day:] = np.maximum(illness[day:], course)
        hr[day:] += rise * course
        ln_rmssd[day:] -= fall * course
        day += int(length + _QUIET_DAYS + random.exponential(_ILLNESS_EVERY_DAYS))
    share = np.where(np.isin(weekday, (5, 6, 0)), _ALCOHOL[1], _ALCOHOL[0])  # the mornings after
    alcohol = np.where(random.random(days) < share, random.uniform(0.5, 1.5, days), 0.0)
    travel = np.zeros(days)
    missing = random.random(days) < 0.05
    for start in np.flatnonzero(random.random(days) < 1 / _TRAVEL_EVERY_DAYS):
        travel[start : start + 2] = 1.0
    for start in np.flatnonzero(random.random(days) < 1 / 150):
        missing[start : start + int(random.integers(2, 6))] = True
    return Events(illness, hr, ln_rmssd, onset, alcohol, travel, missing)
