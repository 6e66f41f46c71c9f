"""Guard a port: what stands behind it may return or raise anything, and the host goes on.

The checks follow from the types that a port's Protocol declares, so that a new method is guarded as
soon as it is declared. `trainkit.ports.return_types` checks types, `trainkit.ports.promises` what a
type cannot say.
"""

import logging
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from inspect import isfunction
from types import NoneType
from typing import Any, TypeVar, cast

import numpy as np

from trainkit._text import describe_error
from trainkit.errors import BackendError, InvalidInput, MissingExtra
from trainkit.ports.promises import ARGUMENTS, PROMISES
from trainkit.ports.return_types import check_value, return_type

__all__ = ["Guard", "adapter_guard", "guard_adapter", "members_of", "unguarded"]

_LOG = logging.getLogger(__name__)

Errors = tuple[type[BaseException], ...]

_ALLOWED: Mapping[str, Errors] = {
    "Component": (),
    "Detector": (),
    "FaultInjector": (BackendError, InvalidInput, MissingExtra),
    "Format": (InvalidInput,),
    "HasLogin": (BackendError, InvalidInput, MissingExtra),
    "MovesWorkouts": (BackendError, InvalidInput, MissingExtra),
    "Posterior": (np.linalg.LinAlgError,),
    "Rule": (),
    "SignsIn": (BackendError, InvalidInput, MissingExtra),
    "Speech": (BackendError, InvalidInput, MissingExtra),
    "Store": (BackendError, InvalidInput, MissingExtra),
    "Surrogate": (np.linalg.LinAlgError, MissingExtra),
    "TakesWorkouts": (BackendError, InvalidInput, MissingExtra),
    "TunedSpeech": (BackendError, InvalidInput, MissingExtra),
}
_BY_DEFAULT: Errors = (BackendError, MissingExtra)
# Ports that something behind another one may implement too, of the same module.
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "Source": ("HasLogin", "MovesWorkouts", "SignsIn", "TakesWorkouts"),
    "Speech": ("TunedSpeech",),
}
_ANYTHING = {"FaultInjector.apply"}  # what is no text means our own name of the fault
_ALWAYS_CALLED = {"close", "remove"}  # cleaning up is tried whatever happened before
_CONSTANT = ("name", "method", "reason", "evidence")  # read once: they stay what they were
_OF_A_HOST: Errors = (Exception, SystemExit, GeneratorExit)
_WITHOUT_IT = {"surrogate": np.linalg.LinAlgError}  # errors after which a host goes on alone
_BLAMED = "trainkit_blamed"

Thing = TypeVar("Thing")


class Guard:
    """Guard everything that one plugin or adapter gives; threads may share it.

    What it raises beside the errors that its port allows, and what it returns of a wrong type,
    becomes the one error that `fail` makes. ``KeyboardInterrupt`` is the user's own and passes.

    Parameters
    ----------
    fail : callable
        Makes the error to raise, and may take the plugin out of use.
    out_of_use : callable, optional
        Returns the error of a plugin that is out of use: it is called no more, but to clean up.
    caught : tuple of type
        What is caught; the signals of a host, such as those of a task group, pass through its own
        adapters, and never out of a plugin.
    """

    def __init__(
        self,
        fail: Callable[[BaseException], Exception],
        *,
        out_of_use: Callable[[], Exception | None] = lambda: None,
        caught: Errors = (BaseException,),
    ) -> None:
        self._fail, self._out_of_use, self._caught = fail, out_of_use, caught

    def wrap(self, thing: Thing, *ports: type) -> Thing:
        """Return a stand-in that checks what comes through the ports.

        Parameters
        ----------
        thing : object
            What implements the ports.
        *ports : Protocol
            The port, and optional ones that the thing may implement too.

        Returns
        -------
        object
            The stand-in, with the optional ports that the thing implements.
        """
        if isinstance(thing, _Guarded):
            return thing
        allowed = _ALLOWED.get(ports[0].__name__, _BY_DEFAULT)
        return cast("Thing", self.call(lambda: self._build(thing, ports), allowed))

    def call(self, work: Callable[[], object], allowed: Errors) -> object:
        """Run a plugin's code; whatever it raises, an exit too, becomes the one error."""
        try:
            return work()
        except KeyboardInterrupt:
            raise
        except self._caught as error:
            if isinstance(error, allowed) or _BLAMED in vars(error):
                raise
            failure = self._fail(error)
            vars(failure)[_BLAMED] = True
            raise failure from error

    def steps(self, iterator: Iterator[object], allowed: Errors) -> Iterator[object]:
        """Guard each step of an iterator, and its end."""
        end = object()
        try:
            while (step := self.call(lambda: next(iterator, end), allowed)) is not end:
                yield step
        finally:
            close: Callable[[], object] = getattr(iterator, "close", lambda: None)
            with suppress(Exception):
                self.call(close, ())

    def check_in_use(self) -> None:
        """Raise the error of a plugin that is out of use."""
        if (error := self._out_of_use()) is not None:
            vars(error)[_BLAMED] = True
            raise error

    def _build(self, thing: object, ports: tuple[type, ...]) -> object:
        required, *optional = (*ports, *_optional_of(ports[0]))
        missing = [name for name in members_of(required) if not hasattr(thing, name)]
        # To close is optional in practice: many adapters hold nothing.
        if thing is None or isinstance(thing, type) or set(missing) - {"close"}:
            what = "is no object" if not missing else f"has no {', '.join(missing)}"
            raise TypeError(f"a {type(thing).__name__} {what}")
        more = [port for port in optional if all(hasattr(thing, at) for at in members_of(port))]
        make = _stand_in((required, *more), type(thing).__name__, closes="close" not in missing)
        return make(self, thing, ports)


