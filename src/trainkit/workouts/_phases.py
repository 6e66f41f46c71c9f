"""The vocabulary of a preparation: types of race, phases of a plan, stages by weeks left."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

__all__ = [
    "HARD_PURPOSES",
    "PHASES",
    "Phase",
    "RaceType",
    "Stage",
    "hard_session_names",
    "race_type",
    "stage",
]

RaceType = Literal["middle", "5k", "10k", "half", "marathon", "ultra"]

Phase = Literal["base", "build", "peak", "taper"]
"""The phases of a plan, whose lengths follow from the race."""

Stage = Literal["base", "build", "specificity", "taper", "peak", "recovery"]
"""The stages of a season by weeks to the race (Training Monkey 2026).

They need no plan. The last two weeks are the stage ``"peak"``; in a plan they belong to the phase
``"taper"``.
"""

PHASES: tuple[Phase, ...] = ("base", "build", "peak", "taper")

_FROM_M: tuple[tuple[float, RaceType], ...] = (
    (45_000, "ultra"),
    (40_000, "marathon"),
    (20_000, "half"),
    (9_000, "10k"),
    (2_500, "5k"),
)
_BEFORE_WEEKS: tuple[tuple[float, Stage], ...] = (
    (0, "recovery"),
    (2, "peak"),
    (4, "taper"),
    (8, "specificity"),
    (12, "build"),
)

HARD_PURPOSES: Mapping[Stage, tuple[str, ...]] = {
    "base": ("threshold", "vo2max"),
    "build": ("vo2max", "threshold"),
    "specificity": ("race", "threshold", "vo2max"),
    "taper": ("race", "vo2max", "threshold"),
    "peak": ("vo2max", "race", "threshold"),
    "recovery": ("threshold",),
}
"""Purposes of the hard sessions that suit a stage, the most suitable first."""

_ABOVE: Mapping[Phase, tuple[str, ...]] = {
    "base": ("Hills", "Fartlek"),
    "build": ("Short intervals", "Repetitions"),
    "peak": ("Short intervals", "Repetitions"),
    "taper": ("Short intervals",),
}
_ABOVE_BEGINNER: Mapping[Phase, tuple[str, ...]] = dict.fromkeys(PHASES, ("Fartlek", "Hills"))
_ABOVE_ULTRA: Mapping[Phase, tuple[str, ...]] = {**_ABOVE, "build": ("Hills", "Short intervals")}
_AT_LONG_RACE: Mapping[Phase, tuple[str, ...]] = {
    "base": ("Threshold run",),
    "build": ("Marathon pace", "Threshold run"),
    "peak": ("Marathon pace", "Threshold run"),
    "taper": ("Marathon pace",),
}
_ABOVE_MIDDLE: Mapping[Phase, tuple[str, ...]] = {
    **_ABOVE,
    "build": ("Repetitions", "Short intervals"),
    "peak": ("Repetitions",),
    "taper": ("Repetitions",),
}
_AT_ULTRA: Mapping[Phase, tuple[str, ...]] = dict.fromkeys(PHASES, ("Threshold run",))
_AT_SHORT_RACE: Mapping[Phase, tuple[str, ...]] = {
    "base": ("Threshold run",),
    "build": ("Threshold run", "Race-pace run"),
    "peak": ("Race-pace run", "Threshold run"),
    "taper": ("Race-pace run",),
}
_AT_RACE: Mapping[RaceType, Mapping[Phase, tuple[str, ...]]] = {
    "marathon": _AT_LONG_RACE,
    "ultra": _AT_ULTRA,
}
_OTHER_SPORTS: Mapping[str, Mapping[Phase, tuple[str, ...]]] = {
    "cycling": {
        "base": ("Tempo ride",),
        "build": ("Threshold ride", "Hard intervals"),
        "peak": ("Race-pace ride", "Hard intervals"),
        "taper": ("Hard intervals",),
    },
    "swimming": {
        "base": ("Steady swim",),
        "build": ("Threshold swim", "Steady swim"),
        "peak": ("Threshold swim", "Steady swim"),
        "taper": ("Threshold swim",),
    },
}


def race_type(distance_m: float) -> RaceType:
    """Classify a race by its distance.

    Parameters
    ----------
    distance_m : float
        [m]

    Returns
    -------
    str
        ``"middle"`` up to 2.5 km, ``"5k"``, ``"10k"``, ``"half"``, ``"marathon"`` or ``"ultra"``.
    """
    return next((name for least, name in _FROM_M if distance_m >= least), "middle")


def stage(date: dt.date, race: dt.date) -> Stage:
    """Name the stage of a day by the weeks to the race (Training Monkey 2026).

    Parameters
    ----------
    date, race : date
        The day, and the day of the race.

    Returns
    -------
    str
        From ``"base"`` to ``"peak"``; ``"recovery"`` after the race.
    """
    weeks = (race - date).days / 7
    return next((name for limit, name in _BEFORE_WEEKS if weeks < limit), "base")


def hard_session_names(
    phase: Phase, race: RaceType, sport: str = "running", *, beginner: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the library's hard sessions that belong to a phase.

    Parameters
    ----------
    phase : str
        Phase of the plan.
    race : str
        Type of the race.
    sport : str
        As in `Activity`.
    beginner : bool
        Whether effort comes before pace: no intervals and repetitions by pace.

    Returns
    -------
    tuple of (tuple of str, tuple of str)
        Names of the sessions above threshold, and of those at or just below it; for sports other
        than running all are in the second.
    """
    if sport in _OTHER_SPORTS:
        return (), _OTHER_SPORTS[sport][phase]
    above = {"ultra": _ABOVE_ULTRA, "middle": _ABOVE_MIDDLE}.get(race, _ABOVE)
    above = _ABOVE_BEGINNER if beginner else above
    return above[phase], _AT_RACE.get(race, _AT_SHORT_RACE)[phase]
