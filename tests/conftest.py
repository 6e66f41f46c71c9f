"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ("pytester",)

# Benchmarks measure time, so there is no deadline; CI draws the same few examples each time.
IN_CI = os.environ.get("CI") == "true"
settings.register_profile(
    "trainkit", deadline=None, derandomize=IN_CI, max_examples=50 if IN_CI else 100
)
settings.load_profile("trainkit")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real files; if missing, skip, or fail if TRAINKIT_REQUIRE_DATA=1."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TRAINKIT_TEST_DATA", default))
    if folder.is_dir():
        return folder
    reason = f"no real files at {folder}; set TRAINKIT_TEST_DATA"
    if os.environ.get("TRAINKIT_REQUIRE_DATA") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
