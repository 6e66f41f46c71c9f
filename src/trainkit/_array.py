"""Check the arguments of calculators, and convert them to floats and float arrays.

A Python number stays a Python float, so that numpy's promotion rules let a float32 array stay
float32; everything else becomes a floating array. NaN means missing and passes every range check.
"""

import math
import sys
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from numbers import Real
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from trainkit._choice import choice
from trainkit.errors import InvalidInput

__all__ = [
    "FloatArray",
    "Floats",
    "accumulate",
    "as_columns",
    "broadcast",
    "choice",
    "finish",
    "floating_series",
    "is_among",
    "is_plain",
    "new_result",
    "number",
    "numbers",
    "same_shape",
    "series",
    "texts",
    "whole",
]

FloatArray = NDArray[np.floating]
Floats = Sequence[float] | FloatArray
"""Arguments of calculators that work element by element or along a series."""

Number = TypeVar("Number", bound=np.generic)

_FEW = 16  # columns, for which a loop over the rows costs more than it saves
_INF = float("inf")
# No measurement is larger, and the squares and sums of what is smaller stay finite. Products of
# single precision are rarer, and its own largest number, 3e38, is far nearer.
_LARGEST = 1e100
_LARGEST_SINGLE = 1e15
_LARGEST_WHOLE = 2**63 - 1  # of numpy


def numbers(
    name: str,
    value: float | Floats,
    *,
    low: float = -_INF,
    high: float = _INF,
    open_low: bool = False,
) -> float | FloatArray:
    """Check a number or an array of numbers.

    Parameters
    ----------
    name : str
        The argument's name, for the error.
    value : float or array
        The argument.
    low, high : float
        The allowed range; infinities are never allowed, nor sizes beyond 1e100 (1e15 in single
        precision), whose squares overflow; NaN always is.
    open_low : bool
        Whether `low` itself is excluded.

    Returns
    -------
    float or ndarray
        A float for a scalar, else a floating array (float32 and float64 are kept).

    Raises
    ------
    InvalidInput
        Not a number, infinite, empty, or out of range.
    """
    if type(value) is float or type(value) is int:  # the fast path of scalar calls
        inside = low < value <= high or (value == low and not open_low)
        if (inside and -_LARGEST < value < _LARGEST) or value != value:  # noqa: PLR0124  NaN
            return float(value)
    array = _floating(name, value)
    smallest = float(np.fmin.reduce(array, axis=None))
    largest = float(np.fmax.reduce(array, axis=None))
    too_low = smallest <= low if open_low else smallest < low
    limit = _limit(array)
    if too_low or largest > high or smallest < -limit or largest > limit:
        with np.errstate(invalid="ignore"):
            below = array <= low if open_low else array < low
            wrong = array[below | (array > high) | (np.abs(array) > limit)]
        allowed = _range(low, high, open_low=open_low, limit=limit)
        raise InvalidInput(name, float(wrong.flat[0]), allowed)
    return array.item() if array.ndim == 0 else array


def number(
    name: str,
    value: float,
    *,
    low: float = -_INF,
    high: float = _INF,
    open_low: bool = False,
) -> float:
    """Check a single number that must be known: an option or a parameter, not data."""
    checked = numbers(name, value, low=low, high=high, open_low=open_low)
    if not isinstance(checked, float) or np.isnan(checked):
        raise InvalidInput(name, value, f"one number {_range(low, high, open_low=open_low)}")
    return checked


def whole(name: str, value: int, *, low: int, high: int | None = None) -> int:
    """Check a whole number, such as a window in days."""
    allowed = f"a whole number of at least {low}" + ("" if high is None else f" and at most {high}")
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InvalidInput(name, value, allowed)
    if value < low or value > (_LARGEST_WHOLE if high is None else high):
        raise InvalidInput(name, int(value), allowed)
    return int(value)


def series(
    name: str, value: Floats, *, low: float = -_INF, high: float = _INF, ndim: int | None = None
) -> FloatArray:
    """Check an array whose axis 0 is time; a scalar is refused.

    Parameters
    ----------
    name : str
        The argument's name, for the error.
    value : array
        Shape ``(days,)`` or ``(days, athletes)``, or ``(samples,)``.
    low, high : float
        The allowed range.
    ndim : int, optional
        The required number of dimensions.

    Returns
    -------
    ndarray
        A floating array with at least one dimension.

    Raises
    ------
    InvalidInput
        As `numbers`, or a wrong number of dimensions.
    """
    array = floating_series(name, value)
    numbers(name, array, low=low, high=high)
    if ndim is not None and array.ndim != ndim:
        raise InvalidInput(name, _shape(array.shape), f"an array of {ndim} dimension(s)")
    return array


def floating_series(name: str, value: Floats) -> FloatArray:
    """Convert to a floating array whose axis 0 is time, without a look at its values."""
    array = _floating(name, value)
    if array.ndim == 0:
        raise InvalidInput(name, value, "an array with time on axis 0")
    return array


def as_columns(array: FloatArray) -> FloatArray:
    """View a series as ``(days, athletes)``, also for a single athlete."""
    return array.reshape(len(array), math.prod(array.shape[1:]))  # -1 fails without days


