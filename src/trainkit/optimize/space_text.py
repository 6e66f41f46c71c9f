"""Spaces as JSON, YAML and dicts; a field equal to its default is left out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields

from trainkit._optional import require
from trainkit.errors import InvalidInput
from trainkit.optimize._constraints import Among, Constraint, Linear
from trainkit.optimize._dimensions import Categorical, Dimension, Integer, Real

__all__ = ["dump_json", "dump_yaml", "from_dict", "parse_json", "parse_yaml", "to_dict"]

_TYPES = {"real": Real, "integer": Integer, "categorical": Categorical}
_RULES = {"linear": Linear, "among": Among}

Parts = tuple[list[Dimension], list[Constraint]]


def dump_json(dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> str:
    """Write the parts of a space as JSON."""
    return json.dumps(_to_portable_dict(dimensions, constraints), indent=2)


def dump_yaml(dimensions: Sequence[Dimension], constraints: Sequence[Constraint]) -> str:
    """Write the parts of a space as YAML."""
    yaml = require("yaml", extra="yaml")
    return str(yaml.safe_dump(_to_portable_dict(dimensions, constraints), sort_keys=False))


def parse_json(text: str) -> object:
    """Parse JSON into dicts and lists; invalid text raises `InvalidInput`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("text", text[:80], f"JSON ({error})") from error


def parse_yaml(text: str) -> object:
    """Parse YAML into dicts and lists; invalid text raises `InvalidInput`."""
    yaml = require("yaml", extra="yaml")
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # 2026-99-99 is a ValueError
        raise InvalidInput("text", text[:80], f"YAML ({error})") from error


def to_dict(
    dimensions: Sequence[Dimension], constraints: Sequence[Constraint]
) -> dict[str, object]:
    """Convert the parts of a space to dicts and lists; a function becomes its name."""
    parts: dict[str, object] = {"dimensions": [_part_to_dict(d, _TYPES) for d in dimensions]}
    if constraints:
        parts["constraints"] = [_part_to_dict(rule, _RULES) for rule in constraints]
    return parts


def from_dict(data: object) -> Parts:
    """Build the parts of a space from dicts and lists."""
    if not isinstance(data, Mapping) or "dimensions" not in data:
        raise InvalidInput("space", data, "a mapping with dimensions and optional constraints")
    # A misspelt key would drop all constraints without a word.
    for key in data:
        if key not in {"dimensions", "constraints"}:
            raise InvalidInput(f"space.{key}", data[key], "left out")
    dimensions = [
        _part_from_dict(item, _TYPES, "dimensions") for item in _get_list(data, "dimensions")
    ]
    constraints = [
        _part_from_dict(item, _RULES, "constraints") for item in _get_list(data, "constraints")
    ]
    return dimensions, constraints  # type: ignore[return-value]


def _get_list(data: Mapping[str, object], key: str) -> Sequence[object]:
    items = data.get(key, [])
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise InvalidInput(key, items, "a list")
    return items


def _to_portable_dict(
    dimensions: Sequence[Dimension], constraints: Sequence[Constraint]
) -> dict[str, object]:
    """Convert like `to_dict`, but refuse constraints that are functions."""
    for rule in constraints:
        if not isinstance(rule, Linear | Among):
            allowed = "Linear or Among to be written; a function cannot be"
            raise InvalidInput("constraints", rule, allowed)
    return to_dict(dimensions, constraints)


def _part_to_dict(part: object, kinds: Mapping[str, type]) -> dict[str, object]:
    kind = next((word for word, cls in kinds.items() if isinstance(part, cls)), None)
    if kind is None:
        return {"type": "function", "name": getattr(part, "__qualname__", type(part).__name__)}
    data: dict[str, object] = {"type": kind}
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if field.default is MISSING or value != field.default:
            data[field.name] = _simplify(value)
    return data


def _simplify(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _simplify(item) for key, item in value.items()}
    return [*value] if isinstance(value, tuple | list) else value


def _part_from_dict(data: object, kinds: Mapping[str, type], where: str) -> object:
    if isinstance(data, Mapping) and data.get("type") == "function":
        raise InvalidInput(where, data.get("name"), "given in Python: functions are not stored")
    if not isinstance(data, Mapping) or data.get("type") not in kinds:
        raise InvalidInput(where, data, f"mappings with a type of {', '.join(kinds)}")
    kind = kinds[data["type"]]
    allowed = {field.name: field for field in fields(kind)}
    options = {key: value for key, value in data.items() if key != "type"}
    for key, value in options.items():
        if key not in allowed:
            raise InvalidInput(
                f"{where}.{key}", value, f"left out: {kind.__name__} has no such field"
            )
    for name, field in allowed.items():
        if field.default is MISSING and name not in options:
            raise InvalidInput(f"{where}.{name}", None, f"given for {data['type']}")
    if not isinstance(options.get("log", False), bool):
        raise InvalidInput(f"{where}.log", options["log"], "true or false")
    return kind(**options)
