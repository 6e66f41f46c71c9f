"""Public signatures: documented names, options by keyword, no catch-all arguments."""

import inspect
import re
from pathlib import Path

import pytest

from builders.calculators import public_calculators
from trainkit import (
    _simulate,
    chaos,
    charts,
    loads,
    optimize,
    planning,
    plots,
    recovery,
    report,
    rules,
    workouts,
)
from trainkit.metrics import windows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "nomenclature.md"
NAMES = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
CALCULATORS = public_calculators()
ENGINES = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (
        chaos,
        charts,
        loads,
        optimize,
        planning,
        plots,
        recovery,
        report,
        rules,
        windows,
        workouts,
        _simulate,
    )
    for name in module.__all__
    if inspect.isfunction(getattr(module, name))
}

# Data with a default, which may be positional.
POSITIONAL_WITH_DEFAULT = {("power.mean_max", "durations_s"), ("severity.bug", "status_code")}


@pytest.mark.parametrize("name", sorted(CALCULATORS))
def test_signature(name: str) -> None:
    for parameter in inspect.signature(CALCULATORS[name]).parameters.values():
        assert parameter.name in NAMES, f"{parameter.name} is not in docs/nomenclature.md"
        assert parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}
        if parameter.default is not parameter.empty:
            by_keyword = parameter.kind is parameter.KEYWORD_ONLY
            assert by_keyword or (name, parameter.name) in POSITIONAL_WITH_DEFAULT
            assert by_keyword or not isinstance(parameter.default, bool)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_an_engines_names(name: str) -> None:
    for parameter in inspect.signature(ENGINES[name]).parameters.values():
        assert parameter.name in NAMES, f"{parameter.name} is not in docs/nomenclature.md"
        assert parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}


def test_no_name_on_the_page_is_unused() -> None:
    functions = (*CALCULATORS.values(), *ENGINES.values())
    used = {p for f in functions for p in inspect.signature(f).parameters}
    assert sorted(NAMES - used) == []
