"""What a campaign found: the worst faults, why they are bad, and how the search learnt."""

from collections.abc import Sequence
from typing import Self

from trainkit.chaos._analyzer import Severity
from trainkit.chaos._settings import CampaignSettings
from trainkit.models import FaultPlan
from trainkit.models.model import Model
from trainkit.optimize import SessionStatus, TrialRecord, Value

__all__ = ["CampaignReport", "Finding", "findings", "in_words"]

_SHOWN = 5


class Finding(Model):
    """A fault and what it did.

    Parameters
    ----------
    trial : int
        Number of the trial.
    point : dict
        What was tried.
    severity : Severity
        What it did, with reasons.
    aborted : str, optional
        Why the trial was ended at once, if it was.
    """

    trial: int
    point: dict[str, Value]
    severity: Severity
    aborted: str | None = None

    @classmethod
    def of(cls, record: TrialRecord) -> Self:
        """Read a finding from the record of a trial that was scored."""
        detail = {name: record.detail.get(name) for name in ("severity", "aborted")}
        return cls.model_validate({"trial": record.number, "point": record.point, **detail})


class CampaignReport(Model):
    """What a campaign found.

    Parameters
    ----------
    status : SessionStatus
        How far it is.
    worst : FaultPlan, optional
        The most severe fault; None if no trial was scored.
    findings : tuple of Finding
        Every trial that was severe enough, the worst first.
    severities : tuple of float or None
        Of each trial in order; None for a trial that failed.
    errors : tuple of str
        Why trials failed, each reason once.
    """

    status: SessionStatus
    worst: FaultPlan | None = None
    findings: tuple[Finding, ...] = ()
    severities: tuple[float | None, ...] = ()
    errors: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, trials: Sequence[TrialRecord], status: SessionStatus, settings: CampaignSettings
    ) -> Self:
        """Sum up trials."""
        every = findings(trials, at_least=0.0)
        kept = [one for one in every if one.severity.total >= settings.finding_from]
        scored = {one.trial: one.severity.total for one in every}
        return cls(
            status=status,
            worst=settings.plan(every[0].point) if every else None,
            findings=tuple(kept or every[:1]),
            severities=tuple(scored.get(one.number) for one in trials),
            errors=tuple(dict.fromkeys(one.error for one in trials if one.error is not None)),
        )

    @property
    def learning_curve(self) -> tuple[float, ...]:
        """The highest severity up to each trial; 0 before a first one."""
        best, curve = 0.0, []
        for one in self.severities:
            best = max(best, one or 0.0)
            curve.append(best)
        return tuple(curve)

    def __str__(self) -> str:
        status = self.status
        trials = f"{status.done} of {status.limits.trials} trials"
        lines = [f"{status.state}: {trials}, {status.failed} failed"]
        if self.worst is not None:
            lines += ["", f"Worst fault: {_said(self.worst)}", *_severity_lines(self.findings[0])]
        if len(self.findings) > 1:
            lines += ["", "Other findings:"]
            lines += [
                f"  {one.severity.total:5.2f}  trial {one.trial}: {in_words(one.point)}"
                for one in self.findings[1 : _SHOWN + 1]
            ]
        if self.severities:
            lines += ["", f"Highest severity after each tenth: {_tenths(self.learning_curve)}"]
        lines += ["", "Trials failed:", *(f"  {one}" for one in self.errors)] if self.errors else []
        return "\n".join(lines)


def findings(trials: Sequence[TrialRecord], *, at_least: float) -> list[Finding]:
    """Trials of at least a severity, the most severe first."""
    found = [Finding.of(one) for one in trials if one.score is not None]
    kept = [one for one in found if one.severity.total >= at_least]
    return sorted(kept, key=lambda one: -one.severity.total)


def _severity_lines(finding: Finding) -> list[str]:
    severity = finding.severity
    lines = [
        f"Severity {severity.total:.2f} of 10: bug {severity.bug:.1f}, "
        f"performance {severity.performance:.1f}, structure {severity.structure:.1f}"
    ]
    lines += [f"  {one.points:4.1f}  {one.dimension}: {one.message}" for one in severity.reasons]
    if severity.missing:
        lines.append(f"  not observed: {', '.join(severity.missing)}")
    if finding.aborted:
        lines.append(f"  taken out at once: {finding.aborted}")
    return lines


def _said(plan: FaultPlan) -> str:
    what = (
        f"{plan.delay_ms} ms of delay" if plan.kind == "delay" else f"{plan.kind} {plan.error_code}"
    )
    share = "each request" if plan.probability == 1 else f"{plan.probability:.0%} of the requests"
    where = "".join(f", where {name} is {value}" for name, value in plan.match.items())
    return f"{what} in {plan.service}, for {share}{where}, {plan.duration_ms / 1000:g} s long"


def in_words(point: dict[str, Value]) -> str:
    """Write a point in a line, numbers with three digits."""
    return ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in point.items()
    )


def _tenths(curve: Sequence[float]) -> str:
    places = sorted({max(round(len(curve) * k / 10), 1) for k in range(1, 11)})
    return " ".join(f"{curve[place - 1]:.1f}" for place in places)
