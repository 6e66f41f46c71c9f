"""The surrogates of scikit-optimize: Gaussian process, random forest or extra trees."""

import threading
import warnings
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit._optional import require
from trainkit.adapters._refit import RefitPosterior, Trials
from trainkit.models.model import Model
from trainkit.optimize import one_hot
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Belief

__all__ = ["SkoptOptions", "SkoptSurrogate"]

TRAINKIT_CONTRACT = 1

_QUIET = threading.Lock()


class SkoptOptions(Model):
    """Options of the surrogate.

    Parameters
    ----------
    estimator : "GP", "RF" or "ET"
        Gaussian process, random forest or extra trees.
    """

    estimator: Literal["GP", "RF", "ET"] = "GP"


class SkoptSurrogate:
    """Learns with scikit-optimize; each category is a feature.

    Parameters
    ----------
    options : SkoptOptions
        Which estimator.

    Raises
    ------
    MissingExtra
        scikit-optimize is not installed.
    """

    def __init__(self, options: SkoptOptions | None = None) -> None:
        self._options = SkoptOptions() if options is None else options
        self._utils = require("skopt.utils", extra="skopt")

    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> "_SkoptPosterior":
        """Fit the estimator."""
        features, _ = one_hot(rows, choices)
        box = self._utils.normalize_dimensions([(0.0, 1.0)] * features.shape[1])
        estimator = self._utils.cook_estimator(
            self._options.estimator, space=box, random_state=seed, n_jobs=1
        )
        with _QUIET, warnings.catch_warnings():  # all threads share the filters
            warnings.simplefilter("ignore")  # about length-scales at their bounds
            estimator.fit(features, scores)
        return _SkoptPosterior(self, estimator, Trials(rows, scores, choices, seed))


class _SkoptPosterior(RefitPosterior):
    """A fitted estimator."""

    def __init__(self, surrogate: SkoptSurrogate, estimator: Any, trials: Trials) -> None:
        super().__init__(surrogate, trials)
        self._estimator = estimator

    def predict(self, rows: FloatArray) -> Belief:
        """Return the estimator's mean and standard deviation."""
        features, _ = one_hot(rows, self._trials.choices)
        with _QUIET, warnings.catch_warnings():  # all threads share the filters
            warnings.simplefilter("ignore")  # about variances that rounding made negative
            mean, sd = self._estimator.predict(features, return_std=True)
        return Belief(np.asarray(mean), np.maximum(sd, 1e-12))


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the surrogate."""
    register(
        "surrogate",
        "skopt",
        SkoptSurrogate,
        options=SkoptOptions,
        needs={"skopt": "trainkit[skopt]"},
    )
