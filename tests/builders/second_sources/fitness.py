"""Second sources of fitness: the published sums one by one, and scipy's filters and solvers."""

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

RNG = np.random.default_rng(21)
LOAD = RNG.integers(0, 150, 150).astype(float)
MODEL = {"k1": 0.11, "tau1": 41.0, "k2": 0.24, "tau2": 9.0}


def fading(load: np.ndarray, day: int, tau: float) -> float:
    """Banister's sum of the loads up to a day, each faded by its age."""
    return sum(load[s] * np.exp(-(day - s) / tau) for s in range(day + 1))


@second_source("fitness.performance_chart", by="scipy.signal.lfilter")
def _(performance_chart: Calculator) -> None:
    from scipy.signal import lfilter

    weights = {
        "trainingpeaks": lambda n: 1 / n,
        "intervals.icu": lambda n: 1 - np.exp(-1 / n),
        "2/(N+1)": lambda n: 2 / (n + 1),
    }
    for name, weight in weights.items():
        ctl, atl = (lfilter([weight(n)], [1, weight(n) - 1], LOAD) for n in (42, 7))
        chart = performance_chart(LOAD, alpha=name)
        np.testing.assert_allclose(chart.ctl, ctl)
        np.testing.assert_allclose(chart.atl, atl)
        np.testing.assert_allclose(chart.tsb[1:], (ctl - atl)[:-1], atol=1e-9)


@second_source("fitness.ramp_rate", by="polars' difference", is_peer=True)
def _(ramp_rate: Calculator) -> None:
    import polars as pl

    np.testing.assert_allclose(ramp_rate(LOAD)[7:], pl.Series(LOAD).diff(7)[7:])


@second_source("fitness.impulse_response", by="Banister's double sum", is_route=True)
def _(impulse_response: Calculator) -> None:
    got = impulse_response(LOAD, p0=250, **MODEL)
    for day in (0, 10, 80, 149):
        g, h = fading(LOAD, day, 41.0), fading(LOAD, day, 9.0)
        assert got[day] == pytest.approx(250 + 0.11 * g - 0.24 * h)


@second_source("fitness.response_states", by="Banister's double sum", is_route=True)
def _(states: Calculator) -> None:
    got = states(LOAD, tau1=41, tau2=9)
    for day in (0, 10, 80, 149):
        assert got.g[day] == pytest.approx(fading(LOAD, day, 41.0))
        assert got.h[day] == pytest.approx(fading(LOAD, day, 9.0))


@second_source("fitness.hill_saturation", by="scipy's logistic function of the logarithm")
def _(saturation: Calculator) -> None:
    from scipy.special import expit

    load = LOAD[LOAD > 0]
    expected = 400 * expit(1.55 * np.log(load / 200))
    np.testing.assert_allclose(saturation(load, kappa=400, delta=200, gamma=1.55), expected)


@second_source("fitness.days_to_peak", by="scipy's search on the curve of influence")
def _(days_to_peak: Calculator) -> None:
    from scipy.optimize import brentq, minimize_scalar

    def influence(days: float) -> float:
        return 0.11 * np.exp(-days / 41) - 0.24 * np.exp(-days / 9)

    got = days_to_peak(**MODEL)
    assert got.t_n == pytest.approx(brentq(influence, 0.1, 60))
    highest = minimize_scalar(lambda days: -influence(days), bounds=(5, 120), method="bounded")
    assert got.t_g == pytest.approx(highest.x, abs=0.01)


DAYS = np.arange(5, 150, 3)
TESTS = np.array([250 + 0.11 * fading(LOAD, d, 41.0) - 0.24 * fading(LOAD, d, 9.0) for d in DAYS])
NOISY = TESTS + RNG.normal(0, 0.5, len(TESTS))


def least_squares(value: np.ndarray) -> np.ndarray:
    """Fit all five parameters at once: p0, k1, tau1, k2, tau2."""
    from scipy.optimize import least_squares as solve

    age = DAYS[:, None] - np.arange(150)
    past = age >= 0

    def residual(z: np.ndarray) -> np.ndarray:
        p0, k1, tau1, k2, tau2 = z
        g, h = (np.where(past, np.exp(-np.where(past, age, 0) / t), 0) @ LOAD for t in (tau1, tau2))
        return p0 + k1 * g - k2 * h - value

    start, scale = [250, 0.11, 41, 0.24, 9], [100, 0.1, 10, 0.1, 10]
    return np.asarray(solve(residual, start, x_scale=scale, xtol=1e-12, ftol=1e-12).x)


@second_source("fitness.fit_impulse_response", by="scipy's least_squares of all five parameters")
def _(fit: Calculator) -> None:
    ours = fit(LOAD, DAYS, NOISY)
    got = [ours.p0, ours.k1, ours.tau1, ours.k2, ours.tau2]
    np.testing.assert_allclose(got, least_squares(NOISY), rtol=2e-3)


@second_source("fitness.bootstrap_impulse_response", by="scipy's least_squares of each resample")
def _(bootstrap: Calculator) -> None:
    ours = bootstrap(LOAD, DAYS, NOISY, seed=4, resamples=20, level=0.8)
    p0, k1, tau1, k2, tau2 = least_squares(NOISY)
    fitted = np.array([p0 + k1 * fading(LOAD, d, tau1) - k2 * fading(LOAD, d, tau2) for d in DAYS])
    residual = (NOISY - fitted) * np.sqrt(len(DAYS) / (len(DAYS) - 5))
    random = np.random.default_rng(4)
    draws = [least_squares(fitted + random.choice(residual, len(DAYS))) for _ in range(20)]
    low, high = np.quantile(draws, (0.1, 0.9), axis=0)
    np.testing.assert_allclose(np.array(ours), np.stack([low, high], axis=1), rtol=5e-3)
