"""Budgets, and the calls that are paid from them."""

import datetime as dt
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.models.units import Moment

__all__ = ["Budget", "BudgetAlert", "Call", "to_budgets"]

Count = Annotated[int, Field(ge=0)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Budget(Model):
    """Money that calls may cost.

    Parameters
    ----------
    limit_usd : float
        The most that may be spent in a period [US dollars]; 0 allows no call with a price.
    period : {"day", "month"}
        A day or a calendar month, in UTC.
    purpose : str, optional
        Only calls for this purpose count; by default all.
    per_athlete : bool
        Whether each athlete has the budget alone; by default all who share the store share it.
    """

    limit_usd: Dollars
    period: Literal["day", "month"] = "month"
    purpose: str | None = None
    per_athlete: bool = False

    def first_day(self, day: dt.date) -> dt.date:
        """Return the first day of the period that holds a day."""
        return day if self.period == "day" else day.replace(day=1)

    def covers(self, purpose: str) -> bool:
        """Return whether calls for a purpose count."""
        return self.purpose in {None, purpose}

    def __str__(self) -> str:
        subject = self.purpose or "all calls"
        whose = " of one athlete" if self.per_athlete else ""
        return f"{subject}{whose}, a {self.period}"


class Call(Model):
    """One call of a language model.

    Parameters
    ----------
    moment : datetime
        When it began, aware.
    purpose : str
        What it was for.
    backend, model : str
        The adapter, and the model that answered; empty while it runs.
    input_tokens, output_tokens : int, optional
        Tokens read anew and written [tokens]; None where the model does not tell.
    cache_read_tokens, cache_write_tokens : int
        Tokens of the prompt from the cache, and put into it [tokens].
    cost_usd : float, optional
        What it cost [US dollars]; None where the price is unknown.
    reserved_usd : float
        What is set aside for it while it runs [US dollars].
    duration_s : float, optional
        How long it took [s].
    outcome : {"running", "done", "failed", "cut"}
        A call that was killed stays ``"running"``, and one whose stream broke is ``"cut"``: both
        count with what was set aside.
    """

    moment: Moment
    purpose: str = ""
    backend: str = ""
    model: str = ""
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_read_tokens: Count = 0
    cache_write_tokens: Count = 0
    cost_usd: Dollars | None = None
    reserved_usd: Dollars = 0.0
    duration_s: Annotated[float, Field(ge=0)] | None = None
    outcome: Literal["running", "done", "failed", "cut"] = "running"

    @property
    def counted_usd(self) -> float:
        """What it counts in a budget [US dollars]."""
        if self.outcome in {"running", "cut"}:
            return self.reserved_usd
        return self.cost_usd or 0.0


class BudgetAlert(NamedTuple):
    """A budget of which at least 80 % is spent.

    Parameters
    ----------
    budget : Budget
        The budget.
    spent_usd : float
        What is spent of it [US dollars].
    """

    budget: Budget
    spent_usd: float


def to_budgets(budget: object) -> tuple[Budget, ...]:
    """Return a host's budgets: a number of dollars a month, a `Budget`, or several.

    Raises
    ------
    InvalidInput
        Something else.
    """
    if budget is None:
        return ()
    if isinstance(budget, Budget):
        return (budget,)
    if isinstance(budget, int | float) and not isinstance(budget, bool):
        return (Budget(limit_usd=budget),)
    if isinstance(budget, list | tuple) and all(isinstance(part, Budget) for part in budget):
        return tuple(budget)
    raise InvalidInput("budget", budget, "US dollars a month, a Budget, or several of them")
