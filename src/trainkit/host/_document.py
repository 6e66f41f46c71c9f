"""The OpenAPI document: what holds for every route, beside what each says of itself."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

__all__ = ["Documented", "operation_id"]

_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token that the terminal printed; with accounts, that of auth/login.",
}
_OPEN = (
    "/health/",
    "/api/v1/auth/login",
    "/api/v1/auth/register",
    "/api/v1/auth/refresh",
    "/api/v1/auth/reset",
)
_ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same key and body, the request acts once.",
    "schema": {"type": "string", "maxLength": 200},
}
_KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that is known: 304 where it has not changed.",
    "schema": {"type": "string", "maxLength": 200},
}
_WHOLE = {"type": "integer", "minimum": 0}
_HEADERS = {
    "X-Request-Id": ("The request, as in errors and logs.", {"type": "string"}),
    "X-RateLimit-Limit": ("Requests that a minute has.", _WHOLE),
    "X-RateLimit-Remaining": ("Requests that are left of it.", _WHOLE),
    "X-RateLimit-Reset": ("Seconds until the next minute.", _WHOLE),
    "ETag": ("Names this answer by its content.", {"type": "string"}),
    "X-Total-Count": ("How long the whole list is.", _WHOLE),
    "Link": ("The next page, where there is one.", {"type": "string"}),
    "Retry-After": ("Seconds to wait.", _WHOLE),
}
_ALWAYS = ("X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
_NOT_KEPT = ("/api/v1/files", "/api/v1/coach/chat", "/api/v1/auth/")


class Documented(FastAPI):
    """An application whose document also tells of tokens, headers and repeated requests."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made at the first call."""
        document = super().openapi()
        if "headers" not in document["components"]:
            _complete(document)
        return document


def operation_id(route: APIRoute) -> str:
    """Name an operation, as generators name their functions: "plans_read_week"."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def _complete(document: dict[str, Any]) -> None:
    parts = document["components"]
    parts["securitySchemes"] = {"token": _TOKEN}
    parts["headers"] = {
        name: {"description": said, "schema": schema} for name, (said, schema) in _HEADERS.items()
    }
    document["security"] = [{"token": []}]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith(_OPEN):
                operation["security"] = []
            if path.startswith("/api/"):
                _describe(path, method, operation)


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add the headers of an operation, and the answers that they make."""
    asked = operation.setdefault("parameters", [])
    names = list(_ALWAYS)
    if method == "post" and not path.startswith(_NOT_KEPT):
        asked.append(_ONCE)
    good = next(status for status in operation["responses"] if status.startswith("2"))
    if method == "get" and "application/json" in operation["responses"][good].get("content", {}):
        asked.append(_KNOWN)
        names.append("ETag")
        operation["responses"]["304"] = {"description": "Not Modified"}
    if {"offset", "limit"} <= {parameter["name"] for parameter in asked}:
        names += ["X-Total-Count", "Link"]
    operation["responses"][good]["headers"] = _refer(names)
    for status in ("429", "503"):
        if status in operation["responses"]:
            operation["responses"][status]["headers"] = _refer(["Retry-After"])


def _refer(names: "list[str] | tuple[str, ...]") -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
