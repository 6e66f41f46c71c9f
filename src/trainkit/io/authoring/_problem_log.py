"""What a reader leaves out or corrects in a file, counted and reported once at its end."""

from collections import Counter

from trainkit.models.provenance import Problem
from trainkit.ports.format import FileContext

__all__ = ["ProblemLog"]


class ProblemLog:
    """Counts what a reader leaves out or corrects, so that each kind becomes one problem.

    Attributes
    ----------
    counts : Counter of str
        How often each event happened.
    out_of_range : dict of str to float
        The last value of each field that its range does not allow, by field; `keep_in_range`
        fills it.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.out_of_range: dict[str, float] = {}

    def count(self, what: str, times: int = 1) -> None:
        """Count an event; `what` completes a sentence such as ``"3 points without a time"``."""
        self.counts[what] += times

    def problems(self, context: FileContext) -> tuple[Problem, ...]:
        """Return a warning for each kind of event and each field with values out of range."""
        events = [f"{count} {what}" for what, count in self.counts.items() if count]
        values = [
            f"{name} of {value:g} is out of range: left out"
            for name, value in self.out_of_range.items()
        ]
        return tuple(context.warning(message) for message in events + values)
