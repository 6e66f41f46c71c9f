"""Dimensions of a search space: reals, integers and categories, and how each becomes a column.

A number becomes a value from 0 to 1, on a logarithmic scale where the dimension says so; a category
becomes its place among the choices.
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
    "is_list",
    "is_mapping",
    "within",
]

Value = float | int | str | bool
"""What a dimension may take."""

Point = dict[str, Value]
"""One place in a space: from name to value; a dimension that is not active is left out."""

When = Mapping[str, Value | Sequence[Value]]
"""From another dimension's name to the value or values at which something applies."""


@dataclass(frozen=True)
class _Number:
    """What a real and an integer share: bounds, and a scale between them."""

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

    def column(self, value: Value) -> float:
        """From a value to its place in 0 to 1."""
        return float(self._places(np.array(float(value))))

    def _between(self, column: FloatArray) -> FloatArray:
        """From places in 0 to 1 to numbers within the bounds."""
        low, high = self._ends()
        there = low + column * (high - low)
        return np.asarray(np.clip(np.exp(there) if self.log else there, self.low, self.high))

    def _places(self, values: FloatArray) -> FloatArray:
        low, high = self._ends()
        return np.asarray(((np.log(values) if self.log else values) - low) / (high - low))

    def _ends(self) -> tuple[float, float]:
        return (math.log(self.low), math.log(self.high)) if self.log else (self.low, self.high)


class Real(_Number):
    """A real number between two bounds, both included.

    Parameters
    ----------
    name : str
        What a point calls it.
    low, high : float
        Its bounds; `low` is above 0 on a logarithmic scale.
    log : bool
        Whether equal ratios, not equal differences, are equally far.
    default : float, optional
        Where a search may begin.
    when : mapping, optional
        Values of earlier dimensions at which this one exists; always, if not given.

    Raises
    ------
    InvalidInput
        Bounds that are reversed, equal or not finite, or a default outside of them.

    Examples
    --------
    >>> rate = Real("rate", 0.001, 1.0, log=True)
    >>> rate.values(np.array([0.0, 0.5, 1.0])).round(4).tolist()
    [0.001, 0.0316, 1.0]
    """

    @property
    def count(self) -> float:
        """How many values there are: infinitely many."""
        return math.inf

    @property
    def middle(self) -> float:
        """The value halfway along the scale."""
        return float(self._between(np.array(0.5)))

    def holds(self, value: object) -> bool:
        """Whether a value lies within the bounds."""
        return _is_number(value) and self.low <= float(value) <= self.high  # type: ignore[arg-type]

    def own(self, value: Value) -> float:
        """The value in the dimension's own type."""
        return float(value)

    def values(self, column: FloatArray) -> FloatArray:
        """From places in 0 to 1, shape (points,), to values."""
        return self._between(column)

    def snapped(self, column: FloatArray) -> FloatArray:
        """Places, moved to the nearest that stand for a value."""
        return np.clip(column, 0.0, 1.0)


