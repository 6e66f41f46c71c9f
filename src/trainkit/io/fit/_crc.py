"""CRC-16/ARC, which guards the header and the whole of a FIT file.

The checksum is linear over GF(2): each of its bits is the parity of some bits of the message. So a
message of up to four kilobytes is masked with sixteen rows of bits, and the parities are counted.

The polynomial, (x + 1) (x^15 + x + 1), divides x^32767 + 1: bits that are 32,767 apart count alike.
So a longer message first folds onto its last 32,767 bits, by nothing but exclusive or.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["crc16"]

_POLYNOMIAL = 0xA001  # reflected 0x8005
_WIDTH = 16  # bits of the checksum
_PERIOD = 32_767  # bits; so many bytes are a multiple of it too
_WORD = 8  # bytes
_MASKED = (_PERIOD + 1) // 64  # words
_FEW = 96  # bytes up to which a loop is faster
_KIND = np.dtype("<u8")  # the first bit of a message is the lowest of its word
_SHIFTS = np.arange(1, 9, dtype=np.uint64)[:, np.newaxis]  # bits
_BITS = np.arange(_WIDTH, dtype=np.uint16)

_States = NDArray[np.uint16]


def crc16(data: bytes | memoryview) -> int:
    """Return the checksum of all bytes of `data`."""
    if len(data) <= _FEW:
        return _crc_of_few(data)
    words = _words(np.frombuffer(data, np.uint8))
    masked = _masks()[:, -words.size :] & words
    parities = np.bitwise_xor.reduce(masked, axis=1).tolist()
    return sum((parity.bit_count() & 1) << bit for bit, parity in enumerate(parities))


def _crc_of_few(data: bytes | memoryview) -> int:
    table = _past_one_byte()
    state = 0
    for octet in data:
        state = state >> 8 ^ table[(state ^ octet) & 0xFF]
    return state


def _words(octets: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return a message of at most `_MASKED` words with the same checksum."""
    if octets.size > _MASKED * _WORD:
        return _fold_bits(_fold_bytes(octets), max(_PERIOD - octets.size, 0) // (_MASKED * _WORD))
    words = np.zeros(-(-octets.size // _WORD), _KIND)  # leading zeros change nothing
    words.view(np.uint8)[-octets.size :] = octets
    return words


def _fold_bytes(octets: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Fold a message onto its last `_PERIOD` bytes, after a word of zeros, before a zero."""
    first = octets.size % _PERIOD
    padded = np.zeros(_WORD + _PERIOD + 1, np.uint8)
    folded = padded[_WORD:-1]
    folded[_PERIOD - first :] = octets[:first]
    for at in range(first, octets.size, _PERIOD):
        folded ^= octets[at : at + _PERIOD]
    return padded.view(_KIND)


def _fold_bits(padded: NDArray[np.uint64], empty: int) -> NDArray[np.uint64]:
    """Fold `_PERIOD` bytes onto the last `_PERIOD` bits, after a leading zero.

    An eighth of the bytes is one bit longer than the period, so each eighth is shifted by one bit
    more than the one before it. The first eighths may be `empty`.
    """
    before, after = (part.reshape(8, -1)[empty:] for part in (padded[:-1], padded[1:]))
    shifted = after << _SHIFTS[empty:]
    shifted ^= before >> (64 - _SHIFTS[empty:])
    folded: NDArray[np.uint64] = np.bitwise_xor.reduce(shifted, axis=0)
    folded[0] &= ~np.uint64(1)
    return folded


@cache
def _past_one_byte() -> tuple[int, ...]:
    """Return the table of states after one byte."""
    return tuple(_after_zeros(octet, 8) for octet in range(256))


def _after_zeros(state: int, bits: int) -> int:
    for _ in range(bits):
        state = state >> 1 ^ (_POLYNOMIAL if state & 1 else 0)
    return state


@cache
def _masks() -> NDArray[np.uint64]:
    """Return, for each bit of the checksum, the bits of a message whose parity it is."""
    # What each bit adds to the checksum, the last byte first: twice as many bytes at a time.
    parts = np.array([[_after_zeros(1 << bit, 8) for bit in range(8)]], np.uint16)
    step = np.array([_after_zeros(1 << bit, 8) for bit in range(_WIDTH)], np.uint16)
    while len(parts) < _MASKED * _WORD:
        parts = np.concatenate((parts, _advance(parts, step)))
        step = _advance(step, step)
    bits = (parts[::-1].T[np.newaxis] >> _BITS[:, np.newaxis, np.newaxis] & 1).astype(np.uint8)
    octets = np.packbits(bits, axis=1, bitorder="little")[:, 0]
    return np.ascontiguousarray(octets).view(_KIND)


def _advance(states: _States, step: _States) -> _States:
    """Return states after zeros, by what becomes of each of their bits."""
    bits = states[..., np.newaxis] >> _BITS & 1
    advanced: _States = np.bitwise_xor.reduce(bits * step, axis=-1)
    return advanced
