"""A ridge regression for each day on the days before it, of one athlete or of many.

The sums are carried from day to day, and the elimination goes column by column for many days and
athletes at once: some hundred passes over arrays, in the place of a solver that is called for each
day.

| symbol | meaning | shape |
|---|---|---|
| x | covariates, of which the first is 1 | (covariates,) a day |
| y | the value to explain | one a day |
| S, p | sums of x x and of x y over the days before | (covariates, covariates), (covariates,) |
| w | weights, from (S + prior) w = p | (covariates,) |
"""

from collections.abc import Sequence

import numpy as np

from trainkit._array import FloatArray, as_columns

__all__ = ["expect_by", "expect_from", "products", "sums_before"]

_FEW = 16  # athletes, for whom the sums of all days at once are faster than a loop over the days
_AT_ONCE = 4_096  # numbers of a column that are solved at a time, so that all columns stay in cache


def expect_from(
    covariates: Sequence[FloatArray],
    values: FloatArray,
    *,
    days: int,
    prior: Sequence[float],
    first: int = 0,
) -> tuple[FloatArray, FloatArray]:
    """Expect each day's value from its covariates, as the days before it teach.

    Parameters
    ----------
    covariates : sequence of array, each of shape (days, ...)
        x without the first one, which is 1.
    values : array, shape (days, ...)
        y; NaN where unknown.
    days : int
        How many days before each day teach [d].
    prior : sequence of float
        Weight of the prior that a covariate does not matter, the first one included [d].
    first : int
        Row of the first day to expect; those before it are NaN.

    Returns
    -------
    tuple of ndarray, each of shape (days, ...)
        The expected value [the unit of the values], and the known days behind it [d].
    """
    columns = [as_columns(column) for column in covariates]
    table = products(columns, as_columns(values))
    sums = sums_before(table, days)[:-1]
    expected, count = np.full((2, *columns[0].shape), np.nan)
    together = max(1, _AT_ONCE // columns[0].shape[1])
    for start in range(first, len(expected), together):
        piece = slice(start, start + together)
        today = [column[piece] for column in columns]
        expected[piece], count[piece] = expect_by(sums[piece].swapaxes(0, 1), today, prior)
    return expected.reshape(values.shape), count.reshape(values.shape)


def expect_by(
    sums: FloatArray, covariates: Sequence[FloatArray], prior: Sequence[float]
) -> tuple[FloatArray, FloatArray]:
    """Expect values from the sums of the days before, of shape (sums, ...); see `expect_from`."""
    weights = _eliminate(sums, prior)
    total = weights[0]
    for column, weight in zip(covariates, weights[1:], strict=True):
        total += weight * column
    return total, sums[0]


def products(covariates: Sequence[FloatArray], values: FloatArray) -> FloatArray:
    """Multiply each pair of x, row by row of the lower triangle, and each x with y."""
    known = ~np.isnan(values)
    size = len(covariates) + 1
    table = np.empty((len(values), size * (size + 3) // 2, values.shape[1]))
    sums = iter(range(table.shape[1]))
    ones = known.astype(np.float64)
    weighted = [ones, *(column * ones for column in covariates)]
    for row, left in enumerate(weighted):
        table[:, next(sums)] = left
        for right in covariates[:row]:
            np.multiply(left, right, out=table[:, next(sums)])
    target = np.where(known, values, 0.0)
    for column in weighted:
        np.multiply(column, target, out=table[:, next(sums)])
    return table


def sums_before(table: FloatArray, days: int) -> FloatArray:
    """Sum over the days before each day and before the day after, by adding one and taking one."""
    if table.shape[2] <= _FEW:
        steps = np.zeros((2 * len(table) + 1, *table.shape[1:]))
        steps[1::2] = table
        np.negative(table[:-days], out=steps[2 * days + 2 :: 2])
        return np.cumsum(steps, axis=0)[::2]
    sums = np.zeros((len(table) + 1, *table.shape[1:]))
    for day, new in enumerate(table):
        total = np.add(sums[day], new, out=sums[day + 1])
        if day >= days:
            np.subtract(total, table[day - days], out=total)
    return sums


def _eliminate(parts: FloatArray, prior: Sequence[float]) -> list[FloatArray]:
    """Solve symmetric positive systems, of which the lower triangle comes before the right side."""
    size = len(prior)
    rows = iter(parts)
    sums = [[next(rows).copy() for _ in range(row + 1)] for row in range(size)]
    right = [next(rows).copy() for _ in range(size)]
    scratch = np.empty_like(right[0])
    for row, weight in enumerate(prior):
        sums[row][row] += weight
    for pivot in range(size):
        for row in range(pivot + 1, size):
            factor = sums[row][pivot] / sums[pivot][pivot]
            for column in range(pivot + 1, row + 1):
                sums[row][column] -= np.multiply(factor, sums[column][pivot], out=scratch)
            right[row] -= np.multiply(factor, right[pivot], out=scratch)
    for row in reversed(range(size)):
        for known in range(row + 1, size):
            right[row] -= np.multiply(sums[known][row], right[known], out=scratch)
        right[row] /= sums[row][row]
    return right
