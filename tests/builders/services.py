"""Three small services behind a fault-injecting proxy, on loopback, in a separate process.

``shop`` calls ``cart`` and ``pay`` over HTTP, each call through the proxy, ``/to/NAME``. The
proxy's control plane is at ``/v1/policies`` and ``/v1/health``. ``/trace`` returns the spans of the
last request to the shop as OTLP/JSON, ``/state`` the applied policies, and ``/trouble`` sets how
the control plane itself misbehaves.
"""

import http.client
import json
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

SPEED = 0.01  # delays are a hundred times shorter, to save the suite's time
PATIENCE_S = 8_800 / 1000 * SPEED  # how long the shop waits for an answer
RETRIES = 3  # the weak spot: timeouts multiply


class JsonHandler(BaseHTTPRequestHandler):
    """Answers in JSON and keeps quiet."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: object = None, **headers: str) -> None:
        data = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)


class QuietServer(ThreadingHTTPServer):
    """A server whose clients may leave before the answer."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        pass


class Trace:
    """Spans of the last request to the shop."""

    def __init__(self) -> None:
        self.last = ""
        self.spans: dict[str, list[dict[str, object]]] = {}

    def begin(self, trace: str) -> None:
        self.last, self.spans = trace, {trace: []}

    def add(self, trace: str, name: str, start: int, *, error: bool) -> None:
        if trace in self.spans:
            end = str(time.time_ns())
            status = {"code": 2} if error else {}
            span = {"traceId": trace, "name": name, "startTimeUnixNano": str(start)}
            self.spans[trace].append({**span, "endTimeUnixNano": end, "status": status})


TRACE = Trace()


def call(port: int, path: str, trace: str, timeout_s: float) -> int:
    """Return the status of a call; 504 without an answer in time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        connection.request("GET", path, headers={"x-trace": trace})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 504
    finally:
        connection.close()


def service(name: str, proxy: list[int]) -> QuietServer:
    """Build a service; the shop calls the two others."""

    class Service(JsonHandler):
        def do_GET(self) -> None:
            trace, start = self.headers.get("x-trace", ""), time.time_ns()
            status = self.shop(trace) if name == "shop" else 200
            TRACE.add(trace, f"{name}.handle", start, error=status >= 500)
            self.answer(status, {})

        def shop(self, trace: str) -> int:
            self.call_service("cart", trace, attempts=1)  # the shop works without it
            status = self.call_service("pay", trace, attempts=1 + RETRIES)
            return 200 if status < 400 else 504 if status == 504 else 502

        def call_service(self, other: str, trace: str, *, attempts: int) -> int:
            for _ in range(attempts):
                start = time.time_ns()
                status = call(proxy[0], f"/to/{other}", trace, PATIENCE_S)
                TRACE.add(trace, f"shop.call.{other}", start, error=status >= 500)
                if status != 504:
                    break
            return status

    return QuietServer(("127.0.0.1", 0), Service)


class System:
    """The state of the proxy."""

    def __init__(self) -> None:
        self.policies: dict[str, dict[str, object]] = {}
        self.applied: list[str] = []
        self.trouble: list[str] = []
        self.calls: list[str] = []
        self.tokens: list[str | None] = []
        self.stuck = False
        self.lock = threading.Lock()
        self.ports: dict[str, int] = {}

    def fault(self, name: str) -> tuple[int, float]:
        """Return status and delay [s] that the policies cause in a call; status 0 forwards it."""
        status, delay = 0, 0.0
        for plan in [*self.policies.values()]:
            if plan.get("service") == name and plan.get("kind") == "delay":
                delay += float(str(plan["delay_ms"])) / 1000 * SPEED
            elif plan.get("service") == name:
                status = max(status, int(str(plan["error_code"])))
        return status, delay


SYSTEM = System()


class Proxy(JsonHandler):
    """Forwards calls with the faults applied through its control plane."""

    def read(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")

    def forward(self, name: str) -> None:
        trace = self.headers.get("x-trace") or uuid.uuid4().hex
        if name == "shop":
            TRACE.begin(trace)
        status, delay = SYSTEM.fault(name)
        time.sleep(delay)
        self.answer(status or call(SYSTEM.ports[name], "/", trace, 10.0), {})

    def misbehave(self) -> bool:
        """Misbehave once if `/trouble` listed another trouble; return whether it did."""
        with SYSTEM.lock:
            trouble = SYSTEM.trouble.pop(0) if SYSTEM.trouble else ""
        if trouble == "hang":
            time.sleep(1.0)
        elif trouble == "garbage":
            self.wfile.write(b"\x00\xff not http at all\r\n\r\n")
        elif trouble == "late":  # applied, but the answer is lost
            self.apply()
        elif trouble.startswith("429:"):
            delay = trouble.partition(":")[2]
            later = self.date_time_string(time.time() + 9)  # noqa: TID251 - as a server says it
            self.answer(429, retry_after=later if delay == "date" else delay)
        elif trouble.isdigit():
            self.answer(int(trouble))
        if trouble in {"hang", "garbage", "late", "reset"}:
            self.close_connection = True
            self.connection.close()
        return bool(trouble)

    def apply(self) -> str:
        with SYSTEM.lock:
            SYSTEM.policies[str(self.body["id"])] = self.body
            SYSTEM.applied.append(str(self.body["id"]))
        return str(self.body["id"])

    def do_POST(self) -> None:
        self.read()
        if self.path == "/trouble":
            SYSTEM.trouble = list(self.body.get("troubles", []))
            SYSTEM.stuck = bool(self.body.get("stuck"))
            return self.answer(200, {})
        SYSTEM.calls.append(f"POST {self.path}")
        if not self.misbehave():
            self.answer(201, {"id": self.apply()})
        return None

    def do_DELETE(self) -> None:
        SYSTEM.calls.append("DELETE")
        SYSTEM.tokens.append(self.headers.get("authorization"))
        if self.misbehave():
            return None
        with SYSTEM.lock:
            name = unquote(self.path.rpartition("/")[2])
            known = name in SYSTEM.policies
            if not SYSTEM.stuck:
                SYSTEM.policies.pop(name, None)
        return self.answer(204 if known else 404)

    def do_GET(self) -> None:
        name = unquote(self.path.rpartition("/")[2])
        if self.path == "/state":
            shown = ("policies", "applied", "calls", "tokens")
            self.answer(200, {key: [*getattr(SYSTEM, key)] for key in shown})
        elif self.path == "/v1/health":
            if not self.misbehave():
                self.answer(200, {})
        elif self.path.startswith("/v1/policies/"):
            self.answer(200 if name in SYSTEM.policies else 404)
        elif self.path == "/trace":
            scope = {"spans": TRACE.spans.get(TRACE.last, [])}
            self.answer(200, {"resourceSpans": [{"scopeSpans": [scope]}]})
        else:
            self.forward(name)


def main() -> None:
    """Start the services and the proxy, and print the proxy's port."""
    proxy_port: list[int] = []
    for name in ("shop", "cart", "pay"):
        server = service(name, proxy_port)
        SYSTEM.ports[name] = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    proxy = QuietServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Proxy)
    proxy_port.append(proxy.server_address[1])
    print(proxy_port[0], flush=True)  # noqa: T201 - who started it reads its port
    proxy.serve_forever()


if __name__ == "__main__":
    main()
