"""A speech service on loopback that speaks well, badly, late or not at all."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from trainkit.models.sound import make_silence, make_wav

__all__ = ["FAULTS", "SpeechServer", "make_tone", "serve_speech"]

Fault = str | int | float
"""A status, seconds to wait, or one of the words below."""

FAULTS: tuple[Fault, ...] = (
    401,
    422,
    429,
    500,
    "half",
    "format",
    "silence",
    "hang",
    "cut",
    "empty",
)
_BODIES: dict[int, Any] = {
    401: {"detail": {"status": "invalid_api_key", "message": "Invalid API key"}},
    422: {"detail": [{"loc": ["body", "text"], "msg": "field required", "type": "missing"}]},
    429: {"detail": {"status": "system_busy", "message": "We are experiencing heavy load."}},
    500: {"detail": "internal"},
}


def make_tone(text: str, *, rate_hz: int = 8000) -> bytes:
    """Make a tone that is as long as a text takes to say, as a WAV file."""
    count = round(max(len(text) / 15, 0.3) * rate_hz)
    wave = 9000 * np.sin(2 * np.pi * 440 * np.arange(count) / rate_hz)
    return make_wav(wave.astype("<i2").tobytes(), rate_hz=rate_hz)


_TONES: dict[int, bytes] = {}


def _tone(text: str) -> bytes:
    length = len(text)
    if length not in _TONES:
        _TONES[length] = make_tone(text)
    return _TONES[length]


class SpeechServer:
    """What a server was asked, and what it answers next: its faults in turn, the last one again.

    Without faults it speaks at once.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.url = ""
        self.lock = threading.Lock()
        self.stopped = threading.Event()

    def next_fault(self) -> Fault:
        with self.lock:
            if len(self.faults) > 1:
                return self.faults.pop(0)
            return self.faults[0] if self.faults else "ok"

    @property
    def texts(self) -> list[str]:
        with self.lock:
            return [body.get("text") or body.get("input", "") for _, _, body in self.requests]


def _answer(handler: BaseHTTPRequestHandler, server: SpeechServer, text: str) -> None:
    fault = server.next_fault()
    if isinstance(fault, float):
        time.sleep(fault)
    if isinstance(fault, int):
        _send(handler, fault, json.dumps(_BODIES.get(fault, {})).encode(), "application/json")
        return
    whole = _tone(text)
    content = {
        "half": whole[: len(whole) // 2],
        "format": b"<!doctype html><title>gateway</title>",
        "silence": make_silence(10.0).data,
        "empty": b"",
    }.get(str(fault), whole)
    if fault == "hang":
        server.stopped.wait(30)
        return
    if fault == "cut":  # fewer bytes than were promised
        handler.send_response(200)
        handler.send_header("content-length", str(len(whole)))
        handler.end_headers()
        handler.wfile.write(whole[:1000])
        handler.close_connection = True
        return
    _send(handler, 200, content, "audio/mpeg")  # what it says it is proves nothing


def _send(handler: BaseHTTPRequestHandler, status: int, content: bytes, kind: str) -> None:
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def serve_speech(*faults: Fault) -> Iterator[SpeechServer]:
    """Serve on loopback until the block ends."""
    state = SpeechServer(faults)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with state.lock:
                state.requests.append((self.path, headers, body))
            try:
                _answer(self, state, body.get("text") or body.get("input", ""))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def do_GET(self) -> None:
            with state.lock:
                state.requests.append((self.path, {}, {}))
            quota = {
                "character_count": 9957,
                "character_limit": 10_000,
                "next_character_count_reset_unix": 1_796_083_200,
            }
            _send(self, 200, json.dumps(quota).encode(), "application/json")

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, *_: object) -> None:
            pass  # a client that left at its deadline

    httpd = Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = threading.Thread(
        target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield state
    finally:
        state.stopped.set()
        httpd.shutdown()
        httpd.server_close()
