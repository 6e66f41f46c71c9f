"""Real answers of vendors, served again and read through their libraries."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders.llm_servers import Failure, Said, Spoken, require_sdk, serve
from builders.vendor_models import PROMPT, close_models, make_model
from trainkit.errors import BackendError
from trainkit.models import Reply, StreamEnd, TextDelta, ToolCall

pytestmark = pytest.mark.realdata


@pytest.fixture(autouse=True)
def _setting() -> Iterator[None]:
    require_sdk("anthropic")
    require_sdk("openai")
    yield
    close_models()


@pytest.fixture(scope="module")
def folder(data_dir: Path) -> Path:
    return data_dir / "llm"


def read_events(path: Path) -> list[tuple[bytes, dict[str, Any]]]:
    """Return the events of a recorded stream, as bytes and as data."""
    parts = path.read_bytes().replace(b"\r\n", b"\n").strip().split(b"\n\n")
    lines = [(part + b"\n\n", part.partition(b"data:")[2]) for part in parts]
    return [(line, json.loads(data)) for line, data in lines if data.strip()]


def say(events: list[dict[str, Any]]) -> tuple[str, int]:
    """Return the text of recorded events, and how many tools they call."""
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    text = "".join(delta.get("text", "") for delta in deltas)
    starts = [event["content_block"] for event in events if event["type"] == "content_block_start"]
    return text, sum(start["type"] == "tool_use" for start in starts)


def streams(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("*.sse"), *folder.glob("anthropic-sdk/*response.txt")])


def test_recorded_streams_whole_and_cut_at_each_event(folder: Path) -> None:
    paths = streams(folder)
    assert len(paths) >= 5
    for path in paths:
        events = read_events(path)
        text, calls = say([data for _, data in events])
        for count in (*range(0, len(events), max(len(events) // 12, 1)), len(events)):
            spoken = Spoken(Said(), 0, more=tuple(line for line, _ in events[:count]))
            with serve("anthropic", spoken) as server:
                heard, error = hear(server.url)
            if error is not None:
                assert error.retryable, f"{path.name} after {count}: {error}"
                assert count < len(events), f"{path.name}: {error}"
                continue
            end = heard[-1]
            assert isinstance(end, StreamEnd), f"{path.name} after {count}"
            assert end.reply.text == text
            assert len(end.reply.calls) == calls == sum(isinstance(e, ToolCall) for e in heard)
            assert "".join(e.text for e in heard if isinstance(e, TextDelta)) == text
            assert (end.reply.input_tokens or 0) > 0
            assert (end.reply.output_tokens or 0) > 0
        assert error is None, path.name  # the last one was whole


def hear(url: str) -> tuple[list[Any], BackendError | None]:
    heard: list[Any] = []
    try:
        heard.extend(make_model("anthropic", url, attempts=1).stream(PROMPT))
    except BackendError as error:
        return heard, error
    return heard, None


def bodies(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the recorded answers that are whole messages."""
    found: list[tuple[str, dict[str, Any]]] = []
    for path in sorted((folder / "anthropic-sdk").glob("*.json")):
        for call in json.loads(path.read_text("utf-8")):
            body = call.get("response", {}).get("body")
            if isinstance(body, dict) and body.get("type") == "message":
                found.append((path.name, body))
    return found


def test_recorded_messages(folder: Path) -> None:
    found = bodies(folder)
    assert len(found) >= 5
    for name, body in found:
        with serve("anthropic", Failure(200, body)) as server:
            reply = make_model("anthropic", server.url).reply(PROMPT)
        texts = [block["text"] for block in body["content"] if block["type"] == "text"]
        assert reply.text == "".join(texts), name
        assert reply.model == body["model"]
        assert len(reply.calls) == sum(block["type"] == "tool_use" for block in body["content"])
        assert reply.output_tokens == body["usage"]["output_tokens"]
        assert (reply.stop == "tool") is (body["stop_reason"] == "tool_use")


def test_recorded_errors(folder: Path) -> None:
    rows = json.loads((folder / "error_bodies.json").read_text("utf-8"))
    for vendor in ("anthropic", "openai"):
        for row in rows[vendor]:
            answer = write_answer(row)
            with serve(vendor, answer) as server:
                model = make_model(vendor, server.url, attempts=1)
                use = model.stream if isinstance(answer, Spoken) else model.reply
                with pytest.raises(BackendError) as caught:
                    drain(use(PROMPT))
            assert caught.value.retryable, row
            wait = row.get("headers", {}).get("retry-after")
            assert caught.value.retry_after_s == (float(wait) if wait else None)


def write_answer(row: dict[str, Any]) -> Failure | Spoken:
    if "event" in row:
        kind = row["event"]["type"]
        return Spoken(
            events=1, more=(f"event: {kind}\ndata: {json.dumps(row['event'])}\n\n".encode(),)
        )
    if "sse" in row:
        return Spoken(events=0, more=(row["sse"].encode(),))
    return Failure(row["status"], row["body"], row.get("headers", {}))


def drain(answer: Any) -> list[Any]:
    return [answer] if isinstance(answer, Reply) else [*answer]
