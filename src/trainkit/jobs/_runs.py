"""Run a job once a period, whoever asks, and keep a record of it."""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from trainkit.errors import InsufficientData, InvalidInput, TrainkitError
from trainkit.jobs._schedule import JOBS, Job, next_due, previous_due
from trainkit.jobs._work import WORK, Outcome
from trainkit.kit import Kit
from trainkit.models.model import Model
from trainkit.models.units import Moment
from trainkit.ports import Record
from trainkit.records import Lease

__all__ = ["JobRun", "JobStatus", "due_jobs", "run", "status"]

_LOG = logging.getLogger("trainkit.jobs")
_LEASE_S = 600.0  # after which a run that says nothing counts as crashed
_RETRY_S = 900.0  # after a failure; twice as long after each further one
_ATTEMPTS = 5  # in a period

State = Literal["done", "failed", "skipped"]


class JobRun(Model):
    """A run of a job.

    Parameters
    ----------
    job : str
        The job.
    period : datetime
        The moment at which it was due.
    state : {"done", "failed", "skipped"}
        ``"failed"`` is tried again; ``"skipped"`` found too little data to do anything.
    started, finished : datetime
        Aware.
    attempts : int
        How often it was tried in this period.
    summary, error : str
        What came of it, in a line each.
    """

    job: str
    period: Moment
    state: State
    started: Moment
    finished: Moment
    attempts: int = 1
    summary: str = ""
    error: str = ""

    def __str__(self) -> str:
        what = self.error or self.summary
        return f"{self.job}: {self.state} at {self.finished:%Y-%m-%d %H:%M}" + (
            f", {what}" if what else ""
        )


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job, its last run and its next one.

    Parameters
    ----------
    job : Job
        The job.
    last : JobRun or None
        Its last run; None before the first.
    next : datetime
        When it is due next, in the athlete's zone; in the past where it is overdue.
    due : bool
        Whether it would run now.
    """

    job: Job
    last: JobRun | None
    next: dt.datetime
    due: bool

    def __str__(self) -> str:
        last = "never ran" if self.last is None else str(self.last).partition(": ")[2]
        when = "due now" if self.due else f"next {self.next:%Y-%m-%d %H:%M}"
        return f"{self.job.name}: {last}; {when}"


def run(name: str, kit: Kit, *, force: bool = False) -> JobRun | None:
    """Run a job, unless it has been done since it was due, or another process is at it.

    Parameters
    ----------
    name : str
        One of `JOBS`.
    kit : Kit
        Whose athlete it is for; its store keeps the lease and the record.
    force : bool
        Run it even where it has been done.

    Returns
    -------
    JobRun or None
        This run, or the one that has done it already; None while another process is at it. A
        failure is a state of the run, not an error.

    Raises
    ------
    InvalidInput
        There is no such job.
    BackendError
        The store failed, or gives no leases.
    """
    job = _find(name)
    kit.deliver_notices()  # what has waited for a failed server, or the end of quiet hours
    lease = Lease(kit.store, f"job:{name}:{kit.athlete_id}"[:200], clock=kit.now, seconds=_LEASE_S)
    if not lease.take():
        return None
    try:
        now, last = kit.now(), _read(kit, name)
        period = previous_due(job, now)
        if not force and not _is_due(last, period, now):
            return last
        return _run(job, kit, period, last, lease)
    finally:
        lease.drop()


def status(kit: Kit) -> tuple[JobStatus, ...]:
    """Tell of each job when it ran and what came of it, and when it is due.

    Parameters
    ----------
    kit : Kit
        Whose athlete the jobs are for.

    Returns
    -------
    tuple of JobStatus
        In the order of `JOBS`.
    """
    now = kit.now()
    found = []
    for job in JOBS.values():
        last, period = _read(kit, job.name), previous_due(job, now)
        due = _is_due(last, period, now)
        again = _retry_at(last, period)
        upcoming = next_due(job, now) if again is None else min(again, next_due(job, now))
        found.append(JobStatus(job, last, period if due else upcoming, due))
    return tuple(found)


def due_jobs(kit: Kit) -> list[str]:
    """List the jobs that are due, in the order in which they run."""
    return [entry.job.name for entry in status(kit) if entry.due]


def _run(job: Job, kit: Kit, period: dt.datetime, last: JobRun | None, lease: Lease) -> JobRun:
    started = kit.now()
    state, outcome = _work(job, kit, lease)
    again = last is not None and last.period == period and last.state == "failed"
    attempts = last.attempts + 1 if again and last is not None else 1
    done = JobRun(
        job=job.name,
        period=period,
        state=state,
        started=started,
        finished=kit.now(),
        attempts=attempts,
        summary=outcome.summary,
        error=outcome.error,
    )
    lease.renew()  # whoever was taken over meanwhile writes no record over a newer one
    kit.store.put("cursors", kit.athlete_id, [Record(_key(job.name), _dump(done), done.finished)])
    _LOG.info("%s: %s", job.name, state)
    return done


def _work(job: Job, kit: Kit, lease: Lease) -> tuple[State, Outcome]:
    try:
        outcome = WORK[job.name](kit, lease.renew)
    except (InsufficientData, InvalidInput) as error:  # another attempt would find the same
        return "skipped", Outcome("", str(error))
    except TrainkitError as error:
        return "failed", Outcome("", str(error))
    return ("failed" if outcome.error else "done"), outcome


def _is_due(last: JobRun | None, period: dt.datetime, now: dt.datetime) -> bool:
    if last is None or last.period < period:
        return True
    again = _retry_at(last, period)
    return again is not None and again <= now


def _retry_at(last: JobRun | None, period: dt.datetime) -> dt.datetime | None:
    """Return when a failed run of this period is tried again; None for never."""
    if last is None or last.period < period or last.state != "failed":
        return None
    if last.attempts >= _ATTEMPTS:
        return None
    wait_s = _RETRY_S * 2 ** (last.attempts - 1)
    return last.finished.astimezone(period.tzinfo) + dt.timedelta(seconds=wait_s)


def _find(name: str) -> Job:
    if name not in JOBS:
        raise InvalidInput("name", name, "one of " + ", ".join(JOBS))
    return JOBS[name]


def _read(kit: Kit, name: str) -> JobRun | None:
    found = kit.store.get("cursors", kit.athlete_id, keys=[_key(name)])
    try:
        return JobRun.model_validate_json(found[0].body) if found else None
    except (ValidationError, ValueError):
        _LOG.warning("the record of the job %s is damaged: it counts as never run", name)
        return None


def _dump(run: JobRun) -> str:
    return run.model_dump_json()


def _key(name: str) -> str:
    return f"job {name}"
