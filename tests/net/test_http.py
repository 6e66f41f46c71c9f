"""Calls over HTTP against real servers on loopback: bounded, and careful with credentials."""

import datetime as dt
import gzip
import ipaddress
import json
import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import httpx  # noqa: TID253  tests of transports
import pytest

import trainkit as tk
from builders.clocks import Clock
from trainkit.net import Form, HttpClient, RateLimit, Upload, basic_auth, default_retry

TOKEN = "token-that-nobody-may-see"


class Handler(BaseHTTPRequestHandler):
    """Answers as its server's script says."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        server = self.server
        size = int(self.headers.get("content-length", 0))
        request = (self.command, self.path, dict(self.headers), self.rfile.read(size))
        server.requests.append(request)  # type: ignore[attr-defined]
        status, headers, body = server.script(self.path, len(server.requests))  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815


@contextmanager
def server(script: object, *, certificate: Path | None = None) -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.requests, made.script = [], script  # type: ignore[attr-defined]
    made.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        made.socket = context.wrap_socket(made.socket, server_side=True)
    scheme = "http" if certificate is None else "https"
    made.url = f"{scheme}://127.0.0.1:{made.server_port}"  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@contextmanager
def client(url: str, clock: Clock | None = None, **more: object) -> Iterator[HttpClient]:
    clock = clock or Clock()
    retry = default_retry("source.acme", clock=clock, sleep=clock.sleep, chance=lambda: 0.5)
    given = {
        "credentials": lambda: {"authorization": f"Bearer {TOKEN}"},
        "retry": retry,
        "clock": clock,
        **more,
    }
    with HttpClient("source.acme", url, **given) as made:  # type: ignore[arg-type]
        yield made


def certificate() -> bytes:
    """A key and a certificate for loopback that it signed itself."""
    x509 = pytest.importorskip("cryptography.x509", reason="the crypto extra is not installed")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)  # noqa: TID251
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(host, critical=False)
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    return key.private_bytes(pem, form, plain) + signed.public_bytes(pem)


def ok(path: str, _: int) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, json.dumps({"path": path}).encode()


def test_json_goes_out_and_comes_in() -> None:
    with server(ok) as host, client(f"{host.url}/v1/") as http:
        assert http.request_json("POST", "days", body={"a": 1}) == {"path": "/v1/days"}
        assert http.request_json("GET", f"{host.url}/whole?x=1") == {"path": "/whole?x=1"}
        command, _, headers, body = host.requests[0]
        assert (command, json.loads(body)) == ("POST", {"a": 1})
        assert headers["authorization"] == f"Bearer {TOKEN}"


def test_a_temporary_failure_is_retried_after_the_requested_wait() -> None:
    clock = Clock()

    def script(_: str, call: int) -> tuple[int, dict[str, str], bytes]:
        return (503, {"retry-after": "7"}, b"") if call < 3 else (200, {}, b"1")

    with server(script) as host, client(host.url, clock) as http:
        assert http.request_json("GET", "/") == 1
    assert clock.slept == [7.0, 7.0]


@pytest.mark.parametrize(
    ("status", "retryable"), [(400, False), (401, False), (404, False), (429, True), (500, True)]
)
def test_an_error_names_the_status_and_no_secret(
    status: int, retryable: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        server(lambda *_: (status, {}, b"")) as host,
        client(host.url) as http,
        pytest.raises(tk.BackendError, match=f"GET /days answered {status}") as failed,
    ):
        http.request("GET", "/days?key=hidden-4711")
    assert failed.value.retryable is retryable
    assert http.__repr__() == f"<HttpClient source.acme at {host.url}>"
    assert not any(word in caplog.text + str(failed.value) for word in (TOKEN, "hidden-4711"))


def test_a_user_in_an_address_is_not_repeated() -> None:
    with client("http://anna:hidden-4711@127.0.0.1:1/") as http:
        with pytest.raises(tk.BackendError) as failed:
            http.request("GET", "http://anna:hidden-4711@127.0.0.1:1/days")
        assert "hidden-4711" not in str(failed.value) + repr(http)
    with pytest.raises(tk.InvalidInput) as refused:
        HttpClient("x", "ftp://anna:hidden-4711@host/")
    assert "hidden-4711" not in str(refused.value)


def test_redirects_on_one_host_are_followed_and_others_are_not() -> None:
    with server(ok) as other:

        def script(path: str, _: int) -> tuple[int, dict[str, str], bytes]:
            if path == "/there":
                return 200, {}, b'"there"'
            target = {"/here": "/there", "/round": "/round", "/away": f"{other.url}/steal"}[path]
            return 302, {"location": target}, b""

        with server(script) as host, client(host.url) as http:
            assert http.request_json("GET", "/here") == "there"
            assert host.requests[-1][2]["authorization"] == f"Bearer {TOKEN}"
            with pytest.raises(tk.BackendError, match="redirected 3 times"):
                http.request_json("GET", "/round")
            with pytest.raises(tk.BackendError, match=r"to another host, .*: not followed"):
                http.request_json("GET", "/away")
            assert (
                http.request_once("POST", "/away").status == 302
            )  # what was sent is sent nowhere else
        assert other.requests == []


def test_credentials_stay_with_their_host() -> None:
    with server(ok) as host, server(ok) as other, client(host.url) as http:
        http.request("GET", f"{other.url}/x")
        http.request_once("GET", "/x", credentials=False)
        assert not any(
            "authorization" in request[2] for request in (*other.requests, *host.requests)
        )


def test_a_response_over_the_size_limit_is_refused() -> None:
    def script(*_: object) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, b"x" * 2_000_000

    with server(script) as host, client(host.url, max_bytes=1024 * 1024) as http:
        with pytest.raises(tk.BackendError, match="exceeds 1 MiB") as failed:
            http.request("GET", "/")
        assert not failed.value.retryable
        assert len(host.requests) == 1


def test_a_compressed_response_is_read_to_its_size_limit() -> None:
    packed = gzip.compress(b"ride") + gzip.compress(b" and run")
    bodies = [packed, gzip.compress(b"0" * 50_000_000), packed[:-9], b"no gzip", b""]

    def script(_: str, call: int) -> tuple[int, dict[str, str], bytes]:
        return 200, {"content-encoding": "gzip", "X-Left": str(call)}, bodies[call - 1]

    with server(script) as host, client(host.url, max_bytes=1024 * 1024) as http:
        answer = http.request_once("GET", "/")
        assert (answer.body, answer.headers["x-left"]) == (b"ride and run", "1")
        for message in ("exceeds 1 MiB", "breaks off", "damaged"):
            with pytest.raises(tk.BackendError, match=message):
                http.request_once("GET", "/")
        assert http.request_once("GET", "/").body == b""


def test_forms_and_files_go_out() -> None:
    with server(ok) as host, client(host.url) as http:
        http.request_once("POST", "/token", body=Form({"code": "a&b", "grant": "ü"}))
        http.request_once("POST", "/up", body=Upload("ride.fit", b"\x00\xff"))
        (_, _, form, fields), (_, _, parts, content) = host.requests
    assert form["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(fields.decode()) == {"code": ["a&b"], "grant": ["ü"]}
    message = BytesParser(policy=HTTP).parsebytes(
        b"content-type: " + parts["content-type"].encode() + b"\r\n\r\n" + content
    )
    (part,) = message.iter_parts()
    assert (part.get_filename(), part.get_content()) == ("ride.fit", b"\x00\xff")
    assert "a&b" not in repr(Form({"code": "a&b"}))
    with pytest.raises(tk.InvalidInput, match="quotation"):
        http.request_once("POST", "/up", body=Upload('a"b', b""))


def test_basic_credentials() -> None:
    assert basic_auth("Aladdin", "open sesame") == {
        "authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # RFC 7617, section 2
    }
    with pytest.raises(tk.InvalidInput, match="colon"):
        basic_auth("a:b", "c")


def test_a_compressed_response_is_refused_unread() -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 50_000_000))

    def script(*_: object) -> tuple[int, dict[str, str], bytes]:
        return 200, {"content-encoding": "gzip, gzip"}, bomb

    with server(script) as host, client(host.url, max_bytes=1024 * 1024) as http:
        with pytest.raises(tk.BackendError, match="compressed in a way that was not requested"):
            http.request("GET", "/")
        assert host.requests[0][2]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("token", ["hidden-4711\n", "hidden-4711 ", "hidden-4711-\u00fc", ""])
def test_credentials_that_no_header_can_carry_are_not_repeated(
    token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        server(ok) as host,
        client(host.url, credentials=lambda: {"authorization": token}) as http,
    ):
        for _ in range(6):  # a fault of the caller never opens the breaker
            with pytest.raises(tk.InvalidInput, match="printable ASCII") as refused:
                http.request("GET", "/")
        assert host.requests == []
    assert "hidden-4711" not in str(refused.value) + caplog.text


def test_a_response_over_the_time_limit_is_refused() -> None:
    clock = Clock()

    def script(*_: object) -> tuple[int, dict[str, str], bytes]:
        clock.now += 400
        return 200, {}, b"1"

    with server(script) as host, client(host.url, clock) as http:
        with pytest.raises(tk.BackendError, match="took over 300 s") as failed:
            http.request("GET", "/")
        assert failed.value.retryable


def test_an_address_in_a_query_is_not_taken_for_a_whole_one() -> None:
    with server(ok) as host, client(host.url) as http:
        assert http.request_json("GET", "/a?back=https://elsewhere/") == {
            "path": "/a?back=https://elsewhere/"
        }


def test_a_self_signed_certificate_is_refused(tmp_path: Path) -> None:
    pem = tmp_path / "own.pem"
    pem.write_bytes(certificate())
    with server(ok, certificate=pem) as host, client(host.url) as http:
        with pytest.raises(tk.BackendError, match="CERTIFICATE_VERIFY_FAILED"):
            http.request("GET", "/")
        assert host.requests == []


def test_verification_is_never_off() -> None:
    """No file of the library can switch it off."""
    for path in Path(tk.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in ("verify=False", "CERT_NONE", "_create_unverified", "check_hostname = False"):
            assert word not in text, path


def test_a_response_that_is_not_json_is_an_error() -> None:
    with (
        server(lambda *_: (200, {}, b"[" * 200_000)) as host,
        client(host.url) as http,
        pytest.raises(tk.BackendError, match="not JSON"),
    ):
        http.request_json("GET", "/x")
    with (
        server(lambda *_: (200, {}, b"<html>")) as host,
        client(host.url) as http,
        pytest.raises(tk.BackendError, match="GET /x: the response is not JSON"),
    ):
        http.request_json("GET", "/x")


def test_a_deadline_ends_the_retries() -> None:
    clock = Clock()
    retry = default_retry("x", deadline_s=4.0, clock=clock, sleep=clock.sleep, chance=lambda: 0.5)
    with (
        server(lambda *_: (503, {}, b"")) as host,
        client(host.url, retry=retry) as http,
        pytest.raises(tk.BackendError, match="answered 503"),
    ):
        http.request("GET", "/")
    assert clock.slept == [0.5, 1.0, 2.0]


def test_a_rate_limit_delays_calls() -> None:
    clock = Clock()
    limit = RateLimit("source.acme", max_calls=2, window_s=10, clock=clock)
    with server(ok) as host, client(host.url, clock, rate_limit=limit) as http:
        for _ in range(3):
            http.request("GET", "/")
            clock.now += 1
        assert len(host.requests) == 3
    assert clock.slept == [8.0]


def replies(request: httpx.Request) -> httpx.Response:
    """A server without a network."""
    if request.url.path == "/moved":
        return httpx.Response(302, headers={"location": "/days"})
    if request.url.path == "/busy":
        return httpx.Response(429, headers={"retry-after": "7"})
    if request.url.path == "/gone":
        raise httpx.ConnectError("no route", request=request)
    sent = {"authorization": request.headers["authorization"], "path": request.url.path}
    return httpx.Response(200, json=sent)


def test_a_transport_of_the_host_carries_every_request() -> None:
    with client("https://acme.example/v1", transport=httpx.MockTransport(replies)) as http:
        expected = {"authorization": f"Bearer {TOKEN}", "path": "/v1/days"}
        assert http.request_json("GET", "days") == expected
        assert http.request_once("GET", "https://acme.example/moved").status == 200


def test_retries_and_limits_hold_for_any_transport() -> None:
    clock, transport = Clock(), httpx.MockTransport(replies)
    with client("https://acme.example", clock, transport=transport, max_bytes=10) as http:
        with pytest.raises(tk.BackendError, match="GET /busy answered 429") as failed:
            http.request("GET", "/busy")
        assert failed.value.retry_after_s == 7.0
        assert clock.slept == [7.0, 7.0, 7.0, 7.0, 8.0]
        with pytest.raises(tk.BackendError, match="ConnectError: no route") as failed:
            http.request("GET", "/gone")
        assert failed.value.retryable
        with pytest.raises(tk.BackendError, match="the response exceeds"):
            http.request("GET", "/days")


class Closable(httpx.BaseTransport):
    """A transport that knows whether it was closed."""

    closed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, request=request)

    def close(self) -> None:
        self.closed = True


def test_a_transport_is_closed_by_its_maker() -> None:
    transport = Closable()
    with client("https://acme.example", transport=transport) as http:
        assert http.request_once("GET", "/").body == b""
    assert not transport.closed
