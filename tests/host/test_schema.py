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
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402

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
    _try(operations, dict)


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


def _try(operations: list[Any], shown: Callable[[], dict[str, str]]) -> None:
    for operation in operations:
        _try_one(operation, HOST | shown())


def _try_one(operation: Any, headers: dict[str, str]) -> None:
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
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    keeps()


def test_every_route_asks_for_the_token(guarded: Any, kit: tk.Kit) -> None:
    document = create_app(kit=kit, auth=False).openapi()
    for path, methods in document["paths"].items():
        if path.startswith("/health/"):
            continue
        for method in methods:
            url = path.replace("{date}", "2026-05-01").replace("{key}", "anything")
            answer = guarded.request(method.upper(), url)
            assert answer.status_code == 401, (method, path)
