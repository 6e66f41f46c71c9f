"""The states of a session, its limits, its trial records and its status."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import AliasChoices, Field

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.optimize._dimensions import Value

__all__ = ["Limits", "SessionStatus", "State", "TrialRecord", "check_transition", "summarize"]


class State(StrEnum):
    """The state of a session."""

    PENDING = "pending"
    RUNNING = "running"
    STOPPING = "stopping"
    COMPLETED = "completed"
    FAILED = "failed"


_TRANSITIONS = {
    State.PENDING: {State.RUNNING, State.FAILED},
    State.RUNNING: {State.STOPPING, State.COMPLETED, State.FAILED},
    State.STOPPING: {State.COMPLETED, State.FAILED},
    State.COMPLETED: set(),
    State.FAILED: set(),
}


def check_transition(now: State, target: State) -> State:
    """Return the target state, or raise `InvalidInput` if it cannot follow."""
    if target not in _TRANSITIONS[now]:
        allowed = ", ".join(sorted(_TRANSITIONS[now])) or "nothing"
        raise InvalidInput("state", str(target), f"{allowed} after {now}")
    return target


class Limits(Model):
    """Limits of a session; it is complete at the first that it reaches.

    Parameters
    ----------
    trials : int
        Number of trials, including failed ones.
    seconds : float, optional
        Running time [s], including earlier runs; a running trial may finish.
    without_improvement : int, optional
        Trials since the best score last improved.
    """

    trials: Annotated[int, Field(ge=1)] = 60
    seconds: Annotated[float, Field(gt=0)] | None = None
    without_improvement: Annotated[int, Field(ge=1)] | None = None


class TrialRecord(Model):
    """A finished trial.

    Parameters
    ----------
    number : int
        Position in the session, from 1.
    point : dict
        The point that was tried.
    score : float, optional
        Its score; None if the trial failed.
    error : str, optional
        Why it failed.
    seconds : float
        Duration of the trial [s].
    elapsed_s : float
        Running time of the session when the trial was recorded [s].
    detail : dict
        What the analysis returned beside the score.
    """

    number: Annotated[int, Field(ge=1)]
    point: dict[str, Value]
    score: float | None = None
    error: str | None = None
    seconds: Annotated[float, Field(ge=0)]
    elapsed_s: Annotated[float, Field(ge=0, validation_alias=AliasChoices("elapsed_s", "elapsed"))]
    detail: dict[str, object] = Field(default_factory=dict)


class SessionStatus(Model):
    """The progress of a session.

    Parameters
    ----------
    state : State
        Its state.
    done, failed : int
        Finished trials, and those of them that failed.
    running : int
        Trials in progress.
    limits : Limits
        When it is complete.
    best : TrialRecord, optional
        The trial of the best score.
    elapsed_s : float
        Running time [s].
    progress : float
        Used share of the nearest limit, 0 to 1.
    remaining_s : float, optional
        Estimated time to completion [s]; None before the first trial ends.
    error : str, optional
        Why it failed.
    """

    state: State
    done: int
    failed: int
    running: int
    limits: Limits
    best: TrialRecord | None = None
    elapsed_s: float
    progress: float
    remaining_s: float | None = None
    error: str | None = None


def summarize(
    records: Sequence[TrialRecord],
    limits: Limits,
    *,
    state: State,
    elapsed_s: float,
    maximize: bool,
    running: int = 0,
    error: str | None = None,
) -> SessionStatus:
    """Summarize a session's trials as its status."""
    best: TrialRecord | None = None
    since = 0  # trials since the best score last improved
    sign = 1.0 if maximize else -1.0
    for record in records:
        since += 1
        if record.score is None:
            continue
        if best is None or sign * (record.score - (best.score or 0.0)) > 0:
            best, since = record, 0
    done = len(records)
    used = [done / limits.trials]
    if limits.seconds is not None:
        used.append(elapsed_s / limits.seconds)
    if limits.without_improvement is not None:
        used.append(since / limits.without_improvement)
    return SessionStatus(
        state=state,
        done=done,
        failed=sum(record.score is None for record in records),
        running=running,
        limits=limits,
        best=best,
        elapsed_s=elapsed_s,
        progress=min(max(used), 1.0),
        remaining_s=_estimate_remaining(done, limits, state=state, elapsed_s=elapsed_s),
        error=error,
    )


def _estimate_remaining(
    done: int, limits: Limits, *, state: State, elapsed_s: float
) -> float | None:
    """Estimate the seconds to the trial limit at the pace so far, or to a nearer time limit."""
    if state in {State.COMPLETED, State.FAILED}:
        return 0.0
    if done == 0:
        return None
    by_trials = max(limits.trials - done, 0) * elapsed_s / done
    if limits.seconds is None:
        return by_trials
    return min(by_trials, max(limits.seconds - elapsed_s, 0))
