"""What a fault injector must do."""

import uuid

import pytest

from trainkit.models import FaultPlan, Observation
from trainkit.plugins.conformance._base import Conformance
from trainkit.ports import FaultInjector

__all__ = ["FaultInjectorConformance"]


class FaultInjectorConformance(Conformance):
    """Tests of a fault injector; `plan` must be a fault of its system."""

    @pytest.fixture
    def plan(self) -> FaultPlan:
        """A fault; override this where the system has other services."""
        return FaultPlan(service="shop", kind="abort", duration_ms=5000, error_code=503)

    def use(self, adapter: FaultInjector) -> object:
        """Observe the system."""
        return adapter.observe()

    def test_it_observes_the_system(self, adapter: FaultInjector) -> None:
        """A healthy system can be observed."""
        assert isinstance(adapter.observe(), Observation)
        assert adapter.healthy() is True

    def test_a_fault_is_applied_and_removed(self, adapter: FaultInjector, plan: FaultPlan) -> None:
        """A fault has a name; removing it by that name twice is safe."""
        name = adapter.apply(plan, policy=f"conformance-{uuid.uuid4().hex[:12]}")
        assert name
        assert isinstance(adapter.observe(), Observation)
        for _ in range(2):
            adapter.remove(name)
        assert adapter.healthy() is True

    def test_removing_an_unknown_fault_is_safe(self, adapter: FaultInjector) -> None:
        """After a crash nobody knows what was applied."""
        adapter.remove(f"conformance-never-{uuid.uuid4().hex[:12]}")
