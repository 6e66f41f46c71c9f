"""Stress tests of many plans: a club's, overnight."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from trainkit._batch import Batch, BatchRun, Progress, Task, digest_of, run_batch, texts_of_history
from trainkit._work import ExecutorChoice
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.model import Model
from trainkit.models.plan import TrainingPlan
from trainkit.planning._disruptions import DISRUPTIONS, DisruptionKind
from trainkit.resilience._report import StressReport
from trainkit.resilience._stress import stress

__all__ = ["StressRequest", "stress_many"]


class StressRequest(Model):
    """The arguments of `stress` for one plan of many.

    Parameters
    ----------
    plan : TrainingPlan
        The plan.
    athlete : Athlete
        For whom it was made.
    history : History, optional
        What was done before it.
    trials : int
        Number of disruptions that are tried, at least 10.
    seed : int
        Seed of the search.
    kinds : tuple of str
        Kinds of disruptions, names of `DISRUPTIONS`.
    """

    plan: TrainingPlan
    athlete: Athlete
    history: History | None = None
    trials: Annotated[int, Field(ge=10)] = 60
    seed: int = 0
    kinds: tuple[DisruptionKind, ...] = tuple(DISRUPTIONS)


def stress_many(
    requests: Mapping[str, StressRequest | Callable[[], StressRequest]],
    *,
    executor: ExecutorChoice = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    on_report: Callable[[str, StressReport | Exception], object] | None = None,
    attempts: int = 3,
    at_once: int = 64,
) -> Batch[StressReport]:
    """Search for the worst disruption of many plans, each search as `stress` does it.

    Parameters
    ----------
    requests : mapping of str to StressRequest, or to a callable that returns one
        By name, such as the athlete's.
    executor, folder, progress, attempts, at_once
        As in `planning.plan_many`; the folder keeps each `StressReport` as it is found.
    on_report : callable, optional
        Called with the name and the report, or the error, as each is known.

    Returns
    -------
    Batch
        A mapping of names to reports, with `failures` and `kept`.

    Raises
    ------
    BackendError
        The executor that was given broke: call again with a new one.
    OSError
        A report cannot be written to the folder.
    """
    where = None if folder is None else Path(folder)
    run = BatchRun(StressReport, executor, where, progress, on_report, attempts, at_once)
    return run_batch({name: partial(_task, made) for name, made in requests.items()}, run)


def _task(request: StressRequest | Callable[[], StressRequest]) -> Task[StressReport]:
    ready = request if isinstance(request, StressRequest) else request()
    rest = ready.model_dump_json(exclude={"history"})
    return Task(partial(_search, ready), digest_of([rest, *texts_of_history(ready.history)]))


def _search(request: StressRequest) -> StressReport:
    """Search where a worker runs."""
    return stress(
        request.plan,
        request.athlete,
        request.history,
        trials=request.trials,
        seed=request.seed,
        kinds=request.kinds,
    )
