"""Training paces from VDOT.

Notation:

| symbol | meaning | unit | shape |
|---|---|---|---|
| V | VDOT | ml/kg/min | as the input |
| f | cost of a pace as a fraction of V | 1 | scalar |
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, choice, finish, numbers
from trainkit.errors import InvalidInput
from trainkit.metrics.running._vdot import race_time, speed_at_oxygen_cost

__all__ = ["Edition", "TrainingPaces", "training_paces"]

Edition = Literal["book", "formula"]
Pace = float | FloatArray

_MARATHON_M = 42_195.0
_MILE_KM = 1.609344
_REPETITION_GAIN_MILE_S = 24.1
_LOW_VDOT = 39.0
_LOWEST_VDOT, _HIGHEST_VDOT = 20.0, 90.0


class _Letters(NamedTuple):
    E: tuple[Pace, Pace]
    M: Pace
    T: Pace
    I: Pace  # noqa: E741 - the field's own letter
    R: Pace


class TrainingPaces(_Letters):
    """Paces in seconds per kilometre: easy (fast, slow), marathon, threshold, interval, repetition.

    Each is a float for one VDOT and an array for several. ``paces["T"]`` reads a pace by name, and
    ``dict(paces.items())`` converts all to a dict.
    """

    __slots__ = ()

    def __getitem__(self, key: object) -> object:  # type: ignore[override] # a letter too
        """Return a pace by letter, or by index as in any tuple."""
        if isinstance(key, str):
            if key not in self._fields:
                raise KeyError(key)
            return getattr(self, key)
        return tuple.__getitem__(self, key)  # type: ignore[call-overload]

    def keys(self) -> tuple[str, ...]:
        """Return the five letters."""
        return self._fields

    def items(self) -> Iterator[tuple[str, tuple[Pace, Pace] | Pace]]:
        """Iterate over letters and paces."""
        yield from zip(self._fields, self, strict=True)


def training_paces(vdot: float | Floats, *, edition: Edition = "book") -> TrainingPaces:
    r"""Training paces of a VDOT.

    $$v = C^{-1}(f V)$$

    The algorithm behind the printed paces was never published; both editions are fits.

    | pace | `"book"`: Daniels' tables of 2014 | largest error over V 40 to 85 |
    |---|---|---|
    | E | f = 0.7346 (fast) and 0.6304 (slow) | 3.0 and 0.9 s/km |
    | M | predicted marathon pace | 2.5 s/km |
    | T | f = 0.88 | 0.7 s/km |
    | I | f = 0.975 | 2.4 s/km, whole seconds of 400 m |
    | R | I less 20 s/km up to V 40, less 15 from V 50, even between | 2.4 s/km |

    Below V 39 the paces of the book were adjusted by hand: at V 30 easy differs by up to 5 s/km and
    marathon by 11. `"formula"` follows the later calculators, in which slow runners train faster
    than their races suggest: with $V' = \frac{2}{3} V + 13$ below V 39, easy is 70 % and 62 %
    of V', interval 97.5 % of V', threshold 88 % of the mean of V and V', repetition 24.1 s per
    mile faster than interval, and $v = 29.54 + 5.000663\, fV - 0.007546\, (fV)^2$ m/min.

    Parameters
    ----------
    vdot : float or array
        VDOT [ml/kg/min], 20 to 90. The fractions are fitted to the book's table of 30 to 85 and
        carried on from there; below 20 no edition has paces.
    edition : {"book", "formula"}
        Which fit.

    Returns
    -------
    TrainingPaces, each pace of the shape of the input
        E (fast, slow), M, T, I and R [s/km].

    Raises
    ------
    InvalidInput
        A VDOT below 20, where the paces end, or above 90, or an unknown edition.

    References
    ----------
    - Daniels 2014, Daniels' Running Formula, 3rd ed., Human Kinetics. (`"book"`: fractions fitted
      to its tables)
    - StrideIQ 2026, Running coach and plan generator, software. (`"formula"`: its check point
      against the official calculator)

    Examples
    --------
    >>> paces = training_paces(60)
    >>> round(paces.T), round(paces["I"])
    (220, 203)
    """
    choice("edition", edition, _EDITIONS)
    V = numbers("vdot", vdot, high=_HIGHEST_VDOT)
    if np.any(np.less(V, _LOWEST_VDOT)):
        ends = "20 to 90: the book's paces end there, slower runners train by effort"
        raise InvalidInput("vdot", float(np.nanmin(V)), ends)
    fast, slow, marathon, threshold, interval, repetition = (
        finish(pace, V) for pace in _EDITIONS[edition](V)
    )
    return TrainingPaces((fast, slow), marathon, threshold, interval, repetition)


def _book(V: Pace) -> tuple[Pace, ...]:
    def pace(fraction: float) -> Pace:
        return 60_000 / speed_at_oxygen_cost(fraction * V)

    interval = pace(0.975)
    gain = np.interp(V, (40, 50), (20, 15))
    return pace(0.7346), pace(0.6304), _marathon(V), pace(0.88), interval, interval - gain


def _formula(V: Pace) -> tuple[Pace, ...]:
    def pace(cost: Pace) -> Pace:
        return 60_000 / (29.54 + 5.000663 * cost - 0.007546 * np.square(cost))

    lifted = np.where(np.less(V, _LOW_VDOT), np.multiply(V, 2 / 3) + 13, V)
    interval = pace(0.975 * lifted)
    gain = _REPETITION_GAIN_MILE_S / _MILE_KM
    threshold = pace(0.88 * (lifted + V) / 2)
    return (
        pace(0.70 * lifted),
        pace(0.62 * lifted),
        _marathon(V),
        threshold,
        interval,
        (interval - gain),
    )


def _marathon(V: Pace) -> Pace:
    time_s: Pace = race_time(V, _MARATHON_M)
    return time_s / (_MARATHON_M / 1000)


_EDITIONS: dict[str, Callable[[Pace], tuple[Pace, ...]]] = {
    "book": _book,
    "formula": _formula,
}
