"""What is asked of a language model, and what it answers."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["Message", "Prompt", "Reply"]

Count = Annotated[int, Field(ge=0)]


class Message(Model):
    """One turn of a conversation.

    Parameters
    ----------
    role : {"user", "assistant"}
        Who says it.
    text : str
        What is said.
    """

    role: Literal["user", "assistant"] = "user"
    text: Annotated[str, Field(min_length=1)]


class Prompt(Model):
    """What a language model is asked.

    Parameters
    ----------
    system : str
        What holds for the whole conversation.
    messages : tuple of Message
        The turns so far, the last one to be answered.
    max_tokens : int
        The longest answer [tokens].
    template : str
        What is said without any model, with ``$name`` where a fact belongs.
    facts : mapping of str to str
        What the template is filled with.
    licences : tuple of str
        Licences of all data that the prompt was made from, as in `Provenance`. A host's gate looks
        at them before the prompt leaves.
    """

    system: str = ""
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    max_tokens: Annotated[int, Field(ge=1)] = 1024
    template: str = ""
    facts: Mapping[str, str] = {}
    licences: tuple[str, ...] = ()


class Reply(Model):
    """What a language model answered.

    Parameters
    ----------
    text : str
        The answer.
    model : str
        Which model gave it.
    complete : bool
        Whether it came to its end; false where it was cut at `Prompt.max_tokens`.
    input_tokens, output_tokens : int
        What the call read and wrote [tokens].
    cost_usd : float
        What the call cost [US dollars].
    """

    text: str
    model: Annotated[str, Field(min_length=1)]
    complete: bool = True
    input_tokens: Count = 0
    output_tokens: Count = 0
    cost_usd: Annotated[float, Field(ge=0)] = 0.0
