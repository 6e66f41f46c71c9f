"""Check a value against a type, as the ports declare them, and copy what its maker could change."""

import datetime as dt
import math
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Protocol, cast

import numpy as np

from trainkit.models.history import History
from trainkit.models.model import Model
from trainkit.models.streams import Streams

__all__ = ["Wrap", "check_value", "rebuild", "return_type"]

_WHOLE = 2**63
_KINDS = {np.floating: "fiu", np.integer: "iu", np.bool_: "b"}

Wrap = Callable[[object, type | None], object]
"""Guards a value that implements a port itself; without a port, the port of the method."""


def return_type(method: Callable[..., object]) -> object:
    """Return the annotated type of what a method returns."""
    space = vars(sys.modules[method.__module__])
    return typing.get_type_hints(method, space)["return"]


def check_value(value: object, kind: Any, wrap: Wrap) -> object:
    """Return a value of a type, or raise `TypeError` or `ValueError`.

    Parameters
    ----------
    value : object
        Whatever somebody's code returned.
    kind : type
        The annotation. Arrays and containers are copied, models are validated anew, numbers are
        not NaN, and text can be written.
    wrap : callable
        Guards values whose type is a port.

    Returns
    -------
    object
        The value, of exactly that type. An iterator checks each step.
    """
    if kind in {Any, object}:
        return value
    if kind is typing.Self:
        return wrap(value, None)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is None:
        return _check_plain(value, kind, wrap)
    check = _BY_ORIGIN.get(origin)
    return check(value, inner, wrap) if check else _check_container(value, origin, inner, wrap)


def rebuild(model: Model) -> Model:
    """Validate a model anew, with all models in it: somebody may have made it unvalidated."""
    own = type(model)
    state = vars(model)
    if isinstance(model, Streams):
        return model  # it keeps its columns packed, and checked them when it was made
    values = {name: _rebuild_part(state[name]) for name in own.model_fields if name in state}
    return own.model_validate(values)


def _rebuild_part(value: object) -> object:
    if isinstance(value, Model):
        return rebuild(value)
    if type(value) is tuple and value and isinstance(value[0], Model):
        return tuple(map(_rebuild_part, value))
    return value


def _check_union(value: object, kinds: Sequence[Any], wrap: Wrap) -> object:
    for kind in kinds:
        try:
            return check_value(value, kind, wrap)
        except TypeError:
            continue  # perhaps of the next type
    names = [getattr(kind, "__name__", str(kind)) for kind in kinds]
    raise TypeError(f"it returns {_name(value)}, not {' or '.join(names)}")


def _check_choice(value: object, choices: Sequence[object], _wrap: Wrap) -> object:
    for choice in choices:
        if type(value) is type(choice) and value == choice:
            return choice
    raise ValueError(f"it returns {_name(value)} that is none of {', '.join(map(repr, choices))}")


def _check_array(value: object, inner: Sequence[Any], _wrap: Wrap) -> object:
    element = typing.get_args(inner[1])[0]
    array = np.array(value)  # a copy: its maker may go on writing into the first one
    kinds = next((kinds for base, kinds in _KINDS.items() if issubclass(element, base)), "")
    if array.dtype.kind not in kinds:
        raise TypeError(f"it returns an array of {array.dtype}, not of {element.__name__}")
    if element in _KINDS:  # any width will do
        return array.astype(float) if "f" in kinds else array
    narrow = array.astype(element)
    if not np.array_equal(narrow, array):
        raise ValueError(f"it returns numbers that are too large for {element.__name__}")
    return narrow


def _check_container(value: object, origin: Any, inner: Sequence[Any], wrap: Wrap) -> object:
    if origin is Callable:
        return _instance(value, Callable)
    if issubclass(origin, Mapping):
        pairs = cast("Mapping[object, object]", _instance(value, Mapping)).items()
        keys, values = inner
        return {check_value(k, keys, wrap): check_value(v, values, wrap) for k, v in pairs}
    if origin is frozenset:
        members = cast("Iterable[object]", _instance(value, frozenset | set))
        return frozenset(check_value(item, inner[0], wrap) for item in members)
    if origin is tuple and inner[-1] is not Ellipsis:
        given = tuple(cast("Iterable[object]", _instance(value, tuple)))
        if len(given) != len(inner):
            raise TypeError(f"it returns {len(given)} values, not {len(inner)}")
        return tuple(check_value(item, kind, wrap) for item, kind in zip(given, inner, strict=True))
    if issubclass(origin, Iterator):
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise TypeError(f"it returns {_name(value)}, not an iterator")
        return _steps(iter(value), inner[0], wrap)
    items = cast("Iterable[object]", _instance(value, list | tuple))
    checked = [check_value(item, inner[0], wrap) for item in items]
    return tuple(checked) if origin is tuple else checked


