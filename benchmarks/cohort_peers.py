"""Exponential ACWR of a cohort by trainkit and by peers: ``python cohort_peers.py [athletes]``.

Everybody reads the same loads from disk: the rows (athlete, day, load) of a Parquet file, sorted by
athlete and day, or the matrices of a cohort's folder. The job is the ratio of every day in memory,
without an answer before day 28; ours that writes files does more. Each peer runs on one thread, in
the fastest of the ways that its manual suggests; all results are compared. The figures are
processor time, because other programs on a machine change the wall time and hardly this.
"""

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trainkit import cohort
from trainkit._array import FloatArray
from trainkit.metrics import acwr

if TYPE_CHECKING:
    import polars as pl

DAYS, FIRST = 365, dt.date(2025, 1, 1)
ACUTE, CHRONIC = 2 / 8, 2 / 29
MUST = {"polars": 6, "pandas": 30, "duckdb": 50}
Job = Callable[[], FloatArray | list[FloatArray]]


def main() -> int:
    """Run the jobs, print the table; the exit code is 1 if a target is missed."""
    os.environ["POLARS_MAX_THREADS"] = "1"  # read when polars is first imported
    athletes = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    loads = np.random.default_rng(0).gamma(2.0, 30.0, (DAYS, athletes))
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), loads)
        expected = acwr.acwr(loads)
        best = {name: measure(job, expected) for name, job in jobs(Path(folder), loads).items()}
    print(f"{athletes:,} athletes by {DAYS} days, one thread, processor seconds\n")
    print("| who | way | seconds | times ours | must |\n|---|---|---|---|---|")
    ours, missed = best["trainkit", "cohort"], False
    for (who, way), spent in best.items():
        times = spent / ours
        missed |= times < MUST.get(who, 0) and spent == least(best, who)
        print(f"| {who} | {way} | {spent:.3f} | {times:.1f} | {MUST.get(who, '')} |")
    return int(missed)


def least(best: Mapping[tuple[str, str], float], who: str) -> float:
    """Return the time of somebody's fastest way [s]."""
    return min(spent for (name, _), spent in best.items() if name == who)


def measure(job: Job, expected: FloatArray, times: int = 3) -> float:
    """Return the least processor time of some runs [s], after one that is compared."""
    first = job()
    result = np.concatenate(first, axis=1) if isinstance(first, list) else first
    np.testing.assert_allclose(result, expected, rtol=1e-9)
    spent = []
    for _ in range(times):
        begin = time.process_time()
        job()
        spent.append(time.process_time() - begin)
    return min(spent)


def write_files(folder: Path, loads: FloatArray) -> None:
    """Write the same loads as rows and as a cohort."""
    days, athletes = loads.shape
    table = pa.table(
        {
            "athlete": np.repeat(np.arange(athletes, dtype=np.int32), days),
            "day": np.tile(np.arange(days, dtype=np.int32), athletes),
            "load": loads.T.ravel(),
        }
    )
    pq.write_table(table, folder / "rows.parquet", use_dictionary=False, compression="none")
    dates = pa.array(np.tile(np.datetime64(FIRST) + np.arange(days), athletes))
    last = FIRST + dt.timedelta(days=days - 1)
    rows = table.set_column(1, "day", dates)
    cohort.create(folder / "cohort", athletes, (FIRST, last), rows=rows)


def jobs(folder: Path, loads: FloatArray) -> dict[tuple[str, str], Job]:
    """Return each job by who does it and how."""
    file = str(folder / "rows.parquet")
    matrix = np.memmap(folder / "matrix.bin", float, "w+", shape=loads.shape)
    matrix[...] = loads
    made, compiled = cohort.open(folder / "cohort"), by_numba()
    return {
        ("trainkit", "cohort"): lambda: by_tile(made),
        ("trainkit", "cohort, into new files"): lambda: into_files(folder / "cohort"),
        ("trainkit", "one mapped matrix"): lambda: acwr.acwr(matrix),
        ("trainkit", "Parquet"): lambda: by_rows(file),
        ("polars", "lazy, sorted, by group"): lambda: by_groups(file),
        ("polars", "lazy, sorted, over"): lambda: over_athletes(file),
        ("pandas", "wide"): lambda: by_pandas(file),
        ("duckdb", "window"): lambda: by_duckdb(file),
        ("numpy", "loop over days, no gaps"): lambda: by_numpy(matrix),
        ("numba", "loop, with gaps"): lambda: compiled(matrix),
    }


def by_tile(made: cohort.Cohort) -> FloatArray:
    """Compute from the mapped tiles into one array."""
    ratio = np.empty((DAYS, made.athletes))
    first = 0
    for tile in range(made.tiles):
        load = made.tile("load", tile)
        acwr.acwr(load, out=ratio[:, first : first + load.shape[1]])
        first += load.shape[1]
    return ratio


