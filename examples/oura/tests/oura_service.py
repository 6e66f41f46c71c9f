"""Oura on loopback: pages of documents, tokens that rotate, and faults on demand.

The documents have the shape of Oura's sandbox; their values are made up.
"""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 20

Document = dict[str, Any]


def night(start: str, end: str, **more: object) -> Document:
    """A night, from one moment to another; Oura names the local day on which it ends."""
    return {
        "id": f"sleep-{end}-{more.get('type', 'long_sleep')}",
        "day": end[:10],
        "type": "long_sleep",
        "bedtime_start": start,
        "bedtime_end": end,
        "average_breath": 14.5,
        "average_heart_rate": 54.0,
        "average_hrv": 62,
        "lowest_heart_rate": 47,
        "awake_time": 1800,
        "deep_sleep_duration": 5400,
        "light_sleep_duration": 14400,
        "rem_sleep_duration": 7200,
        "total_sleep_duration": 27000,
        "time_in_bed": 28800,
        "efficiency": 93,
        "latency": 300,
        "low_battery_alert": False,
        "period": 0,
        **more,
    }


def nights_before(days: list[str]) -> list[Document]:
    """A night in Berlin before each of some days, in winter time."""
    found = []
    for day in days:
        before = dt.date.fromisoformat(day) - dt.timedelta(days=1)
        found.append(night(f"{before}T23:00:00+01:00", f"{day}T07:00:00+01:00"))
    return found


def score(day: str, value: int | None) -> Document:
    """A score of a day; the same document serves sleep and readiness."""
    return {"id": f"score-{day}", "day": day, "score": value, "contributors": {"previous": 80}}


def workout(start: str, end: str, **more: object) -> Document:
    """A workout from one moment to another."""
    return {
        "id": f"workout-{start}",
        "day": start[:10],
        "activity": "running",
        "start_datetime": start,
        "end_datetime": end,
        "distance": 10_000.0,
        "calories": 600.0,
        "intensity": "moderate",
        "label": None,
        "source": "confirmed",
        **more,
    }


class OuraService(ThreadingHTTPServer):
    """What one athlete has there, and what was asked for."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.kinds: dict[str, list[Document]] = {
            kind: [] for kind in ("sleep", "daily_sleep", "daily_readiness", "workout")
        }
        self.calls: list[str] = []
        self.fault: Callable[[_Handler], bool] = lambda _: False
        self.refresh, self.access, self.renewals = "r0", "a0", 0
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave."""

    def renew(self, form: dict[str, str]) -> tuple[int, object]:
        """Give new tokens, once for each code or refresh token."""
        with self.lock:
            if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.refresh:
                return 400, {"error": "invalid_grant"}
            self.renewals += 1
            self.refresh, self.access = f"r{self.renewals}", f"a{self.renewals}"
        tokens = {"access_token": self.access, "refresh_token": self.refresh}
        return 200, {**tokens, "expires_in": 86400, "token_type": "bearer"}

    def find(self, path: str) -> tuple[int, object]:
        """What a healthy service answers."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        rows = self.kinds[parts.path.rpartition("/")[2]]
        inside = [
            row
            for row in rows
            if "day" not in row or query["start_date"] <= row["day"] <= query["end_date"]
        ]
        begin = int(query.get("next_token", "0"))
        more = len(inside) > begin + PAGE
        token = str(begin + PAGE) if more else None
        return 200, {"data": inside[begin : begin + PAGE], "next_token": token}


class _Handler(BaseHTTPRequestHandler):
    server: OuraService
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.calls.append(self.path)
        if self.server.fault(self):
            return
        if self.headers["authorization"] != f"Bearer {self.server.access}":
            self.answer(401, {"status": 401, "title": "Unauthorized"})
        else:
            self.answer(*self.server.find(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        with self.server.lock:
            self.server.calls.append(self.path)
        self.answer(*self.server.renew(form))

    def answer(self, status: int, content: object, **headers: str) -> None:
        """Send an answer; bytes as they are, everything else as JSON."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        """Send half of the right answer, then nothing."""
        body = json.dumps(self.server.find(self.path)[1]).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.close_connection = True
        self.connection.close()


@contextmanager
def serve_oura() -> Iterator[OuraService]:
    """Run a service for the block."""
    service = OuraService()
    thread = threading.Thread(target=service.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        thread.join()
        service.server_close()
