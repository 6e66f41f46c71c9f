"""The registry: what is installed, what may load, and what a broken plugin does."""

import json
import subprocess
import sys
import threading
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import trainkit as tk
from builders.packages import forget, installed_in, package
from trainkit import cli
from trainkit.plugins import Registry, installed

GOOD = """
@hookimpl
def trainkit_register(register):
    register("source", "good", lambda options: ("made", options.size), options=Options)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which plugins can be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    forget(tmp_path)


def test_what_is_installed_is_listed_without_an_import() -> None:
    found = {f"{plugin.kind}.{plugin.name}": plugin for plugin in installed()}
    assert {"fault_injector.http", "fault_injector.simulated", "surrogate.forest"} <= set(found)
    kind, name, of, version, state = found["fault_injector.http"]
    assert (kind, name, of, version) == ("fault_injector", "http", "trainkit", tk.__version__)
    assert state in {"available", "loaded"}
    code = (
        "import sys; from trainkit.plugins import installed; installed()\n"
        "print([one for one in sys.modules if one.startswith('trainkit.adapters')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_adapter_is_made_by_name(folder: Path) -> None:
    registry = Registry(package(folder, "acme", {"source.good": "acme_good"}, GOOD))
    assert [plugin.state for plugin in registry.installed()] == ["available"]
    assert "acme_good" not in sys.modules
    assert registry.make("source", "good", {"size": 3}) == ("made", 3)
    assert [plugin.state for plugin in registry.installed()] == ["loaded"]
    assert Registry().make("fault_injector", "simulated", {"seed": 3}).healthy()  # type: ignore[attr-defined]


def test_an_unknown_name_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(tk.PluginError, match="smoke: not installed; there are http"):
        Registry().make("fault_injector", "smoke")
    with pytest.raises(tk.PluginError, match="there are none of this kind"):
        Registry([]).make("fault_injector", "smoke")
    with pytest.raises(tk.InvalidInput, match="colour"):
        Registry().make("fault_injector", "simulated", {"colour": 1})


BROKEN = {
    "registers no adapter of this name": "@hookimpl\ndef trainkit_register(register): ...",
    "trainkit_registre": "@hookimpl\ndef trainkit_registre(register): ...",
    "no licence": "raise RuntimeError('no licence')",
    "unknown hook": "@hookimpl\ndef trainkit_register(register): raise ValueError('unknown hook')",
    "source.other, for which bad has no": GOOD.replace('"good"', '"other"'),
    "'scource' is not a kind": GOOD.replace('"source", "good"', '"scource", "bad"'),
    "'rule' is not a kind of adapter": GOOD.replace('"source", "good"', '"rule", "bad"'),
    "the kind 'executor' is now called 'fault_injector'": GOOD.replace(
        '"source", "good"', '"executor", "bad"'
    ),
    "SystemExit": "raise SystemExit(3)",
    "add TRAINKIT_CONTRACT = 1": GOOD + "\ndel TRAINKIT_CONTRACT",
    "version 2 .* has version 1: update trainkit": GOOD + "\nTRAINKIT_CONTRACT = 2",
    "version 0 .* update it": GOOD + "\nTRAINKIT_CONTRACT = 0",
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_plugin_is_quarantined_and_harms_no_other(folder: Path, reason: str) -> None:
    package(folder, "acme", {"source.good": "acme_good"}, GOOD)
    registry = Registry(package(folder, "bad", {"source.bad": "bad_one"}, BROKEN[reason]))
    for _ in range(2):
        with pytest.raises(tk.PluginError, match=reason):
            registry.make("source", "bad")
    assert registry.make("source", "good") == ("made", 1)
    states = {plugin.name: plugin.state for plugin in registry.installed()}
    assert states == {"good": "loaded", "bad": "quarantined"}
    assert list(registry.errors) == ["source.bad@bad"]


def test_the_old_name_of_a_kind_is_refused_with_the_new_one(folder: Path) -> None:
    renamed = "the kind 'executor' is now called 'fault_injector'"
    code = GOOD.replace('"source"', '"executor"')
    registry = Registry(package(folder, "acme", {"executor.good": "acme_old"}, code))
    with pytest.raises(tk.PluginError, match=renamed):
        registry.make("executor", "good")  # type: ignore[arg-type]
    with pytest.raises(tk.PluginError, match=renamed):
        registry.names("executor")  # type: ignore[arg-type]
    registry.check()
    assert renamed in str(registry.errors["executor.good@acme"])
    with pytest.raises(tk.PluginError, match="'sensor' is not a kind: fault_injector, llm"):
        registry.make("sensor", "good")  # type: ignore[arg-type]


def test_a_module_that_is_not_there_is_quarantined(folder: Path) -> None:
    registry = Registry(package(folder, "bad", {"source.bad": "nowhere"}, ""))
    with pytest.raises(tk.PluginError, match=r"bad 1\.0 cannot be used: ModuleNotFoundError"):
        registry.make("source", "bad")


def test_a_plugin_cannot_take_the_name_of_another(folder: Path) -> None:
    package(folder, "acme", {"source.good": "acme_good"}, GOOD)
    thief = GOOD + GOOD.replace("trainkit_register", "again").replace("@hookimpl\n", "")
    entries = package(folder, "thief", {"source.thief": "thief"}, thief)
    registry = Registry(entries)
    with pytest.raises(tk.PluginError, match=r"it registers source.good, for which thief has no"):
        registry.make("source", "thief")
    assert registry.make("source", "good") == ("made", 1)


def test_of_two_with_one_name_the_host_chooses(folder: Path) -> None:
    package(folder, "acme", {"source.good": "acme_good"}, GOOD)
    other = GOOD.replace('"made"', '"other"')
    registry = Registry(package(folder, "zeta", {"source.good": "zeta_good"}, other))
    assert {(plugin.package, plugin.state) for plugin in registry.installed()} == {
        ("acme", "ambiguous"),
        ("zeta", "ambiguous"),
    }
    with pytest.raises(tk.PluginError, match="acme and zeta both provide it; choose one, such as"):
        registry.make("source", "good")
    assert registry.make("source", "good@zeta") == ("other", 1)
    assert registry.make("source", "good@acme") == ("made", 1)


def test_nobody_takes_trainkits_own_names_away(folder: Path) -> None:
    code = GOOD.replace('"source", "good"', '"store", "memory"')
    entries = package(folder, "evil", {"store.memory": "evil_memory"}, code)
    found = entry_points(group="trainkit", name="store.memory")
    own = [entry for entry in found if entry.value.startswith("trainkit.")]
    for allow in (None, []):
        registry = Registry([*own, *entries], allow=allow)
        assert type(registry.make("store", "memory")).__name__ == "MemoryStore"
    states = {plugin.package: plugin.state for plugin in Registry([*own, *entries]).installed()}
    assert states == {"trainkit": "available", "evil": "ambiguous"}
    assert Registry([*own, *entries]).make("store", "memory@evil") == ("made", 1)


def test_a_factory_that_fails_is_an_error_of_ours(folder: Path) -> None:
    code = GOOD.replace('("made", options.size)', "1 / 0")
    registry = Registry(package(folder, "acme", {"source.good": "acme_good"}, code))
    with pytest.raises(tk.InvalidInput, match=r"size is '\(not shown\)'") as refused:
        registry.make("source", "good", {"size": "hidden-4711"})
    assert "hidden-4711" not in str(refused.value)
    assert registry.errors == {}  # options are the caller's
    with pytest.raises(tk.PluginError, match="could not be made: ZeroDivisionError"):
        registry.make("source", "good")
    assert [type(error).__name__ for error in registry.errors.values()] == ["ZeroDivisionError"]
    assert registry.installed()[-1].state == "quarantined"
    with pytest.raises(tk.PluginError, match="ZeroDivisionError"):
        registry.make("source", "good")


def test_only_what_is_allowed_may_load(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(folder, "acme", {"source.good": "acme_good"}, GOOD)
    entries = package(folder, "zeta", {"source.bad": "zeta_bad"}, "raise RuntimeError")
    for allow in (["source.bad"], ["zeta"], []):
        registry = Registry(entries, allow=allow)
        assert registry.installed()[-1].state == "restricted"
        with pytest.raises(tk.PluginError, match="may not load: TRAINKIT_PLUGINS"):
            registry.make("source", "good")
    monkeypatch.setenv("TRAINKIT_PLUGINS", "zeta, source.other")
    assert [plugin.state for plugin in Registry(entries).installed()] == ["available", "restricted"]
    assert Registry(entries, allow=["acme"]).make("source", "good") == ("made", 1)
    assert "zeta_bad" not in sys.modules
    assert Registry().make("fault_injector", "simulated")  # trainkit's own always may


def test_one_module_may_bring_several_adapters(folder: Path) -> None:
    code = GOOD + GOOD.split("\n")[-2].replace("source", "llm")
    entries = {"source.good": "acme_good", "llm.good": "acme_good"}
    registry = Registry(package(folder, "acme", entries, code))
    assert registry.make("llm", "good") == registry.make("source", "good") == ("made", 1)


def test_threads_load_a_plugin_once(folder: Path) -> None:
    code = "import time\ntime.sleep(0.05)\nloads = []\n" + GOOD + "    loads.append(1)\n"
    registry = Registry(package(folder, "acme", {"source.good": "acme_good"}, code))
    threads = [threading.Thread(target=registry.make, args=("source", "good")) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.modules["acme_good"].loads == [1]


def test_contributions_are_gathered_from_sound_plugins(folder: Path) -> None:
    rules = "@hookimpl\ndef trainkit_rules(athlete): return [athlete, 2]"
    package(folder, "acme", {"rule.acme": "acme_rules"}, rules)
    package(folder, "bare", {"rule.bare": "bare"}, "@hookimpl\ndef trainkit_rules(): return [3]")
    package(folder, "word", {"rule.word": "word"}, "@hookimpl\ndef trainkit_rules(): return 'x'")
    package(folder, "none", {"rule.none": "none_at_all"}, GOOD)
    entries = package(folder, "bad", {"rule.bad": "bad_one"}, "raise RuntimeError('no')")
    registry = Registry(entries)
    me = tk.simulate(days=3).athlete
    assert [entry.thing for entry in registry.contributions("rule", athlete=me)] == [me, 2, 3]
    assert set(registry.errors) == {"rule.bad@bad", "rule.word@word", "rule.none@none"}
    assert "its hook returns a str, not a list" in str(registry.errors["rule.word@word"])
    assert registry.contributions("workout") == []


def test_the_command_lists_and_checks(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package(folder, "acme", {"source.good": "acme_good"}, GOOD)
    package(folder, "bad", {"source.bad": "bad_one"}, "raise RuntimeError('no licence')")
    assert installed_in(folder)
    monkeypatch.setenv("TRAINKIT_PLUGINS", "")
    assert cli.main(["plugins", "--check"]) == 0  # what may not load is not loaded to be checked
    assert not {"acme_good", "bad_one"} & set(sys.modules)
    capsys.readouterr()
    monkeypatch.delenv("TRAINKIT_PLUGINS")
    assert cli.main(["plugins"]) == 0
    printed = capsys.readouterr().out
    assert "source.good" in printed
    assert "acme" in printed
    assert not {"acme_good", "bad_one"} & set(sys.modules)
    assert cli.main(["plugins", "--check", "--json"]) == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["good"]["state"] == "loaded"
    assert listed["bad"]["state"] == "quarantined"
    assert "no licence" in listed["bad"]["error"]
    monkeypatch.setenv("TRAINKIT_PLUGINS", "")
    assert cli.main(["plugins"]) == 0
    assert "restricted" in capsys.readouterr().out


def test_a_plugin_adds_a_command(folder: Path) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    code = """
    @hookimpl
    def trainkit_command(app):
        @app.command()
        def hello(name: str = "you"):
            print(f"hello {name}")
    """
    package(folder, "acme", {"command.acme": "acme_command"}, code)
    package(folder, "bad", {"command.bad": "bad_command"}, "raise RuntimeError('no licence')")
    package(folder, "evil", {"command.check": "evil_one"}, "raise RuntimeError('no licence')")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.path.insert(0, {str(folder)!r})\nfrom trainkit.cli import main\n"
        code += f"code = main({list(arguments)!r}); print('bad_command' in sys.modules, code)"
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )

    assert "hello me" in run("acme", "hello", "--name", "me").stdout
    assert "False 2" in run("dance").stdout  # no plugin is imported to find that out
    assert "--athlete FILE" in run("check", "/nowhere.json").stderr  # our own
    broken = run("bad")
    assert "no licence" in broken.stderr
    assert broken.stdout.endswith("1\n")
