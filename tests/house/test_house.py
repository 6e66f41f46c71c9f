"""Structure: small files and functions, no catch-all names, mirrored tests, a tidy top level."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "src").rglob("*.py"))
TOP_LEVEL = {
    "src",
    "tests",
    "docs",
    "benchmarks",
    "examples",
    "pyproject.toml",
    "noxfile.py",
    "README.md",
    "LICENSE",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_file_is_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert path.stem not in {"utils", "helpers", "common", "manager", "service"}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            assert (node.end_lineno or 0) - first.lineno < 60, node.name
    assert ast.get_docstring(ast.parse(text)), "no module docstring"


def rooms_without_test(src: Path, tests: Path) -> list[str]:
    """Rooms of src without a folder of their name, or a file ``test_name.py``, in tests."""
    rooms = {path.stem.strip("_") for path in src.iterdir() if path.suffix == ".py"}
    rooms |= {path.name.strip("_") for path in src.iterdir() if (path / "__init__.py").exists()}
    mirrors = {path.stem.removeprefix("test_") for path in tests.glob("test_*.py")}
    mirrors |= {path.name for path in tests.iterdir() if any(path.rglob("test_*.py"))}
    return sorted(rooms - {"init"} - mirrors)


def test_every_room_has_its_tests() -> None:
    assert rooms_without_test(ROOT / "src" / "trainkit", ROOT / "tests") == []


def test_a_planted_room_without_tests_is_found(tmp_path: Path) -> None:
    src, tests = tmp_path / "src", tmp_path / "tests"
    for folder in (src / "_html", src / "loads", src / "rules", tests / "rules", tests / "loads"):
        folder.mkdir(parents=True)
    for path in (src / "__init__.py", src / "cache.py", src / "_html" / "__init__.py"):
        path.touch()
    for path in (src / "loads" / "__init__.py", src / "rules" / "__init__.py"):
        path.touch()
    (tests / "rules" / "test_rules.py").touch()
    assert rooms_without_test(src, tests) == ["cache", "html", "loads"]


def test_top_level_holds_what_the_design_names_and_nothing_else() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode != 0:
        pytest.skip("not a git checkout: a source archive")
    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL
