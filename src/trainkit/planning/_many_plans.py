"""Plans of many athletes: of a club, overnight, on all cores or a cluster."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from trainkit._batch import Batch, BatchRun, Progress, Task, digest_of, run_batch, texts_of_history
from trainkit._work import ExecutorChoice
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.model import Model
from trainkit.models.plan import TrainingPlan
from trainkit.planning._disruptions import Disruption
from trainkit.planning._plan import plan

__all__ = ["PlanRequest", "plan_many"]


class PlanRequest(Model):
    """The arguments of `plan` for one athlete of many.

    Parameters
    ----------
    goal : Goal or sequence of Goal, or None
        The race or races; None builds a base.
    athlete : Athlete
        Whose plan it is.
    history : History, optional
        What was trained before.
    availability : Availability, optional
        The time available.
    start : date, optional
        The first day; by default the Monday after the history.
    allow_short : bool
        Whether to plan also where the time is too short for a whole build-up.
    methodology : str or dict of str to float
        How the hard time is spread, as in `plan`.
    robust : bool or tuple of Disruption
        Whether, and against what, the plan is robust, as in `plan`.
    seconds : float
        The time that the search may take [s].
    """

    goal: Goal | tuple[Goal, ...] | None
    athlete: Athlete
    history: History | None = None
    availability: Availability | None = None
    start: date | None = None
    allow_short: bool = False
    methodology: str | dict[str, float] = "pyramidal"
    robust: bool | tuple[Disruption, ...] = False
    seconds: Annotated[float, Field(gt=0)] = 10.0


def plan_many(
    requests: Mapping[str, PlanRequest | Callable[[], PlanRequest]],
    *,
    executor: ExecutorChoice = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    on_plan: Callable[[str, TrainingPlan | Exception], object] | None = None,
    attempts: int = 3,
    at_once: int = 64,
) -> Batch[TrainingPlan]:
    """Plan for many athletes: each plan is the one that `plan` makes, and none stops the others.

    Parameters
    ----------
    requests : mapping of str to PlanRequest, or to a callable that returns one
        By the athlete's name. A callable is called here when it is its turn, so that the histories
        of a whole club need not be in memory together.
    executor : Executor or callable, optional
        Where plans are made: a pool of processes, a cluster, or what makes executors, such as the
        class `ProcessPoolExecutor`. A pool breaks when a worker dies; what makes executors is then
        asked for another one, and the athlete whose plan kills its worker is named. By default
        here, one after the other. Threads gain little.
    folder : path, optional
        Keeps each plan as it is made, as a file that `TrainingPlan` and ``trainkit check`` read. A
        later call with the same folder makes only the plans that are missing, and those whose
        request has changed.
    progress : callable, optional
        Called as ``progress(done, total, name)`` after each athlete, in this thread.
    on_plan : callable, optional
        Called with the name and the plan, or the error, as each is known, in this thread.
    attempts : int
        How often a plan may fail for a reason that may pass. A race out of reach, or rules that
        contradict each other, are reasons that stay.
    at_once : int
        Requests handed to the executor at a time.

    Returns
    -------
    Batch
        A mapping of names to plans, with `failures` by name, and `kept`, the names whose plan was
        found in the folder. Failed names are tried again by a later call.

    Raises
    ------
    BackendError
        The executor that was given broke: call again with a new one.
    OSError
        A plan cannot be written to the folder.

    Notes
    -----
    A search that its `PlanRequest.seconds` end early depends on the speed of the machine: with
    more processes than cores, allow more.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit import Athlete, Goal
    >>> day = dt.date(2026, 6, 29)
    >>> race = Goal(distance_m=5000, date=day + dt.timedelta(days=55))
    >>> ann = Athlete(sex="female", birth_date="1990-01-01", hr_rest=52, hr_max=186)
    >>> made = plan_many(
    ...     {
    ...         "ann": PlanRequest(goal=race, athlete=ann, start=day),
    ...         "ben": PlanRequest(goal=race, athlete=ann),
    ...     }
    ... )
    >>> len(made["ann"].workouts), list(made.failures)
    (56, ['ben'])
    """
    run = BatchRun(
        TrainingPlan,
        executor=executor,
        folder=None if folder is None else Path(folder),
        progress=progress,
        on_result=on_plan,
        attempts=attempts,
        at_once=at_once,
    )
    return run_batch({name: partial(_task, made) for name, made in requests.items()}, run)


def _task(request: PlanRequest | Callable[[], PlanRequest]) -> Task[TrainingPlan]:
    ready = request if isinstance(request, PlanRequest) else request()
    rest = ready.model_dump_json(exclude={"history"})
    return Task(partial(_make, ready), digest_of([rest, *texts_of_history(ready.history)]))


def _make(request: PlanRequest) -> TrainingPlan:
    """Make a plan where a worker runs."""
    return plan(
        request.goal,
        request.athlete,
        request.history,
        availability=request.availability,
        start=request.start,
        allow_short=request.allow_short,
        methodology=request.methodology,
        robust=request.robust,
        seconds=request.seconds,
    )
