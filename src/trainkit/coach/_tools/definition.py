"""A tool: a name, what it answers, what it may be asked, and the function that answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft
from trainkit.models.model import Model

__all__ = ["Definition"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A function that reads and computes, and changes nothing.

    Parameters
    ----------
    name, description : str
        As a language model sees them.
    inputs : type of Model
        Its arguments.
    answer : callable
        From the data and the arguments to facts without numbers.
    needs_plan : bool
        True if it has no answer without a plan.
    """

    name: str
    description: str
    inputs: type[Model]
    answer: Callable[[Context, Any], Iterator[Draft]]
    needs_plan: bool = False
