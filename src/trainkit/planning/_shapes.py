"""The shapes of plans by sport and race: how far they go, how they divide and how they taper.

All numbers are counted in 65 published plans or follow from them; the guide to planning lists the
plans. A level is what somebody trains now, not how fast he is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from trainkit.planning._prior_training import PriorTraining

__all__ = ["FULL_WEEK", "Level", "Peak", "Shape", "TaperWeek", "level_of", "shape_of"]

Level = Literal["beginner", "intermediate", "advanced"]
Unit = Literal["km", "min"]


@dataclass(frozen=True, slots=True)
class Peak:
    """The biggest week and the longest session of a level.

    Parameters
    ----------
    week : tuple of float
        The least and the most that published plans have in their biggest week [km or min].
    long : float
        The longest session [km or min].
    most_min : float
        The longest session whatever its distance [min].
    """

    week: tuple[float, float]
    long: float
    most_min: float


@dataclass(frozen=True, slots=True)
class TaperWeek:
    """A week before the race: its share of the biggest week, and of the longest session [1]."""

    week: float
    long: float


FULL_WEEK = TaperWeek(1.0, 1.0)
"""A week without a race near it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of plan.

    Parameters
    ----------
    name : str
        Such as ``"marathon"``.
    unit : {"km", "min"}
        Of the peaks.
    levels : tuple of float
        A usual week from which somebody is intermediate, and advanced [km or min].
    peaks : mapping of str to Peak
        By level.
    taper : tuple of TaperWeek
        The week of the race first, then the weeks before it.
    taper_weeks : float
        Weeks of the phase of that name, for usual fatigue.
    phases : tuple of float
        Base, build and peak, relative to each other.
    hard : tuple of int
        The most hard sessions a week, by level.
    long_share : float
        The most that the long session is of a week of three or more sessions [1].
    no_long_days : int
        Days before the race without a long session [d].
    """

    name: str
    unit: Unit
    levels: tuple[float, float]
    peaks: Mapping[Level, Peak] = field(hash=False)
    taper: tuple[TaperWeek, ...]
    taper_weeks: float
    phases: tuple[float, float, float]
    hard: tuple[int, int, int] = (1, 2, 2)
    long_share: float = 0.5
    no_long_days: int = 4


def _peaks(*rows: tuple[float, float, float, float]) -> dict[Level, Peak]:
    levels: tuple[Level, ...] = ("beginner", "intermediate", "advanced")
    return {
        level: Peak((low, high), long, most)
        for level, (low, high, long, most) in zip(levels, rows, strict=True)
    }


def _taper(*weeks: tuple[float, float]) -> tuple[TaperWeek, ...]:
    return tuple(TaperWeek(*week) for week in weeks)


_SHORT, _LONG = (0.20, 0.50, 0.15), (0.30, 0.40, 0.15)
_SHAPES: Mapping[str, Shape] = {
    "middle": Shape(
        "middle", "km", (15, 60),
        _peaks((12, 25, 7, 60), (30, 55, 12, 85), (60, 100, 16, 95)),
        _taper((0.50, 0.0), (0.85, 0.85)), 1, _SHORT,
        long_share=0.40, no_long_days=4,
    ),
    "5k": Shape(
        "5k", "km", (15, 60),
        _peaks((12, 25, 7, 60), (30, 60, 13, 90), (70, 110, 18, 105)),
        _taper((0.48, 0.0), (0.85, 0.85)), 1, _SHORT,
        long_share=0.40, no_long_days=4,
    ),
    "10k": Shape(
        "10k", "km", (20, 60),
        _peaks((17, 32, 10, 85), (36, 66, 16, 105), (70, 120, 21, 115)),
        _taper((0.48, 0.0), (0.82, 0.80)), 1, _SHORT,
        long_share=0.50, no_long_days=4,
    ),
    "half": Shape(
        "half", "km", (25, 65),
        _peaks((34, 50, 18, 150), (50, 76, 20.5, 150), (75, 135, 24, 145)),
        _taper((0.42, 0.0), (0.75, 0.65)), 2, (0.25, 0.45, 0.15),
        long_share=0.46, no_long_days=6,
    ),
    "marathon": Shape(
        "marathon", "km", (36, 75),
        _peaks((48, 66, 30, 200), (58, 95, 31.5, 190), (90, 150, 33, 170)),
        _taper((0.40, 0.0), (0.61, 0.59), (0.80, 0.80)), 3, _LONG,
        long_share=0.56, no_long_days=7,
    ),
    "trail": Shape(
        "trail", "km", (45, 75),
        _peaks((48, 80, 34, 285), (55, 92, 38, 310), (70, 125, 42, 320)),
        _taper((0.32, 0.0), (0.55, 0.40), (0.75, 0.65)), 3, _LONG, (1, 1, 2),
        long_share=0.57, no_long_days=7,
    ),
    "gran_fondo": Shape(
        "gran_fondo", "min", (240, 480),
        _peaks((200, 390, 0.75, 240), (330, 640, 0.75, 300), (500, 940, 0.75, 330)),
        _taper((0.30, 0.0), (0.66, 0.60)), 2, (0.35, 0.40, 0.15), (1, 2, 2),
        long_share=0.70, no_long_days=6,
    ),
    "time_trial": Shape(
        "time_trial", "min", (240, 480),
        _peaks((180, 400, 120, 150), (300, 540, 150, 180), (400, 780, 180, 210)),
        _taper((0.42, 0.0), (0.75, 0.75)), 1, (0.25, 0.50, 0.20), (1, 2, 2),
        long_share=0.60, no_long_days=4,
    ),
    "short_swim": Shape(
        "short_swim", "km", (3, 10),
        _peaks((3.2, 6.5, 1.7, 60), (4.2, 11, 2.6, 75), (9, 24, 4, 100)),
        _taper((0.50, 0.0), (0.80, 0.75)), 1, (0.30, 0.45, 0.20), (1, 1, 2),
        long_share=0.60, no_long_days=3,
    ),
    "long_swim": Shape(
        "long_swim", "km", (4, 12),
        _peaks((5.2, 10.5, 3.0, 90), (7, 14.5, 3.4, 100), (13, 29, 5, 120)),
        _taper((0.50, 0.0), (0.80, 0.70)), 2, (0.30, 0.45, 0.20), (1, 1, 2),
        long_share=0.60, no_long_days=4,
    ),
}  # fmt: skip
_RUNS: tuple[tuple[float, str], ...] = ((44_000, "trail"), (30_000, "marathon"), (15_000, "half"),
                                        (7_500, "10k"), (2_500, "5k"))  # fmt: skip
_TIME_TRIAL_M, _SHORT_SWIM_M = 45_000.0, 2_600.0
_WITHOUT_RACE = {"running": "10k", "cycling": "gran_fondo", "swimming": "short_swim"}


def shape_of(distance_m: float | None, sport: str = "running") -> Shape:
    """Choose the shape of a plan by its last race [m]; None builds a base."""
    if distance_m is None:
        return _SHAPES[_WITHOUT_RACE.get(sport, "10k")]
    if sport == "cycling":
        return _SHAPES["time_trial" if distance_m <= _TIME_TRIAL_M else "gran_fondo"]
    if sport == "swimming":
        return _SHAPES["short_swim" if distance_m <= _SHORT_SWIM_M else "long_swim"]
    return _SHAPES[next((name for least, name in _RUNS if distance_m >= least), "middle")]


def level_of(shape: Shape, base: PriorTraining) -> Level:
    """Choose the level by what somebody trains now; somebody unknown is in the middle."""
    if not base.known:
        return "intermediate"
    usual = base.full_week_m / 1000 if shape.unit == "km" else base.full_week_min
    if usual < shape.levels[0]:
        return "beginner"
    return "intermediate" if usual < shape.levels[1] else "advanced"
