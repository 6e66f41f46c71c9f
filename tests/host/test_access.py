"""Who may ask: token, cookie, origin, host, sizes and headers."""

from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")

from trainkit.host import create_app, routers

TODAY = "/api/v1/recovery/today"
TOKEN = "a token of the tests"


def test_nothing_is_told_without_the_token(guarded: Any) -> None:
    for path in ("/", TODAY, "/api/v1/openapi.json", "/metrics", "/nowhere", "/facts"):
        answer = guarded.get(path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert guarded.get("/health/live").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "\u00e9"])
def test_a_wrong_token_is_refused(guarded: Any, token: str) -> None:
    headers = {"authorization": f"Bearer {token}".encode()}
    assert guarded.get(TODAY, headers=headers).status_code == 401
    assert guarded.get("/", params={"token": token}).status_code == 401


def test_the_printed_address_sets_a_cookie_and_leaves_the_address(guarded: Any) -> None:
    answer = guarded.get("/calendar", params={"token": TOKEN, "day": "2026-05-01"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/calendar?day=2026-05-01"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guarded.get("/").status_code == 200
    assert guarded.get(TODAY).status_code == 200


def test_the_token_leads_to_no_other_site(guarded: Any) -> None:
    for path in ("//evil.example", "/\\evil.example", "///evil.example/x"):
        guarded.cookies.clear()
        answer = guarded.get(f"http://127.0.0.1:8765{path}?token={TOKEN.replace(' ', '+')}")
        assert answer.status_code == 303, answer.text
        target = answer.headers["location"]
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))


def test_a_program_sends_the_token_in_a_header(guarded: Any) -> None:
    assert guarded.get(TODAY, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_changes_nothing(client: Any, kit: tk.Kit, headers: dict[str, str]) -> None:
    before = len(kit.history().activities)
    answer = client.post(
        "/api/v1/privacy/delete", json={"confirm": "delete everything"}, headers=headers
    )
    assert answer.status_code == 403
    assert len(kit.history().activities) == before


def test_a_page_of_the_host_may_change(client: Any) -> None:
    headers = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    goal = {"goal": "10K on 2027-06-06"}
    answer = client.post("/api/v1/goals", json=goal, headers=headers)
    assert answer.status_code == 201
    # With "no-referrer" a browser sends "Origin: null" with every form, which is another site's.
    assert answer.headers["referrer-policy"] == "same-origin"
    other = {"goal": "5K on 2027-05-06"}
    hidden = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post("/api/v1/goals", json=other, headers=hidden).status_code == 201


def test_without_a_token_only_this_machines_names_are_answered(client: Any) -> None:
    assert client.get(TODAY, headers={"host": "evil.example"}).status_code == 403
    assert client.get(TODAY, headers={"host": "localhost:8765"}).status_code == 200


def test_bodies_have_a_limit(client: Any) -> None:
    large = b'{"goal": "' + b"x" * (3 << 20) + b'"}'
    assert client.post("/api/v1/goals", content=large).status_code == 413

    def pieces() -> Any:
        for _ in range(40):
            yield b"x" * (1 << 17)

    headers = {"content-type": "application/json"}
    answer = client.post("/api/v1/goals", content=pieces(), headers=headers)
    assert answer.status_code == 413


def test_every_answer_has_the_headers_that_protect_it(client: Any) -> None:
    for path in ("/", TODAY, "/api/v1/nothing", "/static/app.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_a_fault_is_told_without_its_inside(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(tk.Kit, "today", fail)
    answer = client.get(TODAY)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["error"]["code"] == "internal_error"
    assert answer.headers["x-request-id"] in answer.text


def test_missing_places_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(tk.InvalidInput, match="home"):
        create_app()
    with pytest.raises(tk.InvalidInput, match="token"):
        create_app(tmp_path, token="short")
    (tmp_path / "file").touch()
    with pytest.raises(tk.InvalidInput, match="a folder"):
        create_app(tmp_path / "file")
    with pytest.raises(tk.InvalidInput, match="a folder"):
        create_app(tmp_path / "file" / "home")


def test_another_host_includes_one_router_alone(kit: tk.Kit) -> None:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from trainkit.host import kit_of

    app = FastAPI()
    for name in ("recovery", "plans", "faults"):
        app.include_router(routers()[name], prefix="/mine")
    app.dependency_overrides[kit_of] = lambda: kit
    answer = TestClient(app).get("/mine/recovery/today")
    assert answer.json()["date"] == str(kit.today().date)
    with TestClient(app) as client:
        assert client.get("/mine/faults/sessions").json() == []
        goal = {"goal": "10K on 2026-09-20", "seconds": 1}
        assert client.post("/mine/plans", json=goal).status_code == 201
    assert kit.planned is not None
