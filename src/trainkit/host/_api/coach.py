"""The coach: weeks, answers with receipts, and conversations."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.responses import JSONResponse, StreamingResponse

from trainkit import coach
from trainkit.errors import InvalidInput, NotFound, TrainkitError
from trainkit.host._access import OpenKit
from trainkit.host._api.files import hold_of
from trainkit.host._api.said import Said, example
from trainkit.host._ending import WORD, Ending, yield_from_thread
from trainkit.host._uploads import Hold
from trainkit.kit import Kit
from trainkit.models.conversation import ChatAnswer, Conversation
from trainkit.models.fact import Fact
from trainkit.models.week import WeekProgram

__all__ = ["find_conversation", "router"]

router = APIRouter()

Tone = Annotated[float, Field(ge=0, le=1)]
Weeks = Annotated[int, Field(ge=1, le=8)]


class Message(Said):
    """What the athlete writes."""

    model_config = example(message="What should I do today?")

    message: Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"\S")]
    conversation: Annotated[str, Field(max_length=64)] | None = None


class Title(Said):
    """The name of a conversation."""

    title: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/coach/week")
def read_week(
    kit: OpenKit, start: dt.date | None = None, tone: Tone = 0.5, weeks: Weeks = 1
) -> WeekProgram:
    """Write next week's program, or return it where it is written already."""
    return kit.week(start, tone=tone, weeks=weeks)


@router.post("/coach/week")
def write_week(
    kit: OpenKit, start: dt.date | None = None, tone: Tone = 0.5, weeks: Weeks = 1
) -> WeekProgram:
    """Write the program anew."""
    return kit.week(start, tone=tone, weeks=weeks, force=True)


@router.post(
    "/coach/chat",
    response_model=ChatAnswer,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def chat(kit: OpenKit, request: Request, said: Message) -> Response:
    """Answer a message, whole as JSON or, where ``Accept`` asks for them, as server-sent events.

    The first event tells the conversation, then come checked sentences and the answer. Where the
    stream breaks off, the answer is made all the same: the conversation has it.
    """
    if said.conversation is not None:
        find_conversation(kit, said.conversation)
    if "text/event-stream" in request.headers.get("accept", ""):
        ending: Ending = getattr(request.app.state, "ending", None) or Ending()
        events = _events(hold_of(request, kit), kit.athlete_id, said)
        pieces = yield_from_thread(events, ending, _event("error", WORD))
        return StreamingResponse(pieces, media_type="text/event-stream")
    answer = kit.chat(said.message, said.conversation)
    return JSONResponse(answer.model_dump(mode="json"))


@router.get("/coach/suggestions")
def suggestions() -> list[str]:
    """List questions that the rules answer without a language model."""
    return list(coach.KNOWN_QUESTIONS)


@router.get("/coach/context")
def context(kit: OpenKit) -> list[Fact]:
    """List the facts that a language model may see."""
    return list(kit.facts(use="prompt"))


@router.get("/coach/conversations")
def list_conversations(kit: OpenKit) -> list[Conversation]:
    """List all conversations, the latest first."""
    return kit.conversations.list()


@router.get("/coach/conversations/{key}")
def read_conversation(kit: OpenKit, key: str) -> Conversation:
    """Return a conversation with its receipts."""
    return find_conversation(kit, key)


@router.patch("/coach/conversations/{key}")
def rename(kit: OpenKit, key: str, said: Title) -> Conversation:
    """Give a conversation another title."""
    find_conversation(kit, key)
    return kit.conversations.rename(key, said.title)


@router.delete("/coach/conversations/{key}", status_code=204)
def remove(kit: OpenKit, key: str) -> None:
    """Delete a conversation."""
    find_conversation(kit, key)
    kit.conversations.remove(key)


def find_conversation(kit: Kit, key: str) -> Conversation:
    """Return a conversation; `NotFound` where there is none of this key."""
    try:
        return kit.conversations.get(key)
    except InvalidInput as error:
        raise NotFound(error.argument, error.value, error.allowed) from None


def _events(hold: Hold, owner: str, said: Message) -> Iterator[str]:
    """Yield the conversation, pieces of text, then the whole answer or the error."""
    new = uuid.uuid4().hex[:16]
    yield _event("conversation", said.conversation or new)
    try:
        with hold(owner) as kit:  # also when the client has left, and the request is over
            asked = kit.conversations.ask(
                said.message, said.conversation, streaming=True, new_id=new
            )
            for piece in asked:
                if isinstance(piece, ChatAnswer):
                    yield _event("answer", piece.model_dump(mode="json"))
                else:
                    yield _event("text", piece)
    except TrainkitError as error:
        yield _event("error", str(error))


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
