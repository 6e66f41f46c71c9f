"""Fit of the impulse-response model to a person's tests, by variable projection.

For fixed time constants the model is linear in p0, k1 and k2, which are solved exactly with both
gains at least 0. The two time constants are searched: first on a grid, then by refinement.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, choice, number, same_shape, series, whole
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics.fitness._projection import Projection, Solution
from trainkit.metrics.fitness._response import CONVENTIONS, Convention

__all__ = [
    "ImpulseResponseFit",
    "ImpulseResponseIntervals",
    "bootstrap_impulse_response",
    "fit_impulse_response",
]

_PARAMETERS = 5
# With fewer tests the five parameters are ill-conditioned: Hellard et al. 2006,
# https://doi.org/10.1080/02640410500244697
_FEW_TESTS = 15
_CHI2_95 = 3.841458820694124  # one degree of freedom
_WIDE = 2.0  # a time constant with a wider range than this factor is not identified
_NOTHING = 1e-6  # of the other gain
_ALIKE = 0.9  # tau2 / tau1 above this: fitness and fatigue differ by little but their sign


@dataclass(frozen=True, slots=True)
class ImpulseResponseFit:
    """Best-fitting parameters of `impulse_response`, and reasons to doubt them.

    `p0` [the unit of the test]; `k1`, `k2` [the unit of the test per au]; `tau1`, `tau2` [d];
    `sse` [that unit squared], the sum of squared errors; `rmse` [that unit]; `r2` [1], the share of
    the tests' variance explained (NaN if they are all equal); `tests`, how many were used;
    `tau1_range`, `tau2_range` [d], the time constants that fit nearly as well (95 % profile
    likelihood, on the grid); `doubts`, reasons why the parameters may not be this person's own;
    `convention`, the one that the parameters belong to.
    """

    p0: float
    k1: float
    tau1: float
    k2: float
    tau2: float
    sse: float
    rmse: float
    r2: float
    tests: int
    tau1_range: tuple[float, float]
    tau2_range: tuple[float, float]
    doubts: tuple[str, ...]
    convention: Convention

    @property
    def identifiable(self) -> bool:
        """Whether there are no doubts about the parameters."""
        return not self.doubts


def fit_impulse_response(
    load: Floats,
    test_day: Floats,
    test_value: Floats,
    *,
    convention: Convention = "same_day",
    tau_min: float = 1.0,
    tau_max: float = 100.0,
    min_gap_days: float = 1.0,
) -> ImpulseResponseFit:
    r"""Fit the impulse-response model to a person's performance tests.

    $$\min_{\tau_1, \tau_2} \; \min_{p_0,\, k_1 \ge 0,\, k_2 \ge 0} \;
    \sum_i \left( y_i - p_0 - k_1 g_{t_i}(\tau_1) + k_2 h_{t_i}(\tau_2) \right)^2, \qquad
    \tau_1 \ge \tau_2 + \mathrm{gap}$$

    Parameters
    ----------
    load : array, shape (days,)
        Load of each day [au], without a gap in the calendar: rest is 0, an unknown day is NaN.
    test_day : array, shape (tests,)
        Day of each test [d], as an index into `load` (0 is the first day).
    test_value : array, shape (tests,)
        Result y of each test [any unit in which more is better]; NaN where missing.
    convention : {"same_day", "prior_day"}
        Whether a day's load counts for a test on it.
    tau_min, tau_max : float
        Range of both time constants [d].
    min_gap_days : float
        Smallest distance of the time constants [d]. Without it, a fit of few tests degenerates to
        two equal constants with huge opposing gains.

    Returns
    -------
    ImpulseResponseFit, scalars
        Parameters (gains [1/au], constants [d]), errors, and doubts; read `identifiable` before
        the parameters.

    Raises
    ------
    InvalidInput
        A test outside the load or on no whole day, shapes that differ, bounds in the wrong order,
        or no load before the last test.
    InsufficientData
        Fewer than 6 usable tests: a result, on a day whose load is known.

    References
    ----------
    - Banister et al. 1975, Aust J Sports Med 7:57. (the model)
    - Golub & Pereyra 1973, SIAM J Numer Anal 10:413. <https://doi.org/10.1137/0710036> (variable
      projection)
    - Hellard et al. 2006, J Sports Sci 24:509. <https://doi.org/10.1080/02640410500244697>
      (identifiability)
    - Vermeire et al. 2022, Int J Sports Physiol Perform 17:810.
      <https://doi.org/10.1123/ijspp.2021-0494> (what the parameters mean)

    Examples
    --------
    >>> import numpy as np
    >>> from trainkit.metrics.fitness import impulse_response
    >>> load = 100 * (1 + np.sin(np.arange(200.0) ** 2))
    >>> value = impulse_response(load, p0=250, k1=0.1, tau1=45, k2=0.2, tau2=12)
    >>> day = np.arange(10, 200, 5)
    >>> fit = fit_impulse_response(load, day, value[day])
    >>> round(fit.tau1, 3), round(fit.tau2, 3), fit.identifiable
    (45.0, 12.0, True)
    """
    problem, y = _problem(
        load,
        test_day,
        test_value,
        convention=convention,
        tau_min=tau_min,
        tau_max=tau_max,
        min_gap_days=min_gap_days,
    )
    grid = problem.grid(y)
    best = problem.refine(y, grid)
    near = grid <= best.sse * np.exp(_CHI2_95 / len(y))
    tau1_range = _range(problem.taus[near.any(axis=1)], best.tau1)
    tau2_range = _range(problem.taus[near.any(axis=0)], best.tau2)
    variation = float(np.sum((y - y.mean()) ** 2))
    return ImpulseResponseFit(
        **best._asdict(),
        rmse=float(np.sqrt(best.sse / len(y))),
        r2=1 - best.sse / variation if variation > 0 else np.nan,
        tests=len(y),
        tau1_range=tau1_range,
        tau2_range=tau2_range,
        doubts=(
            *_doubts_of_data(len(y), tau1_range, tau2_range),
            *_doubts_of_optimum(best, tau_min, tau_max, min_gap_days),
        ),
        convention=convention,
    )


class ImpulseResponseIntervals(NamedTuple):
    """Interval (low, high) of each parameter of an `ImpulseResponseFit`.

    `p0` [the unit of the test]; `k1`, `k2` [the unit of the test per au]; `tau1`, `tau2` [d].
    """

    p0: tuple[float, float]
    k1: tuple[float, float]
    tau1: tuple[float, float]
    k2: tuple[float, float]
    tau2: tuple[float, float]


def bootstrap_impulse_response(
    load: Floats,
    test_day: Floats,
    test_value: Floats,
    *,
    seed: int,
    resamples: int = 200,
    level: float = 0.9,
    convention: Convention = "same_day",
    tau_min: float = 1.0,
    tau_max: float = 100.0,
    min_gap_days: float = 1.0,
) -> ImpulseResponseIntervals:
    r"""Intervals of the parameters of `fit_impulse_response`, by resampling its residuals.

    $$y_i^* = \hat y_i + \sqrt{\frac{n}{n - 5}} \, e_{j(i)}$$

    Each resample is one more fit of about 10 ms; 200 take seconds, so the intervals are not part
    of `fit_impulse_response`.

    Parameters
    ----------
    load : array, shape (days,)
        As `fit_impulse_response` [au].
    test_day : array, shape (tests,)
        As `fit_impulse_response` [index].
    test_value : array, shape (tests,)
        As `fit_impulse_response` [the unit of the test].
    seed : int
        Seed [1] of the resampling: the same seed gives the same intervals.
    resamples : int
        How many fits [1], at least 20.
    level : float
        Share of the resamples inside an interval [1], above 0 and below 1.
    convention : {"same_day", "prior_day"}
        As `fit_impulse_response`.
    tau_min, tau_max : float
        As `fit_impulse_response` [d].
    min_gap_days : float
        As `fit_impulse_response` [d].

    Returns
    -------
    ImpulseResponseIntervals, pairs of scalars
        Percentile interval of each parameter, in its unit: gains [1/au], constants [d].

    Raises
    ------
    InvalidInput, InsufficientData
        As `fit_impulse_response`, or an option out of range.

    References
    ----------
    - Efron & Tibshirani 1993, An Introduction to the Bootstrap, Chapman and Hall.
      <https://doi.org/10.1201/9780429246593> (chapter 9)

    Examples
    --------
    >>> import numpy as np
    >>> from trainkit.metrics.fitness import impulse_response
    >>> load = 100 * (1 + np.sin(np.arange(200.0) ** 2))
    >>> value = impulse_response(load, p0=250, k1=0.1, tau1=45, k2=0.2, tau2=12)
    >>> day = np.arange(10, 200, 5)
    >>> low, high = bootstrap_impulse_response(load, day, value[day], seed=1, resamples=20).tau1
    >>> round(low, 3), round(high, 3)
    (45.0, 45.0)
    """
    entropy = whole("seed", seed, low=0)
    resamples = whole("resamples", resamples, low=20)
    level = number("level", level, low=0, high=1, open_low=True)
    if level == 1:
        raise InvalidInput("level", level, "below 1")
    problem, y = _problem(
        load,
        test_day,
        test_value,
        convention=convention,
        tau_min=tau_min,
        tau_max=tau_max,
        min_gap_days=min_gap_days,
    )
    fitted = problem.predict(problem.refine(y, problem.grid(y)))
    residual = (y - fitted) * np.sqrt(len(y) / (len(y) - _PARAMETERS))
    random = np.random.default_rng(entropy)
    draws = []
    for _ in range(resamples):
        resampled = fitted + random.choice(residual, len(y))
        draws.append(problem.refine(resampled, problem.grid(resampled))[:_PARAMETERS])
    low, high = np.quantile(draws, ((1 - level) / 2, (1 + level) / 2), axis=0).tolist()
    return ImpulseResponseIntervals(*zip(low, high, strict=True))


def _problem(
    load: Floats,
    test_day: Floats,
    test_value: Floats,
    *,
    convention: Convention,
    tau_min: float,
    tau_max: float,
    min_gap_days: float,
) -> tuple[Projection, FloatArray]:
    """Check the arguments; return the problem and the results of the usable tests."""
    w = series("load", load, low=0, ndim=1)
    choice("convention", convention, CONVENTIONS)
    lowest = number("tau_min", tau_min, low=0, open_low=True)
    gap = number("min_gap_days", min_gap_days, low=0, open_low=True)
    highest = number("tau_max", tau_max, low=lowest + gap, open_low=True)
    at = series("test_day", test_day, low=0, high=len(w) - 1, ndim=1)
    if (at != np.floor(at)).any():  # NaN too
        raise InvalidInput("test_day", float(at[at != np.floor(at)][0]), "a whole number each")
    y = series("test_value", test_value, ndim=1).astype(np.float64)
    same_shape(test_day=at, test_value=y)
    days = at.astype(np.intp)
    usable = ~(np.isnan(y) | np.isnan(w[days]))
    if usable.sum() <= _PARAMETERS:
        raise InsufficientData("tests", int(usable.sum()), _PARAMETERS + 1)
    days, y = days[usable], y[usable]
    if not np.nansum(w[: days.max()]) > 0:
        raise InvalidInput("load", 0.0, "above 0 on a day before the last test")
    return Projection(
        w,
        days,
        same_day=convention == "same_day",
        tau_min=lowest,
        tau_max=highest,
        gap=gap,
    ), y


def _range(near: FloatArray, best: float) -> tuple[float, float]:
    together = np.append(near, best)
    return float(together.min()), float(together.max())


def _doubts_of_data(
    tests: int, tau1_range: tuple[float, float], tau2_range: tuple[float, float]
) -> Iterator[str]:
    if tests < _FEW_TESTS:
        yield f"{tests} tests: five parameters need about {_FEW_TESTS}"
    for name, (low, high) in (("tau1", tau1_range), ("tau2", tau2_range)):
        if high > _WIDE * low:
            yield f"{name} fits nearly as well anywhere from {low:.3g} to {high:.3g} days"


def _doubts_of_optimum(
    best: Solution, tau_min: float, tau_max: float, min_gap_days: float
) -> Iterator[str]:
    if best.tau2 > _ALIKE * best.tau1 or np.isclose(best.tau1 - best.tau2, min_gap_days):
        both = f"{best.tau1:.3g} and {best.tau2:.3g} days"
        yield f"tau1 and tau2 are alike, or as close as allowed ({both})"
    if np.isclose(best.tau1, tau_max):
        yield f"tau1 is at its upper bound, {tau_max:g} days"
    if np.isclose(best.tau2, tau_min):
        yield f"tau2 is at its lower bound, {tau_min:g} days"
    if best.k1 <= _NOTHING * best.k2:
        yield "the tests show no fitness (k1 is 0)"
    if best.k2 <= _NOTHING * best.k1:
        yield "the tests show no fatigue (k2 is 0)"
