"""Which plugins are installed, and the adapter that one of them makes."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

import pluggy
from pydantic import BaseModel

from trainkit.errors import MissingExtra, PluginError
from trainkit.plugins.hookspecs import GROUP, Hooks, Kind

__all__ = ["Installed", "Registry", "installed"]


class Installed(NamedTuple):
    """A plugin that is installed, known by its name alone."""

    kind: str
    name: str
    package: str
    version: str


class _Adapter(NamedTuple):
    make: Callable[..., object]
    options: type[BaseModel]


class Registry:
    """Loads plugins by name, each once; one that fails harms no other.

    Parameters
    ----------
    entries : iterable of EntryPoint, optional
        Where to look; what is installed, if not given.
    """

    def __init__(self, entries: Iterable[EntryPoint] | None = None) -> None:
        found = entry_points(group=GROUP) if entries is None else entries
        self._entries: dict[str, list[EntryPoint]] = {}
        for one in found:
            self._entries.setdefault(one.name, []).append(one)
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(Hooks)
        self._adapters: dict[str, _Adapter] = {}

    def installed(self) -> list[Installed]:
        """List what is installed, without importing any of it."""
        return [
            Installed(*_parts(one.name), *_package(one))
            for name in sorted(self._entries)
            for one in self._entries[name]
        ]

    def make(self, kind: Kind, name: str, options: Mapping[str, object] | None = None) -> object:
        """Make an adapter.

        Parameters
        ----------
        kind : str
            Which port it does.
        name : str
            Its name, such as ``"http"``.
        options : mapping, optional
            What the adapter is made with, by name.

        Returns
        -------
        object
            The adapter.

        Raises
        ------
        PluginError
            None of this name is installed, two are, or it cannot be loaded.
        InvalidInput
            An option is missing, unknown or wrong.
        MissingExtra
            It needs a package that is not installed.
        """
        full = f"{kind}.{name}"
        if full not in self._adapters:
            self._load(full, kind)
        adapter = self._adapters[full]
        return adapter.make(adapter.options.model_validate(dict(options or {})))

    def _load(self, full: str, kind: str) -> None:
        entries = self._entries.get(full, [])
        if len(entries) != 1:
            raise PluginError(full, self._why_not_one(entries, kind))
        entry, before = entries[0], dict(self._adapters)
        plugin: object = None
        try:
            plugin = entry.load()
            self._manager.register(plugin, name=full)
            self._manager.check_pending()
            self._manager.subset_hook_caller(
                "trainkit_register",
                [one for one in self._manager.get_plugins() if one is not plugin],
            )(register=self._register)
            if full not in self._adapters:
                raise PluginError(full, "its plugin registers no adapter of this name")
        except Exception as error:
            if plugin is not None and self._manager.is_registered(plugin):
                self._manager.unregister(plugin)
            self._adapters = before
            if isinstance(error, PluginError | MissingExtra):
                raise
            package, version = _package(entry)
            said = f"{package} {version} cannot be loaded: {type(error).__name__}: {error}"
            raise PluginError(full, said) from error

    def _register(
        self, kind: Kind, name: str, make: Callable[..., object], *, options: type[BaseModel]
    ) -> None:
        self._adapters[f"{kind}.{name}"] = _Adapter(make, options)

    def _why_not_one(self, entries: list[EntryPoint], kind: str) -> str:
        if entries:
            packages = " and ".join(_package(one)[0] for one in entries)
            return f"{packages} both give it; uninstall one"
        known = [name.partition(".")[2] for name in self._entries if name.startswith(f"{kind}.")]
        return f"not installed; there are {', '.join(sorted(known)) or 'none of this kind'}"


def installed() -> list[Installed]:
    """List the plugins that are installed, without importing any of them.

    Returns
    -------
    list of Installed
        Kind, name, package and version of each.
    """
    return Registry().installed()


def _parts(name: str) -> tuple[str, str]:
    kind, _, own = name.partition(".")
    return kind, own


def _package(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist is not None else ("unknown", "")
