"""A request that is sent twice with one key acts once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")

RACE = {"date": "2026-05-03", "distance_m": 5_000, "time_s": 1_300}
GOAL = {"goal": "10K in 50 minutes on 2027-06-06"}


def _post(client: Any, path: str, body: dict[str, Any], key: str = "one") -> Any:
    return client.post(f"/api/v1/{path}", json=body, headers={"idempotency-key": key})


def test_the_second_is_answered_as_the_first(client: Any, kit: tk.Kit) -> None:
    first, second = _post(client, "goals", GOAL), _post(client, "goals", GOAL)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert len(kit.goals.list()) == 1
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert _post(client, "goals", GOAL, "two").status_code == 409  # it is kept already


def test_two_at_once_act_once(client: Any, kit: tk.Kit) -> None:
    with client, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: _post(client, "goals", GOAL), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(kit.goals.list()) == 1


def test_a_key_with_another_body_is_a_conflict(client: Any) -> None:
    _post(client, "races", RACE)
    answer = _post(client, "races", RACE | {"time_s": 1_400})
    assert answer.status_code == 409
    assert "Idempotency-Key" in answer.json()["error"]["message"]


def test_a_key_counts_for_one_route(client: Any) -> None:
    assert _post(client, "races", RACE).status_code == 201
    assert _post(client, "goals", GOAL).status_code == 201


def test_a_failure_can_be_tried_again(
    client: Any, kit: tk.Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tk.Kit, "log", lambda *_: 1 / 0)
        assert _post(client, "races", RACE).status_code == 500
    assert _post(client, "races", RACE).status_code == 201
    assert len(kit.races.list()) == 1
