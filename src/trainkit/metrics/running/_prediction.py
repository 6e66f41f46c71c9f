"""Race times from other race times: Riegel's power law and an individual exponent."""

from typing import overload

import numpy as np

from trainkit._array import (
    FloatArray,
    Floats,
    broadcast,
    finish,
    number,
    numbers,
    same_shape,
    series,
)
from trainkit.errors import InsufficientData, InvalidInput

__all__ = ["fit_riegel_exponent", "riegel"]


@overload
def riegel(time_s: float, from_m: float, to_m: float, *, exponent: float = 1.06) -> float: ...
@overload
def riegel(
    time_s: Floats, from_m: float | Floats, to_m: float | Floats, *, exponent: float = 1.06
) -> FloatArray: ...
def riegel(
    time_s: float | Floats,
    from_m: float | Floats,
    to_m: float | Floats,
    *,
    exponent: float = 1.06,
) -> float | FloatArray:
    r"""Race time at another distance by Riegel's law.

    $$T_2 = T_1 \left( \frac{d_2}{d_1} \right)^{k}$$

    Parameters
    ----------
    time_s : float or array
        Time of the known race [s], above 0; the law was fitted to 3.5 to 230 minutes.
    from_m : float or array
        Distance of the known race [m], above 0.
    to_m : float or array
        Distance to predict [m], above 0.
    exponent : float
        k [1], 1 to 1.3: 1.06 for the runners of the source; 1.07 to 1.15 fits many recreational
        marathons better. `fit_riegel_exponent` fits an individual one.

    Returns
    -------
    float or ndarray, shape of the inputs
        Predicted time [s].

    Raises
    ------
    InvalidInput
        A time or distance that is not above 0, or an exponent out of range.

    References
    ----------
    - Riegel 1981, Am Sci 69:285.
    - Vickers & Vertosick 2016, BMC Sports Sci Med Rehabil 8:26.
      <https://doi.org/10.1186/s13102-016-0052-y> (how recreational runners differ)

    Examples
    --------
    >>> round(riegel(1200, 5000, 10_000), 2)
    2501.92
    """
    seconds = numbers("time_s", time_s, low=0, open_low=True)
    known = numbers("from_m", from_m, low=0, open_low=True)
    wanted = numbers("to_m", to_m, low=0, open_low=True)
    k = number("exponent", exponent, low=1, high=1.3)
    broadcast(time_s=seconds, from_m=known, to_m=wanted)
    return finish(seconds * np.divide(wanted, known) ** k, seconds, known, wanted)


def fit_riegel_exponent(distance_m: Floats, time_s: Floats) -> float:
    r"""Fit an individual exponent to races over different distances.

    $$k = \frac{\sum (\ln d_i - \overline{\ln d}) (\ln t_i - \overline{\ln t})}
    {\sum (\ln d_i - \overline{\ln d})^2}$$

    With two races it is $\ln(t_2 / t_1) / \ln(d_2 / d_1)$.

    Parameters
    ----------
    distance_m : array, shape (races,)
        Distances [m], above 0 and not all equal.
    time_s : array, shape (races,)
        Times [s], above 0.

    Returns
    -------
    float, a scalar
        Exponent [1]. Use races in the same form: months between them blur it.

    Raises
    ------
    InvalidInput
        Values that are not above 0, shapes that differ, or one distance only.
    InsufficientData
        Fewer than 2 known races.

    References
    ----------
    - Riegel 1981, Am Sci 69:285.
    - Vickers & Vertosick 2016, BMC Sports Sci Med Rehabil 8:26.
      <https://doi.org/10.1186/s13102-016-0052-y> (exponents of recreational runners)

    Examples
    --------
    >>> round(fit_riegel_exponent([5000, 10_000], [1200, 2501.92]), 4)
    1.06
    """
    distance = series("distance_m", distance_m, low=0, ndim=1)
    seconds = series("time_s", time_s, low=0, ndim=1)
    same_shape(distance_m=distance, time_s=seconds)
    known = ~(np.isnan(distance) | np.isnan(seconds))
    distance, seconds = distance[known].astype(np.float64), seconds[known].astype(np.float64)
    if len(distance) < 2:
        raise InsufficientData("known races", len(distance), 2)
    for name, values in (("distance_m", distance), ("time_s", seconds)):
        if (values == 0).any():
            raise InvalidInput(name, 0.0, "above 0")
    x, y = np.log(distance), np.log(seconds)
    if np.ptp(x) == 0:
        raise InvalidInput("distance_m", float(distance[0]), "different from race to race")
    return float((x - x.mean()) @ y / ((x - x.mean()) @ (x - x.mean())))
