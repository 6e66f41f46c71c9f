"""A host with PostgreSQL, a language model of its own, and encryption where a key is set.

Run it with DATABASE_URL=postgresql://user:password@host/database, and TRAINKIT_KEY if you like.
"""

import os
import sys
from collections.abc import Iterator

import trainkit as tk
from trainkit.models import Message, Prompt, Reply


class HouseModel:
    """Any model that a host already talks to: two methods, and it fits."""

    def reply(self, prompt: Prompt) -> Reply:
        """Answer; a real one would call its server here."""
        facts = ", ".join(f"{name} {value}" for name, value in prompt.facts.items())
        return Reply(text=f"Sleep well tonight ({facts}).", model="house", input_tokens=25)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Answer in pieces."""
        yield self.reply(prompt).text

    def close(self) -> None:
        """Nothing is open."""


if "DATABASE_URL" not in os.environ:
    sys.exit("set DATABASE_URL to postgresql://user:password@host/database")

with tk.Kit(store=os.environ["DATABASE_URL"], llm=HouseModel(), athlete_id="anna") as kit:
    kit.log(tk.simulate(days=120))
    today = kit.today()
    prompt = Prompt(
        messages=(Message(text="How do I get fresher?"),),
        facts={"recovery": f"{today.recovery.score:.0f}"},
        licences=("simulated",),  # what the facts were made from: the gate looks at it
    )
    assert kit.llm is not None  # noqa: S101  for type checkers: it was given above
    print(kit.llm.reply(prompt).text)
    print(f"Calls: {kit.counters('llm.HouseModel').calls}")
    print(f"Records of anna that were forgotten: {kit.forget()}")
