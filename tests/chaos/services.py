"""Three small services behind a fault-injecting proxy, on loopback, in a process of their own.

``shop`` calls ``cart`` and ``pay``. Every call goes through the proxy's rules, which the control
plane sets: ``/v1/policies`` and ``/v1/health``. ``/trace`` gives the last request's spans as
OTLP/JSON. ``/trouble`` sets how the control plane itself misbehaves.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


class System:
    """What the services share."""

    def __init__(self) -> None:
        self.policies: dict[str, dict[str, object]] = {}
        self.applied: list[str] = []
        self.spans: list[dict[str, object]] = []
        self.trouble: list[str] = []
        self.calls: list[str] = []
        self.tokens: list[str | None] = []
        self.stuck = False
        self.lock = threading.Lock()

    def fault(self, service: str) -> tuple[int, float]:
        """Status and delay [s] that the policies put into a call."""
        status, delay = 200, 0.0
        for plan in [*self.policies.values()]:
            if plan.get("service") != service:
                continue
            if plan.get("kind") == "delay":
                delay += float(plan.get("delay_ms", 0)) / 1000 * SPEED
            else:
                status = max(status, int(plan.get("error_code", 500)))
        return status, delay

    def slow(self, service: str) -> bool:
        """Whether a call takes longer than the shop waits."""
        return self.fault(service)[1] > PATIENCE_S

    def call(self, service: str) -> int:
        """Answer a call of a service, with its spans."""
        began = time.time_ns()
        status, delay = self.fault(service)
        time.sleep(delay)
        if status == 200 and service == "shop":
            for other in ("cart", "pay"):
                theirs = self.call(other)
                if theirs >= 500 and other == "pay":  # the cart can be done without
                    status = 502
                elif other == "pay" and self.slow(other):  # the weak spot: it asks thrice more
                    status = 504
                    for _ in range(3):
                        self.call(other)
        self.spans.append(
            {
                "name": f"{service}.get",
                "startTimeUnixNano": str(began),
                "endTimeUnixNano": str(time.time_ns()),
                "status": {"code": 2} if status >= 500 else {},
            }
        )
        return status


SPEED = 0.01  # delays are made a hundred times shorter, to save the suite's time
PATIENCE_S = 8_800 / 1000 * SPEED
SYSTEM = System()


class Handler(BaseHTTPRequestHandler):
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

    def read(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")

    def troubled(self) -> bool:
        """Misbehave once, as the next wish of `/trouble` says."""
        with SYSTEM.lock:
            wish = SYSTEM.trouble.pop(0) if SYSTEM.trouble else ""
        if wish == "reset":
            self.connection.close()
            self.close_connection = True
        elif wish == "hang":
            time.sleep(1.0)
            self.close_connection = True
        elif wish == "garbage":
            self.wfile.write(b"\x00\xff not http at all\r\n\r\n")
            self.close_connection = True
        elif wish == "late":  # done, but the answer is lost
            self.apply()
            self.connection.close()
            self.close_connection = True
        elif wish.startswith("429"):
            self.answer(429, retry_after=wish.partition(":")[2])
        elif wish:
            self.answer(int(wish))
        return bool(wish)

    def apply(self) -> str:
        plan = self.body
        with SYSTEM.lock:
            SYSTEM.policies[str(plan["id"])] = plan
            SYSTEM.applied.append(str(plan["id"]))
        return str(plan["id"])

    def do_POST(self) -> None:
        self.read()
        if self.path == "/trouble":
            found = self.body
            SYSTEM.trouble = list(found.get("wishes", []))
            SYSTEM.stuck = bool(found.get("stuck"))
            return self.answer(200, {})
        SYSTEM.calls.append(f"POST {self.path}")
        if not self.troubled():
            self.answer(201, {"id": self.apply()})
        return None

    def do_DELETE(self) -> None:
        SYSTEM.calls.append("DELETE")
        SYSTEM.tokens.append(self.headers.get("authorization"))
        if self.troubled():
            return None
        with SYSTEM.lock:
            name = unquote(self.path.rpartition("/")[2])
            known = name in SYSTEM.policies
            if not SYSTEM.stuck:
                SYSTEM.policies.pop(name, None)
        return self.answer(204 if known else 404)

    def do_GET(self) -> None:
        if self.path == "/state":
            self.answer(
                200,
                {
                    "policies": [*SYSTEM.policies],
                    "applied": SYSTEM.applied,
                    "calls": SYSTEM.calls,
                    "tokens": SYSTEM.tokens,
                },
            )
        elif self.path == "/v1/health":
            if not self.troubled():
                self.answer(200, {})
        elif self.path.startswith("/v1/policies/"):
            self.answer(200 if self.path.rpartition("/")[2] in SYSTEM.policies else 404)
        elif self.path == "/trace":
            scope = {"spans": SYSTEM.spans}
            self.answer(200, {"resourceSpans": [{"scopeSpans": [scope]}]})
        else:
            SYSTEM.spans = []
            self.answer(SYSTEM.call("shop"), {})


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)  # noqa: T201 - who started it reads its port
    server.serve_forever()


if __name__ == "__main__":
    main()
