"""A process that calls a language model of three cents until a shared budget is spent."""

import datetime as dt
import random
import sys
import time
from collections.abc import Iterator

from trainkit.coach import Budget, Ledger, MeteredModel
from trainkit.errors import BudgetSpent
from trainkit.models import Message, Prompt, Reply
from trainkit.plugins import shared

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
PROMPT = Prompt(messages=(Message(text="How am I?"),), purpose="chat")
CENTS = 0.03


class Slow:
    """A host's own model, which takes its time."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311

    def reply(self, prompt: Prompt) -> Reply:
        time.sleep(self._chance.uniform(0.0, 0.02))
        return Reply(text=prompt.messages[0].text, model="mine", cost_usd=CENTS)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.reply(prompt).text

    def close(self) -> None: ...


def main(path: str, seed: int) -> None:
    store = shared().make("store", "sqlite", {"path": path})
    budgets = [Budget(limit_usd=1.0)]
    ledger = Ledger(store, f"athlete-{seed % 3}", budgets=budgets, clock=lambda: NOON)
    model = MeteredModel(Slow(seed), lambda: ledger, "llm.mine")
    try:
        while True:
            model.reply(PROMPT)
    except BudgetSpent:
        store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
