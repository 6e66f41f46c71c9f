"""The registry: what is installed, what is loaded, and what a broken plugin does."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest
from pydantic import BaseModel

import trainkit as tk
from trainkit.plugins import Registry, hookimpl, installed


def test_what_is_installed_is_listed_without_an_import() -> None:
    found = {f"{one.kind}.{one.name}": one for one in installed()}
    assert {"executor.http", "executor.simulated", "surrogate.forest"} <= set(found)
    assert found["executor.http"].package == "trainkit"
    assert found["executor.http"].version == tk.__version__
    code = (
        "import sys; from trainkit.plugins import installed; installed()\n"
        "print([one for one in sys.modules if one.startswith('trainkit.adapters')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_adapter_is_made_by_name() -> None:
    executor = Registry().make("executor", "simulated", {"seed": 3})
    assert executor.healthy()  # type: ignore[attr-defined]


def test_what_is_not_there_is_said_with_what_is() -> None:
    with pytest.raises(tk.PluginError, match=r"executor.smoke: not installed; there are http"):
        Registry().make("executor", "smoke")
    with pytest.raises(tk.InvalidInput, match="colour"):
        Registry().make("executor", "simulated", {"colour": 1})


class Options(BaseModel):
    """None."""


class Good:
    """Registers an adapter."""

    @hookimpl
    def trainkit_register(self, register) -> None:
        register("executor", "good", lambda _options: "made", options=Options)


class Silent:
    """Registers nothing."""

    @hookimpl
    def trainkit_register(self, register) -> None:
        register("executor", "other", lambda _options: "made", options=Options)


class Misspelt:
    """Implements a hook that there is not."""

    @hookimpl
    def trainkit_registre(self, register) -> None: ...


class Broken:
    """Fails while it registers."""

    @hookimpl
    def trainkit_register(self, register) -> None:
        register("executor", "broken", lambda _options: "made", options=Options)
        raise RuntimeError("no licence")


good, silent, misspelt, broken = Good(), Silent(), Misspelt(), Broken()


def registry(*names: str) -> Registry:
    return Registry(
        EntryPoint(f"executor.{name}", f"{__name__}:{name}", "trainkit") for name in names
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("silent", "registers no adapter of this name"),
        ("misspelt", "trainkit_registre"),
        ("broken", "no licence"),
        ("absent", "AttributeError"),
    ],
)
def test_a_broken_plugin_harms_no_other(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _self())
    one = registry("good", name)
    with pytest.raises(tk.PluginError, match=said):
        one.make("executor", name)
    assert one.make("executor", "good") == "made"
    with pytest.raises(tk.PluginError, match=said):
        one.make("executor", name)


def test_two_of_one_name_are_both_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _self())
    with pytest.raises(tk.PluginError, match="both give it"):
        registry("good", "good").make("executor", "good")


def _self():
    import types

    module = types.ModuleType(__name__)
    module.__dict__.update(globals())
    return module
