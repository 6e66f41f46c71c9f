"""Apply faults through an HTTP control plane and observe the system through its own interface.

``POST /v1/policies`` applies a fault, ``DELETE /v1/policies/{id}`` removes it, and
``GET /v1/health`` checks the control plane.
"""

import json
import logging
import os
import random
import time
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from trainkit.chaos import read_spans
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import FaultPlan, Observation, Span
from trainkit.models.model import Model
from trainkit.net import HttpClient, HttpResponse, default_retry
from trainkit.plugins import Register, hookimpl

__all__ = ["HttpInjector", "HttpOptions"]

TRAINKIT_CONTRACT = 1

_LOG = logging.getLogger(__name__)
_BACKEND = "fault_injector.http"
_GONE = {404, 410}
_CONFLICT = 409
_HEALTH_S = 60.0
_TOTAL_S = 300.0
_REMOVAL_ATTEMPTS = 5


class HttpOptions(Model):
    """Options of the fault injector.

    Parameters
    ----------
    url : str
        Address of the control plane, such as ``http://127.0.0.1:8080``.
    probe : str
        Address of the system that is called to observe it.
    probes : int
        Number of calls per observation.
    traces : str, optional
        Address of the last probe's trace, as OTLP or Jaeger JSON.
    token_env : str, optional
        Environment variable with the control plane's bearer token.
    connect_s, read_s : float
        Timeouts for the connection and for the answer [s].
    """

    url: Annotated[str, Field(pattern=r"^https?://")]
    probe: Annotated[str, Field(pattern=r"^https?://")]
    probes: Annotated[int, Field(ge=1, le=1000)] = 3
    traces: Annotated[str, Field(pattern=r"^https?://")] | None = None
    token_env: str | None = None
    connect_s: Annotated[float, Field(gt=0)] = 5.0
    read_s: Annotated[float, Field(gt=0)] = 30.0


class HttpInjector:
    """Apply faults through a control plane. Not thread-safe.

    Calls that fail temporarily are retried after 0.5, 1, 2, 4 and 8 s, or after the time that the
    answer asks for. After five failed calls in a row, none is made for a minute.

    Parameters
    ----------
    options : HttpOptions
        Addresses and timeouts.
    sleep, clock, chance : callable
        Wait for some seconds; return seconds since an arbitrary moment; return a random number
        from 0 to 1.
    """

    def __init__(
        self,
        options: HttpOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._options, self._clock = options, clock
        self._retry = default_retry(
            _BACKEND, deadline_s=_TOTAL_S, clock=clock, sleep=sleep, chance=chance
        )
        self._health: tuple[float, bool] | None = None
        self._web = HttpClient(
            _BACKEND,
            options.url,
            credentials=self._credentials,
            connect_s=options.connect_s,
            read_s=options.read_s,
            clock=clock,
        )

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        """Apply a fault; return the id in the answer if there is one, else `policy`."""
        body = {"id": policy, **plan.model_dump(mode="json", exclude_none=True)}
        answer = self._control("POST", "/v1/policies", body, good=range(200, 300))
        return _read_id(answer.body) or policy

    def observe(self) -> Observation:
        """Call the system and return its worst status, mean latency and error rate.

        A call without an answer counts as status 503 with the time that it took.
        """
        answers = [self._probe() for _ in range(self._options.probes)]
        traces = self._options.traces
        return Observation(
            status_code=max(answer.status for answer in answers),
            latency_ms=1000 * sum(answer.elapsed_s for answer in answers) / len(answers),
            error_rate=sum(answer.status >= 500 for answer in answers) / len(answers),
            spans=None if traces is None else self._fetch_spans(traces),
        )

    def remove(self, policy: str) -> None:
        """Remove a fault, and repeat until the control plane reports that it does not exist."""
        path = f"/v1/policies/{quote(policy, safe='')}"
        good = {*range(200, 300), *_GONE}
        for _ in range(_REMOVAL_ATTEMPTS):
            if self._control("DELETE", path, good=good).status in _GONE:
                return
        # This control plane reports success for missing policies too, so look for the policy.
        if self._control("GET", path, good={*range(200, 300), *_GONE, 405}).status // 100 == 2:
            raise BackendError(_BACKEND, f"the policy {policy} is still there", retryable=True)

    def healthy(self) -> bool:
        """Return whether the control plane answers; a yes is cached for a minute."""
        now = self._clock()
        if self._health is None or now - self._health[0] >= _HEALTH_S or not self._health[1]:
            self._health = (now, self._check_health())
        return self._health[1]

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def _check_health(self) -> bool:
        try:
            return self._web.request_once("GET", "/v1/health").status == 200
        except BackendError as error:
            _LOG.warning("health: %s", error)
            return False

    def _control(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        good: range | set[int],
    ) -> HttpResponse:
        """Call the control plane, with retries, until it returns a good status."""
        attempts = 0

        def attempt() -> HttpResponse:
            nonlocal attempts
            attempts += 1
            answer = self._web.request_once(method, path, body=body)
            # A conflict on a retry means that an earlier attempt succeeded and its answer was lost.
            applied_before = answer.status == _CONFLICT and attempts > 1
            if answer.status not in good and not applied_before:
                raise self._web.status_error(method, path, answer)
            return answer

        return self._retry.call(attempt, what=f"{method} {path}")

    def _probe(self) -> HttpResponse:
        started_s = self._clock()
        try:
            return self._web.request_once("GET", self._options.probe, credentials=False)
        except BackendError as error:
            _LOG.info("probe: %s", error)
            return HttpResponse(503, b"", None, max(self._clock() - started_s, 0.0))

    def _fetch_spans(self, url: str) -> tuple[Span, ...]:
        answer = self._web.request_once("GET", url, credentials=False)
        try:
            return read_spans(answer.body)
        except Exception as error:
            raise BackendError(_BACKEND, f"unreadable trace: {error}") from error

    def _credentials(self) -> dict[str, str]:
        if self._options.token_env is None:
            return {}
        return {"authorization": f"Bearer {_read_token(self._options.token_env)}"}


def _read_token(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise InvalidInput("token_env", "(kept secret)", "an environment variable that is set")
    return value


def _read_id(body: bytes) -> str | None:
    """Return the id in an answer; None if it is not JSON or has no id."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    policy = data.get("id") if isinstance(data, dict) else None
    return policy if isinstance(policy, str) and policy else None


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the fault injector."""
    register("fault_injector", "http", HttpInjector, options=HttpOptions)
