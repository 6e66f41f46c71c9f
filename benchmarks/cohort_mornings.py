"""Measure recovery and warnings of a cohort: ``python benchmarks/cohort_mornings.py [athletes]``.

Each athlete is a simulated person of a year, whose days are rolled by some weeks, so that the last
day is another one for each; a tenth keep no journal, and a tenth began within the year. Processor
time, because other programs on a machine change the wall time and less this; the yardstick is a
copy of the same files in memory. Files are in the cache of the system.
"""

import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from trainkit import cohort, simulate
from trainkit.cohort._layout import Layout

FIRST = dt.date(2026, 1, 1)
DAYS = 365
PEOPLE = 48
JOURNAL = ("soreness", "energy", "mood", "sleep_quality", "felt_stress", "pain")


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a run [s]."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def simulated(folder: Path) -> dict[str, np.ndarray]:
    """Simulate people, and return their columns, each of shape (days, people)."""
    last = FIRST + dt.timedelta(days=DAYS - 1)
    people = ((str(seed), simulate(days=DAYS, seed=seed, end=last)) for seed in range(PEOPLE))
    made = cohort.from_histories(folder / "people", people, (FIRST, last))
    rng = np.random.default_rng(0)
    columns = {name: made.daily(name) for name in made.fields}
    for name in JOURNAL:
        answers = rng.integers(0, 11, (DAYS, PEOPLE)) * 10.0
        columns[name] = np.where(rng.random(answers.shape) < 0.6, answers, np.nan)
        columns[name][:, : PEOPLE // 10] = np.nan
    return columns


def fill(folder: Path, athletes: int) -> cohort.Cohort:
    """Make a cohort, tile by tile."""
    columns = simulated(folder)
    last = FIRST + dt.timedelta(days=DAYS - 1)
    made = cohort.create(folder / "cohort", athletes, (FIRST, last), fields=list(columns))
    layout = Layout.read(made.folder)
    rng = np.random.default_rng(1)
    for tile in range(layout.tiles):
        width = layout.width(tile)
        who, by = rng.integers(0, PEOPLE, width), rng.integers(0, DAYS, width)
        begun = np.where(rng.random(width) < 0.1, rng.integers(1, DAYS, width), 0)
        days = np.arange(DAYS)[:, np.newaxis]
        for name, column in columns.items():
            matrix = column[(days + by) % DAYS, who]
            layout.write_tile(name, tile, np.where(days < begun, np.nan, matrix))
    return cohort.open(made.folder)


def copy_all(made: cohort.Cohort) -> None:
    for name in made.fields:
        for tile in range(made.tiles):
            np.array(made.tile(name, tile))


def night(made: cohort.Cohort, columns: dict[str, np.ndarray]) -> None:
    """Add a day for everybody, and ask for recovery and warnings of it."""
    date = made.dates[-1].item() + dt.timedelta(days=1)
    health = {name: column for name, column in columns.items() if name != "load"}
    made.update(date, columns["load"], health=health, durable=False)
    made.compute("recovery", "warnings")


def last_day(made: cohort.Cohort) -> dict[str, np.ndarray]:
    """Read a day of a week ago, to add it once more."""
    rows = {name: [made.tile(name, tile)[-7] for tile in range(made.tiles)] for name in made.fields}
    return {name: np.concatenate(parts) for name, parts in rows.items()}


def main() -> None:
    athletes = int(sys.argv[1]) if len(sys.argv) > 1 else 8_192
    with tempfile.TemporaryDirectory() as folder:
        made = fill(Path(folder), athletes)
        copy_all(made)
        copied = seconds(lambda: copy_all(made))
        print(f"{athletes:,} athletes, a year each, {len(made.fields)} fields, processor time")
        print("| work | us an athlete | s for 100,000 | times a copy of the fields |")
        print("|---|---|---|---|")
        jobs: dict[str, Callable[[], object]] = {
            "a copy of the fields": lambda: copy_all(made),
            "recovery": lambda: made.compute("recovery"),
            "recovery and warnings": lambda: made.compute(
                "recovery",
                "warnings",
                options={"recovery": {"bands": "80/50"}, "warnings": {"risk_style": "adaptive"}},
            ),
        }
        for name, job in jobs.items():
            tell(name, seconds(job), athletes, copied)
        made.compute("recovery", "warnings")
        tell_nights(made, athletes, copied)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"\nlargest memory of the process {peak:.0f} MB")


def tell_nights(made: cohort.Cohort, athletes: int, copied: float) -> None:
    """Measure the night that makes what is carried, and later ones; the best of five."""
    rows = last_day(made)
    tell(
        "the night that begins to carry, with the update",
        seconds(lambda: night(made, rows)),
        athletes,
        copied,
    )
    nights = [seconds(lambda: night(made, rows)) for _ in range(5)]
    tell("a night that is carried, with the update", min(nights), athletes, copied)
    date = made.dates[-1].item() + dt.timedelta(days=1)
    health = {name: column for name, column in rows.items() if name != "load"}
    update = seconds(lambda: made.update(date, rows["load"], health=health, durable=False))
    tell("of which the update", update, athletes, copied)


def tell(name: str, spent: float, athletes: int, copied: float) -> None:
    each = spent / athletes
    print(f"| {name} | {1e6 * each:.1f} | {1e5 * each:.1f} | {spent / copied:.1f} |")


if __name__ == "__main__":
    main()
