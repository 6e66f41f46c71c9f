"""Accounts: register, log in, refresh, reset, leave; and what a stranger can find out."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("argon2")

from builders.teams import BASE, PASSWORD, TOKEN, Clock, Host

ME = "/api/v1/auth/me"


def test_a_member_registers_logs_in_and_has_a_kit_of_its_own(host: Host) -> None:
    anna, ben = host.member("anna"), host.member("ben")
    assert anna.get(ME).json()["email"] == "anna@example.org"
    assert anna.post("/api/v1/goals", json={"goal": "10K on 2027-06-06"}).status_code == 201
    assert len(anna.get("/api/v1/goals").json()) == 1
    assert ben.get("/api/v1/goals").json() == []


def test_the_hash_is_argon2_and_no_secret_is_stored(host: Host, tmp_path: Path) -> None:
    tokens = (host.register("anna"), host.log_in("anna").json())[1]
    host.club.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("team.db*"))
    assert b"$argon2id$" in kept
    for secret in (PASSWORD, tokens["access_token"], tokens["refresh_token"]):
        assert secret.encode() not in kept
        assert secret.rpartition(".")[2].encode() not in kept


def test_a_login_ends_and_is_refreshed_once(host: Host, clock: Clock) -> None:
    host.register("anna")
    first = host.log_in("anna").json()
    clock.turn(minutes=16)
    assert host.client(first["access_token"]).get(ME).status_code == 401
    body = {"refresh_token": first["refresh_token"]}
    second = host.client().post("/api/v1/auth/refresh", json=body).json()
    assert host.client(second["access_token"]).get(ME).status_code == 200
    assert second["refresh_token"] != first["refresh_token"]


def test_a_replayed_refresh_token_ends_the_login(host: Host) -> None:
    host.register("anna")
    first = host.log_in("anna").json()
    body = {"refresh_token": first["refresh_token"]}
    second = host.client().post("/api/v1/auth/refresh", json=body).json()
    assert host.client().post("/api/v1/auth/refresh", json=body).status_code == 401
    assert host.client(second["access_token"]).get(ME).status_code == 401
    again = {"refresh_token": second["refresh_token"]}
    assert host.client().post("/api/v1/auth/refresh", json=again).status_code == 401
    assert "refresh_replayed" in host.events()


def test_one_token_is_not_used_as_another(host: Host) -> None:
    host.register("anna")
    tokens = host.log_in("anna").json()
    assert host.client(tokens["refresh_token"]).get(ME).status_code == 401
    body = {"refresh_token": tokens["access_token"]}
    assert host.client().post("/api/v1/auth/refresh", json=body).status_code == 401
    browser = host.browser("anna")
    cookie = browser.cookies["trainkit_login"]
    assert host.client(cookie).get(ME).status_code == 401
    for shown in ("", ".", "a.b.c", f"{'a' * 24}.{'b' * 24}.x", "\u00e9.\u00e9.\u00e9"):
        headers = {"authorization": f"Bearer {shown}".encode()}
        assert host.client().get(ME, headers=headers).status_code == 401


def test_logout_ends_at_once(host: Host) -> None:
    anna = host.member("anna")
    assert anna.post("/api/v1/auth/logout").status_code == 204
    assert anna.get(ME).status_code == 401


def test_an_address_with_an_account_is_answered_as_one_without(host: Host) -> None:
    host.register("anna")
    known = {"email": "anna@example.org", "password": "another password"}
    free = {"email": "ben@example.org", "password": "another password"}
    for path, bodies in {
        "register": (known, free),
        "reset": ({"email": known["email"]}, {"email": "carl@example.org"}),
        "login": (known, {"email": "carl@example.org", "password": "another password"}),
    }.items():
        answers = [host.client().post(f"/api/v1/auth/{path}", json=body) for body in bodies]
        assert len({answer.status_code for answer in answers}) == 1, path
        told = [re.sub(r'"(time|request_id)":"[^"]*"', "", answer.text) for answer in answers]
        assert told[0] == told[1], path
    assert host.log_in("anna").status_code == 200  # the first password still counts
    assert [to for to, *_ in host.post.sent] == ["anna@example.org"] * 2


def test_wrong_passwords_have_to_wait_alike(host: Host) -> None:
    host.register("anna")
    for name in ("anna", "nobody"):
        statuses = [host.log_in(name, "a wrong password").status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2, name
    answer = host.log_in("anna")
    assert answer.status_code == 429  # the right password has to wait too
    assert int(answer.headers["retry-after"]) >= 1
    assert host.events().count("throttled") == 2


def test_a_reset_counts_once_within_an_hour_and_ends_all_logins(host: Host, clock: Clock) -> None:
    anna, new = host.member("anna"), "a new password of anna"

    def ask() -> str:
        host.client().post("/api/v1/auth/reset", json={"email": "anna@example.org"})
        found = re.search(r"token=(\S+)", host.post.sent[-1][2])
        assert found is not None
        return found[1]

    def choose(token: str) -> int:
        body = {"token": token, "password": new}
        return int(host.client().post("/api/v1/auth/reset/new", json=body).status_code)

    late = ask()
    clock.turn(hours=2)
    assert choose(late) == 400
    token = ask()
    assert choose(token[:-1]) == 400
    assert choose(token) == 204
    assert choose(token) == 400
    assert anna.get(ME).status_code == 401
    assert host.log_in("anna").status_code == 401
    assert host.log_in("anna", new).status_code == 200


def test_the_first_who_shows_the_hosts_token_keeps_the_accounts(host: Host) -> None:
    first, second = host.member("anna", "admin"), host.member("ben", "admin")
    assert first.get(ME).json()["role"] == "admin"
    assert second.get(ME).json()["role"] == "athlete"
    ben = second.get(ME).json()["id"]
    assert second.get("/api/v1/admin/accounts").status_code == 403
    assert len(first.get("/api/v1/admin/accounts").json()) == 2
    assert first.patch(f"/api/v1/admin/accounts/{ben}", json={"disabled": True}).status_code == 200
    assert second.get(ME).status_code == 401
    assert host.log_in("ben").status_code == 401
    mine = first.get(ME).json()["id"]
    assert first.patch(f"/api/v1/admin/accounts/{mine}", json={"role": "coach"}).status_code == 409
    events = {line["event"] for line in first.get("/api/v1/admin/audit").json()}
    assert {"register", "login", "disabled_true", "login_failed"} <= events


def test_a_host_by_invitation_refuses_others(tmp_path: Path, clock: Clock) -> None:
    host = Host(tmp_path, clock, registration="invited")
    body = {"email": "anna@example.org", "password": PASSWORD}
    assert host.client().post("/api/v1/auth/register", json=body).status_code == 403
    body["invitation"] = TOKEN
    assert host.client().post("/api/v1/auth/register", json=body).status_code == 202
    host.club.close()


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "anna@example.org", "x" * 201])
def test_a_password_that_is_guessed_is_refused_without_repeating_it(
    host: Host, password: str
) -> None:
    body = {"email": "anna@example.org", "password": password}
    answer = host.client().post("/api/v1/auth/register", json=body)
    assert answer.status_code in {400, 422}
    assert password not in answer.text


def test_leaving_deletes_everything_and_asks_for_the_password(host: Host, tmp_path: Path) -> None:
    anna = host.member("anna")
    host.fill("anna")
    assert anna.post("/api/v1/auth/delete", json={"password": "a wrong one"}).status_code == 403
    assert anna.post("/api/v1/auth/delete", json={"password": PASSWORD}).status_code == 204
    assert anna.get(ME).status_code == 401
    assert host.log_in("anna").status_code == 401
    store = host.club._store
    assert not [name for name in store.athletes() if name != "team:audit"]
    host.register("anna")  # the address is free again
    assert host.log_in("anna").status_code == 200
    assert tmp_path.exists()


def test_a_new_password_ends_the_other_logins(host: Host) -> None:
    host.register("anna")
    one, other = (host.client(host.log_in("anna").json()["access_token"]) for _ in range(2))
    body = {"old": PASSWORD, "new": "a new password of anna"}
    assert one.put("/api/v1/auth/password", json=body | {"old": "wrong"}).status_code == 403
    assert one.put("/api/v1/auth/password", json=body).status_code == 204
    assert one.get(ME).status_code == 200
    assert other.get(ME).status_code == 401


def test_a_member_sees_and_ends_logins(host: Host) -> None:
    anna = host.member("anna")
    host.browser("anna")
    logins = anna.get("/api/v1/auth/logins").json()
    assert {login["kind"] for login in logins} == {"browser", "program"}
    other = next(login["id"] for login in logins if not login["current"])
    assert anna.delete(f"/api/v1/auth/logins/{other}").status_code == 204
    assert anna.delete(f"/api/v1/auth/logins/{other}").status_code == 404


def test_each_account_is_sealed_with_a_key_of_its_own(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography")
    key = tk.secrets.new_key()
    host = Host(tmp_path, clock, key=key)
    for name in ("anna", "ben"):
        host.member(name).post("/api/v1/goals", json={"goal": "10K on 2027-06-06"})
    club = host.club
    members = [club.members.find_by_email(f"{name}@example.org") for name in ("anna", "ben")]
    assert members[0].key != members[1].key
    with pytest.raises(tk.BackendError):
        tk.Kit(store=club._store, athlete_id=members[0].id, key=members[1].key).goals.list()
    club.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("team.db*"))
    assert b"example.org" not in kept
    assert b"argon2" not in kept
    monkeypatch.delenv("TRAINKIT_KEY", raising=False)
    with pytest.raises(tk.BackendError, match="TRAINKIT_KEY"):
        Host(tmp_path, clock)
    with pytest.raises(tk.BackendError, match="TRAINKIT_KEY"):
        Host(tmp_path, clock, key=tk.secrets.new_key())
    again = Host(tmp_path, clock, key=key)
    assert again.log_in("anna").status_code == 200
    again.app.state.club.close()


def test_the_log_has_no_address_and_no_secret(host: Host, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, logger="trainkit"):
        host.member("anna")
        host.log_in("anna", "a wrong password")
    text = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "login_failed" in text
    for secret in ("anna@example.org", PASSWORD, "a wrong password", TOKEN):
        assert secret not in text


def test_a_host_of_a_team_refuses_what_makes_no_sense(tmp_path: Path) -> None:
    from trainkit.host import create_app

    with tk.Kit() as kit, pytest.raises(tk.InvalidInput, match="kit"):
        create_app(tmp_path, team=True, kit=kit)
    with pytest.raises(tk.InvalidInput, match="auth"):
        create_app(tmp_path, team=True, auth=False)
    with pytest.raises(tk.InvalidInput, match="home"):
        create_app(team=True)


def test_links_in_mail_use_the_settings_and_not_the_request(tmp_path: Path, clock: Clock) -> None:
    host = Host(tmp_path, clock, url="https://club.example")
    host.register("anna")
    client = host.client()
    for name in ("evil.example", "club.example.evil.example"):
        answer = client.post(
            "/api/v1/auth/reset",
            json={"email": "anna@example.org"},
            headers={"host": name},
        )
        assert answer.status_code == 403
    named = {"host": "club.example"}
    body = {"email": "anna@example.org"}
    assert client.post("/api/v1/auth/reset", json=body, headers=named).status_code == 202
    assert "https://club.example/reset/new?token=" in host.post.sent[-1][2]
    host.club.close()


def test_without_a_mail_server_messages_stand_in_a_folder(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from trainkit.host import create_app

    app = create_app(tmp_path, team=True)
    with TestClient(app, base_url=BASE) as client:
        body = {"email": "anna@example.org", "password": PASSWORD}
        for _ in range(2):
            assert client.post("/api/v1/auth/register", json=body).status_code == 202
        [message] = (tmp_path / "outbox").glob("*.eml")
        assert "anna@example.org" in message.read_text()
        assert message.stat().st_mode & 0o077 == 0
