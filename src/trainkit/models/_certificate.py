"""What a rule says of a plan: violations, and the certificate of safety and optimality."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["Certificate", "RuleSlack", "Violation", "Words"]

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
        True if a constraint has no slack.
    """

    rule: Words
    rows: Annotated[int, Field(ge=0)]
    slack: float
    binds: bool


class Certificate(Model):
    """The proof of a plan's safety and quality.

    Parameters
    ----------
    objective : float
        The plan's objective value after rounding [performance points].
    bound : float
        The solver's own bound, in the same unit: no plan exceeds it that is made of the same
        sessions and keeps the rules as the solver's rows state them, which for weeks of little
        training is slightly stricter than the rules. By the tolerance of the solver, `objective`
        may exceed it by up to 0.05 points; a larger excess raises `InternalError`.
    reference : float
        The objective of the repaired classic template; the gap is relative to it.
    gap : float
        (bound - objective) / (bound - reference) [1], and 0 within the tolerance.
    seconds : float
        Solver time [s].
    rules : tuple of RuleSlack
        Every rule that the plan satisfies, with its slack.
    """

    objective: float
    bound: float
    reference: float
    gap: Annotated[float, Field(ge=0)]
    seconds: Annotated[float, Field(ge=0)]
    rules: tuple[RuleSlack, ...] = ()
