"""Spans from what tracing systems write: OTLP as JSON, Jaeger as JSON, and plain lists."""

import json
from collections.abc import Iterator, Mapping, Sequence

from trainkit.errors import InvalidInput
from trainkit.models.observation import Span

__all__ = ["read_spans"]

_OTLP_ERROR = {2, "2", "STATUS_CODE_ERROR"}
_NO_PARENT = {"", "0000000000000000"}

Fields = Mapping[str, object]


def read_spans(trace: object) -> tuple[Span, ...]:
    """Read the spans of a trace.

    Parameters
    ----------
    trace : str, bytes, mapping or sequence
        OTLP/JSON (with ``resourceSpans``), Jaeger JSON (with ``data`` or ``spans``), or a list of
        `Span`, of mappings with the fields of one, or of operation names; as text or as objects.

    Returns
    -------
    tuple of Span
        In order of start.

    Raises
    ------
    InvalidInput
        None of these, or a span that is damaged: the message says which.

    References
    ----------
    OpenTelemetry protocol 1, trace.proto and its JSON mapping; Jaeger's UI JSON.

    Examples
    --------
    >>> [span.operation for span in read_spans(["get", "sql"])]
    ['get', 'sql']
    """
    if isinstance(trace, str | bytes | bytearray):
        try:
            trace = json.loads(trace)
        except ValueError as error:
            raise InvalidInput(
                "trace", bytes(str(trace)[:60], "utf8"), f"JSON ({error})"
            ) from error
    spans = [*_read(trace)]
    return tuple(sorted(spans, key=lambda span: span.start_ms))


def _read(trace: object) -> Iterator[Span]:
    if isinstance(trace, Mapping):
        if "resourceSpans" in trace:
            yield from _otlp(trace)
        elif "data" in trace:
            for one in _listed(trace, "data"):
                yield from _jaeger(_mapping(one, "data"))
        elif "spans" in trace:
            yield from _jaeger(trace)
        else:
            raise InvalidInput("trace", [*trace][:5], "OTLP or Jaeger JSON, or a list of spans")
    elif isinstance(trace, Sequence):
        for one in trace:
            yield _plain(one)
    else:
        raise InvalidInput("trace", trace, "OTLP or Jaeger JSON, or a list of spans")


def _plain(one: object) -> Span:
    if isinstance(one, Span):
        return one
    if isinstance(one, str):
        return Span(operation=one)
    return Span.model_validate(one)


def _otlp(trace: Fields) -> Iterator[Span]:
    for one in _listed(trace, "resourceSpans"):
        resource = _mapping(one, "resourceSpans")
        about = _mapping(resource.get("resource") or {}, "resource")
        service = _attribute(about, "service.name")
        for scope in _listed(resource, "scopeSpans"):
            for span in _listed(_mapping(scope, "scopeSpans"), "spans"):
                yield _otlp_span(_mapping(span, "spans"), service)


def _otlp_span(one: Fields, service: str) -> Span:
    start = _number(one, "startTimeUnixNano", 0)
    end = _number(one, "endTimeUnixNano", start)
    status = one.get("status") or {}
    return Span(
        operation=str(one.get("name", "")),
        service=service,
        start_ms=start / 1e6,
        duration_ms=max(end - start, 0) / 1e6,
        error=_mapping(status, "status").get("code") in _OTLP_ERROR,
        trace_id=str(one.get("traceId", "")),
        span_id=str(one.get("spanId", "")),
        parent_id=_parent(one.get("parentSpanId")),
    )


def _jaeger(trace: Fields) -> Iterator[Span]:
    processes = _mapping(trace.get("processes") or {}, "processes")
    for one in _listed(trace, "spans"):
        span = _mapping(one, "spans")
        process = _mapping(processes.get(str(span.get("processID"))) or {}, "processes")
        own = span.get("process")
        if isinstance(own, Mapping):
            process = own
        tags = {
            str(tag.get("key")): tag.get("value")
            for tag in _listed(span, "tags")
            if isinstance(tag, Mapping)
        }
        yield Span(
            operation=str(span.get("operationName", "")),
            service=str(process.get("serviceName", "")),
            start_ms=_number(span, "startTime", 0) / 1e3,
            duration_ms=_number(span, "duration", 0) / 1e3,
            error=_jaeger_error(tags),
            trace_id=str(span.get("traceID", "")),
            span_id=str(span.get("spanID", "")),
            parent_id=_jaeger_parent(span),
        )


def _jaeger_error(tags: Fields) -> bool:
    told = str(tags.get("error", "")).lower() in {"true", "1"}
    return told or tags.get("otel.status_code") == "ERROR"


def _jaeger_parent(span: Fields) -> str | None:
    for one in _listed(span, "references"):
        if isinstance(one, Mapping) and one.get("refType") == "CHILD_OF":
            return _parent(one.get("spanID"))
    return _parent(span.get("parentSpanID"))


def _parent(given: object) -> str | None:
    return None if given is None or str(given) in _NO_PARENT else str(given)


def _attribute(resource: Fields, key: str) -> str:
    for one in _listed(resource, "attributes"):
        if isinstance(one, Mapping) and one.get("key") == key:
            value = one.get("value")
            return str(value.get("stringValue", "")) if isinstance(value, Mapping) else ""
    return ""


def _number(one: Fields, key: str, default: int) -> int:
    value = one.get(key, default)
    try:
        return int(str(value)) if isinstance(value, str | int) else int(float(str(value)))
    except ValueError as error:
        raise InvalidInput(key, value, "a whole number") from error


def _listed(one: Fields, key: str) -> Sequence[object]:
    value = one.get(key) or []
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InvalidInput(key, value, "a list")
    return value


def _mapping(one: object, what: str) -> Fields:
    if not isinstance(one, Mapping):
        raise InvalidInput(what, one, "a JSON object")
    return one
