"""Servers on loopback that speak the protocols of language models, well and badly.

A server answers each request with the next of its answers, and with the last one again: as JSON, or
as a stream where the request asks for one. The shapes are those of recorded answers.
"""

import gzip
import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

__all__ = [
    "PROTOCOLS",
    "Broken",
    "Failure",
    "Protocol",
    "Said",
    "Server",
    "Spoken",
    "error_body",
    "require_sdk",
    "serve",
]


@dataclass(frozen=True)
class Said:
    """What a model says."""

    text: str = "Run easily for 40 minutes."
    calls: tuple[tuple[str, str], ...] = ()  # names of tools, and their arguments as JSON
    stop: str = "end"  # or length, tool, refusal
    input_tokens: int = 120
    output_tokens: int = 20
    cache_read: int = 0
    cache_written: int = 0
    model: str = ""
    packed: bool = False


def require_sdk(name: str) -> None:
    """Skip without a vendor's library, or fail if TRAINKIT_REQUIRE_SDKS=1."""
    if os.environ.get("TRAINKIT_REQUIRE_SDKS") != "1":
        pytest.importorskip(name, reason=f"the {name} extra is not installed")


Event = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Protocol:
    """How a protocol writes what a model says."""

    name: str
    model: str
    path: str
    body: Callable[[Said], dict[str, Any]]
    events: Callable[[Said], list[Event]]

    def lines(self, said: Said, *, ascii_only: bool = True) -> list[bytes]:
        """Return the events of a stream, as they go over the wire."""
        end = [b"data: [DONE]\n\n"] if self.name == "compatible" else []
        return [
            *(_write_event(kind, data, ascii_only=ascii_only) for kind, data in self.events(said)),
            *end,
        ]


def _write_event(kind: str, data: dict[str, Any], *, ascii_only: bool) -> bytes:
    head = f"event: {kind}\n" if kind else ""
    text = json.dumps(data, ensure_ascii=ascii_only)
    return f"{head}data: {text}\n\n".encode()


@dataclass(frozen=True)
class Failure:
    """An answer of one's own: a status, headers, and a body."""

    status: int
    body: bytes | dict[str, Any] = b""
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"


@dataclass(frozen=True)
class Spoken:
    """A stream: the first events of what is said, then events of one's own, then an end."""

    said: Said = field(default_factory=Said)
    events: int | None = None
    more: tuple[bytes, ...] = ()
    aborted: bool = False  # the connection breaks, instead of being closed in order


@dataclass(frozen=True)
class Broken:
    """A connection that does not answer as it should."""

    how: str  # reset, silent, trickle, or trickle-headers


Answer = Said | Failure | Spoken | Broken


def error_body(protocol: str, kind: str, message: str = "no") -> dict[str, Any]:
    """Return an error as a vendor writes it."""
    if protocol == "anthropic":
        return {"type": "error", "error": {"type": kind, "message": message}}
    return {"error": {"message": message, "type": kind, "param": None, "code": kind}}


def _claude_blocks(said: Said) -> list[dict[str, Any]]:
    texts = [{"type": "text", "text": said.text}] if said.text else []
    calls = [
        {"type": "tool_use", "id": f"toolu_{at}", "name": name, "input": json.loads(arguments)}
        for at, (name, arguments) in enumerate(said.calls)
    ]
    return [*texts, *calls]


def _claude_usage(said: Said) -> dict[str, Any]:
    return {
        "input_tokens": said.input_tokens,
        "cache_creation_input_tokens": said.cache_written,
        "cache_read_input_tokens": said.cache_read,
        "output_tokens": said.output_tokens,
        "service_tier": "standard",
    }


_CLAUDE_STOPS = {
    "end": "end_turn",
    "length": "max_tokens",
    "tool": "tool_use",
    "refusal": "refusal",
}


def _claude_body(said: Said) -> dict[str, Any]:
    return {
        "model": said.model or "claude-haiku-4-5-20251001",
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "content": _claude_blocks(said),
        "stop_reason": _CLAUDE_STOPS[said.stop],
        "stop_sequence": None,
        "usage": _claude_usage(said),
    }


