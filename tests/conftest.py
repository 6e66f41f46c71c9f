"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ("pytester",)

# Time is measured in benchmarks/; CI draws the same examples each time.
settings.register_profile("trainkit", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("trainkit")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real files; absent is a skip, unless TRAINKIT_REQUIRE_DATA=1."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TRAINKIT_TEST_DATA", default))
    if folder.is_dir():
        return folder
    reason = f"no real files at {folder}; set TRAINKIT_TEST_DATA"
    if os.environ.get("TRAINKIT_REQUIRE_DATA") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
