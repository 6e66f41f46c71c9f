"""A host that needs two numbers only: no Kit, no store, and no plugin is loaded."""

import sys

from trainkit.metrics import acwr, load

# A week of training: minutes and mean heart rate [bpm]; a rest day has no load.
minutes = [0, 45, 60, 0, 50, 30, 95]
pulse = [0, 148, 139, 0, 162, 131, 142]

loads = [
    load.banister_trimp(m, hr, hr_rest=48, hr_max=188) if m else 0.0
    for m, hr in zip(minutes, pulse, strict=True)
]
print(f"Loads of the week: {', '.join(f'{trimp:.0f}' for trimp in loads)}")
print(f"ACWR after six such weeks: {acwr.acwr(loads * 6)[-1]:.2f}")
print(f"pydantic was imported: {'pydantic' in sys.modules}")
