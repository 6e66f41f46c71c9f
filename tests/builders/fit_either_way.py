"""Records read one by one have the values of columns read one by one."""

import math

import numpy as np

from trainkit.io.fit import Table

__all__ = ["assert_same_either_way"]


def assert_same_either_way(table: Table) -> None:
    """Compare each value of a table, all at once and alone, with its columns."""
    numbers = table.all_numbers()
    texts = {name for name in table if table[name].raw.dtype.kind == "O"}
    assert numbers.keys() == {*table} - texts
    for name, column in table.items():
        for found in (numbers.get(name, column.numbers), table.numbers(name)):
            assert found is not None
            assert found.dtype == np.float64
            assert found.shape == column.numbers.shape
            np.testing.assert_array_equal(found, column.numbers, err_msg=name)
        first = column.numbers.reshape(table.rows, -1)[:, 0].tolist()
        words = column.words.reshape(table.rows, -1)[:, 0].tolist()
        for row in {0, table.rows // 2, table.rows - 1}:
            expected = None if math.isnan(first[row]) else first[row]
            assert table.number_at(name, row) == expected, (name, row)
            assert table.word_at(name, row) == words[row], (name, row)
        if column.raw.ndim == 1:
            pairs = zip(column.raw.tolist(), column.valid.tolist(), strict=True)
            assert table.as_stored(name) == [cell if known else None for cell, known in pairs]
