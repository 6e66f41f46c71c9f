"""Logins to Garmin: once, because somebody asked for it, and never again by themselves."""

import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from builders.accounts import MemorySecrets
from builders.garmin_kit import garmin_kit
from builders.garmin_server import GarminServer, serve_garmin
from builders.llm_servers import require_sdk
from trainkit.secrets import EnvironmentSecrets

require_sdk("garminconnect")

PASSWORD = "a password that nobody may see"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits some seconds between the steps of a login."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0.0)


@pytest.fixture
def server() -> Iterator[GarminServer]:
    with serve_garmin() as made:
        made.password = PASSWORD
        yield made


def answers(**more: str) -> Any:
    """An athlete who answers questions, and remembers them."""
    given = {"email": "a@b.c", "password": PASSWORD, **more}
    asked: list[str] = []

    def ask(what: str) -> str:
        asked.append(what)
        return given[what]

    ask.asked = asked  # type: ignore[attr-defined]
    return ask


def logged_out(server: GarminServer, secrets: Any, **source: Any) -> tk.Kit:
    return garmin_kit(server, secrets=secrets, source={"tokens": None, **source})


def test_a_login_with_a_code_keeps_tokens_among_the_secrets_alone(
    server: GarminServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "trainkit")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GARMINTOKENS", str(tmp_path / "tokens"))
    monkeypatch.chdir(tmp_path)
    server.code, secrets, ask = "123456", MemorySecrets(), answers(code=" 123456\n")
    with logged_out(server, secrets) as kit:
        assert kit.log_in("garmin", ask=ask) == "u-1"
        assert ask.asked == ["email", "password", "code"]
        assert kit.sync().ok
    (kept,) = secrets.kept.values()
    assert json.loads(kept)["di_refresh_token"] == "r1"
    assert list(tmp_path.iterdir()) == []
    assert PASSWORD not in kept + caplog.text
    assert "r1" not in caplog.text
    with logged_out(server, secrets) as kit:  # another process
        server.calls.clear()
        assert kit.sync().ok
        assert not any("login" in call or "oauth" in call for call in server.calls)
        kit.log_out("garmin")
        assert "nobody has logged in yet" in kit.sync(force=True).sources[0].error
    assert secrets.kept == {}


def test_the_options_may_have_the_password(server: GarminServer) -> None:
    with logged_out(server, MemorySecrets(), email="a@b.c", password=PASSWORD) as kit:
        assert kit.log_in("garmin") == "u-1"
    with logged_out(server, MemorySecrets()) as kit, pytest.raises(tk.InvalidInput, match="email"):
        kit.log_in("garmin")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"password": "wrong"}, "does not know this address with this password"),
        ({"code": "654321"}, "the code is wrong or has expired"),
    ],
)
def test_a_wrong_answer_is_sent_once(
    server: GarminServer, given: dict[str, str], message: str
) -> None:
    server.code, secrets = "123456", MemorySecrets()
    with logged_out(server, secrets) as kit:
        with pytest.raises(tk.BackendError, match=message) as caught:
            kit.log_in("garmin", ask=answers(**given))
        assert "\n" not in str(caught.value)
        assert PASSWORD not in str(caught.value)
    assert secrets.kept == {}
    assert len([call for call in server.calls if "/api/login" in call]) == 1


@pytest.mark.parametrize("where", ["/api/login", "/api/mfa", "oauth"])
@pytest.mark.parametrize("status", [427, 429])
def test_a_block_ends_a_login_at_once(server: GarminServer, where: str, status: int) -> None:
    def block(handler: Any) -> bool:
        if where not in handler.path:
            return False
        handler.send(status, b"<html>", retry_after="7200")
        return True

    server.faults.append(block)
    server.code, secrets = "123456", MemorySecrets()
    with logged_out(server, secrets) as kit:
        with pytest.raises(tk.RateLimited, match="nobody should log in again"):
            kit.log_in("garmin", ask=answers(code="123456"))
        assert len([call for call in server.calls if where in call]) == 1
    server.calls.clear()
    with (
        logged_out(server, secrets) as kit,  # another process
        pytest.raises(tk.RateLimited, match="nothing is asked for"),
    ):
        kit.log_in("garmin", ask=answers(code="123456"))
    assert server.calls == []


def test_tokens_that_the_api_refuses_are_told(server: GarminServer) -> None:
    server.faults.append(
        lambda handler: "socialProfile" in handler.path and (handler.send(401, {}) or True)
    )
    with (
        logged_out(server, MemorySecrets()) as kit,
        pytest.raises(tk.BackendError, match="refuses the tokens"),
    ):
        kit.log_in("garmin", ask=answers())


def test_nothing_is_asked_where_tokens_could_not_be_kept(server: GarminServer) -> None:
    ask = answers()
    with (
        logged_out(server, EnvironmentSecrets()) as kit,
        pytest.raises(tk.BackendError, match="read-only"),
    ):
        kit.log_in("garmin", ask=ask)
    assert (server.calls, ask.asked) == ([], [])


def test_nobody_is_there(server: GarminServer) -> None:
    with (
        logged_out(server, MemorySecrets(), base_url="http://127.0.0.1:1") as kit,
        pytest.raises(tk.BackendError, match="Garmin let nobody in"),
    ):
        kit.log_in("garmin", ask=answers())
