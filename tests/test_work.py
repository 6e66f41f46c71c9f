"""Work on executors: everything ends once, and what kills its worker is found."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from threading import Event

import pytest

from trainkit._work import run_work
from trainkit.errors import BackendError, InvalidInput

# A test's own processes end before anything else runs.
FORKS = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def square(number: int) -> int:
    return number * number


def die() -> int:
    os._exit(9)


def fail(error: Exception) -> int:
    raise error


def two_processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, mp_context=get_context("fork"))


class Failing:
    """Fails a number of times, and counts its calls."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "done"


def squares(count: int) -> dict[int, Callable[[], int]]:
    return {number: partial(square, number) for number in range(count)}


def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2)


@FORKS
@pytest.mark.parametrize("make", [None, threads, two_processes])
def test_every_piece_ends_once_wherever_it_runs(make: Callable[[], Executor] | None) -> None:
    ended = list(run_work(squares(30).items(), make, at_once=4))
    assert sorted(ended) == [(number, number * number) for number in range(30)]


@pytest.mark.parametrize("make", [None, threads])
@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (OSError("gone"), 3),
        (BackendError("store", "busy", retryable=True), 3),
        (BackendError("store", "no such table"), 1),
        (InvalidInput("goal", 1, "2"), 1),
    ],
)
def test_what_may_pass_is_tried_again(
    make: Callable[[], Executor] | None, error: Exception, calls: int
) -> None:
    always, twice = Failing(error, 9), Failing(error, 2)
    ended = dict(run_work({"always": always, "twice": twice}.items(), make))
    assert ended["always"] is error
    assert ended["twice"] == ("done" if calls == 3 else error)
    assert always.calls == calls


def test_no_more_is_drawn_than_there_is_room_for() -> None:
    drawn = 0

    def draw() -> Iterator[tuple[int, Callable[[], int]]]:
        nonlocal drawn
        for number, piece in squares(20).items():
            drawn += 1
            yield number, piece

    with ThreadPoolExecutor(1) as pool:
        for place, _ in enumerate(run_work(draw(), pool, at_once=3)):
            assert drawn <= place + 3
    assert drawn == 20


@FORKS
def test_what_kills_its_worker_is_named_and_the_others_go_on() -> None:
    work = squares(12) | {5: die, 9: die}
    ended = dict(run_work(work.items(), two_processes, at_once=5))
    killers = [number for number, outcome in ended.items() if isinstance(outcome, Exception)]
    assert sorted(killers) == [5, 9]
    assert "worker died again" in str(ended[5])
    assert all(ended[number] == number * number for number in set(range(12)) - {5, 9})


@FORKS
def test_an_executor_that_breaks_says_so() -> None:
    with two_processes() as pool, pytest.raises(BrokenExecutor):
        list(run_work({0: die}.items(), pool))


def test_whoever_stops_early_leaves_nothing_waiting() -> None:
    closed, ran = Event(), list[int]()

    def piece(number: int) -> int:
        if number:
            closed.wait()
        ran.append(number)
        return number

    with ThreadPoolExecutor(1) as pool:
        work = ((number, partial(piece, number)) for number in range(50))
        ended = run_work(work, pool, at_once=50)
        assert next(ended) == (0, 0)
        ended.close()
        closed.set()
    assert len(ran) <= 2  # the first, and the one that was under way
