"""A search space: dimensions, constraints between them, and its points."""

from collections.abc import Mapping, Sequence

import numpy as np

from trainkit._array import whole
from trainkit.errors import InvalidInput
from trainkit.optimize import space_text
from trainkit.optimize._constraints import Among, Constraint, Linear
from trainkit.optimize._dimensions import (
    Categorical,
    Dimension,
    Integer,
    Point,
    Real,
    When,
    describe_domain,
    is_nonempty_mapping,
)
from trainkit.optimize._encoding import Encoding
from trainkit.optimize._point_table import as_tuple

__all__ = ["Space"]


class Space:
    """Dimensions and the constraints between them.

    Parameters
    ----------
    dimensions : sequence of Real, Integer or Categorical
        At least one; a dimension with `when` comes after those that it names.
    constraints : sequence, optional
        `Linear` inequalities, `Among` limits on values, and functions from a point to true or
        false. Every proposal satisfies them.

    Raises
    ------
    InvalidInput
        No dimension, a duplicate name, or a name or value that the space does not have.

    Examples
    --------
    >>> space = Space(
    ...     [
    ...         Categorical("kind", ["delay", "abort"]),
    ...         Integer("duration", 1, 60_000, log=True),
    ...         Integer("delay", 0, 10_000, when={"kind": "delay"}),
    ...     ],
    ...     constraints=[Linear({"duration": 1}, at_least=100, when={"kind": "delay"})],
    ... )
    >>> space.default
    {'kind': 'delay', 'duration': 245, 'delay': 5000}
    >>> space.check({"kind": "delay", "duration": 50, "delay": 9})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    trainkit.errors.InvalidInput: ...; it must be a point with duration >= 100 where kind is delay
    """

    def __init__(
        self, dimensions: Sequence[Dimension], constraints: Sequence[Constraint] = ()
    ) -> None:
        self.dimensions = tuple(dimensions)
        self.constraints = tuple(constraints)
        if not self.dimensions:
            raise InvalidInput("dimensions", dimensions, "at least one dimension")
        self._by_name: dict[str, Dimension] = {}
        for dimension in self.dimensions:
            if not isinstance(dimension, Real | Integer | Categorical):
                raise InvalidInput("dimensions", dimension, "Real, Integer or Categorical")
            name = dimension.name
            if name in self._by_name:
                raise InvalidInput("dimensions", name, "a name that no other dimension has")
            # Only earlier dimensions are known yet, so conditions cannot form a circle.
            self._check_when(dimension.when, f"{name}.when")
            self._by_name[name] = dimension
        for rule in self.constraints:
            self._check_constraint(rule)
        self.encoding = Encoding(self.dimensions, self.constraints)

    def __repr__(self) -> str:
        rules = f", constraints={list(self.constraints)!r}" if self.constraints else ""
        return f"Space({list(self.dimensions)!r}{rules})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Space):
            return NotImplemented
        return (self.dimensions, self.constraints) == (other.dimensions, other.constraints)

    __hash__ = None  # type: ignore[assignment]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions, in order."""
        return tuple(self._by_name)

    @property
    def default(self) -> Point:
        """The point of all defaults: a dimension without one takes its middle or first choice.

        Raises
        ------
        InvalidInput
            The defaults violate a constraint.
        """
        return self.check(
            {d.name: d.middle if d.default is None else d.default for d in self.dimensions}
        )

    @property
    def count(self) -> float:
        """Number of points, ignoring constraints; infinite with a real dimension."""
        return self.encoding.count

    def check(self, point: Mapping[str, object]) -> Point:
        """Validate a point.

        Parameters
        ----------
        point : mapping of str to value
            A value for each dimension that exists at the point; others are left out.

        Returns
        -------
        dict
            The point with each value in its dimension's type.

        Raises
        ------
        InvalidInput
            A missing or unknown name, a value outside its dimension, or a violated constraint.
        """
        typed, row = self.encoding.encode(point)
        violated = self.encoding.first_violation(row)
        if violated is not None:
            allowed = f"a point with {_describe_rule(violated)}"
            raise InvalidInput("point", dict(point), allowed)
        return typed

    def sample(self, n: int, *, seed: int = 0) -> list[Point]:
        """Draw random points that satisfy all constraints.

        Parameters
        ----------
        n : int
            Number of points, at least 1.
        seed : int
            The same seed draws the same points.

        Returns
        -------
        list of dict
            The points; uniform unless the constraints leave less than a hundredth of the space.

        Raises
        ------
        InvalidInput
            No point satisfies the constraints, as far as the search could find.
        """
        whole("n", n, low=1)
        return self.encoding.table(self.encoding.sample(n, np.random.default_rng(seed))).points()

    def to_dict(self) -> dict[str, object]:
        """Convert the space to dicts and lists; of a constraint function only its name remains."""
        return space_text.to_dict(self.dimensions, self.constraints)

    @classmethod
    def from_dict(cls, data: object) -> "Space":
        """Build a space from the output of `to_dict` or a parsed file.

        Raises
        ------
        InvalidInput
            Not a space; the message names the faulty part.
        """
        return cls(*space_text.from_dict(data))

    def to_json(self) -> str:
        """Write the space as JSON.

        Raises
        ------
        InvalidInput
            A constraint is a function, which cannot be written.
        """
        return space_text.dump_json(self.dimensions, self.constraints)

    @classmethod
    def from_json(cls, text: str) -> "Space":
        """Read a space from JSON.

        Parameters
        ----------
        text : str
            Output of `to_json`, or the same written by hand.

        Returns
        -------
        Space
            The space.

        Raises
        ------
        InvalidInput
            Not JSON, or not a space; the message names the faulty part.
        """
        return cls.from_dict(space_text.parse_json(text))

    def to_yaml(self) -> str:
        """Write the space as YAML; raises also `MissingExtra` if PyYAML is not installed."""
        return space_text.dump_yaml(self.dimensions, self.constraints)

    @classmethod
    def from_yaml(cls, text: str) -> "Space":
        """Read a space from YAML, like `from_json`.

        Raises
        ------
        InvalidInput
            Not YAML, or not a space; the message names the faulty part.
        MissingExtra
            PyYAML is not installed.
        """
        return cls.from_dict(space_text.parse_yaml(text))

    def _check_when(self, when: When | None, what: str) -> None:
        if when is None:
            return
        if not is_nonempty_mapping(when):
            raise InvalidInput(what, when, "a mapping from a dimension to its values")
        for name, values in when.items():
            self._check_name(name, what)
            for value in as_tuple(values):
                if not self._by_name[name].contains(value):
                    allowed = describe_domain(self._by_name[name])
                    raise InvalidInput(f"{what}.{name}", value, allowed)

    def _check_name(self, name: str, what: str) -> None:
        if name not in self._by_name:
            allowed = f"one of the dimensions before it: {', '.join(self._by_name) or 'none'}"
            raise InvalidInput(what, name, allowed)

    def _check_constraint(self, rule: Constraint) -> None:
        if isinstance(rule, Linear):
            for name in rule.weights:
                self._check_name(name, "weights")
                if isinstance(self._by_name[name], Categorical):
                    raise InvalidInput("weights", name, "a dimension of numbers")
            self._check_when(rule.when, "constraint.when")
        elif isinstance(rule, Among):
            self._check_when({rule.name: rule.values}, "constraint.among")
            self._check_when(rule.when, "constraint.when")
        elif not callable(rule):
            raise InvalidInput("constraints", rule, "Linear, Among or a function of a point")


def _describe_rule(rule: Constraint) -> str:
    return str(rule) if isinstance(rule, Linear | Among) else getattr(rule, "__name__", repr(rule))
