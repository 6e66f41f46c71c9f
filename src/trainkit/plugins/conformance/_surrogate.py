"""What a surrogate must do."""

import numpy as np

from trainkit._array import FloatArray
from trainkit.plugins.conformance._base import Conformance, run_at_once
from trainkit.ports import Surrogate

__all__ = ["SurrogateConformance"]


class SurrogateConformance(Conformance):
    """Tests of a surrogate."""

    def use(self, adapter: Surrogate) -> object:
        """Learn some scores."""
        rows, scores = _trials()
        return adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)

    def test_it_learns(self, adapter: Surrogate) -> None:
        """At known points it predicts better than the mean of all scores."""
        rows, scores = _trials()
        posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)
        belief = posterior.predict(rows)
        assert belief.mean.shape == belief.sd.shape == (len(rows),)
        assert np.all(belief.sd > 0)
        assert np.mean((belief.mean - scores) ** 2) < 0.5 * np.var(scores)

    def test_the_same_arguments_give_the_same_posterior(self, adapter: Surrogate) -> None:
        """An earlier fit changes nothing."""
        rows, scores = _trials()
        means = []
        for _ in range(2):
            posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=3)
            means.append(posterior.predict(rows[::-1]).mean)
            adapter.fit(rows, -scores, choices=np.zeros(2, dtype=int), seed=4)
        np.testing.assert_allclose(means[0], means[1], rtol=1e-9)

    def test_it_takes_categories(self, adapter: Surrogate) -> None:
        """A column may hold indices of categories."""
        rows, scores = _trials()
        rows = np.column_stack([rows[:, 0], np.arange(len(rows), dtype=float) % 3])
        posterior = adapter.fit(rows, scores, choices=np.array([0, 3]), seed=1)
        assert np.isfinite(posterior.predict(rows).mean).all()

    def test_an_expected_outcome_hardly_widens_its_belief(self, adapter: Surrogate) -> None:
        """Conditioning on the mean makes it about as sure there as before, or surer."""
        rows, scores = _trials()
        posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)
        at = np.array([[0.95, 0.05]])
        conditioned = posterior.condition_on_mean(at)
        assert conditioned.predict(at).sd[0] <= posterior.predict(at).sd[0] * 1.5

    def test_threads_share_a_posterior(self, adapter: Surrogate) -> None:
        """Sixteen threads get the same predictions."""
        rows, scores = _trials()
        posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)
        first = posterior.predict(rows).mean
        for mean in run_at_once(lambda _: posterior.predict(rows).mean):
            np.testing.assert_allclose(np.asarray(mean), first)


def _trials() -> tuple[FloatArray, FloatArray]:
    rows = np.random.default_rng(7).random((40, 2))
    return rows, np.sin(3 * rows[:, 0]) + rows[:, 1]
