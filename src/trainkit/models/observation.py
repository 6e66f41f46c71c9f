"""What was seen of a service while something was done to it: answers, times, logs and a trace."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model

__all__ = ["Observation", "Span"]


class Span(Model):
    """One operation of a trace.

    Parameters
    ----------
    operation : str
        What was done.
    service : str
        Which service did it; empty if unknown.
    start_ms, duration_ms : float
        When it began, since any moment, and how long it took [ms].
    error : bool
        Whether it ended in an error.
    trace_id, span_id : str
        Which trace it belongs to, and its own name there; empty if unknown.
    parent_id : str, optional
        The span that it was called from.
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
    """What was seen; a field that was not is None, and at least one was.

    Parameters
    ----------
    status_code : int, optional
        HTTP status, 100 to 599: the worst one of several answers.
    latency_ms : float, optional
        How long an answer took [ms].
    logs : tuple of str, optional
        Lines of log.
    error_rate : float, optional
        Share of the requests that failed, 0 to 1.
    spans : tuple of Span, optional
        A trace, in order of start.

    Raises
    ------
    InvalidInput
        Nothing was seen, or a value is out of range.
    """

    status_code: Annotated[int, Field(ge=100, le=599)] | None = None
    latency_ms: Annotated[float, Field(ge=0)] | None = None
    logs: tuple[str, ...] | None = None
    error_rate: Annotated[float, Field(ge=0, le=1)] | None = None
    spans: tuple[Span, ...] | None = None

    @model_validator(mode="after")
    def _seen(self) -> Self:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise InvalidInput("observation", None, "at least one field that was seen")
        return self
