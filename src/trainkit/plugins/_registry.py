"""Load plugins by name on first use; one that fails affects no other."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import EntryPoint
from types import MappingProxyType
from typing import NamedTuple

import pluggy
from pydantic import BaseModel

from trainkit import ports
from trainkit.errors import MissingExtra, PluginError
from trainkit.models.athlete import Athlete
from trainkit.plugins._checks import (
    check_contract,
    check_kind,
    check_sequence,
    describe_failure,
)
from trainkit.plugins._installed import (
    VARIABLE,
    Catalogue,
    Installed,
    is_own,
    key_of,
    package_of,
    split_name,
)
from trainkit.plugins.adapters import RegisteredAdapter, port_of
from trainkit.plugins.hookspecs import GROUP, KINDS, Contribution, Hooks, Kind

__all__ = ["Contributed", "Registry", "installed", "shared"]

_LOG = logging.getLogger(__name__)


class Contributed(NamedTuple):
    """One thing that a plugin contributes, and the plugin's full name."""

    plugin: str
    thing: object


class Registry:
    """The installed plugins: which may load, and how loading them went. Thread-safe.

    Parameters
    ----------
    entries : iterable of EntryPoint, optional
        Entry points to look at; by default those of installed distributions.
    allow : iterable of str, optional
        Plugins that may load beside trainkit's own: names such as ``"source.mine"``, or
        distributions. By default those in ``TRAINKIT_PLUGINS``, or all if it is not set.
    """

    def __init__(
        self, entries: Iterable[EntryPoint] | None = None, *, allow: Iterable[str] | None = None
    ) -> None:
        self._catalogue = Catalogue(entries, allow=allow)
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(Hooks)
        self._lock = threading.RLock()
        self._adapters: dict[str, RegisteredAdapter] = {}
        self._plugins: dict[str, object] = {}
        self._errors: dict[str, BaseException] = {}
        self._missing: dict[str, str] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The names of plugins, and which of them may load."""
        return self._catalogue

    @property
    def errors(self) -> Mapping[str, BaseException]:
        """Why each plugin is quarantined, by its name and distribution: ``"llm.mine@package"``."""
        return MappingProxyType(self._errors)

    @property
    def missing(self) -> Mapping[str, str]:
        """The packages that loaded plugins lack, with the command that installs them."""
        lacking = {key: adapter.describe_missing() for key, adapter in self._adapters.items()}
        return {**self._missing, **{key: text for key, text in lacking.items() if text}}

    def installed(self) -> list[Installed]:
        """List the installed plugins without importing any of them."""
        missing = self.missing
        return [
            Installed(
                *split_name(entry.name),
                *package_of(entry),
                "incomplete" if key_of(entry) in missing else self._state(entry),
            )
            for entry in self._catalogue
        ]

    def check(self) -> None:
        """Load every plugin that may load; `installed`, `errors` and `missing` then tell more."""
        for entry in self._catalogue:
            if self._state(entry) in {"restricted", "quarantined"}:
                continue
            with suppress(PluginError, MissingExtra), self._lock:
                kind, _ = split_name(entry.name)
                with self._quarantine_on_error(entry.name, entry):
                    check_kind(entry.name, kind)
                if kind not in KINDS:
                    self._load(entry.name, entry)
                elif key_of(entry) not in self._adapters:
                    self._register(entry.name, entry)

    def names(self, kind: Kind | Contribution) -> list[str]:
        """List the names of a kind; `PluginError` for an unknown kind."""
        check_kind(kind, kind)
        return self._catalogue.names(kind)

    def options(self, kind: Kind, name: str) -> type[BaseModel]:
        """Return the model of an adapter's options; errors as in `make`."""
        return self._adapter(kind, name).options

    def make(self, kind: Kind, name: str, options: Mapping[str, object] | None = None) -> object:
        """Make an adapter.

        Parameters
        ----------
        kind : str
            The port that it implements.
        name : str
            Its name, such as ``"http"``, or ``"http@package"`` where several distributions have it.
        options : mapping, optional
            The adapter's options by name.

        Returns
        -------
        object
            The adapter.

        Raises
        ------
        PluginError
            No such kind; none of this name is installed, or two are; it may not load, or fails.
        InvalidInput
            An option is missing, unknown or wrong.
        MissingExtra
            It needs a package that is not installed.
        """
        own, _, package = name.partition("@")
        adapter, entry = self._adapter(kind, name), self._choose(f"{kind}.{own}", kind, package)
        try:
            return adapter.create(f"{kind}.{name}", options or {})
        except PluginError as error:
            if not is_own(entry):  # options that are refused are the caller's, and no PluginError
                self._record_error(entry, error.__cause__ or error)
            raise

    def guard(self, kind: Kind, name: str, adapter: object) -> object:
        """Guard an adapter of a plugin while it works; trainkit's own is returned as it is.

        Parameters
        ----------
        kind, name : str
            As in `make`.
        adapter : object
            What `make` returned.

        Returns
        -------
        object
            A stand-in. An error beside those that the port allows, or a result of a wrong type, is
            a `BackendError` and takes the plugin out of use.
        """
        own, _, package = name.partition("@")
        full = f"{kind}.{own}"
        entry = self._choose(full, kind, package)
        if is_own(entry):
            return adapter
        guard = ports.guard.adapter_guard(
            full,
            lambda error: self._record_error(entry, error),
            lambda: self._errors.get(key_of(entry)),
        )
        return guard.wrap(adapter, port_of(kind))

    def settings(self, kind: Kind, name: str, options: Mapping[str, object]) -> str:
        """Return options as JSON, secrets masked; errors as in `make`."""
        return self._adapter(kind, name).settings(f"{kind}.{name}", options)

    def contributions(
        self, kind: Contribution, *, athlete: Athlete | None = None
    ) -> list[Contributed]:
        """Collect what all plugins of a kind contribute; one that fails is quarantined.

        Parameters
        ----------
        kind : str
            What to collect, such as ``"rule"``.
        athlete : Athlete, optional
            Whom rules are for.

        Returns
        -------
        list of Contributed
            In order of the plugins' names.

        Raises
        ------
        PluginError
            No such kind.
        """
        contributed: list[Contributed] = []
        arguments = {"athlete": athlete} if kind == "rule" else {}
        for name in self.names(kind):
            entries = self._catalogue.find(f"{kind}.{name}")
            for entry in entries:
                full = entry.name if len(entries) == 1 else key_of(entry)
                if self._state(entry) in {"available", "loaded"}:
                    contributed += self._call_hook(full, kind, entry, arguments)
        return contributed

    def extend(self, name: str, app: object) -> None:
        """Add a plugin's command to a command-line app; errors as in `make`."""
        full = f"command.{name}"
        entry = self._choose(full, "command")
        plugin = self._load(full, entry)
        with self._quarantine_on_error(full, entry):
            self._hook("trainkit_command", plugin)(app=app)

    def quarantine(self, plugin: str, error: BaseException) -> bool:
        """Take a plugin that failed at work out of use; return whether that changed anything."""
        full, _, package = plugin.partition("@")
        entries = [entry for entry in self._catalogue.find(full, package) if not is_own(entry)]
        working = [entry for entry in entries if key_of(entry) not in self._errors]
        for entry in working:
            self._record_error(entry, error)
        return bool(working)

    def _adapter(self, kind: Kind, name: str) -> RegisteredAdapter:
        own, _, package = name.partition("@")
        full = f"{kind}.{own}"
        with self._lock:
            entry = self._choose(full, kind, package)
            if key_of(entry) not in self._adapters:
                self._register(full, entry)
            return self._adapters[key_of(entry)]

    def _call_hook(
        self,
        full: str,
        kind: Contribution,
        entry: EntryPoint,
        arguments: Mapping[str, object],
    ) -> list[Contributed]:
        try:
            plugin = self._load(full, entry)
            with self._quarantine_on_error(full, entry):
                hook = self._hook(f"trainkit_{kind}s", plugin)
                answers = hook(**arguments)
                if not answers:
                    raise PluginError(full, f"its plugin does not implement trainkit_{kind}s")
                return [Contributed(full, thing) for thing in check_sequence(full, answers[0])]
        except (PluginError, MissingExtra):
            return []  # recorded and logged by then

    def _choose(self, full: str, kind: str, package: str = "") -> EntryPoint:
        """Find the one entry point of a name that may load."""
        check_kind(full, kind)
        named = self._catalogue.find(full, package)
        entries = [entry for entry in named if self._catalogue.may_load(entry)]
        if named and not entries:
            reason = f"it may not load: {VARIABLE} or allow= lists other plugins only"
            raise PluginError(full, reason)
        own = [entry for entry in entries if is_own(entry)]  # no plugin replaces trainkit's own
        entries = own or entries
        if len(entries) != 1:
            raise PluginError(full, self._describe_choice(entries, kind))
        entry = entries[0]
        if (error := self._errors.get(key_of(entry))) is not None:
            raise PluginError(full, describe_failure(entry, error)) from error
        return entry

    def _load(self, full: str, entry: EntryPoint) -> object:
        """Import a plugin once, and check the version of its contract."""
        with self._lock, self._quarantine_on_error(full, entry):
            if key_of(entry) not in self._plugins:
                plugin = entry.load()
                check_contract(full, plugin)
                if not self._manager.is_registered(plugin):
                    self._manager.register(plugin)
                    try:
                        self._manager.check_pending()
                    except Exception:
                        self._manager.unregister(plugin)
                        raise
                self._plugins[key_of(entry)] = plugin
                self._missing.pop(key_of(entry), None)
            return self._plugins[key_of(entry)]

    def _register(self, full: str, entry: EntryPoint) -> None:
        """Let a plugin register its adapters, those with entry points of its distribution."""
        plugin = self._load(full, entry)
        package = package_of(entry)[0]
        adapters: dict[str, RegisteredAdapter] = {}

        def register(
            kind: Kind,
            name: str,
            make: Callable[..., object],
            *,
            options: type[BaseModel],
            needs: Mapping[str, str] = MappingProxyType({}),
        ) -> None:
            named = f"{kind}.{name}"
            check_kind(full, kind)
            if kind not in KINDS:
                raise PluginError(full, f"{kind!r} is not a kind of adapter: {', '.join(KINDS)}")
            owners = {package_of(owner)[0] for owner in self._catalogue.find(named)}
            if package not in owners:
                reason = f"it registers {named}, for which {package} has no entry point"
                raise PluginError(full, reason)
            adapters[f"{named}@{package}"] = RegisteredAdapter.check(make, options, needs)

        with self._quarantine_on_error(full, entry):
            self._hook("trainkit_register", plugin)(register=register)
            if key_of(entry) not in adapters:
                raise PluginError(full, "its plugin registers no adapter of this name")
        self._adapters |= adapters

    def _hook(self, name: str, plugin: object) -> pluggy.HookCaller:
        """Return the caller of one plugin's hook."""
        others = [other for other in self._manager.get_plugins() if other is not plugin]
        return self._manager.subset_hook_caller(name, others)

    @contextmanager
    def _quarantine_on_error(self, full: str, entry: EntryPoint) -> Iterator[None]:
        """Turn what a plugin raises into a `PluginError`, and record it."""
        try:
            yield
        except MissingExtra as error:
            self._missing[key_of(entry)] = str(error)
            raise  # no bug: it loads once the package is installed
        except KeyboardInterrupt:
            raise  # the user's own
        except BaseException as error:  # an exit too: a plugin must not end its host
            self._record_error(entry, error)
            if isinstance(error, PluginError):
                raise
            raise PluginError(full, describe_failure(entry, error)) from error

    def _record_error(self, entry: EntryPoint, error: BaseException) -> None:
        if key_of(entry) not in self._errors:
            self._errors[key_of(entry)] = error
            # The message may hold secrets; only `errors` keeps it.
            _LOG.warning("%s is quarantined: %s", key_of(entry), type(error).__name__)

    def _state(self, entry: EntryPoint) -> str:
        if key_of(entry) in self._errors:
            return "quarantined"
        loaded = key_of(entry) in self._plugins or key_of(entry) in self._adapters
        return "loaded" if loaded else self._catalogue.state(entry)

    def _describe_choice(self, entries: Sequence[EntryPoint], kind: str) -> str:
        if entries:
            packages = sorted(package_of(entry)[0] for entry in entries)
            both = " and ".join(packages)
            name = split_name(entries[0].name)[1]
            return f"{both} both provide it; choose one, such as {f'{name}@{packages[0]}'!r}"
        known = self._catalogue.names(kind)
        return f"not installed; there are {', '.join(known) or 'none of this kind'}"


@cache
def shared() -> Registry:
    """Return the process-wide registry, used where a caller passes none."""
    return Registry()


def installed() -> list[Installed]:
    """List the installed plugins without importing any of them.

    Returns
    -------
    list of Installed
        Kind, name, package, version and state of each.
    """
    return shared().installed()
