"""Acute to chronic workload ratio of many athletes, against polars, pandas and a memory copy."""

import tracemalloc

import numpy as np
from harness import Row, best_seconds

from trainkit.metrics.acwr import acwr


def rows(*, quick: bool) -> list[Row]:
    """EWMA and rolling ratio of 100,000 athletes over 365 days, one thread."""
    import os

    os.environ["POLARS_MAX_THREADS"] = "1"  # read when polars is first imported
    import pandas as pd
    import polars as pl

    days, athletes = (60, 500) if quick else (365, 100_000)
    rng = np.random.default_rng(0)
    load = rng.gamma(2.0, 30.0, (days, athletes))
    gaps = load.copy()
    for athlete in np.flatnonzero(rng.random(athletes) < 0.1):
        gaps[rng.integers(0, days, 3), athlete] = np.nan
    for athlete in np.flatnonzero(rng.random(athletes) < 1 / 3):
        gaps[: rng.integers(1, days), athlete] = np.nan

    wide = pd.DataFrame(load)
    # a log as it comes: one row for each athlete and day, athlete by athlete
    long = pl.DataFrame({"athlete": np.repeat(np.arange(athletes), days), "load": load.T.ravel()})

    def average(span: int) -> pl.Expr:
        return pl.col("load").ewm_mean(span=span, adjust=False)

    def polars_ratio() -> object:
        return long.group_by("athlete").agg(average(7) / average(28))

    def pandas_ratio() -> pd.DataFrame:
        return wide.ewm(span=7, adjust=False).mean() / wide.ewm(span=28, adjust=False).mean()

    agreed = acwr(load[:, :20], min_periods=1)
    np.testing.assert_allclose(agreed, pandas_ratio().to_numpy()[:, :20])

    tracemalloc.start()
    acwr(load)
    extra_arrays = tracemalloc.get_traced_memory()[1] / load.nbytes
    tracemalloc.stop()
    ours = best_seconds(lambda: acwr(load))
    rolling = best_seconds(lambda: acwr(load, method="rolling"))
    with_gaps = best_seconds(lambda: acwr(gaps))
    copy = best_seconds(load.copy)  # into a new array, as the ratio is
    polars = best_seconds(polars_ratio, repeats=3)
    pandas = best_seconds(pandas_ratio, repeats=2, warm=False)

    size = f"{athletes:,} athletes x {days} days"
    return [
        Row(
            f"EWMA ACWR, {size}",
            f"{ours:.3f} s",
            f"polars {polars:.2f} s",
            polars / ours,
            "x",
            ">= 15",
        ),
        Row(
            f"EWMA ACWR, {size}",
            f"{ours:.3f} s",
            f"pandas {pandas:.2f} s",
            pandas / ours,
            "x",
            ">= 30",
        ),
        Row(
            "the same",
            f"{ours:.3f} s",
            f"memory copy {copy:.3f} s",
            copy / ours,
            "of a copy",
            ">= 0.4",
        ),
        Row(
            "the same, gaps for a tenth, late starts for a third",
            f"{with_gaps:.3f} s",
            f"memory copy {copy:.3f} s",
            copy / with_gaps,
            "of a copy",
            ">= 0.1",
        ),
        Row("the same, peak extra memory", "", "the load array", extra_arrays, "arrays", "<= 3"),
        Row(f"rolling ACWR, {size}", f"{rolling:.3f} s", "EWMA ACWR", rolling / ours, "x", "<= 2"),
    ]
