"""Garmin Connect on loopback: its login, its tokens, its API, and faults on demand."""

import base64
import datetime as dt
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from builders.loopback import serve

__all__ = ["GarminServer", "listed", "night", "serve_garmin", "token", "zipped"]

Fault = Callable[["_Handler"], bool]
"""Answers a request in place of the server, or returns False."""

_DAYS = r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)"


def listed(number: int, day: str, **more: object) -> dict[str, Any]:
    """An activity as the server lists it: a run at 7 in the morning, in Berlin in summer."""
    return {
        "activityId": number,
        "activityName": f"Run {number}",
        "startTimeLocal": f"{day} 07:00:00",
        "startTimeGMT": f"{day} 05:00:00",
        "activityType": {"typeId": 1, "typeKey": "running"},
        "eventType": {"typeId": 9, "typeKey": "uncategorized"},
        "distance": 10_000.0,
        "duration": 3600.0,
        "elapsedDuration": 3700.0,
        "averageHR": 140.0,
        "averageRunningCadenceInStepsPerMinute": 170.0,
        "brandNewField": {"of": 2027},
        **more,
    }


def night(day: str, *, offset_h: float = 2.0, **more: object) -> dict[str, Any]:
    """A night as the server lists it: from 23:00 to 7:00 on the clock of the place."""
    end = dt.datetime.fromisoformat(f"{day}T07:00:00+00:00")
    local = {"End": end.timestamp() * 1000, "Start": (end.timestamp() - 8 * 3600) * 1000}
    values: dict[str, Any] = {
        "totalSleepTimeInSeconds": 27000,
        "deepTime": 5400,
        "lightTime": 16200,
        "remTime": 5400,
        "awakeTime": 1800,
        "sleepScore": 81,
        "restingHeartRate": 47,
        "avgOvernightHrv": 61.0,
        "spO2": None,
        "respiration": 13.0,
    }
    for kind, at in local.items():
        values[f"localSleep{kind}TimeInMillis"] = round(at)
        values[f"gmtSleep{kind}TimeInMillis"] = round(at - offset_h * 3.6e6)
    return {"calendarDate": day, "values": {**values, **more}}


