"""Race times of many runners beside a root finder; cover of the interval of a trend."""

import numpy as np
from harness import Row, best_seconds

from trainkit.metrics import running


def rows(*, quick: bool) -> list[Row]:
    from scipy.optimize import brentq

    runners, sample = (2_000, 200) if quick else (100_000, 2_000)
    levels = np.random.default_rng(0).uniform(30, 85, runners)

    def loop() -> list[float]:
        return [
            float(brentq(lambda t, v=v: running.vdot(10_000, t) - v, 1000, 9000, xtol=1e-9))
            for v in levels[:sample].tolist()
        ]

    def plain_loop() -> list[float]:
        return [float(brentq(excess, 16, 150, args=(v,), xtol=1e-11)) * 60 for v in levels[:sample]]

    np.testing.assert_allclose(loop(), running.race_time(levels[:sample], 10_000.0), rtol=1e-9)
    ours = best_seconds(lambda: running.race_time(levels, 10_000.0), repeats=5) / runners
    theirs = best_seconds(plain_loop, repeats=2) / sample
    return [
        Row(
            f"race time from VDOT, {runners:,} values",
            f"{ours * runners * 1e3:.1f} ms",
            f"loop over scipy brentq {theirs * runners * 1e3:.0f} ms",
            theirs / ours,
            "times",
            ">= 100",
        ),
        _trend_cover(quick=quick),
    ]


def _trend_cover(*, quick: bool) -> Row:
    """The 95 % interval of the trend of few races that have none, with normal and heavy errors."""
    random, shares = np.random.default_rng(1), {}
    for races in (3, 4, 5, 6, 8, 9, 12, 20):
        inside = []
        for trial in range(100 if quick else 4000):
            error = random.standard_normal(races) if trial % 2 else random.standard_t(4, races)
            days = np.sort(random.uniform(0, 365, races))
            found = running.race_trend(days, np.maximum(50 + error, 0.0))
            inside.append(found.low <= 0 <= found.high)
        shares[races] = 100 * float(np.mean(inside))
    return Row(
        "trend of races inside its 95 % interval, by their number",
        ", ".join(f"{races}: {share:.1f} %" for races, share in shares.items()),
        "",
        max(abs(share - 95) for share in shares.values()),
        "points off",
        "<= 2",
    )


def excess(minutes: float, level: float) -> float:
    """The equation for one runner in plain Python, the quickest that brentq can be given."""
    import math

    v = 10_000 / minutes
    cost = -4.60 + 0.182258 * v + 0.000104 * v * v
    slow, fast = math.exp(-0.012778 * minutes), math.exp(-0.1932605 * minutes)
    return cost / (0.8 + 0.1894393 * slow + 0.2989558 * fast) - level
