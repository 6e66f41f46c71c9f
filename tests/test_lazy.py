"""Names of packages are imported on first use, and every listed one is there."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import trainkit

SOURCE = Path(trainkit.__file__).parent
LAZY = sorted(
    path.parent.relative_to(SOURCE.parent).as_posix().replace("/", ".")
    for path in SOURCE.rglob("__init__.py")
    if "import_on_use(" in path.read_text(encoding="utf-8")
)
READ_A_KEPT_PAGE = """
import sys
import trainkit.cli._home, trainkit.cli._today, trainkit.kit._kept_page
print(*sorted({"numpy", "trainkit.models.history", "trainkit.recovery"} & sys.modules.keys()))
"""


def promised(package: str) -> set[str]:
    """Names that checkers see in a package: those under ``if TYPE_CHECKING``."""
    path = Path(str(import_module(package).__file__))
    found = ast.parse(path.read_text(encoding="utf-8")).body
    blocks = [
        node
        for node in found
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    ]
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom)]
    return {
        alias.asname or alias.name
        for node in imports
        if (node.module or "").startswith("trainkit")
        for alias in node.names
    }


@pytest.mark.parametrize("package", LAZY)
def test_what_checkers_see_is_what_there_is(package: str) -> None:
    if package == "trainkit.host":
        pytest.importorskip("fastapi", reason="the host extra is not installed")
    module = import_module(package)
    assert dir(module) == sorted(module.__all__)
    for name in promised(package) | set(module.__all__):
        if package == "trainkit.host" and name not in module.__all__:
            continue  # for annotations alone
        assert getattr(module, name) is getattr(module, name)


@pytest.mark.parametrize("package", LAZY)
def test_a_misspelt_name_is_no_attribute(package: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'asess'"):
        _ = import_module(package).asess


def test_a_page_that_is_kept_is_read_without_the_engine() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", READ_A_KEPT_PAGE], capture_output=True, text=True, check=True
    )
    assert asked.stdout.split() == []
