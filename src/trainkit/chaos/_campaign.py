"""A campaign: the search for the fault that hurts a system most, and that leaves none behind."""

import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from trainkit.chaos._analyzer import Severity, analyze
from trainkit.chaos._novelty import NoveltySurrogate
from trainkit.chaos._report import CampaignReport
from trainkit.chaos._rollback import Policies, policies_file
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

__all__ = ["Campaign"]

_PAUSE_S = 2.0


class _Seen(NamedTuple):
    """What a trial showed: its most severe look, and why it was ended early, if it was."""

    severity: Severity
    aborted: str | None


class Campaign:
    """Trials of faults on a system.

    Before each trial the fault injector must be healthy, the system steady, and every earlier fault
    gone. A fault is journalled before it is sent, and removed whatever happens; if it cannot be
    removed, no other is sent.

    Parameters
    ----------
    settings : CampaignSettings
        What is searched, and what may never be done.
    injector : FaultInjector
        What puts faults into the system.
    path : path
        The campaign's journal, and beside it that of its faults. A journal of the same campaign is
        continued, and faults that it left behind are removed first.
    seed : int
        The same seed makes the same proposals.
    surrogate : "gp", "random" or Surrogate
        What learns.
    about : mapping, optional
        What else to keep in the journal, as JSON can write it.
    limits : Limits
        When the campaign is complete.
    on_trial : callable, optional
        Called with each record.
    sleep, clock : callable
        Wait so many seconds; seconds since any moment.

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
        self._injector, self._path = injector, Path(path)
        self._sleep, self._clock = sleep, clock
        space = settings.blast_radius.within(settings.space)
        settings.blast_radius.check(settings.plan(space.sample(1)[0]))
        self._policies: Policies | None = None
        self._baseline: Observation | None = None
        self.session: Session[_Seen] = Session(
            Optimizer(
                space,
                seed=seed,
                surrogate=_spread(surrogate, settings),
                xi=settings.least_gain,
                settle_after=settings.settle_after,
            ),
            self._trial,
            analyze=self._judged,
            limits=limits,
            path=self._path,
            about=about,
            on_trial=on_trial,
            clock=clock,
        )

    @property
    def status(self) -> SessionStatus:
        """How the campaign is doing."""
        return self.session.status

    @property
    def report(self) -> CampaignReport:
        """What was found so far."""
        return CampaignReport.of(self.session.trials, self.session.status, self.settings)

    def stop(self) -> bool:
        """Let the trial under way finish, and begin no other."""
        return self.session.stop()

    def run(self) -> CampaignReport:
        """Run trials until a limit is reached or `stop` is called.

        Returns
        -------
        CampaignReport
            What was found.

        Raises
        ------
        BackendError
            The system could not be looked at before the first trial, or a fault could not be
            removed at the end; it stays in the journal for `recover`.
        """
        policies = Policies(
            policies_file(self._path), self._injector, sleep=self._sleep, clock=self._clock
        )
        self._policies = policies
        patience_s = self.settings.watch.patience_s
        try:
            policies.remove_all(patience_s=patience_s)
            self._baseline = self._look(patience_s=patience_s)
            self.session.run()
        finally:
            try:
                policies.remove_all(patience_s=patience_s)
            finally:
                policies.close()
        return self.report

    def _trial(self, point: Point) -> _Seen:
        """Put a fault in, look, and take it out, whatever happens."""
        policies = self._policies
        if policies is None:
            raise InvalidInput("campaign", "idle", "running")
        plan = self.settings.plan(point)
        self.settings.blast_radius.check(plan)
        watch = self.settings.watch
        policies.remove_all(patience_s=watch.patience_s)
        self._wait_until_steady()
        try:
            policies.apply(plan, uuid.uuid4().hex)
            return self._watched()
        finally:
            policies.remove_all(patience_s=watch.patience_s)

    def _watched(self) -> _Seen:
        """Look at the system under a fault until it is bad enough."""
        found: list[Severity] = []
        aborted: str | None = None
        while aborted is None and len(found) < self.settings.watch.looks:
            seen = self._injector.observe()
            found.append(self._severity(seen))
            aborted = self.settings.watch.aborts(seen)
        return _Seen(max(found, key=lambda one: one.total), aborted)

    def _judged(self, seen: _Seen) -> Scored:
        detail: dict[str, object] = {"severity": seen.severity.model_dump(mode="json")}
        if seen.aborted is not None:
            detail["aborted"] = seen.aborted
        return Scored(seen.severity.total, detail)

    def _severity(self, seen: Observation) -> Severity:
        return analyze(seen, baseline=self._baseline, settings=self.settings.severity)

    def _wait_until_steady(self) -> None:
        """Wait until the fault injector is healthy and the system without a fault is as it was.

        Raises
        ------
        BackendError
            It was not for as long as `patience_s`.
        """
        watch = self.settings.watch
        if watch.steady_below is None:
            self._wait_until_healthy(watch.patience_s)
            return
        until = self._clock() + watch.patience_s
        while True:
            seen = self._look(patience_s=max(until - self._clock(), 0.0))
            found = self._severity(seen)
            if found.total < watch.steady_below:
                return
            if self._clock() >= until:
                said = "; ".join(reason.message for reason in found.reasons)
                raise BackendError("system", f"not steady without a fault: {said}", retryable=True)
            self._sleep(_PAUSE_S)

    def _look(self, *, patience_s: float) -> Observation:
        """Look at the system once the fault injector is healthy, again and again for a while."""
        until = self._clock() + patience_s
        while True:
            self._wait_until_healthy(max(until - self._clock(), 0.0))
            try:
                return self._injector.observe()
            except BackendError:
                if self._clock() >= until:
                    raise
            self._sleep(_PAUSE_S)

    def _wait_until_healthy(self, patience_s: float) -> None:
        until = self._clock() + patience_s
        while not self._injector.healthy():
            if self._clock() >= until:
                raise BackendError("injector", "not healthy", retryable=True)
            self._sleep(_PAUSE_S)


def _spread(surrogate: str | Surrogate, settings: CampaignSettings) -> str | Surrogate:
    """The surrogate, made to spread out where the settings ask for it."""
    if not settings.novelty or surrogate == "random":
        return surrogate
    inner = GaussianProcess() if isinstance(surrogate, str) else surrogate
    return NoveltySurrogate(inner, points=settings.novelty, finding_from=settings.finding_from)
