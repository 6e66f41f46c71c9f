"""What a trial is worth before it is made: expected improvement, and its logarithm far out.

Notation
--------
z : (points,) (mean - best - xi) / sd
h : (points,) phi(z) + z Phi(z), so that the expected improvement is sd h(z)
"""

import math

import numpy as np

from trainkit._array import FloatArray
from trainkit.optimize._gradient_ascent import Height
from trainkit.ports.surrogate import Slopes

__all__ = ["expected_improvement", "log_ei_with_gradient", "log_expected_improvement"]

_FAR = -100.0  # below, 1 + z Phi / phi has lost its digits and its series is exact to 1e-7
_ABOVE = 5.0  # from here, phi and Phi themselves are exact


def expected_improvement(
    mean: FloatArray, sd: FloatArray, best: float, *, xi: float = 0.0
) -> FloatArray:
    r"""How much better than the best a trial is expected to be; 0 where it is no better.

    $$EI = (\mu - f^* - \xi) \, \Phi(z) + \sigma \, \varphi(z), \quad
    z = \frac{\mu - f^* - \xi}{\sigma}, \quad EI = 0 \text{ where } \sigma = 0$$

    Parameters
    ----------
    mean, sd : array
        Expected score and its standard deviation, shape (points,), in the scores' unit.
    best : float
        The best score so far.
    xi : float
        Exploration: how much better than the best counts as better, in the scores' unit.

    Returns
    -------
    ndarray
        Shape (points,), in the scores' unit.

    References
    ----------
    Jones, Schonlau and Welch 1998, J Global Optim 13:455, eq. 15; xi: Lizotte 2008.

    Examples
    --------
    >>> expected_improvement(np.array([1.0, 1.0]), np.array([1.0, 0.0]), 1.0).round(6).tolist()
    [0.398942, 0.0]
    """
    mean, sd = np.asarray(mean, float), np.asarray(sd, float)
    known = sd > 0
    log_h, _, _ = _log_h(np.where(known, mean - best - xi, 0.0) / np.where(known, sd, 1.0))
    return np.where(known, sd * np.exp(log_h), 0.0)


def log_expected_improvement(
    mean: FloatArray, sd: FloatArray, best: float, *, xi: float = 0.0
) -> FloatArray:
    r"""Logarithm of the expected improvement, which still has a slope where that is 0 in floats.

    $$\log EI = \log \sigma + \log h(z), \quad h(z) = \varphi(z) + z \Phi(z)$$

    Parameters
    ----------
    mean, sd : array
        Expected score and its standard deviation above 0, shape (points,).
    best : float
        The best score so far.
    xi : float
        Exploration, as in `expected_improvement`.

    Returns
    -------
    ndarray
        Shape (points,).

    References
    ----------
    Ament et al. 2023, Unexpected improvements to expected improvement, NeurIPS 36.

    Examples
    --------
    >>> log_expected_improvement(np.array([-40.0]), np.array([1.0]), 0.0).round(3).tolist()
    [-808.299]
    """
    return np.asarray(np.log(sd) + _log_h((mean - best - xi) / sd)[0])


def log_ei_with_gradient(slopes: Slopes, best: float, xi: float) -> Height:
    """The logarithm of the expected improvement with its slope by each column."""
    log_h, upper, density = _log_h((slopes.mean - best - xi) / slopes.sd)
    by = upper[:, None] * slopes.mean_slope + density[:, None] * slopes.sd_slope
    return Height(np.log(slopes.sd) + log_h, by / slopes.sd[:, None])


def _log_h(z: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log h, Phi / h and phi / h, the last two its slopes by mean and by sd."""
    from scipy.special import erfcx, ndtr

    log_phi = -0.5 * z**2 - 0.5 * math.log(2 * math.pi)
    below = np.minimum(z, _ABOVE)
    mills = math.sqrt(math.pi / 2) * erfcx(below * -math.sqrt(0.5))  # Phi / phi
    ratio = np.where(below < _FAR, 1 / (below**2 + 3), 1 + below * mills)  # h / phi
    value, upper, density = log_phi + np.log(ratio), mills / ratio, 1 / ratio
    above = z > _ABOVE
    if above.any():
        phi, cumulated = np.exp(log_phi), ndtr(z)
        h = phi + z * cumulated
        value = np.where(above, np.log(np.maximum(h, 1e-300)), value)
        upper = np.where(above, cumulated / np.where(above, h, 1.0), upper)
        density = np.where(above, phi / np.where(above, h, 1.0), density)
    return value, upper, density
