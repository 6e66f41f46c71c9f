"""What explains unusual mornings without an illness: a flight over time zones, or drinks.

They are read from records: the local time of nights and sessions, and the drinks of the journal.
Nights after them look like those before an illness, and are no reason for an alarm; the day is easy
all the same.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.recovery._daily_signals import DailySignals, lag

__all__ = [
    "Journey",
    "circumstances",
    "explained_by_circumstances",
    "journeys",
    "say_journey",
]

_MOST_KNOWN_DAYS = 21  # between two known local times, of which one is still the usual one
_FEW_ZONES_H = 3.0  # up to which sleep is hardly disturbed
_EAST, _WEST = 1.0, 0.5  # days for each zone (Janse van Rensburg 2021)
_EASY_DAYS = 4  # the second to fourth day are the worst
_MANY_DRINKS = 3.0


class Journey(NamedTuple):
    """A flight over time zones, on each day: arrays of shape (days,).

    Attributes
    ----------
    zones : array
        By how many hours local time went ahead, below 0 to the west; 0 once it is overcome [h].
    days : array
        Days since the first one at the new local time [d].
    """

    zones: FloatArray
    days: FloatArray

    @property
    def easy(self) -> NDArray[np.bool_]:
        """The days on which nothing is hard."""
        return np.asarray((self.zones != 0) & (self.days < _EASY_DAYS))


def journeys(signals: DailySignals) -> Journey:
    """Find flights over more than three time zones, for as long as they disturb.

    Parameters
    ----------
    signals : DailySignals
        Of a history whose nights or sessions tell local times.

    Returns
    -------
    Journey
        Zeros where no time zone is known.

    References
    ----------
    - Janse van Rensburg et al. 2021, Sports Med 51:2029.
      <https://doi.org/10.1007/s40279-021-01502-0> (a day for each zone to the east, half to the
      west)
    """
    return signals.history.memoize(("journeys",), lambda: _find_journeys(signals))


def _find_journeys(signals: DailySignals) -> Journey:
    offsets = signals.history.local_offsets()
    zones, days = np.zeros(offsets.shape), np.zeros(offsets.shape)
    known = np.flatnonzero(~np.isnan(offsets)) if offsets.ndim == 1 else ()
    before = None
    for at in map(int, known):
        if before is not None and at - before <= _MOST_KNOWN_DAYS:
            shift = (offsets[at] - offsets[before] + 12) % 24 - 12
            if abs(shift) > _FEW_ZONES_H:
                last = max(math.ceil(abs(shift) * (_EAST if shift > 0 else _WEST)), _EASY_DAYS)
                zones[at:], days[at:] = 0.0, 0.0  # a flight back ends the one before it
                zones[at : at + last] = shift
                days[at : at + last] = np.arange(len(days[at : at + last]))
        before = at
    return Journey(zones, days)


def _after_drinks(signals: DailySignals) -> NDArray[np.bool_]:
    return np.asarray(lag(signals.history.daily("alcohol_units")) >= _MANY_DRINKS)


def explained_by_circumstances(signals: DailySignals) -> NDArray[np.bool_]:
    """Mark the mornings that a flight or drinks explain."""
    return np.asarray((journeys(signals).zones != 0) | _after_drinks(signals))


def circumstances(signals: DailySignals, at: int) -> str:
    """Say what explains a morning: "a flight over 8 time zones"; nothing where nothing does."""
    said = []
    zones = float(journeys(signals).zones[at])
    if zones:
        said.append(f"a flight over {abs(zones):.0f} time zones")
    if _after_drinks(signals)[at]:
        drinks = float(signals.history.daily("alcohol_units")[at - 1])
        said.append(f"an evening with {drinks:.0f} drinks")
    return " and ".join(said)


def say_journey(signals: DailySignals, at: int) -> tuple[str, Mapping[str, float]]:
    """Say what a flight means for a day."""
    zones, since = (float(column[at]) for column in journeys(signals))
    way = "east" if zones > 0 else "west"
    text = f"You flew over {abs(zones):.0f} time zones to the {way}"
    values = {"zones": zones, "days_since": since}
    if since < _EASY_DAYS:
        left = _EASY_DAYS - since
        more = "" if left == 1 else f", and for {left - 1:.0f} more day{'s' * (left > 2)}"
        text += f": nothing hard today{more}. Train by daylight, and easily."
        return text, values
    return f"{text}; nights and pulse can be unusual for some days more.", values
