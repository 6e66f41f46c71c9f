"""What athletes do at a host, for Locust: ``benchmarks/host_load.py`` starts it.

Each has a login of its own, reads the pages and routes of a morning, writes now and then how it
feels, and waits between two requests as a person does.
"""

import json
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task
from locust.exception import StopUser

TOKENS: list[str] = json.loads(Path(os.environ["HOST_LOAD_TOKENS"]).read_text(encoding="utf-8"))
OUT = Path(os.environ["HOST_LOAD_OUT"])
SKIPPED_S = float(os.environ["HOST_LOAD_WARM_S"])

_TIMES: defaultdict[str, list[float]] = defaultdict(list)  # ms, by kind of request
_ERRORS: list[str] = []
_BEGAN = time.monotonic()


@events.request.add_listener  # type: ignore[untyped-decorator]
def note(name: str, response_time: float, exception: object = None, **_: Any) -> None:
    """Remember a request that ended, once everybody has come in."""
    if exception is not None:
        _ERRORS.append(f"{name}: {exception}")
    if time.monotonic() - _BEGAN >= SKIPPED_S:
        _TIMES[name].append(response_time)


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def tell(**_: Any) -> None:
    """Write what was measured."""
    OUT.write_text(json.dumps({"times": _TIMES, "errors": _ERRORS}), encoding="utf-8")


class Athlete(HttpUser):  # type: ignore[misc]
    """One of the athletes."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Take a login."""
        if not TOKENS:
            raise StopUser
        self.client.headers["authorization"] = f"Bearer {TOKENS.pop()}"
        self.mood = 40
        for task_of_the_day in (
            self.look_at_today,
            self.look_at_the_week,
            self.open_today,
            self.open_another_page,
            self.log_and_look,
            self.ask_the_coach,
        ):
            task_of_the_day()  # once each, so that what follows is an ordinary morning

    @task(6)  # type: ignore[untyped-decorator]
    def look_at_today(self) -> None:
        """Ask for today's decision."""
        self.client.get("/api/v1/recovery/today", name="cached read")

    @task(4)  # type: ignore[untyped-decorator]
    def look_at_the_week(self) -> None:
        """Ask for the plan and the calendar."""
        self.client.get("/api/v1/plans/current/week", name="cached read")
        self.client.get("/api/v1/calendar", name="cached read")

    @task(3)  # type: ignore[untyped-decorator]
    def open_today(self) -> None:
        """Open the page of today."""
        self.client.get("/", name="page")

    @task(2)  # type: ignore[untyped-decorator]
    def open_another_page(self) -> None:
        """Open the calendar and the trends."""
        self.client.get("/calendar", name="page")
        self.client.get("/trends", name="page")

    @task(2)  # type: ignore[untyped-decorator]
    def log_and_look(self) -> None:
        """Say how it feels, and ask for the decision that follows."""
        self.mood = 40 + (self.mood + 7) % 50
        said = {"date": time.strftime("%Y-%m-%d"), "mood": self.mood}
        self.client.post("/api/v1/journal", json=said, name="write")
        self.client.get("/api/v1/recovery/today", name="fresh recovery")

    @task(1)  # type: ignore[untyped-decorator]
    def ask_the_coach(self) -> None:
        """Ask what the rules answer."""
        said = {"message": "How recovered am I?"}
        self.client.post("/api/v1/coach/chat", json=said, name="chat")
