"""Every fault that was sent, on the disk before it was sent, until it is known to be gone."""

import time
from collections.abc import Callable
from pathlib import Path

from trainkit.errors import BackendError
from trainkit.models import FaultPlan
from trainkit.optimize import Journal
from trainkit.ports import FaultInjector

__all__ = ["Policies", "recover"]

_PAUSE_S = 2.0


class Policies:
    """The journal of faults of one campaign, open in this process alone.

    Parameters
    ----------
    path : path
        The journal; it is made if it is not there.
    injector : FaultInjector
        What applies and removes.
    sleep, clock : callable
        Wait so many seconds; seconds since any moment.
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
        self._left: dict[str, None] = {}
        for record in self._journal:
            if "applied" in record:
                self._left[str(record["applied"])] = None
            else:
                self._left.pop(str(record["removed"]), None)

    @property
    def left(self) -> tuple[str, ...]:
        """Faults that may still stand."""
        return tuple(self._left)

    def apply(self, plan: FaultPlan, policy: str) -> None:
        """Send a fault; it is in the journal before."""
        self._write(policy, plan)
        known_as = self._injector.apply(plan, policy=policy)
        if known_as != policy:
            self._write(known_as, plan)
            self._done(policy)

    def remove_all(self, *, patience_s: float) -> None:
        """Remove every fault that may still stand, again and again for a while.

        Raises
        ------
        BackendError
            One could not be removed; it stays in the journal.
        """
        until = self._clock() + patience_s
        while self._left:
            policy = next(iter(self._left))
            try:
                self._injector.remove(policy)
            except BackendError:
                if self._clock() >= until:
                    raise
                self._sleep(_PAUSE_S)
            else:
                self._done(policy)

    def close(self) -> None:
        """Close the journal; one without a fault that stands is emptied."""
        if not self._left:
            self._journal.rewrite(())
        self._journal.close()

    def _write(self, policy: str, plan: FaultPlan) -> None:
        self._journal.append(
            {"applied": policy, "plan": plan.model_dump(mode="json", exclude_defaults=True)}
        )
        self._left[policy] = None

    def _done(self, policy: str) -> None:
        self._journal.append({"removed": policy})
        del self._left[policy]


def recover(
    path: Path,
    injector: FaultInjector,
    *,
    patience_s: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[str, ...]:
    """Remove the faults that a campaign left behind when it was killed.

    Parameters
    ----------
    path : path
        The campaign's journal.
    injector : FaultInjector
        Of the same system.
    patience_s : float
        How long to try again when it cannot be reached [s].
    sleep, clock : callable
        Wait so many seconds; seconds since any moment.

    Returns
    -------
    tuple of str
        What was removed.

    Raises
    ------
    BackendError
        One could not be removed; it stays in the journal.
    InvalidInput
        The campaign runs in another process.
    """
    policies = Policies(policies_file(path), injector, sleep=sleep, clock=clock)
    try:
        left = policies.left
        policies.remove_all(patience_s=patience_s)
    finally:
        policies.close()
    return left


def policies_file(path: Path) -> Path:
    """The journal of faults beside a campaign's own."""
    return path.with_name(f"{path.name}.policies")
