"""A request can be followed: one id in answers, logs and spans, and the Kit's calls below it."""

import json
import logging
from typing import Any

import pytest

pytest.importorskip("fastapi.telemetry", reason="an older FastAPI makes no spans")
pytest.importorskip("opentelemetry.sdk.trace", reason="a test dependency is missing")

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from trainkit.telemetry import JsonLines, _meter


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Spans that ended, in memory; the process may set its provider only once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    _meter._tracer.cache_clear()
    yield exporter
    _meter._tracer.cache_clear()
    provider.shutdown()


def test_the_calls_of_a_kit_stand_below_their_request(spans: Any, client: Any) -> None:
    spans.clear()
    answer = client.get("/api/v1/recovery/today")
    assert answer.status_code == 200
    ended = spans.get_finished_spans()
    (request,) = [span for span in ended if span.name == "GET /api/v1/recovery/today"]
    assert request.attributes["trainkit.request_id"] == answer.headers["x-request-id"]
    calls = [span for span in ended if span.name.startswith("store.")]
    assert calls
    for call in calls:
        assert call.context.trace_id == request.context.trace_id
        assert call.parent is not None
    told = json.dumps([dict(span.attributes or {}) for span in ended])
    assert "hrv" not in told


def test_an_error_has_the_id_of_the_log(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "trainkit.host"):
        answer = client.get("/api/v1/plans/current")
    assert answer.status_code == 404
    known = answer.headers["x-request-id"]
    assert answer.json()["error"]["request_id"] == known
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["status"] for line in lines if line.get("request_id") == known] == [404]
