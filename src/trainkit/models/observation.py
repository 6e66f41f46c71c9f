"""Observations of a service during a fault: responses, latency, logs and traces."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model

__all__ = ["Observation", "Span"]


class Span(Model):
    """An operation in a trace.

    Parameters
    ----------
    operation : str
        The name of the operation.
    service : str
        The service that ran it; empty if unknown.
    start_ms, duration_ms : float
        Start relative to an arbitrary moment, and duration [ms].
    error : bool
        True if it failed.
    trace_id, span_id : str
        Identifiers of the trace and of the span; empty if unknown.
    parent_id : str, optional
        Identifier of the calling span.
    """

    operation: str
    service: str = ""
    start_ms: float = 0.0
    duration_ms: Annotated[float, Field(ge=0)] = 0.0
    error: bool = False
    trace_id: str = ""
    span_id: str = ""
    parent_id: str | None = None


class Observation(Model):
    """An observation of a service; unobserved fields are None, and at least one is known.

    Parameters
    ----------
    status_code : int, optional
        HTTP status, 100 to 599; the worst of several responses.
    latency_ms : float, optional
        Response time [ms].
    logs : tuple of str, optional
        Log lines.
    error_rate : float, optional
        Share of failed requests, 0 to 1.
    spans : tuple of Span, optional
        The spans of a trace, in order of start.

    Raises
    ------
    InvalidInput
        Every field is None, or a value is out of range.
    """

    status_code: Annotated[int, Field(ge=100, le=599)] | None = None
    latency_ms: Annotated[float, Field(ge=0)] | None = None
    logs: tuple[str, ...] | None = None
    error_rate: Annotated[float, Field(ge=0, le=1)] | None = None
    spans: tuple[Span, ...] | None = None

    @model_validator(mode="after")
    def _check_not_empty(self) -> Self:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise InvalidInput("observation", None, "an observation with at least one known field")
        return self
