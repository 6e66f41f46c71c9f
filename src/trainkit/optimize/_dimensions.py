"""Dimensions of a search space: reals, integers and categories, each encoded as a column.

A number is encoded from 0 to 1, on a logarithmic scale if the dimension asks for it; a category is
encoded as its index among the choices.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

from trainkit._array import FloatArray, number
from trainkit.errors import InvalidInput

__all__ = [
    "Categorical",
    "Dimension",
    "Integer",
    "Point",
    "Real",
    "Value",
    "When",
    "describe_domain",
    "is_list",
    "is_nonempty_mapping",
]

_LARGEST = 2**53  # beyond it, floats skip whole numbers

Value = float | int | str | bool
"""A value of a dimension."""

Point = dict[str, Value]
"""One point of a space: name to value; inactive dimensions are left out."""

When = Mapping[str, Value | Sequence[Value]]
"""A condition: name of another dimension to the value or values at which something applies."""


@dataclass(frozen=True)
class _Number:
    """Bounds and scale shared by reals and integers."""

    name: str
    low: float
    high: float
    _: KW_ONLY
    log: bool = False
    default: float | None = None
    when: When | None = None

    def __post_init__(self) -> None:
        _check_name(self.name)
        for bound in ("low", "high"):
            self._check_bound(f"{self.name}.{bound}", getattr(self, bound))
        if self.low >= self.high:
            raise InvalidInput(f"{self.name}.low", self.low, f"below {self.name}.high, {self.high}")
        if self.log and self.low <= 0:
            raise InvalidInput(f"{self.name}.low", self.low, "above 0 on a logarithmic scale")
        _check_default(self)  # type: ignore[arg-type]

    @staticmethod
    def _check_bound(what: str, bound: float) -> None:
        number(what, bound)

    def encode(self, value: Value) -> float:
        """Encode a value from 0 to 1."""
        return float(self._to_unit(np.array(float(value))))

    def _from_unit(self, column: FloatArray) -> FloatArray:
        """Map numbers from 0 to 1 to numbers within the bounds."""
        low, high = self._bounds_on_scale()
        scaled = low + column * (high - low)
        # Clipped, because exp(log(high)) may exceed high by rounding.
        return np.asarray(np.clip(np.exp(scaled) if self.log else scaled, self.low, self.high))

    def _to_unit(self, values: FloatArray) -> FloatArray:
        low, high = self._bounds_on_scale()
        return np.asarray(((np.log(values) if self.log else values) - low) / (high - low))

    def _bounds_on_scale(self) -> tuple[float, float]:
        return (math.log(self.low), math.log(self.high)) if self.log else (self.low, self.high)


class Real(_Number):
    """A real number between two bounds, both included.

    Parameters
    ----------
    name : str
        Key of the value in a point.
    low, high : float
        Bounds; `low` is above 0 on a logarithmic scale.
    log : bool
        Whether the scale is logarithmic: equal ratios are equally far apart.
    default : float, optional
        Value to try first.
    when : mapping, optional
        Values of earlier dimensions at which this one exists; it always exists by default.

    Raises
    ------
    InvalidInput
        Bounds that are reversed, equal or not finite, or a default outside them.

    Examples
    --------
    >>> rate = Real("rate", 0.001, 1.0, log=True)
    >>> rate.decode(np.array([0.0, 0.5, 1.0])).round(4).tolist()
    [0.001, 0.0316, 1.0]
    """

    @property
    def count(self) -> float:
        """Number of values: infinite."""
        return math.inf

    @property
    def middle(self) -> float:
        """The value halfway along the scale."""
        return float(self._from_unit(np.array(0.5)))

    def contains(self, value: object) -> bool:
        """Return whether a value is a number within the bounds."""
        return _is_number(value) and self.low <= float(value) <= self.high  # type: ignore[arg-type]

    def cast(self, value: Value) -> float:
        """Convert a value to the dimension's type."""
        return float(value)

    def decode(self, column: FloatArray) -> FloatArray:
        """Decode numbers from 0 to 1, shape (points,), to values."""
        return self._from_unit(column)

    def snap(self, column: FloatArray) -> FloatArray:
        """Move encoded numbers to the nearest that encode a value."""
        return np.clip(column, 0.0, 1.0)


