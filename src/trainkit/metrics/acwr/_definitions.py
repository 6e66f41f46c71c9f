"""Every published definition of the ratio, side by side."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, number, series
from trainkit.metrics.acwr._ratio import acwr
from trainkit.metrics.windows import rolling_mean

__all__ = ["DEFINITION_SOURCES", "Definitions", "definitions"]


class Definitions(NamedTuple):
    """The ratio [1] of each day by each definition, every one in the shape of the load.

    `rolling` and `uncoupled` are means over 7 and 28 days; `ewma` is seeded with the first load and
    `ewma_zero_seed` with 0; `ewma_exponential` weighs the newest day by 1 - exp(-1/N);
    `fatigue_over_fitness` is ATL over CTL (7 and 42 days, 1/N, from 0); `decayed_chronic` divides a
    7-day mean by a 28-day mean that forgets at a constant rate.
    """

    rolling: FloatArray
    uncoupled: FloatArray
    ewma: FloatArray
    ewma_zero_seed: FloatArray
    ewma_exponential: FloatArray
    fatigue_over_fitness: FloatArray
    decayed_chronic: FloatArray


DEFINITION_SOURCES: Mapping[str, str] = {
    "rolling": "Hulin et al. 2014, Br J Sports Med 48:708; Gabbett 2016, Br J Sports Med 50:273",
    "uncoupled": "Windt & Gabbett 2019, Br J Sports Med 53:988",
    "ewma": "Williams et al. 2017, Br J Sports Med 51:209",
    "ewma_zero_seed": "Williams et al. 2017 with the start of a performance chart",
    "ewma_exponential": "GoldenCheetah's weight, 1 - exp(-1/N), on Williams et al. 2017",
    "fatigue_over_fitness": "TrainingPeaks' ATL and CTL, 1/N, as a ratio",
    "decayed_chronic": "Training Monkey 2026, on days instead of on activities",
}
"""Where each field of `Definitions` comes from."""


def definitions(load: Floats, *, decay: float = 0.05) -> Definitions:
    r"""Compare the definitions of the ratio on one load: they differ on the same days.

    $$\mathrm{ACWR}_t = \frac{A_t}{C_t}, \qquad
    C_t^{decayed} = \frac{\sum_{k=0}^{27} e^{-\delta k} L_{t-k}}{\sum_{k=0}^{27} e^{-\delta k}}$$

    Parameters
    ----------
    load : array, shape (days,) or (days, athletes)
        Load of each day [au]: rest is 0, an unknown day is NaN.
    decay : float
        Rate δ of `decayed_chronic` [1/d], above 0 and at most 1.

    Returns
    -------
    Definitions, each the shape of `load`
        Ratios [1], NaN before day 28 (42 for `fatigue_over_fitness`) and where `acwr` is.

    Raises
    ------
    InvalidInput
        A negative load or a rate out of range.

    References
    ----------
    Williams et al. 2017, Br J Sports Med 51:209, for the exponential one; `DEFINITION_SOURCES`
    names each by field.

    Examples
    --------
    Three weeks of 30 and one of 50:

    >>> found = definitions([30] * 21 + [50] * 7)
    >>> for name in ("rolling", "uncoupled", "ewma"):
    ...     print(name, round(float(getattr(found, name)[-1]), 4))
    rolling 1.4286
    uncoupled 1.6667
    ewma 1.2497
    """
    daily = series("load", load, low=0)
    decay = number("decay", decay, low=0, high=1, open_low=True)
    return Definitions(
        rolling=acwr(daily, method="rolling"),
        uncoupled=acwr(daily, method="uncoupled"),
        ewma=acwr(daily),
        ewma_zero_seed=acwr(daily, seed=0),
        ewma_exponential=acwr(
            daily, acute_alpha=-np.expm1(-1 / 7), chronic_alpha=-np.expm1(-1 / 28)
        ),
        fatigue_over_fitness=acwr(
            daily, chronic_days=42, acute_alpha=1 / 7, chronic_alpha=1 / 42, seed=0
        ),
        decayed_chronic=_decayed_chronic(daily, decay),
    )


def _decayed_chronic(load: FloatArray, decay: float) -> FloatArray:
    """Mean of 7 days over the mean of 28 that counts a day k days ago exp(-decay k)."""
    weights = np.exp(-decay * np.arange(28))
    chronic = np.zeros_like(load)
    chronic[:27] = np.nan
    full = chronic[27:]
    for days_ago, weight in enumerate(weights.tolist()):
        full += weight * load[27 - days_ago :][: len(full)]
    chronic[chronic == 0] = np.nan
    return np.asarray(rolling_mean(load, 7) / (chronic / weights.sum().item()))
