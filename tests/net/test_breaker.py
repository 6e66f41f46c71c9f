"""The circuit breaker, on a clock of its own."""

import threading

import pytest

import trainkit as tk
from builders.clocks import Clock
from trainkit.net import Breaker


def test_the_breaker_opens_half_opens_and_closes() -> None:
    clock = Clock()
    breaker = Breaker("shop", clock=clock)
    for _ in range(4):
        breaker.record_failure()
    breaker.record_success()
    for _ in range(4):
        breaker.record_failure()
    assert breaker.state == "closed"
    breaker.record_failure()
    assert breaker.state == "open"
    clock.now = 20.0
    with pytest.raises(tk.BackendError, match="5 calls in a row failed") as caught:
        breaker.acquire()
    assert caught.value.retry_after_s == 40.0
    clock.now = 60.0
    assert breaker.state == "half-open"
    breaker.acquire()
    with pytest.raises(tk.BackendError):  # one call tries, the others wait
        breaker.acquire()
    breaker.record_failure()
    assert breaker.state == "open"
    clock.now = 120.0
    breaker.acquire()
    breaker.record_success()
    assert breaker.state == "closed"


def test_threads_share_a_breaker() -> None:
    breaker = Breaker("shop", failures=800, clock=lambda: 0.0)
    threads = [
        threading.Thread(target=lambda: [breaker.record_failure() for _ in range(100)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert breaker.state == "open"


def test_a_breaker_needs_a_limit() -> None:
    with pytest.raises(tk.InvalidInput, match="at least 1"):
        Breaker("shop", failures=0)
