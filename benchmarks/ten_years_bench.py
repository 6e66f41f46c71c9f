"""Ten years of one athlete, 3,650 days and 2,500 recorded activities: sync, size, today's page."""

import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

from command_line import cpu_of, warm_up
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


def rows(*, quick: bool) -> list[Row]:
    """The first sync, a daily one, the database, and the command of every morning."""
    warm_up()
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
        next_s = min(news(home, hrv) for hrv in range(58, 59 if quick else 63))
    merged_s, assessed_s = one_new_day(days)
    return [
        Row(f"first sync, {what}", f"CPU time, {first_calls:,} calls", "", first_s, "s", "<= 120"),
        Row(
            "daily sync of ten years", f"CPU time {daily_s:.2f} s", "", daily_calls, "calls", "<= 6"
        ),
        Row("database of ten years", what, "", megabytes, "MB", "<= 120"),
        Row("`trainkit today` of ten years, page kept", CPU, "", kept_s, "s", "<= 0.6"),
        Row(
            "`trainkit today` of ten years, after the first sync", CPU, "", computed_s, "s", "<= 5"
        ),
        Row("`trainkit today` of ten years, after a new morning", CPU, "", next_s, "s", "<= 0.3"),
        Row(
            "`assess` after one new day, ten years",
            f"CPU time; the merger {1e3 * merged_s:.1f} ms",
            "",
            1e3 * assessed_s,
            "ms",
            "<= 10",
        ),
    ]


def one_new_day(days: int) -> tuple[float, float]:
    """Return the CPU time of merging a morning and a run into a history, and of a decision [s]."""
    history = tk.simulate(days=days + 1)
    athlete, last = history.athlete, history.dates[-1].item()
    assert athlete is not None
    known, new = history.until(last - dt.timedelta(days=1)), history.between(last, last)
    tk.assess(known, athlete)
    merged, assessed = [], []
    for _ in range(9):
        begun = time.process_time()
        longer = known.merge(new)
        merged.append(time.process_time() - begun)
        begun = time.process_time()
        tk.assess(longer, athlete)
        assessed.append(time.process_time() - begun)
    return min(merged), min(assessed)


def news(home: Path, hrv: int) -> float:
    """Log the morning of the last day by hand, as news, and return the time of the page [s]."""
    with tk.Kit(store=f"sqlite:///{home}/trainkit.db", clock=lambda: NOW) as kit:
        kit.log(tk.DailyHealth(date=LAST, hrv_rmssd=hrv, resting_hr=49))
    return today(home)


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
    return cpu_of(["today", "--date", str(LAST)], home)
