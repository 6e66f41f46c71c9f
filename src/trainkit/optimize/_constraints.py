"""Constraints between the dimensions of a point: inequalities, limited choices, any predicate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.optimize._dimensions import Point, Value, When, is_nonempty_mapping
from trainkit.optimize._point_table import Mask, PointTable, as_tuple

__all__ = ["Among", "Constraint", "Linear", "Predicate", "feasible"]

_TOLERANCE = 1e-9

Predicate = Callable[[Point], bool]
"""Any condition on a point."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Keep a weighted sum of numbers within bounds wherever all of its dimensions exist.

    Parameters
    ----------
    weights : mapping of str to float
        Weight of each real or integer dimension, in its own unit.
    at_least, at_most : float, optional
        Bounds of the sum; at least one is required.
    when : mapping, optional
        Values of other dimensions at which the constraint applies.

    Raises
    ------
    InvalidInput
        No weights, no bound, reversed bounds, or a weight or bound that is no finite number.

    Examples
    --------
    If the kind is a delay, its duration is at least 100:

    >>> rule = Linear({"duration": 1}, at_least=100, when={"kind": "delay"})
    """

    weights: Mapping[str, float]
    _: KW_ONLY
    at_least: float | None = None
    at_most: float | None = None
    when: When | None = None

    def __post_init__(self) -> None:
        if not is_nonempty_mapping(self.weights):
            raise InvalidInput("weights", self.weights, "a weight for at least one dimension")
        for name, weight in self.weights.items():
            number(f"weights.{name}", weight)
        for name in ("at_least", "at_most"):
            if (bound := getattr(self, name)) is not None:
                number(name, bound)
        if self.at_least is None and self.at_most is None:
            raise InvalidInput("at_least", None, "given, or at_most")
        if None not in {self.at_least, self.at_most} and self.at_least > self.at_most:  # type: ignore[operator]
            raise InvalidInput("at_least", self.at_least, f"at most at_most, {self.at_most:g}")

    def __str__(self) -> str:
        terms = [name if w == 1 else f"{w:g} {name}" for name, w in self.weights.items()]
        low = "" if self.at_least is None else f" >= {self.at_least:g}"
        high = "" if self.at_most is None else f" <= {self.at_most:g}"
        both = " and" if low and high else ""
        return f"{' + '.join(terms)}{low}{both}{high}{_describe_condition(self.when)}"

    def feasible(self, table: PointTable) -> Mask:
        """Return where the constraint is satisfied, shape (points,)."""
        total = sum(weight * table.numbers(name) for name, weight in self.weights.items())
        within = np.ones(len(table), bool)
        # A value that was encoded and decoded may miss its bound by rounding.
        slack = _TOLERANCE * max(abs(self.at_least or 0.0), abs(self.at_most or 0.0), 1.0)
        if self.at_least is not None:
            within &= ~(total < self.at_least - slack)  # NaN, a missing dimension, passes
        if self.at_most is not None:
            within &= ~(total > self.at_most + slack)
        return within if self.when is None else within | ~table.match(self.when)


@dataclass(frozen=True, slots=True)
class Among:
    """Limit a dimension to some of its values where others have certain values.

    Parameters
    ----------
    name : str
        The limited dimension.
    values : sequence
        Allowed values.
    when : mapping, optional
        Values of other dimensions at which the constraint applies.

    Raises
    ------
    InvalidInput
        No values.
    """

    name: str
    values: Sequence[Value]
    _: KW_ONLY
    when: When | None = None

    def __post_init__(self) -> None:
        if isinstance(self.values, str | int | float) or not self.values:
            raise InvalidInput("values", self.values, "a sequence of at least one value")

    def __str__(self) -> str:
        return f"{self.name} in {[*self.values]}{_describe_condition(self.when)}"

    def feasible(self, table: PointTable) -> Mask:
        """Return where the constraint is satisfied, shape (points,); a missing dimension passes."""
        within = table.match({self.name: self.values}) | ~table.active(self.name)
        return within if self.when is None else within | ~table.match(self.when)


Constraint = Linear | Among | Predicate
"""Any constraint of a space."""


def feasible(constraints: Sequence[Constraint], table: PointTable) -> Mask:
    """Return where every constraint is satisfied, shape (points,)."""
    within = np.ones(len(table), bool)
    predicates: list[Predicate] = []
    for constraint in constraints:
        if isinstance(constraint, Linear | Among):
            within &= constraint.feasible(table)
        else:
            predicates.append(constraint)
    # Predicates run point by point in Python, so only on points that pass everything else.
    if predicates and within.any():
        where = np.flatnonzero(within)
        points = table.select(where).points()
        within[where] = [
            all(_evaluate(predicate, point) for predicate in predicates) for point in points
        ]
    return within


def _describe_condition(when: When | None) -> str:
    if when is None:
        return ""
    parts = [
        f"{name} is {' or '.join(map(str, as_tuple(values)))}" for name, values in when.items()
    ]
    return f" where {' and '.join(parts)}"


def _evaluate(predicate: Predicate, point: Point) -> bool:
    try:
        return bool(predicate(point))
    except Exception as error:
        name = getattr(predicate, "__name__", repr(predicate))
        allowed = f"a predicate that accepts {point!r}; it raised {error!r}"
        raise InvalidInput("constraints", name, allowed) from error
