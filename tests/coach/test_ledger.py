"""Money: what is recorded, what is refused, and what several processes may spend together."""

import datetime as dt
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import spender
from trainkit.coach import Budget, BudgetAlert, FirstToAnswer, Ledger, MeteredModel, report_costs
from trainkit.errors import BackendError, BudgetSpent
from trainkit.models import Message, Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.plugins import shared
from trainkit.ports import Store

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
PROMPT = Prompt(messages=(Message(text="How am I?"),), purpose="chat")
CENTS = 0.03


class Priced:
    """A host's model: every answer costs three cents."""

    def __init__(self, cost_usd: float | None = CENTS) -> None:
        self.cost_usd, self.calls = cost_usd, 0

    def reply(self, prompt: Prompt) -> Reply:
        assert prompt.messages
        self.calls += 1
        return Reply(text="well", model="mine", cost_usd=self.cost_usd, output_tokens=1)

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        reply = self.reply(prompt)
        yield TextDelta(text=reply.text)
        yield StreamEnd(reply=reply)

    def close(self) -> None: ...


class Broken(Priced):
    def reply(self, prompt: Prompt) -> Reply:
        assert prompt.messages
        raise BackendError("llm.mine", "down", retryable=True, cost_usd=0.01)

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        assert prompt.messages
        yield TextDelta(text="w")
        raise BackendError("llm.mine", "reset", retryable=True)


@pytest.fixture
def store() -> Iterator[Store]:
    store = shared().make("store", "memory", {})
    yield store
    store.close()


def ledger_of(store: Store, athlete: str = "anna", **options: object) -> Ledger:
    return Ledger(store, athlete, clock=lambda: NOON, sleep=lambda _: None, **options)  # type: ignore[arg-type]


def spend(model: MeteredModel) -> int:
    """Call until the budget is spent; return the number of answers."""
    for count in range(1000):
        try:
            model.reply(PROMPT)
        except BudgetSpent:
            return count
    raise AssertionError("nothing stops it")


def test_a_budget_stops_before_the_call(store: Store) -> None:
    ledger, inner = ledger_of(store, budgets=[Budget(limit_usd=0.10)]), Priced()
    model = MeteredModel(inner, lambda: ledger, "llm.mine")
    assert spend(model) == 3
    assert inner.calls == 3
    report = report_costs(ledger.calls())
    assert report.total_usd == pytest.approx(0.09)
    assert ledger.spent() == [(Budget(limit_usd=0.10), pytest.approx(0.09))]
    assert report.by_purpose[0].name == "chat"
    with pytest.raises(BudgetSpent, match=r"all calls, a month is 0.10 USD") as caught:
        model.reply(PROMPT)
    assert not caught.value.retryable
    assert (caught.value.limit_usd, caught.value.needed_usd) == (0.10, CENTS)


def test_nothing_may_be_spent_of_nothing(store: Store) -> None:
    inner = Priced()
    ledger = ledger_of(store, budgets=[Budget(limit_usd=0.0)])
    with pytest.raises(BudgetSpent):
        MeteredModel(inner, lambda: ledger, "llm.mine").reply(PROMPT)
    assert inner.calls == 0


def test_an_unknown_price_is_counted_as_such(store: Store) -> None:
    ledger = ledger_of(store, budgets=[Budget(limit_usd=0.10)])
    model = MeteredModel(Priced(None), lambda: ledger, "llm.mine")
    for _ in range(5):
        model.reply(PROMPT)
    report = report_costs(ledger.calls())
    assert (report.total.unknown, report.total_usd) == (5, 0.0)
    assert "5 of unknown price" in str(report)


def test_athletes_share_a_budget_or_have_their_own(store: Store) -> None:
    for own, answers in ((False, 3), (True, 6)):
        total = 0
        for athlete in ("bert", "carl"):
            budget = Budget(limit_usd=0.10, per_athlete=own, purpose="chat")
            ledger = ledger_of(store, athlete, budgets=[budget])
            total += spend(MeteredModel(Priced(), lambda ledger=ledger: ledger, "llm.mine"))  # type: ignore[misc]
            assert str(budget).startswith("chat")
        assert total == answers
        for athlete in ("bert", "carl"):
            store.delete(athlete)


