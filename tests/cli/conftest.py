"""No test of the command line sees the settings of whoever runs it."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that `trainkit init` would fill."""
    folder = tmp_path_factory.mktemp("home") / "trainkit"
    monkeypatch.setenv("TRAINKIT_HOME", str(folder))
    return folder
