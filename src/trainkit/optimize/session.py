"""Run a search unattended: propose, execute, analyze and record until a limit is reached."""

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
    SessionFile,
    StoredSession,
    build_header,
    read_trials,
)
from trainkit.optimize._status import (
    Limits,
    SessionStatus,
    State,
    TrialRecord,
    check_transition,
    summarize,
)
from trainkit.optimize.space import Space
from trainkit.ports.surrogate import Surrogate

__all__ = ["Scored", "Session"]

Outcome = TypeVar("Outcome")


class Scored(NamedTuple):
    """A score, and JSON-compatible detail to record with it."""

    score: float
    detail: Mapping[str, object]


class _RunningTrial(NamedTuple):
    """A trial in progress."""

    number: int
    point: Point
    started_s: float


class Session(Generic[Outcome]):
    """Run the trials of one search and record each on disk as it ends.

    `run` blocks until the session is over; other threads may use `stop`, `status` and `trials`
    meanwhile. Sessions share nothing, so any number can run at once.

    Parameters
    ----------
    optimizer : Optimizer
        Proposes the points; the session starts from its trials.
    execute : callable
        Maps a point to an outcome; an exception fails the trial, not the session.
    analyze : callable
        Maps an outcome to a score or a `Scored`; called in the session's own thread.
    limits : Limits
        When the session is complete.
    path : path, optional
        The journal; a kill loses no finished trial. An existing journal of the same search is
        continued with the proposals that would have followed.
    about : mapping, optional
        JSON-compatible notes for the journal.
    pool : concurrent.futures.Executor, optional
        Runs `execute`; by default the session's own thread does.
    workers : int
        Number of trials that run at once in the pool.
    on_trial : callable, optional
        Called with each record once it is on disk.
    clock : callable
        Returns seconds since an arbitrary moment.

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
        self._pool, self._workers, self._clock = pool or _InlineExecutor(), workers, clock
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._state = State.PENDING
        self._error: str | None = None
        self._records: list[TrialRecord] = []
        self._running: list[_RunningTrial] = []
        self._futures: dict[Future[Outcome], _RunningTrial] = {}
        self._started_s: float | None = None
        self._path = None if path is None else Path(path)
        self._file: SessionFile | None = None
        self._header = build_header(optimizer, self.limits, about or {})
        if self._path is not None:
            self._records += read_trials(self._path, self._header)
        for record in self._records:
            optimizer.tell(record.point, record.score)
        self._earlier_s = self._records[-1].elapsed_s if self._records else 0.0  # earlier runs

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
        """Continue the session of a journal after its last finished trial.

        Parameters
        ----------
        path : path
            The journal.
        execute, analyze : callable
            The same functions as before.
        limits : Limits, optional
            New limits; by default the stored ones.
        space, surrogate : optional
            Required if a constraint is a function, or if the surrogate has no name.
        pool, workers, on_trial
            As for a new session.

        Returns
        -------
        Session
            Pending, with the trials so far.

        Raises
        ------
        InvalidInput
            No such journal, or the space or surrogate cannot be rebuilt from it.
        """
        stored = StoredSession(path)
        return cls(
            stored.optimizer(space=space, surrogate=surrogate),
            execute,
            analyze=analyze,
            limits=stored.limits if limits is None else limits,
            path=path,
            about=stored.about,
            pool=pool,
            workers=workers,
            on_trial=on_trial,
        )

    @property
    def state(self) -> State:
        """The session's state."""
        return self._state

    @property
    def trials(self) -> tuple[TrialRecord, ...]:
        """The finished trials, in the order in which they ended."""
        with self._lock:
            return tuple(self._records)

    @property
    def status(self) -> SessionStatus:
        """The session's progress."""
        with self._lock:
            return summarize(
                self._records,
                self.limits,
                state=self._state,
                elapsed_s=self._elapsed_s(),
                maximize=self.optimizer.maximize,
                running=len(self._running),
                error=self._error,
            )

    def prepare(self) -> None:
        """Write the journal's first line now, so that a kill before `run` forgets nothing.

        Raises
        ------
        InvalidInput
            Another process runs the session.
        OSError
            The journal could not be written.
        """
        if self._path is not None:
            SessionFile(self._path, self._header, self._records).close()

    def run(self) -> SessionStatus:
        """Run trials until a limit is reached or `stop` is called.

        Returns
        -------
        SessionStatus
            The status of the completed session.

        Raises
        ------
        InvalidInput
            The session ran before, another process runs it, or no point is feasible.
        OSError
            The journal could not be written; it keeps the trials recorded before.
        """
        with self._lock:
            check_transition(self._state, State.RUNNING)
            if self._path is not None:
                self._file = SessionFile(self._path, self._header, self._records)
            self._enter(State.RUNNING)
            self._started_s = self._clock()
            # `stop` may have come before `run`.
            if self._stop.is_set():
                self._enter(State.STOPPING)
        try:
            while self._step():
                pass
            self._enter(State.COMPLETED)
        except BaseException as error:
            self._error = _error_text(error)
            self._state = check_transition(self._state, State.FAILED)
            if self._file is not None:
                with contextlib.suppress(OSError):  # the disk may be what failed
                    self._file.append_state(self._state)
            raise
        finally:
            self._close()
        return self.status

    def stop(self) -> bool:
        """Finish the running trials and start no other.

        Returns
        -------
        bool
            Whether the session was still pending or running.
        """
        with self._lock:
            self._stop.set()
            if self._state is State.RUNNING:
                self._enter(State.STOPPING)
            return self._state in {State.PENDING, State.STOPPING}

    def _step(self) -> bool:
        """Fill the workers, then record finished trials; return False when nothing is left."""
        while self._can_start():
            self._start_trial()
        if not self._futures:
            return False
        finished, _ = wait(self._futures, return_when=FIRST_COMPLETED)
        # Trials that finish together are told in order, so that a replay sees the same sequence.
        for future in sorted(finished, key=lambda f: self._futures[f].number):
            self._record(future)
        return True

    def _can_start(self) -> bool:
        if self._file is not None and self._file.stop_requested:
            self.stop()
        status = self.status
        trials_left = self.limits.trials - status.done - status.running
        worker_free = status.running < self._workers
        # Read the state last: another thread may call `stop` meanwhile.
        return status.progress < 1 and trials_left > 0 and worker_free and self._is_running

    @property
    def _is_running(self) -> bool:
        return self._state is State.RUNNING

    def _start_trial(self) -> None:
        point = self.optimizer.ask()
        number = len(self._records) + len(self._running) + 1
        trial = _RunningTrial(number, point, self._clock())
        with self._lock:
            self._running.append(trial)
        # A copy of the point: what `execute` does to it must not reach the record.
        self._futures[self._pool.submit(self._execute, dict(point))] = trial

    def _record(self, future: "Future[Outcome]") -> None:
        """Write a finished trial to disk, then learn from it."""
        trial = self._futures.pop(future)
        score, error, detail = self._score(future)
        with self._lock:
            record = TrialRecord(
                number=len(self._records) + 1,
                point=trial.point,
                score=score,
                error=error,
                seconds=max(self._clock() - trial.started_s, 0.0),
                elapsed_s=self._elapsed_s(),
                detail=detail,
            )
            # On disk first: a trial that the optimizer knows must survive a kill.
            if self._file is not None:
                self._file.append_trial(record)
            self._running.remove(trial)
            self._records.append(record)
            self.optimizer.tell(record.point, record.score)
        # Outside the lock, so that the callback may wait for another thread.
        if self._on_trial is not None:
            self._on_trial(record)

    def _score(
        self, future: "Future[Outcome]"
    ) -> tuple[float | None, str | None, dict[str, object]]:
        """Return score, error and detail of a trial; an exception in it becomes its error."""
        try:
            result = self._analyze(future.result())
            score, detail = result if isinstance(result, Scored) else Scored(result, {})
            # Tested here, where it costs a trial; in the journal it would end the session.
            plain = json.loads(json.dumps(dict(detail), allow_nan=False))
            if not math.isfinite(score):
                raise InvalidInput("score", score, "finite")
        except Exception as error:  # noqa: BLE001 - one bad trial must not end the session
            return None, _error_text(error), {}
        return float(score), None, plain

    def _enter(self, state: State) -> None:
        with self._lock:
            check_transition(self._state, state)
            if self._file is not None:
                self._file.append_state(state)
            self._state = state

    def _elapsed_s(self) -> float:
        """Return the session's running time, including earlier runs [s]."""
        # A clock that is set back must not shorten the session.
        run_s = 0.0 if self._started_s is None else max(self._clock() - self._started_s, 0.0)
        return self._earlier_s + run_s

    def _close(self) -> None:
        with self._lock:
            self._earlier_s, self._started_s = self._elapsed_s(), None
            if self._file is not None:
                self._file.close()
                self._file = None


class _InlineExecutor(Executor):
    """Runs each call immediately, in the thread that submits it."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Run the call and return a finished future."""
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future raises it
            future.set_exception(error)
        return future


def _error_text(error: BaseException) -> str:
    """Return an error in words that a journal can hold, which halves of characters are not."""
    return f"{type(error).__name__}: {error}".encode(errors="backslashreplace").decode()
