"""Counters, spans and logs."""

import datetime as dt
import json
import logging
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.net import Retry
from trainkit.telemetry import Counts, JsonLines, LogFolder, Meter, _meter, add, observe


class Talker:
    """An adapter."""

    size = 3

    def work(self, answer: int = 1, *, fail: bool = False) -> int:
        if fail:
            raise tk.BackendError("llm.talker", "no")
        return answer

    def parts(self) -> Iterator[int]:
        yield from range(3)


def test_calls_are_counted_by_backend() -> None:
    meter = Meter()
    seen = observe(Talker(), meter, "llm.talker")
    assert (seen.work(5), seen.work(answer=6), seen.size, list(seen.parts())) == (
        5,
        6,
        3,
        [0, 1, 2],
    )
    with pytest.raises(tk.BackendError):
        seen.work(fail=True)
    counts = meter.counts("llm.talker")
    assert (counts.failures, counts.calls) == (1, 8)
    assert counts.seconds > 0
    assert meter.counts("other") == Counts()
    assert meter.counts() == counts
    assert meter.backends == ["llm.talker"]
    assert "llm.talker" in repr(seen)


def test_events_inside_a_call_are_counted_for_it() -> None:
    meter, answers = Meter(), iter([1, 2])

    def work() -> None:
        if next(answers) == 1:
            raise tk.BackendError("shop", "busy", retryable=True)

    with meter.call("outer", "a"):
        with meter.call("shop", "b"):
            Retry(sleep=lambda _: None).call(work)
        add(Counts(input_tokens=10, output_tokens=2, cost_usd=0.5))
    add(Counts(retries=100))  # nobody is called: counted nowhere
    assert meter.counts("shop").retries == 1
    assert meter.counts("outer").cost_usd == 0.5
    assert meter.counts().retries == 1
    assert meter.counts().calls == 2


def test_threads_count_exactly() -> None:
    meter = Meter()

    def work() -> None:
        for _ in range(500):
            with meter.call("shop", "x"):
                add(Counts(cache_hits=1))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (meter.counts().calls, meter.counts().cache_hits) == (4000, 4000)


def test_spans_are_made_where_opentelemetry_is() -> None:
    trace = pytest.importorskip("opentelemetry.sdk.trace", reason="a test dependency is missing")
    from opentelemetry import trace as api
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    api.set_tracer_provider(provider)
    _meter._tracer.cache_clear()
    meter = Meter()
    with (
        meter.call("source.files", "fetch"),
        pytest.raises(ValueError, match="no"),
        meter.call("store.sqlite", "put"),
    ):
        raise ValueError("no")
    spans = {one.name: one for one in exporter.get_finished_spans()}
    assert set(spans) == {"source.files fetch", "store.sqlite put"}
    assert spans["store.sqlite put"].parent.span_id == spans["source.files fetch"].context.span_id
    assert not spans["store.sqlite put"].status.is_ok
    _meter._tracer.cache_clear()


def test_without_opentelemetry_nothing_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(_meter, "import_module", absent)
    _meter._tracer.cache_clear()
    with Meter().call("shop", "x"):
        pass
    _meter._tracer.cache_clear()


def test_a_log_line_is_json(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), Meter().call("shop", "look"):
        pass
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert line["backend"] == "shop"
    assert line["operation"] == "look"
    assert line["level"] == "DEBUG"
    assert line["seconds"] >= 0
    assert dt.datetime.fromisoformat(line["time"]).tzinfo is not None
    try:
        raise ValueError("secret 48 bpm")
    except ValueError:
        logging.getLogger("trainkit").exception("it failed")
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert line["error"] == "ValueError"
    assert "48 bpm" not in json.dumps(line)


def test_logs_are_a_file_a_day_that_can_be_purged(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    handler = LogFolder(folder)
    for day in (1, 1, 2, 3):
        record = logging.LogRecord("trainkit", logging.INFO, "", 0, "day %s", (day,), None)
        record.created = dt.datetime(2026, 5, day, 23, tzinfo=dt.UTC).timestamp()
        handler.handle(record)
    (folder / "notes.txt").write_text("mine")
    names = sorted(one.name for one in folder.glob("*.jsonl"))
    assert names == [f"trainkit-2026-05-0{day}.jsonl" for day in (1, 2, 3)]
    assert len((folder / names[0]).read_text().splitlines()) == 2
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.glob("*.jsonl")} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert handler.purge(dt.date(2026, 5, 3)) == 2
    assert handler.purge(dt.date(2026, 5, 9)) == 1  # also the one that is open
    handler.handle(record)
    handler.close()
    handler.close()
    assert {one.name for one in folder.iterdir()} == {"notes.txt", names[2]}


def test_a_disk_that_fails_does_not_stop_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = LogFolder(tmp_path / "logs")
    (tmp_path / "logs" / "trainkit-2026-05-01.jsonl").mkdir()
    record = logging.LogRecord("trainkit", logging.INFO, "", 0, "hello", (), None)
    record.created = dt.datetime(2026, 5, 1, tzinfo=dt.UTC).timestamp()
    handler.handle(record)
    assert "IsADirectoryError" in capsys.readouterr().err
    handler.close()
