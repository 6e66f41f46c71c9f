"""Training impulse with an individual weight, and the fit of that weight to lactate."""

from typing import Literal, NamedTuple, overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    choice,
    finish,
    number,
    numbers,
    same_shape,
    series,
)
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics.load._reserve import reserve_fraction

__all__ = ["IndividualWeight", "fit_individual_trimp", "individual_trimp"]


@overload
def individual_trimp(
    duration_min: float, hr_mean: float, *, hr_rest: float, hr_max: float, a: float, b: float
) -> float: ...
@overload
def individual_trimp(
    duration_min: Floats,
    hr_mean: float | Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    a: float,
    b: float,
) -> FloatArray: ...
def individual_trimp(
    duration_min: float | Floats,
    hr_mean: float | Floats,
    *,
    hr_rest: float | Floats,
    hr_max: float | Floats,
    a: float,
    b: float,
) -> float | FloatArray:
    r"""Training impulse with the person's own weight, fitted to blood lactate (iTRIMP).

    $$\mathrm{iTRIMP} = t \, x \, a \, e^{b x}$$

    For samples, pass the minutes of each sample as `duration_min` and sum the results.

    Parameters
    ----------
    duration_min : float or array
        Duration [min], at least 0.
    hr_mean : float or array
        Heart rate [bpm], from `hr_rest` to `hr_max`.
    hr_rest, hr_max : float or array
        Resting and maximum heart rate [bpm].
    a, b : float
        Coefficient and exponent [1] from `fit_individual_trimp`.

    Returns
    -------
    float or ndarray, shape of the inputs
        iTRIMP [au].

    Raises
    ------
    InvalidInput
        As `banister_trimp`, or `a` or `b` not above 0.

    References
    ----------
    - Manzi et al. 2009, Am J Physiol Heart Circ Physiol 296:H1733.
      <https://doi.org/10.1152/ajpheart.00054.2009>

    Examples
    --------
    With the weight of the average man it equals Banister's.

    >>> round(individual_trimp(30, 130, hr_rest=40, hr_max=200, a=0.64, b=1.92), 4)
    31.8025
    """
    minutes = numbers("duration_min", duration_min, low=0)
    x = reserve_fraction(hr_mean, hr_rest, hr_max)
    broadcast(duration_min=minutes, hr_mean=x)
    a = number("a", a, low=0, open_low=True)
    b = number("b", b, low=0, open_low=True)
    return finish(minutes * x * a * np.exp(b * x), minutes, x)


class IndividualWeight(NamedTuple):
    """A person's lactate curve, ``lactate = a exp(b x)`` over the heart-rate reserve fraction x.

    `a` [mmol/L] and `b` [1] are what `individual_trimp` takes; `rmse` [mmol/L] is the root mean
    square residual of the fit.
    """

    a: float
    b: float
    rmse: float


def fit_individual_trimp(
    reserve_fraction: Floats,
    lactate_mmol: Floats,
    *,
    method: Literal["log_linear", "least_squares"] = "log_linear",
) -> IndividualWeight:
    r"""Fit a person's weight for `individual_trimp` from a lactate step test.

    $$y = a \, e^{b x}$$

    `"log_linear"` fits a straight line to ln y, so each step counts by its relative error;
    `"least_squares"` minimises the squared error in mmol/L, so the last steps count most. The two
    differ on real tests.

    Parameters
    ----------
    reserve_fraction : array, shape (steps,)
        Fraction of the heart-rate reserve at each step [1], 0 to 1.
    lactate_mmol : array, shape (steps,)
        Blood lactate at each step [mmol/L], above 0.
    method : {"log_linear", "least_squares"}
        How the error is weighed.

    Returns
    -------
    IndividualWeight, scalars
        Coefficient a [mmol/L], exponent b [1] and residual [mmol/L].

    Raises
    ------
    InvalidInput
        Values out of range, shapes that differ, or lactate that does not rise with heart rate.
    InsufficientData
        Fewer than 3 known steps.

    References
    ----------
    - Manzi et al. 2009, Am J Physiol Heart Circ Physiol 296:H1733.
      <https://doi.org/10.1152/ajpheart.00054.2009>

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([0.4, 0.6, 0.8, 0.95])
    >>> fit = fit_individual_trimp(x, 0.64 * np.exp(1.92 * x))
    >>> round(fit.a, 6), round(fit.b, 6)
    (0.64, 1.92)
    """
    choice("method", method, ("log_linear", "least_squares"))
    x = series("reserve_fraction", reserve_fraction, low=0, high=1, ndim=1)
    lactate = series("lactate_mmol", lactate_mmol, low=0, ndim=1)
    same_shape(reserve_fraction=x, lactate_mmol=lactate)
    known = ~(np.isnan(x) | np.isnan(lactate))
    x, lactate = x[known].astype(np.float64), lactate[known].astype(np.float64)
    if len(x) < 3:
        raise InsufficientData("lactate steps", len(x), 3)
    if (lactate == 0).any():
        raise InvalidInput("lactate_mmol", 0.0, "above 0")
    if np.ptp(x) == 0:
        raise InvalidInput("reserve_fraction", float(x[0]), "different from step to step")
    # Manzi et al. 2009, https://doi.org/10.1152/ajpheart.00054.2009
    b, ln_a = np.polyfit(x, np.log(lactate), 1)
    a = np.exp(ln_a)
    if method == "least_squares":
        from scipy.optimize import curve_fit

        (a, b), _ = curve_fit(lambda x, a, b: a * np.exp(b * x), x, lactate, p0=(a, b))
    if b <= 0:
        raise InvalidInput("lactate_mmol", float(b), "rising with heart rate (an exponent above 0)")
    residual = lactate - a * np.exp(b * x)
    return IndividualWeight(float(a), float(b), float(np.sqrt(np.mean(residual**2))))
