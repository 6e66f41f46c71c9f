"""Ten hours of power at one sample a second: normalized power and the whole mean-max curve."""

import numpy as np
from harness import Row, best_seconds

from trainkit.metrics import power


def rows(*, quick: bool) -> list[Row]:
    import pandas as pd

    samples = 3_600 if quick else 36_000
    rng = np.random.default_rng(0)
    drift = np.cumsum(rng.normal(0, 5, samples))
    watts = np.clip(200 + drift - drift.mean() + rng.normal(0, 40, samples), 0, 1200)
    frame = pd.Series(watts)

    def with_pandas() -> float:
        means = frame.rolling(30, min_periods=1).mean()
        return float((means**4).mean() ** 0.25)

    assert abs(with_pandas() - power.normalized_power(watts)) < 1e-6
    ours = best_seconds(lambda: power.normalized_power(watts), repeats=50)
    theirs = best_seconds(with_pandas, repeats=50)
    curve = best_seconds(lambda: power.mean_max(watts), repeats=3)
    check_exact(watts)
    return [
        Row(
            f"normalized power of {samples:,} samples",
            f"{ours * 1e3:.2f} ms",
            f"pandas rolling {theirs * 1e3:.2f} ms",
            theirs / ours,
            "times",
            ">= 2",
        ),
        Row(
            f"mean-max, all {samples:,} durations, exact",
            f"{curve:.3f} s",
            "one core",
            curve,
            "s",
            "<= 0.3",
        ),
    ]


def check_exact(watts: np.ndarray) -> None:
    """Compare some durations with every window of them, taken one by one."""
    curve = power.mean_max(watts)
    total = np.concatenate([[0.0], np.cumsum(watts)])
    for d in (1, 2, 63, 64, 65, len(watts) // 3, len(watts) - 1, len(watts)):
        assert abs(curve[d - 1] - (total[d:] - total[:-d]).max() / d) < 1e-9
