"""From sessions to a coach's Monday numbers, using the calculators alone."""

import numpy as np

from trainkit.metrics import acwr, fitness, load

HEART = {"hr_rest": 48.0, "hr_max": 188.0}

# Eight weeks of one pattern with growing minutes, and mean heart rates; rest days have 0 minutes.
minutes = np.resize([0, 45, 60, 40, 70, 0, 110], 56) * np.linspace(0.8, 1.1, 56)
pulse = np.resize([60, 142, 158, 135, 150, 60, 138], 56)
daily = load.banister_trimp(minutes, pulse, **HEART)

ratio = acwr.acwr(daily)
chart = fitness.performance_chart(daily)
print(f"load of the last week  {daily[-7:].sum():6.0f} au")
print(f"monotony               {load.monotony(daily)[-1]:6.2f}")
print(f"ACWR                   {ratio[-1]:6.2f}  ({acwr.band(ratio[-1])})")
print(f"fitness, fatigue       {chart.ctl[-1]:6.0f} {chart.atl[-1]:6.0f}")
print(f"form this morning      {chart.tsb[-1]:+6.0f}")
