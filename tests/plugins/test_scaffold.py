"""``trainkit plugins new`` makes a package for each kind, and its tests pass: here, as ours."""

import atexit
import importlib.util
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest

import trainkit as tk
from builders.packages import forget
from trainkit import cli
from trainkit.plugins import shared
from trainkit.plugins._scaffold import EXAMPLES, write_package
from trainkit.plugins.hookspecs import CONTRIBUTIONS, KINDS

# These start processes or wait for a disk; the session `plugin` of nox runs them for one kind.
LEFT_OUT = (
    "test_importing_it_is_light",
    "test_another_process_shares_the_records",
    "test_threads_lose_nothing",
    "test_thousands_of_records_and_keys_work",
)
HAS_TYPER = importlib.util.find_spec("typer") is not None
HERE = [kind for kind in EXAMPLES if kind != "command" or HAS_TYPER]
HOME = TemporaryDirectory()
atexit.register(HOME.cleanup)


def install(kind: str) -> Path:
    """Write a kind's package, and let its folder of sources look as if pip had installed it."""
    package = write_package(kind, f"acme_{kind}", Path(HOME.name))[0]
    source = package / "src"
    project = (package / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    info = source / f"trainkit_acme_{kind}-0.1.0.dist-info"
    info.mkdir()
    about = f"Metadata-Version: 2.1\nName: trainkit-acme-{kind}\nVersion: 0.1.0\n"
    (info / "METADATA").write_text(about, encoding="utf-8")
    (entry,) = (line.replace('"', "") for line in project if line.startswith('"'))
    (info / "entry_points.txt").write_text(f"[trainkit]\n{entry}\n", encoding="utf-8")
    return source


def load(file: Path) -> ModuleType:
    """Import a package's module of tests."""
    spec = importlib.util.spec_from_file_location(f"acme_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def adopt(kind: str, module: ModuleType) -> None:
    """Put the tests and fixtures of a package's module into this one."""
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__ and "Test" in name:
            changes = dict.fromkeys(LEFT_OUT) | ({"schedules": 8} if kind == "rule" else {})
            globals()[f"TestAcme{kind}"] = type(name, (value,), changes)
        elif name.startswith("test_"):
            globals()[f"test_acme_{kind}_{name}"] = value
        elif type(value).__name__ == "FixtureFunctionDefinition":
            assert name not in globals()
            globals()[name] = value


SOURCES = {kind: install(kind) for kind in HERE}
sys.path[:0] = map(str, SOURCES.values())
for the_kind, the_source in SOURCES.items():
    adopt(the_kind, load(the_source.parent / "tests" / f"test_{the_kind}.py"))
del sys.path[: len(SOURCES)]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> Iterator[None]:
    sys.path[:0] = map(str, SOURCES.values())
    shared.cache_clear()
    yield
    shared.cache_clear()
    del sys.path[: len(SOURCES)]
    forget(Path(HOME.name))


@pytest.mark.parametrize("kind", HERE)
def test_the_tests_of_each_kind_run_here(kind: str) -> None:
    names = [name for name in dir(globals()[f"TestAcme{kind}"]) if name.startswith("test_")]
    assert len(names) >= 4
    assert any(name.startswith(f"test_acme_{kind}_") for name in globals()) or kind in {
        "store",
        "command",
    }
    files = {file.name for file in SOURCES[kind].parent.rglob("*") if file.is_file()}
    assert {"pyproject.toml", "README.md", "py.typed", f"{kind}.py"} <= files
    assert not any("$" in file.read_text(encoding="utf-8") for file in _texts(kind))


def _texts(kind: str) -> Iterator[Path]:
    for folder, _, names in os.walk(SOURCES[kind].parent):
        yield from (Path(folder, name) for name in names if name.endswith((".py", ".toml", ".md")))


def test_every_kind_has_an_example() -> None:
    assert {*EXAMPLES} == {*KINDS, *CONTRIBUTIONS}


def test_the_command_makes_a_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    asked = ["plugins", "new", "rule", "club_night", "--folder", str(tmp_path)]
    assert cli.main(asked) == 0
    package = tmp_path / "trainkit-club-night"
    printed = capsys.readouterr().out
    assert str(package) in printed
    assert "pytest" in printed
    assert (package / "src" / "trainkit_club_night" / "rule.py").is_file()
    assert "class ClubNight:" in (package / "src/trainkit_club_night/rule.py").read_text()
    assert cli.main(asked) == 1  # it never writes over what is there
    assert "is not there yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "name"),
    [("rules", "mine"), ("rule", "Mine"), ("rule", "9"), ("rule", "a-b"), ("rule", "class")]
    + [("rule", wrong) for wrong in ("", "../up", "a__b", "a" * 41, "übung")],
)
def test_wrong_words_are_refused(tmp_path: Path, kind: str, name: str) -> None:
    with pytest.raises(tk.InvalidInput, match=r"kind|name"):
        write_package(kind, name, tmp_path)
    assert list(tmp_path.iterdir()) == []