class Integer(_Number):
    """A whole number between two bounds, both included.

    The parameters are those of `Real`, with whole `low`, `high` and `default`.

    Raises
    ------
    InvalidInput
        Bounds that are reversed, equal, not whole or beyond 2**53, or a default outside them.

    Examples
    --------
    >>> Integer("workers", 1, 5).decode(np.array([0.0, 0.4, 1.0])).tolist()
    [1.0, 3.0, 5.0]
    """

    @staticmethod
    def _check_bound(what: str, bound: float) -> None:
        if not _is_whole(bound) or abs(bound) > _LARGEST:
            raise InvalidInput(what, bound, "a whole number, at most 2**53 in size")

    @property
    def count(self) -> float:
        """Number of values."""
        return self.high - self.low + 1

    @property
    def middle(self) -> int:
        """The value halfway along the scale."""
        return int(self.decode(np.array(0.5)))

    def contains(self, value: object) -> bool:
        """Return whether a value is whole and within the bounds."""
        return _is_whole(value) and self.low <= value <= self.high  # type: ignore[operator]

    def cast(self, value: Value) -> int:
        """Convert a value to the dimension's type."""
        return int(value)

    def decode(self, column: FloatArray) -> FloatArray:
        """Decode numbers from 0 to 1, shape (points,), to whole values as floats."""
        # Floats, because a column has NaN where the dimension does not exist.
        return np.asarray(np.clip(np.round(self._from_unit(column)), self.low, self.high))

    def snap(self, column: FloatArray) -> FloatArray:
        """Move encoded numbers to the nearest that encode a value."""
        return self._to_unit(self.decode(np.clip(column, 0.0, 1.0)))

    def shift(self, column: FloatArray, by: int) -> FloatArray:
        """Add `by` to encoded values, clipped to the bounds."""
        return self._to_unit(np.clip(self.decode(column) + by, self.low, self.high))


@dataclass(frozen=True, slots=True)
class Categorical:
    """One of several values without an order.

    Parameters
    ----------
    name : str
        Key of the value in a point.
    choices : sequence of str, int, float or bool
        At least one value, each listed once.
    default : str, int, float or bool, optional
        Value to try first.
    when : mapping, optional
        Values of earlier dimensions at which this one exists; it always exists by default.

    Raises
    ------
    InvalidInput
        No choices, a duplicate choice, or a default that is not a choice.

    Examples
    --------
    >>> Categorical("kind", ["delay", "abort"]).encode("abort")
    1.0
    """

    name: str
    choices: Sequence[Value]
    _: KW_ONLY
    default: Value | None = None
    when: When | None = None

    def __post_init__(self) -> None:
        _check_name(self.name)
        what = f"{self.name}.choices"
        if not is_list(self.choices):
            raise InvalidInput(what, self.choices, "a sequence of values")
        # A copy: the caller's list must not change the space later.
        object.__setattr__(self, "choices", tuple(self.choices))
        if not self.choices:
            raise InvalidInput(what, self.choices, "at least one value")
        for index, choice in enumerate(self.choices):
            if not _is_value(choice):
                raise InvalidInput(what, choice, "text, a number, true or false")
            # Compared by value: 1 and True would be the same key in a point.
            if choice in self.choices[:index]:
                raise InvalidInput(what, choice, "listed only once")
        _check_default(self)

    @property
    def count(self) -> float:
        """Number of values."""
        return len(self.choices)

    @property
    def middle(self) -> Value:
        """The first choice."""
        return self.choices[0]

    def contains(self, value: object) -> bool:
        """Return whether a value is one of the choices."""
        return value in self.choices

    def cast(self, value: Value) -> Value:
        """Return the choice equal to a value."""
        return self.choices[self.choices.index(value)]

    def encode(self, value: Value) -> float:
        """Encode a value as its index among the choices."""
        return float(self.choices.index(value))

    def decode(self, column: FloatArray) -> FloatArray:
        """Return the indices, shape (points,): choices need not be numbers."""
        return column

    def snap(self, column: FloatArray) -> FloatArray:
        """Move encoded numbers to the nearest that encode a choice."""
        return np.clip(np.round(column), 0, len(self.choices) - 1)


Dimension = Real | Integer | Categorical
"""Any dimension of a space."""


def describe_domain(dimension: Dimension) -> str:
    """Describe the values that a dimension accepts."""
    if isinstance(dimension, Categorical):
        return f"one of {list(dimension.choices)!r}"
    kind = "a whole number" if isinstance(dimension, Integer) else "a number"
    return f"{kind} from {dimension.low:g} to {dimension.high:g}"


def is_list(value: object) -> bool:
    """Return whether a value is a sequence other than text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def is_nonempty_mapping(value: object) -> bool:
    """Return whether a value is a mapping with at least one item."""
    return isinstance(value, Mapping) and len(value) > 0


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        raise InvalidInput("name", name, "non-empty text")


def _check_default(dimension: Dimension) -> None:
    default = dimension.default
    if default is not None and not dimension.contains(default):
        raise InvalidInput(f"{dimension.name}.default", default, describe_domain(dimension))


def _is_value(value: object) -> bool:
    return isinstance(value, str | int | float) and value == value  # noqa: PLR0124  not NaN


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return False
    try:
        return not np.iscomplexobj(value) and float(value) == float(value)
    except OverflowError:  # no float is as large as 10**400
        return False


def _is_whole(value: object) -> bool:
    return _is_number(value) and float(value).is_integer()  # type: ignore[arg-type]
