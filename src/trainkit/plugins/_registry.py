"""Loads plugins by name, each when it is first asked for; one that fails harms no other."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import EntryPoint
from types import MappingProxyType
from typing import NamedTuple

import pluggy
from pydantic import BaseModel, ValidationError

from trainkit.errors import InvalidInput, MissingExtra, PluginError, TrainkitError
from trainkit.models.athlete import Athlete
from trainkit.plugins._installed import (
    VARIABLE,
    Catalogue,
    Installed,
    is_own,
    key_of,
    package_of,
    parts,
)
from trainkit.plugins.hookspecs import CONTRACT, GROUP, KINDS, Contribution, Hooks, Kind

__all__ = ["Contributed", "Registry", "installed", "shared"]

_LOG = logging.getLogger(__name__)


class Contributed(NamedTuple):
    """Something that a plugin adds, and the plugin's full name."""

    plugin: str
    thing: object


class _Adapter(NamedTuple):
    make: Callable[..., object]
    options: type[BaseModel]


class Registry:
    """What is installed, what of it may load, and what came of that. Threads may share it.

    Parameters
    ----------
    entries : iterable of EntryPoint, optional
        Where to look; what is installed, if not given.
    allow : iterable of str, optional
        What may load beside trainkit's own: names such as ``"source.mine"`` or of distributions.
        By default what ``TRAINKIT_PLUGINS`` lists, or everything if it is not set.
    """

    def __init__(
        self, entries: Iterable[EntryPoint] | None = None, *, allow: Iterable[str] | None = None
    ) -> None:
        self._catalogue = Catalogue(entries, allow=allow)
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(Hooks)
        self._lock = threading.RLock()
        self._adapters: dict[str, _Adapter] = {}
        self._plugins: dict[str, object] = {}
        self._errors: dict[str, BaseException] = {}

    @property
    def errors(self) -> Mapping[str, BaseException]:
        """Why each plugin is quarantined, by its name and distribution: ``"llm.mine@package"``."""
        return MappingProxyType(self._errors)

    def installed(self) -> list[Installed]:
        """List what is installed, without importing any of it."""
        return [
            Installed(*parts(one.name), *package_of(one), self._state(one))
            for one in self._catalogue
        ]

    def check(self) -> None:
        """Load everything that may load, so that `installed` and `errors` tell how that went."""
        for one in self._catalogue:
            if self._state(one) in {"restricted", "quarantined"}:
                continue
            with suppress(PluginError, MissingExtra), self._lock:
                if parts(one.name)[0] not in KINDS:
                    self._loaded(one.name, one)
                elif key_of(one) not in self._adapters:
                    self._registered(one.name, one)

    def names(self, kind: Kind | Contribution) -> list[str]:
        """List the names of a kind."""
        return self._catalogue.names(kind)

    def options(self, kind: Kind, name: str) -> type[BaseModel]:
        """Give the model of an adapter's options; errors as in `make`."""
        return self._adapter(kind, name).options

    def make(self, kind: Kind, name: str, options: Mapping[str, object] | None = None) -> object:
        """Make an adapter.

        Parameters
        ----------
        kind : str
            Which port it does.
        name : str
            Its name, such as ``"http"``, or ``"http@package"`` where several have it.
        options : mapping, optional
            What the adapter is made with, by name.

        Returns
        -------
        object
            The adapter.

        Raises
        ------
        PluginError
            None of this name is installed, two are, it may not load, or it failed to.
        InvalidInput
            An option is missing, unknown or wrong.
        MissingExtra
            It needs a package that is not installed.
        """
        adapter = self._adapter(kind, name)
        checked = _checked(adapter.options, options or {})
        try:
            return adapter.make(checked)
        except TrainkitError:
            raise
        except Exception as error:
            said = f"it could not be made: {type(error).__name__}: {error}"
            raise PluginError(f"{kind}.{name}", said) from error

    def settings(self, kind: Kind, name: str, options: Mapping[str, object]) -> str:
        """Write options down as JSON, secrets masked; errors as in `make`."""
        return _checked(self._adapter(kind, name).options, options).model_dump_json()

    def contributed(
        self, kind: Contribution, *, athlete: Athlete | None = None
    ) -> list[Contributed]:
        """Gather what all plugins of a kind add; one that fails is left out and quarantined.

        Parameters
        ----------
        kind : str
            What to gather, such as ``"rule"``.
        athlete : Athlete, optional
            Whom rules are for.

        Returns
        -------
        list of Contributed
            In order of the plugins' names.
        """
        gathered: list[Contributed] = []
        arguments = {"athlete": athlete} if kind == "rule" else {}
        for name in self.names(kind):
            full = f"{kind}.{name}"
            for entry in self._catalogue.named(full):
                if self._state(entry) in {"available", "loaded"}:
                    gathered += self._one_contributed(full, kind, entry, arguments)
        return gathered

    def extend(self, name: str, app: object) -> None:
        """Let the plugin of a command add it to a command-line app; errors as in `make`."""
        full = f"command.{name}"
        entry = self._chosen(full, "command")
        plugin = self._loaded(full, entry)
        with self._quarantining(full, entry):
            self._hook("trainkit_command", plugin)(app=app)

    def quarantine(self, plugin: str, error: BaseException) -> bool:
        """Put a plugin that failed at work out of use; say whether that changed anything."""
        entries = [one for one in self._catalogue.named(plugin) if not is_own(one)]
        fresh = [one for one in entries if key_of(one) not in self._errors]
        for one in fresh:
            self._note(one, error)
        return bool(fresh)

    def _adapter(self, kind: Kind, name: str) -> _Adapter:
        own, _, package = name.partition("@")
        full = f"{kind}.{own}"
        with self._lock:
            entry = self._chosen(full, kind, package)
            if key_of(entry) not in self._adapters:
                self._registered(full, entry)
            return self._adapters[key_of(entry)]

    def _one_contributed(
        self,
        full: str,
        kind: Contribution,
        entry: EntryPoint,
        arguments: Mapping[str, object],
    ) -> list[Contributed]:
        try:
            plugin = self._loaded(full, entry)
            with self._quarantining(full, entry):
                hook = self._hook(f"trainkit_{kind}s", plugin)
                given = hook(**arguments)
                if not given:
                    raise PluginError(full, f"its plugin does not implement trainkit_{kind}s")
                return [Contributed(full, thing) for thing in _sequence(full, given[0])]
        except (PluginError, MissingExtra):
            return []  # noted by then, and logged

    def _chosen(self, full: str, kind: str, package: str = "") -> EntryPoint:
        """Find the one entry point that is meant, and that may load."""
        named = self._catalogue.named(full, package)
        entries = [one for one in named if self._catalogue.may_load(one)]
        if named and not entries:
            said = f"it may not load: {VARIABLE} or allow= lists other plugins only"
            raise PluginError(full, said)
        own = [one for one in entries if is_own(one)]  # nobody takes trainkit's own away
        entries = own or entries
        if len(entries) != 1:
            raise PluginError(full, self._why_not_one(entries, kind))
        entry = entries[0]
        if (error := self._errors.get(key_of(entry))) is not None:
            raise PluginError(full, _told(entry, error)) from error
        return entry

    def _loaded(self, full: str, entry: EntryPoint) -> object:
        """Import a plugin and check that it was built for this contract, once."""
        with self._lock, self._quarantining(full, entry):
            if key_of(entry) not in self._plugins:
                plugin = entry.load()
                _check_contract(full, plugin)
                if not self._manager.is_registered(plugin):
                    self._manager.register(plugin)
                    try:
                        self._manager.check_pending()
                    except Exception:
                        self._manager.unregister(plugin)
                        raise
                self._plugins[key_of(entry)] = plugin
            return self._plugins[key_of(entry)]

    def _registered(self, full: str, entry: EntryPoint) -> None:
        """Let a plugin register its adapters: those that its own distribution names."""
        plugin = self._loaded(full, entry)
        package = package_of(entry)[0]
        made: dict[str, _Adapter] = {}

        def register(
            kind: Kind, name: str, make: Callable[..., object], *, options: type[BaseModel]
        ) -> None:
            named = f"{kind}.{name}"
            if kind not in KINDS:
                raise PluginError(full, f"{kind!r} is no kind of adapter: {', '.join(KINDS)}")
            owners = {package_of(one)[0] for one in self._catalogue.named(named)}
            if package not in owners:
                said = f"it registers {named}, for which {package} has no entry point"
                raise PluginError(full, said)
            made[f"{named}@{package}"] = _Adapter(make, options)

        with self._quarantining(full, entry):
            self._hook("trainkit_register", plugin)(register=register)
            if key_of(entry) not in made:
                raise PluginError(full, "its plugin registers no adapter of this name")
        self._adapters |= made

    def _hook(self, name: str, plugin: object) -> pluggy.HookCaller:
        """Call a hook of one plugin alone."""
        others = [one for one in self._manager.get_plugins() if one is not plugin]
        return self._manager.subset_hook_caller(name, others)

    @contextmanager
    def _quarantining(self, full: str, entry: EntryPoint) -> Iterator[None]:
        """Turn what a plugin raises into an error of ours, and remember it."""
        try:
            yield
        except MissingExtra:
            raise  # once the package is there, it loads
        except (Exception, SystemExit) as error:  # a plugin must not end its host
            self._note(entry, error)
            if isinstance(error, PluginError):
                raise
            raise PluginError(full, _told(entry, error)) from error

    def _note(self, entry: EntryPoint, error: BaseException) -> None:
        if key_of(entry) not in self._errors:
            self._errors[key_of(entry)] = error
            # Its words may hold anything; `errors` has them.
            _LOG.warning("%s is quarantined: %s", key_of(entry), type(error).__name__)

    def _state(self, entry: EntryPoint) -> str:
        if key_of(entry) in self._errors:
            return "quarantined"
        return "loaded" if key_of(entry) in self._plugins else self._catalogue.state(entry)

    def _why_not_one(self, entries: Sequence[EntryPoint], kind: str) -> str:
        if entries:
            packages = sorted(package_of(one)[0] for one in entries)
            both = " and ".join(packages)
            name = parts(entries[0].name)[1]
            return f"{both} both give it; say which, such as {f'{name}@{packages[0]}'!r}"
        known = self._catalogue.names(kind)
        return f"not installed; there are {', '.join(known) or 'none of this kind'}"


