"""A small service on loopback for the plugin: mornings and chat completions."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

FIRST = dt.date(2026, 5, 1)
MORNINGS = [
    {"day": str(FIRST + dt.timedelta(days=at)), "rmssd_ms": 50 + at % 7, "pulse": 48 + at % 3}
    for at in range(35)
]
PAGE = 10


class Lake(BaseHTTPRequestHandler):
    """Answers requests with the token."""

    token = "lake-token-that-nobody-may-see"

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        after = parse_qs(urlsplit(self.path).query)["after"][0]
        page = [row for row in MORNINGS if row["day"] > after][:PAGE]
        self.answer({"mornings": page})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        last = asked["messages"][-1]["content"]
        choice = {"message": {"content": f"You asked: {last}"}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 30, "completion_tokens": 12}
        self.answer({"model": asked["model"], "choices": [choice], "usage": usage})

    def answer(self, body: object) -> None:
        known = self.headers["authorization"] == f"Bearer {self.token}"
        data = json.dumps(body if known else {"error": "who are you?"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    """Accepts many callers at once."""

    request_queue_size = 64


@contextmanager
def lake() -> Iterator[str]:
    """Run the service and yield its address."""
    server = Server(("127.0.0.1", 0), Lake)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
