"""Two processes serve the jobs of one store, by a clock of the test, and are killed at work.

TRAINKIT_SWEEP=1 takes a month in half hours instead of nine days in hours.
"""

import datetime as dt
import json
import os
import random
import selectors
import signal
import socket
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from builders.forked import Host, host
from trainkit import jobs

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

WHOLE = os.environ.get("TRAINKIT_SWEEP", "0") != "0"
START = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)  # nine days before summer time in Berlin
DAYS, STEP_MIN = (31, 30) if WHOLE else (10, 60)
STUCK_S = 60.0  # after which a test that waits for a process fails
KILLED = 0.2  # of all work
OUTAGE_DAYS = 3


class Month:
    """Two processes at a time that serve jobs; what they did, and what they were killed at."""

    def __init__(self, processes: Host, folder: Path) -> None:
        self._processes, self._folder = processes, folder
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(STUCK_S)
        self._lines: dict[int, tuple[socket.socket, Any]] = {}
        self._rng = random.Random(5)  # noqa: S311
        self.now = START
        self.done: Counter[tuple[str, str]] = Counter()
        self.killed: Counter[tuple[str, str]] = Counter()
        self.may_kill = True

    def start(self) -> None:
        """Start a process, which waits for its first answer."""
        port = self._listener.getsockname()[1]
        process = self._processes.start("serve", str(self._folder), port)
        line, _ = self._listener.accept()
        line.settimeout(STUCK_S)
        file = line.makefile("rw")
        assert json.loads(file.readline())["pid"] == process
        self._lines[process] = line, file
        self._answer(process, now=self.now.isoformat())

    def run_until_idle(self) -> None:
        """Let both work at the same time until they have nothing to do; replace the killed."""
        busy = set(self._lines)
        while busy:
            for process in self._ready(busy):
                said = json.loads(self._lines[process][1].readline())
                if "idle" in said:
                    busy.discard(process)
                    continue
                what = said["work"], said["period"]
                if self.may_kill and self._rng.random() < KILLED:
                    self.killed[what] += 1
                    self.kill(process)
                    busy.discard(process)
                    before = set(self._lines)
                    self.start()
                    busy |= set(self._lines) - before
                else:
                    self.done[what] += 1
                    self._answer(process)

    def move(self, **span: float) -> None:
        """Move the clock of both."""
        self.now += dt.timedelta(**span)
        for process in self._lines:
            self._answer(process, now=self.now.isoformat())

    def kill(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)
        assert self._processes.wait(process) == -signal.SIGKILL
        line, file = self._lines.pop(process)
        file.close()
        line.close()

    def kill_all(self) -> None:
        for process in list(self._lines):
            self.kill(process)

    def close(self) -> None:
        for process in list(self._lines):
            self._answer(process, now=self.now.isoformat(), stop=True)
            assert self._processes.wait(process) == 0
            line, file = self._lines.pop(process)
            file.close()
            line.close()
        self._listener.close()

    def _answer(self, process: int, **said: object) -> None:
        file = self._lines[process][1]
        file.write(json.dumps(said) + "\n")
        file.flush()

    def _ready(self, busy: set[int]) -> list[int]:
        with selectors.DefaultSelector() as selector:
            for process in busy:
                selector.register(self._lines[process][0], selectors.EVENT_READ, process)
            found = [key.data for key, _ in selector.select(STUCK_S)]
        assert found, "no process says anything"
        self._rng.shuffle(found)
        return found


def expected(first: dt.datetime, last: dt.datetime) -> set[tuple[str, str]]:
    """All moments at which a job was due, in words."""
    from builders.hosts import ATHLETE
    from trainkit.models.units import time_zone

    zone, found = time_zone(ATHLETE.timezone), set()
    for job in jobs.JOBS.values():
        moment = first
        while moment <= last:
            found.add((job.name, jobs.previous_due(job, moment.astimezone(zone)).isoformat()))
            moment += dt.timedelta(hours=1)
    return found


def test_two_servers_that_are_killed_do_each_job_once_a_period(tmp_path: Path) -> None:
    with host("builders.hosts") as processes:
        month = Month(processes, tmp_path)
        month.start()
        month.start()
        month.run_until_idle()
        while month.now < START + dt.timedelta(days=DAYS):
            month.move(minutes=STEP_MIN)
            month.run_until_idle()
        last, month.may_kill = month.now, False
        month.move(minutes=11)  # what a killed process was at is taken over
        month.run_until_idle()
        assert set(month.done.values()) == {1}
        assert set(month.done) == expected(START, last)
        assert month.killed
        month.kill_all()
        before, month.now = set(month.done), month.now + dt.timedelta(days=OUTAGE_DAYS)
        month.start()
        month.start()
        month.run_until_idle()
        caught_up = [name for name, _ in set(month.done) - before]
        assert set(month.done.values()) == {1}
        assert Counter(caught_up) == Counter(
            {"sync": 1, "recovery": 1, "retention": 1} | weekly(last, month.now)
        )
        month.close()


def weekly(first: dt.datetime, last: dt.datetime) -> dict[str, int]:
    """The weekly jobs that were due in a span: each is caught up once."""
    due = expected(last, last) - expected(first, first)
    return {name: 1 for name, _ in due if name in {"week", "insights"}}
