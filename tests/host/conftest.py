"""A host over a simulated athlete, and clients of it."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")

from fastapi.testclient import TestClient

from builders import forked
from builders.serving import Open, make_opener
from trainkit.host import create_app

HISTORY = tk.simulate(days=150)
assert HISTORY.span is not None
LAST = HISTORY.span[1]
TOKEN = "a token of the tests"
BASE = "http://127.0.0.1:8765"


def _clock() -> dt.datetime:
    return dt.datetime.combine(LAST, dt.time(8), tzinfo=dt.UTC)


def open_client(kit: tk.Kit, **options: Any) -> TestClient:
    app = create_app(kit=kit, token=TOKEN, **options)
    return TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def kit() -> Iterator[tk.Kit]:
    with tk.Kit(clock=_clock) as kit:
        kit.log(HISTORY)
        yield kit


@pytest.fixture
def empty() -> Iterator[TestClient]:
    with tk.Kit(clock=_clock) as kit:
        yield open_client(kit, auth=False)


@pytest.fixture
def client(kit: tk.Kit) -> TestClient:
    return open_client(kit, auth=False)


@pytest.fixture
def guarded(kit: tk.Kit) -> TestClient:
    return open_client(kit)


@pytest.fixture
def planned(client: TestClient) -> TestClient:
    goal = {"distance_m": 10_000, "date": str(LAST + dt.timedelta(days=70)), "time_s": 3_000}
    answer = client.post("/api/v1/plans", json={"goal": goal, "seconds": 1})
    assert answer.status_code == 201
    return client


@pytest.fixture(scope="session")
def processes() -> Iterator[forked.Host]:
    for needed in ("uvicorn", "argon2"):
        pytest.importorskip(needed)
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    with forked.host("builders.served") as made:
        yield made


@pytest.fixture
def serving(processes: forked.Host, tmp_path: Path) -> Open:
    return make_opener(processes, tmp_path)
