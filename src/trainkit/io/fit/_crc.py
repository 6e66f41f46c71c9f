"""CRC-16/ARC, which guards the header and the whole of a FIT file.

The checksum is linear over GF(2): with T the table that advances a 16-bit state past one word,
the state after words a, b is T[T[a] ^ b]. So neighbours fold into one word as T[a] ^ b, all pairs
at once, and the next round folds with T[T], which advances past two words, and so on.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["crc16"]

_POLYNOMIAL = 0xA001  # reflected 0x8005


def crc16(data: bytes | memoryview) -> int:
    """Return the checksum of all bytes of `data`."""
    odd = len(data) % 2
    words = np.zeros((len(data) + odd) // 2, np.uint16)
    words.view(np.uint8)[odd:] = np.frombuffer(data, np.uint8)  # a leading zero changes nothing
    level = 0
    while words.size > 1:
        if words.size % 2:
            words = np.concatenate((np.zeros(1, np.uint16), words))
        words = _advance(level).take(words[::2]) ^ words[1::2]
        level += 1
    return int(_advance(0)[words[0]]) if words.size else 0


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