def into_files(folder: Path) -> list[FloatArray]:
    """Compute into result files, from scratch, and map them."""
    results = folder / "results"
    if results.exists():  # to delete them is no part of the job, and is done aside
        results.rename(folder.with_name(f"old-{time.monotonic_ns()}"))
    made = cohort.open(folder)
    done = made.compute("acwr")
    return [done.tile("acwr", tile) for tile in range(made.tiles)]


def by_rows(file: str) -> FloatArray:
    """Read rows, turn them day by day, compute."""
    load = pq.read_table(file, columns=["load"])["load"].to_numpy()
    return acwr.acwr(np.ascontiguousarray(load.reshape(-1, DAYS).T))


def average(span: int) -> "pl.Expr":
    import polars as pl

    return pl.col("load").ewm_mean(span=span, adjust=False, min_samples=28)


def by_groups(file: str) -> FloatArray:
    import polars as pl

    rows = pl.scan_parquet(file).with_columns(pl.col("athlete").set_sorted())
    groups = rows.group_by("athlete", maintain_order=True).agg(average(7) / average(28))
    return turn(groups.explode("load").select("load").collect()["load"])


def over_athletes(file: str) -> FloatArray:
    import polars as pl

    rows = pl.scan_parquet(file).with_columns(pl.col("athlete").set_sorted())
    ratio = (average(7) / average(28)).over("athlete")
    return turn(rows.select(ratio).collect()["load"])


def turn(column: "pl.Series") -> FloatArray:
    """View a column of athlete after athlete as (days, athletes); null becomes NaN."""
    matrix: FloatArray = column.to_numpy().reshape(-1, DAYS).T
    return matrix


def by_pandas(file: str) -> FloatArray:
    import pandas as pd

    load = pd.read_parquet(file, columns=["load"])["load"].to_numpy()
    wide = pd.DataFrame(load.reshape(-1, DAYS).T)
    acute = wide.ewm(span=7, adjust=False, min_periods=28).mean()
    chronic = wide.ewm(span=28, adjust=False, min_periods=28).mean()
    ratio: FloatArray = (acute / chronic).to_numpy()
    return ratio


def by_duckdb(file: str) -> FloatArray:
    """Sum loads that grow by 1 / (1 - weight) a day, since SQL has no state to carry."""
    import duckdb

    def average(weight: float) -> str:
        rest, days = 1 - weight, "OVER athlete_days"
        since_first = f"{weight} * sum(load * pow({rest}, -day)) {days} * pow({rest}, day)"
        return f"{since_first} + pow({rest}, day + 1) * first(load) {days}"

    query = f"""
        SELECT athlete, day, CASE WHEN day >= 27 THEN acute / chronic END AS ratio FROM (
            SELECT athlete, day, {average(ACUTE)} AS acute, {average(CHRONIC)} AS chronic
            FROM read_parquet('{file}')
            WINDOW athlete_days AS (
                PARTITION BY athlete ORDER BY day ROWS UNBOUNDED PRECEDING))"""  # noqa: S608
    with duckdb.connect(config={"threads": 1}) as connection:
        rows = connection.execute(query).fetchnumpy()
    ratio = np.empty((DAYS, rows["athlete"].max() + 1))
    ratio[rows["day"], rows["athlete"]] = np.ma.filled(rows["ratio"], np.nan)
    return ratio


def by_numpy(load: FloatArray) -> FloatArray:
    """Write what anybody would write: it knows neither gaps nor late starts."""
    ratio, acute, chronic = np.empty_like(load), load[0].copy(), load[0].copy()
    for day, today in enumerate(load):
        acute += ACUTE * (today - acute)
        chronic += CHRONIC * (today - chronic)
        ratio[day] = acute / chronic
    ratio[:27] = np.nan
    return ratio


def by_numba() -> Callable[[FloatArray], FloatArray]:
    """Compile the loops that anybody would write, with gaps and late starts."""
    import numba

    def ratios(load: FloatArray) -> FloatArray:
        days, athletes = load.shape
        ratio = np.empty((days, athletes))
        acute, chronic = np.full(athletes, np.nan), np.full(athletes, np.nan)
        begun = np.zeros(athletes, np.int64)
        for day in range(days):
            for athlete in range(athletes):
                today = load[day, athlete]
                known = not np.isnan(today)
                begun[athlete] += begun[athlete] > 0 or known
                if begun[athlete] == 1:
                    acute[athlete] = chronic[athlete] = today
                if known:
                    acute[athlete] += ACUTE * (today - acute[athlete])
                    chronic[athlete] += CHRONIC * (today - chronic[athlete])
                shown = known and begun[athlete] >= 28
                ratio[day, athlete] = acute[athlete] / chronic[athlete] if shown else np.nan
        return ratio

    compiled: Callable[[FloatArray], FloatArray] = numba.njit(ratios)
    return compiled


if __name__ == "__main__":
    sys.exit(main())
