"""The API does what its OpenAPI document says, whatever is sent to it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")
schemathesis = pytest.importorskip("schemathesis")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from schemathesis.checks import load_all_checks  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    ignored_auth,
    positive_data_acceptance,
)

from trainkit.host import create_app  # noqa: E402

EXAMPLES = 4
HOST = {"host": "127.0.0.1"}

load_all_checks()


def _operations(app: Any) -> list[Any]:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=HOST)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.usefixtures("planned")
def test_every_route_keeps_its_contract(kit: tk.Kit) -> None:
    operations = _operations(create_app(kit=kit, auth=False))
    assert len(operations) > 60
    _try(operations, dict, ignored_auth)  # this host asks for no token


@pytest.mark.skipif(not os.environ.get("TRAINKIT_SWEEP"), reason="a minute: in `nox -s sweep`")
def test_every_route_of_a_team_keeps_its_contract(tmp_path: Path) -> None:
    pytest.importorskip("argon2")
    from builders.teams import LAST, TOKEN, Clock, Host

    host = Host(tmp_path, Clock())
    assert host.clock().date() == LAST
    document = create_app(tmp_path / "document", team=True)
    document.state.club.close()
    written = schemathesis.openapi.from_dict(document.openapi())
    written.app = host.app
    operations = [found.ok() for found in written.get_all_operations()]
    assert len(operations) > 75

    def log_in() -> dict[str, str]:
        """Log in again: some routes end logins, and some end accounts."""
        host.clock.turn(minutes=20)  # nobody has to wait for a turn
        host.register("anna", TOKEN)
        return {"authorization": f"Bearer {host.log_in('anna').json()['access_token']}"}

    _try(operations, log_in)
    host.club.close()


def _try(operations: list[Any], shown: Callable[[], dict[str, str]], *left_out: Any) -> None:
    for operation in operations:
        _try_one(operation, HOST | shown(), left_out)


def _try_one(operation: Any, headers: dict[str, str], left_out: tuple[Any, ...]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def keeps(case: Any) -> None:
        # A schema cannot say that a week starts on a Monday: 400 answers such a request.
        case.call_and_validate(
            headers=headers, excluded_checks=[positive_data_acceptance, *left_out]
        )

    keeps()


def test_the_document_tells_how_to_ask_and_names_operations_for_generators(client: Any) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert document["paths"]["/health/ready"]["get"]["security"] == []
    found = [each for methods in document["paths"].values() for each in methods.values()]
    names = [operation["operationId"] for operation in found]
    assert len(set(names)) == len(names)
    assert {"plans_read_week", "records_add_goal"} <= set(names)
    sent = {item["name"] for operation in found for item in operation.get("parameters", ())}
    assert {"Idempotency-Key", "If-None-Match"} <= sent
    assert "accept" not in sent  # OpenAPI has media types for it


def test_headers_of_the_document_are_those_of_the_answers(client: Any) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for path in ("goals", "workouts", "recovery/today"):
        answer = client.get(f"/api/v1/{path}")
        told = document["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["headers"]
        assert [name for name in told if name not in answer.headers] == []


@pytest.mark.usefixtures("planned")
def test_every_example_of_the_document_is_taken_as_it_is(kit: tk.Kit, tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    client = TestClient(create_app(tmp_path, kit=kit, auth=False), base_url="http://127.0.0.1:8765")
    document = client.get("/api/v1/openapi.json").json()
    schemas, tried = document["components"]["schemas"], set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is None:
                continue
            schema = body["schema"]
            name = schema.get("$ref", "").rpartition("/")[2]
            shown = schema.get("examples") or schemas.get(name, {}).get("examples")
            if not shown or "{key}" in path or method == "patch":
                continue
            url = path.replace("{date}", client.get("/api/v1/plans/current").json()["start"])
            answer = client.request(method, url, json=shown[0])
            tried.add(path)
            good = [status for status in operation["responses"] if status.startswith("2")]
            assert str(answer.status_code) in good, (path, answer.text)
    assert {"/api/v1/plans", "/api/v1/goals", "/api/v1/journal", "/api/v1/coach/chat"} <= tried
    assert {"/api/v1/faults/sessions", "/api/v1/races", "/api/v1/athlete"} <= tried


def test_every_route_asks_for_the_token(guarded: Any, kit: tk.Kit) -> None:
    document = create_app(kit=kit, auth=False).openapi()
    for path, methods in document["paths"].items():
        if path.startswith("/health/"):
            continue
        for method in methods:
            url = path.replace("{date}", "2026-05-01").replace("{key}", "anything")
            answer = guarded.request(method.upper(), url)
            assert answer.status_code == 401, (method, path)
