"""Measure a cohort in processor time: ``python benchmarks/cohort_scale.py [athletes]``.

The figures of docs/scale.md come from here. Processor time, because other programs on a machine
change the wall time and hardly this.
"""

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from trainkit import cohort
from trainkit.cohort import _states
from trainkit.metrics import acwr

FIRST = dt.date(2026, 1, 1)
DAYS = 30


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time of some runs [s]."""
    spent = []
    for _ in range(times):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return min(spent)


def measure_states(load: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    states = _states.first_states(load.size, load.dtype)
    _states.step(states, load, states)
    return seconds(lambda: _states.step(states, load, states))


def measure_acwr(athletes: int, days: int = 365) -> tuple[float, float, float, float]:
    """Return the time of two copies, of loads that are known, and of some with gaps [s].

    The copies are into a new array, as the ratio is, and into one that is there.
    """
    rng = np.random.default_rng(0)
    known = rng.integers(0, 200, (days, athletes)).astype(float)
    gaps, copy = known.copy(), np.empty_like(known)
    for athlete in np.flatnonzero(rng.random(athletes) < 0.1):
        gaps[rng.integers(0, days, 3), athlete] = np.nan
    for athlete in np.flatnonzero(rng.random(athletes) < 1 / 3):
        gaps[: rng.integers(1, 300), athlete] = np.nan
    return (
        seconds(known.copy),
        seconds(lambda: np.copyto(copy, known)),
        seconds(lambda: acwr.acwr(known)),
        seconds(lambda: acwr.acwr(gaps)),
    )


def random_rows(athletes: int) -> pa.Table:
    rng, rows = np.random.default_rng(0), 10 * athletes
    first = (FIRST - dt.date(1970, 1, 1)).days
    days = rng.integers(first, first + DAYS, rows).astype(np.int32)
    return pa.table(
        {
            "athlete": rng.integers(0, athletes, rows).astype(np.int32),
            "day": pa.array(days).cast(pa.date32()),
            "load": rng.integers(0, 200, rows).astype(float),
        }
    )


def main() -> None:
    athletes = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    load = np.random.default_rng(1).integers(0, 200, athletes).astype(float)
    print(f"{athletes:,} athletes, processor seconds")
    print(f"a day of states in memory       {measure_states(load):8.3f}")
    new, old, known, gaps = measure_acwr(max(athletes // 20, 1))
    print(f"a copy into a new array         {new:8.3f}  into one that is there {old:.3f}")
    print(
        f"ACWR of a twentieth, 365 days   {known:8.3f}  {new / known:.2f}, {old / known:.2f} of it"
    )
    print(f"the same with gaps, late starts {gaps:8.3f}  {new / gaps:.2f}, {old / gaps:.2f} of it")
    with tempfile.TemporaryDirectory() as folder:
        last = FIRST + dt.timedelta(days=DAYS - 1)
        made = cohort.create(Path(folder) / "cohort", athletes, (FIRST, last))
        rows = random_rows(athletes)
        print(f"ten rows each, random order     {seconds(lambda: made.ingest(rows), 1):8.3f}")
        day = last + dt.timedelta(days=1)
        spent = seconds(lambda: made.update(day, load, durable=False), 1)
        print(f"a day from disk to disk         {spent:8.3f}")
        print(f"ACWR from disk to disk          {seconds(lambda: made.compute('acwr'), 1):8.3f}")


if __name__ == "__main__":
    main()
