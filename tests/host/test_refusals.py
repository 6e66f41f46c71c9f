"""What a host says where it cannot start, cannot keep anything, or is asked for nothing."""

import asyncio
import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")

from trainkit.errors import BackendError, InvalidInput
from trainkit.host import _server as server
from trainkit.host import create_app
from trainkit.host._ending import WORD
from trainkit.secrets import new_key

FILES = "/api/v1/files"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    store = tmp_path / "trainkit.db"
    store.write_text("no database at all, but longer than the head of one " * 10)
    with pytest.raises(BackendError, match="file is not a database") as told:
        create_app(tmp_path)
    assert str(store) in str(told.value)
    assert "another folder" in str(told.value)


def test_a_sealed_store_without_its_key_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography")
    monkeypatch.setenv("TRAINKIT_KEY", new_key())
    with tk.Kit(store=f"sqlite:///{tmp_path / 'trainkit.db'}") as kit:
        kit.log(tk.simulate(days=3))
    monkeypatch.delenv("TRAINKIT_KEY")
    with pytest.raises(BackendError, match="set TRAINKIT_KEY to the key"):
        create_app(tmp_path)


def test_a_port_that_this_user_may_not_take_is_no_wrong_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(server.socket.socket, "bind", refuse)
    with pytest.raises(InvalidInput, match=r"^port is 80; it must be one that this user may take"):
        server.run(create_app(tmp_path), host="127.0.0.1", port=80, ready=lambda: None)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_full_disk_is_no_fault_of_trainkit(
    client: Any, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("trainkit.host._uploads.copy_files", fail)
    sent = client.post(FILES, files={"files": ("a.gpx", b"<gpx/>")})
    error = sent.json()["error"]
    assert (sent.status_code, error["code"]) == (503, "backend_error")
    assert os.strerror(code) in error["message"]
    assert int(sent.headers["retry-after"]) > 0


def test_another_failure_of_the_system_is_one(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "no more")

    monkeypatch.setattr("trainkit.host._uploads.copy_files", fail)
    sent = client.post(FILES, files={"files": ("a.gpx", b"<gpx/>")})
    assert (sent.status_code, sent.json()["error"]["code"]) == (500, "internal_error")


def test_files_wait_where_only_their_owner_looks(tmp_path: Path, kit: tk.Kit) -> None:
    from fastapi.testclient import TestClient

    app = create_app(tmp_path, kit=kit, auth=False)
    client = TestClient(app, base_url="http://127.0.0.1:8765")
    before = os.umask(0)
    try:
        client.post(FILES, files={"files": ("a.gpx", b"<gpx/>")})
    finally:
        os.umask(before)
    folders = [path for path in (tmp_path / "uploads").rglob("*") if path.is_dir()]
    for folder in (tmp_path / "uploads", *folders):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_too_large_hears_how_large_it_may_be(client: Any) -> None:
    def pieces() -> Any:
        yield from [b"x" * (1 << 20)] * 3

    goals = "/api/v1/goals"
    for content in (b"x" * (3 << 20), pieces()):
        sent = client.post(goals, content=content)
        error = sent.json()["error"]
        assert (sent.status_code, error["code"]) == (413, "content_too_large")
        assert "2 MiB at most" in error["message"]


def test_an_error_of_a_field_says_what_it_must_be(client: Any) -> None:
    zone = {"sex": "male", "birth_date": "1990-01-01", "hr_rest": 50, "hr_max": 190}
    sent = client.put("/api/v1/athlete", json=zone | {"timezone": "Berlin"})
    message = sent.json()["error"]["message"]
    assert message == "body.timezone: must be an IANA time zone, such as 'Europe/Berlin'"


def test_a_body_that_is_not_called_json_hears_how_to_call_it(client: Any) -> None:
    sent = client.post("/api/v1/goals", content=b'{"goal": "10K on 2027-03-03"}')
    assert "Content-Type: application/json" in sent.json()["error"]["message"]


def test_an_unknown_page_is_said_to_be_none(client: Any) -> None:
    page = client.get("/nothing").text
    assert "<h1>There is no such page</h1>" in page
    assert "Nothing was changed" not in page
    said = client.get("/api/v1/nothing").json()["error"]["message"]
    assert said == "there is nothing at this address"


def test_a_refused_form_leads_back_to_itself_and_says_each_thing_once(client: Any) -> None:
    came = {"referer": "http://127.0.0.1:8765/goals?said=x"}
    page = client.post("/goals/add", data={"goal": "some day"}, headers=came).text
    assert '<a href="/goals" data-back>Go back</a>' in page
    assert page.count("such as 5K") == 1
    far = {"referer": "http://other.example/goals"}
    page = client.post("/goals/add", data={"goal": "some day"}, headers=far).text
    assert "data-back" not in page


def test_a_request_that_the_end_of_the_host_cuts_off_may_be_sent_again(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(tk.Kit, "today", cut)
    answer = client.get("/api/v1/recovery/today")
    assert answer.status_code == 503
    assert answer.json()["error"]["message"] == WORD
    assert int(answer.headers["retry-after"]) > 0
