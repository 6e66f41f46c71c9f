"""What a fault injector and a surrogate must do."""

import uuid

import numpy as np
import pytest

from trainkit.models import FaultPlan, Observation
from trainkit.plugins.conformance._base import Conformance, at_once
from trainkit.ports import FaultInjector, Surrogate

__all__ = ["FaultInjectorConformance", "SurrogateConformance"]


class FaultInjectorConformance(Conformance):
    """Tests of a fault injector; `plan` must be a fault that its system has."""

    @pytest.fixture
    def plan(self) -> FaultPlan:
        """A fault; override this where the system has other services."""
        return FaultPlan(service="shop", kind="abort", duration_ms=5000, error_code=503)

    def use(self, adapter: FaultInjector) -> object:
        """Look at the system."""
        return adapter.observe()

    def test_the_system_can_be_seen(self, adapter: FaultInjector) -> None:
        """A look tells something."""
        assert isinstance(adapter.observe(), Observation)
        assert adapter.healthy() is True

    def test_a_fault_goes_in_and_out(self, adapter: FaultInjector, plan: FaultPlan) -> None:
        """What was applied has a name, and under it can be removed, also twice."""
        name = adapter.apply(plan, policy=f"conformance-{uuid.uuid4().hex[:12]}")
        assert name
        assert isinstance(adapter.observe(), Observation)
        for _ in range(2):
            adapter.remove(name)
        assert adapter.healthy() is True

    def test_removing_what_never_was_does_no_harm(self, adapter: FaultInjector) -> None:
        """After a crash nobody knows what was applied."""
        adapter.remove(f"conformance-never-{uuid.uuid4().hex[:12]}")


class SurrogateConformance(Conformance):
    """Tests of a surrogate."""

    def use(self, adapter: Surrogate) -> object:
        """Learn something."""
        rows, scores = _known()
        return adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)

    def test_it_learns(self, adapter: Surrogate) -> None:
        """Near what it knows it is nearer to the truth than the mean is."""
        rows, scores = _known()
        posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)
        belief = posterior.predict(rows)
        assert belief.mean.shape == belief.sd.shape == (len(rows),)
        assert np.all(belief.sd > 0)
        assert np.mean((belief.mean - scores) ** 2) < 0.5 * np.var(scores)

    def test_the_same_arguments_give_the_same_posterior(self, adapter: Surrogate) -> None:
        """Whatever was fitted before."""
        rows, scores = _known()
        found = []
        for _ in range(2):
            posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=3)
            found.append(posterior.predict(rows[::-1]).mean)
            adapter.fit(rows, -scores, choices=np.zeros(2, dtype=int), seed=4)
        np.testing.assert_allclose(found[0], found[1], rtol=1e-9)

    def test_it_takes_categories(self, adapter: Surrogate) -> None:
        """A column may hold places of categories."""
        rows, scores = _known()
        rows = np.column_stack([rows[:, 0], np.arange(len(rows), dtype=float) % 3])
        posterior = adapter.fit(rows, scores, choices=np.array([0, 3]), seed=1)
        assert np.isfinite(posterior.predict(rows).mean).all()

    def test_it_believes_what_it_expects(self, adapter: Surrogate) -> None:
        """An outcome that was just as expected makes it hardly less sure there."""
        rows, scores = _known()
        posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)
        at = np.array([[0.95, 0.05]])
        assert (
            posterior.condition_on_mean(at).predict(at).sd[0] <= posterior.predict(at).sd[0] * 1.5
        )

    def test_threads_share_a_posterior(self, adapter: Surrogate) -> None:
        """Sixteen predictions at once are the same."""
        rows, scores = _known()
        posterior = adapter.fit(rows, scores, choices=np.zeros(2, dtype=int), seed=1)
        first = posterior.predict(rows).mean
        for found in at_once(lambda _: posterior.predict(rows).mean):
            np.testing.assert_allclose(np.asarray(found), first)


def _known() -> tuple[np.ndarray, np.ndarray]:
    rows = np.random.default_rng(7).random((40, 2))
    return rows, np.sin(3 * rows[:, 0]) + rows[:, 1]
