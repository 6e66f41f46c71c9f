"""A small shop of seven services, for demonstrations and tests: no network, no time passes.

The gateway calls the catalog, the cart and the checkout; the checkout calls stock and payment, and
payment calls the bank. A caller waits for a while, tries again where it is told to, and falls back
where it can. Errors are mostly met with a fallback; slowness is not, and retries make it worse: so
most faults do little, and a few do much.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from pydantic import Field

from trainkit.models import FaultPlan, Observation, Span
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["SimulatedInjector", "SimulatedOptions"]

TRAINKIT_CONTRACT = 1

_SLOW_LOG_MS = 1500.0


@dataclass(frozen=True, slots=True)
class _Service:
    """How a service works: its own time [ms], and whom it calls."""

    own_ms: float
    calls: tuple[str, ...] = ()
    timeout_ms: float = 2000.0  # how long its caller waits
    retries: int = 0  # how often its caller tries again
    fallback: frozenset[int] = frozenset()  # statuses that its caller can do without


_TIMED_OUT = 1000  # in place of a status: nobody answered in time
_ERRORS = frozenset(range(400, 600))
_ANY = _ERRORS | {_TIMED_OUT}
_SHOP = {
    "gateway": _Service(5, ("catalog", "cart", "checkout"), timeout_ms=30_000),
    "catalog": _Service(20, ("search",), timeout_ms=800, fallback=_ANY),
    "search": _Service(30, timeout_ms=400, fallback=_ANY),
    "cart": _Service(15, timeout_ms=1000, retries=1, fallback=_ANY),
    "checkout": _Service(25, ("stock", "payment"), timeout_ms=6000, fallback=_ERRORS),
    "stock": _Service(12, timeout_ms=600, retries=1, fallback=_ANY),
    "payment": _Service(40, ("bank",), timeout_ms=3000, retries=2, fallback=_ERRORS),
    "bank": _Service(60, timeout_ms=2500, fallback=_ERRORS),
}


class SimulatedOptions(Model):
    """What the fault injector is made with.

    Parameters
    ----------
    seed : int
        The same seed gives the same observations for the same faults in the same order.
    requests : int
        How many requests make one look.
    noise : float
        Share by which times vary.
    """

    seed: Annotated[int, Field(ge=0)] = 0
    requests: Annotated[int, Field(ge=1, le=1000)] = 10
    noise: Annotated[float, Field(ge=0, le=1)] = 0.05


@dataclass(slots=True)
class _Request:
    """One request on its way through the shop."""

    spans: list[Span] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)


class SimulatedInjector:
    """Puts faults into a simulated shop; one thread at a time.

    Parameters
    ----------
    options : SimulatedOptions
        Seed and size.
    """

    services = tuple(_SHOP)

    def __init__(self, options: SimulatedOptions | None = None) -> None:
        self._options = SimulatedOptions() if options is None else options
        self._rng = np.random.default_rng(self._options.seed)
        self.policies: dict[str, FaultPlan] = {}

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        """Put a fault in; one in a service that the shop does not have does nothing."""
        self.policies[policy] = plan
        return policy

    def observe(self) -> Observation:
        """Send some requests: the usual status, the mean time, and the trace of the slowest."""
        seen = [self._request() for _ in range(self._options.requests)]
        slowest = max(seen, key=lambda one: one[1])
        usual = Counter(status for status, _, _ in seen).most_common(1)[0][0]
        return Observation(
            status_code=usual,
            latency_ms=float(np.mean([time_ms for _, time_ms, _ in seen])),
            error_rate=sum(status >= 500 for status, _, _ in seen) / len(seen),
            logs=tuple(line for _, _, one in seen for line in one.logs),
            spans=tuple(slowest[2].spans),
        )

    def remove(self, policy: str) -> None:
        """Take a fault out."""
        self.policies.pop(policy, None)

    def healthy(self) -> bool:
        """Always."""
        return True

    def _request(self) -> tuple[int, float, _Request]:
        request = _Request()
        status, time_ms = self._called("gateway", request)
        return 504 if status == _TIMED_OUT else status, time_ms, request

    def _called(self, name: str, request: _Request) -> tuple[int, float]:
        """Status and time of a call, its retries included."""
        service, total = _SHOP[name], 0.0
        status = 200
        for _ in range(service.retries + 1):
            status, time_ms = self._answered(name, request)
            if time_ms > service.timeout_ms:
                status, time_ms = _TIMED_OUT, service.timeout_ms
                request.logs.append(f"WARN {name} timed out after {time_ms:.0f} ms")
            total += time_ms
            if status < 500:
                break
        return status, total

    def _answered(self, name: str, request: _Request) -> tuple[int, float]:
        """Status and time of one attempt."""
        service = _SHOP[name]
        place = len(request.spans)
        request.spans.append(Span(operation=f"{name}.handle", service=name))
        time_ms = service.own_ms * (1 + self._options.noise * self._rng.standard_normal())
        status, added = self._faulted(name)
        time_ms = max(time_ms, 0.0) + added
        for other in service.calls if status < 500 else ():
            theirs, took = self._called(other, request)
            time_ms += took
            if theirs >= 400 and theirs not in _SHOP[other].fallback:
                status = max(status, 504 if theirs == _TIMED_OUT else 502)
                request.logs.append(f"ERROR {name}: no good answer of {other}")
        if time_ms > _SLOW_LOG_MS:
            request.logs.append(f"WARN {name} took {time_ms:.0f} ms")
        request.spans[place] = Span(
            operation=f"{name}.handle", service=name, duration_ms=time_ms, error=status >= 500
        )
        return status, time_ms

    def _faulted(self, name: str) -> tuple[int, float]:
        """Status and delay that the faults of a service put into a call."""
        status, added = 200, 0.0
        for plan in self.policies.values():
            if plan.service == name and self._rng.random() < plan.probability:
                if plan.kind == "delay":
                    added += plan.delay_ms or 0
                else:
                    status = max(status, plan.error_code or 500)
        return status, added


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the fault injector known."""
    register("fault_injector", "simulated", SimulatedInjector, options=SimulatedOptions)
