"""First syncs that are killed end complete; daily ones ask little; one refresh for two processes.

TRAINKIT_SWEEP=1 takes ten years of data and twenty kills.
"""

import datetime as dt
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import hosts
from builders.forked import Host, host
from builders.intervals_server import IntervalsServer, serve_intervals
from builders.strava_server import StravaServer, ride, serve_strava
from builders.ten_years import LAST, Samples, activities_of, wellness_of
from trainkit.models import History
from trainkit.net.oauth import Tokens
from trainkit.records import Accounts

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

WHOLE = os.environ.get("TRAINKIT_SWEEP", "0") != "0"
DAYS, ACTIVITIES, KILLS = (3650, 2500, 20) if WHOLE else (280, 40, 8)
MOST_CALLS = 6  # of a daily sync
MOST_BYTES = 120e6  # of ten years


@pytest.fixture(scope="module")
def processes() -> Iterator[Host]:
    with host("builders.hosts") as made:
        yield made


class Reaper:
    """Kills the process that makes a call, before or after its answer."""

    def __init__(self, seed: int) -> None:
        self._rng, self._lock = random.Random(seed), threading.Lock()  # noqa: S311
        self._armed = threading.Event()
        self._process, self._left = 0, 0

    def arm(self, calls: range) -> None:
        """Choose the call that ends the next process, once its number is known."""
        self._armed.clear()
        self._left = self._rng.choice(calls)

    def aim(self, process: int) -> None:
        self._process = process
        self._armed.set()

    def strike(self, answer: Callable[[], object]) -> bool:
        """Answer for a server, or kill; return whether the call is answered."""
        self._armed.wait(60)
        with self._lock:
            self._left -= 1
            if self._left != 0:
                return self._left < 0  # who is killed gets no further answer
        if self._rng.random() < 0.5:
            answer()
        os.kill(self._process, signal.SIGKILL)
        return True


def source_at(server: IntervalsServer) -> dict[str, object]:
    return {
        "name": "intervals",
        "api_key": "k",
        "base_url": server.url,
        "calls_per_second": 1000,
        "files": WHOLE,
    }


def strava_at(server: StravaServer) -> dict[str, object]:
    base = {"base_url": f"{server.url}/api/v3", "oauth_url": f"{server.url}/oauth"}
    return {"name": "strava", "client_id": "7", "client_secret": "s", **base}


def fill(server: IntervalsServer) -> None:
    server.wellness = wellness_of(DAYS)
    server.activities = activities_of(ACTIVITIES, DAYS)
    server.streams = Samples(ACTIVITIES)  # type: ignore[assignment]


def stored(folder: Path) -> History:
    with hosts.open_kit(str(folder)) as kit:
        return kit.history()


def run(processes: Host, folder: Path, source: dict[str, object]) -> int:
    return processes.wait(processes.start("sync", str(folder), source))


def kill_until_complete(
    processes: Host,
    folder: Path,
    source: dict[str, object],
    reaper: Reaper,
    calls: range,
    *,
    most: int = KILLS,
) -> int:
    """Start a sync again and again, and count how often it was killed."""
    kills = 0
    while kills < most:
        reaper.arm(calls)
        process = processes.start("sync", str(folder), source)
        reaper.aim(process)
        if (code := processes.wait(process)) == 0:
            break
        assert code == -signal.SIGKILL
        kills += 1
    return kills


def test_a_first_sync_that_is_killed_ends_complete_and_equal(
    processes: Host, tmp_path: Path
) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    killed.mkdir(), whole.mkdir()
    with serve_intervals() as server:
        fill(server)
        assert run(processes, whole, source_at(server)) == 0
        once = len(server.calls)
        reaper = Reaper(7)
        server.faults.append(lambda handler: reaper.strike(lambda: handler.answer(*handler.find())))
        reach = 2 * once // KILLS
        calls = range(3, max(reach, 8))
        kills = kill_until_complete(processes, killed, source_at(server), reaper, calls)
        assert kills == KILLS, "it was complete too soon: the kills are too far apart"
        server.faults.clear()
        server.calls.clear()
        assert run(processes, killed, source_at(server)) == 0
        assert len(server.calls) < once, "the last sync began anew"
        history = stored(killed)
        assert history == stored(whole)
        assert (len(history.activities), len(history.days)) == (ACTIVITIES, DAYS)
        server.calls.clear()
        assert run(processes, killed, source_at(server)) == 0
        assert len(server.calls) <= MOST_CALLS
    if WHOLE:
        assert (killed / "kit.db").stat().st_size < MOST_BYTES


def test_a_month_of_strava_that_is_killed_ends_complete(processes: Host, tmp_path: Path) -> None:
    with serve_strava() as server:
        server.activities = [ride(n, str(LAST - dt.timedelta(days=n))) for n in range(1, 25)]
        log_in(tmp_path, server)
        reaper = Reaper(3)
        server.fault = reaper.strike
        source = strava_at(server)
        kills = kill_until_complete(processes, tmp_path, source, reaper, range(2, 6), most=4)
        assert kills == 4
        server.fault = lambda _: False
        assert run(processes, tmp_path, strava_at(server)) == 0
        assert len(stored(tmp_path).originals) == 24
        server.calls.clear()
        assert run(processes, tmp_path, strava_at(server)) == 0
        assert len(server.calls) == 1


def log_in(folder: Path, server: StravaServer, *, lasts_s: float = 9999.0) -> None:
    """Keep a login in the folder; the server knows its tokens."""
    tokens = Tokens("a0", "r0", hosts.NOW.timestamp() + lasts_s)
    server.access, server.refresh = "a0", "r0"
    account_in(folder).write("strava", tokens.dump())


def account_in(folder: Path) -> Accounts:
    secrets = hosts.secrets_in(str(folder))
    return Accounts(secrets, lambda: None, "me", clock=lambda: hosts.NOW)


@pytest.mark.parametrize("ended", ["refused", "expired"])
def test_two_processes_renew_a_login_once(processes: Host, tmp_path: Path, ended: str) -> None:
    both = threading.Barrier(2)

    def refuse_both(_: Callable[[], object]) -> bool:
        """Let the old token be refused in both processes before one of them renews it."""
        if server.count == 0 and refused[0] < 2:
            refused[0] += 1
            both.wait(60)
        return False

    refused = [0]
    with serve_strava() as server:
        server.activities = [ride(n, str(LAST - dt.timedelta(days=n))) for n in range(1, 4)]
        log_in(tmp_path, server, lasts_s=-1.0 if ended == "expired" else 9999.0)
        if ended == "refused":
            server.access, server.fault = "of somebody else", refuse_both
        started = [processes.start("sync", str(tmp_path), strava_at(server)) for _ in range(2)]
        assert [processes.wait(process) for process in started] == [0, 0]
        assert server.count == 1
        kept = Tokens.parse(account_in(tmp_path).read("strava") or "")
        assert kept is not None
        assert (kept.access, kept.refresh) == ("a1", "r1")
        assert run(processes, tmp_path, strava_at(server)) == 0  # nobody is logged out
        assert server.count == 1
    assert len(stored(tmp_path).originals) == 3
