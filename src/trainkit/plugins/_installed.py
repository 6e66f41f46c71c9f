"""Installed plugins by name alone; nothing is imported."""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from typing import NamedTuple

__all__ = ["VARIABLE", "Catalogue", "Installed", "is_own", "key_of", "package_of", "split_name"]

VARIABLE = "TRAINKIT_PLUGINS"
"""The environment variable that lists, with commas, which plugins may load."""

_GROUP = "trainkit"
_ADAPTERS = ("fault_injector", "llm", "notify", "source", "speech", "store", "surrogate")


class Installed(NamedTuple):
    """An installed plugin, known by its name alone.

    Parameters
    ----------
    kind, name : str
        The two parts of its name.
    package, version : str
        Its distribution.
    state : str
        ``"available"``; ``"loaded"``; ``"quarantined"``, with its error in `Registry.errors`;
        ``"restricted"``, not among those that may load; ``"ambiguous"``, where another
        distribution has the same name and the host must choose: ``"name@package"``; or
        ``"incomplete"``: loaded, but a package that it needs is not installed.
    """

    kind: str
    name: str
    package: str
    version: str
    state: str = "available"


class Catalogue:
    """The names of plugins, and which of them may load.

    Parameters
    ----------
    entries : iterable of EntryPoint, optional
        Entry points to look at; by default those of installed distributions.
    allow : iterable of str, optional
        As in `Registry`.
    """

    def __init__(
        self, entries: Iterable[EntryPoint] | None = None, *, allow: Iterable[str] | None = None
    ) -> None:
        by_name: dict[str, list[EntryPoint]] = {}
        for entry in entry_points(group=_GROUP) if entries is None else entries:
            by_name.setdefault(entry.name, []).append(entry)
        self._by_name = dict(sorted(by_name.items()))
        self._allow = _allowed() if allow is None else frozenset(allow)

    def __iter__(self) -> Iterator[EntryPoint]:
        return (entry for entries in self._by_name.values() for entry in entries)

    def find(self, full: str, package: str = "") -> list[EntryPoint]:
        """Find the entry points with a full name, of one distribution if `package` is given."""
        entries = self._by_name.get(full, [])
        return [entry for entry in entries if not package or package_of(entry)[0] == package]

    def names(self, kind: str) -> list[str]:
        """List the names of a kind."""
        names = map(split_name, self._by_name)
        return [own for own_kind, own in names if own_kind == kind]

    def may_load(self, entry: EntryPoint) -> bool:
        """Return whether an entry point is trainkit's own or among those that may load."""
        if self._allow is None or is_own(entry):
            return True
        return bool(self._allow & {entry.name, package_of(entry)[0], key_of(entry)})

    def state(self, entry: EntryPoint) -> str:
        """Return the state of an entry point that was not loaded yet."""
        if not self.may_load(entry):
            return "restricted"
        if split_name(entry.name)[0] not in _ADAPTERS or is_own(entry):
            return "available"
        rivals = [rival for rival in self._by_name[entry.name] if self.may_load(rival)]
        return "ambiguous" if len(rivals) > 1 else "available"


def split_name(name: str) -> tuple[str, str]:
    """Split ``"kind.name"``."""
    kind, _, own = name.partition(".")
    return kind, own


def package_of(entry: EntryPoint) -> tuple[str, str]:
    """Return the name and version of an entry point's distribution."""
    return ("unknown", "") if entry.dist is None else _name_and_version(entry.dist)


@lru_cache(maxsize=256)  # a distribution parses its metadata anew at each question
def _name_and_version(package: Distribution) -> tuple[str, str]:
    return package.name, package.version


def key_of(entry: EntryPoint) -> str:
    """Return an entry point's name with its distribution: ``"kind.name@package"``."""
    return f"{entry.name}@{package_of(entry)[0]}"


def is_own(entry: EntryPoint) -> bool:
    """Return whether an entry point is one of trainkit's own."""
    ours = entry.dist is None or package_of(entry)[0] == "trainkit"
    return ours and entry.value.partition(":")[0].startswith("trainkit.adapters.")


def _allowed() -> frozenset[str] | None:
    listed = os.environ.get(VARIABLE)
    if listed is None:
        return None
    return frozenset(name.strip() for name in listed.split(",") if name.strip())
