"""A folder that cannot be listed or entered is a problem, and the rest is read."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder that even the system's administrator cannot list."""
    folder = tmp_path / "closed"
    folder.mkdir()
    scan, stat = os.scandir, os.stat

    def refuse(path: Any) -> None:
        if str(path).startswith(str(folder)):
            raise PermissionError(13, "Permission denied", str(path))

    def scan_unless_closed(path: Any = ".") -> Iterator[os.DirEntry[str]]:
        refuse(path)
        return scan(path)

    def stat_unless_inside(path: Any, **how: Any) -> os.stat_result:
        if path != folder and str(path) != str(folder):
            refuse(path)
        return stat(path, **how)

    monkeypatch.setattr(os, "scandir", scan_unless_closed)
    monkeypatch.setattr(os, "stat", stat_unless_inside)
    return folder


def test_it_is_named_and_its_neighbours_are_read(closed: Path) -> None:
    night = closed.parent / "night.csv"
    night.write_text("date,hrv_rmssd,resting_hr\n2026-05-01,52.5,48\n")
    history = tk.read(closed.parent)
    assert len(history.days) == 1
    assert [problem.path for problem in history.problems] == [str(closed)]
    assert "cannot be listed: Permission denied" in history.problems[0].message
    assert tk.read([closed, night]).problems[0].severity == "error"


def test_a_file_inside_it_does_not_exist_for_us(closed: Path) -> None:
    with pytest.raises(tk.InvalidInput, match="that exist"):
        tk.read(closed / "a.json")
