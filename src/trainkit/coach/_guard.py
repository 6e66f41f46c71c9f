"""The guard: what an answer says about an athlete, checked against the facts behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainkit.coach._guarding import (
    Claim,
    Finding,
    Scene,
    judge_days,
    judge_directions,
    judge_numbers,
    judge_races,
    know,
)
from trainkit.models.fact import Fact

__all__ = ["Claim", "Guarded", "guard"]


@dataclass(frozen=True, slots=True)
class Guarded:
    """The claims of an answer, by what the facts say about them, each in the order of the text.

    Parameters
    ----------
    supported : tuple of Claim
        A fact says so, or it follows from facts.
    contradicted : tuple of Claim
        A fact on the same subject says otherwise.
    unsupported : tuple of Claim
        No fact says so.
    general : tuple of Claim
        Numbers that say nothing about the athlete: general knowledge, advice, times of day.
    """

    supported: tuple[Claim, ...] = ()
    contradicted: tuple[Claim, ...] = ()
    unsupported: tuple[Claim, ...] = ()
    general: tuple[Claim, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is contradicted and nothing lacks support."""
        return not self.contradicted and not self.unsupported


def _flat(facts: Iterable[Fact], results: Iterable[Fact | Iterable[Fact]]) -> list[Fact]:
    found = list(facts)
    for result in results:
        if isinstance(result, Fact):
            found.append(result)
        else:
            found.extend(result)
    return found


def _number_claim(text: str, finding: Finding) -> Claim:
    mention = finding.mention
    kind = mention.kind
    return Claim(
        text[mention.start : mention.end],
        mention.value,
        mention.unit.name,
        mention.start,
        mention.end,
        kind,
        finding.fact_id,
        finding.reason,
    )


def guard(
    text: str, facts: Sequence[Fact], results: Iterable[Fact | Iterable[Fact]] = ()
) -> Guarded:
    """Check what an answer says about an athlete against the facts behind it.

    Every number, day, direction ("up", "improved") and named race in the text is read, with its
    unit and the words around it, and compared with the facts. A number is supported if a fact
    rounds to it at the precision it is written with, in any unit, or if it follows from facts and
    the words say so: a difference, a change in percent, a share, a sum, a speed, weeks to a day.

    Parameters
    ----------
    text : str
        The answer.
    facts : sequence of Fact
        What is known of this athlete.
    results : iterable of Fact or of iterables of Fact, optional
        What tools have returned since.

    Returns
    -------
    Guarded
        The claims that are supported, contradicted and unsupported, and the numbers that are
        general knowledge or advice.

    Examples
    --------
    >>> import datetime as dt
    >>> from trainkit.models.fact import Fact
    >>> day = dt.date(2026, 11, 20)
    >>> pulse = Fact(
    ...     id="F1",
    ...     topic="heart",
    ...     subject="resting heart rate, 7-day mean",
    ...     value=48.2,
    ...     unit="bpm",
    ...     date=day,
    ... )
    >>> found = guard("Your resting heart rate averages 48 bpm.", [pulse])
    >>> [(claim.text, claim.fact_id) for claim in found.supported]
    [('48 bpm', 'F1')]
    >>> guard("Your resting heart rate averages 84 bpm.", [pulse]).contradicted[0].reason
    'resting heart rate, 7-day mean is 48.2 bpm'
    """
    scene = Scene(text, know(tuple(_flat(facts, results))))
    numbers = judge_numbers(scene)
    judged = [(finding.verdict, _number_claim(text, finding)) for finding in numbers]
    judged += judge_days(scene, numbers)
    judged += judge_directions(scene, numbers)
    judged += judge_races(scene, numbers)
    judged.sort(key=lambda pair: pair[1].start)
    return Guarded(
        *(
            tuple(claim for verdict, claim in judged if verdict == name)
            for name in ("supported", "contradicted", "unsupported", "general")
        )
    )