def _steps(steps: Iterator[object], kind: Any, wrap: Wrap) -> Iterator[object]:
    try:
        for step in steps:
            yield check_value(step, kind, wrap)
    finally:
        close: Callable[[], object] = getattr(steps, "close", lambda: None)
        close()


def _check_plain(value: object, kind: Any, wrap: Wrap) -> object:
    if kind in _PLAIN:
        return _PLAIN[kind](value)
    if getattr(kind, "_is_protocol", False) and Protocol in kind.__mro__:
        return wrap(value, kind)
    _instance(value, kind)
    if isinstance(value, Model):
        return _check_history(value) if isinstance(value, History) else rebuild(value)
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        names = kind._fields if hasattr(kind, "_fields") else [f.name for f in fields_of(kind)]
        hints = _hints(kind)
        return kind(**{name: _field(value, name, hints[name], wrap) for name in names})
    return value


def _field(value: object, name: str, kind: Any, wrap: Wrap) -> object:
    try:
        return check_value(getattr(value, name), kind, wrap)
    except (TypeError, ValueError) as error:
        kept = TypeError if isinstance(error, TypeError) else ValueError
        raise kept(str(error).replace("it returns", f"its {name} is", 1)) from error


def _check_history(history: History) -> History:
    """Check each record; the history itself stays, with what it has merged."""
    removed = (*history.removed_activities, *history.removed_races)
    for records in (
        *(history.activities, history.days, history.races, history.workouts),
        *(history.edits, removed),
    ):
        for record in records:
            rebuild(cast("Model", _instance(record, Model)))
    for problem in history.problems:
        rebuild(problem)
    check_value(history.source_order, tuple[str, ...], _refuse)
    check_value(history.never_merged, tuple[str, ...], _refuse)
    if history.athlete is not None:
        rebuild(history.athlete)
    return history


def _refuse(value: object, _port: type | None) -> object:
    raise TypeError(f"it returns {_name(value)}")


def _instance(value: object, kind: Any) -> object:
    """Check the class itself: an object may claim another one in `__class__`."""
    if not issubclass(type(value), kind):
        wanted = getattr(kind, "__name__", str(kind))
        raise TypeError(f"it returns {_name(value)}, not {wanted}")
    return value


def _text(value: object) -> str:
    text = str.__str__(cast("str", _instance(value, str)))
    text.encode()  # halves of characters are no text
    return text


def _truth(value: object) -> bool:
    return bool(_instance(value, bool | np.bool_))


def _whole(value: object) -> int:
    if isinstance(value, bool):
        raise TypeError("it returns a truth value, not a number")
    number = int(cast("int", _instance(value, int | np.integer)))
    if not -_WHOLE <= number < _WHOLE:
        raise ValueError("it returns a number that is too large")
    return number


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise TypeError("it returns a truth value, not a number")
    try:
        number = float(cast("float", _instance(value, int | float | np.integer | np.floating)))
    except OverflowError:
        raise ValueError("it returns a number that is too large") from None
    if math.isnan(number):
        raise ValueError("it returns a number that is NaN")
    return number


def _moment(value: object) -> dt.datetime:
    moment = cast("dt.datetime", _instance(value, dt.datetime))
    if moment.utcoffset() is None:
        raise ValueError("it returns a moment without its time zone")
    return moment


def _day(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        raise TypeError("it returns a moment, not a date")
    return cast("dt.date", _instance(value, dt.date))


def _nothing(value: object) -> None:
    if value is not None:
        raise TypeError(f"it returns {_name(value)}, not None")


def _name(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)


_PLAIN: Mapping[Any, Callable[[object], object]] = {
    str: _text,
    bytes: lambda value: bytes(cast("bytes", _instance(value, bytes))),
    bool: _truth,
    int: _whole,
    float: _number,
    dt.datetime: _moment,
    dt.date: _day,
    types.NoneType: _nothing,
}

_BY_ORIGIN: Mapping[Any, Callable[[object, Sequence[Any], Wrap], object]] = {
    typing.Annotated: lambda value, inner, wrap: check_value(value, inner[0], wrap),
    typing.Union: _check_union,
    types.UnionType: _check_union,
    typing.Literal: _check_choice,
    np.ndarray: _check_array,
}
