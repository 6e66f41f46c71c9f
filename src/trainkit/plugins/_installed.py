"""What is installed, by name alone: nothing is imported."""

import os
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

__all__ = ["VARIABLE", "Catalogue", "Installed", "is_own", "key_of", "package_of", "parts"]

VARIABLE = "TRAINKIT_PLUGINS"
"""The environment variable that names, with commas, which plugins may load."""

_GROUP = "trainkit"
_ADAPTERS = ("fault_injector", "llm", "source", "speech", "store", "surrogate")


class Installed(NamedTuple):
    """A plugin that is installed, known by its name alone.

    Parameters
    ----------
    kind, name : str
        The two parts of its name.
    package, version : str
        Which distribution brings it.
    state : str
        ``"available"``; ``"loaded"``; ``"quarantined"``, with its error in `Registry.errors`;
        ``"restricted"``, for it is not among those that may load; or ``"ambiguous"``, for another
        distribution has the same name and the host must say which: ``"name@package"``.
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
        Where to look; what is installed, if not given.
    allow : iterable of str, optional
        As in `Registry`.
    """

    def __init__(
        self, entries: Iterable[EntryPoint] | None = None, *, allow: Iterable[str] | None = None
    ) -> None:
        by_name: dict[str, list[EntryPoint]] = {}
        for one in entry_points(group=_GROUP) if entries is None else entries:
            by_name.setdefault(one.name, []).append(one)
        self._by_name = dict(sorted(by_name.items()))
        self._allow = _allowed() if allow is None else frozenset(allow)

    def __iter__(self) -> Iterator[EntryPoint]:
        return (one for entries in self._by_name.values() for one in entries)

    def named(self, full: str, package: str = "") -> list[EntryPoint]:
        """Find the entry points of a full name, of one distribution if it is given."""
        entries = self._by_name.get(full, [])
        return [one for one in entries if not package or package_of(one)[0] == package]

    def names(self, kind: str) -> list[str]:
        """List the names of a kind."""
        return [parts(name)[1] for name in self._by_name if parts(name)[0] == kind]

    def may_load(self, entry: EntryPoint) -> bool:
        """Say whether an entry point is trainkit's own, or among those that may load."""
        if self._allow is None or is_own(entry):
            return True
        return bool(self._allow & {entry.name, package_of(entry)[0], key_of(entry)})

    def state(self, entry: EntryPoint) -> str:
        """Say what can be known without loading it."""
        if not self.may_load(entry):
            return "restricted"
        if parts(entry.name)[0] not in _ADAPTERS or is_own(entry):
            return "available"
        rivals = [one for one in self._by_name[entry.name] if self.may_load(one)]
        return "ambiguous" if len(rivals) > 1 else "available"


def parts(name: str) -> tuple[str, str]:
    """Part ``"kind.name"``."""
    kind, _, own = name.partition(".")
    return kind, own


def package_of(entry: EntryPoint) -> tuple[str, str]:
    """Name the distribution that brings an entry point, and its version."""
    return (entry.dist.name, entry.dist.version) if entry.dist is not None else ("unknown", "")


def key_of(entry: EntryPoint) -> str:
    """Name an entry point and its distribution: ``"kind.name@package"``."""
    return f"{entry.name}@{package_of(entry)[0]}"


def is_own(entry: EntryPoint) -> bool:
    """Say whether an entry point is one of trainkit's own."""
    ours = entry.dist is None or entry.dist.name == "trainkit"
    return ours and entry.value.partition(":")[0].startswith("trainkit.adapters.")


def _allowed() -> frozenset[str] | None:
    listed = os.environ.get(VARIABLE)
    if listed is None:
        return None
    return frozenset(one.strip() for one in listed.split(",") if one.strip())
