"""Any server that speaks OpenAI's chat completions: Ollama, llama.cpp, vLLM and many vendors."""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field

from trainkit.adapters._llm import (
    Address,
    Events,
    VendorModel,
    VendorOptions,
    answer_schema,
    as_dict,
    check_error,
    clean,
    describe_schema,
    parse_arguments,
    read_usage,
    utc_today,
)
from trainkit.errors import InvalidInput
from trainkit.models import Message, Prompt, Reply, StreamEnd, StreamEvent, TextDelta, ToolCall
from trainkit.plugins import Register, hookimpl

__all__ = ["CompatibleModel", "CompatibleOptions"]

TRAINKIT_CONTRACT = 1

_STOPS: Mapping[str, Literal["end", "length", "tool", "refusal"]] = {
    "length": "length",
    "content_filter": "refusal",
    "tool_calls": "tool",
    "function_call": "tool",
}


class CompatibleOptions(VendorOptions):
    """Options of the model, beside those of every vendor.

    Parameters
    ----------
    base_url : str
        Address of the server, with its version: ``http://127.0.0.1:11434/v1`` for Ollama.
    model : str
        The model, as the server calls it.
    tools : bool
        Whether the model can ask for tools.
    answers : {"schema", "prompt", "none"}
        How it gives an answer in a form: the server enforces its schema, and if it refuses to, the
        prompt alone asks for it; the prompt alone asks for it; or not at all.
    """

    base_url: Address
    model: Annotated[str, Field(min_length=1)]
    tools: bool = True
    answers: Literal["schema", "prompt", "none"] = "schema"


class CompatibleModel(VendorModel):
    """A model behind a server of chat completions. Thread-safe.

    It sends only what such servers have in common. A key is optional. The cost is known for models
    in the list of prices.

    Parameters
    ----------
    options : CompatibleOptions
        The options.
    today, sleep, clock : callable
        The day of a call, for its price; wait for some seconds; monotonic time [s].
    """

    backend = "llm.compatible"
    vendor = ""
    package = extra = "openai"
    features: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "response_format": (
            "response_format",
            "response format",
            "json_schema",
            "json schema",
            "grammar",
            "structured",
        ),
        "stream_options": ("stream_options", "include_usage"),
    }

    def __init__(
        self,
        options: CompatibleOptions,
        *,
        today: Callable[[], dt.date] = utc_today,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(options, today=today, sleep=sleep, clock=clock)
        self._tools, self._answers = options.tools, options.answers

    def _make(self, key: str, http_client: Any) -> Any:
        sdk = self._sdk()
        return sdk.OpenAI(
            api_key=key or "none",
            base_url=self._base_url,
            max_retries=0,
            timeout=None,  # the transport has the limit of the call
            http_client=http_client,
            organization="",
            project="",
        )

    def _check_model(self) -> None:
        """Take any name: the server knows its models."""

    def _check(self, prompt: Prompt) -> None:
        super()._check(prompt)
        if prompt.tools and not self._tools:
            raise InvalidInput("tools", self._name, "empty: this model takes no tools")
        if prompt.answer is not None and self._answers == "none":
            raise InvalidInput("answer", self._name, "None: this model gives no answer in a form")

    def _check_answer(self, answer: type[BaseModel]) -> None:
        describe_schema(answer)

    def _key(self) -> str:
        own = self._options.api_key
        return super()._key() if own is not None and own.get_secret_value() else ""

    def _advise(self) -> str:
        return f"; does the server at {self._base_url} have the model {self._name}?"

    def _uses(self, feature: str, prompt: Prompt) -> bool:
        return feature == "stream_options" or prompt.answer is not None

    def _send(self, prompt: Prompt) -> Reply:
        request = self._request(prompt)
        answer = as_dict(self._client().chat.completions.create(**request))
        check_error(self.backend, answer)
        choice = answer["choices"][0]
        return self._read(answer, choice["message"], choice.get("finish_reason"))

    def _listen(self, prompt: Prompt) -> Events:
        request = self._request(prompt)
        if "stream_options" not in self._refused:
            request["stream_options"] = {"include_usage": True}
        whole: dict[str, Any] = {"model": "", "usage": None}
        message: dict[str, Any] = {"content": "", "refusal": "", "tool_calls": {}}
        finish: str | None = None
        with self._client().chat.completions.create(**request, stream=True) as chunks:
            for chunk in map(as_dict, chunks):
                check_error(self.backend, chunk)
                whole = {key: chunk.get(key) or whole[key] for key in whole}
                for choice in (chunk.get("choices") or [])[:1]:
                    finish = choice.get("finish_reason") or finish
                    yield from _take(message, choice.get("delta") or {})
        if finish is None:
            return  # the stream broke off
        calls = [call for _, call in sorted(message["tool_calls"].items())]
        yield StreamEnd(reply=self._read(whole, {**message, "tool_calls": calls}, finish))

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        """Return what the library sends for a prompt."""
        words = describe_schema(prompt.answer) if prompt.answer is not None else ""
        system = "\n\n".join(filter(None, (prompt.prefix, prompt.system, words)))
        turns = [{"role": "system", "content": system}] if system else []
        request: dict[str, Any] = {
            "model": self._name,
            "messages": [*turns, *map(_write_turn, prompt.messages)],
            "max_tokens": prompt.max_tokens,
        }
        if prompt.tools:
            request["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.description,
                        "parameters": dict(tool.parameters),
                    },
                }
                for tool in prompt.tools
            ]
        enforced = self._answers == "schema" and "response_format" not in self._refused
        if prompt.answer is not None and enforced:
            request["response_format"] = _write_format(prompt.answer)
        return request

    def _read(
        self, answer: Mapping[str, Any], message: Mapping[str, Any], finish: str | None
    ) -> Reply:
        """Read a whole message, with the usage in the answer around it."""
        calls = _read_calls(self.backend, message.get("tool_calls"), is_cut=finish == "length")
        refusal = clean(message.get("refusal"))
        stop = _STOPS.get(finish or "", "tool" if calls else "end")
        spent = read_usage(
            answer.get("usage"),
            input_name="prompt_tokens",
            output_name="completion_tokens",
            details_name="prompt_tokens_details",
        )
        return Reply(
            text=clean(message.get("content")) + refusal,
            model=answer.get("model") or self._name,
            calls=calls,
            stop="refusal" if refusal else stop,
            **spent._asdict(),
        )


