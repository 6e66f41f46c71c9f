"""A Strava export, files and list, against its files alone: what joining the list costs.

Both are read by one process in turn, and the least processor time of each counts.
"""

import csv
import datetime as dt
import gzip
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import Row
from read_folder_bench import one_hour_ride

from trainkit import read

FILES = 3_000
ROUNDS = 3
CHILD = """
import json, sys, time
import trainkit
history = trainkit.read(sys.argv[1], processes=1)
assert len(history.activities) == int(sys.argv[2]), len(history.activities)
print(json.dumps(time.process_time()))
"""
# The columns of an export of 2026 that hold numbers or text; others are empty in most exports.
NAMES = (
    *("Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description"),
    *("Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort", "Commute"),
    *("Activity Private Note", "Activity Gear", "Filename", "Athlete Weight", "Bike Weight"),
    *("Elapsed Time", "Moving Time", "Distance", "Max Speed", "Average Speed", "Elevation Gain"),
    *("Elevation Loss", "Elevation Low", "Elevation High", "Max Grade", "Average Grade"),
    *("Max Cadence", "Average Cadence", "Max Heart Rate", "Average Heart Rate", "Max Watts"),
    *("Average Watts", "Calories"),
)
EMPTY = [f"Weather {number}" for number in range(50)]


def rows(*, quick: bool) -> list[Row]:
    """Measure the processor time of a folder of files, and of the export that lists them."""
    files = 60 if quick else FILES
    with tempfile.TemporaryDirectory() as folder:
        alone, export = Path(folder, "alone"), Path(folder, "export")
        write_both(alone, export, files)
        times: dict[Path, list[float]] = {alone: [], export: []}
        for _ in range(ROUNDS):
            for place, known in times.items():
                known.append(measure(place, files))
    plain, listed = (min(times[place]) for place in (alone, export))
    return [
        Row(
            f"Strava's list of {files:,} rows with its files, over the files alone",
            f"{listed:.2f} s",
            f"{plain:.2f} s, files alone",
            100 * (listed / plain - 1),
            "%",
            "<= 10",
        )
    ]


def write_both(alone: Path, export: Path, files: int) -> None:
    """Write the same compressed files into both folders, and into one the list of them."""
    for folder in (alone, export):
        (folder / "activities").mkdir(parents=True)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([*NAMES, *EMPTY])
    for number in range(files):
        data = one_hour_ride(number)
        name = f"activities/{9_000_000 + number}.fit.gz"
        packed = gzip.compress(data, 1)
        for folder in (alone, export):
            (folder / name).write_bytes(packed)
        table.writerow([*row_of(number, data, name), *([""] * len(EMPTY))])
    (export / "activities.csv").write_text(text.getvalue())


def row_of(number: int, data: bytes, name: str) -> list[object]:
    """Return the row that lists a file, with the totals that Strava computes from it."""
    (ride,) = read(data, name="ride.fit").activities
    start = ride.start.astimezone(dt.UTC).strftime("%b %d, %Y, %I:%M:%S %p")
    metres = ride.distance_m or 0.0
    text = [f"Ride {number}", "Ride", "windy, with a coffee"]
    first = [3600, metres / 1000, ride.hr_max, 80, "false", "", "Bike", name, 72.0, 8.0]
    second = [3600.0, ride.moving_s, metres, 12.0, metres / 3600, 300.0, 290.0, 350.0, 450.0]
    third = [8.0, 0.1, 100, ride.cadence_mean, ride.hr_max, ride.hr_mean, 400, ride.power_mean]
    return [9_000_000 + number, start, *text, *first, *second, *third, 700]


def measure(folder: Path, files: int) -> float:
    """Return the processor time of reading a folder [s]."""
    child = [sys.executable, "-c", CHILD, str(folder), str(files)]
    return float(json.loads(subprocess.run(child, capture_output=True, check=True).stdout))


if __name__ == "__main__":
    for row in rows(quick="--quick" in sys.argv):
        print(f"{row.work:70} {row.ours:>12} {row.peer:>22} {row.figure:.1f} (must be {row.must})")
