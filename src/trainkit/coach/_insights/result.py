"""The insights of a day, with every question that was asked."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import overload

from trainkit._html import escape, section
from trainkit.models.insight import Insight

__all__ = ["Insights", "PatternTest"]


@dataclass(frozen=True, slots=True)
class PatternTest:
    """One question and its answer, told or not.

    Parameters
    ----------
    key, kind : str
        As in `Insight`.
    effect : float, optional
        The size that was found, in `unit`.
    unit : str
        Its unit.
    p, q : float
        As in `Insight`.
    found : bool
        Whether the pattern counts as found.
    """

    key: str
    kind: str
    effect: float | None
    unit: str
    p: float
    q: float
    found: bool


class Insights(Sequence[Insight]):
    """The insights to show, the most important first.

    Parameters
    ----------
    shown : sequence of Insight
        The insights.
    day : date, optional
        Their day.
    tests : tuple of PatternTest
        All questions that were asked.
    holding : tuple of str
        Keys of all patterns that hold, shown or not.
    backend, reason : str
        Who found the words, and why the rules did where a model was asked.
    replaced_sentences : int
        How many sentences of the model did not agree with the numbers.
    """

    def __init__(
        self,
        shown: Sequence[Insight] = (),
        *,
        day: dt.date | None = None,
        tests: tuple[PatternTest, ...] = (),
        holding: tuple[str, ...] = (),
        backend: str = "rules",
        reason: str = "",
        replaced_sentences: int = 0,
    ) -> None:
        self._shown = tuple(shown)
        self.day, self.tests, self.holding = day, tests, holding
        self.backend, self.reason = backend, reason
        self.replaced_sentences = replaced_sentences

    @overload
    def __getitem__(self, index: int) -> Insight: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Insight, ...]: ...
    def __getitem__(self, index: int | slice) -> Insight | tuple[Insight, ...]:
        return self._shown[index]

    def __iter__(self) -> Iterator[Insight]:
        return iter(self._shown)

    def __len__(self) -> int:
        return len(self._shown)

    def __repr__(self) -> str:
        return f"<{len(self._shown)} insights of {len(self.tests)} questions>"

    def __str__(self) -> str:
        parts = [str(insight) for insight in self._shown]
        parts.append(f"Written by {self.backend}." + (f" {self.reason}" if self.reason else ""))
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        told = f"<p><small>{escape(str(self).splitlines()[-1])}</small></p>"
        return "".join((*(insight._repr_html_() for insight in self._shown), section(told)))

    def showing(self, shown: Sequence[Insight], *, backend: str | None = None) -> "Insights":
        """Return the same answer with other insights to show.

        Parameters
        ----------
        shown : sequence of Insight
            The insights.
        backend : str, optional
            Who found their words; by default as before.
        """
        return Insights(
            shown,
            day=self.day,
            tests=self.tests,
            holding=self.holding,
            backend=backend or self.backend,
            reason=self.reason,
            replaced_sentences=self.replaced_sentences,
        )

    def to_dict(self) -> dict[str, object]:
        """Return everything as JSON values: ``insights``, ``tests``, ``day``, ``backend``."""
        return {
            "day": None if self.day is None else str(self.day),
            "insights": [insight.model_dump(mode="json") for insight in self._shown],
            "tests": [asdict(test) for test in self.tests],
            "backend": self.backend,
            "reason": self.reason,
        }

    def list_tests(self) -> str:
        """Write a line for each question that was asked, the surest answer first."""
        lines = ["question                 effect               p          q  found"]
        for test in sorted(self.tests, key=lambda test: test.p):
            effect = "" if test.effect is None else f"{test.effect:+.1f} {test.unit}"
            found = "yes" if test.found else "no"
            lines.append(f"{test.key:24} {effect:16} {test.p:9.2g}  {test.q:9.2g}  {found}")
        return "\n".join(lines)