def test_a_day_and_a_purpose_have_budgets_of_their_own(store: Store) -> None:
    budgets = [Budget(limit_usd=0.05, period="day"), Budget(limit_usd=0.07, purpose="week")]
    yesterday = Ledger(store, "anna", clock=lambda: NOON - dt.timedelta(days=1))
    MeteredModel(Priced(), lambda: yesterday, "llm.mine").reply(PROMPT)
    ledger = ledger_of(store, budgets=budgets)
    assert spend(MeteredModel(Priced(), lambda: ledger, "llm.mine")) == 1


def test_an_alert_is_given_once(store: Store) -> None:
    heard: list[BudgetAlert] = []
    budget = Budget(limit_usd=0.30)
    ledger = ledger_of(store, budgets=[budget], on_alert=heard.append)
    assert spend(MeteredModel(Priced(), lambda: ledger, "llm.mine")) == 10
    assert [(alert.budget, round(alert.spent_usd, 9)) for alert in heard] == [(budget, 0.24)]


def test_failures_cost_nothing_and_cut_streams_what_was_set_aside(store: Store) -> None:
    ledger = ledger_of(store)
    model = MeteredModel(Broken(), lambda: ledger, "llm.mine")
    with pytest.raises(BackendError):
        model.reply(PROMPT)
    with pytest.raises(BackendError):
        list(model.stream(PROMPT))
    (_, failed), (_, cut) = sorted(ledger.calls(), key=lambda one: one[1].outcome != "failed")
    assert (failed.outcome, failed.counted_usd) == ("failed", 0.01)
    assert (cut.outcome, cut.counted_usd) == ("cut", 0.05)


def test_a_stream_is_counted_once(store: Store) -> None:
    ledger = ledger_of(store)
    model = MeteredModel(Priced(), lambda: ledger, "llm.mine")
    assert isinstance(list(model.stream(PROMPT))[-1], StreamEnd)
    stream = model.stream(PROMPT)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    outcomes = sorted(call.outcome for _, call in ledger.calls())
    assert outcomes == ["cut", "done"]
    assert report_costs(ledger.calls()).total_usd == CENTS


def test_the_next_model_answers(store: Store) -> None:
    spent = ledger_of(store, budgets=[Budget(limit_usd=0.0)])
    free = ledger_of(store, "bert")
    models = [
        MeteredModel(Priced(), lambda: spent, "llm.dear"),
        MeteredModel(Broken(), lambda: free, "llm.broken"),
        Priced(0.0),
    ]
    assert FirstToAnswer(models).reply(PROMPT).cost_usd == 0.0
    with pytest.raises(BackendError, match="down"):
        FirstToAnswer(models[:2]).reply(PROMPT)
    assert isinstance(list(FirstToAnswer([models[0], models[2]]).stream(PROMPT))[-1], StreamEnd)
    with pytest.raises(BackendError, match="reset"):  # what was shown cannot be taken back
        list(FirstToAnswer(models[1:]).stream(PROMPT))


@pytest.mark.parametrize("kills", [0, 3])
def test_processes_share_a_budget(tmp_path: Path, kills: int) -> None:
    path = str(tmp_path / "store.db")
    shared().make("store", "sqlite", {"path": path}).close()
    script = Path(spender.__file__)
    workers = [
        subprocess.Popen([sys.executable, str(script), path, str(seed)]) for seed in range(8)
    ]
    if kills:
        store = shared().make("store", "sqlite", {"path": path})
        watch = Ledger(store, "athlete-0", clock=lambda: NOON)
        while len(watch.calls(everyone=True)) < 5:
            time.sleep(0.05)
        store.close()
    for worker in workers[:kills]:
        worker.kill()
    codes = [worker.wait(60) for worker in workers]
    assert codes == [-signal.SIGKILL] * kills + [0] * (8 - kills)
    store = shared().make("store", "sqlite", {"path": path})
    ledger = Ledger(store, "athlete-0", clock=lambda: NOON)
    calls = [call for _, call in ledger.calls(everyone=True)]
    report = report_costs(ledger.calls(everyone=True))
    counted = sum(call.counted_usd for call in calls)
    assert report.total_usd + report.open_usd == pytest.approx(counted)
    assert counted <= 1.0 + 1e-9
    assert counted > 1.0 - CENTS - 1e-9  # and none of it was kept back for nothing
    assert sum(call.outcome == "running" for call in calls) <= kills
    store.close()
