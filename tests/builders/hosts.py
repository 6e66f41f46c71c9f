"""What processes of a host do in tests: they sync, and they serve jobs by a clock of the test."""

import datetime as dt
import json
import os
import socket
from pathlib import Path
from typing import Any

import trainkit as tk
from trainkit import jobs
from trainkit.adapters.stores import sqlite  # noqa: F401  before the fork
from trainkit.jobs import _runs
from trainkit.jobs._work import Outcome
from trainkit.plugins import Registry
from trainkit.secrets import Cipher, FileSecrets

ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)
NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)
KEY = "z" * 43 + "="
_STUCK_S = 60.0  # after which a test that waits for a process fails


def warm() -> None:
    """Import what the processes need before they are forked."""
    import httpx  # noqa: F401

    own = {"clock": lambda: NOW}
    registry = Registry()
    registry.make("store", "memory", {})
    registry.make("source", "intervals", {"api_key": "k", **own}).close()
    registry.make("source", "strava", {"client_id": "7", "client_secret": "s", **own}).close()
    tk.Kit(store=":memory:", athlete=ATHLETE).close()


def open_kit(folder: str, source: Any = None, now: dt.datetime = NOW) -> tk.Kit:
    """Open a Kit on the store and the secrets of a folder."""
    return tk.Kit(
        source=source,
        store=f"sqlite:///{folder}/kit.db",
        athlete=ATHLETE,
        secrets=secrets_in(folder),
        clock=lambda: now,
    )


def secrets_in(folder: str) -> FileSecrets:
    """The secrets of a folder, which processes share."""
    return FileSecrets(Path(folder, "secrets"), cipher=Cipher([KEY]))


def sync(folder: str, source: dict[str, object]) -> None:
    """Sync until everything is there."""
    with open_kit(folder, source) as kit:
        report = kit.sync(force=True)
    assert report.ok, str(report)


def serve(folder: str, port: int) -> None:
    """Serve the jobs by the clock of whoever listens on a port, and tell it what is done."""
    with socket.create_connection(("127.0.0.1", port), _STUCK_S) as line:
        line.settimeout(_STUCK_S)
        file = line.makefile("rw")

        def ask(**said: object) -> Any:
            file.write(json.dumps({"pid": os.getpid(), **said}) + "\n")
            file.flush()
            return json.loads(file.readline())

        now = [dt.datetime.fromisoformat(ask(hello=True)["now"])]
        stop = _Flag()

        def wait(_: float) -> None:
            answer = ask(idle=True)
            stop.up = answer.get("stop", False)
            now[0] = dt.datetime.fromisoformat(answer["now"])

        def work(name: str, kit: tk.Kit) -> Outcome:
            ask(work=name, period=jobs.previous_due(jobs.JOBS[name], kit.now()).isoformat())
            return Outcome("done")

        _runs.WORK = {  # type: ignore[misc]
            name: lambda kit, _, name=name: work(name, kit) for name in jobs.JOBS
        }
        with tk.Kit(
            store=f"sqlite:///{folder}/kit.db", athlete=ATHLETE, clock=lambda: now[0]
        ) as kit:
            jobs.serve(kit, stop=stop, wait=wait)  # type: ignore[arg-type]


class _Flag:
    """What `serve` asks whether to go on."""

    up = False

    def is_set(self) -> bool:
        return self.up
