"""The port of a fault injector: apply a fault, observe the system, remove the fault."""

from typing import Protocol

from trainkit.models.fault import FaultPlan
from trainkit.models.observation import Observation

__all__ = ["FaultInjector"]


class FaultInjector(Protocol):
    """Applies faults to a system and removes them.

    A method raises `BackendError` if the system fails to answer properly, and may then be called
    again. Not thread-safe.
    """

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        """Apply a fault under the name `policy`; return the name that removes it."""

    def observe(self) -> Observation:
        """Observe the system now."""

    def remove(self, policy: str) -> None:
        """Remove a fault; return once its absence is verified, at once if it never existed."""

    def healthy(self) -> bool:
        """Return whether the injector answers; never raises, and may cache a yes for a minute."""
