"""Servers that never end an answer, or answer nonsense: a call ends in time, with our error."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import trainkit as tk
from builders.clocks import Clock
from trainkit.adapters.fault_injectors.http import HttpInjector, HttpOptions
from trainkit.models import FaultPlan
from trainkit.net import HttpClient, Retry

LIMIT_S = 0.6
OK = b"HTTP/1.1 200 OK\r\n"
ENDLESS = {
    "a header, byte by byte": (OK + b"X: ", b"a"),
    "the status line": (b"HTTP/1.1 200 ", b"O"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
    "chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "a body": (OK + b"Content-Length: 9999\r\n\r\n", b"a"),
    "a body of a failure": (b"HTTP/1.1 503 X\r\nContent-Length: 9999\r\n\r\n", b"a"),
    "silence": (b"", b""),
}


@contextmanager
def served(first: bytes, again: bytes | None = None) -> Iterator[str]:
    """Answer every call with some bytes, then with others for ever."""
    listening, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def answer(peer: socket.socket) -> None:
        with peer:
            try:
                peer.recv(65536)
                peer.sendall(first)
                while again is not None and not over.wait(0.02):
                    peer.sendall(again)
                peer.shutdown(socket.SHUT_WR)  # what is still unread would cut off the answer
                peer.settimeout(1.0)
                while peer.recv(65536):
                    pass
            except OSError:
                pass

    def accept() -> None:
        while not over.is_set():
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    over.set()
    listening.close()


def answer_of(status: int, *headers: str, body: bytes = b"") -> bytes:
    length = f"Content-Length: {len(body)}"
    # An end that is not announced may reach a client that has just sent its next call.
    head = "".join(f"{header}\r\n" for header in (*headers, length, "Connection: close"))
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + body


@pytest.mark.parametrize("name", ENDLESS)
def test_a_call_ends_with_its_limit_whatever_never_ends(name: str) -> None:
    with served(*ENDLESS[name]) as url, HttpClient("x", url, total_s=LIMIT_S) as http:
        start = time.monotonic()
        with pytest.raises(tk.BackendError, match=r"took over 0\.6 s") as failed:
            http.request("GET", "/")
        assert failed.value.retryable
    assert time.monotonic() - start < LIMIT_S + 1.0


def test_one_limit_holds_for_all_attempts_together() -> None:
    start = time.monotonic()
    retry = Retry(delays_s=[0.01] * 1000)
    with (
        served(*ENDLESS["silence"]) as url,
        HttpClient("x", url, read_s=0.2, total_s=LIMIT_S, retry=retry) as http,
        pytest.raises(tk.BackendError),
    ):
        http.request("GET", "/")  # each attempt alone fails after 0.2 s
    assert time.monotonic() - start < LIMIT_S + 1.0


def test_a_deadline_of_the_retries_ends_the_attempt_inside() -> None:
    start = time.monotonic()
    with (
        served(*ENDLESS["interim answers"]) as url,
        HttpClient("x", url) as http,
        pytest.raises(tk.BackendError),
    ):
        Retry(deadline_s=LIMIT_S).call(lambda: http.request_once("GET", "/"))
    assert time.monotonic() - start < LIMIT_S + 1.0


@pytest.mark.parametrize(
    "location",
    [
        "ftp://x/",
        "http://[::1",
        "http://[::1]:x/",
        "http://127.0.0.1:99999/",
        "http:///",
        "//",
        "/a\x01b",
        "http://\xe9\xad/",
        "/" + "a" * 70_000,
    ],
)
def test_a_redirect_to_what_is_no_address_is_a_backend_error(location: str) -> None:
    with (
        served(answer_of(302, f"Location: {location}")) as url,
        HttpClient("x", url) as http,
        pytest.raises(tk.BackendError),
    ):
        http.request_json("GET", "/")


@pytest.mark.parametrize(
    "wait",
    ["\xb2", "9" * 400, "-5", "", "nan", "Mon, 99999999999999999999 Jan 2024 00:00:00 GMT", "\x80"],
)
def test_a_wait_that_cannot_be_is_no_wait(wait: str) -> None:
    headers = ("Date: Mon, 01 Jan 2024 00:00:00 GMT", f"Retry-After: {wait}")
    once = Retry(delays_s=())
    with served(answer_of(503, *headers)) as url, HttpClient("x", url, retry=once) as http:
        with pytest.raises(tk.BackendError, match="answered 503") as failed:
            http.request("GET", "/")
        assert failed.value.retry_after_s is None


@pytest.mark.parametrize("status", [99, 600, 999])
def test_a_status_that_is_none_is_a_backend_error(status: int) -> None:
    with (
        served(answer_of(status)) as url,
        HttpClient("x", url) as http,
        pytest.raises(tk.BackendError),
    ):
        http.request_once("GET", "/")


@pytest.mark.parametrize("body", [b"[" * 90_000, b"9" * 90_000, b"\xff\xfe", b'{"id": "\xed"}'])
def test_deep_huge_and_broken_json_is_a_backend_error(body: bytes) -> None:
    with (
        served(answer_of(200, body=body)) as url,
        HttpClient("x", url) as http,
        pytest.raises(tk.BackendError, match="not JSON"),
    ):
        http.request_json("GET", "/")


@pytest.mark.parametrize("url", ["http://[::1", "http://x:99999/", "http://x:y/"])
def test_an_address_that_cannot_be_is_invalid_input(url: str) -> None:
    with pytest.raises(tk.InvalidInput, match="url"):
        HttpClient("x", url)


@contextmanager
def injector(url: str, clock: Clock | None = None, **more: object) -> Iterator[HttpInjector]:
    options = HttpOptions.model_validate(
        {"url": url, "probe": url, "probes": 1, "read_s": 0.5, **more}
    )
    clock = clock or Clock()
    made = HttpInjector(options, sleep=clock.sleep, chance=lambda: 0.5)
    yield made
    made.close()


def test_an_injector_survives_a_hostile_control_plane() -> None:
    plan = FaultPlan(service="a", kind="delay", duration_ms=9, delay_ms=1)
    deep = answer_of(200, body=b"[" * 90_000)
    with served(deep) as url, injector(url) as made:
        assert made.apply(plan, policy="p") == "p"
    with served(answer_of(600)) as url, injector(url) as made:
        observed = made.observe()
        assert (observed.status_code, observed.error_rate) == (503, 1.0)
    with (
        served(answer_of(302, "Location: http://127.0.0.1:99999/")) as url,
        injector(url) as made,
    ):
        assert not made.healthy()
    with (
        served(deep) as url,
        injector(url, traces=f"{url}/trace") as made,
        pytest.raises(tk.BackendError),
    ):
        made.observe()


def test_the_removal_of_a_fault_is_tried_on_through_nonsense() -> None:
    clock = Clock()
    with (
        served(answer_of(503, "Retry-After: \xb2")) as url,
        injector(url, clock) as made,
        pytest.raises(tk.BackendError, match="answered 503"),
    ):
        made.remove("p")
    assert clock.slept == [0.5, 1.0, 2.0, 4.0, 8.0]
