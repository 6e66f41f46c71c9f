"""Faults, observations, traces and the analyzer."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from trainkit.chaos import SeveritySettings, analyze, read_spans
from trainkit.models import FaultPlan, Observation, Span

DELAY = {"service": "cart", "kind": "delay", "duration_ms": 5000, "delay_ms": 800}
ABORT = {"service": "cart", "kind": "abort", "duration_ms": 5000, "error_code": 503}


def test_a_fault_round_trips() -> None:
    plan = FaultPlan(**ABORT, probability=0.5, match={"x-user": "7"}, start_delay_ms=100)
    assert FaultPlan.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"service": "Cart"}, "service"),
        ({"service": "-cart"}, "service"),
        ({"service": "c" * 64}, "service"),
        ({"kind": "hang"}, "kind"),
        ({"duration_ms": 0}, "duration_ms"),
        ({"duration_ms": 60_001}, "duration_ms"),
        ({"delay_ms": 10_001}, "delay_ms"),
        ({"delay_ms": None}, "given for the kind delay"),
        ({"error_code": 500}, "left out for the kind delay"),
        ({"probability": 0}, "probability"),
        ({"probability": 1.01}, "probability"),
        ({"start_delay_ms": 5000}, "below duration_ms"),
        ({"kind": "abort", "delay_ms": None, "error_code": 399}, "error_code"),
        ({"kind": "abort", "delay_ms": None}, "given for the kind abort"),
    ],
)
def test_what_is_not_a_fault(change: dict[str, object], said: str) -> None:
    with pytest.raises(tk.InvalidInput, match=said):
        FaultPlan.model_validate({**DELAY, **change})


@pytest.mark.parametrize(
    "fields", [{}, {"status_code": 99}, {"latency_ms": -1}, {"error_rate": 1.1}]
)
def test_what_is_not_an_observation(fields: dict[str, object]) -> None:
    with pytest.raises(tk.InvalidInput):
        Observation.model_validate(fields)


BASELINE = Observation(spans=tuple(Span(operation=name) for name in ("get", "cart", "pay", "db")))


def test_the_worked_examples_of_the_original() -> None:
    """BOIFI recommender (Minesweeper 2025): 200 at 600 ms, and 500 at 2000 ms with error spans."""
    first = analyze(
        Observation(status_code=200, latency_ms=600, spans=BASELINE.spans), baseline=BASELINE
    )
    assert (first.bug, first.performance, first.structure, first.total) == (0, 4.5, 0, 1.5)
    failed = (*BASELINE.spans[:3], Span(operation="db", error=True))
    second = analyze(Observation(status_code=500, latency_ms=2000, spans=failed), baseline=BASELINE)
    assert (second.bug, second.performance, second.structure) == (10, 10, 2)
    assert second.total == pytest.approx(7.3333, abs=1e-4)
    assert [reason.dimension for reason in second.reasons] == ["bug", "performance", "structure"]


def test_what_was_not_seen_scores_nothing_and_is_listed() -> None:
    found = analyze(Observation(latency_ms=5000))
    assert found.total == pytest.approx(10 / 3)
    assert found.missing == ("status_code", "logs", "error_rate", "spans")
    assert analyze(Observation(spans=BASELINE.spans)).missing[-1] == "baseline.spans"


def test_each_reason_says_what_was_seen() -> None:
    seen = Observation(
        status_code=200,
        logs=("fine", "Error: no pool"),
        error_rate=0.25,
        spans=tuple(Span(operation=f"retry {k}") for k in range(9)),
    )
    found = analyze(seen, baseline=BASELINE)
    said = " | ".join(reason.message for reason in found.reasons)
    assert "log line: Error: no pool" in said
    assert "9 operations differ; 9 spans instead of 4" in said
    assert (
        analyze(Observation(error_rate=0.25)).reasons[0].message == "25.0% of the requests failed"
    )
    assert analyze(Observation(status_code=404)).reasons[0].message == "answered 404"


@given(
    st.builds(
        Observation,
        status_code=st.none() | st.integers(100, 599),
        latency_ms=st.none() | st.floats(0, 1e6),
        logs=st.none() | st.lists(st.text(max_size=20), max_size=5).map(tuple),
        error_rate=st.just(0.5),
        spans=st.none()
        | st.lists(st.builds(Span, operation=st.sampled_from("abc"), error=st.booleans())).map(
            tuple
        ),
    )
)
def test_a_dimension_is_the_largest_of_its_reasons(seen: Observation) -> None:
    found = analyze(seen, baseline=BASELINE)
    for name in ("bug", "performance", "structure"):
        points = [one.points for one in found.reasons if one.dimension == name]
        assert getattr(found, name) == max(points, default=0.0)
    assert found.total == pytest.approx((found.bug + found.performance + found.structure) / 3)


def test_weights_and_thresholds_are_settings() -> None:
    settings = SeveritySettings(weights=(0, 1, 0), baseline_ms=0, threshold_ms=90)
    assert analyze(Observation(status_code=500, latency_ms=50), settings=settings).total == 5.0
    with pytest.raises(tk.InvalidInput, match="threshold_ms"):
        analyze(Observation(latency_ms=1), settings=SeveritySettings(threshold_ms=100))


JAEGER = {
    "data": [
        {
            "traceID": "a1",
            "processes": {"p1": {"serviceName": "shop"}},
            "spans": [
                {
                    "traceID": "a1",
                    "spanID": "s2",
                    "operationName": "sql",
                    "references": [{"refType": "CHILD_OF", "spanID": "s1"}],
                    "startTime": 2_000,
                    "duration": 1_500,
                    "processID": "p1",
                    "tags": [{"key": "error", "type": "bool", "value": True}],
                },
                {
                    "traceID": "a1",
                    "spanID": "s1",
                    "operationName": "get",
                    "startTime": 1_000,
                    "duration": 4_000,
                    "processID": "p1",
                    "tags": [{"key": "otel.status_code", "value": "OK"}],
                },
            ],
        }
    ]
}


@pytest.mark.parametrize("form", [JAEGER, JAEGER["data"][0], json.dumps(JAEGER).encode()])
def test_jaeger_in_microseconds(form: object) -> None:
    first, second = read_spans(form)
    assert (first.operation, first.error, first.parent_id) == ("get", False, None)
    assert second == Span(
        operation="sql",
        service="shop",
        start_ms=2.0,
        duration_ms=1.5,
        error=True,
        trace_id="a1",
        span_id="s2",
        parent_id="s1",
    )


def test_plain_lists() -> None:
    given = [{"operation": "b", "start_ms": 2}, {"operation": "a", "start_ms": 1, "error": True}]
    assert [one.operation for one in read_spans(given)] == ["a", "b"]
    assert read_spans([Span(operation="x"), "y"])[1].operation == "y"
    assert read_spans([]) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        b"\xff\xfe",
        3,
        {"what": 1},
        [{"operation": "a", "duration_ms": -1}],
        [5],
        {"resourceSpans": "x"},
        {"resourceSpans": [3]},
        {"resourceSpans": [{"scopeSpans": [{"spans": [{"startTimeUnixNano": "soon"}]}]}]},
        {"data": [{"spans": [{"duration": {}}]}]},
    ],
)
def test_what_is_not_a_trace(wrong: object) -> None:
    with pytest.raises(tk.InvalidInput):
        read_spans(wrong)


@pytest.mark.realdata
def test_a_real_otlp_trace(data_dir: Path) -> None:
    folder = data_dir / "traces"
    (span,) = read_spans((folder / "trace.json").read_bytes())
    assert span.operation == "I'm a server span"
    assert span.service == "my.service"
    assert span.duration_ms == 1000.0
    assert span.parent_id == "EEE19B7EC3C1B173"
    assert not span.error
    for other in ("logs.json", "metrics.json"):
        with pytest.raises(tk.InvalidInput):
            read_spans((folder / other).read_bytes())
