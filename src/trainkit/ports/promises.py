"""What a port promises beyond its types: shapes, ranges and names."""

import math
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from trainkit.ports.component import ComponentColumns
from trainkit.ports.rule import Expression, LinearModel, Quantity, Schedule
from trainkit.ports.surrogate import Belief, Slopes

__all__ = ["ARGUMENTS", "PROMISES", "CheckedModel"]

_MAX_POINTS = 100.0
_LARGEST = 1e9  # of a factor or a limit; the solver's arithmetic fails beyond

Arguments = Sequence[Any]
Promise = Callable[[Any, Any, Arguments], object]
"""Checks a result of the right type, given what was called and with which arguments."""


def _check_columns(columns: ComponentColumns, _: object, arguments: Arguments) -> object:
    shape = arguments[0].dates.shape
    arrays = (columns.points, columns.value, columns.baseline, columns.low, columns.high)
    for array in (*arrays, columns.deviation, columns.have):
        if array.shape != shape:
            raise ValueError("every column must have one value a day")
    points = columns.points
    if not (np.isnan(points) | ((points >= 0) & (points <= _MAX_POINTS))).all():
        raise ValueError("points must be 0 to 100, or NaN")
    if any(np.isinf(array).any() for array in (*arrays, columns.deviation)):
        raise ValueError("a column must be finite, or NaN")
    return columns


def _check_levels(levels: Any, _: object, arguments: Arguments) -> object:
    if levels.shape != arguments[0].dates.shape or not np.isin(levels, (0, 1, 2, 3)).all():
        raise ValueError("levels must be 0 to 3, one a day")
    return levels


def _check_finite(number: float | None, _: object, _arguments: Arguments) -> float | None:
    if number is not None and not math.isfinite(number):
        raise ValueError("a value must be finite, or None")
    return number


def _check_count(number: int, _: object, _arguments: Arguments) -> int:
    if number < 0:
        raise ValueError(f"a number of records must not be {number}")
    return number


def _check_name(name: str, _: object, _arguments: Arguments) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("a name must be printable text")
    return name


def _check_violations(violations: Any, rule: Any, _arguments: Arguments) -> object:
    for violation in violations:
        if violation.rule != rule.name:
            raise ValueError(f"{rule.name!r} lists a violation of {violation.rule!r}")
    return violations


def _check_belief(belief: Belief, _: object, arguments: Arguments) -> Belief:
    shape = (len(arguments[0]),)
    if belief.mean.shape != shape or belief.sd.shape != shape:
        raise ValueError("a belief must have one mean and one standard deviation a row")
    if not (np.isfinite(belief.mean).all() and np.isfinite(belief.sd).all()):
        raise ValueError("a belief must be finite")
    if (belief.sd < 0).any():
        raise ValueError("a standard deviation must not be negative")
    return belief


def _check_slopes(slopes: Slopes | None, posterior: object, arguments: Arguments) -> Slopes | None:
    if slopes is None:
        return None
    _check_belief(Belief(slopes.mean, slopes.sd), posterior, arguments)
    shape = np.shape(arguments[0])
    if slopes.mean_slope.shape != shape or slopes.sd_slope.shape != shape:
        raise ValueError("derivatives must have the shape of the rows")
    if slopes.scale.shape != shape[1:] or not (slopes.scale > 0).all():
        raise ValueError("length-scales must be positive, one a column")
    if not (np.isfinite(slopes.mean_slope).all() and np.isfinite(slopes.sd_slope).all()):
        raise ValueError("derivatives must be finite")
    return slopes


class CheckedModel:
    """The solver's model as a contributed rule sees it: only expressions made of it, and numbers.

    Parameters
    ----------
    model : LinearModel
        The model.
    rule : str
        The name of the rule, which no other rule may be blamed for.
    """

    def __init__(self, model: LinearModel, rule: str) -> None:
        self._model, self._rule = model, rule
        self._known: set[int] = set()

    @property
    def schedule(self) -> Schedule:
        """The days."""
        return self._model.schedule

    def of(self, quantity: Quantity, *days: int) -> Expression:
        """Sum a quantity over days."""
        if quantity not in typing.get_args(Quantity):
            raise ValueError(f"{quantity!r} is no quantity of a day")
        for day in days:
            if not 0 <= _whole(day) < self.schedule.dates.size:
                raise ValueError(f"day {day!r} is not among those of the schedule")
        expression = self._model.of(quantity, *(int(day) for day in days))
        self._known.update(expression.terms)
        return expression

    def reference(self, week: int, *, back: int = 4) -> range:
        """Return the days that can hold most."""
        return self._model.reference(_whole(week), back=_whole(back))

    def at_most(self, rule: str, expression: Expression, limit: float) -> None:
        """Keep an expression at or below a limit."""
        self._model.at_most(self._own(rule), self._check(expression), _size(limit))

    def soft_at_most(
        self, rule: str, expression: Expression, limit: float, *, price: float
    ) -> None:
        """Let an expression exceed a limit at a price."""
        own, checked = self._own(rule), self._check(expression)
        if not _size(price) >= 0:
            raise ValueError("a price must not be negative")
        self._model.soft_at_most(own, checked, _size(limit), price=float(price))

    def one_of(
        self, rule: str, first: Expression, then: Expression, *, switch: int, most: float = math.inf
    ) -> None:
        """Keep one of two expressions at or below zero."""
        own, either, other = self._own(rule), self._check(first), self._check(then)
        highest = math.inf if most == math.inf else _size(most)
        self._model.one_of(own, either, other, switch=_whole(switch), most=highest)

    def _own(self, rule: object) -> str:
        if rule != self._rule:
            raise ValueError(f"a row of {self._rule!r} bears the name {rule!r}")
        return self._rule

    def _check(self, expression: object) -> Expression:
        if not isinstance(expression, Expression):
            raise TypeError(f"a row is a {type(expression).__name__}, not an Expression")
        for term, factor in expression.terms.items():
            if term not in self._known:
                raise ValueError("a row has a term that the model did not give")
            _size(factor)
        _size(expression.constant)
        return expression


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{value!r} is no whole number")
    return int(value)


def _size(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"a {type(value).__name__} is no number")
    if math.isnan(value) or not -_LARGEST <= value <= _LARGEST:
        raise ValueError(f"a factor or a limit must be a number of at most {_LARGEST:g} in size")
    return float(value)


def _check_weight(weight: float, _: object, _arguments: Arguments) -> float:
    if not 0 < weight <= 1:
        raise ValueError(f"a weight must be above 0 and at most 1, not {weight}")
    return weight


PROMISES: Mapping[str, Promise] = {
    "Component.columns": _check_columns,
    "Component.name": _check_name,
    "Component.value_for": _check_finite,
    "Detector.levels": _check_levels,
    "Format.name": _check_name,
    "Posterior.predict": _check_belief,
    "Posterior.slopes": _check_slopes,
    "Priced.price": _check_finite,
    "Rule.name": _check_name,
    "Rule.violations": _check_violations,
    "Store.delete": _check_count,
    "Store.purge": _check_count,
    "Weighted.weight": _check_weight,
}
"""Checks by port and member, after that of the type."""

ARGUMENTS: Mapping[str, Callable[[Any, Arguments], Arguments]] = {
    "Rule.rows": lambda rule, arguments: (CheckedModel(arguments[0], rule.name), *arguments[1:]),
}
"""What is put around arguments before they reach the plugin."""
