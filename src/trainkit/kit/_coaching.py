"""The part of a Kit that talks: language models, their costs, and what they are told."""

import datetime as dt
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from trainkit import coach, recovery
from trainkit.coach._money import to_budgets
from trainkit.errors import BackendError
from trainkit.kit._adapters import Adapters
from trainkit.kit._conversations import Conversations, Known
from trainkit.kit._data import AthleteData
from trainkit.kit._drafts import Drafts
from trainkit.kit._guarded_model import GuardedModel
from trainkit.kit._insights import StoredInsights
from trainkit.models import Availability, History, Revision, TrainingPlan
from trainkit.models.week import WeekProgram
from trainkit.ports import LanguageModel
from trainkit.privacy import Use
from trainkit.telemetry import Meter

if TYPE_CHECKING:
    from trainkit.coach import BudgetAlert, CostReport, Facts, Ledger, Toolbox

__all__ = ["Coaching"]

_BUDGET = "budget"


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
        on_alert: "Callable[[BudgetAlert], object] | None",
    ) -> None:
        self._data, self._adapters, self._meter = data, adapters, meter
        self._clock, self._on_alert = clock, on_alert
        self._budgets = to_budgets(budget)
        self._last_box: tuple[Known, Use | None, dt.date | None, Toolbox] | None = None
        self.insights = StoredInsights(data, self.llm, clock)
        self.conversations = Conversations(data, self.llm, self._toolbox_of_today, clock)
        self.drafts = Drafts(data, clock)

    @property
    def kept_budget(self) -> float | None:
        """See `Kit.budget`."""
        kept = self._data.records.setting(_BUDGET)
        return None if kept is None else cast("float | None", json.loads(kept))

    def keep_budget(self, limit_usd: float | None) -> None:
        """See `Kit.keep_budget`."""
        limit = None if limit_usd is None else coach.Budget(limit_usd=limit_usd).limit_usd
        self._data.records.put_setting(_BUDGET, json.dumps(limit))

    def ledger(self) -> "Ledger":
        """Return the ledger of the athlete's calls."""
        kept = self.kept_budget
        own = () if kept is None else (coach.Budget(limit_usd=kept, per_athlete=True),)
        return coach.Ledger(
            self._data.store,
            self._data.athlete_id,
            budgets=(*self._budgets, *own),
            clock=self._clock,
            on_alert=self._on_alert,
        )

    def llm(self) -> LanguageModel | None:
        """See `Kit.llm`."""
        models = [
            GuardedModel(
                coach.MeteredModel(model, self.ledger, resolved.backend),
                self._data.records.gate,
                self._meter,
                resolved.backend,
            )
            for resolved, model in self._adapters.llms()
        ]
        if len(models) > 1:
            return coach.FirstToAnswer(models)
        return models[0] if models else None

    def facts(self, on: dt.date | None, use: Use | None) -> "Facts":
        """See `Kit.facts`."""
        data = self._data
        history = data.history()
        day = self._day_of(history) if on is None else on
        return coach.facts(
            history, data.athlete, day, plan=data.plan, use=use, gate=data.records.gate
        )

    def toolbox(self, use: Use | None, max_tokens: int = 1500, begin: int = 0) -> "Toolbox":
        """See `Kit.toolbox`."""
        data = self._data
        known = data.history(), data.athlete, data.plan
        return self._toolbox_of_today(known, use, max_tokens, begin)

    def _toolbox_of_today(
        self, known: Known, use: Use | None, max_tokens: int, begin: int
    ) -> "Toolbox":
        return self._toolbox_of(known, use, max_tokens, begin, self._day_of(known[0]))

    def _day_of(self, history: History) -> dt.date | None:
        """Return the athlete's today; None, for the last day of records that are too old."""
        today, span = self._data.today(), history.span
        reached = span is not None and 0 <= (today - span[1]).days <= recovery.LAST_KNOWN_DAYS
        return today if reached else None

    def _toolbox_of(
        self,
        known: Known,
        use: Use | None,
        max_tokens: int,
        begin: int,
        on: dt.date | None = None,
    ) -> "Toolbox":
        """Return the tools of what is known; the facts of the last question are kept."""
        last = self._last_box
        if last is not None and last[0][0] is known[0] and last[:3] == (known, use, on):
            return last[3].renumber(begin, max_tokens)
        history, athlete, plan = known
        gate = self._data.records.gate
        box = coach.Toolbox(
            history, athlete, on, plan=plan, use=use, gate=gate, max_tokens=max_tokens, begin=begin
        )
        self._last_box = known, use, on, box
        return box

    def week(
        self,
        week_start: dt.date | None,
        *,
        tone: float,
        availability: Availability | None,
        weeks: int,
        force: bool,
    ) -> WeekProgram:
        """See `Kit.week`."""
        data, snapshot, llm = self._data, self._data.records.snapshot(), self.llm()
        athlete, plan = data.athlete, data.plan
        availability = availability or data.records.availability()
        monday = self._next_monday() if week_start is None else week_start
        made: list[WeekProgram] = []

        def write() -> str:
            program = coach.week(
                data.records.history(snapshot),
                athlete,
                monday,
                plan=plan,
                llm=llm,
                tone=tone,
                availability=availability,
                weeks=weeks,
                gate=data.records.gate,
            )
            made.append(program)
            if llm is not None and program.backend == "rules":
                raise BackendError("llm", program.reason)  # an older week of the model may be left
            return program.model_dump_json()

        models = (athlete, plan, availability)
        asked = [None if model is None else model.model_dump_json() for model in models]
        key = json.dumps([snapshot.digest, str(monday), tone, weeks, llm is not None, asked])
        try:
            with self._meter.call("cache", "program"):
                cached = data.cache.read(
                    "program", key, write, licences=snapshot.oldest_by_licence, force=force
                )
        except BackendError:
            if not made:
                raise
            return made[-1]
        program = WeekProgram.model_validate_json(cached.value)
        if not cached.age_s:
            return program
        reason = cached.error or program.reason
        return program.model_copy(update={"age_s": cached.age_s, "reason": reason})

    def adopt(self, plan: TrainingPlan) -> None:
        """See `Kit.adopt`."""
        self._data.records.put_plan(plan)

    def drop_plan(self) -> None:
        """See `Kit.drop_plan`."""
        self._data.records.drop_plan()

    def accept(self, revision: Revision) -> TrainingPlan:
        """See `Kit.accept`."""
        changed = revision.apply(self._data.current_plan())
        self._data.records.put_plan(changed)
        return changed

    def _next_monday(self) -> dt.date:
        today = self._data.today()
        return today + dt.timedelta(days=7 - today.weekday())

    def costs(self, first: dt.date | None, last: dt.date | None, *, everyone: bool) -> "CostReport":
        """See `Kit.costs`."""
        return coach.report_costs(self.ledger().calls(first, last, everyone=everyone))
