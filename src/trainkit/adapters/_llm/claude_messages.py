"""The Messages protocol of Anthropic: turns, the events of a stream, tool calls and usage."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from trainkit.adapters._llm.contents import Spent, clean, parse_arguments
from trainkit.models import Message, StreamEvent, TextDelta, ToolCall

__all__ = ["describe_cache", "read_calls", "read_usage", "take", "write_turn"]


def write_turn(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        block = {"type": "tool_result", "tool_use_id": message.call_id, "content": message.text}
        return {"role": "user", "content": [block]}
    if not message.calls:
        return {"role": message.role, "content": message.text}
    said = [{"type": "text", "text": message.text}] if message.text else []
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in message.calls
    ]
    return {"role": message.role, "content": [*said, *calls]}


def take(message: dict[str, Any], event: Mapping[str, Any]) -> Iterator[StreamEvent | Spent]:
    """Add an event of a stream to the message, and yield what it says."""
    kind = event["type"]
    start = event.get("message") or {}
    if "model" in start:
        message["model"] = start["model"]
    usage = event.get("usage") or start.get("usage")
    if usage:
        message["usage"] |= {name: count for name, count in usage.items() if count is not None}
        yield read_usage(message["usage"])
    if kind == "message_delta":
        message["stop_reason"] = event["delta"].get("stop_reason")
    if kind == "content_block_start":
        message["content"].append({**event["content_block"], "json": ""})
    if kind in {"content_block_start", "content_block_delta"}:
        yield from _take_piece(message["content"][event["index"]], event.get("delta") or {})


def _take_piece(block: dict[str, Any], delta: Mapping[str, Any]) -> Iterator[StreamEvent]:
    """Add a piece to the last block, and yield its text."""
    block["json"] += delta.get("partial_json") or ""
    if block["type"] != "text":
        return
    piece = clean(delta.get("text")) if delta else clean(block["text"])
    if delta:
        block["text"] = clean(block["text"]) + piece
    if piece:
        yield TextDelta(text=piece)


def read_calls(backend: str, blocks: Any, *, is_cut: bool) -> tuple[ToolCall, ...]:
    calls: list[ToolCall] = []
    for block in blocks:
        if block["type"] != "tool_use":
            continue
        text = block.get("json") or json.dumps(block.get("input") or {})
        arguments = parse_arguments(backend, block["name"], text, is_cut=is_cut)
        if arguments is not None:
            calls.append(ToolCall(id=block["id"], name=block["name"], arguments=arguments))
    return tuple(calls)


def read_usage(usage: Mapping[str, Any]) -> Spent:
    return Spent(
        usage.get("input_tokens"),
        usage.get("output_tokens"),
        usage.get("cache_read_input_tokens") or 0,
        usage.get("cache_creation_input_tokens") or 0,
    )


def describe_cache(spent: Spent) -> tuple[str, ...]:
    read, written = spent.cache_read_tokens, spent.cache_write_tokens
    if not read and not written:
        return ("cache inert: nothing of the prefix was cached; it may be too short",)
    return (f"cache: {read} tokens read, {written} written",)
