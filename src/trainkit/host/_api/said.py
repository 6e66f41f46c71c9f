"""What clients say: bodies without unknown fields, and lists a page at a time."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict

__all__ = ["Limit", "Offset", "Said", "example", "page_of"]

Item = TypeVar("Item")

Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]


class Said(BaseModel):
    """A body that a client sends; a field that is misspelt is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


def example(**fields: object) -> ConfigDict:
    """Return the configuration of a body with an example of it in the description."""
    shown: dict[str, Any] = {"examples": [fields]}
    return ConfigDict(extra="forbid", json_schema_extra=shown)


def page_of(
    request: Request, response: Response, found: Sequence[Item], offset: int, limit: int
) -> list[Item]:
    """Return a page of a list; headers tell how long it is, and where the next page is."""
    response.headers["X-Total-Count"] = str(len(found))
    if offset + limit < len(found):
        following = request.url.include_query_params(offset=offset + limit, limit=limit)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return [*found[offset : offset + limit]]
