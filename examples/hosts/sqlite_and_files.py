"""A host that watches a folder and keeps everything, decisions included, in one SQLite file."""

import tempfile
from pathlib import Path

import trainkit as tk

HERE = Path(__file__).resolve().parent
FILES = HERE.parent / "data"  # in an app: the folder where the watch's files arrive

with tempfile.TemporaryDirectory() as folder:
    address = f"sqlite:///{folder}/athlete.db"
    with tk.Kit(source=f"files://{FILES}", store=address) as kit:
        report = kit.sync()
        print(f"Synced: {report.activities} recordings, {report.days} days, {report.problems}")

        kit.log(tk.simulate(days=120))  # in an app: the athlete's own history
        today = kit.today()
        print(f"{today.date}: recovery {today.recovery.score:.0f}, {today.recovery.status}")
        print(f"Workout: {today.recommendation.workout.name}")

    with tk.Kit(store=address) as kit:  # another day, another process: all data is there
        print(f"Stored: {kit.history()}")
        print(f"Export: {len(kit.export()) / 1000:.0f} kB")
        print(f"Deleted on request: {kit.forget()} records")
