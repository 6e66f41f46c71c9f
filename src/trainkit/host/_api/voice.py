"""The voice in a workout: triggers, personas, the subscription, feedback, and clips."""

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from trainkit import coach
from trainkit.errors import InvalidInput, NotFound
from trainkit.host._access import OpenKit
from trainkit.host._api.said import Said
from trainkit.host._voices import find_clip, say
from trainkit.kit import Kit
from trainkit.models.voice import Persona, Subscription, SubscriptionKind

__all__ = ["router", "subscribe"]

router = APIRouter()

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
Amount = Annotated[float, Field(ge=-1e9, le=1e9)]


_BYTES = {"schema": {"type": "string", "format": "binary"}}
_CLIP = {"content": dict.fromkeys(("audio/mpeg", "audio/wav"), _BYTES)}
_CLIPS: dict[int | str, dict[str, Any]] = {
    200: _CLIP,
    206: _CLIP,
    416: {"description": "No such bytes"},
}


class Device(Said):
    """How the athlete listens."""

    earbuds: bool = False
    audio: bool = True


class Moment(Said):
    """A moment of a workout at which somebody may speak.

    Parameters
    ----------
    trigger : str
        Its name, such as ``"split"``.
    context : mapping of str to float or str
        What is known of the workout, such as ``{"split": 5, "pace_s_per_km": 260}``.
    persona : str, optional
        Who speaks; by default the persona of the subscription.
    device : Device
        How the athlete listens: clips are for earbuds.
    """

    trigger: Annotated[str, Field(min_length=1, max_length=40, examples=["split"])]
    context: Annotated[
        dict[Annotated[str, Field(max_length=60)], Amount | Annotated[str, Field(max_length=200)]],
        Field(max_length=40, examples=[{"split": 5, "pace_s_per_km": 260}]),
    ] = Field(default_factory=dict)
    persona: Annotated[str, Field(max_length=40)] | None = None
    device: Device = Device()


class Spoken(BaseModel):
    """What was said.

    Parameters
    ----------
    id : str
        Its name, to rate it.
    text, toast : str
        The words, and a short form for the screen.
    audio_url : str, optional
        Where the clip is; None where nothing is to be heard.
    persona, trigger, writer, fallback, note : str
        As in `VoiceResponse`.
    seconds : float
        Time from the trigger to the answer [s].
    retry_after_s : float, optional
        The wait until the next generated text [s].
    queue_position : int, optional
        Place in the queue.
    """

    id: str
    text: str
    toast: str
    audio_url: str | None
    persona: str
    trigger: str
    writer: str
    fallback: str
    note: str
    seconds: float
    retry_after_s: float | None
    queue_position: int | None


class PersonaView(BaseModel):
    """Somebody who speaks."""

    id: str
    name: str
    enthusiasm: float
    supportiveness: float
    directness: float


class TriggerView(BaseModel):
    """A moment at which somebody speaks."""

    name: str
    description: str
    priority: int
    max_words: int


class SubscriptionChange(Said):
    """New values of fields of the subscription; those left out stay."""

    kind: SubscriptionKind | None = None
    persona: Annotated[str, Field(max_length=40)] | None = None
    cycle: Literal["weekly", "monthly", "none"] | None = None
    toast_ms: Annotated[int, Field(ge=1_000, le=10_000)] | None = None
    collect: bool | None = None
    train: bool | None = None
    retention_days: Annotated[int, Field(ge=1, le=180)] | None = None


class Rating(Said):
    """What the athlete thinks of something that was said."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    rating: Annotated[int, Field(ge=1, le=5)]
    helpful: bool = True


@router.post("/voice/trigger")
def trigger(kit: OpenKit, moment: Moment) -> Spoken:
    """Say something at a moment of a workout: the words always, a clip where one is to be heard."""
    heard = say(
        kit,
        moment.trigger,
        dict(moment.context),
        persona=moment.persona,
        earbuds=moment.device.earbuds,
        audio=moment.device.audio,
    )
    said = heard.response
    fields: dict[str, Any] = {
        name: getattr(said, name) for name in Spoken.model_fields if name not in {"id", "audio_url"}
    }
    url = None if said.audio is None else f"/api/v1/voice/audio/{heard.id}"
    return Spoken(id=heard.id, audio_url=url, **fields)


@router.get("/voice/triggers")
def list_triggers() -> list[TriggerView]:
    """List the moments at which somebody speaks."""
    return [
        TriggerView(**known.model_dump(include=set(TriggerView.model_fields)))
        for known in coach.voice.TRIGGERS.values()
    ]


@router.get("/voice/personas")
def list_personas() -> list[PersonaView]:
    """List who can speak."""
    return [_show(coach.voice.find_persona(name)) for name in coach.voice.PERSONAS]


@router.get("/voice/personas/{key}")
def read_persona(key: str) -> PersonaView:
    """Return one of those who can speak."""
    if key not in coach.voice.PERSONAS:
        raise NotFound("persona", key, f"one of {', '.join(coach.voice.PERSONAS)}")
    return _show(coach.voice.find_persona(key))


@router.get("/voice/subscription")
def read_subscription(kit: OpenKit) -> Subscription:
    """Return what the athlete has paid for, has chosen, and agreed to."""
    return kit.voice.subscription


@router.patch("/voice/subscription")
def change_subscription(kit: OpenKit, said: SubscriptionChange) -> Subscription:
    """Change the subscription; where no agreement is left, what was kept is deleted."""
    return subscribe(kit, said.model_dump(exclude_none=True))


@router.post("/voice/feedback", status_code=201)
def rate(kit: OpenKit, said: Rating) -> Rating:
    """Say whether something that was said helped."""
    try:
        kit.voice.rate(said.id, said.rating, helpful=said.helpful)
    except InvalidInput as error:
        allowed = "the id of a response that is kept; nothing is kept without consent"
        raise NotFound("id", said.id, allowed) from error
    return said


@router.get("/voice/audio/{key}", response_class=Response, responses=_CLIPS)
def audio(
    kit: OpenKit, key: str, asked: Annotated[str | None, Header(alias="range")] = None
) -> Response:
    """Return a clip, or the bytes of it that a player asks for."""
    clip = find_clip(kit, key)
    size, headers = len(clip.data), {"Accept-Ranges": "bytes"}
    match = _RANGE.fullmatch(asked or "")
    if match is None or not any(match.groups()):  # several ranges: the whole is right too
        return Response(clip.data, media_type=clip.media_type, headers=headers)
    first, last = _bounds(match[1], match[2], size)
    if first > last:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    part = clip.data[first : last + 1]
    return Response(part, 206, media_type=clip.media_type, headers=headers)


def subscribe(kit: Kit, fields: dict[str, Any]) -> Subscription:
    """Change the subscription; where no agreement is left, what was kept is deleted at once."""
    before, changed = kit.voice.subscription, kit.voice.subscribe(**fields)
    if (before.collect or before.train) and not (changed.collect or changed.train):
        kit.voice.delete()
        kept: Any = changed.model_dump()
        changed = kit.voice.subscribe(**kept)
    kit.voice.expire()
    return changed


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte of a range; the first is greater where there are none."""
    if len(first) > 18 or len(last) > 18:
        return 1, 0
    if not first:  # the last so many
        return (max(0, size - int(last)), size - 1) if int(last) else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1


def _show(persona: Persona) -> PersonaView:
    return PersonaView(id=persona.id, name=persona.name, **persona.traits.model_dump())
