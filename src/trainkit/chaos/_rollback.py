"""Rollback: a fault is journalled before it is sent and removed until its absence is verified."""

import time
from collections.abc import Callable
from pathlib import Path

from trainkit.errors import BackendError
from trainkit.models import FaultPlan
from trainkit.optimize.journal import Journal
from trainkit.ports import FaultInjector

__all__ = ["Rollback", "recover", "rollback_path"]

_PAUSE_S = 2.0


class Rollback:
    """Apply and remove the faults of one campaign, with a journal opened in this process alone.

    Parameters
    ----------
    path : path
        The journal of faults; created if missing.
    injector : FaultInjector
        Applies and removes the faults.
    sleep, clock : callable
        Wait for some seconds; return seconds since an arbitrary moment.
    """

    def __init__(
        self,
        path: Path,
        injector: FaultInjector,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._journal = Journal(path)
        self._injector, self._sleep, self._clock = injector, sleep, clock
        self._active: dict[str, None] = {}  # a dict keeps the order in which faults were applied
        for record in self._journal:
            if "applied" in record:
                self._active[str(record["applied"])] = None
            else:
                self._active.pop(str(record["removed"]), None)

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the faults that may still be active."""
        return tuple(self._active)

    def apply(self, plan: FaultPlan, policy: str) -> None:
        """Journal a fault, then apply it."""
        self._record_applied(policy, plan)
        assigned = self._injector.apply(plan, policy=policy)
        if assigned != policy:
            self._record_applied(assigned, plan)
            self._record_removed(policy)

    def remove_all(self, *, patience_s: float) -> None:
        """Remove every fault that may still be active, and retry failures for a while.

        Raises
        ------
        BackendError
            A fault could not be removed; it stays in the journal.
        """
        deadline = self._clock() + patience_s
        while self._active:
            policy = next(iter(self._active))
            try:
                self._injector.remove(policy)
            except BackendError:
                if self._clock() >= deadline:
                    raise
                self._sleep(_PAUSE_S)
            else:
                self._record_removed(policy)

    def close(self) -> None:
        """Close the journal; it is emptied if no fault may be active."""
        if not self._active:
            self._journal.rewrite(())
        self._journal.close()

    def _record_applied(self, policy: str, plan: FaultPlan) -> None:
        self._journal.append(
            {"applied": policy, "plan": plan.model_dump(mode="json", exclude_defaults=True)}
        )
        self._active[policy] = None

    def _record_removed(self, policy: str) -> None:
        self._journal.append({"removed": policy})
        del self._active[policy]


def recover(
    path: Path,
    injector: FaultInjector,
    *,
    patience_s: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[str, ...]:
    """Remove the faults that a killed campaign left behind.

    Parameters
    ----------
    path : path
        The campaign's journal.
    injector : FaultInjector
        An injector of the same system.
    patience_s : float
        How long to retry if the system cannot be reached [s].
    sleep, clock : callable
        Wait for some seconds; return seconds since an arbitrary moment.

    Returns
    -------
    tuple of str
        Names of the removed faults.

    Raises
    ------
    BackendError
        A fault could not be removed; it stays in the journal.
    InvalidInput
        The campaign is running in another process.
    """
    rollback = Rollback(rollback_path(path), injector, sleep=sleep, clock=clock)
    try:
        active = rollback.active
        rollback.remove_all(patience_s=patience_s)
    finally:
        rollback.close()
    return active


def rollback_path(path: Path) -> Path:
    """Return the path of the journal of faults, beside the campaign's own journal."""
    return path.with_name(f"{path.name}.policies")
