"""The severity of an observation: points, the reason for each, and what was not observed."""

from typing import Annotated

from pydantic import Field

from trainkit.metrics import severity
from trainkit.models import Observation
from trainkit.models.model import Model

__all__ = ["Reason", "Severity", "SeveritySettings", "analyze"]


class SeveritySettings(Model):
    """Weights and thresholds of the severity.

    Parameters
    ----------
    weights : tuple of 3 float
        Weights of bug, performance and structure; at least 0 and not all 0.
    baseline_ms : float
        Usual latency [ms]; scores 0.
    threshold_ms : float
        Intolerable latency [ms]; scores 9, and anything above it 10.
    """

    weights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    baseline_ms: Annotated[float, Field(ge=0)] = 200.0
    threshold_ms: Annotated[float, Field(gt=0)] = 1000.0


class Reason(Model):
    """A rule that scored points.

    Parameters
    ----------
    dimension : str
        ``"bug"``, ``"performance"`` or ``"structure"``.
    points : float
        Points of the rule, 0 to 10; the largest of a dimension counts.
    message : str
        The observed fact.
    """

    dimension: str
    points: float
    message: str


class Severity(Model):
    """The severity of an observation, with its reasons.

    Parameters
    ----------
    total : float
        Weighted mean of the three dimensions, 0 to 10.
    bug, performance, structure : float
        Severity of each dimension, 0 to 10.
    reasons : tuple of Reason
        Rules that scored points.
    missing : tuple of str
        Fields that were not observed and therefore scored 0.
    """

    total: float
    bug: float
    performance: float
    structure: float
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


def analyze(
    observation: Observation,
    *,
    baseline: Observation | None = None,
    settings: SeveritySettings | None = None,
) -> Severity:
    """Score an observation; a missing field scores 0 and is listed.

    Parameters
    ----------
    observation : Observation
        The system under a fault.
    baseline : Observation, optional
        The system without a fault; its trace is the reference for the structure.
    settings : SeveritySettings, optional
        Weights and thresholds.

    Returns
    -------
    Severity
        From 0 to 10, with the rules that scored points.

    References
    ----------
    - Minesweeper 2025, BOIFI recommender, specification of severity, specification. (the formulas
      are in `trainkit.metrics.severity`)

    Examples
    --------
    >>> result = analyze(Observation(status_code=200, latency_ms=600))
    >>> result.total, result.performance, result.missing
    (1.5, 4.5, ('logs', 'error_rate', 'spans'))
    """
    limits = SeveritySettings() if settings is None else settings
    bug = severity.bug(
        observation.status_code, logs=observation.logs, error_rate=observation.error_rate
    )
    performance = severity.performance(
        observation.latency_ms, baseline_ms=limits.baseline_ms, threshold_ms=limits.threshold_ms
    )
    operations = _operations(observation)
    before = None if baseline is None else _operations(baseline)
    failed = sum(span.error for span in observation.spans or ())
    structure = severity.structure(operations, before, error_spans=failed)
    missing = [
        name for name in type(observation).model_fields if getattr(observation, name) is None
    ]
    if before is None and operations is not None:
        missing.append("baseline.spans")
    return Severity(
        total=severity.combine(bug, performance, structure, weights=limits.weights),
        bug=bug,
        performance=performance,
        structure=structure,
        reasons=(
            *_bug_reasons(observation, bug),
            *_performance_reasons(observation, performance, limits),
            *_structure_reasons(operations, before, failed),
        ),
        missing=tuple(missing),
    )


def _operations(observation: Observation) -> list[str] | None:
    return None if observation.spans is None else [span.operation for span in observation.spans]


def _bug_reasons(observation: Observation, points: float) -> list[Reason]:
    if points == 0:
        return []
    if points >= 8:
        message = f"answered {observation.status_code}"
    elif points == 6:
        line = next(line for line in observation.logs or () if "ERROR" in line.upper())
        message = f"log line: {line[:120]}"
    else:
        message = f"{observation.error_rate or 0:.1%} of the requests failed"
    return [Reason(dimension="bug", points=points, message=message)]


def _performance_reasons(
    observation: Observation, points: float, limits: SeveritySettings
) -> list[Reason]:
    if points == 0 or observation.latency_ms is None:
        return []
    message = (
        f"took {observation.latency_ms:.0f} ms; {limits.baseline_ms:.0f} is usual "
        f"and {limits.threshold_ms:.0f} intolerable"
    )
    return [Reason(dimension="performance", points=points, message=message)]


def _structure_reasons(
    operations: list[str] | None, before: list[str] | None, failed: int
) -> list[Reason]:
    scored: list[tuple[float, str]] = []
    if operations is not None and before is not None:
        edits = severity.edit_distance(operations, before)
        message = f"{edits} operations differ; {len(operations)} spans instead of {len(before)}"
        scored.append((severity.structure(operations, before), message))
    errors = severity.structure(None, None, error_spans=failed)
    scored.append((errors, f"{failed} spans ended in an error"))
    return [
        Reason(dimension="structure", points=points, message=message)
        for points, message in scored
        if points
    ]
