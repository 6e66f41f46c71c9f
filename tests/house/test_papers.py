"""Numbers in the README and on the home page are what the code returns, and examples run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from trainkit import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/index.md")


@pytest.mark.parametrize("page", PAGES)
def test_each_number_beside_the_code_is_the_codes_answer(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / page).read_text(encoding="utf-8")
    names: dict[str, object] = {}
    checked = 0
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        for line in block.strip().splitlines():
            code, _, comment = line.partition("  # ")
            number = re.match(r"-?\d[\d_]*(\.\d+)?", comment)
            if not number:
                exec(code, names)  # noqa: S102 - our own README
                continue
            answer = eval(code.partition(" = ")[2] or code, names)  # noqa: S307 - our own README
            exec(code, names)  # noqa: S102 - our own README
            digits = len(number[1]) - 1 if number[1] else 0
            assert round(float(answer), digits) == float(number[0]), line
            checked += 1
    assert checked >= 2


def test_the_output_in_the_readme_is_what_the_demo_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["demo"]) == 0
    printed = " ".join(capsys.readouterr().out.split())  # a terminal breaks lines, a pipe does not
    block = re.findall(r"```text\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[0]
    shown = [line for line in block.splitlines() if line and line.strip() != "..."]
    assert len(shown) >= 15
    assert [line for line in shown if " ".join(line.split()) not in printed] == []


WITHOUT_A_SERVER = ("two_calculators.py", "sqlite_and_files.py")
EXAMPLES = [
    *sorted((ROOT / "examples").glob("*.py")),
    *(ROOT / "examples" / "hosts" / name for name in WITHOUT_A_SERVER),
]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example_runs(path: Path) -> None:
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
