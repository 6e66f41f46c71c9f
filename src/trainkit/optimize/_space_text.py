"""Spaces as JSON and YAML: every field by its name, what equals its default left out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields

from trainkit._optional import require
from trainkit.errors import InvalidInput
from trainkit.optimize._constraints import Among, Constraint, Linear
from trainkit.optimize._dimensions import Categorical, Dimension, Integer, Real

__all__ = ["as_json", "as_yaml", "parsed_json", "parsed_yaml", "plain", "space_from"]

_TYPES = {"real": Real, "integer": Integer, "categorical": Categorical}
_RULES = {"linear": Linear, "among": Among}

Parts = tuple[list[Dimension], list[Constraint]]


def as_json(dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> str:
    """Write a space's parts as JSON."""
    return json.dumps(_written(dimensions, constraints), indent=2)


def as_yaml(dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> str:
    """Write a space's parts as YAML."""
    yaml = require("yaml", extra="yaml")
    return str(yaml.safe_dump(_written(dimensions, constraints), sort_keys=False))


def parsed_json(text: str) -> object:
    """Read JSON as dicts and lists."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInput("text", text[:80], f"JSON ({error})") from error


def parsed_yaml(text: str) -> object:
    """Read YAML as dicts and lists."""
    yaml = require("yaml", extra="yaml")
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput("text", text[:80], f"YAML ({error})") from error


def plain(dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> dict[str, object]:
    """Turn a space's parts into dicts and lists; a function becomes its name."""
    found: dict[str, object] = {"dimensions": [_as_dict(one, _TYPES) for one in dimensions]}
    if constraints:
        found["constraints"] = [_as_dict(one, _RULES) for one in constraints]
    return found


def space_from(found: object) -> Parts:
    """Read a space's parts from dicts and lists."""
    if not isinstance(found, Mapping) or "dimensions" not in found:
        raise InvalidInput("space", found, "a mapping with dimensions and perhaps constraints")
    for key in found:
        if key not in {"dimensions", "constraints"}:
            raise InvalidInput(f"space.{key}", found[key], "left out")
    dimensions = [_made(one, _TYPES, "dimensions") for one in _listed(found, "dimensions")]
    constraints = [_made(one, _RULES, "constraints") for one in _listed(found, "constraints")]
    return dimensions, constraints  # type: ignore[return-value]


def _listed(found: Mapping[str, object], key: str) -> Sequence[object]:
    listed = found.get(key, [])
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        raise InvalidInput(key, listed, "a list")
    return listed


def _written(
    dimensions: Sequence[Dimension], constraints: Sequence[Constraint]
) -> dict[str, object]:
    for one in constraints:
        if not isinstance(one, Linear | Among):
            allowed = "Linear or Among to be written; a function cannot be"
            raise InvalidInput("constraints", one, allowed)
    return plain(dimensions, constraints)


def _as_dict(one: object, kinds: Mapping[str, type]) -> dict[str, object]:
    kind = next((word for word, made in kinds.items() if isinstance(one, made)), None)
    if kind is None:
        return {"type": "function", "name": getattr(one, "__qualname__", type(one).__name__)}
    found: dict[str, object] = {"type": kind}
    for field in fields(one):  # type: ignore[arg-type]
        value = getattr(one, field.name)
        if field.default is MISSING or value != field.default:
            found[field.name] = _simple(value)
    return found


def _simple(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _simple(one) for key, one in value.items()}
    return [*value] if isinstance(value, tuple | list) else value


def _made(given: object, kinds: Mapping[str, type], where: str) -> object:
    if isinstance(given, Mapping) and given.get("type") == "function":
        raise InvalidInput(where, given.get("name"), "given in Python: a function is not stored")
    if not isinstance(given, Mapping) or given.get("type") not in kinds:
        raise InvalidInput(where, given, f"mappings with a type of {', '.join(kinds)}")
    kind = kinds[given["type"]]
    known = {field.name: field for field in fields(kind)}
    options = {key: value for key, value in given.items() if key != "type"}
    for key, value in options.items():
        if key not in known:
            raise InvalidInput(
                f"{where}.{key}", value, f"left out: {kind.__name__} has no such field"
            )
    for name, field in known.items():
        if field.default is MISSING and name not in options:
            raise InvalidInput(f"{where}.{name}", None, f"given for {given['type']}")
    if not isinstance(options.get("log", False), bool):
        raise InvalidInput(f"{where}.log", options["log"], "true or false")
    return kind(**options)
