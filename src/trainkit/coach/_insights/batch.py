"""Words for the insights of many athletes in one batch, which costs half and survives a restart."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from trainkit.coach._insights.find import insights
from trainkit.coach._insights.result import Insights
from trainkit.coach._insights.wording import ask_for_words, read_words
from trainkit.coach._ledger import Ledger, LedgerStore, Reservation
from trainkit.coach._money import Budget, Call
from trainkit.errors import BackendError, BudgetSpent
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.insight import Insight
from trainkit.models.model import Model
from trainkit.models.prompt import Prompt, Reply
from trainkit.models.units import Moment
from trainkit.ports import Record, RecordKind
from trainkit.prices import PriceList
from trainkit.privacy import Gate

__all__ = ["BatchModel", "BatchState", "InsightBatch", "InsightBatchEstimate"]

_KIND: RecordKind = "insights"
_KEY = "batch"
_OFFERED = 10
_MOST = 5
_REFUSED = 500  # a status below it proves that nothing was taken


class BatchState(Protocol):
    """What a vendor tells of a batch."""

    @property
    def id(self) -> str:
        """The vendor's identifier."""

    @property
    def state(self) -> str:
        """``"ended"`` when its answers can be collected."""


@runtime_checkable
class BatchModel(Protocol):
    """A language model that answers many prompts within a day, at a lower price."""

    def submit_batch(self, prompts: Mapping[str, Prompt]) -> BatchState:
        """Send prompts, once."""

    def poll_batch(self, batch: str) -> BatchState:
        """Return how far a batch is."""

    def collect_batch(
        self, batch: str, prompts: Mapping[str, Prompt] | None = None
    ) -> Mapping[str, Reply | BackendError]:
        """Return the answers of a batch that has ended."""


@dataclass(frozen=True, slots=True)
class InsightBatchEstimate:
    """What a batch may cost.

    Parameters
    ----------
    athletes : int
        How many have findings to word.
    cost_usd : float, optional
        At most [US dollars], at the price of a batch; None where the price is unknown.
    """

    athletes: int
    cost_usd: float | None


class _Share(Model):
    """The part of one athlete."""

    athlete: str
    day: dt.date | None = None
    found: tuple[Insight, ...] = ()
    reason: str = ""
    key: str = ""
    call: Call | None = None


class _Open(Model):
    """A batch that was sent, or is being sent."""

    began: Moment
    batch: str = ""
    shares: Mapping[str, _Share] = {}


