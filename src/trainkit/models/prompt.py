"""Prompts to a language model, and its replies."""

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
        The speaker.
    text : str
        The message.
    """

    role: Literal["user", "assistant"] = "user"
    text: Annotated[str, Field(min_length=1)]


class Prompt(Model):
    """A prompt to a language model.

    Parameters
    ----------
    system : str
        Instructions for the whole conversation.
    messages : tuple of Message
        The conversation so far; the model replies to the last message.
    max_tokens : int
        Maximum length of the reply [tokens].
    template : str
        The reply if no model is available, with ``$name`` as a placeholder for each fact.
    facts : mapping of str to str
        Values for the placeholders of the template.
    licences : tuple of str
        Licences of all data in the prompt, as in `Provenance`. A host checks them before it sends
        the prompt.
    """

    system: str = ""
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    max_tokens: Annotated[int, Field(ge=1)] = 1024
    template: str = ""
    facts: Mapping[str, str] = {}
    licences: tuple[str, ...] = ()


class Reply(Model):
    """A reply of a language model.

    Parameters
    ----------
    text : str
        The reply.
    model : str
        The model that wrote it.
    complete : bool
        False if the reply was cut off at `Prompt.max_tokens`.
    input_tokens, output_tokens : int
        Tokens read and written [tokens].
    cost_usd : float
        Cost of the call [US dollars].
    """

    text: str
    model: Annotated[str, Field(min_length=1)]
    complete: bool = True
    input_tokens: Count = 0
    output_tokens: Count = 0
    cost_usd: Annotated[float, Field(ge=0)] = 0.0
