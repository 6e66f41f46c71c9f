"""The API does what its OpenAPI document says, whatever is sent to it."""

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
    assert len(operations) > 40
    for operation in operations:

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
            case.call_and_validate(headers=HOST, excluded_checks=[positive_data_acceptance])

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
