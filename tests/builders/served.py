"""A host as a process of its own, which tells a test where it is, and can wait there for ever."""

import datetime as dt
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

import trainkit as tk
from trainkit.chaos import Campaign
from trainkit.host import Team, create_app
from trainkit.host._server import run
from trainkit.models.prompt import Prompt, Reply

TOKEN = "a token of the tests"
FIRST = "You are fine. "
NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
_TRIALS = 2  # that a search finishes before it waits


def clock() -> dt.datetime:
    """Return a moment of one morning, later in each process that starts later."""
    return NOW + dt.timedelta(seconds=time.monotonic() / 1_000)


def warm() -> None:
    """Import what the processes need before they are forked."""
    from trainkit import io

    history = tk.simulate(days=40)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "days.csv")
        path.write_text("date,hrv_rmssd\n2026-05-01,60\n", encoding="utf-8")
        io.read([path], processes=1)
        create_app(folder, team=True, token=TOKEN).state.club.close()
    with tk.Kit() as kit:
        kit.log(history)
        kit.plan("5K on 2026-12-06", seconds=0.5, allow_short=True)
        list(kit.chat_stream("How recovered am I?"))


def serve(home: str, port: int, team: bool, where: str, store: str) -> None:
    """Serve until a signal comes; say "ready", and `where` before waiting there for ever."""
    end = os.open(f"{home}/said", os.O_WRONLY)

    def wait() -> None:
        os.write(end, f"{where}\n".encode())
        threading.Event().wait()

    if where == "reading":
        tk.Kit.log = lambda *_: wait()  # type: ignore[assignment]
    if where == "trial":
        _wait_in_a_trial(wait)
    llm = _Silent(wait) if where == "answer" else None
    if team:
        settings = Team(llm=llm, store=store or None, clock=clock)
        app = create_app(home, team=settings, token=TOKEN)
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        app.state.club.passwords._hasher = weak
    else:
        kit = tk.Kit(store=store or f"sqlite:///{home}/trainkit.db", llm=llm, clock=clock)
        app = create_app(home, kit=kit, token=TOKEN)
    run(app, host="127.0.0.1", port=port, ready=lambda: os.write(end, b"ready\n"))


def _wait_in_a_trial(wait: Any) -> None:
    """Let a search wait for ever while a fault stands."""
    observe, done = Campaign._observe_fault, [0]

    def observe_some(self: Campaign) -> Any:
        if done[0] == _TRIALS:
            wait()
        done[0] += 1
        return observe(self)

    Campaign._observe_fault = observe_some  # type: ignore[method-assign]


class _Silent:
    """A model that begins an answer, and then says nothing for ever."""

    def __init__(self, wait: Any) -> None:
        self._wait = wait

    def reply(self, prompt: Prompt) -> Reply:
        raise NotImplementedError

    def stream(self, prompt: Prompt) -> Iterator[str]:
        del prompt
        yield FIRST
        self._wait()

    def close(self) -> None:
        """Nothing is held."""