class Integer(_Number):
    """A whole number between two bounds, both included.

    Parameters
    ----------
    name : str
        What a point calls it.
    low, high : int
        Its bounds; `low` is above 0 on a logarithmic scale.
    log : bool
        Whether equal ratios, not equal differences, are equally far.
    default : int, optional
        Where a search may begin.
    when : mapping, optional
        Values of earlier dimensions at which this one exists; always, if not given.

    Raises
    ------
    InvalidInput
        Bounds that are reversed, equal or not whole, or a default outside of them.

    Examples
    --------
    >>> Integer("workers", 1, 5).values(np.array([0.0, 0.4, 1.0])).tolist()
    [1.0, 3.0, 5.0]
    """

    @staticmethod
    def _check_bound(what: str, bound: float) -> None:
        if not _is_whole(bound):
            raise InvalidInput(what, bound, "a whole number")

    @property
    def count(self) -> float:
        """How many values there are."""
        return self.high - self.low + 1

    @property
    def middle(self) -> int:
        """The value halfway along the scale."""
        return int(self.values(np.array(0.5)))

    def holds(self, value: object) -> bool:
        """Whether a value is whole and lies within the bounds."""
        return _is_whole(value) and self.low <= value <= self.high  # type: ignore[operator]

    def own(self, value: Value) -> int:
        """The value in the dimension's own type."""
        return int(value)

    def values(self, column: FloatArray) -> FloatArray:
        """From places in 0 to 1, shape (points,), to whole values as floats."""
        return np.asarray(np.clip(np.round(self._between(column)), self.low, self.high))

    def snapped(self, column: FloatArray) -> FloatArray:
        """Places, moved to the nearest that stand for a value."""
        return self._places(self.values(np.clip(column, 0.0, 1.0)))

    def shifted(self, column: FloatArray, by: int) -> FloatArray:
        """Places of the values that are `by` higher, as far as there are any."""
        return self._places(np.clip(self.values(column) + by, self.low, self.high))


@dataclass(frozen=True, slots=True)
class Categorical:
    """One of several values without an order.

    Parameters
    ----------
    name : str
        What a point calls it.
    choices : sequence of str, int, float or bool
        At least one value, each once.
    default : str, int, float or bool, optional
        Where a search may begin.
    when : mapping, optional
        Values of earlier dimensions at which this one exists; always, if not given.

    Raises
    ------
    InvalidInput
        No choices, one of them twice, or a default that is none of them.

    Examples
    --------
    >>> Categorical("kind", ["delay", "abort"]).column("abort")
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
        object.__setattr__(self, "choices", tuple(self.choices))
        if not self.choices:
            raise InvalidInput(what, self.choices, "at least one value")
        for place, one in enumerate(self.choices):
            if not _is_value(one):
                raise InvalidInput(what, one, "text, numbers or true and false")
            if one in self.choices[:place]:
                raise InvalidInput(what, one, "there once only")
        _check_default(self)

    @property
    def count(self) -> float:
        """How many values there are."""
        return len(self.choices)

    @property
    def middle(self) -> Value:
        """The first choice."""
        return self.choices[0]

    def holds(self, value: object) -> bool:
        """Whether a value is one of the choices."""
        return value in self.choices

    def own(self, value: Value) -> Value:
        """The value as the choices write it."""
        return self.choices[self.choices.index(value)]

    def column(self, value: Value) -> float:
        """From a value to its place among the choices."""
        return float(self.choices.index(value))

    def values(self, column: FloatArray) -> FloatArray:
        """Places among the choices, shape (points,), are their own numbers."""
        return column

    def snapped(self, column: FloatArray) -> FloatArray:
        """Places, moved to the nearest that stand for a choice."""
        return np.clip(np.round(column), 0, len(self.choices) - 1)


Dimension = Real | Integer | Categorical
"""Any dimension of a space."""


def within(one: Dimension) -> str:
    """What a dimension accepts, in words."""
    if isinstance(one, Categorical):
        return f"one of {list(one.choices)!r}"
    kind = "a whole number" if isinstance(one, Integer) else "a number"
    return f"{kind} from {one.low:g} to {one.high:g}"


def is_list(value: object) -> bool:
    """Whether a value is a sequence other than text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def is_mapping(value: object) -> bool:
    """Whether a value is a mapping that is not empty."""
    return isinstance(value, Mapping) and len(value) > 0


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        raise InvalidInput("name", name, "text that is not empty")


def _check_default(one: Dimension) -> None:
    if one.default is not None and not one.holds(one.default):
        raise InvalidInput(f"{one.name}.default", one.default, within(one))


def _is_value(value: object) -> bool:
    return isinstance(value, str | int | float) and value == value  # noqa: PLR0124  not NaN


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return _is_number(value) and float(value).is_integer()  # type: ignore[arg-type]