def _write_turn(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
    if not message.calls:
        return {"role": message.role, "content": message.text}
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
        }
        for call in message.calls
    ]
    return {"role": "assistant", "content": message.text or None, "tool_calls": calls}


def _write_format(answer: type[BaseModel]) -> dict[str, Any]:
    try:
        form: dict[str, Any] = {"schema": answer_schema(answer), "strict": True}
    except InvalidInput:  # a local server may take what vendors do not
        form = {"schema": answer.model_json_schema(), "strict": False}
    return {"type": "json_schema", "json_schema": {"name": answer.__name__[:64], **form}}


def _take(message: dict[str, Any], delta: Mapping[str, Any]) -> Iterator[StreamEvent]:
    """Add a piece to the message, and yield its text."""
    for name in ("content", "refusal"):
        if piece := clean(delta.get(name)):
            message[name] += piece
            yield TextDelta(text=piece)
    for place, part in enumerate(delta.get("tool_calls") or []):
        at = part.get("index")
        call = message["tool_calls"].setdefault(place if at is None else at, {"arguments": ""})
        function = part.get("function") or {}
        call["id"] = part.get("id") or call.get("id")
        call["name"] = function.get("name") or call.get("name")
        call["arguments"] += function.get("arguments") or ""


def _read_calls(backend: str, parts: Any, *, is_cut: bool) -> tuple[ToolCall, ...]:
    calls: list[ToolCall] = []
    for place, part in enumerate(parts or []):
        function = part.get("function") or part
        name, text = function["name"], function.get("arguments") or ""
        arguments = parse_arguments(backend, name, text, is_cut=is_cut)
        if arguments is not None:
            calls.append(
                ToolCall(id=part.get("id") or f"call_{place}", name=name, arguments=arguments)
            )
    return tuple(calls)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register("llm", "compatible", CompatibleModel, options=CompatibleOptions)
