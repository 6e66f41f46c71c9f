"""The report of a campaign: the worst faults, their reasons, and the learning curve."""

from collections.abc import Sequence
from typing import Self

from trainkit.chaos._analyzer import Severity
from trainkit.chaos._settings import CampaignSettings
from trainkit.models import FaultPlan
from trainkit.models.model import Model
from trainkit.optimize import SessionStatus, TrialRecord, Value

__all__ = ["CampaignReport", "Finding", "describe_point"]

_SHOWN = 5


class Finding(Model):
    """A severe fault.

    Parameters
    ----------
    trial : int
        Number of the trial.
    point : dict
        The point that was tried.
    severity : Severity
        Its severity, with reasons.
    aborted : str, optional
        Why the trial ended early, if it did.
    """

    trial: int
    point: dict[str, Value]
    severity: Severity
    aborted: str | None = None

    @classmethod
    def from_record(cls, record: TrialRecord) -> Self:
        """Build a finding from the record of a scored trial."""
        detail = {name: record.detail.get(name) for name in ("severity", "aborted")}
        return cls.model_validate({"trial": record.number, "point": record.point, **detail})


class CampaignReport(Model):
    """The findings of a campaign.

    Parameters
    ----------
    status : SessionStatus
        Its progress.
    worst : FaultPlan, optional
        The most severe fault; None before the first score.
    findings : tuple of Finding
        All trials that were severe enough, the worst first.
    severities : tuple of float or None
        Severity of each trial in order; None for a failed trial.
    errors : tuple of str
        Why trials failed; each message once.
    """

    status: SessionStatus
    worst: FaultPlan | None = None
    findings: tuple[Finding, ...] = ()
    severities: tuple[float | None, ...] = ()
    errors: tuple[str, ...] = ()

    @classmethod
    def from_trials(
        cls, trials: Sequence[TrialRecord], status: SessionStatus, settings: CampaignSettings
    ) -> Self:
        """Summarize trials."""
        scored = [Finding.from_record(trial) for trial in trials if trial.score is not None]
        ranked = sorted(scored, key=lambda finding: -finding.severity.total)
        severe = [f for f in ranked if f.severity.total >= settings.finding_from]
        severities = {finding.trial: finding.severity.total for finding in ranked}
        errors = (trial.error for trial in trials if trial.error is not None)
        return cls(
            status=status,
            worst=settings.plan(ranked[0].point) if ranked else None,
            findings=tuple(severe or ranked[:1]),
            severities=tuple(severities.get(trial.number) for trial in trials),
            errors=tuple(dict.fromkeys(errors)),
        )

    @property
    def learning_curve(self) -> tuple[float, ...]:
        """The highest severity up to each trial; 0 before the first score."""
        best, curve = 0.0, []
        for severity in self.severities:
            best = max(best, severity or 0.0)
            curve.append(best)
        return tuple(curve)

    def __str__(self) -> str:
        status = self.status
        trials = f"{status.done} of {status.limits.trials} trials"
        lines = [f"{status.state}: {trials}, {status.failed} failed"]
        if self.worst is not None:
            lines += ["", f"Worst fault: {_describe_fault(self.worst)}"]
            lines += _severity_lines(self.findings[0])
        if len(self.findings) > 1:
            lines += ["", "Other findings:"]
            lines += [
                f"  {finding.severity.total:5.2f}  trial {finding.trial}: "
                f"{describe_point(finding.point)}"
                for finding in self.findings[1 : _SHOWN + 1]
            ]
        if self.severities:
            tenths = _format_tenths(self.learning_curve)
            lines += ["", f"Highest severity after each tenth of the trials: {tenths}"]
        if self.errors:
            lines += ["", "Errors of failed trials:", *(f"  {error}" for error in self.errors)]
        return "\n".join(lines)


def _severity_lines(finding: Finding) -> list[str]:
    severity = finding.severity
    lines = [
        f"Severity {severity.total:.2f} of 10: bug {severity.bug:.1f}, "
        f"performance {severity.performance:.1f}, structure {severity.structure:.1f}"
    ]
    lines += [f"  {r.points:4.1f}  {r.dimension}: {r.message}" for r in severity.reasons]
    if severity.missing:
        lines.append(f"  not observed: {', '.join(severity.missing)}")
    if finding.aborted:
        lines.append(f"  removed early: {finding.aborted}")
    return lines


def _describe_fault(plan: FaultPlan) -> str:
    delay = plan.kind == "delay"
    effect = f"{plan.delay_ms} ms of delay" if delay else f"{plan.kind} {plan.error_code}"
    share = "all requests" if plan.probability == 1 else f"{plan.probability:.0%} of the requests"
    where = "".join(f" where {name} is {value}" for name, value in plan.match.items())
    return f"{effect} in {plan.service} for {share}{where}, lasting {plan.duration_ms / 1000:g} s"


def describe_point(point: dict[str, Value]) -> str:
    """Describe a point in one line, numbers with three digits."""
    return ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in point.items()
    )


def _format_tenths(curve: Sequence[float]) -> str:
    trials = sorted({max(round(len(curve) * k / 10), 1) for k in range(1, 11)})
    return " ".join(f"{curve[trial - 1]:.1f}" for trial in trials)
