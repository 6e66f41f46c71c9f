"""What stands before every route: token, origin, limits, security headers, and a request id."""

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from trainkit.host._asgi import App, Message, Receive, Send
from trainkit.host._door import Door
from trainkit.host._ending import WORD
from trainkit.host._errors import answer, on_full_disk
from trainkit.host._limits import Limits
from trainkit.host._reader import READER, reader_of
from trainkit.host._words import Words
from trainkit.kit import one_moment
from trainkit.telemetry import mark

__all__ = ["PATIENCE_S", "Shield", "Traffic"]


_LOG = logging.getLogger("trainkit.host")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
PATIENCE_S = 30.0
"""How long the next part of a body may take [s]."""

_START_S = "10"  # after which a host that ended answers again

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SMALL, _LARGE = 2 << 20, 200 << 20  # bytes of a body, and of an upload


class Traffic:
    """Requests by method, kind of path and status, and the time that they took."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.seconds = 0.0

    def count(self, method: str, status: int, seconds: float) -> None:
        """Count an answer and the time until it began."""
        self.requests[method, status] += 1
        self.seconds += seconds


class Shield:
    """ASGI middleware around the application.

    Parameters
    ----------
    app : ASGI application
        What it protects.
    door : Door
        Decides who may come in.
    limits : Limits
        Counts the requests of each user.
    traffic : Traffic
        Counts requests.
    languages : mapping of str to Words
        What pages can be read in beside English.
    """

    def __init__(
        self,
        app: App,
        door: Door,
        limits: Limits,
        traffic: Traffic,
        languages: Mapping[str, Words],
    ) -> None:
        self._app, self._door, self._limits, self._traffic = app, door, limits, traffic
        self._languages = languages

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["trainkit.request_id"] = secrets.token_hex(8)
        request, began, started = Request(scope), time.perf_counter(), False
        mark("trainkit.request_id", scope["trainkit.request_id"])
        READER.set(reader_of(request, self._languages))

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._traffic.count(scope["method"], message["status"], time.perf_counter() - began)
                _add_headers(message, scope)
            await send(message)

        try:
            refusal = await self._refuse(request)
            if refusal is not None:
                await refusal(scope, receive, send_with_headers)
                return
            with one_moment() if scope["method"] in _READING else nullcontext():
                await self._app(scope, _count_bytes(request, receive), send_with_headers)
        except (Exception, asyncio.CancelledError) as error:
            failure = _say_failure(request, error)
            if started:
                raise  # the client sees that the answer is cut
            await failure(scope, receive, send_with_headers)
        finally:
            await self._door.leave(request)
            _log(request, time.perf_counter() - began)

    async def _refuse(self, request: Request) -> Response | None:
        """Return why a request is not passed on; None where it is."""
        refusal = await self._door.admit(request)
        if refusal is not None:
            return refusal
        if not request.url.path.startswith("/static/"):
            share = self._limits.count(self._door.name(request))
            request.scope["trainkit.share"] = share
            if not share.allowed:
                wait = {"Retry-After": str(share.reset_s)}
                said = f"more than {share.limit} requests in a minute"
                return answer(request, 429, "too_many_requests", said, headers=wait)
        if request.method not in _READING and not _is_same_origin(request):
            await self._door.note(request, "cross_site")
            return answer(request, 403, "forbidden", "the request comes from another site")
        if int(_digits(request.headers.get("content-length"))) > _limit(request):
            return answer(request, 413, "content_too_large", _too_large(request))
        return None


def _say_failure(request: Request, error: BaseException) -> Response:
    """Answer where a request failed: the host ends, its disk is full, or trainkit has a fault."""
    if isinstance(error, asyncio.CancelledError):  # its time to finish is over
        wait = {"Retry-After": _START_S}
        return answer(request, 503, "backend_error", WORD, headers=wait)
    full = on_full_disk(request, error) if isinstance(error, OSError) else None
    if full is not None:
        return full
    request_id = request.scope["trainkit.request_id"]
    _LOG.error("request %s failed", request_id, exc_info=error)
    return answer(request, 500, "internal_error", "a fault of trainkit; see the logs")


def _is_same_origin(request: Request) -> bool:
    """Return whether a page of this host, or no page at all, sent the request."""
    headers = request.headers
    origin = headers.get("origin")
    if origin == "null":  # a browser that hides where its form comes from says whether it is here
        return headers.get("sec-fetch-site") == "same-origin"
    if origin is not None:
        return origin.partition("://")[2] == headers.get("host", "")
    # Every browser says where a form comes from: a cookie without that comes from none.
    unknown = "cross-site" if request.scope.get("trainkit.by_cookie") else "none"
    return headers.get("sec-fetch-site", unknown) in {"none", "same-origin"}


def _count_bytes(request: Request, receive: Receive) -> Receive:
    """Count the bytes of a body, which may come without its length, and do not wait for ever."""
    left, whole = _limit(request), False

    async def receive_some() -> Message:
        nonlocal left, whole
        if whole:  # what comes now is the client's end, which may be far away
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), PATIENCE_S)
        except TimeoutError:
            raise HTTPException(408, "the body did not come") from None
        whole = not message.get("more_body", False)
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, _too_large(request))
        return message

    return receive_some


def _limit(request: Request) -> int:
    return _LARGE if request.url.path in {"/api/v1/files", "/settings/files"} else _SMALL


def _too_large(request: Request) -> str:
    return f"the body is too large: {_limit(request) >> 20} MiB at most"


def _digits(text: str | None) -> str:
    return text if text is not None and text.isdecimal() else "0"


def _add_headers(message: Message, scope: Message) -> None:
    headers = [*message.get("headers", ()), *_HEADERS]
    headers.append((b"x-request-id", str(scope["trainkit.request_id"]).encode()))
    share = scope.get("trainkit.share")
    if share is not None:
        headers += share.headers()
    if scope.get("trainkit.last"):
        headers.append((b"connection", b"close"))
    if scope.get("scheme") == "https":
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    known = {name.lower() for name, _ in headers}
    if not scope["path"].startswith("/static/") and b"cache-control" not in known:
        headers.append((b"cache-control", b"no-store"))
    message["headers"] = headers
    scope["trainkit.status"] = message["status"]


def _log(request: Request, seconds: float) -> None:
    """Write one line a request: no query, no body, no address of a person."""
    route = request.scope.get("route")
    fields = {
        "request_id": request.scope["trainkit.request_id"],
        "method": request.method,
        "route": getattr(route, "path", "-"),
        "status": request.scope.get("trainkit.status", 0),
        "seconds": round(seconds, 4),
    }
    _LOG.info("%s %s %s", *list(fields.values())[1:4], extra={"trainkit": fields})
