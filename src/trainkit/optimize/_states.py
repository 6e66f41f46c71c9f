"""What a session is in, when it ends, and what it can tell of itself."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.optimize._dimensions import Value

__all__ = ["Limits", "SessionStatus", "State", "TrialRecord", "next_state", "status_of"]


class State(StrEnum):
    """Where a session stands."""

    PENDING = "pending"
    RUNNING = "running"
    STOPPING = "stopping"
    COMPLETED = "completed"
    FAILED = "failed"


_NEXT = {
    State.PENDING: {State.RUNNING, State.FAILED},
    State.RUNNING: {State.STOPPING, State.COMPLETED, State.FAILED},
    State.STOPPING: {State.COMPLETED, State.FAILED},
    State.COMPLETED: set(),
    State.FAILED: set(),
}


def next_state(now: State, wanted: State) -> State:
    """Give the wanted state, or raise `InvalidInput` if it does not follow."""
    if wanted not in _NEXT[now]:
        follows = ", ".join(sorted(_NEXT[now])) or "nothing"
        raise InvalidInput("state", str(wanted), f"{follows} after {now}")
    return wanted


class Limits(Model):
    """When a session is complete: at the first limit that it reaches.

    Parameters
    ----------
    trials : int
        Trials in all, those that failed included.
    seconds : float, optional
        Time in all [s], that of earlier runs included; a trial that runs may finish.
    without_improvement : int, optional
        Trials since the best score last got better.
    """

    trials: Annotated[int, Field(ge=1)] = 60
    seconds: Annotated[float, Field(gt=0)] | None = None
    without_improvement: Annotated[int, Field(ge=1)] | None = None


class TrialRecord(Model):
    """A trial that is over.

    Parameters
    ----------
    number : int
        Its place in the session, from 1.
    point : dict
        What was tried.
    score : float, optional
        What it scored; None if it failed.
    error : str, optional
        Why it failed.
    seconds : float
        How long it took [s].
    elapsed : float
        How long the session had run when it was recorded [s].
    detail : dict
        What the analysis said beside the score.
    """

    number: Annotated[int, Field(ge=1)]
    point: dict[str, Value]
    score: float | None = None
    error: str | None = None
    seconds: Annotated[float, Field(ge=0)]
    elapsed: Annotated[float, Field(ge=0)]
    detail: dict[str, object] = Field(default_factory=dict)


class SessionStatus(Model):
    """How a session is doing.

    Parameters
    ----------
    state : State
        Where it stands.
    done, failed : int
        Trials that are over, and how many of them failed.
    running : int
        Trials under way.
    limits : Limits
        When it is complete.
    best : TrialRecord, optional
        The trial of the best score.
    elapsed : float
        How long it has run [s].
    progress : float
        Share of the nearest limit that is used up, 0 to 1.
    remaining : float, optional
        Estimated time to completion [s]: None before a first trial is over.
    error : str, optional
        Why it failed.
    """

    state: State
    done: int
    failed: int
    running: int
    limits: Limits
    best: TrialRecord | None = None
    elapsed: float
    progress: float
    remaining: float | None = None
    error: str | None = None


def status_of(
    records: Sequence[TrialRecord],
    limits: Limits,
    *,
    state: State,
    elapsed: float,
    maximize: bool,
    running: int = 0,
    error: str | None = None,
) -> SessionStatus:
    """Sum up a session's trials."""
    best: TrialRecord | None = None
    since = 0  # trials since the best score last got better
    sign = 1.0 if maximize else -1.0
    for one in records:
        since += 1
        if one.score is not None and (best is None or sign * (one.score - (best.score or 0.0)) > 0):
            best, since = one, 0
    done = len(records)
    used = [done / limits.trials]
    if limits.seconds is not None:
        used.append(elapsed / limits.seconds)
    if limits.without_improvement is not None:
        used.append(since / limits.without_improvement)
    return SessionStatus(
        state=state,
        done=done,
        failed=sum(one.score is None for one in records),
        running=running,
        limits=limits,
        best=best,
        elapsed=elapsed,
        progress=min(max(used), 1.0),
        remaining=_remaining(done, limits, state=state, elapsed=elapsed),
        error=error,
    )


def _remaining(done: int, limits: Limits, *, state: State, elapsed: float) -> float | None:
    """Seconds to the limit of trials at the pace so far, or to that of time if nearer."""
    if state in {State.COMPLETED, State.FAILED}:
        return 0.0
    if done == 0:
        return None
    by_trials = max(limits.trials - done, 0) * elapsed / done
    return by_trials if limits.seconds is None else min(by_trials, max(limits.seconds - elapsed, 0))