def accumulate(combine: np.ufunc, values: NDArray[Number]) -> NDArray[Number]:
    """Combine all days up to each day; of many athletes day by day, which is ten times as fast."""
    if values[:1].size <= _FEW:
        return np.asarray(combine.accumulate(values, axis=0))
    combined = values.copy()
    for before, today in pairwise(combined):
        combine(before, today, out=today)
    return combined


def is_plain(array: FloatArray) -> bool:
    """Whether every number is known, at least 0 and no larger than allowed, by one look.

    Read as whole numbers, the bits of floats from 0 on are in the order of the floats, and those of
    negative numbers and of NaN come after them.
    """
    limit = array.dtype.type(_limit(array))
    bits = np.dtype(f"u{array.itemsize}")
    return bool(array.view(bits).max() <= limit.view(bits))


def is_among(values: NDArray[np.generic], wanted: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Mark the values that are among others.

    `numpy.isin` imports masked arrays, which takes longer than a morning's whole decision.
    """
    ordered = np.sort(wanted)
    if not ordered.size:
        return np.zeros(values.shape, dtype=bool)
    at = np.minimum(np.searchsorted(ordered, values), ordered.size - 1)
    return np.asarray(ordered[at] == values)


def new_result(like: FloatArray, out: FloatArray | None) -> FloatArray:
    """Return the array that receives a result: a new one, or the caller's `out`, checked."""
    if out is None:
        return np.empty(like.shape, like.dtype)
    allowed = f"a writeable array of {like.dtype} of shape {like.shape}"
    if not isinstance(out, np.ndarray):
        raise InvalidInput("out", type(out).__name__, allowed)
    fits = (out.shape, out.dtype) == (like.shape, like.dtype)
    viewed = fits and np.may_share_memory(as_columns(out), out)  # and not copied
    if not viewed or not out.flags.writeable:
        raise InvalidInput("out", f"{out.dtype} of shape {out.shape}", allowed)
    if np.shares_memory(out, like):
        raise InvalidInput("out", "memory of the values", "an array of its own")
    return out


def same_shape(**arrays: FloatArray) -> None:
    """Refuse arrays of another shape than the first."""
    first_name, first = next(iter(arrays.items()))
    for name, array in arrays.items():
        if array.shape != first.shape:
            allowed = f"of the shape of {first_name}, {first.shape}"
            raise InvalidInput(name, _shape(array.shape), allowed)


def broadcast(**values: float | FloatArray) -> None:
    """Refuse arguments whose shapes do not broadcast."""
    shapes = {
        name: np.shape(value) for name, value in values.items() if not isinstance(value, float)
    }
    if len(shapes) < 2:
        return
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        name = max(shapes, key=lambda name: len(shapes[name]))
        others = ", ".join(f"{key} {shape}" for key, shape in shapes.items() if key != name)
        allowed = f"of a shape that broadcasts with {others}"
        raise InvalidInput(name, _shape(shapes[name]), allowed) from None


def texts(name: str, value: object, allowed: str) -> None:
    """Refuse what is no list or tuple of texts, such as one text."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise InvalidInput(name, value, allowed)


def finish(value: float | FloatArray, *inputs: float | FloatArray) -> float | FloatArray:
    """Convert a result to the type of its inputs.

    Parameters
    ----------
    value : float or ndarray
        Result of the formula.
    inputs : float or ndarray
        The checked arguments of the formula.

    Returns
    -------
    float or ndarray
        A Python float if no input was an array, else an array of the inputs' dtype.
    """
    dtypes = [value.dtype for value in inputs if isinstance(value, np.ndarray)]
    if not dtypes:
        return float(value)
    return np.asarray(value, dtype=np.result_type(*dtypes))


def _floating(name: str, value: object) -> FloatArray:
    if "numpy.ma" in sys.modules and isinstance(value, np.ma.MaskedArray):  # else there is none
        value = np.ma.filled(value.astype(float), np.nan)
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiubO" or value is None:
            raise TypeError
        if array.dtype == object and not all(map(_is_number, array.flat)):
            raise TypeError
        if array.dtype not in (np.float32, np.float64):
            with np.errstate(over="ignore"):  # to infinity, which is refused
                array = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise InvalidInput(name, value, "a number or an array of numbers") from None
    if array.size == 0:
        raise InvalidInput(name, value, "a non-empty array")
    return array


def _is_number(value: object) -> bool:
    """Whether an element is a number or missing: numpy would take the text of a number too."""
    return value is None or isinstance(value, Real | Decimal | np.bool_)


def _limit(array: FloatArray) -> float:
    return _LARGEST_SINGLE if array.dtype == np.float32 else _LARGEST


def _shape(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}"


def _range(low: float, high: float, *, open_low: bool, limit: float = _LARGEST) -> str:
    if max(abs(low), abs(high)) < _INF:
        return f"{'above' if open_low else 'at least'} {low:g} and at most {high:g}"
    return f"{_ends(low, high, open_low=open_low)}, and no larger than {limit:g} in size"


def _ends(low: float, high: float, *, open_low: bool) -> str:
    if low == -_INF and high == _INF:
        return "finite"
    if low == -_INF:
        return f"finite and at most {high:g}"
    return f"finite and {'above' if open_low else 'at least'} {low:g}"
