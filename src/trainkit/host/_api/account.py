"""The athlete: profile, privacy and costs."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, Field

from trainkit.host._access import OpenKit
from trainkit.host._api.said import Said
from trainkit.host._api.voice import subscribe
from trainkit.kit import Kit
from trainkit.models import Athlete
from trainkit.models.units import Day
from trainkit.models.voice import Subscription

if TYPE_CHECKING:
    from trainkit.coach import CostReport

__all__ = ["router", "say_athlete"]

router = APIRouter()

_WHO = Body(
    examples=[
        {
            "sex": "female",
            "birth_date": "1992-05-14",
            "hr_rest": 48,
            "hr_max": 188,
            "timezone": "Europe/Berlin",
        }
    ]
)
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


class Deletion(Said):
    """The word that confirms it."""

    confirm: Annotated[str, Field(pattern="^delete everything$")]


class Deleted(BaseModel):
    """How many records were deleted."""

    records: int


class Retention(Said):
    """The first day that stays."""

    before: Day


class Consents(Said):
    """What the athlete agreed to.

    Parameters
    ----------
    collect : bool
        Whether what a voice says may be kept.
    train : bool
        Whether texts may train a persona, without personal data.
    retention_days : int
        How long what a voice said is kept [d].
    """

    collect: bool = False
    train: bool = False
    retention_days: Annotated[int, Field(ge=1, le=180)] = 30


def say_athlete(kit: Kit, athlete: Athlete) -> Athlete:
    """Keep who the athlete is."""
    return kit.profile.update(**athlete.model_dump(exclude_unset=True))


@router.get("/athlete")
def read_athlete(kit: OpenKit) -> Athlete:
    """Return the athlete."""
    return kit.profile.get()


@router.put("/athlete")
def put_athlete(kit: OpenKit, athlete: Annotated[Athlete, _WHO]) -> Athlete:
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


@router.post("/privacy/retention")
def drop_before(kit: OpenKit, said: Retention) -> Deleted:
    """Delete the athlete's records of days before a day."""
    return Deleted(records=kit.drop_before(said.before))


@router.get("/privacy/consents")
def read_consents(kit: OpenKit) -> Consents:
    """Return what the athlete agreed to."""
    return _consents(kit.voice.subscription)


@router.put("/privacy/consents")
def put_consents(kit: OpenKit, said: Consents) -> Consents:
    """Agree, or end an agreement; where none is left, what was kept is deleted at once."""
    return _consents(subscribe(kit, said.model_dump()))


def _consents(kept: Subscription) -> Consents:
    return Consents(**kept.model_dump(include=set(Consents.model_fields)))


def _costs(report: "CostReport") -> Costs:
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
