"""Second sources of power: scipy's filters, fits and solvers, and loops over every window."""

from fractions import Fraction

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

RNG = np.random.default_rng(19)
RIDE = np.clip(np.repeat(RNG.integers(80, 420, 30), 40) + RNG.normal(0, 25, 1200), 0, None)
WATTS = np.array([453.0, 430, 405, 375, 360])  # Vanhatalo et al. 2007
SECONDS = np.array([160.0, 205, 260, 430, 685])


@second_source("power.normalized_power", by="numpy.convolve")
def _(normalized: Calculator) -> None:
    sums = np.convolve(RIDE, np.ones(30))[: len(RIDE)]
    full = np.minimum(np.arange(1, len(RIDE) + 1), 30)
    assert normalized(RIDE) == pytest.approx(np.mean((sums / full) ** 4) ** 0.25)
    assert normalized(RIDE, warmup="drop") == pytest.approx(np.mean((sums[29:] / 30) ** 4) ** 0.25)
    assert normalized(RIDE, warmup="zero") == pytest.approx(np.mean((sums / 30) ** 4) ** 0.25)


@second_source("power.xpower", by="numpy.convolve and scipy.signal.lfilter")
def _(xpower: Calculator) -> None:
    from scipy.signal import lfilter

    means = np.convolve(RIDE, np.ones(25) / 25, "valid")
    smooth, _ = lfilter([2 / 26], [1, -24 / 26], means, zi=[24 / 26 * means[0]])
    column = np.concatenate([RIDE[:24], smooth])
    assert xpower(RIDE) == pytest.approx(np.mean(column**4) ** 0.25)
    for name, a in (("goldencheetah", 1 / 26), ("time_constant", 1 - np.exp(-0.04))):
        smooth = lfilter([a], [1, a - 1], RIDE)
        assert xpower(RIDE, method=name) == pytest.approx(np.mean(smooth**4) ** 0.25)


@second_source("power.intensity_factor", by="exact fractions", is_route=True)
def _(factor: Calculator) -> None:
    assert factor(217, ftp_w=263) == pytest.approx(float(Fraction(217, 263)))


@second_source("power.training_stress_score", by="Clarke & Skiba's BikeScore in kilojoules")
def _(score: Calculator) -> None:
    seconds, xpower, cp = 3627.8826, 277.991236, 315
    raw = xpower * seconds * xpower / cp / 1000
    assert raw == pytest.approx(890.030477, abs=1e-4)  # printed in their workbook
    assert score(seconds, xpower, ftp_w=cp) == pytest.approx(raw / (cp * 3.6) * 100)
    assert score(seconds, xpower, ftp_w=cp) == pytest.approx(78.485933, abs=1e-5)  # printed


@second_source("power.variability_index", by="exact fractions", is_route=True)
def _(index: Calculator) -> None:
    assert index(231, 207) == pytest.approx(float(Fraction(231, 207)))


@second_source("power.mean_max", by="numpy.convolve")
def _(mean_max: Calculator) -> None:
    ride = RIDE[:200]
    best = mean_max(ride)
    for d in range(1, 201):
        assert best[d - 1] == pytest.approx(np.convolve(ride, np.ones(d) / d, "valid").max())


@second_source("power.critical_power", by="scipy's linregress and curve_fit")
def _(critical_power: Calculator) -> None:
    from scipy.optimize import curve_fit
    from scipy.stats import linregress, t

    line = linregress(1 / SECONDS, WATTS)
    fit = critical_power(WATTS, SECONDS)
    assert (fit.cp, fit.w_prime) == pytest.approx((line.intercept, line.slope))
    reach = t.ppf(0.975, 3) * line.intercept_stderr
    assert (fit.cp_low, fit.cp_high) == pytest.approx((fit.cp - reach, fit.cp + reach))
    work = linregress(SECONDS, WATTS * SECONDS)
    fit = critical_power(WATTS, SECONDS, method="work")
    assert (fit.cp, fit.w_prime) == pytest.approx((work.slope, work.intercept))
    (cp, w), _ = curve_fit(lambda p, cp, w: w / (p - cp), WATTS, SECONDS, p0=(330, 2e4))
    fit = critical_power(WATTS, SECONDS, method="hyperbolic")
    assert (fit.cp, fit.w_prime) == pytest.approx((cp, w), rel=1e-4)


@second_source("power.fit_three_parameter_power", by="scipy's curve_fit of Morton's equation")
def _(fit: Calculator) -> None:
    from scipy.optimize import curve_fit

    watts = np.array([620.0, 560, 450, 350, 300, 265])

    def duration(p: np.ndarray, cp: float, w: float, p_max: float) -> np.ndarray:
        return w / (p - cp) + w / (cp - p_max)

    noise = np.array([1.05, 0.96, 1.03, 0.98, 1.01, 0.995])
    seconds = duration(watts, 213, 28_066, 700) * noise
    (cp, w, p_max), _ = curve_fit(duration, watts, seconds, p0=(213, 28_066, 700), xtol=1e-12)
    got = fit(watts, seconds)
    assert (got.cp, got.w_prime, got.p_max) == pytest.approx((cp, w, p_max), rel=1e-4)
    sse = np.sum((seconds - duration(watts, cp, w, p_max)) ** 2)
    assert got.sse == pytest.approx(sse, rel=1e-6)


@second_source(
    "power.time_to_exhaustion",
    by="Morton's maximal power, which falls with what is left",
    is_route=True,
)
def _(time_to_exhaustion: Calculator) -> None:
    from scipy.optimize import brentq

    cp, w_prime, p_max = 213.0, 28_066.0, 631.0
    for watts in (560.0, 400.0, 260.0):

        def spare(seconds: float, watts: float = watts) -> float:
            left = w_prime - (watts - cp) * seconds
            return cp + (p_max - cp) * left / w_prime - watts

        expected = brentq(spare, 0, 1e5)
        got = time_to_exhaustion(watts, cp=cp, w_prime=w_prime, p_max=p_max)
        assert got == pytest.approx(expected)
        plain = time_to_exhaustion(watts, cp=cp, w_prime=w_prime)
        assert plain * (watts - cp) == pytest.approx(w_prime)


@second_source("power.w_prime_balance", by="scipy's solve_ivp, and Skiba's double sum")
def _(balance: Calculator) -> None:
    from scipy.integrate import solve_ivp

    cp, w_prime = 240.0, 18_000.0
    state, expected = 0.0, []
    for watts in RIDE[:240]:

        def slope(_t: float, x: np.ndarray, watts: float = watts) -> np.ndarray:
            return np.where(watts >= cp, watts - cp, -x * (cp - watts) / w_prime)

        state = solve_ivp(slope, (0, 1), [state], rtol=1e-8, atol=1e-6).y[0, -1]
        expected.append(w_prime - state)
    got = balance(RIDE[:240], cp=cp, w_prime=w_prime, model="ode")
    np.testing.assert_allclose(got, expected, rtol=1e-6)
    got = balance(RIDE[:240], cp=cp, w_prime=w_prime, model="differential")
    np.testing.assert_allclose(got, expected, rtol=0.002)  # recovers in steps of a second
    spent = np.maximum(RIDE[:240] - cp, 0)
    tau = 546 * np.exp(-0.01 * (cp - RIDE[:240][RIDE[:240] < cp].mean())) + 316
    sums = [sum(spent[u] * np.exp(-(t - u) / tau) for u in range(t + 1)) for t in range(240)]
    got = balance(RIDE[:240], cp=cp, w_prime=w_prime, model="integral")
    np.testing.assert_allclose(got, w_prime - np.array(sums))
