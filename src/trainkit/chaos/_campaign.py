"""A campaign: the search for the fault that hurts a system most."""

import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from trainkit.chaos._analyzer import Severity, analyze
from trainkit.chaos._novelty import NoveltySurrogate
from trainkit.chaos._report import CampaignReport
from trainkit.chaos._rollback import Rollback, rollback_path
from trainkit.chaos._settings import CampaignSettings
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Observation
from trainkit.optimize import (
    GaussianProcess,
    Limits,
    Optimizer,
    Point,
    Scored,
    Session,
    SessionStatus,
    TrialRecord,
)
from trainkit.ports import FaultInjector, Surrogate
from trainkit.ports.guard import guard_adapter

__all__ = ["Campaign"]

_PAUSE_S = 2.0


class _Outcome(NamedTuple):
    """The result of a trial: its highest severity, and why it ended early, if it did."""

    severity: Severity
    aborted: str | None


class Campaign:
    """Run trials of faults on a system.

    Before each trial the fault injector must be healthy, the system steady, and every earlier fault
    removed. A fault is journalled before it is sent and removed whatever happens; if it cannot be
    removed, no other fault is sent.

    Parameters
    ----------
    settings : CampaignSettings
        The search space and its safety limits.
    injector : FaultInjector
        Applies the faults and observes the system.
    path : path
        The campaign's journal, with that of its faults beside it. An existing journal of the same
        campaign is continued; faults that it left behind are removed first.
    seed : int
        The same seed makes the same proposals.
    surrogate : "gp", "random" or Surrogate
        Learns the severity.
    about : mapping, optional
        JSON-compatible notes for the journal.
    limits : Limits
        When the campaign is complete.
    on_trial : callable, optional
        Called with each record.
    sleep, clock : callable
        Wait for some seconds; return seconds since an arbitrary moment.

    Raises
    ------
    InvalidInput
        A journal of another campaign, or no fault within the blast radius.
    """

    def __init__(
        self,
        settings: CampaignSettings,
        injector: FaultInjector,
        *,
        path: Path,
        seed: int = 0,
        surrogate: str | Surrogate = "gp",
        about: Mapping[str, object] | None = None,
        limits: Limits | None = None,
        on_trial: Callable[[TrialRecord], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._injector = guard_adapter(injector, FaultInjector, "fault_injector")
        self._path = Path(path)
        self._sleep, self._clock = sleep, clock
        space = settings.blast_radius.restrict(settings.space)
        settings.blast_radius.check(settings.plan(space.sample(1)[0]))
        self._rollback: Rollback | None = None
        self._baseline: Observation | None = None
        self.session: Session[_Outcome] = Session(
            Optimizer(
                space,
                seed=seed,
                surrogate=_with_novelty(surrogate, settings),
                xi=settings.least_gain,
                settle_after=settings.settle_after,
            ),
            self._run_trial,
            analyze=_score,
            limits=limits,
            path=self._path,
            about=about,
            on_trial=on_trial,
            clock=clock,
        )

    @property
    def status(self) -> SessionStatus:
        """The campaign's progress."""
        return self.session.status

    @property
    def report(self) -> CampaignReport:
        """The findings so far."""
        return CampaignReport.from_trials(self.session.trials, self.session.status, self.settings)

    def stop(self) -> bool:
        """Finish the running trial and start no other."""
        return self.session.stop()

    def run(self) -> CampaignReport:
        """Run trials until a limit is reached or `stop` is called.

        Returns
        -------
        CampaignReport
            The findings.

        Raises
        ------
        BackendError
            The journal of faults is damaged, so a fault may remain; the system could not be
            observed before the first trial, or a fault could not be
            removed at the end; it stays in the journal for `recover`.
        """
        rollback = Rollback(
            rollback_path(self._path), self._injector, sleep=self._sleep, clock=self._clock
        )
        self._rollback = rollback
        patience_s = self.settings.watch.patience_s
        try:
            rollback.remove_all(patience_s=patience_s)
            if rollback.is_damaged:
                raise BackendError("injector", rollback.doubt)
            self._baseline = self._observe(patience_s=patience_s)
            self.session.run()
        finally:
            try:
                rollback.remove_all(patience_s=patience_s)
            finally:
                rollback.close()
        return self.report

    def _run_trial(self, point: Point) -> _Outcome:
        """Apply a fault, observe the system and remove the fault, whatever happens."""
        rollback = self._rollback
        if rollback is None:
            raise InvalidInput("campaign", "idle", "running")
        plan = self.settings.plan(point)
        # Proposals are restricted already; a second check costs nothing and guards the system.
        self.settings.blast_radius.check(plan)
        patience_s = self.settings.watch.patience_s
        rollback.remove_all(patience_s=patience_s)
        self._wait_until_steady()
        try:
            rollback.apply(plan, uuid.uuid4().hex)
            return self._observe_fault()
        finally:
            rollback.remove_all(patience_s=patience_s)

    def _observe_fault(self) -> _Outcome:
        """Observe the system under a fault until an abort condition or the last look."""
        severities: list[Severity] = []
        aborted: str | None = None
        while aborted is None and len(severities) < self.settings.watch.looks:
            observation = self._injector.observe()
            severities.append(self._analyze(observation))
            aborted = self.settings.watch.abort_reason(observation)
        return _Outcome(max(severities, key=lambda severity: severity.total), aborted)

    def _analyze(self, observation: Observation) -> Severity:
        return analyze(observation, baseline=self._baseline, settings=self.settings.severity)

    def _wait_until_steady(self) -> None:
        """Wait until the injector is healthy and the system without a fault is steady.

        Raises
        ------
        BackendError
            The system did not become steady within `patience_s`.
        """
        watch = self.settings.watch
        if watch.steady_below is None:
            self._wait_until_healthy(watch.patience_s)
            return
        deadline = self._clock() + watch.patience_s
        while True:
            observation = self._observe(patience_s=max(deadline - self._clock(), 0.0))
            severity = self._analyze(observation)
            if severity.total < watch.steady_below:
                return
            if self._clock() >= deadline:
                reasons = "; ".join(reason.message for reason in severity.reasons)
                message = f"not steady without a fault: {reasons}"
                raise BackendError("system", message, retryable=True)
            self._sleep(_PAUSE_S)

    def _observe(self, *, patience_s: float) -> Observation:
        """Observe the system once the injector is healthy, and retry failures for a while."""
        deadline = self._clock() + patience_s
        while True:
            self._wait_until_healthy(max(deadline - self._clock(), 0.0))
            try:
                return self._injector.observe()
            except BackendError:
                if self._clock() >= deadline:
                    raise
            self._sleep(_PAUSE_S)

    def _wait_until_healthy(self, patience_s: float) -> None:
        deadline = self._clock() + patience_s
        while not self._injector.healthy():
            if self._clock() >= deadline:
                raise BackendError("injector", "not healthy", retryable=True)
            self._sleep(_PAUSE_S)


def _score(outcome: _Outcome) -> Scored:
    """Return the severity as a trial's score, with its reasons as detail."""
    detail: dict[str, object] = {"severity": outcome.severity.model_dump(mode="json")}
    if outcome.aborted is not None:
        detail["aborted"] = outcome.aborted
    return Scored(outcome.severity.total, detail)


def _with_novelty(surrogate: str | Surrogate, settings: CampaignSettings) -> str | Surrogate:
    """Wrap the surrogate in a `NoveltySurrogate` if the settings ask for novelty."""
    if not settings.novelty or surrogate == "random":
        return surrogate
    inner: Surrogate = GaussianProcess()
    if not isinstance(surrogate, str):
        inner = guard_adapter(surrogate, Surrogate, "surrogate")
    return NoveltySurrogate(inner, points=settings.novelty, finding_from=settings.finding_from)
