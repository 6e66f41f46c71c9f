"""A request that is sent twice with one ``Idempotency-Key`` acts once."""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.requests import Request

from trainkit.host._asgi import App, Message, Receive, Send
from trainkit.host._errors import answer

__all__ = ["Replay"]


_MOST = 500  # answers that are remembered, as long as the process lives
_LONGEST_KEY = 200
_STREAMS = ("/api/v1/files", "/api/v1/coach/chat")  # too large to keep, or sent in pieces
_SECRET = "/api/v1/auth/"  # noqa: S105  a path: its answers hold tokens


@dataclass
class _Known:
    """A request that was seen, and its answer when there is one."""

    digest: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    messages: list[Message] = field(default_factory=list)


class Replay:
    """ASGI middleware that answers the second of two equal requests as the first.

    Parameters
    ----------
    app : ASGI application
        What answers.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._known: OrderedDict[tuple[str, str, str], _Known] = OrderedDict()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on and remember its answer."""
        key = _key_of(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        digest = hashlib.sha256(body).hexdigest()
        place = _owner_of(scope), scope["path"], key
        known = self._known.setdefault(place, _Known(digest))
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        if known.digest != digest:
            said = "this Idempotency-Key came with another request before"
            await answer(request, 409, "conflict", said)(scope, receive, send)
            return
        async with known.lock:  # the second waits for the first
            if known.messages:
                for message in known.messages:
                    await send(dict(message))
                return
            await self._ask(known, scope, body, send)

    async def _ask(self, known: _Known, scope: Message, body: bytes, send: Send) -> None:
        messages: list[Message] = []

        async def receive_whole() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send_and_keep(message: Message) -> None:
            messages.append(dict(message))
            await send(message)

        await self._app(scope, receive_whole, send_and_keep)
        if messages and messages[0]["status"] < 500:  # a failure may be tried again
            known.messages = messages


def _owner_of(scope: Message) -> str:
    """Return whose keys these are: nobody sees the answer that another account got."""
    caller = scope.get("trainkit.caller")
    return "" if caller is None else str(caller.id)


def _key_of(scope: Message) -> str | None:
    """Return the key of a request that creates something; None where it has none."""
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] in _STREAMS:
        return None
    if scope["path"].startswith(_SECRET):
        return None
    headers = dict(scope["headers"])
    key = headers.get(b"idempotency-key", b"").decode("latin-1")
    return key if 0 < len(key) <= _LONGEST_KEY else None
