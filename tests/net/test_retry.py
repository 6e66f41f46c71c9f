"""Retry and breaker, on a clock of their own."""

import threading

import pytest

import trainkit as tk
from builders.clocks import Clock
from trainkit.net import Breaker, RateLimit, Retry


def failing(times: int, **options) -> object:
    left = [times]

    def work() -> str:
        if left[0] > 0:
            left[0] -= 1
            raise tk.BackendError("shop", "busy", **{"retryable": True, **options})
        return "done"

    return work


def test_waits_double_and_waver() -> None:
    for chance, factor in ((0.5, 1.0), (0.0, 0.9), (1.0, 1.1)):
        clock = Clock()
        retry = Retry(sleep=clock.sleep, chance=lambda chance=chance: chance)
        assert retry.call(failing(5)) == "done"
        assert clock.slept == pytest.approx([factor * s for s in (0.5, 1, 2, 4, 8)])


def test_it_gives_up_after_the_last_wait() -> None:
    clock = Clock()
    with pytest.raises(tk.BackendError, match="shop: busy"):
        Retry(sleep=clock.sleep).call(failing(6))
    assert len(clock.slept) == 5


def test_what_will_not_pass_is_not_tried_again() -> None:
    clock = Clock()
    with pytest.raises(tk.BackendError):
        Retry(sleep=clock.sleep).call(failing(1, retryable=False))
    assert clock.slept == []


def test_a_backend_may_say_when_up_to_a_limit() -> None:
    clock = Clock()
    Retry(sleep=clock.sleep).call(failing(1, retry_after=7.0))
    Retry(sleep=clock.sleep).call(failing(1, retry_after=9999.0))
    assert clock.slept == [7.0, 60.0]


def test_the_breaker_opens_half_opens_and_closes() -> None:
    clock = Clock()
    breaker = Breaker("shop", clock=clock)
    for _ in range(4):
        breaker.failed()
    breaker.succeeded()
    for _ in range(4):
        breaker.failed()
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "open"
    clock.now = 20.0
    with pytest.raises(tk.BackendError, match="5 calls in a row failed") as caught:
        breaker.enter()
    assert caught.value.retry_after == 40.0
    clock.now = 60.0
    assert breaker.state == "half-open"
    breaker.enter()
    with pytest.raises(tk.BackendError):  # one call tries, the others wait
        breaker.enter()
    breaker.failed()
    assert breaker.state == "open"
    clock.now = 120.0
    breaker.enter()
    breaker.succeeded()
    assert breaker.state == "closed"


def test_a_breaker_counts_calls_that_failed_in_the_end() -> None:
    clock = Clock()
    breaker = Breaker("shop", clock=clock)
    retry = Retry(breaker=breaker, sleep=clock.sleep, chance=lambda: 0.5)
    assert retry.call(failing(5)) == "done"
    for _ in range(5):
        assert breaker.state == "closed"
        with pytest.raises(tk.BackendError, match="busy"):
            retry.call(failing(99))
    slept = len(clock.slept)
    with pytest.raises(tk.BackendError, match="5 calls in a row"):
        retry.call(failing(0))
    assert len(clock.slept) == slept  # an open circuit neither calls nor waits


def test_a_refusal_is_an_answer_and_opens_nothing() -> None:
    breaker = Breaker("shop", failures=1, clock=lambda: 0.0)
    with pytest.raises(tk.BackendError):
        Retry(breaker=breaker).call(failing(1, retryable=False))
    assert breaker.state == "closed"
    with pytest.raises(ZeroDivisionError):  # nor does a fault of the caller
        Retry(breaker=breaker).call(lambda: 1 / 0)
    assert breaker.state == "closed"


def test_a_fault_of_the_caller_frees_a_half_open_breaker() -> None:
    clock = Clock()
    breaker = Breaker("shop", failures=1, clock=clock)
    breaker.failed()
    clock.now += 60
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            Retry(breaker=breaker).call(lambda: 1 / 0)
    assert Retry(breaker=breaker).call(failing(0)) == "done"
    assert breaker.state == "closed"


def test_a_backend_that_asks_for_no_wait_is_not_hammered() -> None:
    clock = Clock()
    Retry(sleep=clock.sleep, chance=lambda: 0.5).call(failing(3, retry_after=0.0))
    assert clock.slept == [0.5, 1.0, 2.0]


def test_threads_share_a_breaker() -> None:
    breaker = Breaker("shop", failures=800, clock=lambda: 0.0)
    threads = [
        threading.Thread(target=lambda: [breaker.failed() for _ in range(100)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert breaker.state == "open"


def test_a_breaker_needs_a_limit() -> None:
    with pytest.raises(tk.InvalidInput, match="at least 1"):
        Breaker("shop", failures=0)


def test_a_deadline_allows_no_wait_beyond_it() -> None:
    clock = Clock()
    with pytest.raises(tk.BackendError, match="busy"):
        Retry(deadline_s=4, sleep=clock.sleep, clock=clock, chance=lambda: 0.5).call(failing(9))
    assert clock.slept == [0.5, 1, 2]
    with pytest.raises(tk.BackendError, match="busy"):  # nor one that the backend asks for
        Retry(deadline_s=4, sleep=clock.sleep, clock=clock).call(failing(9, retry_after=5.0))
    assert len(clock.slept) == 3


def test_each_user_and_kind_has_a_limit_in_any_window() -> None:
    clock = Clock()
    limit = RateLimit("chat", most=3, window_s=60, clock=clock)
    for _ in range(3):
        limit.enter("anna", "chat")
        clock.now += 10
    with pytest.raises(tk.RateLimited, match="3 in 60 s is the limit; again in 30 s") as stopped:
        limit.enter("anna", "chat")
    assert stopped.value.retry_after == 30
    assert stopped.value.retryable
    limit.enter("anna", "plan")
    limit.enter("ben", "chat")
    clock.now += 29.999
    with pytest.raises(tk.RateLimited):
        limit.enter("anna", "chat")
    clock.now += 0.001
    limit.enter("anna", "chat")
    with pytest.raises(tk.RateLimited):
        limit.enter("anna", "chat")


def test_who_has_left_is_forgotten() -> None:
    clock = Clock()
    limit = RateLimit("chat", most=3, window_s=60, clock=clock)
    for number in range(1000):
        limit.enter(number)
    clock.now += 60
    limit.enter("anna")
    assert len(limit._calls) == 1


def test_threads_share_a_limit() -> None:
    limit = RateLimit("chat", most=100, window_s=60, clock=lambda: 0.0)
    passed = []

    def work() -> None:
        for _ in range(50):
            try:
                limit.enter("anna")
                passed.append(1)
            except tk.RateLimited:
                pass

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 100


@pytest.mark.parametrize("wrong", [{"most": 0, "window_s": 1}, {"most": 1, "window_s": 0}])
def test_a_limit_needs_numbers(wrong: dict[str, float]) -> None:
    with pytest.raises(tk.InvalidInput):
        RateLimit("chat", **wrong)
