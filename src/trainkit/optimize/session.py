"""A search that runs by itself: propose, execute, analyze, record, until a limit is reached."""

import contextlib
import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from trainkit._array import whole
from trainkit.errors import InvalidInput
from trainkit.optimize._dimensions import Point
from trainkit.optimize._optimizer import Optimizer
from trainkit.optimize._session_file import (
    Diary,
    header_of,
    stored_about,
    stored_optimizer,
    stored_status,
    trials_of,
)
from trainkit.optimize._states import (
    Limits,
    SessionStatus,
    State,
    TrialRecord,
    next_state,
    status_of,
)
from trainkit.optimize.space import Space
from trainkit.ports.surrogate import Surrogate

__all__ = ["Scored", "Session"]

Outcome = TypeVar("Outcome")


class Scored(NamedTuple):
    """A score, and what else to keep of the trial, as JSON can write it."""

    score: float
    detail: Mapping[str, object]


class _Under(NamedTuple):
    """A trial under way."""

    number: int
    point: Point
    began: float


class Session(Generic[Outcome]):
    """Trials of one search, kept on the disk as they end.

    `run` blocks until the session is over; `stop`, `status` and `trials` may be called from other
    threads meanwhile. Sessions share nothing, so that any number can run at once.

    Parameters
    ----------
    optimizer : Optimizer
        What proposes; its trials so far are those that the session starts from.
    execute : callable
        From a point to an outcome; what it raises fails the trial, not the session.
    analyze : callable
        From an outcome to a score, or to a `Scored`; called in the session's own thread.
    limits : Limits
        When the session is complete.
    path : path, optional
        The journal: no trial that ended is lost when the process is killed. A journal of the same
        search that is there already is continued, with the proposals that would have followed.
    about : mapping, optional
        What else to keep in the journal, as JSON can write it.
    pool : concurrent.futures.Executor, optional
        Where `execute` runs; by default in the session's own thread.
    workers : int
        How many trials run at once in the pool.
    on_trial : callable, optional
        Called with each record, once it is on the disk.
    clock : callable
        Seconds since any moment.

    Raises
    ------
    InvalidInput
        More than one worker without a pool, or a journal of another search.
    OSError
        The journal cannot be read.

    Examples
    --------
    >>> from trainkit.optimize import Optimizer, Real, Space
    >>> optimizer = Optimizer(Space([Real("x", 0, 1)]))
    >>> session = Session(
    ...     optimizer, lambda point: point["x"] ** 2, analyze=float, limits=Limits(trials=12)
    ... )
    >>> session.run().best.point
    {'x': 1.0}
    """

    def __init__(
        self,
        optimizer: Optimizer,
        execute: Callable[[Point], Outcome],
        *,
        analyze: Callable[[Outcome], float | Scored],
        limits: Limits | None = None,
        path: Path | None = None,
        about: Mapping[str, object] | None = None,
        pool: Executor | None = None,
        workers: int = 1,
        on_trial: Callable[[TrialRecord], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if whole("workers", workers, low=1) > 1 and pool is None:
            raise InvalidInput("workers", workers, "1 without a pool")
        self.optimizer = optimizer
        self.limits = Limits() if limits is None else limits
        self._execute, self._analyze, self._on_trial = execute, analyze, on_trial
        self._pool, self._workers, self._clock = pool or _Here(), workers, clock
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._state = State.PENDING
        self._error: str | None = None
        self._records: list[TrialRecord] = []
        self._under: list[_Under] = []
        self._futures: dict[Future[Outcome], _Under] = {}
        self._began: float | None = None
        self._path = None if path is None else Path(path)
        self._diary: Diary | None = None
        self._header = header_of(optimizer, self.limits, about or {})
        if self._path is not None:
            self._records += trials_of(self._path, self._header)
        for one in self._records:
            optimizer.tell(one.point, one.score)
        self._elapsed = self._records[-1].elapsed if self._records else 0.0  # until the last moment

    @classmethod
    def resume(
        cls,
        path: Path,
        execute: Callable[[Point], Outcome],
        *,
        analyze: Callable[[Outcome], float | Scored],
        limits: Limits | None = None,
        space: Space | None = None,
        surrogate: Surrogate | None = None,
        pool: Executor | None = None,
        workers: int = 1,
        on_trial: Callable[[TrialRecord], None] | None = None,
    ) -> "Session[Outcome]":
        """Go on with the session of a journal, from the last trial that ended.

        Parameters
        ----------
        path : path
            The journal.
        execute, analyze : callable
            As they were.
        limits : Limits, optional
            When it is complete; as before, if not given.
        space, surrogate : optional
            Needed where a constraint is a function, or the surrogate was not given by name.
        pool, workers, on_trial
            As for a new session.

        Returns
        -------
        Session
            Pending, with the trials so far.

        Raises
        ------
        InvalidInput
            No such journal, or it cannot tell its space or surrogate.
        """
        return cls(
            stored_optimizer(path, space=space, surrogate=surrogate),
            execute,
            analyze=analyze,
            limits=stored_status(path).limits if limits is None else limits,
            path=path,
            about=stored_about(path),
            pool=pool,
            workers=workers,
            on_trial=on_trial,
        )

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._state

    @property
    def trials(self) -> tuple[TrialRecord, ...]:
        """Every trial that is over, in the order in which they ended."""
        with self._lock:
            return tuple(self._records)

    @property
    def status(self) -> SessionStatus:
        """How the session is doing."""
        with self._lock:
            return status_of(
                self._records,
                self.limits,
                state=self._state,
                elapsed=self._now(),
                maximize=self.optimizer.maximize,
                running=len(self._under),
                error=self._error,
            )

    def run(self) -> SessionStatus:
        """Run trials until a limit is reached or `stop` is called.

        Returns
        -------
        SessionStatus
            The session's, completed.

        Raises
        ------
        InvalidInput
            The session ran before, another process runs it, or no point keeps its constraints.
        OSError
            The journal could not be written. What was recorded before is kept.
        """
        with self._lock:
            next_state(self._state, State.RUNNING)
            if self._path is not None:
                self._diary = Diary(self._path, self._header, self._records)
            self._enter(State.RUNNING)
            self._began = self._clock()
            if self._stop.is_set():
                self._enter(State.STOPPING)
        try:
            while self._go_on():
                pass
            self._enter(State.COMPLETED)
        except BaseException as error:
            self._error = f"{type(error).__name__}: {error}"
            self._state = next_state(self._state, State.FAILED)
            if self._diary is not None:
                with contextlib.suppress(OSError):  # the disk may be what failed
                    self._diary.enter(self._state)
            raise
        finally:
            self._close()
        return self.status

    def stop(self) -> bool:
        """Let the trials under way finish, and begin no other.

        Returns
        -------
        bool
            Whether the session was not over yet.
        """
        with self._lock:
            self._stop.set()
            if self._state is State.RUNNING:
                self._enter(State.STOPPING)
            return self._state in {State.PENDING, State.STOPPING}

    def _go_on(self) -> bool:
        """Fill the workers, then record what ended; False when there is nothing left to do."""
        while self._may_begin():
            self._begin()
        if not self._futures:
            return False
        over, _ = wait(self._futures, return_when=FIRST_COMPLETED)
        for future in sorted(over, key=lambda one: self._futures[one].number):
            self._record(future)
        return True

    def _may_begin(self) -> bool:
        if self._diary is not None and self._diary.stop_wanted:
            self.stop()
        status = self.status
        trials_left = self.limits.trials - status.done - status.running
        open_end = status.progress < 1
        return open_end and trials_left > 0 and status.running < self._workers and self._running

    @property
    def _running(self) -> bool:
        return self._state is State.RUNNING

    def _begin(self) -> None:
        point = self.optimizer.ask()
        number = len(self._records) + len(self._under) + 1
        under = _Under(number, point, self._clock())
        with self._lock:
            self._under.append(under)
        self._futures[self._pool.submit(self._execute, dict(point))] = under

    def _record(self, future: "Future[Outcome]") -> None:
        """Put a trial that ended on the disk, then learn from it."""
        under = self._futures.pop(future)
        score, error, detail = self._judged(future)
        with self._lock:
            record = TrialRecord(
                number=len(self._records) + 1,
                point=under.point,
                score=score,
                error=error,
                seconds=max(self._clock() - under.began, 0.0),
                elapsed=self._now(),
                detail=detail,
            )
            if self._diary is not None:
                self._diary.add(record)
            self._under.remove(under)
            self._records.append(record)
            self.optimizer.tell(record.point, record.score)
        if self._on_trial is not None:
            self._on_trial(record)

    def _judged(
        self, future: "Future[Outcome]"
    ) -> tuple[float | None, str | None, dict[str, object]]:
        """Score, error and detail of a trial; whatever was raised in it is its error."""
        try:
            found = self._analyze(future.result())
            score, detail = found if isinstance(found, Scored) else Scored(found, {})
            kept = json.loads(json.dumps(dict(detail), allow_nan=False))
            if not math.isfinite(score):
                raise InvalidInput("score", score, "finite")
        except Exception as error:  # noqa: BLE001 - one bad trial never ends a session
            return None, f"{type(error).__name__}: {error}", {}
        return float(score), None, kept

    def _enter(self, state: State) -> None:
        with self._lock:
            next_state(self._state, state)
            if self._diary is not None:
                self._diary.enter(state)
            self._state = state

    def _now(self) -> float:
        """Seconds that the session has run."""
        since = 0.0 if self._began is None else max(self._clock() - self._began, 0.0)
        return self._elapsed + since

    def _close(self) -> None:
        with self._lock:
            self._elapsed, self._began = self._now(), None
            if self._diary is not None:
                self._diary.close()
                self._diary = None


class _Here(Executor):
    """Runs each call at once, in the thread that submits it."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Run the call; the future is done."""
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future raises it
            future.set_exception(error)
        return future
