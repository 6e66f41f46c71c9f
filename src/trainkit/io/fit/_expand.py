"""Fields that are packed into another field: some of its bits, or a counter's lowest bits."""

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._column import Column
from trainkit.io.fit._profile import Component, Field
from trainkit.io.fit._rollover import unroll

__all__ = ["expand"]


def expand(source: Column, component: Component, target: Field, known: Column | None) -> Column:
    """The column of `target` that lies in the bits of `source`.

    Parameters
    ----------
    source : Column
        The column of the packed field.
    component : Component
        Which bits.
    target : Field
        The field that they are a value of.
    known : Column or None
        Whole values of the target, from which an accumulated component counts on.
    """
    raw, valid = source.raw, source.valid
    whole = not component.bits
    scale, offset = source.reading[:2] if whole else (component.scale, 0)
    reading = target.reading._replace(scale=scale, offset=offset)
    if not whole and raw.dtype.kind in "iu":
        raw, valid = _unpacked(source, component)
        if component.accumulate:
            same = known is not None and known.reading[:2] == reading[:2]
            raw = _counted_on(raw, valid, component.bits, known if same else None)
        if raw.shape[1] == 1:
            raw, valid = raw[:, 0], valid[:, 0]
    return Column(target.name, target.number, raw, valid, reading)


def _unpacked(source: Column, component: Component) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Values and where there are any, shape ``(rows, repetitions)``."""
    cells = source.raw.reshape(len(source.raw), -1)
    wide = 8 * cells.dtype.itemsize
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


def _counted_on(
    low: NDArray[np.int64], valid: NDArray[np.bool_], bits: int, known: Column | None
) -> NDArray[np.int64]:
    """Whole values of a counter, from the whole value before it in the same or an earlier row."""
    rows = len(low)
    first = np.full(rows, -1)  # the whole value of each row, which comes before the counted ones
    if known is not None and known.raw.dtype.kind in "iu":
        numbers, there = (one.reshape(rows, -1)[:, 0] for one in (known.raw, known.valid))
        first = np.where(there, numbers.astype(np.int64), -1)
    values = np.column_stack((first, np.where(valid, low, -1)))
    whole = np.zeros(values.shape, np.bool_)
    whole[:, 0] = True
    counted = values >= 0
    values[counted] = unroll(values[counted], whole[counted], bits)
    return values[:, 1:]
