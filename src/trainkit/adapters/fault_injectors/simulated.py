"""A simulated shop of eight services, for demonstrations and tests, without network or waiting.

The gateway calls the catalog, the cart and the checkout; the checkout calls stock and payment, and
payment calls the bank. Callers have timeouts, retries and fallbacks. Most errors have a fallback;
slowness has none, and retries make it worse. So most faults do little, and a few do much.
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
    """A service: its own time [ms] and the services that it calls."""

    own_ms: float
    calls: tuple[str, ...] = ()
    timeout_ms: float = 2000.0  # its caller's patience
    retries: int = 0  # by its caller
    fallback: frozenset[int] = frozenset()  # statuses that its caller tolerates


_TIMED_OUT = 1000  # stands for a status if there was no answer in time
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
    """Options of the fault injector.

    Parameters
    ----------
    seed : int
        The same seed makes the same observations for the same sequence of faults.
    requests : int
        Number of requests per observation.
    noise : float
        Relative standard deviation of the service times.
    """

    seed: Annotated[int, Field(ge=0)] = 0
    requests: Annotated[int, Field(ge=1, le=1000)] = 10
    noise: Annotated[float, Field(ge=0, le=1)] = 0.05


@dataclass(slots=True)
class _Request:
    """Spans and logs of one request."""

    spans: list[Span] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)


class SimulatedInjector:
    """Apply faults to the simulated shop. Not thread-safe.

    Parameters
    ----------
    options : SimulatedOptions
        Seed, number of requests and noise.
    """

    services = tuple(_SHOP)

    def __init__(self, options: SimulatedOptions | None = None) -> None:
        self._options = SimulatedOptions() if options is None else options
        self._rng = np.random.default_rng(self._options.seed)
        self.policies: dict[str, FaultPlan] = {}

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        """Apply a fault; a fault in an unknown service does nothing."""
        self.policies[policy] = plan
        return policy

    def observe(self) -> Observation:
        """Send requests; return the most common status, mean latency and the slowest trace."""
        results = [self._send_request() for _ in range(self._options.requests)]
        _, _, slowest = max(results, key=lambda result: result[1])
        usual = Counter(status for status, _, _ in results).most_common(1)[0][0]
        return Observation(
            status_code=usual,
            latency_ms=float(np.mean([time_ms for _, time_ms, _ in results])),
            error_rate=sum(status >= 500 for status, _, _ in results) / len(results),
            logs=tuple(line for _, _, request in results for line in request.logs),
            spans=tuple(slowest.spans),
        )

    def remove(self, policy: str) -> None:
        """Remove a fault."""
        self.policies.pop(policy, None)

    def healthy(self) -> bool:
        """Return True."""
        return True

    def _send_request(self) -> tuple[int, float, _Request]:
        request = _Request()
        status, time_ms = self._call("gateway", request)
        return 504 if status == _TIMED_OUT else status, time_ms, request

    def _call(self, name: str, request: _Request) -> tuple[int, float]:
        """Call a service with its retries; return status and total time."""
        service, total = _SHOP[name], 0.0
        status = 200
        for _ in range(service.retries + 1):
            status, time_ms = self._attempt(name, request)
            if time_ms > service.timeout_ms:
                status, time_ms = _TIMED_OUT, service.timeout_ms
                request.logs.append(f"WARN {name} timed out after {time_ms:.0f} ms")
            total += time_ms
            if status < 500:
                break
        return status, total

    def _attempt(self, name: str, request: _Request) -> tuple[int, float]:
        """Call a service once; return status and time."""
        service = _SHOP[name]
        index = len(request.spans)  # reserved now, because spans are in order of start
        request.spans.append(Span(operation=f"{name}.handle", service=name))
        time_ms = service.own_ms * (1 + self._options.noise * self._rng.standard_normal())
        status, delay_ms = self._apply_faults(name)
        time_ms = max(time_ms, 0.0) + delay_ms
        for callee in service.calls if status < 500 else ():
            callee_status, callee_ms = self._call(callee, request)
            time_ms += callee_ms
            if callee_status >= 400 and callee_status not in _SHOP[callee].fallback:
                status = max(status, 504 if callee_status == _TIMED_OUT else 502)
                request.logs.append(f"ERROR {name}: no good answer from {callee}")
        if time_ms > _SLOW_LOG_MS:
            request.logs.append(f"WARN {name} took {time_ms:.0f} ms")
        request.spans[index] = Span(
            operation=f"{name}.handle", service=name, duration_ms=time_ms, error=status >= 500
        )
        return status, time_ms

    def _apply_faults(self, name: str) -> tuple[int, float]:
        """Return the status and the delay that active faults cause in a call."""
        status, total_ms = 200, 0.0
        for plan in self.policies.values():
            if plan.service == name and self._rng.random() < plan.probability:
                if plan.kind == "delay":
                    total_ms += plan.delay_ms or 0
                else:
                    status = max(status, plan.error_code or 500)
        return status, total_ms


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the fault injector."""
    register("fault_injector", "simulated", SimulatedInjector, options=SimulatedOptions)
