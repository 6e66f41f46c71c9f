"""The athlete: profile, privacy and costs."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from trainkit.coach import CostReport
from trainkit.host._access import OpenKit
from trainkit.kit import Kit
from trainkit.models import Athlete

__all__ = ["router", "say_athlete"]

router = APIRouter()

_BINARY = {"type": "string", "format": "binary"}


class CostLine(BaseModel):
    """Calls of language models that have one thing in common."""

    name: str
    calls: int
    cost_usd: float
    unknown: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int


class Costs(BaseModel):
    """What language models cost, in all and by day, purpose and model."""

    total: CostLine
    by_day: list[CostLine]
    by_purpose: list[CostLine]
    by_model: list[CostLine]
    open_usd: float
    failures: int


class Deletion(BaseModel):
    """The word that confirms it."""

    confirm: Annotated[str, Field(pattern="^delete everything$")]


class Deleted(BaseModel):
    """How many records were deleted."""

    records: int


def say_athlete(kit: Kit, athlete: Athlete) -> Athlete:
    """Keep who the athlete is."""
    return kit.profile.update(**athlete.model_dump(exclude_unset=True))


@router.get("/athlete")
def read_athlete(kit: OpenKit) -> Athlete:
    """Return the athlete."""
    return kit.profile.get()


@router.put("/athlete")
def put_athlete(kit: OpenKit, athlete: Athlete) -> Athlete:
    """Say who the athlete is; fields that are left out stay as they are."""
    return say_athlete(kit, athlete)


@router.get("/costs")
def costs(kit: OpenKit) -> Costs:
    """Report what calls of language models cost."""
    return _costs(kit.costs())


@router.get(
    "/privacy/export",
    response_class=Response,
    responses={
        200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def export(kit: OpenKit) -> Response:
    """Export everything that is stored about the athlete, as a zip archive of JSON."""
    headers = {"Content-Disposition": 'attachment; filename="trainkit.zip"'}
    return Response(kit.export(), headers=headers, media_type="application/zip")


@router.post("/privacy/delete")
def delete(kit: OpenKit, said: Deletion) -> Deleted:
    """Delete everything that is stored about the athlete."""
    _ = said  # the word is checked where it is read
    return Deleted(records=kit.forget())


def _costs(report: CostReport) -> Costs:
    return Costs(
        total=_line(report.total),
        by_day=[_line(row) for row in report.by_day],
        by_purpose=[_line(row) for row in report.by_purpose],
        by_model=[_line(row) for row in report.by_model],
        open_usd=report.open_usd,
        failures=report.failures,
    )


def _line(row: NamedTuple) -> CostLine:
    return CostLine(**row._asdict())
