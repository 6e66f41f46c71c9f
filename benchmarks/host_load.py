"""Load a host with 50 athletes: ``nox -s load``, or ``python benchmarks/host_load.py``.

Starts ``trainkit serve --team`` on SQLite and on a private PostgreSQL, gives each athlete 180 days
of data and a plan, and lets Locust play them for two minutes. ``--write`` puts the table into
docs/load.md. A figure counts where nothing else runs on the machine.
"""

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

import trainkit as tk

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "load.md"
TOKEN = "a token of the benchmark"  # noqa: S105  of a host that lives for minutes
PASSWORD = "correct horse battery"  # noqa: S105
KINDS = {"cached read": 60.0, "fresh recovery": 400.0, "page": None, "write": None, "chat": None}
FLAT = 1.05  # of the memory at a third of the time
WARM_S = 20.0  # in which athletes come in, and do everything once


class Load(NamedTuple):
    """What was measured of one store."""

    store: str
    seconds: float
    times: dict[str, list[float]]
    errors: list[str]
    memory_mb: list[float]
    processor_s: float

    def p95(self, kind: str) -> float:
        """The time that 95 of 100 requests stay below [ms]."""
        return float(np.percentile(self.times[kind], 95)) if self.times.get(kind) else float("nan")

    @property
    def growth(self) -> float:
        """The memory at the end, as a multiple of that at a third of the time."""
        third = self.memory_mb[len(self.memory_mb) // 3]
        return float(np.median(self.memory_mb[-3:])) / third


def main() -> int:
    """Measure, print the table, and return 1 where a target is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=120.0)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--store", action="append", choices=("sqlite", "postgresql"))
    asked.add_argument("--write", action="store_true", help="put the table into docs/load.md")
    said = asked.parse_args()
    loads = []
    for store in said.store or ("sqlite", "postgresql"):
        with store_of(store) as address, serving(address, said.workers) as (url, process):
            tokens = populate(url, said.users)
            loads.append(measure(store, url, process, tokens, said.seconds))
    text = table(loads, said.users, said.workers)
    print(text)
    if said.write:
        write(text)
    missed = [
        (load.store, kind)
        for load in loads
        for kind, limit in KINDS.items()
        if limit is not None and not load.p95(kind) < limit
    ]
    wrong = [load.store for load in loads if load.errors or load.growth > FLAT]
    print(f"missed: {missed or 'nothing'}; errors or growing memory: {wrong or 'none'}")
    return 1 if missed or wrong else 0


@contextlib.contextmanager
def store_of(name: str) -> Iterator[str]:
    """Give the address of an empty store; empty for SQLite in the home."""
    if name == "sqlite":
        yield ""
        return
    sys.path.insert(0, str(ROOT / "tests"))
    from builders.postgres_server import serving as serving_postgres

    with serving_postgres() as server:
        yield server.url


@contextlib.contextmanager
def serving(address: str, workers: int) -> Iterator[tuple[str, int]]:
    """Serve a team in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="trainkit-load-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        settings = {"TOKEN": TOKEN, "REQUESTS_PER_MINUTE": "1000000", "STORE": address}
        own = {f"TRAINKIT_HOST_{name}": value for name, value in settings.items()}
        code = "from trainkit.cli import main; raise SystemExit(main())"
        words = ["serve", "--team", "--home", home, "--port", str(port)]
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words, "--workers", str(workers)],
            stdout=subprocess.DEVNULL,
            env=os.environ | own,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url)
            yield url, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def populate(url: str, users: int) -> list[str]:
    """Give each athlete an account, 180 days of data and a plan; return their tokens."""
    today = dt.date.fromisoformat(time.strftime("%Y-%m-%d"))
    history = tk.simulate(days=180, end=today)
    with tk.Kit() as kit:
        kit.log(history)
        export = kit.export()
    race = today + dt.timedelta(days=70)

    import httpx

    def enter(number: int) -> str:
        with httpx.Client(base_url=url, timeout=300) as client:
            account = {"email": f"a{number}@example.org", "password": PASSWORD}
            client.post("/api/v1/auth/register", json=account)
            found = client.post("/api/v1/auth/login", json=account).raise_for_status().json()
            client.headers["authorization"] = f"Bearer {found['access_token']}"
            client.post("/api/v1/files", files={"files": ("me.zip", export)}).raise_for_status()
            goal = {"distance_m": 10_000, "date": str(race)}
            wish = {"goal": goal, "seconds": 0.5}
            client.post("/api/v1/plans", json=wish).raise_for_status()
            client.get("/").raise_for_status()
            return str(found["access_token"])

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(enter, range(users)))


