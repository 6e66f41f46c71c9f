"""Every calculator answers, or refuses with an error of trainkit, whatever its arguments are.

The calls are those of the docstrings' examples, with one argument at a time exchanged.
"""

import contextlib
import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from trainkit import metrics
from trainkit.errors import InvalidInput, TrainkitError

HOSTILE: tuple[object, ...] = (
    10**400,
    10**5000,
    -(10**400),
    1e308,
    -1e308,
    float("inf"),
    float("nan"),
    "5",
    b"5",
    "\ud83d",
    None,
    [],
    {},
    {"a": 1},
    object(),
    1j,
    np.array([10**400, 1], dtype=object),
    np.array(["800", "810", "790"], dtype=object),
    np.array(["800", "810"]),
    np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[D]"),
    np.full(300, 1e308),
    np.full(300, 3e38, np.float32),
    np.full(300, np.nan),
    [[1.0], [1.0, 2.0]],
    ["a"],
    [["a"]],
    [{}],
    {1, 2},
    iter([1.0]),
    True,
)
"""Values that are no numbers, or too large for their squares."""

NO_NUMBERS = (10**400, 1e308, float("inf"), "\ud83d", object(), 1j, np.array(["1"], dtype=object))


KERNELS = {"windows", "recording"}  # of engines, which hand them checked columns


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(metrics.__path__, "trainkit.metrics."):
        yield importlib.import_module(found.name)


def _public() -> set[object]:
    rooms = [getattr(metrics, room) for room in metrics.__all__ if room not in KERNELS]
    return {getattr(room, name) for room in rooms for name in room.__all__ if name[0].islower()}


def _calls() -> dict[str, tuple[Callable[..., object], dict[str, Any]]]:
    """Return the first call of each calculator in the examples of its module."""
    public = _public()
    calls: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {}

    def record(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            bound = inspect.signature(function).bind(*arguments, **named)
            bound.apply_defaults()
            calls.setdefault(function.__name__, (function, dict(bound.arguments)))
            return function(*arguments, **named)

        return call

    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(verbose=False)
    for module in _modules():
        own = {
            name: record(value)
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value in public
        }
        for example in finder.find(module):
            example.globs.update(own)
            runner.run(example, out=lambda _: None)
    return calls


CALLS = _calls()


def test_the_examples_call_nearly_every_calculator() -> None:
    assert len(CALLS) > 60


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_calculator_answers_or_refuses_with_an_error_of_trainkit(name: str) -> None:
    function, arguments = CALLS[name]
    faults = []
    for argument in arguments:
        for value in HOSTILE:
            try:
                with contextlib.suppress(TrainkitError):
                    _call(function, {**arguments, argument: value})
            except Exception as error:  # noqa: BLE001  the claim is about all of them
                faults.append(f"{argument}, {type(value).__name__}: {error!r:.120}")
    assert not faults


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_calculator_refuses_what_is_no_number_as_its_first_argument(name: str) -> None:
    function, arguments = CALLS[name]
    argument = next(iter(arguments))
    for value in NO_NUMBERS:
        with pytest.raises(InvalidInput):
            _call(function, {**arguments, argument: value})


def _call(function: Callable[..., object], arguments: dict[str, Any]) -> object:
    names = {
        name: value
        for name, value in arguments.items()
        if inspect.signature(function).parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
    }
    return function(*(arguments[name] for name in arguments if name not in names), **names)
