"""Second sources of load: integrals, the standard library's statistics, and the original units."""

import math
import statistics
from itertools import groupby

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

RNG = np.random.default_rng(18)
DAILY = RNG.integers(0, 90, 60).astype(float) * (RNG.random(60) > 0.2)


def weight(x: float, a: float = 0.64, b: float = 1.92) -> float:
    return x * a * math.exp(b * x)


@second_source("load.banister_trimp", by="a blog's loads of a minute at the maximum: 4.37 and 3.4")
def _(trimp: Calculator) -> None:
    heart = {"hr_rest": 50, "hr_max": 190}
    assert trimp(1, 190, **heart) == pytest.approx(4.37, abs=0.005)
    common = trimp(1, 190, **heart, sex="female", female_coefficient=0.64)
    assert common == pytest.approx(3.4, abs=0.05)
    published = trimp(1, 190, **heart, sex="female")
    assert published == pytest.approx(weight(1, 0.86, 1.67), rel=1e-12)


@second_source("load.banister_trimp_stream", by="scipy.integrate.quad")
def _(trimp: Calculator) -> None:
    from scipy.integrate import quad

    time, hr = np.array([0.0, 40, 70, 100, 150]), np.array([90.0, 150, 180, 140, 120])

    def rate(second: float) -> float:
        beat = hr[np.searchsorted(time, second, side="right") - 1]
        return weight((beat - 50) / 140) / 60

    expected = quad(rate, 0, 150, points=time[1:-1], epsabs=1e-9)[0]
    assert trimp(time, hr, hr_rest=50, hr_max=190) == pytest.approx(expected, rel=1e-6)


@second_source("load.heart_rate_coverage", by="seconds counted one by one", is_route=True)
def _(coverage: Calculator) -> None:
    time, hr = np.array([0.0, 4, 9, 11, 100, 106]), np.array([100.0, np.nan, 44, 45, 210, 120])
    usable = recorded = 0
    for here, after, beat in zip(time, time[1:], hr, strict=False):
        if after - here > 60:
            continue
        for _second in range(int(after - here)):
            recorded += 1
            usable += 45 <= beat <= 200
    assert coverage(time, hr, hr_rest=50, hr_max=200) == pytest.approx(usable / recorded)


@second_source("load.heart_rate_stress_score", by="scipy.integrate.quad")
def _(score: Calculator) -> None:
    from scipy.integrate import quad

    hour = quad(lambda _minute: weight((170 - 50) / 140, 0.86, 1.67), 0, 60)[0]
    got = score(120, hr_rest=50, hr_max=190, hr_threshold=170, sex="female")
    assert got == pytest.approx(100 * 120 / hour)


@second_source("load.edwards_trimp", by="Edwards 1993: the weights 1 to 5 of a minute")
def _(trimp: Calculator) -> None:
    assert [trimp(minute) for minute in np.eye(5)] == pytest.approx([1, 2, 3, 4, 5])
    assert trimp([12, 30, 7, 5, 2]) == pytest.approx(12 + 60 + 21 + 20 + 10)


@second_source("load.lucia_trimp", by="Lucia et al. 2003: the weights 1 to 3 of a minute")
def _(trimp: Calculator) -> None:
    assert [trimp(minute) for minute in np.eye(3)] == pytest.approx([1, 2, 3])
    assert trimp([41, 13, 6]) == pytest.approx(41 + 26 + 18)


@second_source("load.session_rpe", by="a rating for each minute, added up", is_route=True)
def _(load: Calculator) -> None:
    assert load(6.5, 48) == pytest.approx(sum(6.5 for _ in range(48)))


@second_source("load.monotony", by="the standard library's statistics")
def _(monotony: Calculator) -> None:
    got = monotony(DAILY)
    for day in range(6, len(DAILY)):
        week = DAILY[day - 6 : day + 1].tolist()
        assert got[day] == pytest.approx(statistics.mean(week) / statistics.stdev(week))
        assert monotony(DAILY, ddof=0)[day] == pytest.approx(
            statistics.mean(week) / statistics.pstdev(week)
        )


@second_source("load.strain", by="the standard library's statistics")
def _(strain: Calculator) -> None:
    got = strain(DAILY)
    for day in range(6, len(DAILY)):
        week = DAILY[day - 6 : day + 1].tolist()
        expected = math.fsum(week) * statistics.mean(week) / statistics.stdev(week)
        assert got[day] == pytest.approx(expected)


@second_source("load.days_since_rest", by="itertools.groupby")
def _(count: Calculator) -> None:
    expected: list[int] = []
    for rests, days in groupby(DAILY > 10):
        length = len(list(days))
        expected += range(1, length + 1) if rests else [0] * length
    np.testing.assert_allclose(count(DAILY), expected)


@second_source("load.equivalent_distance", by="Training Monkey's rules in miles and feet")
def _(equivalent: Calculator) -> None:
    mile, foot = 1609.344, 0.3048
    runs = 10_000 / mile + 150 / foot / 750
    assert equivalent(10_000, 150, "running") / mile == pytest.approx(runs)
    for speed_mph, divisor in ((11.9, 4.0), (15.9, 3.5), (19.9, 2.9), (20.1, 2.4)):
        rides = 40_000 / mile / divisor + 600 / foot / 1100
        got = equivalent(40_000, 600, "cycling", speed_m_s=speed_mph * mile / 3600)
        assert got / mile == pytest.approx(rides)
    for sport, factor in {
        "swimming": 4.0,
        "open_water_swimming": 4.2,
        "rowing_machine": 1.5,
        "rowing": 1.7,
    }.items():
        assert equivalent(2000, 0, sport) == pytest.approx(2000 * factor)
    skis = 8000 / mile * 1.2 + 700 / foot / 500
    assert equivalent(8000, 700, "backcountry_skiing") / mile == pytest.approx(skis)


@second_source("load.strength_equivalent_distance", by="Training Monkey's rule in miles")
def _(equivalent: Calculator) -> None:
    miles = 0.75 * 8 * 0.30
    assert equivalent(45, rpe=8) / 1609.344 == pytest.approx(miles)


@second_source("load.individual_trimp", by="scipy.integrate.quad")
def _(trimp: Calculator) -> None:
    from scipy.integrate import quad

    got = trimp(37, 150, hr_rest=50, hr_max=190, a=0.3, b=2.6)
    expected = quad(lambda _minute: weight(100 / 140, 0.3, 2.6), 0, 37)[0]
    assert got == pytest.approx(expected, rel=1e-9)


@second_source("load.fit_individual_trimp", by="scipy.stats.linregress and scipy's curve_fit")
def _(fit: Calculator) -> None:
    from scipy.optimize import curve_fit
    from scipy.stats import linregress

    x = np.linspace(0.3, 0.95, 7)
    lactate = 0.5 * np.exp(2.1 * x) * np.array([1.1, 0.9, 1.05, 0.95, 1.02, 1.0, 0.97])
    line = linregress(x, np.log(lactate))
    straight = fit(x, lactate)
    assert (straight.a, straight.b) == pytest.approx((math.exp(line.intercept), line.slope))
    (a, b), _ = curve_fit(lambda x, a, b: a * np.exp(b * x), x, lactate, p0=(1, 1))
    curved = fit(x, lactate, method="least_squares")
    assert (curved.a, curved.b) == pytest.approx((a, b), rel=1e-4)