class InsightBatch:
    """Find insights for many athletes by rules, and let one batch of a model word them.

    What was sent is kept in the store: after a restart `submit` sends nothing again and `collect`
    goes on. `finish` ends it.

    Parameters
    ----------
    model : BatchModel
        Such as ``AnthropicModel``.
    store : Store
        Keeps the batch and the ledger.
    clock : callable
        The current time, aware.
    backend, name : str
        The adapter and the model, for prices and the ledger.
    owner : str
        The batch's own name among the athletes of the store.
    budgets : sequence of Budget
        Budgets of each athlete; who has too little left gets the words of the rules.
    prices : PriceList, optional
        By default the known ones.
    gate : Gate, optional
        Knows the licences; by default those of trainkit.
    """

    def __init__(
        self,
        model: BatchModel,
        store: LedgerStore,
        *,
        clock: Callable[[], dt.datetime],
        backend: str = "llm.anthropic",
        name: str = "",
        owner: str = "insights-batch",
        budgets: Sequence[Budget] = (),
        prices: PriceList | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._model, self._store, self._clock = model, store, clock
        self._backend, self._owner = backend, owner
        self._name = name or str(getattr(model, "model", ""))
        self._budgets, self._prices, self._gate = tuple(budgets), prices, gate or Gate()

    def estimate(self, people: Mapping[str, tuple[History, Athlete]]) -> InsightBatchEstimate:
        """Say what a batch may cost at most; nothing is sent.

        Parameters
        ----------
        people : mapping of str to (History, Athlete)
            By the name of each athlete in the store.
        """
        shares = self._find(people)
        asked = [share for share in shares.values() if share.found and not share.reason]
        costs = [self._estimate(share) for share in asked]
        known = [cost for cost in costs if cost is not None]
        total = sum(known) if len(known) == len(costs) else None
        return InsightBatchEstimate(len(asked), total)

    def submit(self, people: Mapping[str, tuple[History, Athlete]]) -> str:
        """Send one batch for all, or return the one that is under way.

        Parameters
        ----------
        people : mapping of str to (History, Athlete)
            By the name of each athlete in the store.

        Returns
        -------
        str
            The batch's id; empty where there was nothing to ask.

        Raises
        ------
        BackendError
            The vendor did not take it, or nobody knows whether it did: then `finish` forgets it.
        """
        under_way = self._read()
        if under_way is not None:
            if not under_way.batch and _prompts(under_way):
                message = (
                    f"a batch was being sent at {under_way.began}, and nobody knows whether it was "
                    "taken: look at the vendor's list, then call finish() to begin anew"
                )
                raise BackendError(self._backend, message)
            return under_way.batch
        shares = {number: self._reserve(share) for number, share in self._find(people).items()}
        sending = _Open(began=self._clock(), shares=shares)
        self._write(sending)  # before the call: a second one would be paid twice
        prompts = _prompts(sending)
        if not prompts:
            return ""
        try:
            batch = self._model.submit_batch(prompts)
        except BackendError as error:
            status = getattr(error, "status", None)
            if isinstance(status, int) and status < _REFUSED:
                self._settle(sending, {}, "failed")
                self._forget()
            raise
        self._write(sending.model_copy(update={"batch": batch.id}))
        return batch.id

    def collect(self) -> dict[str, Insights] | None:
        """Return the insights of every athlete; None while the batch runs.

        May be called again until `finish`. An athlete without a good answer gets the words of the
        rules, with the reason.

        Raises
        ------
        BackendError
            The vendor cannot be asked, or there is no batch.
        """
        under_way = self._read()
        if under_way is None:
            raise BackendError(self._backend, "no batch of insights is under way")
        prompts = _prompts(under_way)
        answers: Mapping[str, Reply | BackendError] = {}
        if prompts:
            if not under_way.batch or self._model.poll_batch(under_way.batch).state != "ended":
                return None
            answers = self._model.collect_batch(under_way.batch, prompts)
            self._settle(under_way, answers, "failed")
        return {
            share.athlete: _word(share, answers.get(number))
            for number, share in under_way.shares.items()
        }

    def finish(self) -> None:
        """Forget the batch: what was collected is used, or what was sent is given up."""
        under_way = self._read()
        if under_way is not None:
            self._settle(under_way, {}, "cut", only_open=True)
            self._forget()

    def _find(self, people: Mapping[str, tuple[History, Athlete]]) -> dict[str, _Share]:
        shares = {}
        for number, (name, (history, athlete)) in enumerate(sorted(people.items())):
            found = insights(history, athlete, most=_OFFERED, gate=self._gate)
            told = tuple(insight for insight in found if not insight.more_days)
            kept_out = ", ".join(sorted(self._gate.restrictions(history, "prompt")))
            reason = "" if told else "There is nothing to word yet."
            if kept_out:
                reason = f"The licence {kept_out} does not let a model see the data."
            shares[f"a{number}"] = _Share(
                athlete=name, day=found.day, found=tuple(found), reason=reason
            )
        return shares

    def _reserve(self, share: _Share) -> _Share:
        if share.reason:
            return share
        try:
            held = self._ledger(share).reserve(
                purpose="insights", backend=self._backend, estimate_usd=self._estimate(share)
            )
        except BudgetSpent as error:
            return share.model_copy(update={"reason": f"The budget is spent: {error.message}."})
        return share.model_copy(update={"key": held.key, "call": held.call})

    def _estimate(self, share: _Share) -> float | None:
        prompt = ask_for_words(share.found, most=_MOST)
        ledger = self._ledger(share)
        return ledger.estimate_usd(prompt, backend=self._backend, model=self._name, batch=True)

    def _ledger(self, share: _Share) -> Ledger:
        return Ledger(
            self._store,
            share.athlete,
            budgets=self._budgets,
            clock=self._clock,
            prices=self._prices,
        )

    def _settle(
        self,
        under_way: _Open,
        answers: Mapping[str, Reply | BackendError],
        otherwise: Literal["failed", "cut"],
        *,
        only_open: bool = False,
    ) -> None:
        """Record what each call cost; a call that is recorded already stays as it is."""
        for number, share in under_way.shares.items():
            if share.call is None:
                continue
            ledger = self._ledger(share)
            if only_open and share.call not in [call for _, call in ledger.calls()]:
                continue
            answer = answers.get(number)
            held = Reservation(share.key, share.call, time.monotonic())
            if isinstance(answer, Reply):
                ledger.settle(held, answer, outcome="done")
            else:
                ledger.settle(held, None, outcome=otherwise)

    def _read(self) -> _Open | None:
        records = [record for record in self._store.get(_KIND, self._owner) if record.key == _KEY]
        return _Open.model_validate_json(records[0].body) if records else None

    def _write(self, under_way: _Open) -> None:
        record = Record(_KEY, under_way.model_dump_json(), self._clock())
        self._store.put(_KIND, self._owner, [record])

    def _forget(self) -> None:
        self._store.delete(self._owner, _KIND, keys=[_KEY])


def _prompts(under_way: _Open) -> dict[str, Prompt]:
    return {
        number: ask_for_words(share.found, most=_MOST)
        for number, share in under_way.shares.items()
        if not share.reason
    }


def _word(share: _Share, answer: Reply | BackendError | None) -> Insights:
    """Use the words of an answer, or those of the rules."""
    plain = share.found[:_MOST]
    if isinstance(answer, Reply):
        words = read_words(share.found, answer, most=_MOST)
        return Insights(
            words.insights,
            day=share.day,
            backend=words.backend,
            reason=words.reason,
            replaced_sentences=words.replaced,
        )
    reason = share.reason
    if not reason:
        reason = f"No answer of a model: {answer.message if answer else 'it is missing'}."
    return Insights(plain, day=share.day, reason=reason)
