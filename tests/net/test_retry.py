"""Retries, alone and with a breaker, on a clock of their own."""

import inspect
from collections.abc import Iterator

import pytest

import trainkit as tk
from builders.clocks import Clock
from trainkit.net import Breaker, Retry, retry


def failing(times: int, **options) -> object:
    left = [times]

    def work() -> str:
        if left[0] > 0:
            left[0] -= 1
            raise tk.BackendError("shop", "busy", **{"retryable": True, **options})
        return "done"

    return work


def test_waits_double_with_jitter() -> None:
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


def test_a_permanent_failure_is_not_retried() -> None:
    clock = Clock()
    with pytest.raises(tk.BackendError):
        Retry(sleep=clock.sleep).call(failing(1, retryable=False))
    assert clock.slept == []


def test_a_backend_may_request_a_wait_up_to_a_limit() -> None:
    clock = Clock()
    Retry(sleep=clock.sleep).call(failing(1, retry_after_s=7.0))
    Retry(sleep=clock.sleep).call(failing(1, retry_after_s=9999.0))
    assert clock.slept == [7.0, 60.0]


def test_a_breaker_counts_final_failures_only() -> None:
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


def test_a_refusal_does_not_open_the_breaker() -> None:
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
    breaker.record_failure()
    clock.now += 60
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            Retry(breaker=breaker).call(lambda: 1 / 0)
    assert Retry(breaker=breaker).call(failing(0)) == "done"
    assert breaker.state == "closed"


def test_a_backend_that_asks_for_no_wait_is_not_hammered() -> None:
    clock = Clock()
    Retry(sleep=clock.sleep, chance=lambda: 0.5).call(failing(3, retry_after_s=0.0))
    assert clock.slept == [0.5, 1.0, 2.0]


def test_a_deadline_allows_no_wait_beyond_it() -> None:
    clock = Clock()
    with pytest.raises(tk.BackendError, match="busy"):
        Retry(deadline_s=4, sleep=clock.sleep, clock=clock, chance=lambda: 0.5).call(failing(9))
    assert clock.slept == [0.5, 1, 2]
    with pytest.raises(tk.BackendError, match="busy"):  # nor one that the backend asks for
        Retry(deadline_s=4, sleep=clock.sleep, clock=clock).call(failing(9, retry_after_s=5.0))
    assert len(clock.slept) == 3


def test_a_decorated_function_is_retried_and_keeps_its_signature() -> None:
    clock, calls = Clock(), []

    @retry(delays_s=[1.0, 3.0], clock=clock, sleep=clock.sleep, chance=lambda: 0.5)
    def fetch(day: str, *, pages: int = 1) -> str:
        """Fetch a day."""
        calls.append((day, pages))
        if len(calls) < 3:
            raise tk.BackendError("shop", "busy", retryable=True)
        return f"{day}: {pages}"

    assert fetch("Monday", pages=2) == "Monday: 2"
    assert calls == [("Monday", 2)] * 3
    assert clock.slept == [1.0, 3.0]
    assert (fetch.__name__, fetch.__doc__) == ("fetch", "Fetch a day.")
    assert list(inspect.signature(fetch).parameters) == ["day", "pages"]


def test_a_decorated_function_honours_deadline_and_breaker() -> None:
    clock = Clock()
    breaker = Breaker("shop", failures=1, clock=clock)
    calls = []

    @retry(deadline_s=4, breaker=breaker, clock=clock, sleep=clock.sleep, chance=lambda: 0.5)
    def fetch() -> None:
        calls.append(1)
        raise tk.BackendError("shop", "busy", retryable=True)

    with pytest.raises(tk.BackendError, match="busy"):
        fetch()
    assert clock.slept == [0.5, 1, 2]
    with pytest.raises(tk.BackendError, match="1 calls in a row failed"):
        fetch()
    assert len(calls) == 4


def test_permanent_failures_and_bugs_leave_a_decorated_function_at_once() -> None:
    clock = Clock()

    @retry(sleep=clock.sleep)
    def fail(error: Exception) -> None:
        raise error

    for error in (tk.BackendError("shop", "no"), ZeroDivisionError()):
        with pytest.raises(type(error)):
            fail(error)
    assert clock.slept == []


def test_a_function_whose_body_runs_later_cannot_be_decorated() -> None:
    def pages() -> Iterator[int]:
        yield 1

    async def page() -> int:
        return 1

    for function in (pages, page):
        with pytest.raises(tk.InvalidInput, match="a plain function"):
            retry()(function)


def test_a_wait_beyond_its_patience_ends_the_attempts() -> None:
    calls: list[int] = []

    def work() -> None:
        calls.append(1)
        raise tk.BackendError("shop", "later", retryable=True, retry_after_s=10.0 * len(calls))

    clock = Clock()
    policy = Retry(patience_s=10.0, clock=clock, sleep=clock.sleep, chance=lambda: 0.5)
    with pytest.raises(tk.BackendError, match="later") as failed:
        policy.call(work)
    assert (len(calls), clock.slept, failed.value.retry_after_s) == (2, [10.0], 20.0)
