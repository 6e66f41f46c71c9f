"""Training methods as intensity distributions: which share of the hard sessions is how hard."""

from collections.abc import Mapping

from trainkit._array import choice, number
from trainkit.errors import InvalidInput
from trainkit.planning._phases import Phase, RaceType, Week

__all__ = ["METHODS", "blend", "sessions_of_week"]

METHODS: Mapping[str, Mapping[Phase, float]] = {
    "pyramidal": {"base": 0.5, "build": 0.35, "peak": 0.25, "taper": 0.0},
    "polarized": {"base": 1.0, "build": 0.8, "peak": 0.8, "taper": 1.0},
    "threshold": {"base": 0.25, "build": 0.1, "peak": 0.1, "taper": 0.0},
    "daniels": {"base": 1.0, "build": 0.65, "peak": 0.3, "taper": 0.5},
}
"""Share of the hard sessions above threshold, by phase; the others are at or just below it.

The order of the methods follows Stöggl & Sperlich 2015 (Front Physiol 6:295) and Daniels 2014
(repetitions, then intervals, then threshold and race pace); the numbers are trainkit's.
"""

_ABOVE: Mapping[Phase, tuple[str, ...]] = {
    "base": ("Hills", "Fartlek"),
    "build": ("Short intervals", "Repetitions"),
    "peak": ("Short intervals", "Repetitions"),
    "taper": ("Short intervals",),
}
_LONG_RACE: Mapping[Phase, tuple[str, ...]] = {
    "base": ("Threshold run",),
    "build": ("Threshold run", "Marathon pace"),
    "peak": ("Marathon pace", "Threshold run"),
    "taper": ("Marathon pace",),
}
_SHORT_RACE: Mapping[Phase, tuple[str, ...]] = {
    "base": ("Threshold run",),
    "build": ("Threshold run",),
    "peak": ("Race-pace run", "Threshold run"),
    "taper": ("Race-pace run",),
}
_ULTRA_ABOVE: Mapping[Phase, tuple[str, ...]] = {**_ABOVE, "build": ("Hills", "Short intervals")}


def blend(methodology: str | Mapping[str, float]) -> dict[Phase, float]:
    """Mix methods by weight.

    Parameters
    ----------
    methodology : str or mapping of str to float
        A name of `METHODS`, or several with their weights [any unit].

    Returns
    -------
    dict of str to float
        Share of the hard sessions above threshold [1], by phase.

    Raises
    ------
    InvalidInput
        An unknown name, a weight below 0, or none above it.

    Examples
    --------
    >>> blend({"polarized": 1, "threshold": 1})["build"]
    0.45
    """
    weights = {methodology: 1.0} if isinstance(methodology, str) else dict(methodology)
    for name, weight in weights.items():
        choice("methodology", name, tuple(METHODS))
        number(f"weight of {name}", weight, low=0)
    total = sum(weights.values())
    if not total:
        raise InvalidInput("methodology", str(weights), "at least one weight above 0")
    phases: tuple[Phase, ...] = ("base", "build", "peak", "taper")
    return {
        phase: sum(weight * METHODS[name][phase] for name, weight in weights.items()) / total
        for phase in phases
    }


def sessions_of_week(
    week: Week, race: RaceType, wanted: int, above: Mapping[Phase, float]
) -> list[str]:
    """Name the hard sessions of a week, so that the phase as a whole comes to its share.

    Parameters
    ----------
    week : Week
        With its phase, and its place in it.
    race : str
        The type of race.
    wanted : int
        How many sessions.
    above : mapping of str to float
        Share above threshold, by phase [1].

    Returns
    -------
    list of str
        Names of the library, each once.
    """
    share = above[week.phase]
    first = round(share * wanted * week.place + 1e-9)
    count = round(share * wanted * (week.place + 1) + 1e-9) - first
    long_race = race in {"marathon", "ultra"}
    hard = (_ULTRA_ABOVE if race == "ultra" else _ABOVE)[week.phase]
    near = (_LONG_RACE if long_race else _SHORT_RACE)[week.phase]
    done = wanted * week.place - first
    names = [*_turned(hard, first, count), *_turned(near, done, wanted - count)]
    return list(dict.fromkeys(names))


def _turned(names: tuple[str, ...], first: int, count: int) -> list[str]:
    return [names[(first + at) % len(names)] for at in range(count)]
