"""What engines worked out from records that never change, kept beside the records."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TypeVar, cast

__all__ = ["Derivations"]

Derived = TypeVar("Derived")


class Derivations:
    """A place for derived columns, so that they are worked out once."""

    @cached_property
    def _derived(self) -> dict[Hashable, object]:
        return {}

    def derived(self, name: Hashable, make: Callable[[], Derived]) -> Derived:
        """Look up what an engine worked out from these records, or work it out now.

        Parameters
        ----------
        name : hashable
            What it is, and every argument that it depends on.
        make : callable
            Works it out; called once for each name, or again where two threads are the first.

        Returns
        -------
        object
            What `make` returned.
        """
        if name not in self._derived:
            self._derived[name] = make()
        return cast("Derived", self._derived[name])
