"""Hosts that are killed or asked to end: nothing acknowledged is lost, and they say what happened.

TRAINKIT_SWEEP=1 kills at many random moments.
"""

import datetime as dt
import itertools
import json
import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")
pytest.importorskip("argon2")

from builders.searches import SHOP
from builders.serving import Open, Served
from trainkit.host._ending import WORD

SWEEP = int(os.environ.get("TRAINKIT_SWEEP", "0"))
KILLS = 20 if SWEEP else 1
ATHLETE = {"sex": "female", "birth_date": "1990-05-01", "hr_rest": 48, "hr_max": 188}
LAST = dt.date(2026, 11, 1)


def _days(count: int, first: dt.date) -> bytes:
    rows = [f"{first + dt.timedelta(days=day)},{50 + day % 9},48" for day in range(count)]
    return "\n".join(["date,hrv_rmssd,resting_hr", *rows]).encode()


def _send(host: Served, count: int = 1) -> str:
    files = [("files", (f"{n}.csv", _days(10, LAST - dt.timedelta(days=n)))) for n in range(count)]
    answer = host.client.post("/api/v1/files?wait=false", files=files)
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize("team", [False, True])
def test_files_that_came_are_read_after_a_kill(serving: Open, team: bool) -> None:
    with serving(team=team, where="reading") as host:
        place = _send(host)
        host.hear("reading")
        assert host.client.get(place).json()["state"] == "reading"
        assert host.end(signal.SIGKILL) == -signal.SIGKILL
    with serving(team=team) as host:
        upload = host.until(place, lambda found: found["state"] != "reading")
        assert (upload["state"], upload["restarts"]) == ("done", 1)
        assert upload["reading"]["days"] == 10
        assert len(host.client.get("/api/v1/journal").json()) == 10
        assert host.client.get("/api/v1/files/uploads").json() == [upload]
        assert host.end(signal.SIGTERM) == -signal.SIGTERM  # in order, and then as it was told


def test_files_that_end_the_host_each_time_are_left_alone(serving: Open, tmp_path: Path) -> None:
    with serving(where="reading") as host:
        place = _send(host)
        host.hear("reading")
        host.end(signal.SIGKILL)
    for _ in range(2):
        with serving(where="reading") as host:
            host.hear("reading")
            host.end(signal.SIGKILL)
    with serving(where="reading") as host:
        upload = host.until(place, lambda found: found["state"] != "reading")
        assert upload["state"] == "failed"
        assert "3 times" in upload["message"]
        host.end(signal.SIGTERM)
    assert [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == []


def test_a_search_that_was_killed_says_so_and_goes_on(serving: Open) -> None:
    wish = {"name": "shop", "settings": SHOP, "trials": 4}
    search = "/api/v1/faults/sessions/shop"
    with serving(where="trial") as host:
        assert host.client.post("/api/v1/faults/sessions", json=wish).status_code == 202
        host.hear("trial")
        host.end(signal.SIGKILL)
    with serving() as host:
        found = host.client.get(search).json()
        assert (found["status"], found["trials"]) == ("interrupted", 2)
        assert "2 of 4" in found["message"]
        assert "a fault may still stand" in found["message"]
        page = host.client.get("/faults").text
        assert "2 of 4" in page
        assert "/faults/shop/resume" in page
        assert host.client.post(f"{search}/resume").status_code == 202
        found = host.until(search, lambda found: found["status"] not in {"pending", "running"})
        assert (found["status"], found["trials"], found["message"]) == ("completed", 4, "")
        assert host.client.post(f"{search}/resume").status_code == 409
        host.end(signal.SIGTERM)


def test_a_host_that_ends_says_so_in_an_open_stream(serving: Open) -> None:
    with serving(where="answer") as host:
        host.client.put("/api/v1/athlete", json=ATHLETE)
        _send(host, 30)
        host.until("/api/v1/files/uploads", lambda found: found[0]["state"] == "done")
        headers = {"accept": "text/event-stream"}
        said = {"message": "Tell me about my week, please, in your own words."}
        with host.client.stream("POST", "/api/v1/coach/chat", json=said, headers=headers) as stream:
            assert stream.status_code == 200
            host.hear("answer")
            os.kill(host.process, signal.SIGTERM)
            text = stream.read().decode()
        assert text.endswith(f"event: error\ndata: {json.dumps(WORD)}\n\n")
        assert host.wait() == -signal.SIGTERM  # although the model is still silent


class Told:
    """What a client sent, and what it was told is done."""

    def __init__(self) -> None:
        self.goals: set[str] = set()
        self.uploads: set[str] = set()
        self.searches: set[str] = set()
        self.plans: list[str] = []
        self.asked = 0  # plans that were asked for

    def work(self, client: Any, number: int) -> None:
        """Send one thing after another until the host is gone."""
        import httpx

        wish = {"settings": SHOP, "trials": 3}
        with suppress(httpx.TransportError):
            for turn in itertools.count():
                day = LAST + dt.timedelta(days=70 + turn)
                goal = {"distance_m": 5_000, "date": str(day), "name": f"{number} {turn}"}
                found = client.post("/api/v1/goals", json={"goal": goal})
                self.goals.add(found.json()["key"])
                files = [("files", ("d.csv", _days(10, LAST - dt.timedelta(days=9))))]
                found = client.post("/api/v1/files?wait=false", files=files)
                self.uploads.add(found.headers.get("location", ""))
                name = f"s{number}-{turn}"
                found = client.post("/api/v1/faults/sessions", json=wish | {"name": name})
                self.searches |= {name} if found.status_code == 202 else set()
                if turn == 0:
                    self.asked += 1
                    found = client.post("/api/v1/plans", json={"goal": goal, "seconds": 0.5})
                    assert found.status_code == 201, found.text
                    self.plans.append(found.text)

    def check(self, host: Served) -> None:
        """Look for everything that was acknowledged."""
        client = host.client
        assert self.goals <= {goal["key"] for goal in client.get("/api/v1/goals").json()}
        for place in self.uploads - {""}:
            upload = host.until(place, lambda found: found["state"] != "reading")
            assert upload["reading"]["days"] == 10
        self.uploads.clear()  # the host tells of the latest 200
        found = {row["name"]: row for row in client.get("/api/v1/faults/sessions").json()}
        assert self.searches <= set(found)
        assert {row["status"] for row in found.values()} <= {"completed", "interrupted", "stopped"}
        plan = client.get("/api/v1/plans/current")
        if self.asked == len(self.plans) > 0:
            assert plan.text == self.plans[-1]
        if plan.status_code == 200:  # one that nobody was told of is whole too
            assert client.get("/api/v1/plans/current/check").status_code == 200


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_was_acknowledged_is_there_after_any_moment(
    serving: Open, how: signal.Signals
) -> None:
    rng, told = random.Random(how), Told()  # noqa: S311  moments, no secrets
    for number in range(KILLS):
        with serving() as host:
            host.client.put("/api/v1/athlete", json=ATHLETE)
            worker = threading.Thread(target=told.work, args=(host.client, number))
            worker.start()
            time.sleep(rng.uniform(0.0, 1.5))
            host.end(how)
            worker.join()
        with serving() as host:
            told.check(host)
            host.end(signal.SIGTERM)
    assert told.goals
