"""A batch of insights: estimated first, sent once, resumed after a kill."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

import trainkit as tk
from builders.patterned import patterned
from trainkit.adapters.llm.anthropic import AnthropicModel
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.coach import BatchModel, Budget, InsightBatch, Ledger
from trainkit.errors import BackendError
from trainkit.models import Athlete, History, Prompt, Provenance, Reply

NOW = dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC)
MODEL = "claude-sonnet-5-5"


@dataclass
class State:
    id: str
    state: str = "running"


@dataclass
class Vendor:
    """A vendor with a batch: it answers each finding in the words of the rules, and one wrongly."""

    sent: list[Mapping[str, Prompt]] = field(default_factory=list)
    state: str = "running"
    failure: Exception | None = None
    wrong: bool = False

    def submit_batch(self, prompts: Mapping[str, Prompt]) -> State:
        self.sent.append(prompts)
        if self.failure is not None:
            raise self.failure
        return State("batch-1")

    def poll_batch(self, batch: str) -> State:
        return State(batch, self.state)

    def collect_batch(
        self, batch: str, prompts: Mapping[str, Prompt] | None = None
    ) -> Mapping[str, Reply | BackendError]:
        assert batch == "batch-1"
        answers: dict[str, Reply | BackendError] = {}
        for name, prompt in (prompts or {}).items():
            found = [json.loads(line) for line in prompt.messages[0].text.splitlines()[1:]]
            if self.wrong:
                found = [{**one, "text": "Your HRV was 999 ms."} for one in found]
            text = json.dumps({"insights": found[:3]})
            answers[name] = Reply(text=text, model=MODEL, cost_usd=0.001)
        if answers and not self.wrong:
            answers[list(answers)[-1]] = BackendError("llm.anthropic", "expired")
        return answers


@pytest.fixture(scope="module")
def people() -> dict[str, tuple[History, Athlete]]:
    made = {f"p{seed}": patterned(seed) for seed in (1, 2, 5)}
    found = {name: (one.history, one.athlete) for name, one in made.items()}
    history = tk.simulate(days=5, seed=1)
    assert history.athlete is not None
    return {**found, "new": (history, history.athlete)}


def batch(vendor: Vendor, store: MemoryStore, **options: object) -> InsightBatch:
    return InsightBatch(vendor, store, clock=lambda: NOW, name=MODEL, **options)  # type: ignore[arg-type]


def test_anthropics_model_answers_batches() -> None:
    assert issubclass(AnthropicModel, BatchModel)


def test_the_estimate_is_half_of_single_calls_and_sends_nothing(
    people: dict[str, tuple[History, Athlete]],
) -> None:
    vendor, store = Vendor(), MemoryStore()
    estimate = batch(vendor, store).estimate(people)
    assert estimate.athletes == 3
    assert not vendor.sent
    assert estimate.cost_usd is not None
    prompt = Prompt(messages=({"text": "x" * 900},), max_tokens=500)  # type: ignore[arg-type]
    ledger = Ledger(store, "p1", clock=lambda: NOW)
    single = ledger.estimate_usd(prompt, backend="llm.anthropic", model=MODEL)
    half = ledger.estimate_usd(prompt, backend="llm.anthropic", model=MODEL, batch=True)
    assert single is not None
    assert half == pytest.approx(single / 2)


def test_a_batch_goes_on_after_a_kill_and_is_sent_once(
    people: dict[str, tuple[History, Athlete]],
) -> None:
    vendor, store = Vendor(), MemoryStore()
    assert batch(vendor, store).submit(people) == "batch-1"
    again = batch(vendor, store)  # a new process: only the store is left
    assert again.submit(people) == "batch-1"
    assert len(vendor.sent) == 1
    assert set(vendor.sent[0]) == {"a1", "a2", "a3"}
    assert again.collect() is None
    vendor.state = "ended"
    first, second = batch(vendor, store).collect(), batch(vendor, store).collect()
    assert first is not None
    assert second is not None
    assert set(first) == set(people)
    assert {name: list(found) for name, found in first.items()} == {
        name: list(found) for name, found in second.items()
    }
    assert (first["p1"].backend, first["p1"].reason) == (MODEL, "")
    assert "expired" in first["p5"].reason
    assert len(first["p5"]) >= 3
    assert first["new"][0].more_days > 0
    calls = Ledger(store, "p1", clock=lambda: NOW).calls(everyone=True)
    assert sorted((name, call.outcome) for name, call in calls) == [
        ("p1", "done"),
        ("p2", "done"),
        ("p5", "failed"),
    ]
    again.finish()
    assert store.get("insights", "insights-batch") == []
    with pytest.raises(BackendError, match="no batch"):
        again.collect()


def test_a_kill_while_sending_is_told_and_not_paid_twice(
    people: dict[str, tuple[History, Athlete]],
) -> None:
    vendor, store = Vendor(failure=KeyboardInterrupt()), MemoryStore()  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        batch(vendor, store).submit(people)
    with pytest.raises(BackendError, match="nobody knows"):
        batch(vendor, store).submit(people)
    assert len(vendor.sent) == 1
    assert batch(vendor, store).collect() is None
    batch(vendor, store).finish()
    vendor.failure = None
    assert batch(vendor, store).submit(people) == "batch-1"


def test_wrong_numbers_do_not_reach_anybody(people: dict[str, tuple[History, Athlete]]) -> None:
    vendor, store = Vendor(state="ended", wrong=True), MemoryStore()
    batch(vendor, store).submit(people)
    found = batch(vendor, store).collect()
    assert found is not None
    assert found["p1"].replaced_sentences > 0
    assert not any("999" in insight.text for told in found.values() for insight in told)


def test_budgets_and_licences_hold(people: dict[str, tuple[History, Athlete]]) -> None:
    vendor, store = Vendor(state="ended"), MemoryStore()
    poor = batch(vendor, store, budgets=[Budget(limit_usd=0.0001)])
    assert poor.submit(people) == ""
    found = poor.collect()
    assert found is not None
    assert "budget" in found["p1"].reason
    assert not vendor.sent
    poor.finish()
    history, athlete = people["p1"]
    licence = Provenance(source="strava", licence="strava-api")
    runs = [one.model_copy(update={"provenance": licence}) for one in history.activities]
    closed = {"p1": (history.model_copy(update={"activities": tuple(runs)}), athlete)}
    assert batch(vendor, store).submit(closed) == ""
    told = batch(vendor, store).collect()
    assert told is not None
    assert "strava-api" in told["p1"].reason
