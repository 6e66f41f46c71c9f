"""A page asks the store each question once, and sees one moment."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")

from fastapi.testclient import TestClient

from trainkit.adapters.stores.sqlite import SqliteStore
from trainkit.host import create_app

ATHLETE = {"sex": "female", "birth_date": "1990-05-01", "hr_rest": 48, "hr_max": 188}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[Any]:
    """Questions that reach the disk."""
    asked: Counter[Any] = Counter()
    get = SqliteStore.get

    def count(self: SqliteStore, kind: Any, athlete: str, **more: Any) -> Any:
        asked[kind, athlete, *((name, str(value)) for name, value in more.items())] += 1
        return get(self, kind, athlete, **more)

    monkeypatch.setattr(SqliteStore, "get", count)
    return asked


def test_no_page_asks_twice(tmp_path: Path, asked: Counter[Any]) -> None:
    with TestClient(create_app(tmp_path, auth=False), base_url="http://127.0.0.1:8765") as client:
        client.put("/api/v1/athlete", json=ATHLETE)
        client.post("/api/v1/journal", json={"date": "2026-05-01", "mood": 60})
        for path in ("/", "/calendar", "/trends", "/settings", "/api/v1/calendar"):
            asked.clear()
            assert client.get(path).status_code == 200
            twice = [question for question, times in asked.items() if times > 1]
            assert [question for question in twice if question[0] != "cache"] == [], path
        assert client.post("/api/v1/journal", json={"date": "2026-05-02"}).status_code == 201
        days = client.get("/api/v1/journal").json()
        assert [day["date"] for day in days] == ["2026-05-02", "2026-05-01"]
