"""External load of a session as an equivalent distance of level running."""

from collections.abc import Mapping
from typing import NamedTuple

from trainkit._array import FloatArray, Floats, broadcast, choice, finish, number, numbers
from trainkit.errors import InvalidInput

__all__ = [
    "DISTANCE_EQUIVALENTS",
    "DistanceEquivalent",
    "equivalent_distance",
    "strength_equivalent_distance",
]


class DistanceEquivalent(NamedTuple):
    """A sport's metre, and its metre of climbing, in metres of level running.

    `per_metre` [m/m] applies up to the speed in `up_to_m_s` [m/s]; `per_ascent` [m/m] is added for
    each metre climbed.
    """

    per_metre: tuple[float, ...]
    up_to_m_s: tuple[float, ...]
    per_ascent: float


_MILE = 1609.344
_FEET_PER_MILE = 5280.0
_MPH = _MILE / 3600

# Training Monkey (2026): miles / 4.0, 3.5, 2.9, 2.4 by ride speed; feet of climbing for a mile.
DISTANCE_EQUIVALENTS: Mapping[str, DistanceEquivalent] = {
    "running": DistanceEquivalent((1.0,), (), _FEET_PER_MILE / 750),
    "cycling": DistanceEquivalent(
        (1 / 4.0, 1 / 3.5, 1 / 2.9, 1 / 2.4),
        (12 * _MPH, 16 * _MPH, 20 * _MPH),
        _FEET_PER_MILE / 1100,
    ),
    "swimming": DistanceEquivalent((4.0,), (), 0.0),
    "open_water_swimming": DistanceEquivalent((4.2,), (), 0.0),
    "rowing_machine": DistanceEquivalent((1.5,), (), 0.0),
    "rowing": DistanceEquivalent((1.7,), (), 0.0),
    "backcountry_skiing": DistanceEquivalent((1.2,), (), _FEET_PER_MILE / 500),
}
"""Equivalents by sport; change a copy and pass it as `equivalents`."""


def equivalent_distance(
    distance_m: float | Floats,
    ascent_m: float | Floats,
    sport: str,
    *,
    speed_m_s: float | None = None,
    equivalents: Mapping[str, DistanceEquivalent] = DISTANCE_EQUIVALENTS,
) -> float | FloatArray:
    r"""External load of a session as an equivalent distance of level running.

    $$d_{eq} = c \, d + k \, h$$

    Parameters
    ----------
    distance_m : float or array
        Distance [m].
    ascent_m : float or array
        Climbing [m], 0 for none.
    sport : str
        A sport of `equivalents`: running, cycling, swimming, open_water_swimming, rowing_machine,
        rowing or backcountry_skiing.
    speed_m_s : float, optional
        Mean speed [m/s], which chooses c for cycling; unknown counts as the slowest class.
    equivalents : mapping of str to DistanceEquivalent
        c (``per_metre``) and k (``per_ascent``) by sport.

    Returns
    -------
    float or ndarray, shape of the inputs
        Equivalent distance [m].

    Raises
    ------
    InvalidInput
        A negative distance, climb or speed, or a sport that is not in the table.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (external load; 750 feet of climbing
      for a mile of running is its convention, without a published derivation)

    Examples
    --------
    Ten kilometres with 150 m of climbing; 40 km on the bike at 8 m/s.

    >>> equivalent_distance(10_000, 150, "running")
    11056.0
    >>> round(equivalent_distance(40_000, 0, "cycling", speed_m_s=8), 1)
    13793.1
    """
    distance = numbers("distance_m", distance_m, low=0)
    ascent = numbers("ascent_m", ascent_m, low=0)
    broadcast(distance_m=distance, ascent_m=ascent)
    known = _mapping(equivalents)
    choice("sport", sport, known or DISTANCE_EQUIVALENTS)
    worth = known.get(sport)
    if not isinstance(worth, DistanceEquivalent):
        raise InvalidInput("equivalents", equivalents, "a mapping of sports to DistanceEquivalent")
    speed = 0.0 if speed_m_s is None else number("speed_m_s", speed_m_s, low=0)
    per_metre = worth.per_metre[sum(speed > limit for limit in worth.up_to_m_s)]
    return finish(distance * per_metre + ascent * worth.per_ascent, distance, ascent)


def strength_equivalent_distance(
    duration_min: float | Floats, *, rpe: float | Floats = 6.0
) -> float | FloatArray:
    r"""External load of a strength session as a distance of level running.

    $$d_{eq} = 0.30 \cdot 1609.344 \, \frac{t}{60} \, \mathrm{RPE}$$

    Parameters
    ----------
    duration_min : float or array
        Duration [min].
    rpe : float or array
        Rating on the CR-10 scale [1].

    Returns
    -------
    float or ndarray, shape of the inputs
        Equivalent distance [m].

    Raises
    ------
    InvalidInput
        A negative duration or a rating outside 0 to 10.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (external load: hours times RPE times
      0.30 miles)

    Examples
    --------
    >>> round(strength_equivalent_distance(60), 4)
    2896.8192
    """
    minutes = numbers("duration_min", duration_min, low=0)
    rating = numbers("rpe", rpe, low=0, high=10)
    broadcast(duration_min=minutes, rpe=rating)
    return finish(minutes / 60 * rating * 0.30 * _MILE, minutes, rating)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
