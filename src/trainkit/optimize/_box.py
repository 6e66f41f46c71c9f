"""A space as arrays: rows of numbers, which of them are points, and rows drawn at random."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InvalidInput
from trainkit.optimize._constraints import Constraint, kept
from trainkit.optimize._dimensions import Categorical, Dimension, Integer, Point, within
from trainkit.optimize._table import Mask, Table

__all__ = ["Box"]

_DRAWS = 64  # batches of random rows before constraints count as tight
_BATCH = 1024
_MOST = 1_000_000


class Box:
    """Rows of shape (points, dimensions): numbers from 0 to 1, and places of categories.

    Parameters
    ----------
    dimensions : sequence of Dimension
        The columns; one that does not exist at a point holds a fixed number there.
    constraints : sequence of Constraint
        What every row that is drawn keeps.
    """

    def __init__(self, dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> None:
        self.dimensions = dimensions
        self.constraints = constraints
        self.choices = np.array(  # (dimensions,): how many categories, 0 for a number
            [len(one.choices) if isinstance(one, Categorical) else 0 for one in dimensions]
        )
        self.steps = np.array([one.count for one in dimensions])  # (dimensions,): values of each
        self.count: float = math.prod(self.steps.tolist())
        self._nested = any(one.when for one in dimensions)
        self._idle = np.where(self.choices > 0, 0.0, 0.5)

    def table(self, rows: FloatArray) -> Table:
        """Give the rows their names."""
        return Table(self.dimensions, rows)

    @staticmethod
    def key(row: FloatArray) -> bytes:
        """What two rows share that stand for one point, whichever way they were computed."""
        return bytes((np.round(row, 13) + 0.0).tobytes())

    def read(self, point: Mapping[str, object]) -> tuple[Point, FloatArray]:
        """Check a point, constraints aside.

        Parameters
        ----------
        point : mapping of str to value
            Values of dimensions that do not exist at it are not read.

        Returns
        -------
        (dict, ndarray)
            The point with each value in its dimension's own type, and its row, shape (dimensions,).

        Raises
        ------
        InvalidInput
            A name that is missing or unknown, or a value outside its dimension.
        """
        if not isinstance(point, Mapping):
            raise InvalidInput("point", point, "a mapping from name to value")
        names = [one.name for one in self.dimensions]
        for name in point:
            if name not in names:
                allowed = f"left out: the dimensions are {', '.join(names)}"
                raise InvalidInput(f"point.{name}", point[name], allowed)
        row, own = self._idle.copy(), Point()
        for place, one in enumerate(self.dimensions):
            if one.when and not self.table(row[None, :]).active(one.name)[0]:
                continue
            value = point.get(one.name)
            if not one.holds(value):
                raise InvalidInput(f"point.{one.name}", value, within(one))
            own[one.name] = one.own(value)  # type: ignore[arg-type]
            row[place] = one.column(own[one.name])
        return own, np.asarray(self.snapped(row[None, :])[0])

    def snapped(self, rows: FloatArray) -> FloatArray:
        """Rows moved to the nearest that stand for points; each point has one row only."""
        near = np.stack(
            [one.snapped(rows[:, place]) for place, one in enumerate(self.dimensions)], axis=1
        )
        if self._nested:
            table = self.table(near)
            exists = np.stack([table.active(one.name) for one in self.dimensions], axis=1)
            near = np.where(exists, near, self._idle)
        return near

    def kept(self, rows: FloatArray) -> Mask:
        """Where rows keep every constraint, shape (points,)."""
        return kept(self.constraints, self.table(rows))

    def broken(self, row: FloatArray) -> Constraint | None:
        """Find the first constraint that a row breaks."""
        table = self.table(row[None, :])
        return next((one for one in self.constraints if not kept([one], table)[0]), None)

    def spread(self, even: FloatArray) -> FloatArray:
        """Rows from evenly spread numbers of 0 to 1: each value of a dimension as often as another.

        Parameters
        ----------
        even : array
            Shape (points, dimensions).

        Returns
        -------
        ndarray
            The rows, of the same shape; constraints aside.
        """
        finite = np.isfinite(self.steps)
        whole = np.floor(even * np.where(finite, self.steps, 1.0))
        ordered = np.where(
            finite, whole / np.where(finite, np.maximum(self.steps - 1, 1), 1.0), even
        )
        return self.snapped(np.where(self.choices > 0, whole, ordered))

    def sampled(self, n: int, rng: np.random.Generator) -> FloatArray:
        """Draw rows that keep every constraint.

        Raises
        ------
        InvalidInput
            None was found.
        """
        if not self.constraints:
            return self.spread(rng.random((n, len(self.choices))))
        found = np.empty((0, len(self.dimensions)))
        for _ in range(_DRAWS):
            rows = self.spread(rng.random((max(_BATCH, n), len(self.choices))))
            found = np.concatenate([found, rows[self.kept(rows)]])
            if len(found) >= n:
                return found[:n]
        return self._walked(found, n, rng)

    @cached_property
    def all_rows(self) -> FloatArray:
        """Every row that keeps the constraints among the first million of a finite space.

        A space with a real dimension has none to go through: its random rows do not repeat.
        """
        none = np.empty((0, len(self.dimensions)))
        return np.unique(np.concatenate([none, *self._everything()]), axis=0)

    def _everything(self) -> Iterator[FloatArray]:
        if not math.isfinite(self.count):
            return
        columns = [
            [one.column(value) for value in one.choices]
            if isinstance(one, Categorical)
            else [one.column(value) for value in range(int(one.low), int(one.high) + 1)]
            for one in self.dimensions
        ]
        every = itertools.islice(itertools.product(*columns), _MOST)
        while batch := list(itertools.islice(every, _BATCH)):
            rows = self.snapped(np.array(batch))
            yield rows[self.kept(rows)]

    def _walked(self, found: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
        """Rows of a thin set: steps from rows inside it, a few columns at a time."""
        if len(found) == 0:
            found = self._entered(rng)
        pool = found
        for _ in range(_DRAWS):
            start = pool[rng.integers(len(pool), size=_BATCH)]
            drawn = self.nudged(start, rng, reach=10.0 ** rng.uniform(-2.5, 0, (_BATCH, 1)))
            pool = np.concatenate([pool, drawn[self.kept(drawn)]])[-8 * _BATCH :]
        return pool[rng.choice(len(pool), n, replace=len(pool) < n)]

    def nudged(
        self, rows: FloatArray, rng: np.random.Generator, *, reach: float | FloatArray
    ) -> FloatArray:
        """Rows near others: some numbers moved by about `reach`, some categories drawn anew."""
        count, width = rows.shape
        share = rng.choice([0.15, 0.4, 1.0], size=(count, 1))
        moved = rng.random((count, width)) < np.maximum(share, 1 / width)
        moved[np.arange(count), rng.integers(width, size=count)] = True
        step = rng.standard_normal((count, width)) * reach
        anew = np.floor(rng.random((count, width)) * np.maximum(self.choices, 1))
        grid = np.where(np.isfinite(self.steps), 1 / np.maximum(self.steps - 1, 1), 0.0)
        step = np.where(np.abs(step) < grid / 2, np.sign(step) * grid, step)
        numbers = np.clip(rows + step, 0.0, 1.0)
        return self.snapped(np.where(moved, np.where(self.choices > 0, anew, numbers), rows))

    def neighbours(self, rows: FloatArray) -> FloatArray:
        """Each row itself, then with one category or one whole number changed.

        Returns
        -------
        ndarray
            Shape (rows, changes, dimensions); a change that cannot be is the row itself.
        """
        around = [rows]
        for place, one in enumerate(self.dimensions):
            if isinstance(one, Categorical):
                columns = [np.full(len(rows), k, float) for k in range(len(one.choices))]
            elif isinstance(one, Integer):
                columns = [one.shifted(rows[:, place], by) for by in (-1, 1)]
            else:
                continue
            for column in columns:
                around.append(rows.copy())
                around[-1][:, place] = column
        flat = self.snapped(np.concatenate(around))
        return flat.reshape(len(around), *rows.shape).swapaxes(0, 1)

    def _entered(self, rng: np.random.Generator) -> FloatArray:
        """A first row inside a set that random rows miss: constraints met one after another."""
        rows = self.spread(rng.random((_BATCH, len(self.choices))))
        best = rows[:1]
        most = -1
        for _ in range(4 * _DRAWS):
            met = self._met(rows)
            if met.max() >= most:
                most, best = int(met.max()), rows[met == met.max()][:8]
            if most == len(self.constraints):
                return best
            start = best[rng.integers(len(best), size=_BATCH)]
            rows = self.nudged(start, rng, reach=10.0 ** rng.uniform(-3, 0, (_BATCH, 1)))
        raise InvalidInput("constraints", self.constraints, "kept by some point; none was found")

    def _met(self, rows: FloatArray) -> FloatArray:
        """How many constraints each row keeps."""
        table = self.table(rows)
        return np.asarray(np.sum([kept([one], table) for one in self.constraints], axis=0))
