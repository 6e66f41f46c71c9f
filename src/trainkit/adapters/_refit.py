"""The posterior of a surrogate that conditions on new outcomes by fitting anew."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.ports import Belief, Posterior, Surrogate

__all__ = ["RefitPosterior", "Trials"]


class Trials(NamedTuple):
    """The arguments of `Surrogate.fit`."""

    rows: FloatArray
    scores: FloatArray
    choices: NDArray[np.int_]
    seed: int


class RefitPosterior:
    """A posterior without derivatives; a subclass predicts.

    Parameters
    ----------
    surrogate : Surrogate
        Fits the trials again, with further ones.
    trials : Trials
        What it was fitted to.
    """

    def __init__(self, surrogate: Surrogate, trials: Trials) -> None:
        self._surrogate, self._trials = surrogate, trials

    def predict(self, rows: FloatArray) -> Belief:
        """See `Posterior`."""
        raise NotImplementedError("a subclass predicts")

    def slopes(self, rows: FloatArray) -> None:
        """See `Posterior`."""

    def condition_on_mean(self, rows: FloatArray) -> Posterior:
        """See `Posterior`: fit the known trials and these rows with their predicted means."""
        rows_before, scores, choices, seed = self._trials
        return self._surrogate.fit(
            np.concatenate([rows_before, rows]),
            np.concatenate([scores, self.predict(rows).mean]),
            choices=choices,
            seed=seed,
        )
