"""Encoded points by dimension name, as constraints see them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.optimize._dimensions import Categorical, Dimension, Point, Value, When

__all__ = ["Mask", "PointTable", "as_tuple"]

Mask = NDArray[np.bool_]


def as_tuple(values: Value | Sequence[Value]) -> tuple[Value, ...]:
    """Return one value or several as a tuple."""
    if isinstance(values, str | int | float):
        return (values,)
    return tuple(values)


class PointTable:
    """Rows of a space with access by dimension name; each row encodes a point.

    Parameters
    ----------
    dimensions : sequence of Dimension
        The columns.
    rows : array
        Encoded points, shape (points, dimensions).
    """

    def __init__(self, dimensions: Sequence[Dimension], rows: FloatArray) -> None:
        self.rows = rows  # (points, dimensions)
        self._dimensions = dimensions
        self._columns = {dimension.name: (k, dimension) for k, dimension in enumerate(dimensions)}
        self._active: dict[str, Mask] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def select(self, where: NDArray[np.intp] | Mask) -> "PointTable":
        """Return the table of some of its rows."""
        return PointTable(self._dimensions, self.rows[where])

    def active(self, name: str) -> Mask:
        """Return where a dimension exists, shape (points,)."""
        if name not in self._active:
            when = self._columns[name][1].when
            self._active[name] = self.match(when) if when else np.ones(len(self), bool)
        return self._active[name]

    def numbers(self, name: str) -> FloatArray:
        """Decode a real or an integer, shape (points,); NaN where it does not exist."""
        k, dimension = self._columns[name]
        return np.where(self.active(name), dimension.decode(self.rows[:, k]), np.nan)

    def match(self, when: When) -> Mask:
        """Return where every named dimension exists and has one of its listed values."""
        matching = np.ones(len(self), bool)
        for name, values in when.items():
            k, dimension = self._columns[name]
            encoded = [
                dimension.encode(value) for value in as_tuple(values) if dimension.contains(value)
            ]
            # Rows may carry rounding errors, so values are compared with a tolerance.
            near = np.abs(self.rows[:, k, None] - np.array(encoded)[None, :]) < 1e-9
            matching &= self.active(name) & near.any(axis=1)
        return matching

    def points(self) -> list[Point]:
        """Decode the rows as points; dimensions that do not exist are left out."""
        points: list[Point] = [{} for _ in range(len(self))]
        for name, (k, dimension) in self._columns.items():
            values = dimension.decode(self.rows[:, k]).tolist()
            exists = self.active(name).tolist()
            for point, value, active in zip(points, values, exists, strict=True):
                if active and isinstance(dimension, Categorical):
                    point[name] = dimension.choices[int(value)]
                elif active:
                    point[name] = dimension.cast(value)
        return points