def _optional_of(port: type) -> tuple[type, ...]:
    module = sys.modules[port.__module__]
    return tuple(getattr(module, name) for name in _OPTIONAL.get(port.__name__, ()))


class _Guarded:
    """The stand-in of a thing."""

    def __init__(self, guard: Guard, thing: object, ports: tuple[type, ...]) -> None:
        self._guard, self._thing, self._ports = guard, thing, ports
        self._kept: dict[str, object] = {}
        for name in _CONSTANT:
            if name in vars(type(self)):
                self._kept[name] = getattr(self, name)

    def __getattr__(self, name: str) -> object:
        """Look up what is in no port; it is not checked, but its errors are blamed."""
        if name.startswith("__") or name in {"_thing", "_guard", "_kept"}:
            raise AttributeError(name)
        missing = object()
        found = self._guard.call(lambda: getattr(self._thing, name, missing), ())
        if found is missing:
            raise AttributeError(name)
        if not callable(found):
            return found
        return lambda *args, **kwargs: self._guard.call(lambda: found(*args, **kwargs), ())

    def __repr__(self) -> str:
        try:
            return str(repr(self._thing))
        except Exception:  # noqa: BLE001  a repr of somebody else may fail
            return f"<{type(self).__name__}>"

    def _guard_inner(self, thing: object, port: type | None) -> object:
        return self._guard.wrap(thing, *((port,) if port is not None else self._ports))


def adapter_guard(
    backend: str,
    quarantine: Callable[[BaseException], object] = lambda _: None,
    reason: Callable[[], BaseException | None] = lambda: None,
    *,
    caught: Errors = (BaseException,),
) -> Guard:
    """Return the guard of an adapter: what it does wrong is a `BackendError`.

    Parameters
    ----------
    backend : str
        Its kind and name.
    quarantine : callable, optional
        Takes the plugin out of use.
    reason : callable, optional
        Returns why the plugin is out of use; None while it works.
    caught : tuple of type
        As in `Guard`.

    Returns
    -------
    Guard
        The guard.
    """
    kind = backend.partition(".")[0]

    def failure(message: str) -> Exception:
        if kind in _WITHOUT_IT:
            return _WITHOUT_IT[kind](f"{backend}: {message}")
        return BackendError(backend, message)

    def fail(error: BaseException) -> Exception:
        quarantine(error)
        _LOG.warning("%s has a bug: %s", backend, type(error).__name__)
        return failure(f"the {kind.replace('_', ' ')} has a bug: {describe_error(error)}")

    def out_of_use() -> Exception | None:
        if (error := reason()) is None:
            return None
        return failure(f"it is out of use since it failed: {describe_error(error)}")

    return Guard(fail, out_of_use=out_of_use, caught=caught)


def guard_adapter(adapter: Thing, port: type, backend: str) -> Thing:
    """Guard an adapter that a host made; trainkit's own is returned as it is.

    Parameters
    ----------
    adapter : object
        The adapter.
    port : Protocol
        Its port.
    backend : str
        The kind of the adapter; its class follows where no name is given.

    Returns
    -------
    object
        A stand-in for the adapter.
    """
    if type(adapter).__module__.partition(".")[0] == "trainkit" or isinstance(adapter, _Guarded):
        return adapter
    name = backend if "." in backend else f"{backend}.{type(adapter).__name__}"
    return adapter_guard(name, caught=_OF_A_HOST).wrap(adapter, port)


def unguarded(thing: Thing) -> Thing:
    """Return what stands behind a stand-in; anything else as it is."""
    return cast("Thing", thing._thing) if isinstance(thing, _Guarded) else thing


def members_of(port: type) -> tuple[str, ...]:
    """List the public methods and properties that a port's Protocol declares."""
    return tuple(
        name
        for name, member in vars(port).items()
        if not name.startswith("_") and (isfunction(member) or isinstance(member, property))
    )


@cache
def _stand_in(ports: tuple[type, ...], name: str, *, closes: bool) -> type[_Guarded]:
    space: dict[str, object] = {}
    for port in ports:
        for member in members_of(port):
            declared = vars(port)[member]
            if isinstance(declared, property):
                space[member] = property(_build_member(port, member, declared.fget))
            elif member != "close" or closes:
                space[member] = _build_member(port, member, declared)
    return type(name, (_Guarded,), space)


def _build_member(port: type, name: str, declared: Any) -> Callable[..., object]:
    full = f"{port.__name__}.{name}"
    is_property = isinstance(vars(port)[name], property)
    kind = object if full in _ANYTHING else return_type(declared)
    allowed = _ALLOWED.get(port.__name__, _BY_DEFAULT)
    promise, prepare = PROMISES.get(full), ARGUMENTS.get(full)

    def call_member(self: _Guarded, *args: object, **kwargs: object) -> object:
        if name in self._kept:
            return self._kept[name]
        if name not in _ALWAYS_CALLED:
            self._guard.check_in_use()

        def work() -> object:
            given = args if prepare is None else prepare(self, args)
            member: Any = getattr(self._thing, name)
            result = member if is_property else member(*given, **kwargs)
            if kind is NoneType:
                return None  # whatever is returned there is not looked at
            result = check_value(result, kind, self._guard_inner)
            return result if promise is None else promise(result, self, args)

        result = self._guard.call(work, allowed)
        if typing.get_origin(kind) is Iterator:
            return self._guard.steps(cast("Iterator[object]", result), allowed)
        return result

    return call_member
