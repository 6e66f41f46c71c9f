"""Every call of a language model as a record, and budgets that stop a call before it is made."""

import datetime as dt
import logging
import random
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, Protocol

from trainkit.coach._money import Budget, BudgetAlert, Call
from trainkit.errors import BudgetSpent
from trainkit.models import Prompt, Reply
from trainkit.ports import Record, RecordKind
from trainkit.prices import PriceList, default_price_list

__all__ = ["Ledger", "LedgerStore", "Reservation"]

_LOG = logging.getLogger("trainkit.costs")
_KIND: RecordKind = "ledger"
_ALERT_SHARE = 0.8
_UNKNOWN_CALL_USD = 0.05  # set aside for the first call of a model that has no price
_CHARACTERS_PER_TOKEN = 3.0  # fewer than in English text, so that an estimate is rarely too low
_ATTEMPTS = 6
_LONGEST_WAIT_S = 0.03
_EPSILON_USD = 1e-9  # sums of cents in floats


class LedgerStore(Protocol):
    """The part of a `Store` that the ledger needs."""

    def put(self, kind: RecordKind, athlete: str, records: Sequence[Record]) -> None:
        """Store records."""

    def get(
        self,
        kind: RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> list[Record]:
        """Read records."""

    def delete(
        self, athlete: str, kind: RecordKind | None = None, *, keys: Sequence[str] | None = None
    ) -> int:
        """Delete records."""

    def athletes(self) -> list[str]:
        """List the athletes with records."""


class Reservation(NamedTuple):
    """Money set aside for a call that is about to be made."""

    key: str
    call: Call
    began_s: float


class Ledger:
    """Records the calls for one athlete, and keeps budgets; threads and processes may share it.

    Two processes that share a store share a budget: each call first records what it may cost at
    most, then reads what all others have recorded. Whoever records last sees all the others, so
    the budget is never exceeded.

    Parameters
    ----------
    store : LedgerStore
        Where the records are.
    athlete_id : str
        The athlete's name in the store.
    budgets : sequence of Budget
        The budgets; none limits nothing.
    clock : callable
        The current time, aware.
    on_alert : callable, optional
        Is told when a call takes a budget over 80 %.
    prices : PriceList, optional
        Prices for estimates; by default the known ones.
    sleep : callable
        Waits a time [s].
    """

    def __init__(
        self,
        store: LedgerStore,
        athlete_id: str,
        *,
        budgets: Sequence[Budget] = (),
        clock: Callable[[], dt.datetime],
        on_alert: Callable[[BudgetAlert], object] | None = None,
        prices: PriceList | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store, self._id, self._clock = store, athlete_id, clock
        self._budgets, self._on_alert, self._sleep = tuple(budgets), on_alert, sleep
        self._prices = prices or default_price_list()

    def estimate_usd(
        self, prompt: Prompt, *, backend: str, model: str, batch: bool = False
    ) -> float | None:
        """Return what a call may cost at most [US dollars]; None where nothing is known.

        The dearest earlier call of the backend stands in for a model without a known price. A call
        in a batch has the vendor's lower price.
        """
        parts = (prompt.prefix, prompt.system, *(message.text for message in prompt.messages))
        read = int(sum(map(len, parts)) / _CHARACTERS_PER_TOKEN) + 50
        known = self._prices.cost_usd(
            model,
            input_tokens=0,
            cache_write_tokens=read,
            output_tokens=prompt.max_tokens,
            on=self._clock().date(),
            batch=batch,
        )
        if known is not None:
            return known
        today = self._clock().date()
        costs = [
            call.cost_usd
            for _, call in self._read(self._id, today.replace(day=1), today)
            if call.backend == backend and call.outcome == "done" and call.cost_usd is not None
        ]
        return max(costs, default=None)

    def reserve(
        self, *, purpose: str = "", backend: str = "", estimate_usd: float | None = None
    ) -> Reservation:
        """Set money aside for a call.

        Parameters
        ----------
        purpose : str
            What the call is for.
        backend : str
            The adapter.
        estimate_usd : float, optional
            What it may cost at most [US dollars]; five cents where nothing is known.

        Returns
        -------
        Reservation
            For `settle`.

        Raises
        ------
        BudgetSpent
            A budget has less left than that.
        """
        need = _UNKNOWN_CALL_USD if estimate_usd is None else estimate_usd
        moment = self._clock()
        call = Call(moment=moment, purpose=purpose, backend=backend, reserved_usd=need)
        key = f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:12]}"
        budgets = [budget for budget in self._budgets if budget.covers(purpose)]
        for attempt in range(_ATTEMPTS):
            self._put(key, call)
            refusal = self._first_refusal(budgets, key, call)
            if refusal is None:
                return Reservation(key, call, time.monotonic())
            self._store.delete(self._id, _KIND, keys=[key])
            error, is_final = refusal
            if is_final or attempt == _ATTEMPTS - 1:
                raise error
            # Others hold money aside at this moment, and may give it back.
            self._sleep(random.uniform(0.1, 1.0) * _LONGEST_WAIT_S)  # noqa: S311
        raise AssertionError("unreachable")

    def settle(
        self,
        reservation: Reservation,
        reply: Reply | None,
        *,
        outcome: Literal["done", "failed", "cut"],
        cost_usd: float | None = None,
    ) -> Call:
        """Record how a call ended, and give back what it did not cost.

        Parameters
        ----------
        reservation : Reservation
            The call.
        reply : Reply, optional
            Its answer; None where there is none.
        outcome : {"done", "failed", "cut"}
            How it ended.
        cost_usd : float, optional
            What a call without an answer cost all the same [US dollars].

        Returns
        -------
        Call
            The record.
        """
        changes: dict[str, object] = {
            "outcome": outcome,
            "cost_usd": cost_usd,
            "duration_s": max(0.0, time.monotonic() - reservation.began_s),
        }
        if reply is not None:
            changes |= {
                "model": reply.model,
                "input_tokens": reply.input_tokens,
                "output_tokens": reply.output_tokens,
                "cache_read_tokens": reply.cache_read_tokens,
                "cache_write_tokens": reply.cache_write_tokens,
                "cost_usd": reply.cost_usd,
            }
        call = reservation.call.model_copy(update=changes)
        self._put(reservation.key, call)
        self._alert(reservation.key, call)
        return call

    def calls(
        self, first: dt.date | None = None, last: dt.date | None = None, *, everyone: bool = False
    ) -> list[tuple[str, Call]]:
        """Return the recorded calls with their athlete, by time.

        Parameters
        ----------
        first, last : date, optional
            The days, in UTC; by default all.
        everyone : bool
            Whether those of all athletes in the store; by default of this one.

        Returns
        -------
        list of (str, Call)
            The athlete's name in the store, and the call.
        """
        athletes = self._store.athletes() if everyone else [self._id]
        return [
            (athlete, call) for athlete in athletes for _, call in self._read(athlete, first, last)
        ]

    def spent(self) -> list[tuple[Budget, float]]:
        """Return each budget with what is spent of it in its period now [US dollars]."""
        day = self._clock().astimezone(dt.UTC).date()
        return [
            (budget, sum(call.counted_usd for _, call in self._calls_within(budget, day)))
            for budget in self._budgets
        ]

    def _put(self, key: str, call: Call) -> None:
        day = call.moment.astimezone(dt.UTC).date()
        body = call.model_dump_json(exclude_defaults=True)
        self._store.put(_KIND, self._id, [Record(key, body, call.moment, day)])

    def _read(
        self, athlete: str, first: dt.date | None, last: dt.date | None
    ) -> list[tuple[str, Call]]:
        """Return the calls for an athlete by the keys of their records."""
        records = self._store.get(_KIND, athlete, first=first, last=last)
        return [(record.key, Call.model_validate_json(record.body)) for record in records]

    def _calls_within(self, budget: Budget, day: dt.date) -> list[tuple[str, Call]]:
        """Return the calls that count in a budget on a day, those of tomorrow's clocks included."""
        athletes = [self._id] if budget.per_athlete else self._store.athletes()
        first, last = budget.first_day(day), day + dt.timedelta(days=1)
        calls = [call for athlete in athletes for call in self._read(athlete, first, last)]
        return [(key, call) for key, call in calls if budget.covers(call.purpose)]

    def _first_refusal(
        self, budgets: Sequence[Budget], key: str, call: Call
    ) -> tuple[BudgetSpent, bool] | None:
        """Return the first budget that a call exceeds, and whether waiting cannot help."""
        day = call.moment.astimezone(dt.UTC).date()
        for budget in budgets:
            others = [other for known, other in self._calls_within(budget, day) if known != key]
            taken = sum(other.counted_usd for other in others)
            if taken + call.reserved_usd <= budget.limit_usd + _EPSILON_USD:
                continue
            spent = sum(other.counted_usd for other in others if other.outcome != "running")
            is_final = spent + call.reserved_usd > budget.limit_usd + _EPSILON_USD
            error = BudgetSpent(str(budget), budget.limit_usd, taken, call.reserved_usd)
            return error, is_final
        return None

    def _alert(self, key: str, call: Call) -> None:
        day = call.moment.astimezone(dt.UTC).date()
        for budget in self._budgets:
            if not budget.covers(call.purpose) or not budget.limit_usd:
                continue
            others = [other for known, other in self._calls_within(budget, day) if known != key]
            before = sum(other.counted_usd for other in others)
            mark = _ALERT_SHARE * budget.limit_usd
            if before < mark <= before + call.counted_usd:
                spent = before + call.counted_usd
                _LOG.warning("%.4f of %.2f USD spent: %s", spent, budget.limit_usd, budget)
                if self._on_alert is not None:
                    self._on_alert(BudgetAlert(budget, spent))
