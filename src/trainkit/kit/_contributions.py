"""What plugins contribute to decisions and plans; a plugin that fails is quarantined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

from trainkit import recovery, rules, workouts
from trainkit._text import describe_error
from trainkit.errors import (
    BackendError,
    InfeasiblePlan,
    InsufficientData,
    PluginError,
)
from trainkit.models import Athlete
from trainkit.plugins import Contribution, Registry
from trainkit.ports import (
    Component,
    CountsRuns,
    Detector,
    Format,
    LightensWeeks,
    LimitsLoad,
    LimitsMinutes,
    LimitsRuns,
    Priced,
    Rule,
    Weighted,
)
from trainkit.ports.guard import Guard

if TYPE_CHECKING:  # the library of sessions is imported where one is checked
    from trainkit.workouts import Session

__all__ = ["Contributions", "collect_formats", "notes_on_plugins", "with_contributions"]

Result = TypeVar("Result")

_PORTS: Mapping[Contribution, tuple[type, ...]] = {
    "component": (Component, Weighted),
    "detector": (Detector,),
    "format": (Format,),
    "rule": (Rule, Priced, LimitsLoad, LimitsMinutes, LimitsRuns, LightensWeeks, CountsRuns),
}
_DECIDING: tuple[Contribution, ...] = ("component", "detector", "rule", "workout")


@dataclass(frozen=True, slots=True)
class Contributions:
    """What plugins contribute for one athlete, beside trainkit's own.

    Parameters
    ----------
    rules, components, detectors, workouts : tuple
        The contributions.
    names : tuple of str
        The loaded plugins, with their versions.
    by_plugin : mapping of str to tuple
        The contributions of each plugin.
    """

    rules: tuple[Rule, ...] = ()
    components: tuple[Component, ...] = ()
    detectors: tuple[Detector, ...] = ()
    workouts: "tuple[Session, ...]" = ()
    names: tuple[str, ...] = ()
    by_plugin: Mapping[str, tuple[object, ...]] = field(default_factory=dict)

    def only(self, plugin: str) -> "Contributions":
        """Return the contributions of one plugin."""
        own = {id(thing) for thing in self.by_plugin[plugin]}
        return Contributions(
            rules=tuple(rule for rule in self.rules if id(rule) in own),
            components=tuple(part for part in self.components if id(part) in own),
            detectors=tuple(detector for detector in self.detectors if id(detector) in own),
            workouts=tuple(workout for workout in self.workouts if id(workout) in own),
            names=(plugin,),
        )


def with_contributions(
    registry: Registry, athlete: Athlete, work: Callable[[Contributions], Result]
) -> Result:
    """Run some work with the contributions of all plugins that do not fail at it.

    Parameters
    ----------
    registry : Registry
        The plugins.
    athlete : Athlete
        The athlete that rules are for.
    work : callable
        The work; it runs again without a plugin that fails.

    Returns
    -------
    object
        The result of `work`.
    """
    while True:
        given = _collect(registry, athlete)
        try:
            return work(given)
        except PluginError as error:
            if not registry.quarantine(error.plugin, error) and error.plugin not in given.by_plugin:
                raise
        except (BackendError, InfeasiblePlan, InsufficientData):
            raise  # the store, the athlete's wishes, or too few days: no plugin's fault
        except Exception as error:
            if not _blame(registry, given, work, error):
                raise


def notes_on_plugins(registry: Registry, *kinds: Contribution) -> tuple[str, ...]:
    """Return a note on each plugin of some kinds that is out of use or incomplete.

    It tells no values.

    Parameters
    ----------
    registry : Registry
        The plugins.
    *kinds : str
        Such as ``"rule"``; by default the kinds that take part in decisions.

    Returns
    -------
    tuple of str
        The notes.
    """
    notes = {
        name: f"The plugin {name} failed ({type(error).__name__}) and is out of use."
        for name, error in registry.errors.items()
    }
    for name, text in registry.missing.items():
        notes[name] = f"The plugin {name} is out of use: {text}."
    asked = kinds or _DECIDING
    return tuple(note for name, note in notes.items() if name.partition(".")[0] in asked)


def collect_formats(registry: Registry) -> tuple[Format, ...]:
    """Collect the file formats of plugins; what one does wrong is a problem of its file."""
    found = _Collected(registry)
    return tuple(cast("Format", thing) for thing in found.guard_all("format"))


def _blame(
    registry: Registry,
    given: Contributions,
    work: Callable[[Contributions], object],
    error: Exception,
) -> bool:
    """Find the plugins whose contributions make some work fail; none, if it fails without any."""
    if not given.by_plugin or _fails(work, Contributions(names=given.names)):
        return False
    alone = [plugin for plugin in given.by_plugin if _fails(work, given.only(plugin))]
    failed = [registry.quarantine(plugin, error) for plugin in alone or given.by_plugin]
    return any(failed)


def _fails(work: Callable[[Contributions], object], given: Contributions) -> bool:
    try:
        work(given)
    except (BackendError, InfeasiblePlan, InsufficientData):
        return False
    except Exception:  # noqa: BLE001  that is the question
        return True
    return False


def _collect(registry: Registry, athlete: Athlete) -> Contributions:
    if not any(registry.names(kind) for kind in _DECIDING):
        return Contributions()
    found = _Collected(registry)
    rules_ = cast("tuple[Rule, ...]", found.guard_all("rule", athlete))
    components = cast("tuple[Component, ...]", found.guard_all("component"))
    detectors = cast("tuple[Detector, ...]", found.guard_all("detector"))
    workouts = found.workouts()
    names = tuple(
        f"{plugin.kind}.{plugin.name}@{plugin.package} {plugin.version}"
        for plugin in registry.installed()
        if plugin.state == "loaded"
    )
    return Contributions(rules_, components, detectors, workouts, names, found.by_plugin)


class _Collected:
    """Contributions that are fit for use; a plugin with one that is not is quarantined."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.by_plugin: dict[str, tuple[object, ...]] = {}

    def guard_all(self, kind: Contribution, athlete: Athlete | None = None) -> tuple[object, ...]:
        """Return the contributions of a kind behind their guards."""
        taken = set(_own_names(kind))

        def check(plugin: str, thing: object) -> object:
            stand_in = _guard(self._registry, plugin, kind).wrap(thing, *_PORTS[kind])
            name = getattr(stand_in, "name", None)
            if name in taken:
                raise PluginError(plugin, f"its {kind} has the name {name!r} of another one")
            if name is not None:
                taken.add(name)
            return stand_in

        return self._sort_out(kind, athlete, check)

    def workouts(self) -> "tuple[Session, ...]":
        """Return the contributed sessions."""

        def check(plugin: str, thing: object) -> "Session":
            if not isinstance(thing, workouts.Session):
                message = f"its hook returns a {type(thing).__name__} instead of a Session"
                raise PluginError(plugin, message)
            return thing

        return cast("tuple[Session, ...]", self._sort_out("workout", None, check))

    def _sort_out(
        self,
        kind: Contribution,
        athlete: Athlete | None,
        check: Callable[[str, object], object],
    ) -> tuple[object, ...]:
        fit: dict[str, list[object]] = {}
        failed: set[str] = set()
        for plugin, thing in self._registry.contributions(kind, athlete=athlete):
            try:
                fit.setdefault(plugin, []).append(check(plugin, thing))
            except PluginError as error:
                failed.add(plugin)
                self._registry.quarantine(plugin, error)
        used = {plugin: tuple(things) for plugin, things in fit.items() if plugin not in failed}
        for plugin, things in used.items():
            self.by_plugin[plugin] = self.by_plugin.get(plugin, ()) + things
        return tuple(thing for things in used.values() for thing in things)


def _guard(registry: Registry, plugin: str, kind: Contribution) -> Guard:
    def fail(error: BaseException) -> PluginError:
        failure = PluginError(plugin, f"it failed while running: {describe_error(error)}")
        if kind != "format" or not isinstance(error, Exception):
            # A format that stumbles over one damaged file reads the others all the same.
            registry.quarantine(plugin, failure)
        return failure

    return Guard(fail)


@cache
def _own_names(kind: Contribution) -> frozenset[str]:
    """Return the names of trainkit's own, which no plugin may take."""
    if kind == "component":
        return frozenset(part.name for parts in recovery.MODELS.values() for part in parts)
    if kind == "rule":
        named = (getattr(getattr(rules, part), "name", None) for part in rules.__all__)
        return frozenset(name for name in named if isinstance(name, str))
    return frozenset()
