"""The checksum agrees with its definition, byte by byte."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.io.fit._crc import crc16


def byte_by_byte(data: bytes) -> int:
    crc = 0
    for octet in data:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def test_the_catalogued_check_value() -> None:
    # CRC-16/ARC in the catalogue of parametrised CRC algorithms: "123456789" gives 0xBB3D.
    assert crc16(b"123456789") == 0xBB3D


@given(st.binary(max_size=600))
def test_equals_the_byte_loop(data: bytes) -> None:
    assert crc16(data) == byte_by_byte(data)


@given(st.binary(max_size=100))
def test_a_file_with_its_checksum_behind_it_checks_to_zero(data: bytes) -> None:
    assert crc16(data + crc16(data).to_bytes(2, "little")) == 0


def test_a_long_file_equals_the_byte_loop() -> None:
    data = bytes(range(256)) * 81 + b"odd"
    assert crc16(memoryview(data)) == byte_by_byte(data)


@pytest.mark.parametrize("size", [49_151, 49_152, 65_534, 65_535, 98_301, 150_000])
def test_a_folded_file_equals_the_byte_loop(size: int) -> None:
    # From 48 KiB on, bits that are a period of the polynomial apart are folded.
    data = np.random.default_rng(size).bytes(size)
    assert crc16(data) == byte_by_byte(data)


def test_each_bit_of_a_folded_file_counts() -> None:
    data = bytearray(70_000)
    for bit in (0, 7, 32_766, 32_767, 262_135, 262_136, 559_999):
        data[bit // 8] ^= 1 << bit % 8
        assert crc16(bytes(data)) == byte_by_byte(bytes(data))
