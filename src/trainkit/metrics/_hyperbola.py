"""Fits of a line or hyperbola to a few trials, shared by critical power and critical speed.

Both follow the law work = rate x time: ``W = W' + CP t``, ``P = CP + W' / t`` and
``t = W' / (P - CP)``, with distance for work and speed for power.
"""

from typing import Literal, NamedTuple

import numpy as np

from trainkit._array import FloatArray, Floats, number, same_shape, series
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics._outliers import Estimate, fit_line_with_outliers

__all__ = ["Estimator", "Form", "Hyperbola", "fit_hyperbola", "valid_trials"]

Estimator = Literal["least_squares", "robust"]
Form = Literal["inverse_time", "linear_work", "hyperbolic"]


class Hyperbola(NamedTuple):
    """Rate asymptote and curvature, and each trial's probability to be an outlier, if robust."""

    rate: Estimate
    curvature: Estimate
    outlier_probability: tuple[float, ...]


def valid_trials(
    effort: tuple[str, Floats], time: tuple[str, Floats], *, need: int = 2
) -> tuple[FloatArray, FloatArray]:
    """Check the two columns of the trials, and return the known rows as float64.

    Parameters
    ----------
    effort, time : tuple of (str, array)
        Name and values of the effort (power or distance) and of the time; above 0, and not all
        alike.
    need : int
        Least number of known trials.

    Returns
    -------
    tuple of ndarray, each of shape (trials,)
        The two columns.

    Raises
    ------
    InvalidInput
        Shapes that differ, a value that is not above 0, or values that are all alike.
    InsufficientData
        Fewer known trials than `need`.
    """
    columns = {name: series(name, values, low=0, ndim=1) for name, values in (effort, time)}
    same_shape(**columns)
    known = ~np.isnan(sum(columns.values()))
    for name, values in columns.items():
        if (values == 0).any():
            raise InvalidInput(name, 0.0, "above 0")
        if known.sum() < need:
            raise InsufficientData("known trials", int(known.sum()), need)
        if np.ptp(values[known]) == 0:
            raise InvalidInput(name, float(values[known][0]), "different from trial to trial")
    done, seconds = (values[known].astype(np.float64) for values in columns.values())
    return done, seconds


def fit_hyperbola(
    rate: FloatArray, seconds: FloatArray, form: Form, *, estimator: Estimator, level: float
) -> Hyperbola:
    """Fit the law in one of its three forms.

    Parameters
    ----------
    rate, seconds : ndarray, shape (trials,)
        Power or speed, and time [s], of each trial.
    form : {"inverse_time", "linear_work", "hyperbolic"}
        Rate on 1 / time, work on time, or time on rate.
    estimator : {"least_squares", "robust"}
        Whether every trial counts alike; the hyperbolic form has no robust fit.
    level : float
        Probability inside the intervals [1], between 0 and 1.

    Returns
    -------
    Hyperbola
        Estimates with standard errors and intervals, NaN with two trials.

    Raises
    ------
    InvalidInput
        An unknown estimator, a level out of range, or a robust fit of the hyperbolic form.
    InsufficientData
        A robust fit of fewer than 3 trials.
    """
    inside = number("level", level, low=0, high=1, open_low=True)
    if inside == 1:
        raise InvalidInput("level", level, "below 1")
    if estimator == "robust":
        return _robust(rate, seconds, form, inside)
    fit = {"inverse_time": _inverse_time, "linear_work": _linear_work, "hyperbolic": _hyperbolic}
    (value, value_se), (bend, bend_se) = fit[form](rate, seconds)
    reach = _student(len(rate) - 2, inside)
    return Hyperbola(
        Estimate(value, value_se, value - reach * value_se, value + reach * value_se),
        Estimate(bend, bend_se, bend - reach * bend_se, bend + reach * bend_se),
        (),
    )


def _robust(rate: FloatArray, seconds: FloatArray, form: Form, level: float) -> Hyperbola:
    if form == "hyperbolic":
        raise InvalidInput("method", form, "a straight line for the robust estimator")
    if len(rate) < 3:
        raise InsufficientData("known trials for a robust fit", len(rate), 3)
    if form == "inverse_time":
        bend, value, wrong = fit_line_with_outliers(1 / seconds, rate, level)
    else:
        value, bend, wrong = fit_line_with_outliers(seconds, rate * seconds, level)
    return Hyperbola(value, bend, wrong)


def _student(freedom: int, level: float) -> float:
    """Half the width of an interval in standard errors; NaN without degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2)) if freedom > 0 else np.nan


_Pair = tuple[tuple[float, float], tuple[float, float]]
"""Rate with its standard error, and curvature with its standard error."""


def _inverse_time(rate: FloatArray, seconds: FloatArray) -> _Pair:
    slope, intercept = _line(1 / seconds, rate)
    return intercept, slope


def _linear_work(rate: FloatArray, seconds: FloatArray) -> _Pair:
    return _line(seconds, rate * seconds)


def _hyperbolic(rate: FloatArray, seconds: FloatArray) -> _Pair:
    """Time on rate: a search for the asymptote; the curvature is exact."""
    from scipy.optimize import minimize_scalar

    def curvature(asymptote: float) -> float:
        x = 1 / (rate - asymptote)
        return float(x @ seconds / (x @ x))

    def squares(log_gap: float) -> float:
        asymptote = slowest - np.exp(log_gap)
        return float(np.sum((seconds - curvature(asymptote) / (rate - asymptote)) ** 2))

    slowest, spread = float(rate.min()), float(np.ptp(rate))
    grid = np.log(spread) + np.linspace(-9, 4, 131)
    best = int(np.argmin([squares(log_gap) for log_gap in grid.tolist()]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    search = minimize_scalar(
        squares, bounds=(low, high), method="bounded", options={"xatol": 1e-13}
    )
    asymptote = slowest - float(np.exp(search.x))
    bend = curvature(asymptote)
    gap = rate - asymptote
    rate_se, bend_se = _standard_errors(
        np.stack([bend / gap**2, 1 / gap], axis=1), seconds - bend / gap
    )
    return (asymptote, rate_se), (bend, bend_se)


def _line(x: FloatArray, y: FloatArray) -> _Pair:
    """Slope and intercept of the least-squares line, each with its standard error."""
    across = x - x.mean()
    slope = float(across @ y / (across @ across))
    intercept = float(y.mean() - slope * x.mean())
    design = np.stack([x, np.ones_like(x)], axis=1)
    slope_se, intercept_se = _standard_errors(design, y - slope * x - intercept)
    return (slope, slope_se), (intercept, intercept_se)


def _standard_errors(jacobian: FloatArray, residual: FloatArray) -> tuple[float, float]:
    freedom = len(residual) - jacobian.shape[1]
    if freedom < 1:
        return np.nan, np.nan
    covariance = np.linalg.inv(jacobian.T @ jacobian) * float(residual @ residual) / freedom
    first, second = np.sqrt(np.diag(covariance)).tolist()
    return first, second
