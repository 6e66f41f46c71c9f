"""OpenAI's models through its own library and the Responses interface; nothing is stored there."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

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
    event_error,
    parse_arguments,
    read_usage,
)
from trainkit.models import Message, Prompt, Reply, StreamEnd, TextDelta, ToolCall
from trainkit.plugins import Register, hookimpl

__all__ = ["OpenAIModel", "OpenAIOptions"]

TRAINKIT_CONTRACT = 1

_PIECES = {"response.output_text.delta", "response.refusal.delta"}
_ENDS = {"response.completed", "response.incomplete", "response.failed"}


class OpenAIOptions(VendorOptions):
    """Options of the model, beside those of every vendor.

    Parameters
    ----------
    model : str
        The model's name.
    base_url : str
        Address of the vendor, or of a gateway that speaks its protocol.
    """

    model: Annotated[str, Field(min_length=1)] = "gpt-6.1-terra"
    base_url: Address = "https://api.openai.com/v1"


class OpenAIModel(VendorModel):
    """A model of OpenAI. Thread-safe.

    Each call carries the whole conversation, and the vendor is told to store nothing. It caches
    the beginning of long prompts by itself; `Reply` tells how much came from there.

    Parameters
    ----------
    options : OpenAIOptions
        The options.
    today, sleep, clock : callable
        The day of a call, for its price; wait for some seconds; monotonic time [s].
    """

    backend = "llm.openai"
    vendor = package = extra = "openai"

    def _make(self, key: str, http_client: Any) -> Any:
        return self._sdk().OpenAI(
            api_key=key,
            base_url=self._base_url,
            max_retries=0,
            timeout=None,  # the transport has the limit of the call
            http_client=http_client,
        )

    def _send(self, prompt: Prompt) -> Reply:
        return self._read(as_dict(self._client().responses.create(**self._request(prompt))))

    def _listen(self, prompt: Prompt) -> Events:
        pieces: list[str] = []
        with self._client().responses.create(**self._request(prompt), stream=True) as events:
            for event in map(as_dict, events):
                kind = event["type"]
                if kind == "error":
                    raise event_error(self.backend, event)
                if kind in _PIECES and (piece := clean(event["delta"])):
                    pieces.append(piece)
                    yield TextDelta(text=piece)
                if kind in _ENDS:
                    reply = self._read(event["response"])
                    yield StreamEnd(reply=reply.model_copy(update={"text": "".join(pieces)}))
                    return

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        """Return what the vendor's library sends for a prompt."""
        turns = [item for message in prompt.messages for item in _write_turn(message)]
        request: dict[str, Any] = {
            "model": self._name,
            "input": turns,
            "max_output_tokens": prompt.max_tokens,
            "store": False,
        }
        if instructions := "\n\n".join(filter(None, (prompt.prefix, prompt.system))):
            request["instructions"] = instructions
        if prompt.tools:
            request["tools"] = [
                {
                    "type": "function",
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                    "strict": False,
                }
                for tool in prompt.tools
            ]
        if prompt.answer is not None:
            request["text"] = {"format": _write_format(prompt.answer)}
        if prompt.effort is not None and "effort" not in self._refused:
            request["reasoning"] = {"effort": prompt.effort}
        return request

    def _read(self, response: Mapping[str, Any]) -> Reply:
        """Read a whole response."""
        check_error(self.backend, response)
        if response.get("status") in {"failed", "cancelled"}:
            raise event_error(self.backend, {"code": str(response["status"])})
        parts = [
            part
            for item in response["output"]
            if item["type"] == "message"
            for part in item["content"]
        ]
        refusal = "".join(clean(part["refusal"]) for part in parts if part["type"] == "refusal")
        text = "".join(clean(part["text"]) for part in parts if part["type"] == "output_text")
        reason = (response.get("incomplete_details") or {}).get("reason")
        calls = _read_calls(self.backend, response["output"], is_cut=reason is not None)
        spent = read_usage(
            response.get("usage"),
            input_name="input_tokens",
            output_name="output_tokens",
            details_name="input_tokens_details",
        )
        return Reply(
            text=text + refusal,
            model=response["model"],
            calls=calls,
            stop=_choose_stop(reason, is_refusal=bool(refusal), has_calls=bool(calls)),
            **spent._asdict(),
        )


def _choose_stop(
    reason: object, *, is_refusal: bool, has_calls: bool
) -> Literal["end", "length", "tool", "refusal"]:
    if is_refusal or reason == "content_filter":
        return "refusal"
    if reason is not None:
        return "length"
    return "tool" if has_calls else "end"


def _write_turn(message: Message) -> list[dict[str, Any]]:
    if message.role == "tool":
        output = {"call_id": message.call_id, "output": message.text}
        return [{"type": "function_call_output", **output}]
    said = [{"role": message.role, "content": message.text}] if message.text else []
    calls = [
        {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": json.dumps(dict(call.arguments)),
        }
        for call in message.calls
    ]
    return [*said, *calls]


def _write_format(answer: type[BaseModel]) -> dict[str, Any]:
    schema = answer_schema(answer)
    return {"type": "json_schema", "name": answer.__name__[:64], "schema": schema, "strict": True}


def _read_calls(backend: str, output: Any, *, is_cut: bool) -> tuple[ToolCall, ...]:
    calls: list[ToolCall] = []
    for item in output:
        if item["type"] != "function_call":
            continue
        arguments = parse_arguments(backend, item["name"], item["arguments"], is_cut=is_cut)
        if arguments is not None:
            calls.append(ToolCall(id=item["call_id"], name=item["name"], arguments=arguments))
    return tuple(calls)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the model."""
    register(
        "llm", "openai", OpenAIModel, options=OpenAIOptions, needs={"openai": "trainkit[openai]"}
    )