def measure(store: str, url: str, process: int, tokens: list[str], seconds: float) -> Load:
    """Let Locust play the athletes, and watch the memory of the host."""
    memory: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(2.0):
            memory.append(_memory_mb(process))

    with tempfile.TemporaryDirectory() as folder:
        told, out = Path(folder, "tokens.json"), Path(folder, "out.json")
        told.write_text(json.dumps(tokens), encoding="utf-8")
        own = {"HOST_LOAD_TOKENS": str(told), "HOST_LOAD_OUT": str(out)}
        users, spent = str(len(tokens)), _processor_s(process)
        words = [
            *(
                "-f",
                str(ROOT / "benchmarks" / "host_load_users.py"),
                "--headless",
                "--only-summary",
            ),
            *("--users", users, "--spawn-rate", str(max(1.0, len(tokens) / WARM_S))),
            *("--run-time", f"{seconds + WARM_S:g}s", "--host", url, "--exit-code-on-error", "0"),
        ]
        watcher = threading.Thread(target=watch)
        watcher.start()
        subprocess.run(
            [sys.executable, "-m", "locust", *words],
            check=True,
            env=os.environ | own | {"HOST_LOAD_WARM_S": str(WARM_S)},
        )
        over.set()
        watcher.join()
        found = json.loads(out.read_text(encoding="utf-8"))
    spent = _processor_s(process) - spent
    return Load(store, seconds, found["times"], found["errors"], memory, spent)


def table(loads: list[Load], users: int, workers: int) -> str:
    """Write what was measured as Markdown."""
    lines = [
        f"{users} athletes for {loads[0].seconds:g} s on {os.cpu_count()} cores, which Locust and "
        f"the database use too; Python {platform.python_version()}, "
        f"{'one process' if workers == 1 else f'{workers} processes'} of the host.",
        "",
        "| | " + " | ".join(load.store for load in loads) + " | target |",
        "|---|" + "---|" * (len(loads) + 1),
    ]
    for kind, limit in KINDS.items():
        shown = [f"{np.median(load.times[kind]):.0f} / {load.p95(kind):.0f} ms" for load in loads]
        must = "" if limit is None else f"95 % below {limit:g} ms"
        lines.append(f"| {kind}, median / 95 % | {' | '.join(shown)} | {must} |")
    rows = {
        "requests a second": [sum(map(len, load.times.values())) / load.seconds for load in loads],
        "processor of the host, of one core": [
            100 * load.processor_s / (load.seconds + WARM_S) for load in loads
        ],
        "errors": [float(len(load.errors)) for load in loads],
    }
    for name, values in rows.items():
        unit = " %" if "processor" in name else ""
        cells = " | ".join(f"{value:.0f}{unit}" for value in values)
        lines.append(f"| {name} | {cells} | {'0' if name == 'errors' else ''} |")
    shown = [f"{load.memory_mb[-1]:.0f} MB, {load.growth - 1:+.1%}" for load in loads]
    limit_text = f"below {FLAT - 1:+.0%}"
    lines.append(
        f"| memory at the end, against a third of the time | {' | '.join(shown)} | {limit_text} |"
    )
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the table between the marks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition("<!-- measured -->")
    after = rest.partition("<!-- end -->")[2]
    whole = f"{before}<!-- measured -->\n\n{text}\n\n<!-- end -->{after}"
    PAGE.write_text(whole, encoding="utf-8")


def _wait(url: str) -> None:
    import httpx

    for _ in range(600):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        time.sleep(0.1)
    raise SystemExit("the host did not start")


def _family(process: int) -> list[int]:
    """Return a process and those that it started."""
    found = [process]
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[1]) == process:
                found.append(int(path.parent.name))
    return found


def _memory_mb(process: int) -> float:
    total = 0.0
    for member in _family(process):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{member}/status").read_text(encoding="utf-8")
            total += sum(int(line.split()[1]) for line in text.splitlines() if "VmRSS" in line)
    return total / 1024


def _processor_s(process: int) -> float:
    ticks = 0
    for member in _family(process):
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{member}/stat").read_text(encoding="utf-8")
            fields = stat.rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main())