def token(number: int, ends_s: float) -> str:
    """A token like Garmin's: its end is in it, and nobody here checks the signature."""

    def part(content: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    claims: dict[str, object] = {"exp": ends_s, "client_id": "GARMIN_CONNECT_MOBILE", "n": number}
    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def zipped(name: str, content: bytes) -> bytes:
    """A file as the server hands it out."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr(name, content)
    return archive.getvalue()


class GarminServer(ThreadingHTTPServer):
    """What one athlete has there, and what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.name, self.password, self.code = "u-1", "right", ""
        self.activities: list[dict[str, Any]] = []
        self.nights: list[dict[str, Any]] = []
        self.variabilities: list[dict[str, Any]] = []
        self.stresses: list[dict[str, Any]] = []
        self.weights: list[dict[str, Any]] = []
        self.resting: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.workouts: dict[int, dict[str, Any]] = {}
        self.calendar: dict[int, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.bodies: list[str] = []
        self.faults: list[Fault] = []
        self.count, self.lock = 0, threading.Lock()
        self.ends_s = 4e9
        self.access, self.refresh = token(0, 4e9), "r0"

    def tokens(self) -> str:
        """The tokens of a login, as the library writes them."""
        kept = {"di_token": self.access, "di_refresh_token": self.refresh, "di_client_id": "C"}
        return json.dumps(kept)

    def renew(self, form: dict[str, str]) -> tuple[int, object]:
        """Answer a ticket or a refresh token with new tokens; the one before ends."""
        with self.lock:
            if form.get("refresh_token", self.refresh) != self.refresh:
                return 400, {"error": "invalid_grant"}
            self.count += 1
            self.refresh = f"r{self.count}"
            self.access = token(self.count, self.ends_s)
        return 200, {"access_token": self.access, "refresh_token": self.refresh}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave."""


class _Handler(BaseHTTPRequestHandler):
    server: GarminServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        with self.server.lock:
            self.server.calls.append(f"{self.command} {self.path}")
            self.server.bodies.append(self.body)
        if any(fault(self) for fault in list(self.server.faults)):
            return
        path = urlsplit(self.path).path
        if "/api/login" in path or "/api/mfa" in path:
            self.send(*self.log_in(path))
        elif "oauth" in path:
            form = {name: values[0] for name, values in parse_qs(self.body).items()}
            self.send(*self.server.renew(form))
        elif self.headers.get("authorization") != f"Bearer {self.server.access}":
            self.send(401, {"message": "Token is not active"})
        else:
            found = self.find(path)
            self.send(*found) if found else self.send(404, {"message": "Not found"})

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_in(self, path: str) -> tuple[int, object]:
        given, done = json.loads(self.body), {"serviceTicketId": "ST-1"}
        if "/mfa/" in path:
            right = given["mfaVerificationCode"] == self.server.code
            kind = "SUCCESSFUL" if right else "MFA_CODE_INVALID"
            return 200, {"responseStatus": {"type": kind}, **done}
        if given["password"] != self.server.password:
            return 401, {"responseStatus": {"type": "INVALID_USERNAME_PASSWORD"}}
        kind = "MFA_REQUIRED" if self.server.code else "SUCCESSFUL"
        return 200, {"responseStatus": {"type": kind}, "customerMfaInfo": {}, **done}

    def find(self, path: str) -> tuple[int, object] | None:
        server = self.server
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if path.endswith("/socialProfile"):
            return 200, {"displayName": server.name, "fullName": "A. Runner"}
        if path.endswith("/search/activities"):
            return 200, self.search(query)
        if path.startswith("/download-service/"):
            content = server.files.get(path.rsplit("/", maxsplit=1)[-1])
            return None if content is None else (200, content)
        if path.startswith("/userstats-service/"):
            return self.rates(path, query)
        if span := re.search(_DAYS, path):
            return self.range(path, (span[1], span[2]))
        return self.plan(path, query)

    def rates(self, path: str, query: dict[str, str]) -> tuple[int, object]:
        if path.rsplit("/", maxsplit=1)[-1] != self.server.name:
            return 403, {"message": "Forbidden"}
        found = within(self.server.resting, "calendarDate", (query["fromDate"], query["untilDate"]))
        return 200, {"allMetrics": {"metricsMap": {"WELLNESS_RESTING_HEART_RATE": found}}}

    def search(self, query: dict[str, str]) -> list[dict[str, Any]]:
        span = query.get("startDate", "0"), query.get("endDate", "9")
        found = within(self.server.activities, "startTimeLocal", span)
        found.sort(key=lambda item: str(item["startTimeLocal"]), reverse=True)
        start = int(query["start"])
        return found[start : start + int(query["limit"])]

    def range(self, path: str, span: tuple[str, str]) -> tuple[int, object]:
        server, key = self.server, "calendarDate"
        most = dt.date.fromisoformat(span[0]) + dt.timedelta(days=27)
        if "weight" in path:
            return 200, {"dailyWeightSummaries": within(server.weights, "summaryDate", span)}
        if dt.date.fromisoformat(span[1]) > most:
            return 400, {"message": "at most 28 days"}
        if "hrv" in path:
            found = within(server.variabilities, key, span)
            return (200, {"hrvSummaries": found}) if found else (204, b"")
        if "stress" in path:
            return 200, within(server.stresses, key, span)
        return 200, {"overallStats": {}, "individualStats": within(server.nights, key, span)}

    def plan(self, path: str, query: dict[str, str]) -> tuple[int, object] | None:
        server, number = self.server, path.rsplit("/", maxsplit=1)[-1]
        if path.startswith("/activity-service/"):
            found = [item for item in server.activities if str(item["activityId"]) == number]
            return (200, {"activityId": int(number), "summaryDTO": found[0]}) if found else None
        if path == "/workout-service/workouts":
            start = int(query["start"])
            return 200, [*server.workouts.values()][start : start + int(query["limit"])]
        if path.startswith("/calendar-service/"):
            _, year, _, month = path.strip("/").split("/")[1:]
            first = f"{year}-{int(month) + 1:02}"
            entries = [item for item in server.calendar.values() if item["date"][:7] == first]
            return 200, {"calendarItems": [{"itemType": "activity", "id": 1}, *entries]}
        with server.lock:
            if path == "/workout-service/workout":
                return 200, self.keep(700 + len(server.bodies))
            return self.change(path, int(number))

    def change(self, path: str, number: int) -> tuple[int, object] | None:
        server, scheduled = self.server, "/schedule/" in path
        kept = server.calendar if scheduled else server.workouts
        if self.command == "DELETE":
            return None if kept.pop(number, None) is None else (204, b"")
        if number not in server.workouts:
            return None
        if not scheduled:
            return 200, self.keep(number)
        entry = 9000 + len(server.bodies)
        made = {"id": entry, "itemType": "workout", "workoutId": number}
        server.calendar[entry] = {**made, **json.loads(self.body)}
        return 200, {"workoutScheduleId": entry}

    def keep(self, number: int) -> dict[str, Any]:
        self.server.workouts[number] = {**json.loads(self.body), "workoutId": number}
        return self.server.workouts[number]

    def send(self, status: int, content: object, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if status != 204:
            self.wfile.write(body)


def within(items: list[dict[str, Any]], key: str, span: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the items of some days."""
    return [item for item in items if span[0] <= str(item[key])[:10] <= span[1]]


@contextmanager
def serve_garmin() -> Iterator[GarminServer]:
    """Run a server for the block."""
    with serve(GarminServer()) as made:
        yield made
