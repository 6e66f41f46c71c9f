"""Searches for faults over HTTP: started, followed, stopped, and never left running."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")

from fastapi.testclient import TestClient

from builders.searches import SHOP
from trainkit import Kit
from trainkit.chaos import Campaign, rollback_path
from trainkit.errors import BackendError
from trainkit.host import create_app
from trainkit.host._searches import Searches
from trainkit.models import FaultPlan, Observation
from trainkit.optimize import Limits
from trainkit.optimize.journal import Journal

WISH = {"name": "shop", "settings": SHOP, "trials": 3}
SESSIONS = "/api/v1/faults/sessions"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Any]:
    app = create_app(tmp_path, auth=False)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        yield client


def _end(client: Any) -> None:
    """Wait until every search has ended by itself."""
    for search in list(client.app.state.searches._running.values()):
        search.thread.join()


def test_a_search_is_started_followed_and_listed(local: Any) -> None:
    answer = local.post(SESSIONS, json=WISH)
    assert answer.status_code == 202
    _end(local)
    report = local.get(answer.json()["poll_url"]).json()
    assert (report["status"], report["trials"], report["failed"]) == ("completed", 3, 0)
    assert report["worst"] >= 0
    assert report["fault"]
    assert report["progress"] == 1
    assert [row["name"] for row in local.get(SESSIONS).json()] == ["shop"]
    assert "shop" in local.get("/faults").text
    assert local.post(SESSIONS, json=WISH).status_code == 409
    assert local.post(f"{SESSIONS}/shop/stop").status_code == 409


def test_a_search_is_stopped_and_the_host_ends_none_behind_it(
    local: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, free = Event(), Event()
    run = Campaign.run

    def wait_and_run(self: Campaign) -> Any:
        entered.set()
        free.wait()
        return run(self)

    monkeypatch.setattr(Campaign, "run", wait_and_run)
    assert local.post(SESSIONS, json=WISH | {"trials": 1_000}).status_code == 202
    entered.wait()
    assert local.get(f"{SESSIONS}/shop").json()["status"] == "pending"
    assert local.post(f"{SESSIONS}/shop/stop").status_code == 202
    free.set()
    _end(local)
    report = local.get(f"{SESSIONS}/shop").json()
    assert (report["status"], report["trials"]) == ("stopped", 0)
    assert report["message"].startswith("It was stopped after 0 of 1000 trials")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": "../shop"}, 422),
        ({"name": "Shop"}, 422),
        ({"trials": 0}, 422),
        ({"settings": {}}, 400),
        ({"settings": {"dimensions": 1}}, 400),
        ({"injector": "own"}, 400),
        ({"injector": "http"}, 422),
    ],
)
def test_a_search_that_cannot_be_is_refused_in_words(
    local: Any, change: dict[str, Any], status: int
) -> None:
    answer = local.post(SESSIONS, json=WISH | change)
    assert answer.status_code == status, answer.text
    assert local.get(SESSIONS).json() == []
    assert local.get(f"{SESSIONS}/nothing").status_code == 404


def test_a_host_without_a_folder_keeps_no_journal(client: Any) -> None:
    assert client.get(SESSIONS).json() == []
    assert client.post(SESSIONS, json=WISH).status_code == 409


def test_a_search_is_started_and_followed_on_the_page(local: Any) -> None:
    assert "Start a search" in local.get("/faults").text
    assert local.post("/faults/start", data={"name": "The Shop"}).status_code == 400
    assert local.post("/faults/start", data={"name": "a", "settings": "{"}).status_code == 400
    begun = local.post("/faults/start", data={"name": "shop", "trials": "1"})
    assert begun.status_code == 200  # the page of the search
    _end(local)
    shown = local.get("/faults/shop").text
    assert "Severity of each trial" in shown
    assert 'http-equiv="refresh"' not in shown
    assert "error_code" not in shown
    assert local.get("/faults/nothing").status_code == 404


class _System:
    """A system with faults, which may be out of reach."""

    def __init__(self, *, reachable: bool = True) -> None:
        self.reachable = reachable
        self.removed: list[str] = []

    def apply(self, plan: FaultPlan, *, policy: str) -> str:  # noqa: ARG002  of the port
        return policy

    def remove(self, policy: str) -> None:
        if not self.reachable:
            raise BackendError("mesh", "out of reach")
        self.removed.append(policy)

    def healthy(self) -> bool:
        return self.reachable

    def observe(self) -> Observation:
        raise BackendError("mesh", "not asked")


def _kill(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what a search leaves that is killed while its fault stands."""
    searches, path = Searches(), home / "mesh.campaign"
    with monkeypatch.context() as patched:
        patched.setattr(Campaign, "run", lambda _: None)
        searches.start(path, SHOP, Limits(trials=3), seed=0, injector=_System())
        searches.close()
    faults = Journal(rollback_path(path))
    for record in ({"applied": "slow-bank", "plan": {}}, {"confirmed": "slow-bank"}):
        faults.append(record)
    faults.close()


@pytest.mark.parametrize("reachable", [True, False])
def test_a_fault_that_a_killed_search_left_is_removed_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reachable: bool
) -> None:
    _kill(tmp_path, monkeypatch)
    monkeypatch.setattr("trainkit.host._searches._PATIENCE_S", 0.0)
    system = _System(reachable=reachable)
    with Kit(fault_injector=system) as kit:
        app = create_app(tmp_path, kit=kit, auth=False)
        with TestClient(app, base_url="http://127.0.0.1:8765") as client:
            app.state.searches._undoing.join()
            report = client.get(f"{SESSIONS}/mesh").json()
            assert report["message"] in client.get("/faults/mesh").text.replace("&#x27;", "'")
    assert report["status"] == "interrupted"
    assert "Resume it" in report["message"]
    if reachable:
        assert system.removed == ["slow-bank"]
        assert "(slow-bank) was removed when the host started again" in report["message"]
    else:
        assert "a fault may still stand. The host could not remove it" in report["message"]
        assert "out of reach" in report["message"]
