"""How severe an observation is, which rule gave which points, and what could not be judged."""

from typing import Annotated

from pydantic import Field

from trainkit.metrics import severity
from trainkit.models import Observation
from trainkit.models.model import Model

__all__ = ["Reason", "Severity", "SeveritySettings", "analyze"]


class SeveritySettings(Model):
    """Weights and thresholds of a severity.

    Parameters
    ----------
    weights : tuple of 3 float
        Of bug, performance and structure; at least 0 and not all 0.
    baseline_ms : float
        Usual latency [ms], which scores 0.
    threshold_ms : float
        Intolerable latency [ms], which scores 9; above it, 10.
    """

    weights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    baseline_ms: Annotated[float, Field(ge=0)] = 200.0
    threshold_ms: Annotated[float, Field(gt=0)] = 1000.0


class Reason(Model):
    """One rule that was met.

    Parameters
    ----------
    dimension : str
        ``"bug"``, ``"performance"`` or ``"structure"``.
    points : float
        What the rule is worth, 0 to 10; of a dimension's rules the largest counts.
    message : str
        What was seen.
    """

    dimension: str
    points: float
    message: str


class Severity(Model):
    """A severity with its reasons.

    Parameters
    ----------
    total : float
        Weighted mean of the three, 0 to 10.
    bug, performance, structure : float
        Severity of each dimension, 0 to 10.
    reasons : tuple of Reason
        Rules that were met.
    missing : tuple of str
        Fields that were not observed; what they would tell scores 0.
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
    """Score an observation; a field that was not observed scores 0 and is listed.

    Parameters
    ----------
    observation : Observation
        What was seen under a fault.
    baseline : Observation, optional
        What was seen without one; its trace is what the structure is compared with.
    settings : SeveritySettings, optional
        Weights and thresholds.

    Returns
    -------
    Severity
        0 to 10, with the rules that gave the points.

    References
    ----------
    BOIFI recommender (Minesweeper 2025); formulas in `trainkit.metrics.severity`.

    Examples
    --------
    >>> seen = analyze(Observation(status_code=200, latency_ms=600))
    >>> seen.total, seen.performance, seen.missing
    (1.5, 4.5, ('logs', 'error_rate', 'spans'))
    """
    how = SeveritySettings() if settings is None else settings
    bug = severity.bug(
        observation.status_code, logs=observation.logs, error_rate=observation.error_rate
    )
    performance = severity.performance(
        observation.latency_ms, baseline_ms=how.baseline_ms, threshold_ms=how.threshold_ms
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
        total=severity.combine(bug, performance, structure, weights=how.weights),
        bug=bug,
        performance=performance,
        structure=structure,
        reasons=(
            *_bug_reasons(observation, bug),
            *_performance_reasons(observation, performance, how),
            *_structure_reasons(operations, before, failed),
        ),
        missing=tuple(missing),
    )


def _operations(observation: Observation) -> list[str] | None:
    return None if observation.spans is None else [span.operation for span in observation.spans]


def _bug_reasons(seen: Observation, points: float) -> list[Reason]:
    if points == 0:
        return []
    if points >= 8:
        message = f"answered {seen.status_code}"
    elif points == 6:
        line = next(line for line in seen.logs or () if "ERROR" in line.upper())
        message = f"a log line says: {line[:120]}"
    else:
        message = f"{seen.error_rate or 0:.1%} of the requests failed"
    return [Reason(dimension="bug", points=points, message=message)]


def _performance_reasons(seen: Observation, points: float, how: SeveritySettings) -> list[Reason]:
    if points == 0 or seen.latency_ms is None:
        return []
    message = (
        f"took {seen.latency_ms:.0f} ms, usual are {how.baseline_ms:.0f} "
        f"and intolerable {how.threshold_ms:.0f}"
    )
    return [Reason(dimension="performance", points=points, message=message)]


def _structure_reasons(
    operations: list[str] | None, before: list[str] | None, failed: int
) -> list[Reason]:
    found: list[tuple[float, str]] = []
    if operations is not None and before is not None:
        edits = severity.edit_distance(operations, before)
        message = f"{edits} operations differ; {len(operations)} spans instead of {len(before)}"
        found.append((severity.structure(operations, before), message))
    errors = severity.structure(None, None, error_spans=failed)
    found.append((errors, f"{failed} spans ended in an error"))
    return [
        Reason(dimension="structure", points=points, message=message)
        for points, message in found
        if points
    ]
