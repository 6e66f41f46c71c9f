"""Faults through a control plane over HTTP, and the system seen through its own front door.

``POST /v1/policies`` puts a fault in, ``DELETE /v1/policies/{id}`` takes it out, ``GET /v1/health``
says whether the control plane answers.
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
_REMOVALS = 5


class HttpOptions(Model):
    """What the fault injector is made with.

    Parameters
    ----------
    url : str
        The control plane, such as ``http://127.0.0.1:8080``.
    probe : str
        An address of the system that is called to see how it does.
    probes : int
        How many calls make one look.
    traces : str, optional
        Where the trace of the last probe is read, as OTLP or Jaeger JSON.
    token_env : str, optional
        The environment variable whose value is sent to the control plane as a bearer token.
    connect_s, read_s : float
        Longest wait for a connection and for an answer [s].
    """

    url: Annotated[str, Field(pattern=r"^https?://")]
    probe: Annotated[str, Field(pattern=r"^https?://")]
    probes: Annotated[int, Field(ge=1, le=1000)] = 3
    traces: Annotated[str, Field(pattern=r"^https?://")] | None = None
    token_env: str | None = None
    connect_s: Annotated[float, Field(gt=0)] = 5.0
    read_s: Annotated[float, Field(gt=0)] = 30.0


class HttpInjector:
    """Puts faults in through a control plane; one thread at a time.

    Calls that fail in a way that may pass are made again after 0.5, 1, 2, 4 and 8 s, or after as
    long as the answer asks for; after five calls in a row that failed all the same, none is made
    for a minute.

    Parameters
    ----------
    options : HttpOptions
        Where it is.
    sleep, clock, chance : callable
        Wait so many seconds; seconds since any moment; a number from 0 to 1.
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
        self._retry = default_retry(_BACKEND, clock=clock, sleep=sleep, chance=chance)
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
        """Put a fault in; an answer with another id gives the name under which it is removed."""
        body = {"id": policy, **plan.model_dump(mode="json", exclude_none=True)}
        answer = self._control("POST", "/v1/policies", body, good=range(200, 300))
        return _known_as(answer.body) or policy

    def observe(self) -> Observation:
        """Call the system some times: the worst status, the mean time, the share that failed.

        A call that gets no answer counts as status 503 with the time that it took.
        """
        answers = [self._probe() for _ in range(self._options.probes)]
        return Observation(
            status_code=max(one.status for one in answers),
            latency_ms=1000 * sum(one.elapsed_s for one in answers) / len(answers),
            error_rate=sum(one.status >= 500 for one in answers) / len(answers),
            spans=None if self._options.traces is None else self._spans(self._options.traces),
        )

    def remove(self, policy: str) -> None:
        """Take a fault out, and ask again until the control plane says that there is none."""
        path = f"/v1/policies/{quote(policy, safe='')}"
        good = {*range(200, 300), *_GONE}
        for _ in range(_REMOVALS):
            if self._control("DELETE", path, good=good).status in _GONE:
                return
        # An answer of success to each: so it deletes what is not there. Then ask what is there.
        if self._control("GET", path, good={*range(200, 300), *_GONE, 405}).status // 100 == 2:
            raise BackendError(_BACKEND, f"the policy {policy} is still there", retryable=True)

    def healthy(self) -> bool:
        """Whether the control plane answers; asked once a minute."""
        now = self._clock()
        if self._health is None or now - self._health[0] >= _HEALTH_S or not self._health[1]:
            self._health = (now, self._asked_health())
        return self._health[1]

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def _asked_health(self) -> bool:
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
        """Call the control plane until it answers well."""
        attempts = 0

        def once() -> HttpResponse:
            nonlocal attempts
            attempts += 1
            answer = self._web.request_once(method, path, body=body)
            # A conflict with an attempt of this very call, whose answer was lost, is no failure.
            there = answer.status == _CONFLICT and attempts > 1
            if answer.status not in good and not there:
                raise self._web.status_error(method, path, answer)
            return answer

        return self._retry.call(once, what=f"{method} {path}")

    def _probe(self) -> HttpResponse:
        began = self._clock()
        try:
            return self._web.request_once("GET", self._options.probe, credentials=False)
        except BackendError as error:
            _LOG.info("probe: %s", error)
            return HttpResponse(503, b"", None, max(self._clock() - began, 0.0))

    def _spans(self, url: str) -> tuple[Span, ...]:
        answer = self._web.request_once("GET", url, credentials=False)
        try:
            return read_spans(answer.body)
        except InvalidInput as error:
            raise BackendError(_BACKEND, f"the trace is not readable: {error}") from error

    def _credentials(self) -> dict[str, str]:
        if self._options.token_env is None:
            return {}
        return {"authorization": f"Bearer {_secret(self._options.token_env)}"}


def _secret(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise InvalidInput("token_env", variable, "an environment variable that is set")
    return value


def _known_as(body: bytes) -> str | None:
    """The id that an answer gives, if it is JSON that gives one."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    given = found.get("id") if isinstance(found, dict) else None
    return given if isinstance(given, str) and given else None


@hookimpl
def trainkit_register(register: Register) -> None:
    """Make the fault injector known."""
    register("fault_injector", "http", HttpInjector, options=HttpOptions)
