"""The part of a Kit that talks: language models, their costs, and what they are told."""

import datetime as dt
from collections.abc import Callable

from trainkit.coach import (
    BudgetAlert,
    CostReport,
    FirstToAnswer,
    Ledger,
    MeteredModel,
    report_costs,
)
from trainkit.coach._ledger import to_budgets
from trainkit.kit._adapters import Adapters
from trainkit.kit._data import AthleteData
from trainkit.kit._guarded_model import GuardedModel
from trainkit.ports import LanguageModel
from trainkit.telemetry import Meter

__all__ = ["Coaching"]


class Coaching:
    """Language models behind the provenance gate and the budgets; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    adapters : Adapters
        The models that the host chose.
    meter : Meter
        Counts calls.
    clock : callable
        The current time, aware.
    budget, on_alert
        As in `Kit`.
    """

    def __init__(
        self,
        data: AthleteData,
        adapters: Adapters,
        meter: Meter,
        *,
        clock: Callable[[], dt.datetime],
        budget: object,
        on_alert: Callable[[BudgetAlert], object] | None,
    ) -> None:
        self._data, self._adapters, self._meter = data, adapters, meter
        self._clock, self._on_alert = clock, on_alert
        self._budgets = to_budgets(budget)

    def ledger(self) -> Ledger:
        """Return the ledger of the athlete's calls."""
        return Ledger(
            self._data.store,
            self._data.athlete_id,
            budgets=self._budgets,
            clock=self._clock,
            on_alert=self._on_alert,
        )

    def llm(self) -> LanguageModel | None:
        """See `Kit.llm`."""
        models = [
            GuardedModel(
                MeteredModel(model, self.ledger, resolved.backend),
                self._data.records.gate,
                self._meter,
                resolved.backend,
            )
            for resolved, model in self._adapters.llms()
        ]
        if len(models) > 1:
            return FirstToAnswer(models)
        return models[0] if models else None

    def costs(self, first: dt.date | None, last: dt.date | None, *, everyone: bool) -> CostReport:
        """See `Kit.costs`."""
        return report_costs(self.ledger().calls(first, last, everyone=everyone))
