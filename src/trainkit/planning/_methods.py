"""Training methods as intensity distributions: the share of hard sessions above threshold."""

from collections.abc import Mapping

from trainkit._array import choice, number
from trainkit.errors import InvalidInput
from trainkit.planning._phases import Week
from trainkit.workouts import PHASES, Phase, RaceType, hard_session_names

__all__ = ["METHODS", "blend", "sessions_of_week"]

METHODS: Mapping[str, Mapping[Phase, float]] = {
    "pyramidal": {"base": 0.5, "build": 0.35, "peak": 0.25, "taper": 0.0},
    "polarized": {"base": 1.0, "build": 0.8, "peak": 0.8, "taper": 1.0},
    "threshold": {"base": 0.25, "build": 0.1, "peak": 0.1, "taper": 0.0},
    "daniels": {"base": 1.0, "build": 0.65, "peak": 0.3, "taper": 0.5},
}
"""Share of the hard sessions above threshold, by phase; the others are at or just below it.

The order of the methods follows Stöggl & Sperlich 2015 (Front Physiol 6:295,
doi:10.3389/fphys.2015.00295) and Daniels 2014 (repetitions, then intervals, then threshold and
race pace); the numbers are trainkit's.
"""


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
    return {
        phase: sum(weight * METHODS[name][phase] for name, weight in weights.items()) / total
        for phase in PHASES
    }


def sessions_of_week(
    week: Week,
    race: RaceType,
    wanted: int,
    above: Mapping[Phase, float],
    *,
    beginner: bool = False,
) -> list[str]:
    """Name the hard sessions of a week, so that the whole phase meets its share.

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
    beginner : bool
        Whether the athlete is one.

    Returns
    -------
    list of str
        Names of the library, each once.
    """
    share = above[week.phase]
    # Cumulative rounding spreads the sessions evenly and meets the share over the phase.
    first = round(share * wanted * week.place + 1e-9)
    count = round(share * wanted * (week.place + 1) + 1e-9) - first
    hard, near = hard_session_names(week.phase, race, beginner=beginner)
    done = wanted * week.place - first
    names = [*_rotate(hard, first, count), *_rotate(near, done, wanted - count)]
    # A session comes once a week: where the names run out, the week has fewer.
    return list(dict.fromkeys(names))


def _rotate(names: tuple[str, ...], first: int, count: int) -> list[str]:
    return [names[(first + at) % len(names)] for at in range(count)]
