"""CRC-16/ARC, which guards the header and the whole of a FIT file.

The checksum is linear over GF(2): with T the table that advances a 16-bit state past one word,
the state after words a, b is T[T[a] ^ b]. So neighbours fold into one word as T[a] ^ b, all pairs
at once, and the next round folds with T[T], which advances past two words, and so on.

The polynomial, (x + 1) (x^15 + x + 1), divides x^32767 + 1: bits that are 32,767 apart count alike.
So a long message first folds onto its last 32,767 bits, by nothing but exclusive or.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["crc16"]

_POLYNOMIAL = 0xA001  # reflected 0x8005
_PERIOD = 32_767  # bits; so many bytes are a multiple of it too
_FEW, _MANY = 64, 49_152  # bytes up to which a loop is faster, and from which folding is


def crc16(data: bytes | memoryview) -> int:
    """Return the checksum of all bytes of `data`."""
    if len(data) <= _FEW:
        return _crc_of_few(data)
    octets = np.frombuffer(data, np.uint8)
    if len(data) >= _MANY:
        octets = _fold_bits(_fold_bytes(octets))
    odd = octets.size % 2
    words = np.zeros((octets.size + odd) // 2, np.uint16)
    words.view(np.uint8)[odd:] = octets  # a leading zero changes nothing
    level = 0
    while words.size > 1:
        if words.size % 2:
            words = np.concatenate((np.zeros(1, np.uint16), words))
        words = _advance(level).take(words[::2]) ^ words[1::2]
        level += 1
    return int(_advance(0)[words[0]])


def _crc_of_few(data: bytes | memoryview) -> int:
    table = _past_one_byte()
    state = 0
    for octet in data:
        state = state >> 8 ^ table[(state ^ octet) & 0xFF]
    return state


def _fold_bytes(octets: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fold a message onto its last `_PERIOD` bytes."""
    first = octets.size % _PERIOD
    folded = np.zeros(_PERIOD, np.uint8)
    folded[_PERIOD - first :] = octets[:first]
    for at in range(first, octets.size, _PERIOD):
        folded ^= octets[at : at + _PERIOD]
    return folded


def _fold_bits(octets: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fold `_PERIOD` bytes onto the last `_PERIOD` bits, after a leading zero."""
    bits = int.from_bytes(octets.tobytes(), "little")  # the first of the message is the lowest
    for half in (4 * _PERIOD, 2 * _PERIOD, _PERIOD):
        bits = bits >> half ^ bits & (1 << half) - 1
    return np.frombuffer((bits << 1).to_bytes((_PERIOD + 1) // 8, "little"), np.uint8)


@cache
def _past_one_byte() -> tuple[int, ...]:
    """Return the table of states after one byte."""
    table = []
    for state in range(256):
        for _ in range(8):
            state = state >> 1 ^ (_POLYNOMIAL if state & 1 else 0)  # noqa: PLW2901  shifted out
        table.append(state)
    return tuple(table)


@cache
def _advance(level: int) -> NDArray[np.uint16]:
    """Return the table of states after 2**level words of zeros."""
    if level:
        half = _advance(level - 1)
        return half[half]
    table = np.zeros(1 << 16, np.uint16)
    for bit in range(16):
        state = 1 << bit
        for _ in range(16):
            state = state >> 1 ^ (_POLYNOMIAL if state & 1 else 0)
        table[1 << bit : 2 << bit] = table[: 1 << bit] ^ state
    return table
