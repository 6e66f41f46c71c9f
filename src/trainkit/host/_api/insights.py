"""Patterns in the athlete's own data."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from trainkit.errors import InvalidInput, NotFound
from trainkit.host._access import OpenKit
from trainkit.host._api.said import Said
from trainkit.models.insight import Insight, InsightFeedback, InsightKind

__all__ = ["router"]

router = APIRouter()


class Feedback(Said):
    """What the athlete says about an insight."""

    feedback: InsightFeedback


@router.get("/insights")
def find(
    kit: OpenKit,
    kind: Annotated[list[InsightKind] | None, Query()] = None,
    order: Literal["importance", "newest", "certainty"] = "importance",
) -> list[Insight]:
    """List what holds and is new, at most five."""
    return list(kit.insights(kind, order=order))


@router.post("/insights/generate")
def generate(kit: OpenKit) -> list[Insight]:
    """Find all of them anew, also those that were told before."""
    return list(kit.insights(force=True))


@router.post("/insights/{key}/feedback", status_code=204)
def rate(kit: OpenKit, key: str, said: Feedback) -> None:
    """Say whether an insight helped."""
    with _refuse_unknown(key):
        kit.rate_insight(key, said.feedback)


@router.post("/insights/{key}/dismiss", status_code=204)
def dismiss(kit: OpenKit, key: str) -> None:
    """Hide an insight for half a year."""
    with _refuse_unknown(key):
        kit.dismiss_insight(key)


@contextmanager
def _refuse_unknown(key: str) -> Iterator[None]:
    """Say that a key which was never told is not found."""
    try:
        yield
    except InvalidInput as error:
        raise NotFound("key", key, error.allowed) from None
