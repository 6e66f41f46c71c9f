"""Fields that are packed into another field: some of its bits, or the lowest of a counter."""

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._column import Column
from trainkit.io.fit._profile import Component, Field
from trainkit.io.fit._rollover import unroll

__all__ = ["unpack_component"]


def unpack_component(
    source: Column, component: Component, target: Field, known: Column | None
) -> Column:
    """Unpack the column of `target` from the bits of `source`.

    Parameters
    ----------
    source : Column
        The column of the packed field.
    component : Component
        Its bits.
    target : Field
        The field that the bits are a value of.
    known : Column or None
        Whole values of the target, from which an accumulated component counts on.
    """
    raw, valid = source.raw, source.valid
    whole = not component.bits
    scale, offset = source.reading[:2] if whole else (component.scale, 0)
    reading = target.reading._replace(scale=scale, offset=offset)
    if not whole and raw.dtype.kind in "iu":
        raw, valid = _unpack(source, component)
        if component.accumulate:
            same = known is not None and known.reading[:2] == reading[:2]
            raw = _accumulate(raw, valid, component.bits, known if same else None)
        if raw.shape[1] == 1:
            raw, valid = raw[:, 0], valid[:, 0]
    return Column(target.name, target.number, raw, valid, reading)


def _unpack(source: Column, component: Component) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return values and where they exist, shape ``(rows, repetitions)``."""
    cells = source.raw.reshape(len(source.raw), -1)
    wide = 8 * cells.dtype.itemsize
    # Bits of a component may cross elements of an array, so they are taken byte by byte.
    octets = cells.astype(cells.dtype.newbyteorder("<")).view(np.uint8)
    bits = wide * cells.shape[1]
    firsts = range(component.shift, bits - component.bits + 1, component.period or bits)
    raw = np.zeros((len(cells), max(len(firsts), 1)), np.int64)
    valid = np.zeros(raw.shape, np.bool_)
    source_valid = source.valid.reshape(cells.shape)
    for at, first in enumerate(firsts):
        for place, octet in enumerate(range(first // 8, (first + component.bits + 7) // 8)):
            raw[:, at] |= octets[:, octet].astype(np.int64) << 8 * place
        valid[:, at] = source_valid[:, first // wide]
        raw[:, at] >>= first % 8
    raw &= (1 << component.bits) - 1
    return raw, valid


def _accumulate(
    low: NDArray[np.int64], valid: NDArray[np.bool_], bits: int, known: Column | None
) -> NDArray[np.int64]:
    """Return whole values of a counter, from the whole value before each, in its row or earlier."""
    rows = len(low)
    first = np.full(rows, -1)  # the whole value of each row, which precedes the counted ones
    if known is not None and known.raw.dtype.kind in "iu":
        numbers, valid_rows = (cells.reshape(rows, -1)[:, 0] for cells in (known.raw, known.valid))
        first = np.where(valid_rows, numbers.astype(np.int64), -1)
    values = np.column_stack((first, np.where(valid, low, -1)))
    whole = np.zeros(values.shape, np.bool_)
    whole[:, 0] = True
    counted = values >= 0
    values[counted] = unroll(values[counted], whole[counted], bits)
    return values[:, 1:]
