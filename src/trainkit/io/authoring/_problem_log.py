"""What a reader leaves out or corrects in a file, counted and reported once at its end."""

import re
from collections import Counter

from trainkit.models.provenance import Problem
from trainkit.ports.format import FileContext

__all__ = ["ProblemLog", "agree"]

_SHOWN = 20  # characters of an example
_FORMS = re.compile(r"\[(?:([a-z ]*)\|)?([a-z ]+)\]")


def agree(text: str, count: int) -> str:
    """Return a text with its words for one, or for many.

    Parameters
    ----------
    text : str
        With ``[one|many]`` where the words differ, and ``[s]`` where many have more letters.
    count : int
        How many.

    Returns
    -------
    str
        The text without brackets.

    Examples
    --------
    >>> agree("point[s] without a time [was|were] left out", 1)
    'point without a time was left out'
    """
    return _FORMS.sub(r"\1" if count == 1 else r"\2", text)


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
        self._examples: dict[str, str] = {}
        self._notes: dict[str, None] = {}

    def count(self, what: str, times: int = 1, *, example: str | None = None) -> None:
        """Count an event.

        Parameters
        ----------
        what : str
            Completes a sentence such as ``"3 points without a time"``: ``point[s]`` becomes
            the first word for one, and the second for many. With an example, ``{}`` stands for it,
            so that events with other examples are of one kind.
        times : int
            How often it happened.
        example : str, optional
            One text that it happened to; the first one is shown.
        """
        self.counts[what] += times
        if example is not None:
            self._examples.setdefault(what, repr(example[:_SHOWN]))

    def note(self, what: str) -> None:
        """Report something about the whole file once, without a count."""
        self._notes[what] = None

    def problems(self, context: FileContext) -> tuple[Problem, ...]:
        """Return a warning for each kind of event and each field with values out of range."""
        events = [
            f"{count} {agree(what, count).replace('{}', self._examples.get(what, ''), 1)}"
            for what, count in self.counts.items()
            if count
        ]
        values = [
            f"{name} of {value:g} is out of range: left out"
            for name, value in self.out_of_range.items()
        ]
        return tuple(context.warning(message) for message in [*self._notes, *events, *values])
