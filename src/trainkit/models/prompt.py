"""Prompts to a language model, its replies, and the events of a stream."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, JsonValue, model_validator

from trainkit.errors import InvalidInput
from trainkit.models.model import Model

__all__ = [
    "Message",
    "Prompt",
    "Reply",
    "StreamEnd",
    "StreamEvent",
    "TextDelta",
    "Tool",
    "ToolCall",
]

Count = Annotated[int, Field(ge=0)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Tool(Model):
    """A function that the model may ask for.

    Parameters
    ----------
    name : str
        Its name: letters, digits, ``_`` and ``-``.
    description : str
        What it answers, for the model to read.
    parameters : mapping
        The JSON schema of its arguments, an object.
    """

    name: Name
    description: Annotated[str, Field(min_length=1)]
    parameters: Mapping[str, JsonValue] = {"type": "object", "properties": {}}


class ToolCall(Model):
    """A function that the model asks for.

    Parameters
    ----------
    id : str
        The call's identifier, which the message with its result repeats.
    name : str
        The tool.
    arguments : mapping
        Its arguments, as the model wrote them: nobody has checked them yet.
    """

    id: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1)]
    arguments: Mapping[str, JsonValue] = {}


class Message(Model):
    """One turn of a conversation.

    Parameters
    ----------
    role : {"user", "assistant", "tool"}
        The speaker; a tool speaks for itself.
    text : str
        The message, or the result of a tool.
    calls : tuple of ToolCall
        The tools that an assistant's message asks for.
    call_id : str, optional
        The call that a tool's message answers.
    """

    role: Literal["user", "assistant", "tool"] = "user"
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    call_id: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.calls:
            raise InvalidInput("text", self.text, "not empty in a message without calls of tools")
        if self.calls and self.role != "assistant":
            raise InvalidInput("calls", self.role, "in a message of the assistant")
        if (self.call_id is None) is (self.role == "tool"):
            raise InvalidInput(
                "call_id", self.call_id, "given in the message of a tool, and only there"
            )
        return self


class Prompt(Model):
    """A prompt to a language model.

    Parameters
    ----------
    prefix : str
        The part of the instructions that never changes: it comes first, and a vendor that caches
        prompts may keep it.
    system : str
        Instructions for this conversation, after the prefix.
    messages : tuple of Message
        The conversation so far; the model replies to the last message.
    tools : tuple of Tool
        What the model may ask for.
    answer : type of pydantic model, optional
        The form of the answer: the reply carries an object of this type in `Reply.parsed`.
    max_tokens : int
        Maximum length of the reply [tokens].
    effort : {"low", "medium", "high"}, optional
        How long a model may think, where it can be told; by default the model's own.
    deadline_s : float, optional
        Time for the whole call, with retries and stream [s]; by default the adapter's.
    purpose : str
        What the call is for, such as ``"week"`` or ``"chat"``: budgets and reports use it.
    template : str
        The reply if no model is available, with ``$name`` as a placeholder for each fact.
    facts : mapping of str to str
        Values for the placeholders of the template.
    licences : tuple of str
        Licences of all data in the prompt, as in `Provenance`. A host checks them before it sends
        the prompt.
    """

    prefix: str = ""
    system: str = ""
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    tools: tuple[Tool, ...] = ()
    answer: type[BaseModel] | None = None
    max_tokens: Annotated[int, Field(ge=1)] = 1024
    effort: Literal["low", "medium", "high"] | None = None
    deadline_s: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    purpose: str = ""
    template: str = ""
    facts: Mapping[str, str] = {}
    licences: tuple[str, ...] = ()


class Reply(Model):
    """A reply of a language model.

    Parameters
    ----------
    text : str
        The reply; empty if the model only asks for tools.
    model : str
        The model that wrote it.
    calls : tuple of ToolCall
        The tools that it asks for.
    parsed : pydantic model, optional
        The answer as an object of `Prompt.answer`; None where none was asked for, and where the
        model refused or was cut off.
    stop : {"end", "length", "tool", "refusal"}
        Why it ended: it was finished, was cut off at `Prompt.max_tokens`, waits for tools, or
        refused to answer.
    input_tokens, output_tokens : int, optional
        Tokens read anew and written [tokens]; None where the model does not tell.
    cache_read_tokens, cache_write_tokens : int
        Tokens of the prompt that came from the vendor's cache, and that were put into it.
    cost_usd : float, optional
        Cost of the call [US dollars]; None where the price is unknown.
    notes : tuple of str
        What the host should know, such as that nothing was cached.
    """

    text: str
    model: Annotated[str, Field(min_length=1)]
    calls: tuple[ToolCall, ...] = ()
    parsed: BaseModel | None = None
    stop: Literal["end", "length", "tool", "refusal"] = "end"
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_read_tokens: Count = 0
    cache_write_tokens: Count = 0
    cost_usd: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    notes: tuple[str, ...] = ()


class TextDelta(Model):
    """The next piece of a reply's text.

    Parameters
    ----------
    text : str
        The piece; all pieces joined are the text of the reply.
    """

    text: str


class StreamEnd(Model):
    """The end of a stream: one that stops without it was cut.

    Parameters
    ----------
    reply : Reply
        The whole reply, with usage, cost and why it stopped.
    """

    reply: Reply


StreamEvent = TextDelta | ToolCall | StreamEnd
"""What a stream yields: pieces of text, tool calls when they are whole, and one end."""
