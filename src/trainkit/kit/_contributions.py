"""What plugins add to decisions and plans; one that fails at work is put out of use."""

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

__all__ = ["Extras", "formats_of", "with_extras"]

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Extras:
    """What plugins add, for one athlete.

    Parameters
    ----------
    rules, components, detectors, workouts : tuple
        Beside trainkit's own.
    names : tuple of str
        The plugins, with their versions.
    """

    rules: tuple[Rule, ...] = ()
    components: tuple[Component, ...] = ()
    detectors: tuple[Detector, ...] = ()
    workouts: tuple[Session, ...] = ()
    names: tuple[str, ...] = ()


def with_extras(registry: Registry, athlete: Athlete, work: Callable[[Extras], Answer]) -> Answer:
    """Do something with what plugins add; without a plugin that fails at it.

    Parameters
    ----------
    registry : Registry
        Which plugins there are.
    athlete : Athlete
        Whom rules are for.
    work : callable
        What to do.

    Returns
    -------
    object
        What `work` returned.
    """
    while True:
        try:
            return work(_gathered(registry, athlete))
        except PluginError as error:
            if not registry.quarantine(error.plugin, error):
                raise


def formats_of(registry: Registry) -> tuple[Format, ...]:
    """Give the file formats of plugins; reading guards itself against them."""
    return tuple(cast("Format", one.thing) for one in registry.contributed("format"))


def _gathered(registry: Registry, athlete: Athlete) -> Extras:
    if not any(registry.names(kind) for kind in ("rule", "component", "detector", "workout")):
        return Extras()
    rules = cast("tuple[Rule, ...]", _guarded(registry, "rule", Rule, athlete))
    components = cast("tuple[Component, ...]", _guarded(registry, "component", Component))
    detectors = cast("tuple[Detector, ...]", _guarded(registry, "detector", Detector))
    workouts = []
    for plugin, thing in registry.contributed("workout"):
        if not isinstance(thing, Session):
            said = f"its hook gives a {type(thing).__name__} where a Session belongs"
            raise PluginError(plugin, said)
        workouts.append(thing)
    names = tuple(
        f"{one.kind}.{one.name}@{one.package} {one.version}"
        for one in registry.installed()
        if one.state == "loaded"
    )
    return Extras(rules, components, detectors, tuple(workouts), names)


def _guarded(
    registry: Registry, kind: Contribution, port: object, athlete: Athlete | None = None
) -> tuple[object, ...]:
    members = [name for name in vars(port) if not name.startswith("_")]
    return tuple(
        _Guarded(plugin, thing, members)
        for plugin, thing in registry.contributed(kind, athlete=athlete)
    )


def _anything(answer: object, _given: Sequence[object]) -> object:
    return answer


def _violations(answer: object, _given: Sequence[object]) -> list[Violation]:
    listed = list(cast("Iterable[object]", answer))
    if not all(isinstance(one, Violation) for one in listed):
        raise TypeError("violations must be Violation")
    return cast("list[Violation]", listed)


def _levels(answer: object, given: Sequence[object]) -> NDArray[np.int8]:
    levels = np.asarray(answer)
    if levels.shape != _days(given) or not np.isin(levels, (0, 1, 2, 3)).all():
        raise ValueError("levels must be 0 to 3, one a day")
    return levels.astype(np.int8)


def _columns(answer: object, given: Sequence[object]) -> ComponentColumns:
    if not isinstance(answer, ComponentColumns):
        raise TypeError(f"columns must be ComponentColumns, not {type(answer).__name__}")
    arrays = (answer.points, answer.value, answer.baseline, answer.low, answer.high)
    for one in (*arrays, answer.deviation, answer.have):
        if np.shape(one) != _days(given):
            raise ValueError("every column must have a value a day")
    return answer


def _warning(answer: object, _given: Sequence[object]) -> TrainingWarning:
    if not isinstance(answer, TrainingWarning):
        raise TypeError(f"a warning must be a TrainingWarning, not {type(answer).__name__}")
    return answer


def _days(given: Sequence[object]) -> tuple[int, ...]:
    return cast("History", given[0]).dates.shape


_ANSWERS: Mapping[str, Callable[[object, Sequence[object]], object]] = {
    "violations": _violations,
    "levels": _levels,
    "columns": _columns,
    "warning": _warning,
}


class _Guarded:
    """A plugin's thing; whatever it raises becomes an error that names the plugin."""

    def __init__(self, plugin: str, thing: object, members: Sequence[str]) -> None:
        self._plugin, self._thing, self._members = plugin, thing, frozenset(members)
        for name in members:
            getattr(self, name)

    def __getattr__(self, name: str) -> object:
        if name not in self._members and not hasattr(self._thing, name):
            raise AttributeError(name)
        found = self._call(lambda: getattr(self._thing, name))
        if not callable(found):
            return found
        check = _ANSWERS.get(name, _anything)
        return lambda *given, **named: self._call(lambda: check(found(*given, **named), given))

    def _call(self, work: Callable[[], object]) -> object:
        try:
            return work()
        except Exception as error:
            said = f"it failed at work: {type(error).__name__}: {error}"
            raise PluginError(self._plugin, said) from error
