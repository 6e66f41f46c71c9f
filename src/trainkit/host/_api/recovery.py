"""Today's decision, and that of any other day."""

import datetime as dt

from fastapi import APIRouter

from trainkit.errors import NotFound
from trainkit.host._access import OpenKit
from trainkit.models import Assessment
from trainkit.models.fact import Fact

__all__ = ["router"]

router = APIRouter()


@router.get("/recovery/today")
def today(kit: OpenKit) -> Assessment:
    """Assess the last day of the data: recovery, warnings and recommendation."""
    return kit.today()


@router.get("/recovery/{date}")
def on_day(kit: OpenKit, date: dt.date) -> Assessment:
    """Assess a day of the data, as it would have been seen that morning."""
    span = kit.history().span
    if span is None or not span[0] <= date <= span[1]:
        raise NotFound("date", str(date), "a day with data")
    return kit.today(date)


@router.get("/facts")
def facts(kit: OpenKit, topic: str | None = None) -> list[Fact]:
    """List what is known today: each number with its method and source."""
    known = kit.facts()
    return list(known) if topic is None else list(known.about(topic))
