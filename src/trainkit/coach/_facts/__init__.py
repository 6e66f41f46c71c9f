"""The facts of a day: computed from permitted records, numbered, within a number of tokens."""

from trainkit.coach._facts.build import TOPICS, collect, facts
from trainkit.coach._facts.context import Context

__all__ = ["TOPICS", "Context", "collect", "facts"]
