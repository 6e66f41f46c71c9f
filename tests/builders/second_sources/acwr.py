"""Second sources of the ratios: the definitions in loops, and the other system's own cases."""

from bisect import bisect_left, bisect_right

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

RNG = np.random.default_rng(22)
LOAD = RNG.integers(1, 90, 60).astype(float)
OTHER = RNG.integers(1, 90, 60).astype(float)
# Menaspà's third athlete, as published: Williams et al. 2017 print 1.55 and 1.43 for day 28.
ATHLETE = [55, 50, 40, 60, 45, 50, 50, 20, 30, 80, 25, 10, 30, 15]
ATHLETE += [20, 15, 5, 5, 15, 5, 5, 5, 5, 15, 45, 90, 95, 95]


def average(load: np.ndarray, alpha: float, seed: float | None = None) -> list[float]:
    """An exponential average as Williams et al. 2017 write it, one day after the other."""
    state = load[0] if seed is None else seed
    states = []
    for today in load.tolist():
        state = today * alpha + (1 - alpha) * state
        states.append(state)
    return states


def rolling(load: np.ndarray, day: int) -> float:
    return load[day - 6 : day + 1].mean() / load[day - 27 : day + 1].mean()


def uncoupled(load: np.ndarray, day: int) -> float:
    return load[day - 6 : day + 1].mean() / load[day - 27 : day - 6].mean()


@second_source("acwr.acwr", by="Williams et al. 2017, and the definitions day by day")
def _(acwr: Calculator) -> None:
    assert acwr(ATHLETE)[-1] == pytest.approx(1.55, abs=0.005)
    assert acwr(ATHLETE, method="rolling")[-1] == pytest.approx(1.43, abs=0.005)
    fast, slow = average(LOAD, 2 / 8), average(LOAD, 2 / 29)
    for day in (27, 40, 59):
        assert acwr(LOAD)[day] == pytest.approx(fast[day] / slow[day])
        assert acwr(LOAD, method="rolling")[day] == pytest.approx(rolling(LOAD, day))
        assert acwr(LOAD, method="uncoupled")[day] == pytest.approx(uncoupled(LOAD, day))


@second_source("acwr.acute_chronic", by="Williams et al. 2017, day by day")
def _(acute_chronic: Calculator) -> None:
    loads = acute_chronic(LOAD)
    np.testing.assert_allclose(loads.acute[27:], average(LOAD, 2 / 8)[27:])
    np.testing.assert_allclose(loads.chronic[27:], average(LOAD, 2 / 29)[27:])


@second_source("acwr.definitions", by="polars' rolling and exponential means", is_peer=True)
def _(definitions: Calculator) -> None:
    import polars as pl

    def mean(alpha: float, seed: float | None = None) -> np.ndarray:
        first = [] if seed is None else [seed]
        loads = pl.Series([*first, *LOAD.tolist()], dtype=pl.Float64)
        return loads.ewm_mean(alpha=alpha, adjust=False).to_numpy()[len(first) :]

    ours, load = definitions(LOAD), pl.Series(LOAD)
    week, month = load.rolling_mean(7).to_numpy(), load.rolling_mean(28).to_numpy()
    before = load.rolling_mean(21).shift(7).to_numpy()
    faded = load.rolling_mean(28, weights=np.exp(-0.05 * np.arange(28))[::-1].tolist()).to_numpy()
    expected = {
        "rolling": week / month,
        "uncoupled": week / before,
        "ewma": mean(2 / 8) / mean(2 / 29),
        "ewma_zero_seed": mean(2 / 8, 0) / mean(2 / 29, 0),
        "ewma_exponential": mean(1 - np.exp(-1 / 7)) / mean(1 - np.exp(-1 / 28)),
        "fatigue_over_fitness": mean(1 / 7, 0) / mean(1 / 42, 0),
        "decayed_chronic": week / faded,
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(ours, name)[41:], values[41:], err_msg=name)


@second_source(
    "acwr.divergence", by="the quotient of the ratios alone: 2 (r - 1) / (r + 1)", is_route=True
)
def _(divergence: Calculator) -> None:
    for external, internal in ((1.75, 2.13), (0.8, 1.3), (1.05, 0.98)):
        r = external / internal
        assert divergence(external, internal) == pytest.approx(2 * (r - 1) / (r + 1))


@second_source("acwr.load_divergence", by="polars' rolling means", is_peer=True)
def _(load_divergence: Calculator) -> None:
    import polars as pl

    external, internal = (
        (pl.Series(load).rolling_mean(7) / pl.Series(load).rolling_mean(28)).to_numpy()[27:]
        for load in (LOAD, OTHER)
    )
    expected = (external - internal) / ((external + internal) / 2)
    np.testing.assert_allclose(load_divergence(LOAD, OTHER)[27:], expected)


@second_source("acwr.band", by="the standard library's bisect")
def _(band: Calculator) -> None:
    from trainkit.metrics.acwr import DIVERGENCE_BANDS

    edges, names = [-0.15, -0.05, 0.05, 0.15], DIVERGENCE_BANDS.names
    for value in (-0.3, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.3):
        place = bisect_right(edges, value) if value < 0 else bisect_left(edges, value)
        assert band(value, bands=DIVERGENCE_BANDS) == names[place]


@second_source("acwr.category", by="Training Monkey's own unit tests")
def _(category: Calculator) -> None:
    cases = [  # external and internal ratio, divergence, days, weight change
        ((1.75, 2.13, -0.20, 1, float("nan")), "overtraining_risk"),
        ((1.75, 1.6, 0.0, 1, float("nan")), "high_acwr_risk"),
        ((1.0, 1.0, 0.0, 9, float("nan")), "mandatory_rest"),
        ((1.0, 1.0, 0.0, 1, float("nan")), "normal_progression"),
        ((1.6, 1.0, 0.0, 1, -3.5), "underfueling_risk"),
        ((1.0, 1.0, 0.0, 1, -3.5), "normal_progression"),
        ((1.6, 1.6, 0.0, 1, -1.2), "high_acwr_risk"),
    ]
    for (external, internal, divergence, days, weight), name in cases:
        got = category(
            external,
            internal,
            divergence,
            days_since_rest=days,
            weight_change_percent=weight,
            risk_style="aggressive",
        )
        assert got == name
