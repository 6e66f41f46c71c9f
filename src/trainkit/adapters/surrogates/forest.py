"""A random forest: the mean of its trees, and their spread as doubt."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trainkit._array import FloatArray
from trainkit._optional import require
from trainkit.models.model import Model
from trainkit.optimize import one_hot
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Belief

__all__ = ["ForestOptions", "ForestSurrogate"]

TRAINKIT_CONTRACT = 1


class ForestOptions(Model):
    """What the forest is made with.

    Parameters
    ----------
    trees : int
        How many trees.
    leaf : int
        Fewest trials in a leaf.
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
        return _ForestPosterior(self, forest, (rows, scores, choices, seed))


class _ForestPosterior:
    """A forest that has seen scores."""

    def __init__(self, owner: ForestSurrogate, forest: Any, told: tuple[Any, ...]) -> None:
        self._owner, self._forest, self._told = owner, forest, told

    def predict(self, rows: FloatArray) -> Belief:
        """Mean and standard deviation over the trees."""
        seen = np.ascontiguousarray(one_hot(rows, self._told[2])[0], np.float32)
        each = np.array([tree.predict(seen) for tree in self._forest.estimators_])
        return Belief(each.mean(axis=0), np.maximum(each.std(axis=0), 1e-12))

    def slopes(self, rows: FloatArray) -> None:
        """Trees have none."""

    def condition_on_mean(self, rows: FloatArray) -> "_ForestPosterior":
        """The forest grown anew with outcomes at `rows` as it expects them."""
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
    register("surrogate", "forest", ForestSurrogate, options=ForestOptions)
