"""Claims about running: published numbers stand in published/running.csv."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import running

levels = st.floats(15, 100)
distances = st.floats(800, 50_000)

# Spot rows of the race table of Daniels' Running Formula, 3rd ed. (2013), in seconds.
RACE_TABLE = {
    30: {1500: 510, 3000: 1076, 5000: 1840, 10_000: 3826, 21_097.5: 8464, 42_195: 17_357},
    40: {1500: 395, 3000: 843, 5000: 1448, 10_000: 3003, 21_097.5: 6659, 42_195: 13_785},
    50: {1500: 324, 3000: 693, 5000: 1197, 10_000: 2481, 21_097.5: 5495, 42_195: 11_449},
    60: {1500: 275, 3000: 590, 5000: 1023, 10_000: 2122, 21_097.5: 4689, 42_195: 9805},
    70: {1500: 240, 3000: 514, 5000: 895, 10_000: 1860, 21_097.5: 4101, 42_195: 8590},
    85: {1500: 203, 3000: 434, 5000: 757, 10_000: 1579, 21_097.5: 3470, 42_195: 7270},
}
# Easy fast and slow, marathon, threshold per kilometre; interval and repetition per 400 m.
PACE_TABLE = {
    40: (356, 398, 329, 306, 112, 104),
    50: (296, 334, 271, 255, 93, 87),
    55: (274, 310, 250, 236, 87, 81),
    60: (255, 289, 232, 220, 81, 75),
    70: (224, 255, 204, 194, 71, 65),
    80: (201, 229, 181, 174, 64, 58),
    85: (191, 218, 172, 166, 61, 55),
}


@pytest.mark.parametrize("level", RACE_TABLE)
def test_race_times_agree_with_the_book_within_its_rounding(level: int) -> None:
    for metres, seconds in RACE_TABLE[level].items():
        off = abs(running.race_time(level, metres) - seconds)
        assert off <= max(1.5, 0.002 * seconds)
        tolerance = 0.30 if metres < 3000 else 0.16
        assert running.vdot(metres, seconds) == pytest.approx(level, abs=tolerance)


@pytest.mark.parametrize("level", PACE_TABLE)
def test_book_paces_agree_with_the_book_within_the_stated_errors(level: int) -> None:
    paces = running.training_paces(level)
    ours = (*paces.E, paces.M, paces.T, paces.I, paces.R)
    fast, slow, marathon, threshold, interval, repetition = PACE_TABLE[level]
    book = (fast, slow, marathon, threshold, interval * 2.5, repetition * 2.5)
    errors = np.abs(np.array(ours) - book)
    assert (errors <= [3.05, 0.95, 2.55, 0.75, 2.45, 2.45]).all()


@pytest.mark.parametrize(
    ("metres", "seconds", "claimed"),
    [(5000, 1171, 50), (10_000, 2427, 50), (21_097.5, 5344, 50), (42_195, 11_220, 50)],
)
def test_wrong_vdots_in_circulation_are_not_reproduced(
    metres: float, seconds: float, claimed: float
) -> None:
    assert abs(running.vdot(metres, seconds) - claimed) > 0.8


def test_wrong_race_times_in_circulation_are_not_reproduced() -> None:
    for level, metres, claimed in ((30, 5000, 1878), (30, 42_195, 18_360), (40, 5000, 1480)):
        assert abs(running.race_time(level, metres) - claimed) > 20
    assert abs(running.riegel(2730, 10_000, 42_195) - 12_323) > 200


@given(levels, distances)
def test_vdot_and_race_time_invert_each_other(level: float, metres: float) -> None:
    seconds = running.race_time(level, metres)
    assert running.vdot(metres, seconds) == pytest.approx(level, rel=1e-9)


@given(levels, distances, st.floats(1.01, 2))
def test_farther_takes_longer_and_fitter_is_faster(
    level: float, metres: float, more: float
) -> None:
    seconds = running.race_time(level, metres)
    if metres * more <= 50_000:
        assert running.race_time(level, metres * more) > seconds
    if level * more <= 100:
        assert running.race_time(level * more, metres) < seconds


def test_race_time_agrees_with_a_root_finder() -> None:
    from scipy.optimize import brentq

    for level in (20.0, 45.0, 80.0):
        root = brentq(lambda t, v=level: running.vdot(21_097.5, t) - v, 2000, 20_000, xtol=1e-9)
        assert running.race_time(level, 21_097.5) == pytest.approx(root, rel=1e-10)


@given(st.floats(20, 89.9))
def test_every_pace_is_faster_for_a_fitter_runner(level: float) -> None:
    for edition in ("book", "formula"):
        now = running.training_paces(level, edition=edition)
        fitter = running.training_paces(level + 0.1, edition=edition)
        for letter in "MTIR":
            assert fitter[letter] < now[letter]
        assert now.E[0] < now.E[1]
        assert now.R < now.I < now.T


def test_paces_are_read_by_letter_by_name_and_by_place() -> None:
    paces = running.training_paces(50)
    assert paces["T"] == paces.T == paces[2]
    assert paces["E"] == paces.E
    assert tuple(dict(paces.items())) == paces.keys() == ("E", "M", "T", "I", "R")
    with pytest.raises(KeyError):
        paces["X"]


def test_the_formula_edition_meets_the_calculators_check_point() -> None:
    paces = running.training_paces(running.vdot(10_000, 3720), edition="formula")
    per_mile = np.array([*paces.E, *paces[1:]]) * 1.609344
    printed = np.array([11 * 60 + 14, 12 * 60 + 19, 10 * 60 + 45, 583, 520, 496])
    assert (np.abs(per_mile - printed) <= 2.5).all()


def test_the_editions_part_below_39() -> None:
    high = [running.training_paces(60, edition=edition).T for edition in ("book", "formula")]
    low = [running.training_paces(31, edition=edition).T for edition in ("book", "formula")]
    assert abs(high[0] - high[1]) < 1.5
    assert low[0] - low[1] > 8


@pytest.mark.parametrize("level", [19.9, 8.0, [45.0, 14.0]])
def test_training_paces_say_where_the_book_ends(level: float | list[float]) -> None:
    with pytest.raises(InvalidInput, match="the book's paces end there"):
        running.training_paces(level)
    assert running.training_paces(20).T > running.training_paces(21).T


@given(st.floats(1, 1.3), st.floats(600, 5000))
def test_riegels_exponent_is_found_again(exponent: float, seconds: float) -> None:
    metres = np.array([3000.0, 5000, 10_000, 21_097.5])
    times = running.riegel(seconds, 5000.0, metres, exponent=exponent)
    assert running.fit_riegel_exponent(metres, times) == pytest.approx(exponent, rel=1e-9)


@pytest.mark.parametrize("method", ["linear_distance", "inverse_time", "hyperbolic"])
@given(st.floats(3, 6), st.floats(60, 300))
def test_an_exact_law_is_found_again(
    method: running.CriticalSpeedMethod, cs: float, d_prime: float
) -> None:
    seconds = np.array([150.0, 300, 600, 900])
    fit = running.critical_speed(cs * seconds + d_prime, seconds, method=method)
    assert fit.cs == pytest.approx(cs, rel=1e-5)
    assert fit.d_prime == pytest.approx(d_prime, rel=1e-3)
    assert fit.method == method


@given(arrays(np.float64, 5, elements=st.floats(-0.45, 0.45)))
def test_cost_is_positive_and_least_near_minus_18_percent(grade: np.ndarray) -> None:
    cost = running.grade_cost(grade)
    assert (cost >= 1.781).all()
    assert running.grade_cost(-0.18135) == pytest.approx(1.78127, abs=1e-5)


def test_the_empirical_curve_gives_less_for_a_descent() -> None:
    down = np.linspace(-0.3, -0.02, 20)
    measured = running.grade_factor(down)
    assert (running.grade_factor(down, model="empirical") > measured).all()
    assert running.grade_factor(0.0, model="empirical") == running.grade_factor(0.0) == 1


def test_the_empirical_curve_is_the_monotone_cubic_through_its_points() -> None:
    from scipy.interpolate import PchipInterpolator

    at, factor = np.array(running.EMPIRICAL_GRADE).T
    grade = np.linspace(-0.4, 0.4, 8001)
    curve = running.grade_factor(grade, model="empirical")
    np.testing.assert_allclose(curve, PchipInterpolator(at, factor)(grade), rtol=1e-12)
    np.testing.assert_array_equal(running.grade_factor(at, model="empirical"), factor)
    assert len(at) == 47


def test_the_empirical_curve_agrees_with_goldencheetahs_polynomial() -> None:
    # The degree-5 fit to the same points in its source of 2023, in percent of grade.
    fit = [-3.40028981678e-09, -4.71345135735e-07, 7.77801576537e-07]
    fit += [1.906977e-03, 2.99822939e-02, 0.9935756154]
    grade = np.linspace(-0.4, 0.4, 801)
    theirs = np.polyval(fit, 100 * grade)
    np.testing.assert_allclose(running.grade_factor(grade, model="empirical"), theirs, atol=0.02)


def test_straight_lines_between_points_ten_percent_apart_would_be_4_percent_too_high() -> None:
    at = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    grade = np.array([-0.15, -0.05, 0.125])
    line = np.interp(grade, at, running.grade_factor(at, model="empirical"))
    np.testing.assert_allclose(
        line - running.grade_factor(grade, model="empirical"), 0.04, atol=0.005
    )


@given(st.floats(2.5, 6))
def test_one_hour_at_threshold_speed_scores_100(speed: float) -> None:
    score = running.running_stress_score(3600, speed, threshold_speed_m_s=speed)
    assert score == pytest.approx(100)


@given(st.integers(0, 10_000))
def test_the_trend_equals_scipys(seed: int) -> None:
    from scipy.stats import theilslopes

    rng = np.random.default_rng(seed)
    n = int(rng.integers(9, 25))
    day = np.sort(rng.integers(0, 700, n)).astype(float)
    day[-1] = day[0] + 701
    level = np.round(48 + day / 200 + rng.normal(0, 1, n), 1)
    ours, theirs = running.race_trend(day, level), theilslopes(level, day, 0.95)
    assert ours.slope == pytest.approx(theirs.slope)
    assert ours.intercept == pytest.approx(theirs.intercept)
    assert (ours.low, ours.high) == pytest.approx((theirs.low_slope, theirs.high_slope))


@given(st.integers(0, 10_000))
def test_the_trend_of_few_races_has_students_interval(seed: int) -> None:
    """Where the races lie on no line of Theil and Sen by chance, that of least squares differs."""
    from scipy.stats import linregress, t

    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    day = np.sort(rng.choice(700, n, replace=False)).astype(float)
    level = 48 + day / 200 + rng.normal(0, 1, n)
    trend, least = running.race_trend(day, level, level=0.9), linregress(day, level)
    half = (trend.high - trend.low) / 2
    assert trend.slope == pytest.approx((trend.low + trend.high) / 2)
    # Least squares leave the smallest residuals.
    assert half >= t.ppf(0.95, n - 2) * least.stderr * (1 - 1e-9)
    left = level - least.intercept - trend.slope * day
    variance = np.var(left, ddof=0) * n / (n - 2) / np.sum((day - day.mean()) ** 2)
    assert half == pytest.approx(t.ppf(0.95, n - 2) * np.sqrt(variance))


@pytest.mark.parametrize("races", [3, 4, 6, 8, 9, 14])
def test_the_interval_of_a_trend_holds_what_it_says(races: int) -> None:
    """Without a trend, 0 lies in 19 of 20 intervals; the ranks alone held 67 % of three races."""
    rng = np.random.default_rng(races)
    inside = []
    for _ in range(600):
        found = running.race_trend(np.sort(rng.uniform(0, 365, races)), rng.normal(50, 1, races))
        inside.append(found.low <= 0 <= found.high)
    assert 0.92 < np.mean(inside) < 0.98


def test_distance_groups_vote() -> None:
    day, metres = [0, 50, 0, 60, 10, 90], [5000, 5000, 10_000, 10_100, 21_000, 21_000]
    faster = [1300, 1220, 2700, 2500, 6000, 6000]
    trend = running.distance_group_trend(day, metres, faster)
    assert trend.trend == "improving"
    assert [group.races for group in trend.groups] == [2, 2, 2]
    slower = [1220, 1300, 2500, 2700, 6000, 6000]
    assert running.distance_group_trend(day, metres, slower).trend == "declining"
    draw = running.distance_group_trend(day[:4], metres[:4], [1300, 1220, 2500, 2700])
    assert draw.trend == "stable"
    assert running.distance_group_trend([0, 9], [5000, 6001], [1300, 1500]).trend == "unknown"


BAD = [
    (lambda: running.vdot(799, 200), "distance_m"),
    (lambda: running.vdot(50_001, 20_000), "distance_m"),
    (lambda: running.vdot(5000, 0), "time_s"),
    (lambda: running.vdot(5000, 300), "time_s"),
    (lambda: running.vdot(5000, 6000), "time_s"),
    (lambda: running.vdot([5000.0, 5000], [1200.0, 1200, 1200]), "distance_m"),
    (lambda: running.race_time(14, 5000), "vdot"),
    (lambda: running.race_time(50, 500), "distance_m"),
    (lambda: running.training_paces(19), "vdot"),
    (lambda: running.training_paces(50, edition="web"), "edition"),
    (lambda: running.riegel(0, 5000, 10_000), "time_s"),
    (lambda: running.riegel(1200, 5000, 10_000, exponent=0.9), "exponent"),
    (lambda: running.fit_riegel_exponent([5000.0, 5000], [1200.0, 1201]), "distance_m"),
    (lambda: running.fit_riegel_exponent([5000.0, 0], [1200.0, 1201]), "distance_m"),
    (lambda: running.critical_speed([1600.0, 3200], [360.0, 700]), "time_s"),
    (lambda: running.critical_speed([1600.0, 3200], [360.0, 780], method="x"), "method"),
    (lambda: running.critical_speed([1600.0, 1600], [360.0, 780]), "distance_m"),
    (lambda: running.grade_cost(0.46), "grade"),
    (lambda: running.grade_factor(0.41, model="empirical"), "grade"),
    (lambda: running.grade_factor(0.1, model="x"), "model"),
    (lambda: running.grade_adjusted_speed(-1, 0), "speed_m_s"),
    (lambda: running.running_stress_score(3600, 4, threshold_speed_m_s=0), "threshold_speed_m_s"),
    (lambda: running.race_trend([1.0, 1, 1], [50.0, 51, 52]), "day"),
    (lambda: running.race_trend([1.0, 2, 3], [50.0, 51, 52], level=1), "level"),
    (lambda: running.distance_group_trend([0, np.nan], [5e3, 5e3], [1e3, 1e3]), "day"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


def test_too_few_races_say_how_many_are_needed() -> None:
    with pytest.raises(InsufficientData, match="2 of 3"):
        running.race_trend([1.0, 2, 3], [50.0, 51, np.nan])
    with pytest.raises(InsufficientData, match="1 of 2"):
        running.fit_riegel_exponent([5000.0], [1200.0])
    with pytest.raises(InsufficientData, match="1 of 2"):
        running.critical_speed([5000.0], [1200.0])
