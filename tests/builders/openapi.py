"""Requests made from an OpenAPI document, for tests that try every route."""

from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["Operation", "operations"]


class Operation(NamedTuple):
    """A method of a path, with a way to make its body."""

    method: str
    path: str
    names: tuple[str, ...]
    queries: tuple[str, ...]
    schema: dict[str, Any] | None
    document: dict[str, Any]

    def url(self, values: dict[str, str], default: str = "anything") -> str:
        """Fill the parameters of the path."""
        filled = {name: values.get(name, default) for name in self.names}
        return self.path.format(**filled)

    def body(self, text: str) -> Any:
        """Make a body of the right form in which every text is this one."""
        return None if self.schema is None else _make(self.schema, self.document, text)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """List all operations of a document."""
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            parameters = said.get("parameters", [])
            content = said.get("requestBody", {}).get("content", {})
            yield Operation(
                method.upper(),
                path,
                tuple(item["name"] for item in parameters if item["in"] == "path"),
                tuple(item["name"] for item in parameters if item["in"] == "query"),
                content.get("application/json", {}).get("schema"),
                document,
            )


def _make(schema: dict[str, Any], document: dict[str, Any], text: str, depth: int = 0) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _make(document["components"]["schemas"][name], document, text, depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            texts = [part for part in schema[several] if part.get("type") == "string"]
            return _make((texts or schema[several])[0], document, text, depth)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        fields = schema.get("properties", {}) if depth < 5 else {}
        return {name: _make(part, document, text, depth + 1) for name, part in fields.items()}
    if kind == "array":
        items = schema.get("items", {})
        return [_make(item, document, text, depth + 1) for item in [items][: depth < 4]]
    return _plain(kind, schema, text)


def _plain(kind: str | None, schema: dict[str, Any], text: str) -> Any:
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if kind == "string":
        known = {"date": "2026-05-03", "date-time": "2026-05-03T08:00:00Z", "time": "08:00:00"}
        return known.get(schema.get("format", ""), text)
    if kind in {"number", "integer"}:
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return {"boolean": False, "null": None}.get(kind or "", text)
