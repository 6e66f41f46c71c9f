"""Variable projection: the impulse-response fit as a search over two time constants.

For fixed time constants, p0, k1 and k2 are a linear least-squares problem with an exact solution
(Golub & Pereyra 1973, https://doi.org/10.1137/0710036).
"""

from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray

__all__ = ["Projection", "Solution"]

_GRID = 80


class Solution(NamedTuple):
    """Parameters of the model (p0, k1, tau1 [d], k2, tau2 [d]) and their sum of squared errors."""

    p0: float
    k1: float
    tau1: float
    k2: float
    tau2: float
    sse: float


class Projection:
    """Loads and test days of one person, to fit to any test values.

    Parameters
    ----------
    load : ndarray, shape (days,)
        Load of each day [au]. The clock stops on an unknown day: the states stay unchanged.
    days : ndarray of int, shape (tests,)
        Indices of the tests.
    same_day : bool
        Whether a day's load counts for a test on it.
    tau_min, tau_max, gap : float
        Range [d] of the time constants, and the least distance of tau1 from tau2.
    """

    def __init__(
        self,
        load: FloatArray,
        days: np.ndarray[tuple[int], np.dtype[np.intp]],
        *,
        same_day: bool,
        tau_min: float,
        tau_max: float,
        gap: float,
    ) -> None:
        known = ~np.isnan(load)
        clock = np.cumsum(known)
        lag = (clock[days][:, np.newaxis] - clock[known]).astype(np.float64)
        lag[lag < (0 if same_day else 1)] = np.inf  # loads yet to come have no effect
        self._lag = lag  # (tests, known days)
        self._load = load[known].astype(np.float64)
        self._tau_min, self._tau_max, self._gap = tau_min, tau_max, gap
        self.taus = np.geomspace(tau_min, tau_max, _GRID)
        self._fading = np.array([self._fading_sum(tau) for tau in self.taus])  # (taus, tests)

    def grid(self, y: FloatArray) -> FloatArray:
        """Compute the sum of squared errors for each pair of the grid, ``[tau1, tau2]``."""
        y = y - y.mean()
        fading = self._fading - self._fading.mean(axis=1, keepdims=True)
        product = fading @ fading.T
        along = fading @ y
        square = np.diagonal(product)
        # k1 g - k2 h with both gains where they are positive; elsewhere with one of them
        determinant = np.multiply.outer(square, square) - product**2
        with np.errstate(divide="ignore", invalid="ignore"):
            k1 = (along[:, np.newaxis] * square - product * along) / determinant
            k2 = (along[:, np.newaxis] * product - np.outer(square, along)) / determinant
            gain = np.where((k1 >= 0) & (k2 >= 0), k1 * along[:, np.newaxis] - k2 * along, -np.inf)
            only = np.where(square > 0, along**2 / square, 0)
        fitness_only = np.where(along > 0, only, 0)[:, np.newaxis]
        fatigue_only = np.where(along < 0, only, 0)
        gain = np.maximum(gain, np.maximum(fitness_only, fatigue_only))
        allowed = self.taus[:, np.newaxis] >= self.taus + self._gap
        return np.where(allowed, y @ y - gain, np.inf)

    def refine(self, y: FloatArray, grid: FloatArray) -> Solution:
        """Search from each valley of the grid, and return the best solution."""
        from scipy.optimize import least_squares

        lowest = self._tau_min + self._gap
        profile = np.pad(grid.min(axis=1), 1, constant_values=np.inf)
        valleys = (profile[1:-1] <= profile[:-2]) & (profile[1:-1] <= profile[2:])
        solutions = []
        for index in np.flatnonzero(valleys & np.isfinite(profile[1:-1])):
            tau1, tau2 = self.taus[index], self.taus[grid[index].argmin()]
            share = (tau2 - self._tau_min) / max(tau1 - lowest, 1e-9)
            search = least_squares(
                self._residual,
                (np.log(tau1), min(share, 1.0)),
                bounds=((np.log(lowest), 0.0), (np.log(self._tau_max), 1.0)),
                xtol=1e-14,
                ftol=1e-14,
                gtol=1e-14,
                args=(y,),
            )
            solutions.append(self._solution(y, *self._time_constants(search.x)))
        return min(solutions, key=lambda solution: solution.sse)

    def predict(self, solution: Solution) -> FloatArray:
        """Predict the performance at the tests."""
        g, h = self._fading_sum(solution.tau1), self._fading_sum(solution.tau2)
        return np.asarray(solution.p0 + solution.k1 * g - solution.k2 * h)

    def _time_constants(self, x: FloatArray) -> tuple[float, float]:
        """Recover both from ln tau1 and the relative position of tau2 in its range."""
        log_tau1, share = x.tolist()
        tau1 = float(np.exp(log_tau1))
        return tau1, self._tau_min + share * (tau1 - self._gap - self._tau_min)

    def _fading_sum(self, tau: float) -> FloatArray:
        return np.asarray(np.exp(-self._lag / tau) @ self._load)

    def _residual(self, x: FloatArray, y: FloatArray) -> FloatArray:
        return np.asarray(y - self.predict(self._solution(y, *self._time_constants(x))))

    def _solution(self, y: FloatArray, tau1: float, tau2: float) -> Solution:
        """Solve the linear part exactly: both gains if they are positive, else one or none."""
        g, h = self._fading_sum(tau1), self._fading_sum(tau2)
        columns = np.column_stack((g - g.mean(), h.mean() - h))
        target = y - y.mean()
        gains = np.linalg.lstsq(columns, target, rcond=None)[0]
        if (gains < 0).any():
            squares = np.sum(columns**2, axis=0)
            alone = np.maximum(columns.T @ target, 0) / np.where(squares > 0, squares, 1)
            gains = np.where(np.arange(2) == np.argmax(alone**2 * squares), alone, 0)
        error = target - columns @ gains
        k1, k2 = gains.tolist()
        p0 = float(np.mean(y - k1 * g + k2 * h))
        return Solution(p0, k1, tau1, k2, tau2, float(error @ error))
