"""Merge a ride (FIT and GPX) and some mornings (CSV) into one history, and remove a spike."""

from pathlib import Path

import trainkit as tk

history = tk.read(Path(__file__).parent / "data", timezone="Europe/Berlin")
print(history)

ride = history.activities[0]
print(f"{ride.name}: {ride.distance_m:.0f} m, {ride.hr_mean:.0f} bpm, {ride.power_mean:.0f} W")
print("merged from:", ", ".join(source.source for source in ride.sources))

report = tk.quality(history)
print(report)

cleaned = tk.io.clean(history, report)
for change in cleaned.changes:
    print(f"{change.column}: {len(change.samples) or 1} value(s) changed")
