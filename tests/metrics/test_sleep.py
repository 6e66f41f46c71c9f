"""Claims about sleep: published numbers stand in published/sleep.csv."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import sleep

nights = arrays(np.float64, st.integers(7, 40), elements=st.floats(0, 14))


@given(nights, st.floats(5, 10))
def test_debt_is_what_the_nights_of_the_window_miss(asleep: np.ndarray, need: float) -> None:
    owed = sleep.debt(asleep, need_h=need)
    assert np.isnan(owed[:6]).all()
    for day in range(6, len(asleep)):
        expected = np.maximum(need - asleep[day - 6 : day + 1], 0).sum()
        assert owed[day] == pytest.approx(expected, abs=1e-9)


@given(nights)
def test_a_surplus_that_repays_never_raises_the_debt(asleep: np.ndarray) -> None:
    strict = sleep.debt(asleep, need_h=8)[6:]
    repaid = sleep.debt(asleep, need_h=8, surplus_repays=True)[6:]
    assert (repaid <= strict + 1e-9).all()
    assert (repaid >= 0).all()


def test_an_unknown_night_makes_the_debt_unknown_unless_told_otherwise() -> None:
    asleep = np.array([7.0] * 10)
    asleep[4] = np.nan
    assert np.isnan(sleep.debt(asleep, need_h=8)).tolist() == [True] * 10
    assert sleep.debt(asleep, need_h=8, min_periods=5)[9] == pytest.approx(7.0)


def test_one_hour_of_difference_a_day_is_91_67_and_not_the_96_in_circulation() -> None:
    days = ([1] * 8 + [0] * 16 + [1] * 7 + [0] * 17) * 4
    index = sleep.regularity_index(days, samples_per_day=24)
    assert index == pytest.approx(-100 + 200 * 23 / 24)
    assert abs(index - 96) > 4


def test_random_sleep_is_near_zero() -> None:
    rng = np.random.default_rng(0)
    asleep = rng.integers(0, 2, 1440 * 30)
    assert abs(sleep.regularity_index(asleep, samples_per_day=1440)) < 3


@given(st.integers(0, 23), st.integers(1, 23))
def test_the_hour_of_a_regular_sleeper_does_not_matter(shift: int, length: int) -> None:
    day = np.roll([1] * length + [0] * (24 - length), shift)
    assert sleep.regularity_index(np.tile(day, 7), samples_per_day=24) == 100


def test_unknown_epochs_drop_the_pairs_that_hold_them() -> None:
    asleep = np.tile([1.0] * 8 + [0.0] * 16, 10)
    asleep[24:48] = np.nan
    assert sleep.regularity_index(asleep, samples_per_day=24) == 100
    with pytest.raises(InsufficientData, match="4 of 5"):
        sleep.regularity_index(np.tile(asleep[:24], 5), samples_per_day=24)


def test_booleans_are_states_too() -> None:
    asleep = np.tile([True] * 8 + [False] * 16, 7)
    assert sleep.regularity_index(asleep, samples_per_day=24) == 100


@given(st.floats(0, 24), st.floats(0, 100))
def test_scores_stay_within_0_and_100(hours: float, quality: float) -> None:
    assert 0 <= sleep.duration_score(hours) <= 100
    assert 0 <= sleep.score(hours, quality) <= 100


def test_without_a_quality_the_duration_decides_alone() -> None:
    assert sleep.score(6.5, float("nan")) == sleep.duration_score(6.5) == 85


BAD = [
    (lambda: sleep.efficiency(9, 8), "asleep_h"),
    (lambda: sleep.efficiency(-1, 8), "asleep_h"),
    (lambda: sleep.efficiency(0, 0), "in_bed_h"),
    (lambda: sleep.efficiency([7, 7.0], [8, 8, 8.0]), "asleep_h"),
    (lambda: sleep.debt([7.0], need_h=0), "need_h"),
    (lambda: sleep.debt([25.0], need_h=8), "asleep_h"),
    (lambda: sleep.debt([7.0], need_h=8, days=0), "days"),
    (lambda: sleep.debt([7.0], need_h=8, min_periods=8), "min_periods"),
    (lambda: sleep.regularity_index([0, 2, 1], samples_per_day=1), "asleep"),
    (lambda: sleep.regularity_index([0, 1], samples_per_day=0), "samples_per_day"),
    (lambda: sleep.score(8, 101), "quality"),
    (lambda: sleep.duration_score(-1), "asleep_h"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument in {argument, "in_bed_h"}
