"""What a Kit says, and what saying it costs."""

import datetime as dt

from trainkit.coach import CostReport
from trainkit.kit._adapters import Adapters
from trainkit.kit._coaching import Coaching
from trainkit.ports import LanguageModel, Speech

__all__ = ["CoachedKit"]


class CoachedKit:
    """The methods of a Kit that need words; the base class of `Kit`."""

    _adapters: Adapters
    _coaching: Coaching

    @property
    def llm(self) -> LanguageModel | None:
        """The language model behind the provenance gate and the budgets; None if none was chosen.

        Of several, the first that answers and has money left.
        """
        return self._coaching.llm()

    @property
    def speech(self) -> Speech | None:
        """The voice; None where none was chosen."""
        return self._adapters.speech()

    def costs(
        self,
        first: dt.date | None = None,
        last: dt.date | None = None,
        *,
        everyone: bool = False,
    ) -> CostReport:
        """Report what calls of language models cost.

        Parameters
        ----------
        first, last : date, optional
            The days, in UTC; by default all.
        everyone : bool
            Whether for all athletes in the store; by default for this one.
        """
        return self._coaching.costs(first, last, everyone=everyone)
