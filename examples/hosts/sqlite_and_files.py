"""A host that watches a folder and keeps everything in one SQLite file, decisions included."""

import tempfile
from pathlib import Path

import trainkit as tk

HERE = Path(__file__).resolve().parent
FILES = HERE.parent / "data"  # in an app: the folder into which the watch's files are copied

with tempfile.TemporaryDirectory() as folder:
    address = f"sqlite:///{folder}/athlete.db"
    with tk.Kit(source=f"files://{FILES}", store=address) as kit:
        found = kit.sync()
        print(f"Synced: {found.activities} recordings, {found.days} days, {found.problems}")

        kit.log(tk.simulate(days=120))  # in an app: years of the athlete's own files
        today = kit.today()
        print(f"{today.date}: recovery {today.recovery.score:.0f}, {today.recovery.status}")
        print(f"To do: {today.recommendation.workout.name}")

    with tk.Kit(store=address) as kit:  # another day, another process: everything is there
        print(f"Kept: {kit.history()}")
        print(f"For the athlete to take away: {len(kit.export()) / 1000:.0f} kB")
        print(f"Forgotten on request: {kit.forget()} records")
