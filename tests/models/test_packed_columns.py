"""Packing is lossless and smaller; damaged text is rejected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from trainkit.errors import InvalidInput
from trainkit.models._packed_columns import pack, pack_counts, parse_packed

counts = st.integers(-(2**40), 2**40) | st.integers(0, 300)
scales = st.sampled_from([1.0, 100.0, 1000.0, 128.0, 2**31 / 180, 1e7])


@st.composite
def counted(draw: st.DrawFn) -> np.ndarray:
    numbers = np.array(draw(st.lists(counts, max_size=40)), dtype=float) / draw(scales)
    gone = draw(npst.arrays(bool, numbers.size))
    return np.where(gone, np.nan, numbers)


anything = npst.arrays(
    st.sampled_from([np.float32, np.float64]),
    st.integers(0, 40),
    elements=st.floats(allow_infinity=False, width=32),
)


@given(counted() | anything | npst.arrays(float, 5, elements=st.floats(allow_infinity=False)))
def test_the_numbers_come_back_bit_by_bit(numbers: np.ndarray) -> None:
    column = pack(numbers)
    for again in (column, parse_packed(column.text)):
        assert again.size == numbers.size
        assert again.numbers.dtype == numbers.dtype
        assert np.array_equal(again.numbers, numbers, equal_nan=True)
        assert np.array_equal(
            np.signbit(again.numbers)[~np.isnan(numbers)], np.signbit(numbers)[~np.isnan(numbers)]
        )
        assert not again.numbers.flags.writeable
        assert again.known == np.count_nonzero(~np.isnan(numbers))


@given(
    npst.arrays(
        st.sampled_from([np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32]),
        st.integers(1, 30),
    ),
    st.sampled_from([(1.0, 0.0), (100.0, 0.0), (5.0, 500.0), (2**31 / 180, 0.0), (3.0, 7.0)]),
    st.data(),
)
def test_counts_of_a_device_unpack_to_its_numbers(
    counted: np.ndarray, formula: tuple[float, float], data: st.DataObject
) -> None:
    scale, offset = formula
    missing = data.draw(npst.arrays(bool, counted.size))
    missing[0] = False
    numbers = counted.astype(float) / scale - offset
    before = counted.copy()
    column = pack_counts(counted, None, scale, offset)
    with_gaps = pack_counts(counted, missing, scale, offset)
    assert np.array_equal(column.numbers, numbers)
    assert np.array_equal(with_gaps.numbers, np.where(missing, np.nan, numbers), equal_nan=True)
    assert np.array_equal(parse_packed(column.text).numbers, numbers)
    counted += 1  # the column is a copy
    assert np.array_equal(column.numbers, before.astype(float) / scale - offset)


def test_what_a_device_counts_takes_a_few_bytes_a_sample() -> None:
    rng = np.random.default_rng(0)
    seconds = np.arange(3600.0)
    columns = {
        1: [seconds, rng.integers(90, 180, 3600).astype(float)],
        2: [
            np.cumsum(rng.integers(300, 900, 3600)) / 100,  # distance in centimetres
            rng.integers(0, 900, 3600).astype(float),  # power
            np.cumsum(rng.integers(-999, 999, 3600)) / (2**31 / 180),  # a position
            rng.integers(2000, 2400, 3600) / 5 - 500,  # altitude in fifths of a metre
        ],
        8: [rng.normal(size=3600)],
    }
    for width, some in columns.items():
        assert [pack(column).raw.itemsize for column in some] == [width] * len(some)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "f8",
        "f2:AAAA",
        "u1 scale=0:AAAA",
        "u1 scale=nan:AAAA",
        "u1 scale=1e-320:AQ==",
        "f8 scale=2.0:AAAAAAAAAAA=",
        "f8:AAAAAAAA8H8=",  # infinity
        "u1:A",
        "u2:AAAA",
        "u1 first=99999999999999999999:AAAA",
        "u1 missing=x:AAAA",
    ],
)
def test_a_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="storage type"):
        parse_packed(text)
