"""Arguments at the door: what passes, what is refused and with which words."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit import _array
from trainkit.errors import InvalidInput


def test_a_number_stays_a_float_and_an_array_a_floating_array() -> None:
    assert type(_array.numbers("x", 3)) is float
    assert type(_array.numbers("x", np.float32(3))) is float
    assert np.asarray(_array.numbers("x", [1, 2])).dtype == np.float64
    assert np.asarray(_array.numbers("x", np.ones(2, np.float32))).dtype == np.float32


def test_missing_values_pass_every_range() -> None:
    masked = np.ma.masked_array([1.0, 99.0], mask=[False, True])
    np.testing.assert_array_equal(_array.numbers("x", masked, low=0, high=5), [1, np.nan])
    np.testing.assert_array_equal(_array.numbers("x", [None, 2], low=0), [np.nan, 2])


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "a number or an array of numbers"),
        ("5", "a number or an array of numbers"),
        (1j, "a number or an array of numbers"),
        ([[1.0], [1.0, 2.0]], "a number or an array of numbers"),
        ([], "a non-empty array"),
        (float("inf"), "at least 0 and at most 5"),
        ([1.0, -float("inf")], "at least 0 and at most 5"),
        (-1, "at least 0 and at most 5"),
        ([1.0, 6.0], "x is 6.0"),
    ],
)
def test_what_is_not_a_number_in_range_is_refused(value: object, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        _array.numbers("x", value, low=0, high=5)  # type: ignore[arg-type]


def test_an_open_end_is_excluded() -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        _array.numbers("x", [0.0, 1.0], low=0, open_low=True)


@pytest.mark.parametrize("value", [float("nan"), [1.0, 2.0], None])
def test_an_option_is_one_known_number(value: object) -> None:
    with pytest.raises(InvalidInput):
        _array.number("x", value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1.5, True, "7", 0, 9])
def test_a_window_is_a_whole_number_in_range(value: object) -> None:
    with pytest.raises(InvalidInput, match="whole number of at least 1 and at most 8"):
        _array.whole("days", value, low=1, high=8)  # type: ignore[arg-type]


def test_shapes_that_do_not_go_together_are_named() -> None:
    with pytest.raises(InvalidInput, match=r"b is 'an array of shape \(3,\)'"):
        _array.same_shape(a=np.ones(2), b=np.ones(3))
    with pytest.raises(InvalidInput, match="broadcasts with"):
        _array.broadcast(a=np.ones(2), b=np.ones((3, 3)))
    with pytest.raises(InvalidInput, match=r"1 dimension"):
        _array.series("a", np.ones((2, 2)), ndim=1)
    with pytest.raises(InvalidInput, match="time on axis 0"):
        _array.series("a", 3.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(10**400, id="400 digits"),
        pytest.param(10**5000, id="5000 digits"),
        np.array([10**400, 1], dtype=object),
        np.array(["800", "810"], dtype=object),
        [1.0, "5"],
        1e101,
        np.full(3, 1e16, np.float32),
        np.longdouble("1e400"),
    ],
)
def test_what_overflows_or_is_text_is_refused_with_words(value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        _array.numbers("x", value)  # type: ignore[arg-type]
    assert "x is " in str(refused.value)


def test_numbers_of_other_kinds_in_an_object_array_are_taken() -> None:
    mixed = np.array([1, Decimal("2.5"), Fraction(1, 2), np.float32(3), None], dtype=object)
    np.testing.assert_array_equal(_array.numbers("x", mixed), [1, 2.5, 0.5, 3, np.nan])


def test_a_window_is_a_number_that_numpy_knows() -> None:
    with pytest.raises(InvalidInput, match="whole number"):
        _array.whole("days", 10**400, low=1)


@given(
    arrays(np.int64, st.integers(0, 20), elements=st.integers(-5, 5)), st.lists(st.integers(-5, 5))
)
def test_values_among_others_are_those_of_numpy(values: np.ndarray, wanted: list[int]) -> None:
    others = np.array(wanted, dtype=np.int64)
    np.testing.assert_array_equal(_array.is_among(values, others), np.isin(values, others))
    days, asked = values.astype("datetime64[D]"), others.astype("datetime64[D]")
    np.testing.assert_array_equal(_array.is_among(days, asked), np.isin(days, asked))
