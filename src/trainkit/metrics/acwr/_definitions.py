"""Every published definition of the ratio, side by side."""

from collections.abc import Mapping

import numpy as np

from trainkit._array import FloatArray, Floats, number, series
from trainkit.metrics.acwr._methods import METHODS, Definitions
from trainkit.metrics.acwr._ratio import acwr
from trainkit.metrics.windows import rolling_mean

__all__ = ["DEFINITION_SOURCES", "definitions"]


DEFINITION_SOURCES: Mapping[str, str] = {
    **{method: averaging.source for method, averaging in METHODS.items()},
    "ewma_zero_seed": "Williams et al. 2017 with the start of a performance chart",
    "ewma_exponential": "GoldenCheetah's weight, 1 - exp(-1/N), on Williams et al. 2017",
    "fatigue_over_fitness": "TrainingPeaks' ATL and CTL, 1/N, as a ratio",
    "decayed_chronic": "Training Monkey 2026, on days instead of on activities",
}
"""Source of each field of `Definitions`."""


def definitions(load: Floats, *, decay: float = 0.05) -> Definitions:
    r"""Compute the ratio by every definition: they differ on the same days.

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
    - Williams et al. 2017, Br J Sports Med 51:209. <https://doi.org/10.1136/bjsports-2016-096589>
    - Hulin et al. 2014, Br J Sports Med 48:708. <https://doi.org/10.1136/bjsports-2013-092524>
    - Windt & Gabbett 2019, Br J Sports Med 53:988. <https://doi.org/10.1136/bjsports-2017-098925>
    - Coyne et al. 2019, Int J Sports Physiol Perform 14:1447.
      <https://doi.org/10.1123/ijspp.2018-0874> (coupled and uncoupled ratios compared)
    - Murray et al. 2017, Br J Sports Med 51:749. <https://doi.org/10.1136/bjsports-2016-097152>
      (exponential and rolling averages compared)
    - Moussa et al. 2019, BMJ Open Sport Exerc Med 5:e000573.
      <https://doi.org/10.1136/bmjsem-2019-000573> (a load that forgets at a constant rate)

    Examples
    --------
    Three weeks of 30 and one of 50:

    >>> ratios = definitions([30] * 21 + [50] * 7)
    >>> for name in ("rolling", "uncoupled", "ewma"):
    ...     print(name, round(float(getattr(ratios, name)[-1]), 4))
    rolling 1.4286
    uncoupled 1.6667
    ewma 1.2497
    """
    daily = series("load", load, low=0)
    decay = number("decay", decay, low=0, high=1, open_low=True)
    return Definitions(
        **{method: acwr(daily, method=method) for method in METHODS},
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
    """Divide the mean of 7 days by one of 28 that weighs a day k days ago by exp(-decay k)."""
    weights = np.exp(-decay * np.arange(28))
    chronic = np.zeros_like(load)
    chronic[:27] = np.nan
    full = chronic[27:]
    for days_ago, weight in enumerate(weights.tolist()):
        full += weight * load[27 - days_ago :][: len(full)]
    chronic[chronic == 0] = np.nan
    return np.asarray(rolling_mean(load, 7) / (chronic / weights.sum().item()))
