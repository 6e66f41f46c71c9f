"""What plugins contribute to decisions and plans; a plugin that fails is quarantined."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from trainkit.errors import PluginError
from trainkit.models import Athlete, History, TrainingWarning, Violation
from trainkit.plugins import Contribution, Registry
from trainkit.ports import Component, ComponentColumns, Detector, Format, Rule
from trainkit.workouts import Session

__all__ = ["Contributions", "collect_formats", "with_contributions"]

Result = TypeVar("Result")

_MAX_POINTS = 100.0


@dataclass(frozen=True, slots=True)
class Contributions:
    """What plugins contribute for one athlete, beside trainkit's own.

    Parameters
    ----------
    rules, components, detectors, workouts : tuple
        The contributions.
    names : tuple of str
        The loaded plugins, with their versions.
    """

    rules: tuple[Rule, ...] = ()
    components: tuple[Component, ...] = ()
    detectors: tuple[Detector, ...] = ()
    workouts: tuple[Session, ...] = ()
    names: tuple[str, ...] = ()


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
        try:
            return work(_collect(registry, athlete))
        except PluginError as error:
            if not registry.quarantine(error.plugin, error):
                raise


def collect_formats(registry: Registry) -> tuple[Format, ...]:
    """Collect the file formats of plugins; the reader guards itself against their errors."""
    return tuple(cast("Format", found.thing) for found in registry.contributions("format"))


def _collect(registry: Registry, athlete: Athlete) -> Contributions:
    if not any(registry.names(kind) for kind in ("rule", "component", "detector", "workout")):
        return Contributions()
    rules = cast("tuple[Rule, ...]", _guard(registry, "rule", Rule, athlete))
    components = cast("tuple[Component, ...]", _guard(registry, "component", Component))
    detectors = cast("tuple[Detector, ...]", _guard(registry, "detector", Detector))
    workouts = []
    for plugin, workout in registry.contributions("workout"):
        if not isinstance(workout, Session):
            message = f"its hook returns a {type(workout).__name__} instead of a Session"
            raise PluginError(plugin, message)
        workouts.append(workout)
    names = tuple(
        f"{plugin.kind}.{plugin.name}@{plugin.package} {plugin.version}"
        for plugin in registry.installed()
        if plugin.state == "loaded"
    )
    return Contributions(rules, components, detectors, tuple(workouts), names)


def _guard(
    registry: Registry, kind: Contribution, port: object, athlete: Athlete | None = None
) -> tuple[object, ...]:
    members = [name for name in vars(port) if not name.startswith("_")]
    return tuple(
        _Guarded(plugin, contribution, members)
        for plugin, contribution in registry.contributions(kind, athlete=athlete)
    )


def _accept(result: object, _arguments: Sequence[object]) -> object:
    return result


def _check_violations(result: object, _arguments: Sequence[object]) -> list[Violation]:
    violations = list(cast("Iterable[object]", result))
    if not all(isinstance(violation, Violation) for violation in violations):
        raise TypeError("violations must be Violation")
    return cast("list[Violation]", violations)


def _check_levels(result: object, arguments: Sequence[object]) -> NDArray[np.int8]:
    levels = np.asarray(result)
    if levels.shape != _shape(arguments) or not np.isin(levels, (0, 1, 2, 3)).all():
        raise ValueError("levels must be 0 to 3, one a day")
    return levels.astype(np.int8)


def _check_columns(result: object, arguments: Sequence[object]) -> ComponentColumns:
    if not isinstance(result, ComponentColumns):
        raise TypeError(f"columns must be ComponentColumns, not {type(result).__name__}")
    arrays = (result.points, result.value, result.baseline, result.low, result.high)
    for array in (*arrays, result.deviation, result.have):
        if np.shape(array) != _shape(arguments):
            raise ValueError("every column must have one value a day")
    points = np.asarray(result.points, dtype=float)
    if not (np.isnan(points) | ((points >= 0) & (points <= _MAX_POINTS))).all():
        raise ValueError("points must be 0 to 100, or NaN")
    return result


def _check_text(result: object, _arguments: Sequence[object]) -> str:
    if not isinstance(result, str):
        raise TypeError(f"an explanation must be a text, not {type(result).__name__}")
    return result


def _check_units(result: object, _arguments: Sequence[object]) -> tuple[str, str]:
    if not isinstance(result, tuple) or [type(unit) for unit in result] != [str, str]:
        raise TypeError("units must be two texts")
    return cast("tuple[str, str]", result)


def _check_number(result: object, _arguments: Sequence[object]) -> float | None:
    if result is None:
        return None
    if isinstance(result, bool | str | bytes) or not np.isfinite(float(cast("float", result))):
        raise ValueError("a value must be a number, or None")
    return float(cast("float", result))


def _check_warning(result: object, _arguments: Sequence[object]) -> TrainingWarning:
    if not isinstance(result, TrainingWarning):
        raise TypeError(f"a warning must be a TrainingWarning, not {type(result).__name__}")
    return result


def _shape(arguments: Sequence[object]) -> tuple[int, ...]:
    """Shape of a daily column for the history that a method is called with."""
    return cast("History", arguments[0]).dates.shape


_CHECKS: Mapping[str, Callable[[object, Sequence[object]], object]] = {
    "violations": _check_violations,
    "levels": _check_levels,
    "columns": _check_columns,
    "warning": _check_warning,
    "explain": _check_text,
    "units": _check_units,
    "value_for": _check_number,
}


class _Guarded:
    """A plugin's contribution; whatever it raises becomes an error that names the plugin."""

    def __init__(self, plugin: str, contribution: object, members: Sequence[str]) -> None:
        self._plugin, self._contribution = plugin, contribution
        self._members = frozenset(members)
        for name in members:
            getattr(self, name)

    def __getattr__(self, name: str) -> object:
        if name not in self._members and not hasattr(self._contribution, name):
            raise AttributeError(name)
        member = self._call(lambda: getattr(self._contribution, name))
        if not callable(member):
            return member
        check = _CHECKS.get(name, _accept)
        return lambda *args, **kwargs: self._call(lambda: check(member(*args, **kwargs), args))

    def _call(self, work: Callable[[], object]) -> object:
        try:
            return work()
        except (Exception, SystemExit) as error:  # a plugin must not end its host
            message = f"it failed while running: {type(error).__name__}: {error}"
            raise PluginError(self._plugin, message) from error
