"""Logins and refreshes against a service on loopback that rotates its tokens."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx  # noqa: TID253  a browser for tests
import pytest

import trainkit as tk
from trainkit.adapters.stores.sqlite import SqliteOptions, SqliteStore
from trainkit.net.loopback import Receiver
from trainkit.net.oauth import Bearer, Login, Provider, Tokens, finish, fresh, start
from trainkit.records import Lease

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


class Service(ThreadingHTTPServer):
    """Gives tokens that rotate: a refresh token is good for one refresh."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.forms: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.valid, self.count, self.lock = "r0", 0, threading.Lock()
        self.answer: tuple[int, bytes] | None = None

    def take(self, form: dict[str, str]) -> tuple[int, bytes]:
        with self.lock:
            self.forms.append(form)
            if self.answer is not None:
                return self.answer
            if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.valid:
                return 400, b'{"error": "invalid_grant"}'
            self.count += 1
            self.valid = f"r{self.count}"
            tokens = {"access_token": f"a{self.count}", "refresh_token": self.valid}
            return 200, json.dumps({**tokens, "expires_in": 21600}).encode()


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.headers.append(dict(self.headers))
        status, answer = self.server.take({k: v[0] for k, v in parse_qs(body).items()})
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def provider(service: Service, **more: object) -> Provider:
    settings = {"client_id": "7", "client_secret": "app-secret", "scope": "read,write"}
    return Provider(
        "source.strava",
        service.url + "/authorize",
        service.url + "/token",
        **{**settings, **more},  # type: ignore[arg-type]
    )


class Safe:
    """A vault in memory, with a lease in a store."""

    def __init__(self, text: str | None, store: SqliteStore | None = None) -> None:
        self.text, self.store = text, store

    def read(self) -> str | None:
        return self.text

    def write(self, text: str) -> None:
        self.text = text

    @contextmanager
    def lease(self) -> Iterator[None]:
        if self.store is None:
            yield
            return
        with Lease(self.store, "refresh", clock=lambda: NOW):
            yield


def old_tokens(**more: object) -> str:
    values = {"refresh": "r0", "expires_at": NOW.timestamp() + 59, "scope": "read"} | more
    return Tokens("a0", **values).dump()  # type: ignore[arg-type]


def agree(login: Login, **more: str) -> str:
    return f"{login.redirect_uri}?code=c1&state={login.state}" + "".join(
        f"&{name}={value}" for name, value in more.items()
    )


def test_a_login_from_the_browser_to_tokens(service: Service) -> None:
    app = provider(service)
    with Receiver() as receiver:
        login = start(app, receiver.redirect_uri)
        query = {name: values[0] for name, values in parse_qs(urlsplit(login.url).query).items()}
        assert query["response_type"] == "code"
        assert (query["client_id"], query["scope"]) == ("7", "read,write")
        assert query["code_challenge_method"] == "S256"
        assert "=" not in query["code_challenge"]
        browser = threading.Thread(target=lambda: httpx.get(agree(login, scope="read")))
        browser.start()
        redirect = receiver.wait(5)
        browser.join()
    tokens = finish(app, login, redirect, clock=lambda: NOW)
    assert tokens == Tokens("a1", "r1", NOW.timestamp() + 21600, "read")
    form = service.forms[0]
    assert (form["code"], form["client_secret"]) == ("c1", "app-secret")
    assert 43 <= len(form["code_verifier"]) <= 128  # RFC 7636, section 4.1
    assert "a1" not in repr(tokens)
    assert "app-secret" not in repr(app)
    assert login.state not in repr(login).replace(login.url, "")


def test_a_login_is_good_for_one_answer_of_its_own(service: Service) -> None:
    app = provider(service, pkce=False)
    login, other = (start(app, "http://127.0.0.1:1/callback") for _ in range(2))
    with pytest.raises(tk.InvalidInput, match="begin it again"):
        finish(app, login, agree(other), clock=lambda: NOW)
    with pytest.raises(tk.BackendError, match="access was refused: access_denied"):
        finish(app, other, f"?error=access_denied&state={other.state}", clock=lambda: NOW)
    assert finish(app, login, agree(login), clock=lambda: NOW).access == "a1"
    with pytest.raises(tk.InvalidInput, match="begin it again"):
        finish(app, login, agree(login), clock=lambda: NOW)
    assert len(service.forms) == 1
    assert "code_verifier" not in service.forms[0]


