"""A fault to inject into a service."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model

__all__ = ["FaultKind", "FaultPlan"]

FaultKind = Literal["delay", "abort", "error_injection"]
"""Delay the response, abort the request, or replace the response with an error."""

_SERVICE = re.compile(r"[a-z0-9]([a-z0-9\-]*[a-z0-9])?")


class FaultPlan(Model):
    """A fault to inject into a service: kind, duration and affected requests.

    Parameters
    ----------
    service : str
        Name of the service: at most 63 lower-case letters, digits and inner hyphens.
    kind : "delay", "abort" or "error_injection"
        What happens to an affected request.
    duration_ms : int
        How long the fault is active [ms], 1 to 60,000.
    delay_ms : int, optional
        Added latency [ms], 0 to 10,000. Required for a delay, not allowed otherwise.
    error_code : int, optional
        Status of the response, 400 to 599. Required for an abort or an error injection, not
        allowed for a delay.
    probability : float
        Share of requests affected, above 0 and at most 1.
    match : dict of str to str
        Conditions on requests, such as a header's value; empty for all requests.
    start_delay_ms : int
        Delay between applying the fault and its start [ms], below `duration_ms`.

    Raises
    ------
    InvalidInput
        A field is out of range, missing, or not allowed for this kind of fault.

    Examples
    --------
    >>> FaultPlan(service="cart", kind="delay", duration_ms=5000, delay_ms=800).probability
    1.0
    """

    service: Annotated[str, Field(min_length=1, max_length=63)]
    kind: FaultKind
    duration_ms: Annotated[int, Field(ge=1, le=60_000)]
    delay_ms: Annotated[int, Field(ge=0, le=10_000)] | None = None
    error_code: Annotated[int, Field(ge=400, le=599)] | None = None
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    match: dict[str, str] = Field(default_factory=dict)
    start_delay_ms: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        if not _SERVICE.fullmatch(self.service):
            allowed = "lower-case letters, digits and inner hyphens"
            raise InvalidInput("service", self.service, allowed)
        if self.start_delay_ms >= self.duration_ms:
            allowed = f"below duration_ms, {self.duration_ms}"
            raise InvalidInput("start_delay_ms", self.start_delay_ms, allowed)
        needs = {"delay_ms": self.kind == "delay", "error_code": self.kind != "delay"}
        for name, needed in needs.items():
            value = getattr(self, name)
            if needed != (value is not None):
                presence = "given" if needed else "left out"
                raise InvalidInput(name, value, f"{presence} for the kind {self.kind}")
        return self
