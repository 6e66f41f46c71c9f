"""Second sources of the aerobic, sleep and severity calculators: loops, tables and fractions."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

RNG = np.random.default_rng(23)


@second_source("aerobic.efficiency_factor", by="exact fractions", is_route=True)
def _(factor: Calculator) -> None:
    assert factor(193, 136) == pytest.approx(float(Fraction(193, 136)))


@second_source("aerobic.decoupling_of_halves", by="isaacrides 2008, and exact fractions")
def _(decoupling: Calculator) -> None:
    first, second = Fraction(193, 136), Fraction(195, 142)
    got = decoupling(193, 136, 195, 142)
    assert got == pytest.approx(3.23, abs=0.005)
    assert got == pytest.approx(float(100 * (first - second) / first))


@second_source("aerobic.decoupling", by="isaacrides 2008")
def _(decoupling: Calculator) -> None:
    watts, beats = np.repeat([193.0, 195], 600), np.repeat([136.0, 142], 600)
    assert decoupling(watts, beats) == pytest.approx(3.23, abs=0.005)


@second_source(
    "aerobic.maximum_zones", by="Edwards 1993: zones from 50, 60, 70, 80 and 90 per cent"
)
def _(zones: Calculator) -> None:
    np.testing.assert_allclose(zones(hr_max=100), [50, 60, 70, 80, 90])
    np.testing.assert_allclose(zones(hr_max=185), [92.5, 111, 129.5, 148, 166.5])


@second_source(
    "aerobic.reserve_zones", by="Karvonen 1957: tenths of the reserve added to rest", is_route=True
)
def _(zones: Calculator) -> None:
    expected = [48 + 0.5 * 142 + k * 14.2 for k in range(5)]
    np.testing.assert_allclose(zones(hr_rest=48, hr_max=190), expected)


@second_source("aerobic.time_in_zones", by="numpy.histogram")
def _(time_in_zones: Calculator) -> None:
    hr = RNG.uniform(90, 190, 500)
    bounds = [100.0, 120, 140, 160, 180]
    expected, _ = np.histogram(hr[:-1], [0, *bounds, 400])
    np.testing.assert_allclose(time_in_zones(np.arange(500.0), hr, bounds), expected)


@second_source(
    "aerobic.session_intensity", by="Training Monkey's rule on whole minutes", is_route=True
)
def _(intensity: Calculator) -> None:
    for _ in range(60):
        minutes = RNG.integers(0, 40, 5)
        z3, z4, z5 = (100 * int(part) for part in minutes[2:])
        total = int(minutes.sum())
        if z4 + z5 >= 20 * total or z4 >= 15 * total:
            expected = "hard"
        elif z4 + z5 < 10 * total and z3 < 20 * total:
            expected = "easy"
        else:
            expected = "moderate"
        assert intensity(minutes.astype(float)) == expected


@second_source("aerobic.polarization_index", by="Treff et al. 2019, table 1")
def _(index: Calculator) -> None:
    for zones, printed in (((80, 0, 20), 3.18), ((68, 6, 26), 2.47), ((67.3, 30.2, 2.5), 0.75)):
        assert index(zones) == pytest.approx(printed, abs=0.005)


@second_source("sleep.efficiency", by="exact fractions", is_route=True)
def _(efficiency: Calculator) -> None:
    assert efficiency(6.75, 8.25) == pytest.approx(float(100 * Fraction(27, 33)))


@second_source("sleep.debt", by="polars' rolling sum", is_peer=True)
def _(debt: Calculator) -> None:
    import polars as pl

    nights = RNG.uniform(5, 9.5, 30)
    owed = pl.Series(8 - nights)
    ours = debt(nights, need_h=8)
    np.testing.assert_allclose(ours[6:], owed.clip(0, None).rolling_sum(7)[6:])
    repaid = debt(nights, need_h=8, surplus_repays=True)
    np.testing.assert_allclose(repaid[6:], owed.rolling_sum(7).clip(0, None)[6:], atol=1e-9)


@second_source("sleep.regularity_index", by="scipy's Hamming distance of each day and the next")
def _(regularity: Calculator) -> None:
    from scipy.spatial.distance import hamming

    days = (RNG.random((9, 24)) < [0.9] * 7 + [0.1] * 17).astype(float)
    unlike = hamming(days[:-1].ravel(), days[1:].ravel())
    assert regularity(days.ravel(), samples_per_day=24) == pytest.approx(100 - 200 * unlike)


def points(hours: float) -> float:
    """AI_Trainer's curve, piece by piece."""
    if hours <= 4:
        return 0
    if hours <= 5:
        return 40 * (hours - 4)
    if hours <= 7:
        return 40 + 30 * (hours - 5)
    if hours <= 9:
        return 100
    if hours <= 10:
        return 100 - 30 * (hours - 9)
    return max(70 - 10 * (hours - 10), 0)


