"""A search space: dimensions, what they must keep between them, and points as rows of numbers."""

from collections.abc import Mapping, Sequence

import numpy as np

from trainkit._array import whole
from trainkit.errors import InvalidInput
from trainkit.optimize._box import Box
from trainkit.optimize._constraints import Among, Constraint, Linear
from trainkit.optimize._dimensions import (
    Categorical,
    Dimension,
    Integer,
    Point,
    Real,
    When,
    is_mapping,
    within,
)
from trainkit.optimize._space_text import (
    as_json,
    as_yaml,
    parsed_json,
    parsed_yaml,
    plain,
    space_from,
)
from trainkit.optimize._table import values_of

__all__ = ["Space"]


class Space:
    """Dimensions and the constraints between them.

    Parameters
    ----------
    dimensions : sequence of Real, Integer or Categorical
        At least one; a dimension with `when` comes after those that it names.
    constraints : sequence, optional
        `Linear` inequalities, `Among` limits on values, and functions from a point to true or
        false. Every proposal keeps them.

    Raises
    ------
    InvalidInput
        No dimension, a name twice, or a name or value that the space does not have.

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
    trainkit.errors.InvalidInput: ...; it must be kept to duration >= 100 where kind is delay
    """

    def __init__(
        self, dimensions: Sequence[Dimension], constraints: Sequence[Constraint] = ()
    ) -> None:
        self.dimensions = tuple(dimensions)
        self.constraints = tuple(constraints)
        if not self.dimensions:
            raise InvalidInput("dimensions", dimensions, "at least one dimension")
        self._by_name: dict[str, Dimension] = {}
        for one in self.dimensions:
            if not isinstance(one, Real | Integer | Categorical):
                raise InvalidInput("dimensions", one, "Real, Integer or Categorical")
            if one.name in self._by_name:
                raise InvalidInput("dimensions", one.name, "a name that no other dimension has")
            self._check_when(one.when, f"{one.name}.when")
            self._by_name[one.name] = one
        for rule in self.constraints:
            self._check_constraint(rule)
        self.box = Box(self.dimensions, self.constraints)

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
        """The point of all defaults; where a dimension has none, its middle or its first choice.

        Raises
        ------
        InvalidInput
            The defaults break a constraint.
        """
        values = {
            one.name: one.middle if one.default is None else one.default for one in self.dimensions
        }
        return self.check(values)

    @property
    def count(self) -> float:
        """How many points there are at most, constraints aside; infinity with a real dimension."""
        return self.box.count

    def check(self, point: Mapping[str, object]) -> Point:
        """Check a point and give it back with each value in its dimension's own type.

        Parameters
        ----------
        point : mapping of str to value
            A value for each dimension that exists at it; one that does not exist is left out.

        Returns
        -------
        dict
            The point.

        Raises
        ------
        InvalidInput
            A name that is missing or unknown, a value outside its dimension, or a constraint that
            is broken.
        """
        own, row = self.box.read(point)
        broken = self.box.broken(row)
        if broken is not None:
            raise InvalidInput("point", dict(point), f"kept to {_called(broken)}")
        return own

    def sample(self, n: int, *, seed: int = 0) -> list[Point]:
        """Draw points at random, all constraints kept.

        Parameters
        ----------
        n : int
            How many, at least 1.
        seed : int
            The same seed draws the same points.

        Returns
        -------
        list of dict
            The points; evenly spread unless constraints leave less than a hundredth of the box.

        Raises
        ------
        InvalidInput
            No point that keeps the constraints was found.
        """
        whole("n", n, low=1)
        return self.box.table(self.box.sampled(n, np.random.default_rng(seed))).points()

    def as_plain(self) -> dict[str, object]:
        """Give the space as dicts and lists; a constraint that is a function as its name only."""
        return plain(self.dimensions, self.constraints)

    @classmethod
    def from_plain(cls, found: object) -> "Space":
        """Make a space from what `as_plain` gave or a file says.

        Raises
        ------
        InvalidInput
            Not a space: the message names the part.
        """
        return cls(*space_from(found))

    def to_json(self) -> str:
        """Write the space as JSON; a constraint that is a function cannot be written.

        Raises
        ------
        InvalidInput
            A constraint is a function.
        """
        return as_json(self.dimensions, self.constraints)

    @classmethod
    def from_json(cls, text: str) -> "Space":
        """Read a space from JSON.

        Parameters
        ----------
        text : str
            What `to_json` wrote, or the same by hand.

        Returns
        -------
        Space
            The space.

        Raises
        ------
        InvalidInput
            Not JSON, or not a space: the message names the part.
        """
        return cls(*space_from(parsed_json(text)))

    def to_yaml(self) -> str:
        """Write the space as YAML.

        Raises
        ------
        InvalidInput
            A constraint is a function.
        MissingExtra
            PyYAML is not installed.
        """
        return as_yaml(self.dimensions, self.constraints)

    @classmethod
    def from_yaml(cls, text: str) -> "Space":
        """Read a space from YAML.

        Parameters
        ----------
        text : str
            What `to_yaml` wrote, or the same by hand.

        Returns
        -------
        Space
            The space.

        Raises
        ------
        InvalidInput
            Not YAML, or not a space: the message names the part.
        MissingExtra
            PyYAML is not installed.
        """
        return cls(*space_from(parsed_yaml(text)))

    def _check_when(self, when: When | None, what: str) -> None:
        if when is None:
            return
        if not is_mapping(when):
            raise InvalidInput(what, when, "a mapping from a dimension to its values")
        for name, wanted in when.items():
            self._check_known(name, what)
            for value in values_of(wanted):
                if not self._by_name[name].holds(value):
                    raise InvalidInput(f"{what}.{name}", value, within(self._by_name[name]))

    def _check_known(self, name: str, what: str) -> None:
        if name not in self._by_name:
            allowed = f"one of the dimensions before it: {', '.join(self._by_name) or 'none'}"
            raise InvalidInput(what, name, allowed)

    def _check_constraint(self, rule: Constraint) -> None:
        if isinstance(rule, Linear):
            for name in rule.weights:
                self._check_known(name, "weights")
                if isinstance(self._by_name[name], Categorical):
                    raise InvalidInput("weights", name, "a dimension of numbers")
            self._check_when(rule.when, "constraint.when")
        elif isinstance(rule, Among):
            self._check_when({rule.name: rule.values}, "constraint.among")
            self._check_when(rule.when, "constraint.when")
        elif not callable(rule):
            raise InvalidInput("constraints", rule, "Linear, Among or a function of a point")


def _called(rule: Constraint) -> str:
    return str(rule) if isinstance(rule, Linear | Among) else getattr(rule, "__name__", repr(rule))