def test_the_secret_may_go_into_the_header(service: Service) -> None:
    app = provider(service, client_auth="basic")
    login = start(app, "http://127.0.0.1:1/callback")
    finish(app, login, agree(login), clock=lambda: NOW)
    assert service.headers[0]["authorization"].startswith("Basic ")
    assert "client_secret" not in service.forms[0]


def test_tokens_are_refreshed_a_minute_early_and_no_sooner(service: Service) -> None:
    app, safe = provider(service), Safe(old_tokens())
    assert fresh(app, safe, clock=lambda: NOW).access == "a1"
    assert fresh(app, safe, clock=lambda: NOW).access == "a1"
    assert len(service.forms) == 1
    assert fresh(app, safe, stale="a1", clock=lambda: NOW).access == "a2"
    assert Tokens.parse(safe.text or "") == Tokens("a2", "r2", NOW.timestamp() + 21600, "read")


def test_processes_that_refresh_at_once_refresh_once(service: Service, tmp_path: Path) -> None:
    file = SqliteOptions(path=str(tmp_path / "kit.db"))
    safe = Safe(old_tokens())
    found: list[str] = []

    def work() -> None:  # a connection of its own, as another process has
        store = SqliteStore(file)
        own = Safe(None, store)
        own.read, own.write = safe.read, safe.write  # type: ignore[method-assign]
        found.append(fresh(provider(service), own, clock=lambda: NOW).access)
        store.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["a1"] * 8
    assert len(service.forms) == 1


def test_threads_whose_token_was_refused_renew_it_once(service: Service, tmp_path: Path) -> None:
    store = SqliteStore(SqliteOptions(path=str(tmp_path / "kit.db")))
    later = NOW.timestamp() + 9999
    bearer = Bearer(provider(service), Safe(old_tokens(expires_at=later), store), clock=lambda: NOW)
    sent, found = threading.Barrier(8), []

    def work() -> None:
        assert bearer() == {"authorization": "Bearer a0"}
        sent.wait()  # the service refuses all of them at once
        bearer.refuse()
        found.append(bearer()["authorization"])
        found.append(bearer()["authorization"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert found == ["Bearer a1"] * 16
    assert len(service.forms) == 1


@pytest.mark.parametrize(
    ("status", "body", "message", "retryable"),
    [
        (400, b'{"error": "invalid_grant"}', "connect again: trainkit login strava", False),
        (401, b"", "connect again", False),
        (400, b'{"errors": [{"field": "client_id"}]}', "check its client id", False),
        (503, b"", "answered 503", True),
        (200, b"<html>", "holds no token", False),
        (200, b'{"access_token": 5}', "holds no token", False),
    ],
)
def test_a_failed_refresh_says_what_to_do_and_loses_nothing(
    service: Service, status: int, body: bytes, message: str, retryable: bool
) -> None:
    safe, service.answer = Safe(old_tokens()), (status, body)
    with pytest.raises(tk.BackendError, match=message) as failed:
        fresh(provider(service), safe, clock=lambda: NOW)
    assert failed.value.retryable == retryable
    assert safe.text == old_tokens()
    assert len(service.forms) == 1


def test_without_tokens_it_names_the_command(service: Service) -> None:
    for text in (None, "", "{}", '{"access": 5}', "[]"):
        with pytest.raises(tk.BackendError, match="run: trainkit login strava"):
            fresh(provider(service), Safe(text), clock=lambda: NOW)
    ended = Safe(old_tokens(refresh=""))
    with pytest.raises(tk.BackendError, match="connect again"):
        fresh(provider(service), ended, clock=lambda: NOW)


def test_the_receiver_answers_once_and_only_its_own_path() -> None:
    with Receiver() as receiver:
        base = receiver.redirect_uri.removesuffix("/callback")
        statuses: list[int] = []

        def browse() -> None:
            for path in ("/favicon.ico", "/callback", "/callback?code=1&state=2"):
                statuses.append(httpx.get(base + path).status_code)  # noqa: PERF401  one by one

        browser = threading.Thread(target=browse)
        browser.start()
        assert receiver.wait(5) == "code=1&state=2"
        browser.join()
        assert statuses == [404, 404, 200]
        with pytest.raises(httpx.TransportError):
            httpx.get(receiver.redirect_uri + "?code=3")
    with Receiver() as silent, pytest.raises(tk.BackendError, match=r"within 0\.05 s"):
        silent.wait(0.05)
    with pytest.raises(tk.BackendError, match="port 70000"):
        Receiver(70000)
