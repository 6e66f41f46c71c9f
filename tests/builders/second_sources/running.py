"""Second sources of running: rows of Daniels' book, and scipy's root finder and fits."""

import math

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

# Spot rows of Daniels' Running Formula, 3rd ed. (2013): VDOT, metres, seconds.
BOOK = [(38, 5000, 1512), (55, 21_097.5, 5058), (80, 42_195, 7658)]


def oxygen(metres: float, seconds: float) -> float:
    """Oxygen cost over the share of the maximum that lasts so long: Daniels & Gilbert 1979."""
    minutes = seconds / 60
    speed = metres / minutes
    cost = -4.60 + 0.182258 * speed + 0.000104 * speed * speed
    share = 0.8 + 0.1894393 * math.exp(-0.012778 * minutes)
    return cost / (share + 0.2989558 * math.exp(-0.1932605 * minutes))


@second_source("running.vdot", by="Daniels' book, and his equations in plain Python")
def _(vdot: Calculator) -> None:
    for level, metres, seconds in BOOK:
        assert vdot(metres, seconds) == pytest.approx(level, abs=0.16)
    assert vdot(8000, 1900) == pytest.approx(oxygen(8000, 1900), rel=1e-9)


@second_source("running.race_time", by="Daniels' book, and scipy's brentq")
def _(race_time: Calculator) -> None:
    from scipy.optimize import brentq

    for level, metres, seconds in BOOK:
        assert race_time(level, metres) == pytest.approx(seconds, abs=max(1.5, 0.002 * seconds))
    for level, metres in ((33.3, 3000), (52.7, 15_000), (71.1, 42_195)):
        root = brentq(lambda s, v=level, m=metres: oxygen(m, s) - v, 60, 40_000, xtol=1e-10)
        assert race_time(level, metres) == pytest.approx(root, rel=1e-8)


@second_source("running.training_paces", by="Daniels' book")
def _(training_paces: Calculator) -> None:
    # Easy fast and slow, marathon, threshold per kilometre; interval and repetition per 400 m.
    for level, row in {60: (255, 289, 232, 220, 81, 75), 70: (224, 255, 204, 194, 71, 65)}.items():
        letters = training_paces(level)
        ours = np.array([*letters[0], *letters[1:]], dtype=float)
        book = np.array([*row[:4], row[4] * 2.5, row[5] * 2.5])
        assert (np.abs(ours - book) <= [3.05, 0.95, 2.55, 0.75, 2.45, 2.45]).all()
        assert float(letters[2]) == pytest.approx(row[3], abs=0.75)


@second_source("running.riegel", by="a sum of logarithms", is_route=True)
def _(riegel: Calculator) -> None:
    for seconds, near, far in ((1200, 5000, 10_000), (3600, 10_000, 42_195)):
        logarithm = math.log(seconds) + 1.06 * (math.log(far) - math.log(near))
        assert riegel(seconds, near, far) == pytest.approx(math.exp(logarithm))


@second_source("running.fit_riegel_exponent", by="scipy.stats.linregress of logarithms")
def _(fit: Calculator) -> None:
    from scipy.stats import linregress

    metres, seconds = (
        np.array([3000.0, 5000, 10_000, 21_097.5]),
        np.array([640.0, 1110, 2330, 5150]),
    )
    line = linregress(np.log(metres), np.log(seconds))
    assert fit(metres, seconds) == pytest.approx(line.slope)


@second_source("running.critical_speed", by="numpy.polyfit")
def _(critical_speed: Calculator) -> None:
    metres, seconds = np.array([1200.0, 2400, 3600]), np.array([250.0, 540, 838])
    cs, d_prime = np.polyfit(seconds, metres, 1)
    fit = critical_speed(metres, seconds)
    assert (fit.cs, fit.d_prime) == pytest.approx((cs, d_prime))
    d_prime, cs = np.polyfit(1 / seconds, metres / seconds, 1)
    fit = critical_speed(metres, seconds, method="inverse_time")
    assert (fit.cs, fit.d_prime) == pytest.approx((cs, d_prime))


MINETTI = np.polynomial.Polynomial([3.6, 19.5, 46.3, -43.3, -30.4, 155.4])
GRADES = np.linspace(-0.4, 0.4, 33)


@second_source("running.grade_cost", by="numpy's polynomial, and its derivative's root")
def _(cost: Calculator) -> None:
    np.testing.assert_allclose(cost(GRADES), MINETTI(GRADES))
    roots = MINETTI.deriv().roots()
    least = min(float(MINETTI(root.real)) for root in roots if abs(root.imag) < 1e-9)
    assert cost(-0.18135) == pytest.approx(least, abs=1e-6)


@second_source("running.grade_factor", by="scipy's PchipInterpolator, GoldenCheetah's polynomial")
def _(factor: Calculator) -> None:
    from scipy.interpolate import PchipInterpolator

    from trainkit.metrics.running import EMPIRICAL_GRADE

    curve = PchipInterpolator(*np.array(EMPIRICAL_GRADE).T)
    np.testing.assert_allclose(factor(GRADES, model="empirical"), curve(GRADES))
    theirs = np.polynomial.Polynomial(
        [0.9935756154, 0.0299822939, 0.001906977, 7.778016e-07, -4.713451e-07, -3.400290e-09]
    )
    ours = factor(GRADES, model="empirical")
    np.testing.assert_allclose(ours, theirs(100 * GRADES), atol=0.02)
    np.testing.assert_allclose(factor(GRADES), MINETTI(GRADES) / 3.6)


@second_source("running.grade_adjusted_speed", by="numpy's polynomial")
def _(adjusted: Calculator) -> None:
    np.testing.assert_allclose(adjusted(2.9, GRADES), 2.9 * MINETTI(GRADES) / 3.6)


@second_source(
    "running.running_stress_score",
    by="kriskarsten 2008: hours times IF squared times 100",
    is_route=True,
)
def _(score: Calculator) -> None:
    factor = 3.4 / 4.1
    expected = 1.5 * factor**2 * 100
    assert score(5400, 3.4, threshold_speed_m_s=4.1) == pytest.approx(expected)


@second_source("running.race_trend", by="scipy.stats.theilslopes")
def _(race_trend: Calculator) -> None:
    from scipy.stats import theilslopes

    rng = np.random.default_rng(3)
    day = np.sort(rng.choice(700, 14, replace=False)).astype(float)
    level = np.round(48 + day / 200 + rng.normal(0, 1, 14), 1)
    ours, theirs = race_trend(day, level), theilslopes(level, day, 0.95)
    assert (ours.slope, ours.intercept) == pytest.approx((theirs.slope, theirs.intercept))


@second_source("running.distance_group_trend", by="Training Monkey's rule by hand", is_route=True)
def _(trend: Calculator) -> None:
    day, metres = [0, 60, 30, 10, 80], [5000, 5900, 5000, 21_097.5, 21_097.5]
    seconds = [1500, 1652, 1490, 6300, 6200]
    told, groups = trend(day, metres, seconds)
    assert told == "stable"  # one of two groups improved, by 6.7 and 1.6 %
    by_distance = {round(distance): (change, races) for distance, change, races in groups}
    assert by_distance[5000][0] == pytest.approx((1652 / 5900) / (1500 / 5000) - 1)
    assert by_distance[21_098][0] == pytest.approx(6200 / 6300 - 1)
    assert [races for _, races in by_distance.values()] == [3, 2]
