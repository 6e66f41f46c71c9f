"""Limits by user, and answers that are not sent twice."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from trainkit.host._limits import Limits

GOALS = "/api/v1/goals"


def test_a_minute_has_its_share_and_another_user_an_own() -> None:
    now = [0.0]
    limits = Limits(2, lambda: now[0])
    assert [limits.count("anna").left for _ in range(2)] == [1, 0]
    refused = limits.count("anna")
    assert not refused.allowed
    assert refused.reset_s == 60
    assert limits.count("ben").allowed
    now[0] = 59.5
    assert limits.count("anna").reset_s == 1
    now[0] = 60
    assert limits.count("anna") == (2, 1, 60, True)


def test_each_answer_says_what_is_left(client: Any) -> None:
    first, second = client.get(GOALS), client.get(GOALS)
    left = [int(answer.headers["x-ratelimit-remaining"]) for answer in (first, second)]
    assert left[0] == left[1] + 1
    assert int(first.headers["x-ratelimit-limit"]) > left[0]
    assert 1 <= int(first.headers["x-ratelimit-reset"]) <= 60


def test_beyond_the_share_the_answer_says_when_to_come_back(tmp_path: Path) -> None:
    pytest.importorskip("argon2")
    from fastapi.testclient import TestClient

    from trainkit.host import Team, create_app

    app = create_app(tmp_path, team=Team(requests_per_minute=3))
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        body = {"email": "nobody@example.org", "password": "x"}
        statuses = [client.post("/api/v1/auth/refresh", json=body).status_code for _ in range(4)]
        assert statuses == [422, 422, 422, 429]
        answer = client.get("/login")
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/health/live").status_code == 429
        assert client.get("/static/app.css").status_code == 200


def test_an_answer_that_has_not_changed_is_not_sent_again(client: Any) -> None:
    first = client.get(GOALS)
    tag = first.headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        same = client.get(GOALS, headers={"if-none-match": asked})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["etag"] == tag
    assert client.post(GOALS, json={"goal": "10K on 2027-06-06"}).status_code == 201
    changed = client.get(GOALS, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert changed.headers["cache-control"] == "private, no-cache"


def test_pages_files_and_errors_have_no_name(client: Any) -> None:
    for path in ("/", "/api/v1/privacy/export", "/api/v1/nothing", "/api/v1/plans/current"):
        answer = client.get(path)
        assert "etag" not in answer.headers, path
        assert answer.headers["cache-control"] == "no-store"
