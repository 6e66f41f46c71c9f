"""The tables of docs/validation.md are made by one script, which says where it has no data."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "validate.py"


def run(*arguments: str, data: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, "TRAINKIT_TEST_DATA": data}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=known, check=False)


def test_without_the_data_it_says_so_and_fails_nothing(tmp_path: Path) -> None:
    found = run("--write", data=str(tmp_path))
    assert found.returncode == 0
    assert "nothing judged" in found.stdout


@pytest.mark.realdata
def test_each_table_has_its_place_on_the_page(data_dir: Path) -> None:
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    name = "race forecast without volume"
    found = run(name, data=str(data_dir))
    assert found.returncode == 0
    told = [line for line in found.stdout.splitlines() if line.startswith("|")]
    held = re.search(f"<!-- {name}: begin -->\n(.+?)<!-- {name}: end -->", page, re.DOTALL)
    assert held is not None
    shown = [line for line in held.group(1).splitlines() if line.startswith("|")]
    assert [line.split("|")[1:3] for line in told] == [line.split("|")[1:3] for line in shown]
