"""What rules say of a plan: violations, and the certificate of its safety and value."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from trainkit._html import escape, section
from trainkit._rule_words import say_rule
from trainkit.models.model import Model

__all__ = [
    "Certificate",
    "PhaseSummary",
    "Readiness",
    "RuleSlack",
    "Violation",
    "Violations",
    "Words",
]

_NO_GAP = 5e-4  # prints as 0.0 %

Words = Annotated[str, Field(min_length=1)]


class Violation(Model):
    """A day on which a plan breaks a rule.

    Parameters
    ----------
    rule : str
        Name of the rule.
    date : date
        The day.
    message : str
        What is wrong, with numbers.
    value, limit : float
        The value in the plan, and the limit of the rule, in the rule's unit.
    hard : bool
        True for a hard rule, which no plan may break; soft rules are preferences.
    reason : str
        Why the rule exists, with its source.
    """

    rule: Words
    date: dt.date
    message: Words
    value: float
    limit: float
    hard: bool = True
    reason: Words

    def __str__(self) -> str:
        return f"{self.date} {say_rule(self.rule)}: {self.message}"


class Violations(list[Violation]):
    """The violations of a plan, and what was found out on the way.

    Parameters
    ----------
    found : iterable of Violation
        By date.
    notes : sequence of str
        Plugins whose rules failed, and so were not asked.
    """

    def __init__(self, found: Iterable[Violation] = (), *, notes: Sequence[str] = ()) -> None:
        super().__init__(found)
        self.notes = tuple(notes)

    def __str__(self) -> str:
        broken = [str(violation) for violation in self if violation.hard]
        wishes = [f"{violation} (wish)" for violation in self if not violation.hard]
        many = "no rule broken" if not broken else _number(len(broken), "rule") + " broken"
        many += f", {_number(len(wishes), 'wish')} not fulfilled" if wishes else ""
        return "\n".join((*broken, *wishes, many, *self.notes))

    def _repr_html_(self) -> str:
        return section(*(f"<p>{escape(line)}</p>" for line in str(self).splitlines()))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "es" if noun.endswith("sh") else "s")


class RuleSlack(Model):
    """The slack of a rule in a plan.

    Parameters
    ----------
    rule : str
        Name of the rule.
    rows : int
        Number of constraints that the rule added.
    slack : float
        The smallest slack of these constraints, as a share of the limit [1].
    binds : bool
        True if a constraint has hardly any slack, less than 2 %: lengths are whole minutes.
    """

    rule: Words
    rows: Annotated[int, Field(ge=0)]
    slack: float
    binds: bool


class PhaseSummary(Model):
    """One phase of a plan.

    Parameters
    ----------
    phase : str
        ``"base"``, ``"build"``, ``"peak"`` or ``"taper"``.
    weeks : int
        Number of weeks.
    hours_a_week : float
        Mean training time, races left out [h].
    longest_min : float
        The longest session, races left out [min].
    hard_sessions : int
        Number of hard sessions.
    value : float
        Its part of the plan's objective value [performance points].
    """

    phase: Words
    weeks: Annotated[int, Field(ge=1)]
    hours_a_week: Annotated[float, Field(ge=0)]
    longest_min: Annotated[float, Field(ge=0)]
    hard_sessions: Annotated[int, Field(ge=0)]
    value: float


class Readiness(Model):
    """Whether a plan's content prepares for its race.

    Parameters
    ----------
    verdict : {"ready", "nearly ready", "not ready"}
        Nearly ready if something falls short by up to a quarter of what the race takes.
    reasons : tuple of str
        Sentences, each with what the plan has and what the race takes at least.
    """

    verdict: Literal["ready", "nearly ready", "not ready"]
    reasons: tuple[Words, ...] = ()

    def __str__(self) -> str:
        return " ".join((f"{self.verdict.capitalize()}.", *self.reasons))


_FREE = 0.05  # points, the tolerance of a plan's value


class Robustness(Model):
    """What was done that a plan survives some disruptions, and its price.

    Parameters
    ----------
    change : str, optional
        The change in words; None where no other plan is clearly less fragile.
    disruptions : tuple of str
        What the plan was tried on.
    before, after : float
        The severity of the worst of them after adapting, 0 to 10, without and with the change.
    price : float
        What the change costs in the objective [performance points]; below 0 it gains.
    worst : str, optional
        The worst of them for the plan as it was.
    tried : tuple of str
        The changes that were tried.
    """

    change: Words | None = None
    disruptions: tuple[Words, ...]
    before: Annotated[float, Field(ge=0, le=10)]
    after: Annotated[float, Field(ge=0, le=10)]
    price: float
    worst: Words | None = None
    tried: tuple[Words, ...] = ()

    def __str__(self) -> str:
        hit = f" ({self.worst})" if self.worst else ""
        count = len(self.disruptions)
        of_all = "the disruption" if count == 1 else f"the worst of {count} disruptions"
        worst = f"{of_all}{hit} costs"
        if not self.change:
            tried = f": {'; '.join(self.tried)}" if self.tried else ""
            return (
                f"After adapting, {worst} {self.before:.1f} of 10; no other plan that was tried "
                f"is clearly less fragile{tried}."
            )
        price = (
            f"for {self.price:.1f} points of the plan's value"
            if self.price > _FREE
            else "at no price in points"
        )
        return (
            f"With {self.change}, {worst} {self.after:.1f} of 10 at most instead of "
            f"{self.before:.1f}, {price}."
        )


class Certificate(Model):
    """What is proven of a plan: that it keeps the hard rules, and how much better others can be.

    Others are the plans of the same season: weeks of the same length and kind, made of the same
    sessions in whole minutes, each hard kind and the long session at most once a week, that keep
    the same rules. Another season, or a session that the program does not offer, may be worth more.

    Parameters
    ----------
    objective : float
        The plan's objective value after rounding [performance points].
    bound : float
        The solver's own bound, in the same unit: no plan of the same season exceeds it that keeps
        the rules as the solver's rows state them. Rows and check alike allow half a minute over a
        limit of time; in weeks of little training the rows are stricter than the rules. By the
        tolerance of the solver, `objective` may exceed it by up to 0.05 points; a larger excess
        raises `InternalError`.
    reference : float
        The objective of the repaired classic template; the gap is relative to it.
    gap : float
        (bound - objective) / (bound - reference) [1], and 0 within the tolerance.
    seconds : float
        Solver time [s].
    rules : tuple of RuleSlack
        The rules that the program kept, hard ones and wishes without a price, with their slack.
    phases : tuple of PhaseSummary
        The plan by phase; the values add up to `objective`.
    variety : float, optional
        Different hard sessions as a share of all hard sessions [1]; None without any.
    readiness : Readiness, optional
        Whether the plan prepares for its race; None for a plan without one.
    robustness : Robustness, optional
        Of a plan that was asked to be robust.
    """

    objective: float
    bound: float
    reference: float
    gap: Annotated[float, Field(ge=0)]
    seconds: Annotated[float, Field(ge=0)]
    rules: tuple[RuleSlack, ...] = ()
    phases: tuple[PhaseSummary, ...] = ()
    variety: Annotated[float | None, Field(ge=0, le=1)] = None
    readiness: Readiness | None = None
    robustness: Robustness | None = None

    def __str__(self) -> str:
        more = "more" if self.gap < _NO_GAP else f"over {self.gap:.1%} more"
        return (
            "The plan keeps every hard rule. Of the plans of this season, made of the same "
            f"sessions under the same rules, none gains {more} on the classic template."
        )
