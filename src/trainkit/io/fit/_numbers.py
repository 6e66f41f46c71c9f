"""The numbers of a message by field: one array for a few records, and views of it."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["Numbers"]


class Numbers(Mapping[str, NDArray[np.float64]]):
    """A mapping from fields to their values; the view of a column is made when it is asked for.

    Parameters
    ----------
    columns : mapping of str to (int, int)
        Fields of `values`: their first column, and how many they have.
    values : ndarray, shape (rows, columns)
        Their values.
    alone : mapping of str to ndarray
        The values of further fields.
    """

    __slots__ = ("_alone", "_columns", "_values")

    def __init__(
        self,
        columns: Mapping[str, tuple[int, int]],
        values: NDArray[np.float64],
        alone: Mapping[str, NDArray[np.float64]],
    ) -> None:
        self._columns, self._values, self._alone = columns, values, alone

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        place = self._columns.get(name)
        if place is None:
            return self._alone[name]
        first, count = place
        return self._values[:, first] if count == 1 else self._values[:, first : first + count]

    def __iter__(self) -> Iterator[str]:
        yield from self._columns
        yield from self._alone

    def __len__(self) -> int:
        return len(self._columns) + len(self._alone)
