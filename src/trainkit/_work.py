"""Run many independent pieces of work on any executor: retried, and none stops the others."""

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from trainkit.errors import BackendError, TrainkitError

__all__ = ["ExecutorChoice", "run_work"]

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")

ExecutorChoice = Executor | Callable[[], Executor] | None
"""An executor, what makes a new one whenever one breaks, or None for this thread."""


@dataclass(slots=True)
class _Piece(Generic[Key, Result]):
    key: Key
    run: Callable[[], Result]
    failed: int = 0

    def ends_with(self, outcome: Result | Exception, attempts: int) -> bool:
        """Count a failure, and return whether there is no other attempt."""
        if not isinstance(outcome, Exception):
            return True
        self.failed += 1
        return self.failed >= attempts or not _may_pass(outcome)


_Outcome = tuple[Key, Result | Exception]
_Round = Generator[_Outcome[Key, Result], None, list[_Piece[Key, Result]]]


def run_work(
    work: Iterable[tuple[Key, Callable[[], Result]]],
    executor: ExecutorChoice = None,
    *,
    attempts: int = 3,
    at_once: int = 64,
) -> Generator[_Outcome[Key, Result], None, None]:
    """Run pieces of work and yield what becomes of each as it ends.

    An error that comes again each time, such as `InvalidInput`, is not tried again.

    Parameters
    ----------
    work : iterable of (key, callable)
        Drawn as there is room, so that what it holds need not be in memory together. For processes
        and clusters the callables must be picklable.
    executor : Executor, callable or None
        A pool of processes breaks when one of them dies. What makes executors is then asked for
        another one, and the pieces that were under way run alone until the one that kills its
        worker is known; the others go on together.
    attempts : int
        How often a piece may fail.
    at_once : int
        Pieces handed to the executor at a time.

    Yields
    ------
    key, result or exception
        In the order in which they end; each key once.

    Raises
    ------
    BrokenExecutor
        An executor that was given broke; nothing more is yielded.
    """
    pieces = (_Piece(key, run) for key, run in work)
    if executor is None:
        for piece in pieces:
            outcome = _run_here(piece.run)
            while not piece.ends_with(outcome, attempts):
                outcome = _run_here(piece.run)
            yield piece.key, outcome
    elif isinstance(executor, Executor):
        if (yield from _run_together(executor, pieces, attempts, at_once)):
            raise BrokenExecutor("a worker of the executor died")
    else:
        yield from _run_in_new_executors(executor, pieces, attempts, at_once)


def _run_here(run: Callable[[], Result]) -> Result | Exception:
    try:
        return run()
    except Exception as error:  # noqa: BLE001  as an executor does, so that others go on
        return error


def _run_in_new_executors(
    make: Callable[[], Executor],
    pieces: Iterator[_Piece[Key, Result]],
    attempts: int,
    at_once: int,
) -> Iterator[_Outcome[Key, Result]]:
    while True:
        with make() as pool:
            lost = yield from _run_together(pool, pieces, attempts, at_once)
        if not lost:
            return
        rest = yield from _find_killer(make, lost, attempts)
        pieces = chain(rest, pieces)


def _run_together(
    pool: Executor, pieces: Iterator[_Piece[Key, Result]], attempts: int, at_once: int
) -> _Round[Key, Result]:
    """Run pieces until none is left, or until the pool breaks; return those that it took along."""
    running: dict[Future[Result], _Piece[Key, Result]] = {}
    lost: list[_Piece[Key, Result]] = []
    try:
        while True:
            room = 0 if lost else at_once - len(running)
            running |= {_submit(pool, piece): piece for piece in islice(pieces, room)}
            if not running:
                return lost
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                piece, outcome = running.pop(future), _run_here(future.result)
                if isinstance(outcome, BrokenExecutor):
                    lost.append(piece)
                elif piece.ends_with(outcome, attempts):
                    yield piece.key, outcome
                else:
                    running[_submit(pool, piece)] = piece
    finally:
        _cancel(running)


def _cancel(futures: Iterable[Future[Result]]) -> None:
    for future in futures:
        future.cancel()


def _find_killer(
    make: Callable[[], Executor], lost: list[_Piece[Key, Result]], attempts: int
) -> _Round[Key, Result]:
    """Run what was under way when a worker died, alone, until it happens again; return the rest."""
    with make() as pool:
        for place, piece in enumerate(lost):
            if (yield from _run_together(pool, iter([piece]), attempts, 1)):
                words = "its worker died, and when it ran alone its worker died again"
                yield piece.key, BackendError("executor", words)
                return lost[place + 1 :]
    return []


def _submit(pool: Executor, piece: _Piece[Key, Result]) -> Future[Result]:
    try:
        return pool.submit(piece.run)
    except BrokenExecutor as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _may_pass(error: Exception) -> bool:
    """Whether another attempt may succeed."""
    if isinstance(error, BackendError):
        return error.retryable
    return not isinstance(error, TrainkitError)
