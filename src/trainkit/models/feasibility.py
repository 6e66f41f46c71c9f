"""Whether a race can be prepared for in the time that is left."""

from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import badge, escape, section
from trainkit.models.goal import Goal
from trainkit.models.model import Model

__all__ = ["Feasibility", "Verdict"]

Verdict = Literal["comfortable", "ambitious", "not in this time"]
Sentence = Annotated[str, Field(min_length=1)]


class Feasibility(Model):
    """The verdict on a goal, with its reasons and ways out.

    Parameters
    ----------
    verdict : {"comfortable", "ambitious", "not in this time"}
        Ambitious if something falls short by up to a quarter.
    reasons : tuple of str
        Sentences, each with two numbers: what there is, and what is needed. They say what falls
        short, or, for a comfortable goal, what suffices.
    changes : tuple of str
        What would make the goal comfortable: more weeks, a longer free day, more days.
    nearest : Goal, optional
        The nearest goal within reach: slower, later or shorter; for an ambitious goal, a
        comfortable one. None where the goal is comfortable, or nothing better is found.
    reachable_time_s : tuple of float, optional
        The fastest and the slowest finish time to expect [s]; None where too little is known.
    """

    verdict: Verdict
    reasons: tuple[Sentence, ...] = ()
    changes: tuple[Sentence, ...] = ()
    nearest: Goal | None = None
    reachable_time_s: tuple[float, float] | None = None

    def __str__(self) -> str:
        return " ".join((f"{self.verdict.capitalize()}.", *self.reasons))

    def _repr_html_(self) -> str:
        status = {"comfortable": "green", "ambitious": "yellow", "not in this time": "red"}
        rows = "".join(f"<li>{escape(words)}</li>" for words in (*self.reasons, *self.changes))
        return section(badge(self.verdict, status[self.verdict]), f"<ul>{rows}</ul>")
