"""What a stress test found, in numbers and in words."""

import datetime as dt
from collections.abc import Iterator

from trainkit._html import section, table
from trainkit.models.model import Model
from trainkit.planning._disruptions import Disruption, Harm

__all__ = ["StressCase", "StressReport", "StressWeek", "TriedRemedy"]


class StressCase(Model):
    """A disruption and what it costs.

    Parameters
    ----------
    disruption : Disruption
        What happens.
    adapted, unadapted : Harm
        If the plan is adapted afterwards, and if it is followed as it was written.
    """

    disruption: Disruption
    adapted: Harm
    unadapted: Harm


class TriedRemedy(Model):
    """A change of the plan, tried on the worst disruption.

    Parameters
    ----------
    words : str
        The change.
    harm : Harm
        Of the same disruption, after adapting, against the undisturbed plan as it was.
    """

    words: str
    harm: Harm


class StressWeek(Model):
    """A week of the plan, and of the plan after the worst disruption.

    Parameters
    ----------
    monday : date
        Its first day.
    planned_min, lived_min : float
        As planned, and as done through the disruption and planned after it [min].
    """

    monday: dt.date
    planned_min: float
    lived_min: float


class StressReport(Model):
    """The worst that a search found, and what helps.

    Parameters
    ----------
    worst : Disruption
        Of all that were tried, the one of the greatest harm after adapting.
    severity : Harm
        Its harm after adapting.
    unadapted : Harm
        Its harm if the plan is followed as it was written.
    saved_by_adapting : float
        What adapting saves of the total [points of 10]; below 0 it costs more than it saves.
    by_kind : tuple of StressCase
        The worst of each kind, the most harmful first.
    remedies : tuple of TriedRemedy
        Changes of the plan, the most helpful first.
    advice : tuple of str
        What the numbers mean for the athlete.
    weeks : tuple of StressWeek
        The plan before and after, for a picture.
    trials : int
        Disruptions that were tried.
    """

    worst: Disruption
    severity: Harm
    unadapted: Harm
    saved_by_adapting: float
    by_kind: tuple[StressCase, ...]
    remedies: tuple[TriedRemedy, ...]
    advice: tuple[str, ...]
    weeks: tuple[StressWeek, ...]
    trials: int

    def __str__(self) -> str:
        lines = [
            f"Worst of {self.trials} disruptions: {self.worst}.",
            f"  adapted     {self.severity}",
            f"  as written  {self.unadapted}",
            *self._kind_lines(),
            "",
            *self.advice,
        ]
        return "\n".join(lines)

    def _kind_lines(self) -> Iterator[str]:
        yield ""
        yield "The worst of each kind, adapted:"
        for case in self.by_kind:
            yield f"  {case.adapted.total:4.1f}  {case.adapted.lost:+6.1%}  {case.disruption}"

    def _repr_html_(self) -> str:
        rows = [
            (
                str(case.disruption),
                f"{case.adapted.total:.1f}",
                f"{case.adapted.lost:+.1%}",
                f"{case.unadapted.total:.1f}",
            )
            for case in self.by_kind
        ]
        head = ("disruption", "severity", "time lost", "as written")
        return section(f"Worst: {self.worst}", " ".join(self.advice) + table(head, rows))
