"""Today's decision, and that of any other day."""

import datetime as dt

from fastapi import APIRouter
from pydantic import BaseModel

from trainkit.errors import NotFound
from trainkit.host._access import OpenKit
from trainkit.kit import Kit
from trainkit.models import Assessment
from trainkit.models.fact import Fact

__all__ = ["router"]

router = APIRouter()


class Recalculated(BaseModel):
    """Where the new assessment is."""

    poll_url: str


@router.get("/recovery/today")
def today(kit: OpenKit) -> Assessment:
    """Assess the last day of the data: recovery, warnings and recommendation."""
    return kit.today()


@router.get("/recovery/{date}")
def on_day(kit: OpenKit, date: dt.date) -> Assessment:
    """Assess a day of the data, as it would have been seen that morning."""
    _check_day(kit, date)
    return kit.today(date)


@router.post("/recovery/today/recalculate", status_code=202)
def recalculate_today(kit: OpenKit) -> Recalculated:
    """Assess today anew, although it is cached; the answer says where it then is."""
    kit.today(force=True)
    return Recalculated(poll_url="/api/v1/recovery/today")


@router.post("/recovery/{date}/recalculate", status_code=202)
def recalculate(kit: OpenKit, date: dt.date) -> Recalculated:
    """Assess a day anew, although it is cached; the answer says where it then is."""
    _check_day(kit, date)
    kit.today(date, force=True)
    return Recalculated(poll_url=f"/api/v1/recovery/{date}")


@router.get("/facts")
def facts(kit: OpenKit, topic: str | None = None) -> list[Fact]:
    """List what is known today: each number with its method and source."""
    known = kit.facts()
    return list(known) if topic is None else list(known.about(topic))


def _check_day(kit: Kit, date: dt.date) -> None:
    span = kit.outline().span
    if span is None or not span[0] <= date <= span[1]:
        raise NotFound("date", str(date), "a day with data")
