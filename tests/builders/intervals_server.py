"""intervals.icu on loopback: lists, files, samples and a calendar, with faults on demand."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from builders.loopback import serve

__all__ = ["IntervalsServer", "activity", "serve_intervals", "wellness"]

Fault = Callable[["_Handler"], bool]
"""Answers a request in place of the server, or returns False."""


def activity(number: int, day: str, **more: object) -> dict[str, Any]:
    """An activity as the server lists it: a run at 7 in the morning, in Berlin in summer."""
    return {
        "id": f"i{number}",
        "start_date_local": f"{day}T07:00:00",
        "start_date": f"{day}T05:00:00Z",
        "type": "Run",
        "name": f"Run {number}",
        "moving_time": 3600,
        "elapsed_time": 3700,
        "distance": 10_000.0,
        "average_heartrate": 140,
        "brand_new_field": {"of": 2027},
        **more,
    }


def wellness(day: str, **more: object) -> dict[str, Any]:
    """A wellness record as the server lists it."""
    return {"id": day, "hrv": 55.2, "hrvSDNN": 80.0, "restingHR": 48, "sleepSecs": 28800, **more}


class IntervalsServer(ThreadingHTTPServer):
    """What one athlete has there, and what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/api/v1"
        self.activities: list[dict[str, Any]] = []
        self.wellness: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.streams: dict[str, list[dict[str, Any]]] = {}
        self.calls: list[str] = []
        self.authorizations: set[str | None] = set()
        self.faults: list[Fault] = []
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave."""

    def paths(self, part: str) -> list[str]:
        """The calls whose path holds a text."""
        return [call for call in self.calls if part in call]


class _Handler(BaseHTTPRequestHandler):
    server: IntervalsServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        size = int(self.headers.get("content-length", 0))
        self.body = self.rfile.read(size)
        with self.server.lock:
            self.server.calls.append(f"{self.command} {self.path}")
            self.server.authorizations.add(self.headers.get("authorization"))
            faults = list(self.server.faults)
        if any(fault(self) for fault in faults):
            return
        self.answer(*self.find())

    do_POST = do_PUT = do_GET  # noqa: N815

    def find(self) -> tuple[int, object]:
        """What a healthy server answers."""
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/api/v1/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if path.startswith("activity/"):
            return self.find_of_activity(*path.split("/")[1:3])
        kind = path.removeprefix("athlete/0/")
        if kind == "events/bulk":
            return 200, [self.upsert(event) for event in json.loads(self.body)]
        if kind == "events/bulk-delete":
            gone = {entry.get("external_id") for entry in json.loads(self.body)}
            events = self.server.events
            events[:] = [event for event in events if event.get("external_id") not in gone]
            return 200, {"eventsDeleted": len(gone)}
        key = "id" if kind == "wellness" else "start_date_local"
        rows: list[dict[str, Any]] = getattr(self.server, kind)
        low, high = query["oldest"], query["newest"]
        return 200, [row for row in reversed(rows) if low <= str(row[key])[:10] <= high]

    def find_of_activity(self, name: str, what: str = "") -> tuple[int, object]:
        if not what:
            found = [item for item in self.server.activities if item["id"] == name]
            return (200, found[0]) if found else (404, {"status": 404})
        if what == "file":
            content = self.server.files.get(name)
            return (404, {"status": 404}) if content is None else (200, content)
        streams = self.server.streams.get(name)
        return (404, {"status": 404}) if streams is None else (200, streams)

    def upsert(self, event: dict[str, Any]) -> dict[str, Any]:
        events = self.server.events
        for known in events:
            if known.get("external_id") == event["external_id"]:
                known.update(event)
                return known
        events.append({"id": 1000 + len(events), **event})
        return events[-1]

    def answer(self, status: int, content: object, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        packed = isinstance(content, bytes) and status == 200 and "packed" not in headers
        body = gzip.compress(body) if packed else body
        headers.pop("packed", None)
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        if packed:
            self.send_header("content-encoding", "gzip")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        """Half of the right answer, then nothing."""
        _, content = self.find()
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.close_connection = True
        self.connection.close()


@contextmanager
def serve_intervals() -> Iterator[IntervalsServer]:
    """Run a server for the block."""
    with serve(IntervalsServer()) as made:
        yield made
