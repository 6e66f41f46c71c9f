"""Surrogates of scikit-optimize: its Gaussian process, random forest or extra trees."""

import threading
import warnings
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit._optional import require
from trainkit.models.model import Model
from trainkit.optimize import one_hot
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Belief

__all__ = ["SkoptOptions", "SkoptSurrogate"]

TRAINKIT_CONTRACT = 1

_QUIET = threading.Lock()


class SkoptOptions(Model):
    """What the surrogate is made with.

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
        with _QUIET, warnings.catch_warnings():  # filters belong to all threads
            warnings.simplefilter("ignore")  # of length-scales at their bounds
            estimator.fit(features, scores)
        return _SkoptPosterior(self, estimator, (rows, scores, choices, seed))


class _SkoptPosterior:
    """An estimator that has seen scores."""

    def __init__(self, owner: SkoptSurrogate, estimator: Any, told: tuple[Any, ...]) -> None:
        self._owner, self._estimator, self._told = owner, estimator, told

    def predict(self, rows: FloatArray) -> Belief:
        """Mean and standard deviation, as the estimator gives them."""
        features, _ = one_hot(rows, self._told[2])
        with _QUIET, warnings.catch_warnings():  # filters belong to all threads
            warnings.simplefilter("ignore")  # of variances that rounding made negative
            mean, sd = self._estimator.predict(features, return_std=True)
        return Belief(np.asarray(mean), np.maximum(sd, 1e-12))

    def slopes(self, rows: FloatArray) -> None:
        """None are given for several rows at once."""

    def condition_on_mean(self, rows: FloatArray) -> "_SkoptPosterior":
        """The estimator fitted anew with outcomes at `rows` as it expects them."""
        known, scores, choices, seed = self._told
        expected = self.predict(rows).mean
        return self._owner.fit(
            np.concatenate([known, rows]),
            np.concatenate([scores, expected]),
            choices=choices,
            seed=seed,
        )


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the surrogate known."""
    register("surrogate", "skopt", SkoptSurrogate, options=SkoptOptions)
