"""Results computed from records that never change, cached beside the records."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TypeVar, cast

__all__ = ["Memo"]

Result = TypeVar("Result")


class Memo:
    """Gives a frozen model a cache, so that engines compute each column once."""

    @cached_property
    def _memo(self) -> dict[Hashable, object]:
        return {}

    def memoize(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """Return a cached result, or compute and cache it.

        Parameters
        ----------
        key : hashable
            Names the result and includes every argument that it depends on.
        compute : callable
            Computes the result. Called once for each key, or once in each thread if several
            threads ask at the same time.

        Returns
        -------
        object
            The result of `compute`.
        """
        if key not in self._memo:
            self._memo[key] = compute()
        return cast("Result", self._memo[key])
