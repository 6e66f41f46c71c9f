"""A fault to put into a service: what, where, how often and how long."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model

__all__ = ["FaultKind", "FaultPlan"]

FaultKind = Literal["delay", "abort", "error_injection"]
"""A slow answer, no answer from the service itself, or an error in its place."""

_SERVICE = re.compile(r"[a-z0-9]([a-z0-9\-]*[a-z0-9])?")


class FaultPlan(Model):
    """One fault.

    Parameters
    ----------
    service : str
        Name of the service: at most 63 small letters, digits and inner hyphens.
    kind : "delay", "abort" or "error_injection"
        What happens to a request.
    duration_ms : int
        How long the fault stands [ms], 1 to 60,000.
    delay_ms : int, optional
        By how much a request is slowed [ms], 0 to 10,000; for a delay, and only for it.
    error_code : int, optional
        The status it is answered with, 400 to 599; for an abort or an error, and only for them.
    probability : float
        Share of the requests that it meets, above 0 and at most 1.
    match : dict of str to str
        Conditions that a request must meet, such as a header's value; all requests, if empty.
    start_delay_ms : int
        How long after it is applied it begins [ms], below `duration_ms`.

    Raises
    ------
    InvalidInput
        A field is out of range, or one that the kind does not need is given, or one is missing.

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
    def _whole(self) -> Self:
        if not _SERVICE.fullmatch(self.service):
            allowed = "small letters, digits and inner hyphens"
            raise InvalidInput("service", self.service, allowed)
        if self.start_delay_ms >= self.duration_ms:
            allowed = f"below duration_ms, {self.duration_ms}"
            raise InvalidInput("start_delay_ms", self.start_delay_ms, allowed)
        needs = {"delay_ms": self.kind == "delay", "error_code": self.kind != "delay"}
        for name, needed in needs.items():
            value = getattr(self, name)
            if needed != (value is not None):
                wanted = "given" if needed else "left out"
                raise InvalidInput(name, value, f"{wanted} for the kind {self.kind}")
        return self
