"""A host with accounts, and members of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")
pytest.importorskip("argon2")

from builders.teams import Clock, Host


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def host(tmp_path: Path, clock: Clock) -> Iterator[Host]:
    host = Host(tmp_path, clock)
    yield host
    host.club.close()
