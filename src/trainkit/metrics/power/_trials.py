"""Trials to exhaustion: the checks that every fit of them shares."""

import numpy as np

from trainkit._array import FloatArray, Floats
from trainkit.errors import InvalidInput
from trainkit.metrics._hyperbola import valid_trials

__all__ = ["order_trials", "power_trials"]


def power_trials(
    power_w: Floats, duration_s: Floats, *, need: int
) -> tuple[FloatArray, FloatArray]:
    """Check the columns of the trials, and return the known rows: power [W] and time [s]."""
    return valid_trials(("power_w", power_w), ("duration_s", duration_s), need=need)


def order_trials(power: FloatArray, seconds: FloatArray) -> None:
    """Refuse a trial that is both longer and stronger than another."""
    order = np.lexsort((-power, seconds))  # a repeated duration is not a longer trial
    rising = np.flatnonzero(np.diff(power[order]) > 0)
    if rising.size:
        stronger = float(power[order][rising[0] + 1])
        raise InvalidInput("power_w", stronger, "lower in a longer trial")