@second_source("sleep.duration_score", by="AI_Trainer's curve, piece by piece", is_route=True)
def _(score: Calculator) -> None:
    for hours in np.arange(3, 19, 0.25).tolist():
        assert score(hours) == pytest.approx(points(hours))


@second_source("sleep.score", by="AI_Trainer's unit tests")
def _(score: Calculator) -> None:
    for hours, quality, printed in ((8, 30, 72), (5, 100, 64), (6, 50, 62)):
        assert score(hours, quality) == pytest.approx(printed)


@second_source("severity.bug", by="the examples of the BOIFI specification")
def _(bug: Calculator) -> None:
    assert bug(500) == pytest.approx(10)
    assert bug(404) == pytest.approx(8)
    assert bug(200, logs=["an error here"]) == pytest.approx(6)
    assert bug(200, error_rate=0.1) == pytest.approx(3)


@second_source("severity.performance", by="numpy.interp between the edges of the specification")
def _(performance: Calculator) -> None:
    for latency in (0, 200, 350, 600, 999, 1000):
        expected = np.interp(latency, [200, 1000], [0, 9])
        assert performance(latency) == pytest.approx(expected)
    assert performance(1001) == pytest.approx(10)


def distance(left: str, right: str) -> int:
    """Levenshtein's recursion as he wrote it."""

    @cache
    def of(i: int, j: int) -> int:
        if min(i, j) == 0:
            return max(i, j)
        last = left[i - 1] != right[j - 1]
        return min(of(i - 1, j) + 1, of(i, j - 1) + 1, of(i - 1, j - 1) + last)

    return of(len(left), len(right))


@second_source("severity.edit_distance", by="Levenshtein's recursion", is_route=True)
def _(edit_distance: Calculator) -> None:
    for left, right in (
        ("kitten", "sitting"),
        ("saturday", "sunday"),
        ("abc", ""),
        ("flaw", "lawn"),
    ):
        assert edit_distance(list(left), list(right)) == distance(left, right)


@second_source(
    "severity.structure",
    by="the rules of the BOIFI specification, with that recursion",
    is_route=True,
)
def _(structure: Calculator) -> None:
    for trace, baseline, errors in (("abcd", "ab", 0), ("abc", "ab", 1), ("axyzb", "abcde", 0)):
        rules = [
            (3, len(trace) > 1.5 * len(baseline)),
            (5, distance(trace, baseline) > 2),
            (2, errors > 0),
        ]
        expected = max((score for score, holds in rules if holds), default=0)
        got = structure(list(trace), list(baseline), error_spans=errors)
        assert got == pytest.approx(expected)


@second_source("severity.combine", by="exact fractions", is_route=True)
def _(combine: Calculator) -> None:
    expected = (2 * Fraction(10) + 1 * Fraction(9, 2) + 1 * Fraction(2)) / 4
    assert combine(10, 4.5, 2, weights=(2, 1, 1)) == pytest.approx(float(expected))
