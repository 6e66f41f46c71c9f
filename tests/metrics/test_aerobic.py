"""Claims about aerobic efficiency and zones: published numbers stand in published/aerobic.csv."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.metrics import aerobic

minutes = st.integers(1, 300).map(float)


def test_more_beats_for_the_same_output_is_positive_drift() -> None:
    output, hr = np.full(100, 200.0), np.r_[np.full(50, 140.0), np.full(50, 147.0)]
    assert aerobic.decoupling(output, hr) == pytest.approx(100 * (1 - 140 / 147))
    assert aerobic.decoupling(output, hr[::-1]) < 0


@given(st.floats(0.1, 10), st.floats(0.5, 2))
def test_decoupling_has_no_unit(output_scale: float, hr_scale: float) -> None:
    output, hr = np.linspace(180, 220, 40), np.linspace(130, 150, 40)
    scaled = aerobic.decoupling(output * output_scale, hr * hr_scale)
    assert scaled == pytest.approx(aerobic.decoupling(output, hr))


def test_halves_are_halves_of_the_time_and_bad_samples_are_left_out() -> None:
    time = np.r_[np.arange(0, 50, 1.0), np.arange(50, 101, 10.0)]
    hr = np.where(time < 50, 140.0, 147.0)
    output = np.full(time.shape, 200.0)
    expected = 100 * (1 - 140 / 147)
    assert aerobic.decoupling(output, hr, time_s=time) == pytest.approx(expected)
    hr[3], hr[-1] = 0, np.nan
    assert aerobic.decoupling(output, hr, time_s=time) == pytest.approx(expected)


def test_the_means_of_a_half_are_over_time() -> None:
    time = np.r_[np.arange(0.0, 10), np.arange(10.0, 110, 10), 111, 112]
    hr = np.r_[np.full(10, 140.0), np.full(10, 150.0), np.full(2, 140.0)]
    output = np.full(22, 200.0)
    seconds = np.arange(0.0, 113)
    every_second = aerobic.decoupling(
        np.full(113, 200.0), hr[np.searchsorted(time, seconds, side="right") - 1], time_s=seconds
    )
    assert aerobic.decoupling(output, hr, time_s=time) == pytest.approx(every_second, abs=0.1)


def test_a_pause_gives_its_seconds_to_no_sample() -> None:
    time = np.r_[np.arange(0.0, 50), 650, np.arange(651.0, 700)]
    hr = np.full(100, 140.0)
    hr[49] = 199
    expected = aerobic.decoupling(np.full(100, 200.0), hr)
    assert aerobic.decoupling(np.full(100, 200.0), hr, time_s=time) == pytest.approx(expected)


def test_half_a_session_without_heart_rate_has_no_answer() -> None:
    assert np.isnan(aerobic.decoupling([200.0] * 4, [140.0, 140, 0, np.nan]))
    assert np.isnan(aerobic.decoupling([0.0, 0, 200, 200], [140.0] * 4))
    assert np.isnan(aerobic.decoupling([200.0], [140.0]))


def test_time_in_zones_adds_up_to_the_known_time() -> None:
    rng = np.random.default_rng(0)
    time = np.cumsum(rng.uniform(0.5, 3, 500))
    hr = rng.uniform(90, 190, 500)
    hr[100:120] = np.nan
    bounds = aerobic.reserve_zones(hr_rest=50, hr_max=190)
    seconds = aerobic.time_in_zones(time, hr, bounds)
    known = np.diff(time, append=time[-1])[~np.isnan(hr)].sum()
    assert seconds.sum() == pytest.approx(known)
    assert len(seconds) == 6


def test_a_value_at_a_bound_belongs_to_the_zone_above_and_a_gap_to_none() -> None:
    seconds = aerobic.time_in_zones([0, 1, 2, 3, 500], [99.9, 100, 140, 150, 90], [100, 140])
    assert seconds.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("zones", "name"),
    [
        ([80, 0, 0, 0, 20], "hard"),
        ([85, 0, 0, 15, 0], "hard"),
        ([81, 0, 0, 5, 14], "moderate"),
        ([80.1, 0, 19.9, 0, 0], "easy"),
        ([80, 0, 20, 0, 0], "moderate"),
        ([90, 0, 0, 0, 10], "moderate"),
        ([0, 0, 0, 0, 0], "unknown"),
    ],
)
def test_a_session_is_named_by_its_shares(zones: list[float], name: str) -> None:
    assert aerobic.session_intensity(zones) == name


@given(minutes, minutes, minutes, st.floats(0.1, 10))
def test_polarization_depends_on_shares_alone(a: float, b: float, c: float, k: float) -> None:
    index = aerobic.polarization_index([a, b, c])
    assert aerobic.polarization_index([k * a, k * b, k * c]) == (
        pytest.approx(index, rel=1e-6, abs=1e-6, nan_ok=True)
    )


def test_shares_in_percent_would_be_two_too_high() -> None:
    in_percent = np.log10(68 / 6 * 26 * 100)
    assert aerobic.polarization_index([68, 6, 26]) == pytest.approx(in_percent - 2)


def test_the_limits_of_a_class_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        aerobic.EASY_MODERATE_HARD["hard_z4"] = 0.5


def test_polarization_at_its_edges() -> None:
    assert aerobic.polarization_index([90, 10, 0]) == 0
    assert np.isnan(aerobic.polarization_index([10, 10, 80]))
    assert np.isnan(aerobic.polarization_index([0, 0, 0]))
    assert np.isnan(aerobic.polarization_index([0, 10, 0]))
    expected = np.log10(0.8 / 0.01 * (0.2 - 0.01) * 100)
    assert aerobic.polarization_index([80, 0, 20]) == pytest.approx(expected)
    assert aerobic.polarization_index([80, 5, 15]) > 2 > aerobic.polarization_index([60, 35, 5])


BAD = [
    (lambda: aerobic.efficiency_factor(200, 0), "hr"),
    (lambda: aerobic.efficiency_factor(-1, 150), "output"),
    (lambda: aerobic.decoupling([1.0, 2], [1.0]), "hr"),
    (lambda: aerobic.decoupling([1.0, 2], [1.0, 2], time_s=[1, 0]), "time_s"),
    (lambda: aerobic.decoupling([1.0, 2], [1.0, 2], max_gap_s=0), "max_gap_s"),
    (lambda: aerobic.decoupling_of_halves(0, 140, 200, 140), "output_1"),
    (lambda: aerobic.decoupling_of_halves(200, 0, 200, 140), "hr_1"),
    (lambda: aerobic.reserve_zones(hr_rest=60, hr_max=60), "hr_max"),
    (lambda: aerobic.reserve_zones(hr_rest=60, hr_max=190, fractions=[0.6, 0.5]), "fractions"),
    (lambda: aerobic.maximum_zones(hr_max=190, fractions=[0.5, 1.1]), "fractions"),
    (lambda: aerobic.time_in_zones([0, 1], [100.0, 100], [140, 120]), "lower_bounds"),
    (lambda: aerobic.time_in_zones([0, 1], [100.0], [120]), "hr"),
    (lambda: aerobic.session_intensity([1, 2, 3]), "zone_minutes"),
    (lambda: aerobic.polarization_index([-1, 2, 3]), "zone_minutes"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument
