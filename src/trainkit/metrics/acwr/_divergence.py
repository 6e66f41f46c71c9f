"""Divergence of external load (the work done) from internal load (its cost to the athlete)."""

from typing import overload

import numpy as np

from trainkit._array import FloatArray, Floats, broadcast, finish, numbers, same_shape, series
from trainkit.metrics.acwr._methods import Method
from trainkit.metrics.acwr._ratio import acwr

__all__ = ["divergence", "load_divergence"]


@overload
def divergence(external_acwr: float, internal_acwr: float) -> float: ...
@overload
def divergence(external_acwr: Floats, internal_acwr: float | Floats) -> FloatArray: ...
@overload
def divergence(external_acwr: float, internal_acwr: Floats) -> FloatArray: ...
def divergence(external_acwr: float | Floats, internal_acwr: float | Floats) -> float | FloatArray:
    r"""Signed difference of two ratios as a fraction of their mean.

    $$D = \frac{E - I}{(E + I) / 2}$$

    Positive: the work exceeds its cost (fresh, or beginning to detrain). Negative: the cost exceeds
    the work (fatigue, heat, illness). It does not predict injury.

    Parameters
    ----------
    external_acwr : float or array
        Ratio E of the external load, such as distance [1], at least 0.
    internal_acwr : float or array
        Ratio I of the internal load, such as TRIMP [1], at least 0, by the same definition.

    Returns
    -------
    float or ndarray, shape of the inputs
        Divergence [1] from -2 to 2; 0 where both ratios are 0, NaN where either is.

    Raises
    ------
    InvalidInput
        A negative or infinite ratio, or shapes that do not go together.

    Notes
    -----
    Days without heart rate look like a positive divergence; use `load_divergence` on the loads.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (the definition, without its rounding)
    - Impellizzeri et al. 2019, Int J Sports Physiol Perform 14:270.
      <https://doi.org/10.1123/ijspp.2018-0935> (external and internal load)

    Examples
    --------
    >>> round(divergence(1.75, 2.13), 3), divergence(1.3, 0), divergence(0, 0)
    (-0.196, 2.0, 0.0)
    """
    external = numbers("external_acwr", external_acwr, low=0)
    internal = numbers("internal_acwr", internal_acwr, low=0)
    broadcast(external_acwr=external, internal_acwr=internal)
    total = np.add(external, internal)
    half = np.subtract(external, internal) / np.where(total == 0, 1, total)
    return finish(2 * half, external, internal)


def load_divergence(
    external_load: Floats,
    internal_load: Floats,
    *,
    method: Method = "rolling",
    acute_days: int = 7,
    chronic_days: int = 28,
    min_periods: int | None = None,
) -> FloatArray:
    r"""Divergence of two load series over the same known days.

    $$D_t = \frac{E_t - I_t}{(E_t + I_t) / 2}, \qquad E, I = \mathrm{ACWR}(L^E, L^I)$$

    A day that is unknown in either load is unknown in both, so a lost heart-rate strap lowers the
    coverage instead of looking like freshness.

    Parameters
    ----------
    external_load : array, shape (days,) or (days, athletes)
        External load of each day [its own unit]: rest is 0, unknown is NaN.
    internal_load : array, shape of `external_load`
        Internal load of each day [its own unit]. A session without heart rate is NaN, not 0.
    method : str
        Definition of both ratios, as in `acwr`; the published bands belong to `"rolling"`.
    acute_days, chronic_days : int
        Spans [d], as in `acwr`.
    min_periods : int, optional
        As in `acwr`.

    Returns
    -------
    ndarray, shape of the loads
        Divergence [1] from -2 to 2, NaN where either ratio is.

    Raises
    ------
    InvalidInput
        As `acwr`, or shapes that differ.

    References
    ----------
    - Training Monkey 2026, Weekly training coach, software. (the definition, with equal coverage
      required here)
    - Impellizzeri et al. 2019, Int J Sports Physiol Perform 14:270.
      <https://doi.org/10.1123/ijspp.2018-0935> (external and internal load)

    Examples
    --------
    >>> distance_km, trimp = [10.0] * 28, [60.0] * 21 + [80.0] * 7
    >>> round(float(load_divergence(distance_km, trimp)[-1]), 4)
    -0.2069
    """
    external = series("external_load", external_load, low=0)
    internal = series("internal_load", internal_load, low=0)
    same_shape(external_load=external, internal_load=internal)
    unknown = np.isnan(external) | np.isnan(internal)
    return divergence(
        *(
            acwr(
                np.where(unknown, np.nan, load),
                method=method,
                acute_days=acute_days,
                chronic_days=chronic_days,
                min_periods=min_periods,
            )
            for load in (external, internal)
        )
    )
