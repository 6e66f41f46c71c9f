"""Rate limits, on a clock of their own."""

import threading

import pytest

import trainkit as tk
from builders.clocks import Clock
from trainkit.net import RateLimit


def test_each_caller_has_its_own_limit_in_any_window() -> None:
    clock = Clock()
    limit = RateLimit("chat", max_calls=3, window_s=60, clock=clock)
    for _ in range(3):
        limit.acquire("anna", "chat")
        clock.now += 10
    with pytest.raises(
        tk.RateLimited, match="the limit is 3 in 60 s; try again in 30 s"
    ) as stopped:
        limit.acquire("anna", "chat")
    assert stopped.value.retry_after_s == 30
    assert stopped.value.retryable
    limit.acquire("anna", "plan")
    limit.acquire("ben", "chat")
    clock.now += 29.999
    with pytest.raises(tk.RateLimited):
        limit.acquire("anna", "chat")
    clock.now += 0.001
    limit.acquire("anna", "chat")
    with pytest.raises(tk.RateLimited):
        limit.acquire("anna", "chat")


def test_silent_callers_are_dropped() -> None:
    clock = Clock()
    limit = RateLimit("chat", max_calls=3, window_s=60, clock=clock)
    for number in range(1000):
        limit.acquire(number)
    clock.now += 60
    limit.acquire("anna")
    assert len(limit._calls) == 1


def test_threads_share_a_limit() -> None:
    limit = RateLimit("chat", max_calls=100, window_s=60, clock=lambda: 0.0)
    passed = []

    def work() -> None:
        for _ in range(50):
            try:
                limit.acquire("anna")
                passed.append(1)
            except tk.RateLimited:
                pass

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 100


@pytest.mark.parametrize(
    "wrong", [{"max_calls": 0, "window_s": 1}, {"max_calls": 1, "window_s": 0}]
)
def test_a_limit_needs_positive_numbers(wrong: dict[str, float]) -> None:
    with pytest.raises(tk.InvalidInput):
        RateLimit("chat", **wrong)
