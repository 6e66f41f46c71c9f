"""What rules find in a plan."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from trainkit.models._base import Model

__all__ = ["Violation"]

Words = Annotated[str, Field(min_length=1)]


class Violation(Model):
    """A day on which a plan breaks a rule.

    Parameters
    ----------
    rule : str
        The rule's name.
    date : date
        The day.
    message : str
        What is wrong, with the numbers.
    value, limit : float
        What the plan has, and what the rule allows, in the rule's own unit.
    hard : bool
        Whether no plan may break it; a soft rule is a wish.
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
