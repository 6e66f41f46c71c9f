"""Claims about training load: published numbers stand in published/load.csv."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import load

HEART = {"hr_rest": 50.0, "hr_max": 190.0}
beats = st.floats(50, 190)
week_loads = arrays(np.float64, st.integers(7, 40), elements=st.integers(0, 1000).map(float))


@given(beats)
def test_twice_the_time_is_twice_the_trimp(hr: float) -> None:
    once = load.banister_trimp(30, hr, **HEART)
    assert load.banister_trimp(60, hr, **HEART) == pytest.approx(2 * once)


@given(beats, beats)
def test_a_higher_heart_rate_never_has_a_lower_trimp(hr_1: float, hr_2: float) -> None:
    low, high = sorted((hr_1, hr_2))
    assert load.banister_trimp(60, low, **HEART) <= load.banister_trimp(60, high, **HEART)


@given(beats, st.floats(0.5, 2))
def test_trimp_depends_on_the_reserve_fraction_alone(hr: float, scale: float) -> None:
    scaled = load.banister_trimp(
        60, hr * scale, hr_rest=50 * scale, hr_max=190 * scale * (1 + 1e-12)
    )
    assert scaled == pytest.approx(load.banister_trimp(60, hr, **HEART), rel=1e-9, abs=1e-9)


def test_the_female_weight_is_above_the_male_one_below_a_fraction_of_1_182() -> None:
    hr = np.linspace(51, 190, 50)
    female = load.banister_trimp(60, hr, sex="female", **HEART)
    assert (female > load.banister_trimp(60, hr, **HEART)).all()
    assert load.banister_trimp(60, 150, sex="female", female_coefficient=0.64, **HEART) == (
        pytest.approx(90.418, abs=0.001)
    )


@pytest.mark.parametrize(
    ("circulating", "minutes", "hr", "rest", "highest"),
    [(75.36, 45, 150, 60, 190), (188, 60, 169, 50, 190)],
    ids=["calculatorhub", "afitpilot"],
)
def test_wrong_trimps_in_circulation_are_not_reproduced(
    circulating: float, minutes: float, hr: float, rest: float, highest: float
) -> None:
    ours = load.banister_trimp(minutes, hr, hr_rest=rest, hr_max=highest)
    assert abs(ours - circulating) > 0.02


def test_a_womans_minute_counts_more_with_the_published_weight_and_less_with_the_common_one() -> (
    None
):
    heart = {"hr_rest": 50, "hr_max": 150}
    hr = np.arange(51.0, 151)
    man = load.banister_trimp(1, hr, **heart)
    published = load.banister_trimp(1, hr, **heart, sex="female")
    common = load.banister_trimp(1, hr, **heart, sex="female", female_coefficient=0.64)
    assert (published > man).all()
    assert (common < man).all()
    np.testing.assert_allclose(published / common, 0.86 / 0.64)
    assert published[[0, -1]] / man[[0, -1]] == pytest.approx([1.34, 1.05], abs=0.005)
    assert common[-1] / man[-1] == pytest.approx(0.78, abs=0.005)


def test_trimp_from_samples_is_above_trimp_from_their_mean() -> None:
    time_s = np.arange(0, 3601, 1.0)
    hr = np.where((time_s // 300) % 2 == 0, 120.0, 180.0)
    stream = load.banister_trimp_stream(time_s, hr, **HEART)
    assert stream > 1.03 * load.banister_trimp(60, float(hr[:-1].mean()), **HEART)


def test_a_steady_stream_equals_the_mean() -> None:
    time_s = np.arange(0, 1801, 5.0)
    stream = load.banister_trimp_stream(time_s, np.full(time_s.shape, 150.0), **HEART)
    assert stream == pytest.approx(load.banister_trimp(30, 150, **HEART))


def test_samples_are_weighed_by_their_time_not_their_number() -> None:
    time_s = np.r_[np.arange(0, 60, 1.0), np.arange(60, 121, 10.0)]
    hr = np.where(time_s < 60, 180.0, 120.0)
    expected = load.banister_trimp(1, 180, **HEART) + load.banister_trimp(1, 120, **HEART)
    assert load.banister_trimp_stream(time_s, hr, **HEART) == pytest.approx(expected)


def test_a_stream_with_a_gap_is_the_sum_of_its_parts() -> None:
    part = np.arange(0, 600, 1.0)
    hr = np.full(part.shape, 160.0)
    single = load.banister_trimp_stream(part, hr, **HEART)
    both = load.banister_trimp_stream(np.r_[part, part + 1200], np.r_[hr, hr], **HEART)
    assert both == pytest.approx(2 * single)


def test_a_spike_loses_its_second_and_not_the_ride() -> None:
    time_s = np.arange(0, 101, 1.0)
    hr = np.full(time_s.shape, 140.0)
    clean = load.banister_trimp_stream(time_s, hr, **HEART)
    hr[50] = 254
    assert load.banister_trimp_stream(time_s, hr, **HEART) == pytest.approx(clean * 0.99)
    assert load.heart_rate_coverage(time_s, hr, **HEART) == pytest.approx(0.99)


def test_a_stream_without_a_usable_sample_is_unknown_not_zero() -> None:
    nothing = np.full(10, np.nan)
    assert np.isnan(load.banister_trimp_stream(np.arange(10.0), nothing, **HEART))
    assert load.heart_rate_coverage(np.arange(10.0), nothing, **HEART) == 0
    assert np.isnan(load.heart_rate_coverage([0.0], [120.0], **HEART))


def test_resting_samples_add_zero_but_are_covered() -> None:
    time_s, hr = np.arange(0, 61, 1.0), np.full(61, 48.0)
    assert load.banister_trimp_stream(time_s, hr, **HEART) == 0
    assert load.heart_rate_coverage(time_s, hr, **HEART) == 1


@given(st.floats(60, 180), st.floats(0.3, 0.95), st.sampled_from(["male", "female"]))
def test_one_hour_at_threshold_scores_100_for_any_constants(
    reserve: float, at: float, sex: load.Sex
) -> None:
    heart = {"hr_rest": 45.0, "hr_max": 45 + reserve}
    threshold = 45 + at * reserve
    hour = load.banister_trimp(60, threshold, sex=sex, **heart)
    score = load.heart_rate_stress_score(hour, hr_threshold=threshold, sex=sex, **heart)
    assert score == pytest.approx(100)


def test_zone_loads_take_sessions_as_rows() -> None:
    zones = np.array([[10.0, 10, 10, 10, 10], [60, 0, 0, 0, 0]])
    np.testing.assert_array_equal(load.edwards_trimp(zones), [150, 60])
    np.testing.assert_array_equal(load.lucia_trimp(zones[:, :3]), [60, 60])


@given(st.floats(0.3, 2.0), st.floats(0.8, 3.0), st.sampled_from(["log_linear", "least_squares"]))
def test_an_exact_lactate_curve_is_found_again(a: float, b: float, method: str) -> None:
    x = np.linspace(0.3, 0.95, 6)
    fit = load.fit_individual_trimp(x, a * np.exp(b * x), method=method)
    assert (fit.a, fit.b) == (pytest.approx(a, rel=1e-6), pytest.approx(b, rel=1e-6))
    assert fit.rmse == pytest.approx(0, abs=1e-6)


def test_the_two_lactate_fits_differ_on_noisy_steps() -> None:
    x, lactate = np.array([0.4, 0.55, 0.7, 0.85, 0.95]), np.array([1.4, 1.5, 2.6, 4.9, 9.0])
    log_linear = load.fit_individual_trimp(x, lactate)
    squares = load.fit_individual_trimp(x, lactate, method="least_squares")
    assert squares.rmse < log_linear.rmse
    assert abs(squares.b - log_linear.b) > 0.1


@pytest.mark.parametrize(
    ("x", "lactate", "error"),
    [
        ([0.4, 0.6], [1.0, 2.0], InsufficientData),
        ([0.4, 0.6, np.nan], [1.0, 2.0, 3.0], InsufficientData),
        ([0.4, 0.6, 0.8], [1.0, 0.0, 3.0], InvalidInput),
        ([0.4, 0.6, 0.8], [3.0, 2.0, 1.0], InvalidInput),
        ([0.5, 0.5, 0.5], [1.0, 2.0, 3.0], InvalidInput),
        ([0.4, 0.6, 1.8], [1.0, 2.0, 3.0], InvalidInput),
    ],
)
def test_a_lactate_test_that_says_nothing_is_refused(
    x: list[float], lactate: list[float], error: type[Exception]
) -> None:
    with pytest.raises(error):
        load.fit_individual_trimp(x, lactate)


@given(week_loads, st.floats(0.1, 10))
def test_monotony_has_no_unit_and_strain_has_the_loads(w: np.ndarray, scale: float) -> None:
    np.testing.assert_allclose(load.monotony(w * scale), load.monotony(w), rtol=1e-6)
    np.testing.assert_allclose(load.strain(w * scale), scale * load.strain(w), rtol=1e-6)


@given(week_loads)
def test_sample_and_population_monotony_differ_by_a_fixed_factor(w: np.ndarray) -> None:
    sample, population = load.monotony(w), load.monotony(w, ddof=0)
    np.testing.assert_allclose(population, sample * np.sqrt(7 / 6), rtol=1e-9)


@pytest.mark.parametrize("same", [0.0, 0.1, 300.0])
def test_a_week_of_equal_days_has_no_monotony(same: float) -> None:
    assert np.isnan(load.monotony([same] * 9)).all()
    assert np.isnan(load.strain([same] * 9)).all()


def test_monotony_is_unknown_around_an_unknown_day_and_nowhere_else() -> None:
    w = np.arange(20.0) % 5
    w[9] = np.nan
    unknown = np.isnan(load.monotony(w))
    assert unknown.tolist() == [day < 6 or 9 <= day <= 15 for day in range(20)]


def test_days_since_rest_counts_until_a_rest_day() -> None:
    w = [50.0, 60, 10, 11, np.nan, 70, 0, 80]
    expected = [1, 2, 0, 1, np.nan, np.nan, 0, 1]
    np.testing.assert_array_equal(load.days_since_rest(w), expected)


def test_climbing_and_speed_count_by_the_sport() -> None:
    mile, foot = 1609.344, 0.3048
    assert load.equivalent_distance(mile, 750 * foot, "running") == pytest.approx(2 * mile)
    assert load.equivalent_distance(0, 1100 * foot, "cycling") == pytest.approx(mile)
    for mph, factor in ((None, 4.0), (12, 4.0), (12.1, 3.5), (16, 3.5), (20, 2.9), (20.1, 2.4)):
        speed = None if mph is None else mph * mile / 3600
        ridden = load.equivalent_distance(10 * mile, 0, "cycling", speed_m_s=speed)
        assert ridden == pytest.approx(10 * mile / factor)
    assert load.equivalent_distance(1000, 30, "swimming") == 4000
    assert load.equivalent_distance(1000, 0, "rowing") == 1700


BAD = [
    (lambda: load.banister_trimp(-1, 150, **HEART), "duration_min"),
    (lambda: load.banister_trimp(60, 191, **HEART), "hr_mean"),
    (lambda: load.banister_trimp(60, 49, **HEART), "hr_mean"),
    (lambda: load.banister_trimp(60, [120, 300.0], **HEART), "hr_mean"),
    (lambda: load.banister_trimp(60, 150, hr_rest=190, hr_max=190), "hr_max"),
    (lambda: load.banister_trimp(60, 150, hr_rest=0, hr_max=190), "hr_rest"),
    (lambda: load.banister_trimp(60, 150, sex="m", **HEART), "sex"),
    (lambda: load.banister_trimp(60, 150, female_coefficient=0, **HEART), "female_coefficient"),
    (lambda: load.banister_trimp([1.0, 2], [120.0, 130, 140], **HEART), "duration_min"),
    (lambda: load.banister_trimp(float("inf"), 150, **HEART), "duration_min"),
    (lambda: load.banister_trimp([], 150, **HEART), "duration_min"),
    (lambda: load.banister_trimp_stream([0, 2, 1], [1.0, 2, 3], **HEART), "time_s"),
    (lambda: load.banister_trimp_stream([0, np.nan], [1.0, 2], **HEART), "time_s"),
    (lambda: load.banister_trimp_stream([0, 1], [1.0, 2, 3], **HEART), "hr"),
    (lambda: load.banister_trimp_stream([0, 1], [99, np.inf], **HEART), "hr"),
    (lambda: load.banister_trimp_stream([0, 1], [1.0, 2], max_gap_s=0, **HEART), "max_gap_s"),
    (lambda: load.edwards_trimp([1, 2, 3]), "zone_minutes"),
    (lambda: load.edwards_trimp([-1, 2, 3, 4, 5]), "zone_minutes"),
    (lambda: load.lucia_trimp(3.0), "zone_minutes"),
    (lambda: load.individual_trimp(60, 150, a=0, b=1, **HEART), "a"),
    (lambda: load.fit_individual_trimp([0.1], [1.0], method="x"), "method"),
    (lambda: load.heart_rate_stress_score(90, hr_threshold=50, **HEART), "hr_threshold"),
    (lambda: load.heart_rate_stress_score(-1, hr_threshold=170, **HEART), "trimp"),
    (lambda: load.session_rpe(13, 60), "rpe"),
    (lambda: load.session_rpe(-1, 60), "rpe"),
    (lambda: load.monotony([1.0, 2], window=1), "window"),
    (lambda: load.monotony([1.0, 2], ddof=2), "ddof"),
    (lambda: load.monotony([1.0, -2]), "load"),
    (lambda: load.strain(5.0), "load"),
    (lambda: load.days_since_rest([1.0], rest_at_most=-1), "rest_at_most"),
    (lambda: load.equivalent_distance(-1, 0, "running"), "distance_m"),
    (lambda: load.equivalent_distance(1, 0, "curling"), "sport"),
    (lambda: load.strength_equivalent_distance(60, rpe=11), "rpe"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument
    assert argument in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'running', 'cycling', 'swimming'"):
        load.equivalent_distance(1, 0, "curling")
