"""The public namespace: complete, lazy, and independent of earlier imports."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import trainkit
from trainkit import metrics


def test_all_is_sorted_and_every_name_resolves() -> None:
    assert sorted(trainkit.__all__) == trainkit.__all__
    assert dir(trainkit) == trainkit.__all__
    for name in trainkit.__all__:
        assert getattr(trainkit, name) is not None


def test_a_misspelt_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="asess"):
        trainkit.asess  # noqa: B018 - the access is what is tested
    with pytest.raises(AttributeError, match="lode"):
        metrics.lode  # noqa: B018 - the access is what is tested


def test_importing_every_submodule_rebinds_no_public_name() -> None:
    code = """
import importlib, inspect, pkgutil, trainkit
for module in pkgutil.walk_packages(trainkit.__path__, "trainkit."):
    importlib.import_module(module.name)
modules = {"errors", "io", "loads", "metrics", "models"}
modules |= {"chaos", "coach", "optimize", "plugins", "planning", "ports"}
modules |= {"recovery", "resilience", "rules", "workouts"}
for name in trainkit.__all__:
    value = getattr(trainkit, name)
    assert inspect.ismodule(value) == (name in modules), name
from trainkit import metrics
for subject in metrics.__all__:
    module = getattr(metrics, subject)
    for name in module.__all__:
        assert not inspect.ismodule(getattr(module, name)), (subject, name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_cold_import_brings_neither_numpy_nor_pydantic_nor_typing() -> None:
    code = "import sys; before = set(sys.modules); import trainkit; print(*set(sys.modules)-before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    new = {name.partition(".")[0] for name in done.stdout.split()}
    assert not new & {"numpy", "pydantic", "scipy", "typing", "httpx"}


def test_calculators_do_not_import_scipy() -> None:
    code = (
        "import sys\nfrom trainkit import metrics\n"
        "for name in metrics.__all__: getattr(metrics, name)\n"
        "print('scipy' in sys.modules, 'pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_every_package_says_what_is_public() -> None:
    for module in pkgutil.walk_packages(trainkit.__path__, "trainkit."):
        loaded = import_module(module.name)
        by_name = module.ispkg and module.name.startswith("trainkit.adapters")
        assert loaded.__all__ or by_name, module.name
        assert all(hasattr(loaded, name) for name in loaded.__all__), module.name
