"""What a Kit says, and what saying it costs."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from trainkit.kit._adapters import Adapters
from trainkit.kit._data import AthleteData
from trainkit.kit._insight_kit import InsightKit
from trainkit.kit._once import Once
from trainkit.telemetry import Meter

if TYPE_CHECKING:  # the coach is imported when it is asked
    from trainkit.coach import Budget, BudgetAlert, CostReport, Facts, Toolbox
    from trainkit.kit._coaching import Coaching
    from trainkit.kit._conversations import Conversations
    from trainkit.kit._drafts import Drafts
    from trainkit.kit._insights import StoredInsights
    from trainkit.kit._voice import Voice
    from trainkit.models import Availability, Revision, TrainingPlan
    from trainkit.models.conversation import ChatAnswer
    from trainkit.models.week import WeekProgram
    from trainkit.ports import LanguageModel, Speech
    from trainkit.privacy import Use

__all__ = ["CoachedKit", "begin_coaching"]


def begin_coaching(
    data: AthleteData,
    adapters: Adapters,
    meter: Meter,
    *,
    clock: Callable[[], dt.datetime],
    budget: object,
    alert: "Callable[[], Callable[[BudgetAlert], object]]",
) -> "Once[Coaching]":
    """Return what talks for a Kit, imported and made with the first word.

    Parameters
    ----------
    data, adapters, meter, clock, budget
        As in `Coaching`; `InvalidInput` where the budget is none.
    alert : callable
        Returns what is told when a budget is nearly spent.
    """
    if budget is not None:  # a wrong one is refused at once
        from trainkit.coach._money import to_budgets  # most Kits spend nothing

        to_budgets(budget)

    def begin() -> "Coaching":
        from trainkit.kit._coaching import Coaching  # it talks, and takes 40 ms

        return Coaching(data, adapters, meter, clock=clock, budget=budget, on_alert=alert())

    return Once(begin)


class CoachedKit(InsightKit):
    """The methods of a Kit that need words; the base class of `Kit`."""

    _adapters: Adapters
    _coaching_once: "Once[Coaching]"
    _data: AthleteData

    @property
    def _coaching(self) -> "Coaching":
        """Whoever talks for this Kit; there from the first word on."""
        return self._coaching_once()

    @property
    def _insights(self) -> "StoredInsights":
        return self._coaching.insights

    @property
    def llm(self) -> "LanguageModel | None":
        """The language model behind the provenance gate and the budgets; None if none was chosen.

        Of several, the first that answers and has money left.
        """
        return self._coaching.llm()

    @property
    def speech(self) -> "Speech | None":
        """The voice; None where none was chosen."""
        return self._adapters.speech()

    @cached_property
    def voice(self) -> "Voice":
        """The voice coach: who speaks, to whom, what is kept of it, and what is learned from it."""
        from trainkit.kit._voice import Voice  # patterns of four languages: 40 ms

        return Voice(self._data, self._adapters, self._coaching.llm)

    def _close_voice(self) -> None:
        """End the processes of trained models, where there are any."""
        if "voice" in vars(self):
            self.voice.close()

    def facts(self, on: dt.date | None = None, *, use: "Use | None" = None) -> "Facts":
        """State what is known of the athlete on a day, as `trainkit.coach.facts` does.

        Parameters
        ----------
        on : date, optional
            The day; by default the athlete's today, or the last day of records that are older
            than two weeks.
        use : {"prompt", "training"} or None
            Who reads the facts; None is for the athlete.
        """
        return self._coaching.facts(on, use)

    def toolbox(
        self, *, use: "Use | None" = None, max_tokens: int = 1500, begin: int = 0
    ) -> "Toolbox":
        """Return the tools that answer from the data as it is now, on the day of `facts`.

        Parameters
        ----------
        use : {"prompt", "training"} or None
            Who reads the answers; None is for the athlete.
        max_tokens, begin : int
            As in `trainkit.coach.Toolbox`.
        """
        return self._coaching.toolbox(use, max_tokens, begin)

    @property
    def drafts(self) -> "Drafts":
        """What other programs propose: it is written only when it is applied."""
        return self._coaching.drafts

    def week(
        self,
        week_start: dt.date | None = None,
        *,
        tone: float = 0.5,
        availability: "Availability | None" = None,
        weeks: int = 1,
        force: bool = False,
    ) -> "WeekProgram":
        """Write a week as `trainkit.coach.week` does, with the latest plan and the models.

        The answer is kept for three days, as long as data, plan and question stay the same. Where
        no model answers, an older answer of one is given with its age, or the week of the rules.

        Parameters
        ----------
        week_start : date, optional
            A Monday; by default the next one after today.
        tone, availability, weeks
            As in `trainkit.coach.week`.
        force : bool
            Write it anew even where it is cached.

        Returns
        -------
        WeekProgram
            The week. A change of the stored plan is in `WeekProgram.revision`; `accept` makes it.

        Raises
        ------
        InvalidInput, InfeasiblePlan
            As `trainkit.coach.week` does.
        """
        return self._coaching.week(
            week_start, tone=tone, availability=availability, weeks=weeks, force=force
        )

    @property
    def conversations(self) -> "Conversations":
        """The conversations of `chat`: list, get, rename and remove them."""
        return self._coaching.conversations

    def chat(self, message: str, conversation: str | None = None) -> "ChatAnswer":
        """Answer a message: each number about the athlete has a receipt, or is not shown.

        Parameters
        ----------
        message : str
            What the athlete writes, 1 to 4,000 characters.
        conversation : str, optional
            `ChatAnswer.conversation` of an earlier answer, to go on; by default a new one.

        Returns
        -------
        ChatAnswer
            The answer, its receipts, and who gave it: without a model, the rules.

        Raises
        ------
        InvalidInput
            The message is empty or too long, or there is no such conversation.
        """
        for piece in self.conversations.ask(message, conversation, streaming=False):
            if not isinstance(piece, str):
                return piece
        raise AssertionError("unreachable")

    def chat_stream(self, message: str, conversation: str | None = None) -> Iterator[str]:
        """Answer as `chat` does, in sentences that are shown when they have been checked.

        Parameters
        ----------
        message, conversation
            As in `chat`.

        Yields
        ------
        str
            The next piece; joined, they are the text.
        """
        for piece in self.conversations.ask(message, conversation, streaming=True):
            if isinstance(piece, str):
                yield piece

    def adopt(self, plan: "TrainingPlan") -> None:
        """Make a plan that somebody else wrote, or a file holds, the latest one.

        Parameters
        ----------
        plan : TrainingPlan
            The plan; `check` judges it.
        """
        self._coaching.adopt(plan)

    def drop_plan(self) -> None:
        """Give up the latest plan: `planned` is None until the next one. What was done stays."""
        self._coaching.drop_plan()

    def accept(self, revision: "Revision") -> "TrainingPlan":
        """Apply a revision that waits for the athlete's yes to the stored plan.

        Parameters
        ----------
        revision : Revision
            From a week or a conversation.

        Returns
        -------
        TrainingPlan
            The changed plan, from now on also `planned`.

        Raises
        ------
        InvalidInput
            There is no plan, or it is no longer the one that the revision was made for.
        """
        return self._coaching.accept(revision)

    def costs(
        self,
        first: dt.date | None = None,
        last: dt.date | None = None,
        *,
        everyone: bool = False,
    ) -> "CostReport":
        """Report what calls of language models cost.

        Parameters
        ----------
        first, last : date, optional
            The days, in UTC; by default all.
        everyone : bool
            Whether for all athletes in the store; by default for this one.
        """
        return self._coaching.costs(first, last, everyone=everyone)

    @property
    def budget(self) -> float | None:
        """What calls for this athlete may cost in a month, as `keep_budget` was told [US dollars].

        None where nothing is kept.
        """
        return self._coaching.kept_budget

    def keep_budget(self, limit_usd: float | None) -> None:
        """Keep what calls for this athlete may cost in a calendar month, in all processes.

        Budgets that the Kit was given hold beside it.

        Parameters
        ----------
        limit_usd : float, optional
            The limit [US dollars]; None takes it back.

        Raises
        ------
        InvalidInput
            The limit is negative, or no number.
        """
        self._coaching.keep_budget(limit_usd)

    def budgets(self) -> "list[tuple[Budget, float]]":
        """Return the budgets, each with what is spent of it in its period now [US dollars]."""
        return self._coaching.ledger().spent()
