"""The races of a history: results, and activities marked as a race."""

import datetime as dt

from trainkit.models.history import History
from trainkit.models.race import RaceResult

__all__ = ["DISTANCES_M", "SAME", "list_races"]

DISTANCES_M = {
    "1 km": 1000.0,
    "1 mile": 1609.344,
    "3 km": 3000.0,
    "5 km": 5000.0,
    "10 km": 10_000.0,
    "half marathon": 21_097.5,
    "marathon": 42_195.0,
}
"""Distances with a name [m]."""

SAME = (0.99, 1.03)
"""Shares of a distance that are it: receivers measure a course too long rather than too short."""


def list_races(history: History, until: dt.date) -> tuple[RaceResult, ...]:
    """List the races up to a day: results, and marked activities of days without a result.

    Parameters
    ----------
    history : History
        Races and activities.
    until : date
        The last day that counts.

    Returns
    -------
    tuple of RaceResult
        By date. The distance of an activity near a distance with a name is that one [m].
    """
    results = [race for race in history.races if race.date <= until]
    known = {(race.date, race.sport) for race in results}
    for item in history.activities:
        metres = item.distance_m
        if not item.race or not metres or metres < 1 or item.elapsed_s < 1:
            continue
        if item.day <= until and (item.day, item.sport) not in known:
            results.append(
                RaceResult(
                    date=item.day,
                    distance_m=_name_distance(metres),
                    time_s=item.elapsed_s,
                    sport=item.sport,
                    name=item.name,
                    ascent_m=item.ascent_m,
                    provenance=item.provenance,
                )
            )
    return tuple(sorted(results, key=lambda race: race.date))


def _name_distance(metres: float) -> float:
    """The official distance of a race that was measured on the way."""
    for official in DISTANCES_M.values():
        if SAME[0] * official <= metres <= SAME[1] * official:
            return official
    return metres
