"""A fault injector: injects faults into a system, observes it, and removes them again."""

from typing import Protocol

from trainkit.models.fault import FaultPlan
from trainkit.models.observation import Observation

__all__ = ["FaultInjector"]


class FaultInjector(Protocol):
    """Injects faults into a system and removes them.

    Each method raises `BackendError` when the system does not answer as it should, and may be
    called again after that. Not thread-safe.
    """

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        """Inject a fault under the name `policy`; return the name that removes it."""

    def observe(self) -> Observation:
        """Observe the system as it is now."""

    def remove(self, policy: str) -> None:
        """Remove a fault and return once it is gone, at once if it was never there."""

    def healthy(self) -> bool:
        """Return whether the system answers; never raises, may cache a yes for a minute."""
