"""Results computed from records that never change, cached beside the records.

A history that is made of another one, by a merger or as its part, shares what was carried: results
that say what they were computed from, so that a longer history computes only what is new.
"""

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
        memo = self._memo
        if key not in memo:
            memo[key] = compute()
        return cast("Result", memo[key])

    def release(self) -> None:
        """Forget what was computed, because a newer history takes this one's place.

        Some results hold the history that they came from, so that both would stay in memory until
        the collector of circles finds them. Whoever still asks this history computes anew.
        """
        self.__dict__.pop("_memo", None)

    @cached_property
    def _carried(self) -> dict[Hashable, object]:
        return {}

    def carry(self, key: Hashable, extend: Callable[[Result | None], Result]) -> Result:
        """Return a cached result, or compute it with the help of one of a related history.

        Parameters
        ----------
        key : hashable
            As in `memoize`.
        extend : callable
            Computes the result. It gets the latest one of this history or a related one, None if
            there is none, and has to check which part of it still holds.

        Returns
        -------
        object
            The result of `extend`.
        """

        def compute() -> Result:
            result = extend(cast("Result | None", self._carried.get(key)))
            self._carried[key] = result
            return result

        return self.memoize(key, compute)

    def hand_on(self, other: "Memo") -> None:
        """Share what is carried with a history made of this one."""
        other.__dict__["_carried"] = self._carried