def _claude_events(said: Said) -> list[Event]:
    start = {**_claude_body(said), "content": [], "stop_reason": None}
    start["usage"] = {**_claude_usage(said), "output_tokens": 1}
    events: list[Event] = [
        ("message_start", {"type": "message_start", "message": start}),
        ("ping", {"type": "ping"}),
    ]
    blocks = [({"type": "text", "text": ""}, "text_delta", "text", said.text)] if said.text else []
    for at, (name, arguments) in enumerate(said.calls):
        block = {"type": "tool_use", "id": f"toolu_{at}", "name": name, "input": {}}
        blocks.append((block, "input_json_delta", "partial_json", arguments))
    for index, (block, kind, key, whole) in enumerate(blocks):
        common = {"index": index}
        begin = {"type": "content_block_start", **common, "content_block": block}
        events.append(("content_block_start", begin))
        for piece in _halves(whole):
            delta = {"type": "content_block_delta", **common, "delta": {"type": kind, key: piece}}
            events.append(("content_block_delta", delta))
        events.append(("content_block_stop", {"type": "content_block_stop", **common}))
    end = {"stop_reason": _CLAUDE_STOPS[said.stop], "stop_sequence": None}
    usage = {"output_tokens": said.output_tokens}
    events.append(("message_delta", {"type": "message_delta", "delta": end, "usage": usage}))
    events.append(("message_stop", {"type": "message_stop"}))
    return events


def _halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def _response_output(said: Said) -> list[dict[str, Any]]:
    kind, key = ("refusal", "refusal") if said.stop == "refusal" else ("output_text", "text")
    part = {"type": kind, key: said.text} | ({} if kind == "refusal" else {"annotations": []})
    message = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [part],
    }
    calls = [
        {
            "type": "function_call",
            "id": f"fc_{at}",
            "call_id": f"call_{at}",
            "name": name,
            "arguments": arguments,
            "status": "completed",
        }
        for at, (name, arguments) in enumerate(said.calls)
    ]
    return [
        {"type": "reasoning", "id": "rs_1", "summary": []},
        *([message] if said.text else []),
        *calls,
    ]


def _response_body(said: Said) -> dict[str, Any]:
    is_cut = said.stop == "length"
    whole = said.input_tokens + said.cache_read + said.cache_written
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_790_000_000,
        "model": said.model or "gpt-5-mini-2025-08-07",
        "status": "incomplete" if is_cut else "completed",
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if is_cut else None,
        "instructions": None,
        "output": _response_output(said),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "store": False,
        "usage": {
            "input_tokens": whole,
            "input_tokens_details": {
                "cached_tokens": said.cache_read,
                "cache_write_tokens": said.cache_written,
            },
            "output_tokens": said.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": whole + said.output_tokens,
        },
    }


def _response_events(said: Said) -> list[Event]:
    body = _response_body(said)
    begun = {**body, "status": "in_progress", "output": [], "usage": None}
    begun["incomplete_details"] = None
    events: list[Event] = [
        ("response.created", {"type": "response.created", "response": begun}),
        ("response.in_progress", {"type": "response.in_progress", "response": begun}),
    ]
    name = "response.refusal.delta" if said.stop == "refusal" else "response.output_text.delta"
    at = {"item_id": "msg_1", "output_index": 1, "content_index": 0}
    pieces = _halves(said.text) if said.text else ()
    events += [(name, {"type": name, **at, "delta": piece, "logprobs": []}) for piece in pieces]
    for index, item in enumerate(body["output"]):
        done = {"type": "response.output_item.done", "output_index": index, "item": item}
        events.append(("response.output_item.done", done))
    last = "response.incomplete" if said.stop == "length" else "response.completed"
    events.append((last, {"type": last, "response": body}))
    for number, (_, data) in enumerate(events):
        data["sequence_number"] = number
    return events


_CHAT_STOPS = {
    "end": "stop",
    "length": "length",
    "tool": "tool_calls",
    "refusal": "content_filter",
}


def _chat_calls(said: Said) -> list[dict[str, Any]]:
    return [
        {
            "index": at,
            "id": f"call_{at}",
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        }
        for at, (name, arguments) in enumerate(said.calls)
    ]


def _chat_usage(said: Said) -> dict[str, Any]:
    whole = said.input_tokens + said.cache_read
    return {
        "prompt_tokens": whole,
        "completion_tokens": said.output_tokens,
        "total_tokens": whole + said.output_tokens,
        "prompt_tokens_details": {"cached_tokens": said.cache_read},
    }


def _chat_body(said: Said) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None}
    if said.calls:
        message["tool_calls"] = _chat_calls(said)
    choice = {"index": 0, "message": message, "finish_reason": _CHAT_STOPS[said.stop]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": said.model or "qwen3:4b",
        "choices": [choice],
        "usage": _chat_usage(said),
    }


