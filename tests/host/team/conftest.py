"""A host with accounts, and members of it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")
argon2 = pytest.importorskip("argon2")

from builders.teams import Clock, Host  # noqa: E402


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the weakest parameters: a test of accounts does not test Argon2."""
    weak = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(argon2, "PasswordHasher", weak)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def host(tmp_path: Path, clock: Clock) -> Iterator[Host]:
    host = Host(tmp_path, clock)
    yield host
    host.club.close()
