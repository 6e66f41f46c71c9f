"""Read spans from OTLP/JSON, Jaeger JSON and plain lists."""

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
        `Span`, of mappings with its fields, or of operation names; as text or as objects.

    Returns
    -------
    tuple of Span
        The spans, ordered by start.

    Raises
    ------
    InvalidInput
        An unknown format or a damaged span; the message names the faulty part.

    References
    ----------
    - Specification: OpenTelemetry protocol 1, trace.proto and its JSON mapping; Jaeger's UI JSON.

    Examples
    --------
    >>> [span.operation for span in read_spans(["get", "sql"])]
    ['get', 'sql']
    """
    if isinstance(trace, str | bytes | bytearray):
        try:
            trace = json.loads(trace)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(
                "trace", bytes(str(trace)[:60], "utf8"), f"JSON ({error})"
            ) from error
    return tuple(sorted(_iter_spans(trace), key=lambda span: span.start_ms))


def _iter_spans(trace: object) -> Iterator[Span]:
    if isinstance(trace, Mapping):
        if "resourceSpans" in trace:
            yield from _iter_otlp(trace)
        elif "data" in trace:
            for item in _get_list(trace, "data"):
                yield from _iter_jaeger(_check_mapping(item, "data"))
        elif "spans" in trace:
            yield from _iter_jaeger(trace)
        else:
            raise InvalidInput("trace", [*trace][:5], "OTLP or Jaeger JSON, or a list of spans")
    elif isinstance(trace, Sequence):
        for item in trace:
            yield _to_span(item)
    else:
        raise InvalidInput("trace", trace, "OTLP or Jaeger JSON, or a list of spans")


def _to_span(item: object) -> Span:
    if isinstance(item, Span):
        return item
    if isinstance(item, str):
        return Span(operation=item)
    return Span.model_validate(item)


def _iter_otlp(trace: Fields) -> Iterator[Span]:
    for item in _get_list(trace, "resourceSpans"):
        resource_spans = _check_mapping(item, "resourceSpans")
        resource = _check_mapping(resource_spans.get("resource") or {}, "resource")
        service = _get_attribute(resource, "service.name")
        for scope in _get_list(resource_spans, "scopeSpans"):
            for span in _get_list(_check_mapping(scope, "scopeSpans"), "spans"):
                yield _read_otlp_span(_check_mapping(span, "spans"), service)


def _read_otlp_span(span: Fields, service: str) -> Span:
    start = _get_int(span, "startTimeUnixNano", 0)
    end = _get_int(span, "endTimeUnixNano", start)
    status = span.get("status") or {}
    return Span(
        operation=str(span.get("name", "")),
        service=service,
        start_ms=start / 1e6,
        duration_ms=max(end - start, 0) / 1e6,
        error=_check_mapping(status, "status").get("code") in _OTLP_ERROR,
        trace_id=str(span.get("traceId", "")),
        span_id=str(span.get("spanId", "")),
        parent_id=_parent_id(span.get("parentSpanId")),
    )


def _iter_jaeger(trace: Fields) -> Iterator[Span]:
    processes = _check_mapping(trace.get("processes") or {}, "processes")
    for item in _get_list(trace, "spans"):
        span = _check_mapping(item, "spans")
        process = _check_mapping(processes.get(str(span.get("processID"))) or {}, "processes")
        inline = span.get("process")
        if isinstance(inline, Mapping):
            process = inline
        tags = {
            str(tag.get("key")): tag.get("value")
            for tag in _get_list(span, "tags")
            if isinstance(tag, Mapping)
        }
        yield Span(
            operation=str(span.get("operationName", "")),
            service=str(process.get("serviceName", "")),
            start_ms=_get_int(span, "startTime", 0) / 1e3,
            duration_ms=_get_int(span, "duration", 0) / 1e3,
            error=_is_jaeger_error(tags),
            trace_id=str(span.get("traceID", "")),
            span_id=str(span.get("spanID", "")),
            parent_id=_jaeger_parent_id(span),
        )


def _is_jaeger_error(tags: Fields) -> bool:
    tagged = str(tags.get("error", "")).lower() in {"true", "1"}
    return tagged or tags.get("otel.status_code") == "ERROR"


def _jaeger_parent_id(span: Fields) -> str | None:
    for reference in _get_list(span, "references"):
        if isinstance(reference, Mapping) and reference.get("refType") == "CHILD_OF":
            return _parent_id(reference.get("spanID"))
    return _parent_id(span.get("parentSpanID"))


def _parent_id(value: object) -> str | None:
    return None if value is None or str(value) in _NO_PARENT else str(value)


def _get_attribute(resource: Fields, key: str) -> str:
    for attribute in _get_list(resource, "attributes"):
        if isinstance(attribute, Mapping) and attribute.get("key") == key:
            value = attribute.get("value")
            return str(value.get("stringValue", "")) if isinstance(value, Mapping) else ""
    return ""


def _get_int(fields: Fields, key: str, default: int) -> int:
    value = fields.get(key, default)
    try:
        return int(str(value)) if isinstance(value, str | int) else int(float(str(value)))
    except ValueError as error:
        raise InvalidInput(key, value, "a whole number") from error


def _get_list(fields: Fields, key: str) -> Sequence[object]:
    value = fields.get(key) or []
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InvalidInput(key, value, "a list")
    return value


def _check_mapping(value: object, name: str) -> Fields:
    if not isinstance(value, Mapping):
        raise InvalidInput(name, value, "a JSON object")
    return value
