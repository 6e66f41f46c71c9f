"""The value of a trial before it runs: expected improvement and its logarithm.

Notation
--------
z : (points,) (mean - best - xi) / sd
h : (points,) phi(z) + z Phi(z), so that the expected improvement is sd h(z)
"""

import math

import numpy as np

from trainkit._array import FloatArray
from trainkit.optimize._gradient_ascent import ValueAndGradient
from trainkit.ports.surrogate import Slopes

__all__ = ["expected_improvement", "log_ei_with_gradient", "log_expected_improvement"]

_SERIES_BELOW = -100.0  # where 1 + z Phi / phi cancels and its series is exact to 1e-7
_DIRECT_ABOVE = 5.0  # where phi and Phi themselves are exact


def expected_improvement(
    mean: FloatArray, sd: FloatArray, best: float, *, xi: float = 0.0
) -> FloatArray:
    r"""Compute the expected improvement over the best score so far.

    $$EI = (\mu - f^* - \xi) \, \Phi(z) + \sigma \, \varphi(z), \quad
    z = \frac{\mu - f^* - \xi}{\sigma}, \quad EI = 0 \text{ where } \sigma = 0$$

    Parameters
    ----------
    mean, sd : array
        Expected score and its standard deviation, shape (points,), in the scores' unit.
    best : float
        Best score so far.
    xi : float
        Exploration: the smallest gain that counts as an improvement, in the scores' unit.

    Returns
    -------
    ndarray
        Shape (points,), in the scores' unit.

    References
    ----------
    - Jones et al. 1998, J Glob Optim 13:455. <https://doi.org/10.1023/A:1008306431147> (eq. 15)
    - Lizotte 2008, Practical Bayesian Optimization, University of Alberta. (xi)

    Examples
    --------
    >>> expected_improvement(np.array([1.0, 1.0]), np.array([1.0, 0.0]), 1.0).round(6).tolist()
    [0.398942, 0.0]
    """
    mean, sd = np.asarray(mean, float), np.asarray(sd, float)
    uncertain = sd > 0
    z = np.where(uncertain, mean - best - xi, 0.0) / np.where(uncertain, sd, 1.0)
    log_h, _, _ = _log_h(z)
    return np.where(uncertain, sd * np.exp(log_h), 0.0)  # eq. 15 of Jones et al.


def log_expected_improvement(
    mean: FloatArray, sd: FloatArray, best: float, *, xi: float = 0.0
) -> FloatArray:
    r"""Compute the logarithm of the expected improvement.

    Its gradient survives where the improvement itself underflows to 0.

    $$\log EI = \log \sigma + \log h(z), \quad h(z) = \varphi(z) + z \Phi(z)$$

    Parameters
    ----------
    mean, sd : array
        Expected score and its standard deviation above 0, shape (points,).
    best : float
        Best score so far.
    xi : float
        Exploration, as in `expected_improvement`.

    Returns
    -------
    ndarray
        Shape (points,).

    References
    ----------
    - Ament et al. 2023, in NeurIPS, 36. <https://doi.org/10.48550/arXiv.2310.20708> (eq. 9)

    Examples
    --------
    >>> log_expected_improvement(np.array([-40.0]), np.array([1.0]), 0.0).round(3).tolist()
    [-808.299]
    """
    return np.asarray(np.log(sd) + _log_h((mean - best - xi) / sd)[0])


def log_ei_with_gradient(slopes: Slopes, best: float, xi: float) -> ValueAndGradient:
    """Compute the logarithm of the expected improvement and its gradient."""
    log_h, upper, density = _log_h((slopes.mean - best - xi) / slopes.sd)
    # d log EI = (Phi dmean + phi dsd) / (sd h), because h'(z) = Phi(z).
    gradient = upper[:, None] * slopes.mean_slope + density[:, None] * slopes.sd_slope
    return ValueAndGradient(np.log(slopes.sd) + log_h, gradient / slopes.sd[:, None])


def _log_h(z: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Compute log h, and Phi / h and phi / h, its derivatives by mean and by sd."""
    from scipy.special import erfcx, ndtr

    log_phi = -0.5 * z**2 - 0.5 * math.log(2 * math.pi)
    below = np.minimum(z, _DIRECT_ABOVE)
    # Ament et al. 2023, eq. 9: log h = log phi + log(1 + z Phi / phi). The ratio Phi / phi comes
    # from the scaled complementary error function, so that neither factor underflows.
    mills = math.sqrt(math.pi / 2) * erfcx(below * -math.sqrt(0.5))  # Phi / phi
    ratio = np.where(below < _SERIES_BELOW, 1 / (below**2 + 3), 1 + below * mills)  # h / phi
    value, upper, density = log_phi + np.log(ratio), mills / ratio, 1 / ratio
    above = z > _DIRECT_ABOVE
    if above.any():
        phi, cumulative = np.exp(log_phi), ndtr(z)
        h = phi + z * cumulative
        value = np.where(above, np.log(np.maximum(h, 1e-300)), value)
        upper = np.where(above, cumulative / np.where(above, h, 1.0), upper)
        density = np.where(above, phi / np.where(above, h, 1.0), density)
    return value, upper, density
