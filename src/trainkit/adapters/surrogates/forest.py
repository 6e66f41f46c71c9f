"""A random forest: the mean of its trees, and their spread as uncertainty."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trainkit._array import FloatArray
from trainkit._optional import require
from trainkit.adapters._refit import RefitPosterior, Trials
from trainkit.models.model import Model
from trainkit.optimize import one_hot
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Belief

__all__ = ["ForestOptions", "ForestSurrogate"]

TRAINKIT_CONTRACT = 1


class ForestOptions(Model):
    """Options of the forest.

    Parameters
    ----------
    trees : int
        Number of trees.
    leaf : int
        Minimum number of trials in a leaf.
    """

    trees: Annotated[int, Field(ge=2)] = 100
    leaf: Annotated[int, Field(ge=1)] = 1


class ForestSurrogate:
    """Learns with scikit-learn's random forest; each category is a feature.

    Parameters
    ----------
    options : ForestOptions
        Size of the forest.

    Raises
    ------
    MissingExtra
        scikit-learn is not installed.
    """

    def __init__(self, options: ForestOptions | None = None) -> None:
        self._options = ForestOptions() if options is None else options
        self._ensemble = require("sklearn.ensemble", extra="forest")

    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> "_ForestPosterior":
        """Grow the trees."""
        forest = self._ensemble.RandomForestRegressor(
            self._options.trees, min_samples_leaf=self._options.leaf, random_state=seed
        ).fit(one_hot(rows, choices)[0], scores)
        return _ForestPosterior(self, forest, Trials(rows, scores, choices, seed))


class _ForestPosterior(RefitPosterior):
    """A fitted forest."""

    def __init__(self, surrogate: ForestSurrogate, forest: Any, trials: Trials) -> None:
        super().__init__(surrogate, trials)
        self._forest = forest

    def predict(self, rows: FloatArray) -> Belief:
        """Return mean and standard deviation over the trees."""
        features, _ = one_hot(rows, self._trials.choices)
        columns = np.ascontiguousarray(features, np.float32)
        each = np.array([tree.predict(columns) for tree in self._forest.estimators_])
        return Belief(each.mean(axis=0), np.maximum(each.std(axis=0), 1e-12))


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the surrogate."""
    register(
        "surrogate",
        "forest",
        ForestSurrogate,
        options=ForestOptions,
        needs={"sklearn": "trainkit[forest]"},
    )
