"""The register of second sources: who else says what a calculator should return.

A second source is a function that takes the calculator and asserts that it agrees with somebody
else: a number that an author printed, another package, or the published equation by another route.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace

import numpy as np

__all__ = ["SECOND_SOURCES", "Calculator", "SecondSource", "distort", "second_source"]

Calculator = Callable[..., object]
Check = Callable[[Calculator], None]


@dataclass(frozen=True, slots=True)
class SecondSource:
    """A check of one calculator, and by whom.

    A peer is a package that the oldest session leaves out. A route is no other author: the
    published equation, written here in another way.
    """

    calculator: str
    by: str
    check: Check
    is_peer: bool
    is_route: bool


SECOND_SOURCES: list[SecondSource] = []


def second_source(
    calculator: str, *, by: str, is_peer: bool = False, is_route: bool = False
) -> Callable[[Check], Check]:
    """Register the decorated check of a calculator."""

    def register(check: Check) -> Check:
        SECOND_SOURCES.append(SecondSource(calculator, by, check, is_peer, is_route))
        return check

    return register


def distort(calculator: Calculator) -> Calculator:
    """Return the calculator with 1 % and a little more on each number, and other words."""

    def distorted(*arguments: object, **options: object) -> object:
        return _distort_value(calculator(*arguments, **options))

    return distorted


def _distort_value(value: object) -> object:
    if isinstance(value, str):
        return f"not {value}"
    if isinstance(value, tuple):
        parts = [_distort_value(part) for part in value]
        return type(value)._make(parts) if hasattr(value, "_make") else tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _distort_value(getattr(value, f.name)) for f in fields(value)}
        return replace(value, **changes)
    if isinstance(value, float | int | np.ndarray):
        return value + 0.01 * np.abs(value) + 0.001
    return value
