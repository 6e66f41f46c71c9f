"""Ladders around a race: the days after it, the days before it, and days far beyond the usual."""

import datetime as dt
import math
from dataclasses import dataclass

from trainkit.models.assessment import Intensity
from trainkit.rules._ladder_tables import Usual
from trainkit.rules._ladders import Ladder, Step, date_steps, describe, name_day

__all__ = ["big_day_ladder", "race_ladder", "race_week"]


@dataclass(frozen=True, slots=True)
class _AfterRace:
    """Recovery from a race of up to so many metres: days, from the shortest to the longest."""

    up_to_m: float
    rest: int
    quality: tuple[int, int]
    long: tuple[int, int]


# Days after the race on which the first quality and the first long session may come.
_RUNS = (
    _AfterRace(3_500, 0, (3, 3), (4, 5)),
    _AfterRace(7_500, 0, (4, 5), (7, 7)),
    _AfterRace(16_000, 0, (5, 7), (7, 10)),
    _AfterRace(30_000, 1, (8, 12), (14, 14)),
    _AfterRace(45_000, 2, (22, 35), (21, 28)),
    _AfterRace(math.inf, 3, (29, 42), (28, 35)),
)
_RIDES = (
    _AfterRace(60_000, 0, (3, 3), (5, 5)),
    _AfterRace(200_000, 0, (5, 7), (10, 10)),
    _AfterRace(math.inf, 1, (7, 10), (12, 14)),
)
_SWIMS = (_AfterRace(2_000, 0, (3, 3), (5, 5)), _AfterRace(math.inf, 0, (4, 5), (7, 7)))
_TABLES = {"cycling": _RIDES, "swimming": _SWIMS}
# Distances from which a race takes a week of six days, and of seven, with a second week before it.
_LONG_RACES = {
    "running": (20_000.0, 40_000.0),
    "cycling": (90_000.0, 180_000.0),
    "swimming": (5_000.0, 10_000.0),
    "rowing": (20_000.0, 40_000.0),
    "cross_country_skiing": (30_000.0, 50_000.0),
}


def race_ladder(
    day: dt.date,
    distance_m: float,
    usual: Usual,
    *,
    sport: str = "running",
    age: int = 40,
    recovered: bool = False,
    name: str = "race",
) -> Ladder:
    """Recover from a race or an effort like one.

    Parameters
    ----------
    day : date
        The day of the race.
    distance_m : float
        [m]
    usual : Usual
        Sessions before it.
    sport : str
        As in `Activity`.
    age : int
        Of the athlete [years]: recovery is longer from 46 and from 56 on.
    recovered : bool
        Whether mornings and experience speak for the shorter end of each range.
    name : str
        What it was, in words.

    Returns
    -------
    Ladder
        Rest, easy days, the first quality and the first long session.

    References
    ----------
    - Pfitzinger & Douglas 2020, Advanced Marathoning, 3rd ed., Human Kinetics. (weeks after a
      marathon, and by age)
    - Daniels 2014, Daniels' Running Formula, 3rd ed., Human Kinetics. (a day for 3 km)
    """
    row = next(row for row in _TABLES.get(sport, _RUNS) if distance_m <= row.up_to_m)
    factor = 1.5 if age >= 56 else 1.2 if age >= 46 else 1.0
    at = 0 if recovered else 1
    quality, long = (math.ceil(factor * days[at]) for days in (row.quality, row.long))
    easy = quality - 1 - row.rest
    thirds = (min(30.0, usual.minutes), min(45.0, usual.minutes), usual.minutes)
    spans: list[tuple[int, Intensity, float]] = [(row.rest, "rest", 0.0)]
    first = max(easy // 3, min(easy, 2))
    spans += [(first, "easy", thirds[0])]
    spans += [((easy - first) // 2, "easy", thirds[1])]
    spans += [(easy - first - (easy - first) // 2, "easy", thirds[2])]
    spans.append((max(long - quality, 0), "hard", max(usual.minutes, 0.7 * usual.longest_min)))
    verb = "ran" if sport == "running" else "did"
    article = "a" if name.startswith("race") else "the"
    because = f"You {verb} {article} {name} on {name_day(day)}"
    steps = date_steps(day + dt.timedelta(days=1), spans)
    return Ladder("race", because, steps, "Pfitzinger & Douglas 2020")


def big_day_ladder(day: dt.date, days: int, usual: Usual, *, name: str) -> Ladder:
    """Recover from a day far longer than usual, such as a hike of five hours.

    Parameters
    ----------
    day : date
        The day itself.
    days : int
        Days without anything hard or long [d].
    usual : Usual
        Sessions before it.
    name : str
        What it was, in words.

    Returns
    -------
    Ladder
        Easy days.

    References
    ----------
    - Maeo et al. 2017, PLoS ONE 12:e0173909. <https://doi.org/10.1371/journal.pone.0173909> (40
      minutes downhill cost a fifth of the legs' strength)
    - Convention: the days.
    """
    spans: list[tuple[int, Intensity, float]] = [
        (1, "easy", min(40.0, usual.minutes)),
        (days - 1, "easy", usual.minutes),
    ]
    steps = date_steps(day + dt.timedelta(days=1), spans)
    return Ladder("big_day", f"{name} on {name_day(day)}", steps, "Maeo 2017")


def race_week(
    race: dt.date, distance_m: float, usual: Usual, *, priority: str, sport: str = "running"
) -> Ladder:
    """Hold back on the days before a race, by its distance and priority.

    Parameters
    ----------
    race : date
        The day of the race.
    distance_m : float
        [m]
    usual : Usual
        Sessions of the weeks before.
    priority : {"A", "B", "C"}
        A C race is trained through, but for the day before.
    sport : str
        As in `Activity`.

    Returns
    -------
    Ladder
        From two weeks before a long race to the eve of the race.

    References
    ----------
    - Bosquet et al. 2007, Med Sci Sports Exerc 39:1358.
      <https://doi.org/10.1249/mss.0b013e31806010e0> (less volume, the same intensity)
    """
    eve = race - dt.timedelta(days=1)
    because = f"The race is on {name_day(race)}"
    if priority == "C":
        step = Step(eve, eve, "easy", usual.minutes, describe("easy", usual.minutes))
        return Ladder("race_ahead", because, (step,), "convention")
    long_m, longest_m = _LONG_RACES.get(sport, _LONG_RACES["cycling"])
    long = distance_m >= long_m
    days = 7 if distance_m >= longest_m else 6 if long else 4
    cap = 70.0 if sport != "cycling" else 90.0
    spans: list[tuple[int, Intensity, float]] = []
    if priority == "A" and long:
        spans.append((7, "hard", max(0.7 * usual.longest_min, cap)))
    spans += [(days - 2, "hard", min(cap, max(usual.minutes, 50.0)))]
    spans += [(1, "easy", min(40.0, usual.minutes)), (1, "easy", min(30.0, usual.minutes))]
    total = sum(span[0] for span in spans)
    steps = date_steps(race - dt.timedelta(days=total), spans)
    return Ladder("race_ahead", because, steps, "Bosquet 2007")
