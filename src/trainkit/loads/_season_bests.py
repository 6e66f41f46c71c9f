"""The fastest times over distances in a whole history, with when and where."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

import numpy as np

from trainkit._array import FloatArray, number, whole
from trainkit.loads._best_efforts import distance_covered, fastest_part
from trainkit.loads._external import plausible_distance
from trainkit.models.activity import Activity
from trainkit.models.history import History
from trainkit.models.limits import fastest_mean
from trainkit.models.race import RaceResult
from trainkit.models.streams import Streams
from trainkit.models.summary import BestEffort

__all__ = ["RACED_DISTANCES", "best_efforts", "season_bests", "season_of"]

_TRACK = (400.0, 1000.0, 1609.344, 3000.0, 5000.0, 10_000.0, 21_097.5, 42_195.0)
RACED_DISTANCES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "running": _TRACK,
        "cycling": (5000.0, 10_000.0, 20_000.0, 40_000.0, 100_000.0, 160_934.4),
        "swimming": (100.0, 200.0, 400.0, 800.0, 1500.0, 3800.0),
    }
)
"""The distances that people compare, by sport [m]; other sports have those of running."""

_OFFICIAL = 0.002  # a race is of a distance if it is so close to it


def best_efforts(
    history: History,
    distances_m: Sequence[float] | None = None,
    *,
    sport: str = "running",
    most: int = 1,
    first_month: int = 1,
) -> tuple[BestEffort, ...]:
    """Find the fastest time over each distance, wherever in a recording it begins.

    The window is exact in distance: it begins and ends between samples. Pauses count as time.
    Results of races count with their official time. A session without samples only tells that a
    part of it was at least as fast as its mean: `BestEffort.method` is then ``"total"``.

    Parameters
    ----------
    history : History
        Activities and races; samples are best, but rows of a list are enough.
    distances_m : sequence of float, optional
        Distances [m], above 0; by default `RACED_DISTANCES` of the sport.
    sport : str
        As in `Activity`.
    most : int
        How many of each distance, one an activity or race at most.
    first_month : int
        The month in which a season begins, 1 to 12.

    Returns
    -------
    tuple of BestEffort
        By distance, the fastest first; none for a distance that was never covered.

    Raises
    ------
    InvalidInput
        A distance that is not above 0, or a number out of range.

    Examples
    --------
    >>> from trainkit import simulate
    >>> best = best_efforts(simulate(days=60), [5000])[0]
    >>> best.distance_m, best.method, str(best.date)
    (5000.0, 'total', '2026-05-26')
    """
    most = whole("most", most, low=1)
    found = _efforts(history, distances_m, sport, whole("first_month", first_month, low=1, high=12))
    return tuple(effort for efforts in found.values() for effort in efforts[:most])


def season_bests(
    history: History,
    distances_m: Sequence[float] | None = None,
    *,
    sport: str = "running",
    first_month: int = 1,
) -> tuple[BestEffort, ...]:
    """Find the fastest time of each season over each distance.

    Parameters
    ----------
    history : History
        As in `best_efforts`.
    distances_m : sequence of float, optional
        Distances [m], above 0; by default `RACED_DISTANCES` of the sport.
    sport : str
        As in `Activity`.
    first_month : int
        The month in which a season begins, 1 to 12.

    Returns
    -------
    tuple of BestEffort
        By distance, the latest season first.

    Raises
    ------
    InvalidInput
        As `best_efforts`.

    Examples
    --------
    >>> from trainkit import simulate
    >>> bests = season_bests(simulate(days=300), [5000], first_month=10)
    >>> [best.season for best in bests]
    ['2025/26', '2024/25']
    """
    bests: list[BestEffort] = []
    month = whole("first_month", first_month, low=1, high=12)
    for efforts in _efforts(history, distances_m, sport, month).values():
        fastest: dict[str, BestEffort] = {}
        for effort in efforts:
            fastest.setdefault(effort.season, effort)
        bests += sorted(fastest.values(), key=lambda effort: effort.season, reverse=True)
    return tuple(bests)


def season_of(day: dt.date, first_month: int = 1) -> str:
    """Name the season of a day: its year, or two years where it does not begin in January."""
    if first_month == 1:
        return str(day.year)
    first = day.year - (day.month < first_month)
    return f"{first}/{(first + 1) % 100:02d}"


def _efforts(
    history: History, distances_m: Sequence[float] | None, sport: str, first_month: int
) -> dict[float, list[BestEffort]]:
    """Return the fastest effort of each activity and race, by distance, fastest first."""
    if distances_m is None:
        distances_m = RACED_DISTANCES.get(sport, _TRACK)
    wanted = [number("distances_m", metres, low=0, open_low=True) for metres in distances_m]
    key = ("best_efforts", tuple(wanted), sport, first_month)
    distances = sorted(set(wanted))
    return history.memoize(key, lambda: _search(history, distances, sport, first_month))


def _search(
    history: History, distances_m: list[float], sport: str, first_month: int
) -> dict[float, list[BestEffort]]:
    activities = [activity for activity in history.activities if activity.sport == sport]
    races = [race for race in history.races if race.sport == sport]
    efforts = [
        *chain(*(_of_activity(item, distances_m, first_month) for item in activities)),
        *chain(*(_of_race(race, distances_m, first_month) for race in races)),
    ]
    found: dict[float, list[BestEffort]] = {metres: [] for metres in distances_m}
    for effort in sorted(efforts, key=lambda effort: (effort.time_s, effort.date)):
        found[effort.distance_m].append(effort)
    return found


def _of_activity(
    activity: Activity, distances_m: list[float], first_month: int
) -> Iterator[BestEffort]:
    streams = activity.streams
    if streams is not None:
        time, covered = distance_covered(streams, fastest_mean(activity.sport))
        if time.size >= 2:
            yield from _of_samples(activity, streams, (time, covered), distances_m, first_month)
            return
    total = plausible_distance(activity)
    for metres in distances_m:
        parts = int(total // metres)
        if parts:  # the fastest of equal parts is at least as fast as their mean
            time_s = activity.elapsed_s / parts
            yield _effort(activity, metres, time_s, "total", first_month)


def _of_samples(
    activity: Activity,
    streams: Streams,
    way: tuple[FloatArray, FloatArray],
    distances_m: list[float],
    first_month: int,
) -> Iterator[BestEffort]:
    time, covered = way
    for metres in distances_m:
        if metres <= covered[-1]:
            time_s, start_m = fastest_part(time, covered, metres)
            at_s = float(np.interp(start_m, covered, time))
            yield _effort(activity, metres, time_s, "samples", first_month).model_copy(
                update={
                    "start": activity.start + dt.timedelta(seconds=at_s),
                    "start_m": start_m,
                    **_position(streams, at_s),
                }
            )


def _effort(
    activity: Activity, metres: float, time_s: float, method: str, first_month: int
) -> BestEffort:
    return BestEffort.model_validate(
        {
            "distance_m": metres,
            "time_s": time_s,
            "date": activity.day,
            "season": season_of(activity.day, first_month),
            "sport": activity.sport,
            "method": method,
            "activity": activity.id,
            "name": activity.name,
        }
    )


def _position(streams: Streams, at_s: float) -> dict[str, float | None]:
    """Return where the athlete was, by the last position that is known."""
    if streams.latitude is None or streams.longitude is None:
        return {}
    latitude, longitude = streams.latitude, streams.longitude
    known = np.flatnonzero(~np.isnan(latitude) & ~np.isnan(longitude))
    if not known.size:
        return {}
    last = np.searchsorted(streams.time_s[known], at_s, side="right") - 1
    at = known[max(int(last), 0)]
    return {"latitude": float(latitude[at]), "longitude": float(longitude[at])}


def _of_race(race: RaceResult, distances_m: list[float], first_month: int) -> Iterator[BestEffort]:
    for metres in distances_m:
        if abs(race.distance_m / metres - 1) <= _OFFICIAL:
            yield BestEffort(
                distance_m=metres,
                time_s=race.time_s,
                date=race.date,
                season=season_of(race.date, first_month),
                sport=race.sport,
                method="race",
                name=race.name,
            )
