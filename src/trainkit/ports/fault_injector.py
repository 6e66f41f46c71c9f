"""What a fault injector must do: put a fault in, look at the system, take the fault out."""

from typing import Protocol

from trainkit.models.fault import FaultPlan
from trainkit.models.observation import Observation

__all__ = ["FaultInjector"]


class FaultInjector(Protocol):
    """Puts faults into a system and takes them out again.

    Each method raises `BackendError` when the system does not answer as it should, and may be
    called again after that. One thread at a time.
    """

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        """Put a fault in under the name `policy`; give the name under which it can be removed."""

    def observe(self) -> Observation:
        """Look at the system as it is now."""

    def remove(self, policy: str) -> None:
        """Take a fault out; return only when it is sure to be gone, at once if it never was."""

    def healthy(self) -> bool:
        """Whether it answers; never raises, and may remember a yes for a minute."""