@cache
def shared() -> Registry:
    """Give the registry that everybody in this process uses who brings none."""
    return Registry()


def installed() -> list[Installed]:
    """List the plugins that are installed, without importing any of them.

    Returns
    -------
    list of Installed
        Kind, name, package, version and state of each.
    """
    return shared().installed()


def _told(entry: EntryPoint, error: BaseException) -> str:
    package, version = package_of(entry)
    return f"{package} {version} cannot be used: {type(error).__name__}: {error}"


def _checked(model: type[BaseModel], options: Mapping[str, object]) -> BaseModel:
    """Check options; what was given for a text may be a secret, and is not repeated."""
    try:
        return model.model_validate(dict(options))
    except InvalidInput as error:
        value = "(not shown)" if isinstance(error.value, str | bytes | dict) else error.value
        raise InvalidInput(error.argument, value, error.allowed) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(where or "options", "(not shown)", first["msg"]) from None


def _check_contract(full: str, plugin: object) -> None:
    built_for = getattr(plugin, "TRAINKIT_CONTRACT", None)
    if built_for is None:
        said = f"it does not say what it was built for: add TRAINKIT_CONTRACT = {CONTRACT} to it"
        raise PluginError(full, said)
    if built_for != CONTRACT:
        raise PluginError(
            full,
            f"it was built for version {built_for!r} of the plugin contract, and this trainkit "
            f"speaks version {CONTRACT}: update {'trainkit' if _newer(built_for) else 'it'}",
        )


def _newer(built_for: object) -> bool:
    return isinstance(built_for, int) and built_for > CONTRACT


def _sequence(full: str, given: object) -> Sequence[object]:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise PluginError(full, f"its hook gives a {type(given).__name__} where a list belongs")
    return given
