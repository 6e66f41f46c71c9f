"""Campaigns against many systems, or of many seeds, each with a journal of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from trainkit._batch import Batch, BatchRun, Progress, Task, file_stem, run_batch
from trainkit._work import ExecutorChoice
from trainkit.chaos._campaign import Campaign
from trainkit.chaos._report import CampaignReport
from trainkit.chaos._settings import CampaignSettings
from trainkit.optimize import Limits
from trainkit.ports import FaultInjector

__all__ = ["CampaignRequest", "run_campaigns"]


@dataclass(frozen=True)
class CampaignRequest:
    """A campaign of many.

    Parameters
    ----------
    settings : CampaignSettings
        The search space and its safety limits.
    make_injector : callable
        Makes the fault injector where the campaign runs; for processes and clusters it must be
        picklable, such as a class or a function of a module.
    seed : int
        The same seed makes the same proposals.
    surrogate : {"gp", "random"}
        Learns the severity.
    limits : Limits, optional
        When the campaign is complete.
    """

    settings: CampaignSettings
    make_injector: Callable[[], FaultInjector]
    seed: int = 0
    surrogate: str = "gp"
    limits: Limits | None = None


def run_campaigns(
    requests: Mapping[str, CampaignRequest],
    *,
    folder: str | Path,
    executor: ExecutorChoice = None,
    progress: Progress | None = None,
    on_report: Callable[[str, CampaignReport | Exception], object] | None = None,
    attempts: int = 1,
    at_once: int = 64,
) -> Batch[CampaignReport]:
    """Run many campaigns, wherever the executor runs.

    Faults of two campaigns in one system would be taken for each other's: give each a system of
    its own, or run those of one system without an executor, one after the other.

    Parameters
    ----------
    requests : mapping of str to CampaignRequest
        By name.
    folder : path
        Of the journals, seen by all workers. After a kill, call it again with the same folder: each
        campaign removes the faults that it left behind, and goes on after its last trial.
    executor, progress, at_once
        As in `planning.plan_many`.
    on_report : callable, optional
        Called with the name and the report, or the error, as each is known.
    attempts : int
        How often a campaign may fail; the next attempt goes on after the last trial.

    Returns
    -------
    Batch
        A mapping of names to reports, with `failures`.

    Raises
    ------
    BackendError
        The executor that was given broke: call again with a new one.
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    run = BatchRun(CampaignReport, executor, None, progress, on_report, attempts, at_once)
    tasks = {
        name: partial(Task, partial(_run, request, home / f"{file_stem(name)}.campaign"), "")
        for name, request in requests.items()
    }
    return run_batch(tasks, run)


def _run(request: CampaignRequest, path: Path) -> CampaignReport:
    """Run a campaign where a worker runs."""
    campaign = Campaign(
        request.settings,
        request.make_injector(),
        path=path,
        seed=request.seed,
        surrogate=request.surrogate,
        limits=request.limits,
    )
    return campaign.run()
