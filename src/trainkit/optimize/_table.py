"""Points as rows of numbers, read back by name: what constraints and surrogates see."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.optimize._dimensions import Categorical, Dimension, Point, Value, When

__all__ = ["Mask", "Table", "values_of"]

Mask = NDArray[np.bool_]


def values_of(wanted: Value | Sequence[Value]) -> tuple[Value, ...]:
    """One value or several, as a tuple."""
    if isinstance(wanted, str | int | float):
        return (wanted,)
    return tuple(wanted)


class Table:
    """Rows of a space, each a point.

    Parameters
    ----------
    dimensions : sequence of Dimension
        The columns.
    rows : array
        Shape (points, dimensions): places as the dimensions' columns count them.
    """

    def __init__(self, dimensions: Sequence[Dimension], rows: FloatArray) -> None:
        self.rows = rows  # (points, dimensions)
        self._dimensions = dimensions
        self._at = {one.name: (place, one) for place, one in enumerate(dimensions)}
        self._active: dict[str, Mask] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, where: NDArray[np.intp] | Mask) -> "Table":
        """The table of some of its rows."""
        return Table(self._dimensions, self.rows[where])

    def active(self, name: str) -> Mask:
        """Where a dimension exists, shape (points,)."""
        if name not in self._active:
            when = self._at[name][1].when
            self._active[name] = self.among(when) if when else np.ones(len(self), bool)
        return self._active[name]

    def numbers(self, name: str) -> FloatArray:
        """Values of a real or an integer, shape (points,); NaN where it does not exist."""
        place, one = self._at[name]
        return np.where(self.active(name), one.values(self.rows[:, place]), np.nan)

    def among(self, when: When) -> Mask:
        """Where every named dimension exists and has one of the values given for it."""
        met = np.ones(len(self), bool)
        for name, wanted in when.items():
            place, one = self._at[name]
            columns = [one.column(value) for value in values_of(wanted) if one.holds(value)]
            near = np.abs(self.rows[:, place, None] - np.array(columns)[None, :]) < 1e-9
            met &= self.active(name) & near.any(axis=1)
        return met

    def points(self) -> list[Point]:
        """The rows as points, dimensions that do not exist left out."""
        found: list[Point] = [{} for _ in range(len(self))]
        for name, (place, one) in self._at.items():
            values = one.values(self.rows[:, place]).tolist()
            for point, value, exists in zip(found, values, self.active(name).tolist(), strict=True):
                if exists and isinstance(one, Categorical):
                    point[name] = one.choices[int(value)]
                elif exists:
                    point[name] = one.own(value)
        return found
