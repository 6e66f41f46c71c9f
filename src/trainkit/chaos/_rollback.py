"""Rollback: a fault is journalled before it is sent and removed until its absence is verified."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from trainkit.errors import BackendError, TrainkitError
from trainkit.models import FaultPlan
from trainkit.optimize.journal import Journal, Record
from trainkit.ports import FaultInjector
from trainkit.ports.guard import guard_adapter

__all__ = ["Rollback", "recover", "rollback_path"]

_LOG = logging.getLogger(__name__)
_PAUSE_S = 2.0


class Rollback:
    """Apply and remove the faults of one campaign, with a journal opened in this process alone.

    Parameters
    ----------
    path : path
        The journal of faults; created if missing. One that is damaged or foreign stays untouched.
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
        self._journal = Journal(path, repair=False)
        self._damaged = self._journal.damaged
        self._injector, self._sleep, self._clock = injector, sleep, clock
        self._active: dict[str, None] = {}  # a dict keeps the order in which faults were applied
        self._unconfirmed: dict[str, None] = {}
        for record in self._journal:
            self._replay(record)

    def _replay(self, record: Record) -> None:
        if "applied" in record:
            policy = str(record["applied"])
            self._active[policy] = None
            if not record.get("assigned"):
                self._unconfirmed[policy] = None
        elif "confirmed" in record:
            self._unconfirmed.pop(str(record["confirmed"]), None)
        elif "removed" in record:
            self._active.pop(str(record["removed"]), None)
            self._unconfirmed.pop(str(record["removed"]), None)
        else:
            self._damaged += 1  # a journal of something else

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the faults that may still be active."""
        return tuple(self._active)

    @property
    def is_damaged(self) -> bool:
        """Whether the journal of faults is damaged or of something else."""
        return self._damaged > 0

    @property
    def doubt(self) -> str:
        """Why a fault may remain that the journal does not name; empty where none may."""
        where = f"look for it in the system, then delete {self._journal.path}"
        if self._damaged:
            return (
                f"a fault may remain: of the journal of faults, {self._damaged} line(s) cannot be "
                f"read; {where}"
            )
        if self._unconfirmed:
            names = ", ".join(self._unconfirmed)
            return (
                f"a fault may remain under an id of the system's own: {names} was sent, and no "
                f"answer confirmed it; {where}"
            )
        return ""

    def apply(self, plan: FaultPlan, policy: str) -> None:
        """Journal a fault, then apply it; an injector that returns no id keeps ours."""
        if self._damaged:
            raise BackendError("injector", self.doubt)
        self._record_applied(policy, plan)
        self._unconfirmed[policy] = None
        assigned: object = self._injector.apply(plan, policy=policy)
        if not isinstance(assigned, str) or not assigned.strip() or assigned == policy:
            self._journal.append({"confirmed": policy})
            self._unconfirmed.pop(policy, None)
            return
        self._record_applied(assigned, plan, assigned=True)
        del self._unconfirmed[policy]
        self._record_removed(policy)

    def remove_all(self, *, patience_s: float, keep_unconfirmed: bool = False) -> None:
        """Remove every known fault that may still be active, and retry failures for a while.

        Parameters
        ----------
        patience_s : float
            How long to retry [s].
        keep_unconfirmed : bool
            Keep faults in the journal whose id was never confirmed: the system may have given
            them ids of its own, which nobody knows.

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
            except Exception as error:  # an injector's own bug is no reason to leave a fault
                if self._clock() >= deadline:
                    if isinstance(error, TrainkitError):
                        raise
                    message = f"{policy} could not be removed: {type(error).__name__}: {error}"
                    raise BackendError("injector", message, retryable=True) from error
                _LOG.warning("a fault could not be removed yet: %s", type(error).__name__)
                self._sleep(_PAUSE_S)
            else:
                if keep_unconfirmed and policy in self._unconfirmed:
                    del self._active[policy]
                else:
                    self._record_removed(policy)

    def close(self) -> None:
        """Close the journal; it is emptied if no fault may be active, known or not."""
        if not self._active and not self.doubt:
            self._journal.rewrite(())
        self._journal.close()

    def _record_applied(self, policy: str, plan: FaultPlan, *, assigned: bool = False) -> None:
        record: dict[str, object] = {
            "applied": policy,
            "plan": plan.model_dump(mode="json", exclude_defaults=True),
        }
        self._journal.append({**record, "assigned": True} if assigned else record)
        self._active[policy] = None

    def _record_removed(self, policy: str) -> None:
        if not self._damaged:
            self._journal.append({"removed": policy})
        del self._active[policy]
        if self._unconfirmed.pop(policy, self) is None:
            _LOG.warning("%s was removed unconfirmed: it may stand under another id", policy)


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
        A fault could not be removed; it stays in the journal. Or a fault may remain: the journal is
        damaged or foreign, or a fault was sent whose id no answer confirmed. All known faults are
        removed then, and the journal is kept.
    InvalidInput
        The campaign is running in another process.
    """
    injector = guard_adapter(injector, FaultInjector, "fault_injector")
    rollback = Rollback(rollback_path(path), injector, sleep=sleep, clock=clock)
    try:
        active, doubt = rollback.active, rollback.doubt
        rollback.remove_all(patience_s=patience_s, keep_unconfirmed=True)
    finally:
        rollback.close()
    if doubt:
        removed = f"removed {', '.join(active) or 'none'}; "
        raise BackendError("injector", removed + doubt)
    return active


def rollback_path(path: Path) -> Path:
    """Return the path of the journal of faults, beside the campaign's own journal."""
    return path.with_name(f"{path.name}.policies")
