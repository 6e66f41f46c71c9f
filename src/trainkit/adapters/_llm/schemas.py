"""The JSON schema of an answer, in the part of the language that vendors take."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

from trainkit.errors import InvalidInput
from trainkit.models import Tool

__all__ = ["answer_schema", "check_tools", "describe_schema"]

_DROPPED = {"default", "discriminator", "examples", "title"}
_FORMATS = {
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uuid",
}
_WHOLE = ("anyOf", "enum", "const", "$ref", "allOf")


@lru_cache(maxsize=64)
def answer_schema(answer: type[BaseModel], *, recursive: bool = True) -> dict[str, Any]:
    """Return the schema that an answer has to fit: closed objects with all their fields.

    Parameters
    ----------
    answer : type of pydantic model
        The form of the answer.
    recursive : bool
        Whether the vendor takes an object that contains its own kind.

    Returns
    -------
    dict
        The schema, of which a vendor can enforce every part.

    Raises
    ------
    InvalidInput
        The model says what vendors do not take: free keys, free values, tuples, or no object.
    """
    schema = _generate(answer)
    definitions = schema.get("$defs", {})
    if schema.get("type") != "object":
        schema = {**_follow(schema, definitions), "$defs": definitions}
    if schema.get("type") != "object":
        raise _refuse(answer, answer.__name__, "no object")
    if not recursive and (name := _find_circle(definitions)):
        raise _refuse(answer, name, "an object that contains its own kind")
    closed = {
        name: _close(answer, definition, name) for name, definition in sorted(definitions.items())
    }
    root = {key: value for key, value in schema.items() if key != "$defs"}
    return _close(answer, root, answer.__name__) | ({"$defs": closed} if closed else {})


def describe_schema(answer: type[BaseModel]) -> str:
    """Return the instruction to answer in a form, for models that are told it in words."""
    schema = json.dumps(_generate(answer), ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object and nothing else. It must fit this JSON schema:\n{schema}"


def check_tools(tools: tuple[Tool, ...]) -> None:
    """Refuse tools that no vendor takes: two of one name, or arguments that are no object."""
    names: set[str] = set()
    for tool in tools:
        if tool.name in names:
            raise InvalidInput("tools", tool.name, "tools of different names")
        names.add(tool.name)
        kind = tool.parameters.get("type")
        if kind != "object" or {"anyOf", "oneOf", "allOf", "enum", "not"} & set(tool.parameters):
            allowed = "a JSON schema of an object, without choices at its top"
            raise InvalidInput(f"parameters of {tool.name}", kind, allowed)


def _generate(answer: type[BaseModel]) -> dict[str, Any]:
    try:
        return answer.model_json_schema()
    except (PydanticUserError, ValueError, RecursionError):
        raise _refuse(answer, answer.__name__, "without a JSON schema") from None


def _refuse(answer: type[BaseModel], where: str, what: str) -> InvalidInput:
    allowed = f"a form of answer that the vendor takes, but {where} is {what}"
    return InvalidInput("answer", answer.__name__, allowed)


def _follow(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the definition that a schema refers to, or the schema."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = definitions.get(name, schema)
    return found


def _close(answer: type[BaseModel], node: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Close a node of a schema and all below it; `InvalidInput` for what no vendor takes."""
    if "$ref" in node:
        return {"$ref": node["$ref"]}  # nothing may stand beside a reference
    rest = {key: value for key, value in node.items() if key not in _DROPPED}
    choices = rest.pop("oneOf", None) or rest.pop("anyOf", None)
    if choices:
        rest["anyOf"] = [_close(answer, choice, where) for choice in choices]
    if rest.get("format") not in _FORMATS:
        rest.pop("format", None)
    if rest.get("type") == "object":
        return _close_object(answer, rest, where)
    if rest.get("type") == "array":
        items = rest.get("items")
        if not isinstance(items, Mapping) or "prefixItems" in rest:
            raise _refuse(answer, where, "a tuple or a list of anything")
        return {**rest, "items": _close(answer, items, where)}
    if "type" not in rest and not any(key in rest for key in _WHOLE):
        raise _refuse(answer, where, "of no type")
    return rest


def _close_object(answer: type[BaseModel], node: dict[str, Any], where: str) -> dict[str, Any]:
    fields = node.get("properties")
    if not fields or node.get("additionalProperties") not in {None, False} or _has_patterns(node):
        raise _refuse(answer, where, "an object with free keys; use a list of objects")
    closed = {name: _close(answer, field, f"{where}.{name}") for name, field in fields.items()}
    return {**node, "properties": closed, "required": [*fields], "additionalProperties": False}


def _has_patterns(node: Mapping[str, Any]) -> bool:
    return "patternProperties" in node


def _find_circle(definitions: Mapping[str, Any]) -> str | None:
    """Return a definition that contains itself."""
    uses = {name: _references(definition) for name, definition in definitions.items()}
    for name, used_there in uses.items():
        reached, waiting = set[str](), set(used_there)
        while waiting:
            used = waiting.pop()
            reached.add(used)
            waiting |= uses.get(used, set()) - reached
        if name in reached:
            return name
    return None


def _references(node: object) -> set[str]:
    if isinstance(node, Mapping):
        own = {str(node["$ref"]).rpartition("/")[2]} if "$ref" in node else set()
        return own.union(*map(_references, node.values()))
    if isinstance(node, list):
        return set[str]().union(*map(_references, node))
    return set()
