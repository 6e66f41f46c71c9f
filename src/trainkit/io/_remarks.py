"""What a reader left out or put right, counted, to be told once at the end of a file."""

from collections import Counter

from trainkit.io._origin import Origin
from trainkit.models.provenance import Problem

__all__ = ["Remarks"]


class Remarks:
    """Collects remarks on one file.

    Attributes
    ----------
    counts : Counter of str
        How often something happened, by words that follow a count.
    refused : dict of str to float
        Values that a field's range refuses, by field: the last one of each.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.refused: dict[str, float] = {}

    def problems(self, origin: Origin) -> tuple[Problem, ...]:
        """Put the remarks in sentences."""
        counted = [f"{count} {what}" for what, count in self.counts.items() if count]
        ranges = [
            f"{name} of {value:g} is out of range: left out" for name, value in self.refused.items()
        ]
        return tuple(origin.warning(one) for one in counted + ranges)
