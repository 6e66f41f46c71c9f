"""Which findings count, and in which order they are told."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainkit.coach._insights.columns import Columns
from trainkit.coach._insights.finding import Finding
from trainkit.models.insight import Confidence, Insight

__all__ = ["Judged", "judge", "select"]

_AGAIN_DAYS = 56  # after which an unchanged insight may be told again
_HIGH_Q, _MEDIUM_Q = 0.001, 0.01
_CERTAINTY: Mapping[Confidence, float] = {"high": 1.0, "medium": 0.85, "low": 0.7, "none": 0.15}
_COUNTED = 0.3  # strength of what was counted and not tested, beside that of patterns
_NEWS = {"trend": 1.25}
_VOTE = 1.35
_CAUTION = "summary:silence"  # is told first: the others are then about the past
_MOST_VOTES = 4.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what became of it.

    Parameters
    ----------
    finding : Finding
        The finding.
    q : float or None
        Corrected for the number of questions.
    is_found : bool
        Whether the pattern counts as found.
    insight : Insight or None
        In the words of the rules; None where there is nothing to tell.
    """

    finding: Finding
    q: float | None
    is_found: bool
    insight: Insight | None


def judge(finding: Finding, q: float | None, days: Columns, most_false: float) -> Judged:
    """Decide whether a finding is told, and tell it in the words of the rules."""
    is_found = q is not None and q <= most_false and finding.say is not None
    if finding.say is None or not (is_found or q is None):
        return Judged(finding, q, is_found, None)
    words = finding.say()
    first, last = days.history.dates[[0, -1]].tolist()
    insight = Insight(
        key=finding.key,
        kind=finding.kind,
        title=words.title,
        text=words.text,
        action=words.action,
        data=finding.data,
        picture=finding.picture,
        effect=finding.effect,
        low=finding.low,
        high=finding.high,
        unit=finding.unit,
        sample_size=finding.count,
        effective_size=finding.effective,
        p=finding.p,
        q=q,
        strength=finding.strength,
        confidence=_confidence(q),
        first=first,
        last=last,
    )
    return Judged(finding, q, is_found, insight)


def _confidence(q: float | None) -> Confidence:
    if q is None:
        return "none"
    return "high" if q <= _HIGH_Q else "medium" if q <= _MEDIUM_Q else "low"


def select(
    judged: Sequence[Judged], past: Sequence[Insight], feedback: Mapping[str, float], day: dt.date
) -> list[Judged]:
    """Leave out what was told and has not changed, and order the rest.

    Parameters
    ----------
    judged : sequence of Judged
        All findings.
    past : sequence of Insight
        What was told before.
    feedback : mapping of str to float
        Votes by kind or key.
    day : date
        The day of the insights.

    Returns
    -------
    list of Judged
        What may be told: the strongest, surest and newest first, moved by the votes.
    """
    told = [entry for entry in judged if entry.insight is not None]
    fresh = [entry for entry in told if not any(_repeats(entry, old, day) for old in past)]
    return sorted(fresh, key=lambda entry: (-_weight(entry, feedback), entry.finding.key))


def _repeats(entry: Judged, old: Insight, day: dt.date) -> bool:
    """Return whether an insight was told before and says the same."""
    if old.key != entry.finding.key or old.last is None:
        return False
    if (day - old.last).days > _AGAIN_DAYS:
        return False
    effect = entry.finding.effect
    if effect is None or old.low is None or old.high is None:
        return (day - old.last).days <= _AGAIN_DAYS // 2  # counted anew every four weeks
    return old.low <= effect <= old.high


def _weight(entry: Judged, feedback: Mapping[str, float]) -> float:
    insight = entry.insight
    if insight is None:
        return 0.0
    if insight.key == _CAUTION:
        return 1.0
    strength = insight.strength if insight.q is not None else _COUNTED
    votes = feedback.get(insight.kind, 0.0) + feedback.get(insight.key, 0.0)
    if insight.key == insight.kind:
        votes = feedback.get(insight.kind, 0.0)
    held = max(-_MOST_VOTES, min(_MOST_VOTES, votes))
    certainty = _CERTAINTY[insight.confidence] * _NEWS.get(insight.kind, 1.0)
    return strength * certainty * float(_VOTE**held)
