"""A host with PostgreSQL, its own language model, and encryption where a key is set.

Run it with DATABASE_URL=postgresql://user:password@host/database and, optionally, TRAINKIT_KEY.
"""

import os
import sys
from collections.abc import Iterator

import trainkit as tk
from trainkit.models import Message, Prompt, Reply


class HouseModel:
    """Your own language model: three methods are enough."""

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt; a real model would call its server here."""
        facts = ", ".join(f"{name} {value}" for name, value in prompt.facts.items())
        return Reply(text=f"Sleep well tonight ({facts}).", model="house", input_tokens=25)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Stream the answer."""
        yield self.reply(prompt).text

    def close(self) -> None:
        """Release resources; there are none."""


if "DATABASE_URL" not in os.environ:
    sys.exit("set DATABASE_URL to postgresql://user:password@host/database")

with tk.Kit(store=os.environ["DATABASE_URL"], llm=HouseModel(), athlete_id="anna") as kit:
    kit.log(tk.simulate(days=120))
    today = kit.today()
    prompt = Prompt(
        messages=(Message(text="How do I get fresher?"),),
        facts={"recovery": f"{today.recovery.score:.0f}"},
        licences=("simulated",),  # of the data behind the facts; the gate checks it
    )
    assert kit.llm is not None  # noqa: S101  for type checkers: it was passed above
    print(kit.llm.reply(prompt).text)
    print(f"Calls: {kit.counters('llm.HouseModel').calls}")
    print(f"Deleted records of anna: {kit.forget()}")