def _chat_events(said: Said) -> list[Event]:
    common = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_790_000_000,
        "model": said.model or "qwen3:4b",
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> Event:
        return "", {**common, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    events = [chunk({"role": "assistant", "content": ""})]
    events += [chunk({"content": piece}) for piece in (_halves(said.text) if said.text else ())]
    for call in _chat_calls(said):
        head, tail = _halves(call["function"]["arguments"])
        first = {**call, "function": {**call["function"], "arguments": head}}
        events.append(chunk({"tool_calls": [first]}))
        rest = {"index": call["index"], "function": {"arguments": tail}}
        events.append(chunk({"tool_calls": [rest]}))
    events.append(chunk({}, _CHAT_STOPS[said.stop]))
    events.append(("", {**common, "choices": [], "usage": _chat_usage(said)}))
    return events


PROTOCOLS = {
    "anthropic": Protocol(
        "anthropic", "claude-haiku-4-5", "/v1/messages", _claude_body, _claude_events
    ),
    "openai": Protocol("openai", "gpt-5-mini", "/v1/responses", _response_body, _response_events),
    "compatible": Protocol(
        "compatible", "qwen3:4b", "/v1/chat/completions", _chat_body, _chat_events
    ),
}


class Server(ThreadingHTTPServer):
    """A server of one protocol; `requests` are the bodies that it received."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, protocol: Protocol, answers: Sequence[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.protocol, self.answers = protocol, list(answers)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.pages: dict[str, bytes] = {}  # answers to GET by path
        self.stopped = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Its address, as the option `base_url` of its adapter."""
        root = f"http://127.0.0.1:{self.server_address[1]}"
        return root if self.protocol.name == "anthropic" else f"{root}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave before the answer."""

    def next_answer(self) -> Answer:
        """Return the next answer; the last one stays."""
        with self.lock:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self._note({})
        page = self.server.pages.get(self.path)
        if page is None:
            self._write(Failure(404, error_body("anthropic", "not_found_error")))
        else:
            self._write(Failure(200, page))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = json.loads(body or b"{}")
        self._note(request)
        if self.path in self.server.pages:
            self._write(Failure(200, self.server.pages[self.path]))
            return
        answer = self.server.next_answer()
        if isinstance(answer, Broken):
            self._break(answer.how)
        elif isinstance(answer, Failure):
            self._write(answer)
        elif isinstance(answer, Spoken) or request.get("stream"):
            self._stream(answer if isinstance(answer, Spoken) else Spoken(answer))
        else:
            self._write_said(answer)

    def _note(self, request: dict[str, Any]) -> None:
        with self.server.lock:
            self.server.requests.append(request)
            self.server.headers.append({key.lower(): text for key, text in self.headers.items()})
            self.server.paths.append(self.path)

    def _write_said(self, said: Said) -> None:
        body = json.dumps(self.server.protocol.body(said)).encode()
        headers = {"content-encoding": "gzip"} if said.packed else {}
        self._write(Failure(200, gzip.compress(body) if said.packed else body, headers))

    def _write(self, answer: Failure) -> None:
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("content-type", answer.kind)
        self.send_header("content-length", str(len(body)))
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, spoken: Spoken) -> None:
        lines = self.server.protocol.lines(spoken.said)[: spoken.events]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("transfer-encoding", "chunked")
        if spoken.said.packed:
            self.send_header("content-encoding", "gzip")
            lines = [gzip.compress(b"".join(lines))]
        self.end_headers()
        for line in (*lines, *spoken.more):
            self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
            self.wfile.flush()
        if spoken.aborted:
            self._break("reset")
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _break(self, how: str) -> None:
        self.close_connection = True
        if how == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        elif how == "silent":
            self.server.stopped.wait()
        elif how == "trickle-headers":
            self._trickle(b"HTTP/1.1 200 OK\r\nx-slow: " + b"a" * 10_000)
        else:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self._trickle(b": still here\n\n" * 1_000)

    def _trickle(self, text: bytes) -> None:
        for at in range(len(text)):
            if self.server.stopped.wait(0.02):
                return
            try:
                self.wfile.write(text[at : at + 1])
                self.wfile.flush()
            except OSError:
                return


@contextmanager
def serve(protocol: str, *answers: Answer) -> Iterator[Server]:
    """Run a server that gives these answers, one after the other."""
    server = Server(PROTOCOLS[protocol], answers or (Said(),))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
