"""Strava on loopback: a list of activities, samples, rotating tokens, and limits in headers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from builders.loopback import serve

__all__ = ["StravaServer", "ride", "serve_strava"]


def ride(number: int, day: str, **more: object) -> dict[str, Any]:
    """An activity as the server lists it: in New York, at 8 in the morning."""
    return {
        "resource_state": 2,
        "id": number,
        "name": f"Ride {number}",
        "type": "Ride",
        "sport_type": "GravelRide",
        "start_date": f"{day}T12:00:00Z",
        "start_date_local": f"{day}T08:00:00Z",
        "timezone": "(GMT-05:00) America/New_York",
        "moving_time": 3600,
        "elapsed_time": 3700,
        "distance": 25_000.0,
        "average_heartrate": 140.0,
        **more,
    }


class StravaServer(ThreadingHTTPServer):
    """What one athlete has there, and what was asked for."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.activities: list[dict[str, Any]] = []
        self.streams: dict[str, Any] = {}
        self.calls: list[str] = []
        self.headers: dict[str, str] = {}
        self.answer: Callable[[str], tuple[int, object] | None] = lambda _: None
        self.fault: Callable[[Callable[[], object]], bool] = lambda _: False
        self.cuts = 0  # answers of which only half is sent
        self.refresh, self.access, self.count = "r0", "", 0
        self.lock = threading.Lock()

    def renew(self, form: dict[str, str]) -> tuple[int, object]:
        with self.lock:
            if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.refresh:
                return 400, {"message": "Bad Request", "errors": [{"field": "refresh_token"}]}
            self.count += 1
            self.refresh, self.access = f"r{self.count}", f"a{self.count}"
        return 200, {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": 21600,
        }


class _Handler(BaseHTTPRequestHandler):
    server: StravaServer
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.server.calls.append(f"{self.command} {self.path}")
        if self.command == "POST":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.send(*self.server.renew(form))
            return
        if not self.server.fault(self.respond):
            self.respond()

    def respond(self) -> None:
        if (given := self.server.answer(self.path)) is not None:
            self.send(*given)
        elif self.headers.get("authorization") != f"Bearer {self.server.access}":
            self.send(401, {"message": "Authorization Error", "errors": []})
        else:
            self.send(*self.find())

    do_POST = do_GET  # noqa: N815

    def find(self) -> tuple[int, object]:
        parts = urlsplit(self.path)
        if "/streams" in parts.path:
            streams = self.server.streams.get(parts.path.split("/")[-2])
            return (404, "") if streams is None else (200, streams)
        if "/activities/" in parts.path:
            name = parts.path.rsplit("/", maxsplit=1)[-1]
            found = [item for item in self.server.activities if str(item["id"]) == name]
            return (200, found[0]) if found else (404, "")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        size = int(query["per_page"])
        later = [item for item in self.server.activities if _epoch(item) > int(query["after"])]
        return 200, sorted(later, key=_epoch)[:size]

    def send(self, status: int, content: object) -> None:
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        with self.server.lock:
            cut = self.server.cuts > 0
            self.server.cuts -= cut
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


def _epoch(item: dict[str, Any]) -> int:
    import datetime as dt

    return int(dt.datetime.fromisoformat(item["start_date"]).timestamp())


@contextmanager
def serve_strava() -> Iterator[StravaServer]:
    """Run a server for the block."""
    with serve(StravaServer()) as made:
        yield made
