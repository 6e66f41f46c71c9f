"""Ten years of one athlete, 3,650 days and 2,500 recorded activities: sync, size, today's page."""

import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Row

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import trainkit as tk
from builders.intervals_server import IntervalsServer, serve_intervals
from builders.ten_years import LAST, Samples, activities_of, wellness_of

CPU = "CPU time of the process"
DAYS, ACTIVITIES = 3650, 2500
NOW = dt.datetime.combine(LAST, dt.time(18), dt.UTC)
CONFIG = """
athlete = "me"
[athletes.me]
sex = "female"
birth_date = 1992-05-14
hr_rest = 50
hr_max = 188
timezone = "Europe/Berlin"
"""
TODAY = "import sys; from trainkit.cli import main; sys.exit(main())"


def rows(*, quick: bool) -> list[Row]:
    """The first sync, a daily one, the database, and the command of every morning."""
    days, activities = (DAYS // 40, ACTIVITIES // 40) if quick else (DAYS, ACTIVITIES)
    with tempfile.TemporaryDirectory() as name, serve_intervals() as server:
        home = Path(name)
        (home / "config.toml").write_text(CONFIG, encoding="utf-8")
        server.wellness = wellness_of(days)
        server.activities = activities_of(activities, days)
        server.streams = Samples(activities)
        first_s, first_calls = sync(home, server)
        daily_s, daily_calls = sync(home, server)
        megabytes = (home / "trainkit.db").stat().st_size / 1e6
        what = f"{days:,} days, {activities:,} activities"
        computed_s = today(home)
        kept_s = min(today(home) for _ in range(1 if quick else 9))
    return [
        Row(f"first sync, {what}", f"CPU time, {first_calls:,} calls", "", first_s, "s", "<= 120"),
        Row(
            "daily sync of ten years", f"CPU time {daily_s:.2f} s", "", daily_calls, "calls", "<= 6"
        ),
        Row("database of ten years", what, "", megabytes, "MB", "<= 120"),
        Row("`trainkit today` of ten years, page kept", CPU, "", kept_s, "s", "<= 0.6"),
        Row("`trainkit today` of ten years, after new data", CPU, "", computed_s, "s", "<= 5"),
    ]


def sync(home: Path, server: IntervalsServer) -> tuple[float, int]:
    """Sync, and return the CPU time, the server's included [s], and the number of calls."""
    server.calls.clear()
    source = {"name": "intervals", "api_key": "k", "base_url": server.url}
    begun = time.process_time()
    with tk.Kit(
        source={**source, "calls_per_second": 1000},
        store=f"sqlite:///{home}/trainkit.db",
        clock=lambda: NOW,
    ) as kit:
        kit.sync(force=True)
    return time.process_time() - begun, len(server.calls)


def today(home: Path) -> float:
    """Run the command as a process of its own, and return its CPU time [s]."""
    command = [sys.executable, "-c", TODAY, "today", "--date", str(LAST)]
    environment = {**os.environ, "TRAINKIT_HOME": str(home)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
