"""Points encoded as rows of numbers: conversion, feasibility, sampling and neighbours."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.optimize._constraints import Constraint, feasible
from trainkit.optimize._dimensions import Categorical, Dimension, Integer, Point, describe_domain
from trainkit.optimize._point_table import Mask, PointTable

__all__ = ["Encoding"]

_BATCH = 1024
_MAX_BATCHES = 64  # of random rows, before the constraints count as tight
_MAX_ENUMERATED = 1_000_000


class Encoding:
    """The encoding of a space: rows of shape (points, dimensions).

    A number is encoded from 0 to 1, a category as its index.

    Parameters
    ----------
    dimensions : sequence of Dimension
        The columns; a dimension that does not exist at a point has a fixed number there.
    constraints : sequence of Constraint
        Conditions that every sampled row satisfies.
    """

    def __init__(self, dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> None:
        self.dimensions = dimensions
        self.constraints = constraints
        self.choices = np.array(  # (dimensions,): number of categories, 0 for a number
            [len(d.choices) if isinstance(d, Categorical) else 0 for d in dimensions]
        )
        self.sizes = np.array([d.count for d in dimensions])  # (dimensions,): number of values
        self.count: float = math.prod(self.sizes.tolist())
        self._nested = any(d.when for d in dimensions)
        # Inactive dimensions get a constant, so that they add nothing to distances between rows.
        self._inactive = np.where(self.choices > 0, 0.0, 0.5)

    def table(self, rows: FloatArray) -> PointTable:
        """Return the rows as a table with named columns."""
        return PointTable(self.dimensions, rows)

    @staticmethod
    def key(row: FloatArray) -> bytes:
        """Return the identity of a row's point; rounding errors do not change it."""
        return bytes((np.round(row, 13) + 0.0).tobytes())

    def encode(self, point: Mapping[str, object]) -> tuple[Point, FloatArray]:
        """Validate a point, except for constraints, and encode it.

        Parameters
        ----------
        point : mapping of str to value
            Values of dimensions that do not exist at the point are ignored.

        Returns
        -------
        (dict, ndarray)
            The point with each value in its dimension's type, and its row, shape (dimensions,).

        Raises
        ------
        InvalidInput
            A missing or unknown name, or a value outside its dimension.
        """
        if not isinstance(point, Mapping):
            raise InvalidInput("point", point, "a mapping from name to value")
        names = [dimension.name for dimension in self.dimensions]
        for name in point:
            if name not in names:
                allowed = f"left out: the dimensions are {', '.join(names)}"
                raise InvalidInput(f"point.{name}", point[name], allowed)
        row, typed = self._inactive.copy(), Point()
        for k, dimension in enumerate(self.dimensions):
            if dimension.when and not self.table(row[None, :]).active(dimension.name)[0]:
                continue
            value = point.get(dimension.name)
            if not dimension.contains(value):
                raise InvalidInput(f"point.{dimension.name}", value, describe_domain(dimension))
            typed[dimension.name] = dimension.cast(value)  # type: ignore[arg-type]
            row[k] = dimension.encode(typed[dimension.name])
        return typed, np.asarray(self.snap(row[None, :])[0])

    def snap(self, rows: FloatArray) -> FloatArray:
        """Move rows to the nearest that encode points; each point has exactly one row."""
        near = np.stack([d.snap(rows[:, k]) for k, d in enumerate(self.dimensions)], axis=1)
        if self._nested:
            table = self.table(near)
            exists = np.stack([table.active(d.name) for d in self.dimensions], axis=1)
            near = np.where(exists, near, self._inactive)
        return near

    def feasible(self, rows: FloatArray) -> Mask:
        """Return where rows satisfy every constraint, shape (points,)."""
        return feasible(self.constraints, self.table(rows))

    def first_violation(self, row: FloatArray) -> Constraint | None:
        """Return the first constraint that a row violates."""
        table = self.table(row[None, :])
        return next((rule for rule in self.constraints if not feasible([rule], table)[0]), None)

    def from_unit_cube(self, cube: FloatArray) -> FloatArray:
        """Map points of the unit cube to rows; every value of a dimension is equally likely.

        Parameters
        ----------
        cube : array
            Numbers from 0 to 1, shape (points, dimensions).

        Returns
        -------
        ndarray
            The rows, of the same shape; they may violate constraints.
        """
        finite = np.isfinite(self.sizes)
        index = np.floor(cube * np.where(finite, self.sizes, 1.0))
        ordered = np.where(
            finite, index / np.where(finite, np.maximum(self.sizes - 1, 1), 1.0), cube
        )
        return self.snap(np.where(self.choices > 0, index, ordered))

    def sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        """Draw feasible rows at random.

        Raises
        ------
        InvalidInput
            No feasible row was found.
        """
        if not self.constraints:
            return self.from_unit_cube(rng.random((n, len(self.choices))))
        accepted = np.empty((0, len(self.dimensions)))
        for _ in range(_MAX_BATCHES):
            rows = self.from_unit_cube(rng.random((max(_BATCH, n), len(self.choices))))
            accepted = np.concatenate([accepted, rows[self.feasible(rows)]])
            if len(accepted) >= n:
                return accepted[:n]
        return self._sample_by_walk(accepted, n, rng)

    @cached_property
    def all_rows(self) -> FloatArray:
        """Every feasible row among the first million of a finite space.

        A space with a real dimension has none to list: its random rows do not repeat.
        """
        none = np.empty((0, len(self.dimensions)))
        return np.unique(np.concatenate([none, *self._enumerate()]), axis=0)

    def _enumerate(self) -> Iterator[FloatArray]:
        if not math.isfinite(self.count):
            return
        columns = [
            [d.encode(value) for value in d.choices]
            if isinstance(d, Categorical)
            else [d.encode(value) for value in range(int(d.low), int(d.high) + 1)]
            for d in self.dimensions
        ]
        product = itertools.islice(itertools.product(*columns), _MAX_ENUMERATED)
        while batch := list(itertools.islice(product, _BATCH)):
            rows = self.snap(np.array(batch))
            yield rows[self.feasible(rows)]

    def _sample_by_walk(self, rows: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
        """Sample a thin feasible set by random steps from rows inside it."""
        if len(rows) == 0:
            rows = self._find_feasible(rng)
        # The pool forgets its oldest rows, so that it drifts through the whole set.
        pool = rows
        for _ in range(_MAX_BATCHES):
            start = pool[rng.integers(len(pool), size=_BATCH)]
            moved = self.perturb(start, rng, reach=10.0 ** rng.uniform(-2.5, 0, (_BATCH, 1)))
            pool = np.concatenate([pool, moved[self.feasible(moved)]])[-8 * _BATCH :]
        return pool[rng.choice(len(pool), n, replace=len(pool) < n)]

    def perturb(
        self, rows: FloatArray, rng: np.random.Generator, *, reach: float | FloatArray
    ) -> FloatArray:
        """Move some numbers of each row by about `reach`, and redraw some of its categories."""
        count, width = rows.shape
        # Few columns for local steps along constraints, many to leave a corner.
        share = rng.choice([0.15, 0.4, 1.0], size=(count, 1))
        moved = rng.random((count, width)) < np.maximum(share, 1 / width)
        moved[np.arange(count), rng.integers(width, size=count)] = True  # at least one column
        step = rng.standard_normal((count, width)) * reach
        redrawn = np.floor(rng.random((count, width)) * np.maximum(self.choices, 1))
        # A step shorter than half the grid of an integer would snap back to the same value.
        grid = np.where(np.isfinite(self.sizes), 1 / np.maximum(self.sizes - 1, 1), 0.0)
        step = np.where(np.abs(step) < grid / 2, np.sign(step) * grid, step)
        numbers = np.clip(rows + step, 0.0, 1.0)
        return self.snap(np.where(moved, np.where(self.choices > 0, redrawn, numbers), rows))

    def neighbours(self, rows: FloatArray) -> FloatArray:
        """Return each row, then its variants with one category or one whole number changed.

        Returns
        -------
        ndarray
            Shape (rows, variants, dimensions); an impossible variant repeats the row itself.
        """
        variants = [rows]
        for k, dimension in enumerate(self.dimensions):
            if isinstance(dimension, Categorical):
                columns = [
                    np.full(len(rows), choice, float) for choice in range(len(dimension.choices))
                ]
            elif isinstance(dimension, Integer):
                columns = [dimension.shift(rows[:, k], by) for by in (-1, 1)]
            else:
                continue
            for column in columns:
                variants.append(rows.copy())
                variants[-1][:, k] = column
        flat = self.snap(np.concatenate(variants))
        return flat.reshape(len(variants), *rows.shape).swapaxes(0, 1)

    def _find_feasible(self, rng: np.random.Generator) -> FloatArray:
        """Find a feasible row that random rows miss, by satisfying more and more constraints."""
        rows = self.from_unit_cube(rng.random((_BATCH, len(self.choices))))
        best = rows[:1]
        most = -1
        for _ in range(4 * _MAX_BATCHES):
            satisfied = self._count_satisfied(rows)
            if satisfied.max() >= most:
                most, best = int(satisfied.max()), rows[satisfied == satisfied.max()][:8]
            if most == len(self.constraints):
                return best
            start = best[rng.integers(len(best), size=_BATCH)]
            rows = self.perturb(start, rng, reach=10.0 ** rng.uniform(-3, 0, (_BATCH, 1)))
        allowed = "satisfied by some point; none was found"
        raise InvalidInput("constraints", self.constraints, allowed)

    def _count_satisfied(self, rows: FloatArray) -> FloatArray:
        """Count the constraints that each row satisfies."""
        table = self.table(rows)
        return np.asarray(np.sum([feasible([rule], table) for rule in self.constraints], axis=0))
