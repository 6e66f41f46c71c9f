"""What stands before every route: token, origin, limits, security headers, and a request id."""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response

from trainkit.host._access import COOKIE, LOOPBACK, Access
from trainkit.host._errors import answer

__all__ = ["Shield", "Traffic"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_LOG = logging.getLogger("trainkit.host")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_OPEN = ("/health/", "/static/")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SMALL, _LARGE = 2 << 20, 200 << 20  # bytes of a body, and of an upload


class Traffic:
    """Requests by method, kind of path and status, and the time that they took."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.seconds = 0.0


class Shield:
    """ASGI middleware around the application.

    Parameters
    ----------
    app : ASGI application
        What it protects.
    access : Access
        The token, and whether it is asked for.
    traffic : Traffic
        Counts requests.
    """

    def __init__(self, app: App, access: Access, traffic: Traffic) -> None:
        self._app, self._access, self._traffic = app, access, traffic

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["trainkit.request_id"] = secrets.token_hex(8)
        request, began, started = Request(scope), time.perf_counter(), False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._traffic.requests[scope["method"], message["status"]] += 1
                self._traffic.seconds += time.perf_counter() - began
                _add_headers(message, scope)
            await send(message)

        refusal = self._refuse(request)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, _count_bytes(request, receive), send_with_headers)
        except Exception:
            _LOG.exception("request %s failed", scope["trainkit.request_id"])
            if started:
                raise  # the client sees that the answer is cut
            failure = answer(request, 500, "internal_error", "a fault of trainkit; see the logs")
            await failure(scope, receive, send_with_headers)

    def _refuse(self, request: Request) -> Response | None:
        """Return why a request is not passed on; None where it is."""
        if request.url.path.startswith(_OPEN):
            return None
        if not self._access.auth and (request.url.hostname or "") not in LOOPBACK:
            return answer(request, 403, "forbidden", "this address answers on its machine only")
        if self._access.auth:
            refusal = self._ask_token(request)
            if refusal is not None:
                return refusal
        if request.method not in _READING and not _is_same_origin(request.headers):
            return answer(request, 403, "forbidden", "the request comes from another site")
        if int(_digits(request.headers.get("content-length"))) > _limit(request):
            return answer(request, 413, "content_too_large", "the body is too large")
        return None

    def _ask_token(self, request: Request) -> Response | None:
        header = request.headers.get("authorization", "")
        if header[:7].lower() == "bearer ":
            if self._access.is_token(header[7:].strip()):
                return None
        elif self._access.is_token(_cookie(request.headers)):
            return None
        elif self._access.is_token(request.query_params.get("token")) and request.method == "GET":
            return _remember(request, self._access.token)
        said = "open the address that the terminal printed, or send its token"
        return answer(
            request,
            401,
            "unauthorized",
            said,
            headers={"WWW-Authenticate": 'Bearer realm="trainkit"'},
        )


def _remember(request: Request, token: str) -> Response:
    """Put the token into a cookie, and open the same page without it in the address."""
    asked = parse_qs(request.url.query, keep_blank_values=True)
    rest = urlencode(
        {name: values for name, values in asked.items() if name != "token"}, doseq=True
    )
    # One slash at the start: an address with two would lead to another site.
    path = "/" + quote(request.url.path.lstrip("/\\"))
    response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
    return response


def _cookie(headers: Headers) -> str | None:
    return cookie_parser(headers.get("cookie", "")).get(COOKIE)


def _is_same_origin(headers: Headers) -> bool:
    """Return whether a page of this host, or no page at all, sent the request."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2] == headers.get("host", "")
    return headers.get("sec-fetch-site", "none") in {"none", "same-origin"}


def _count_bytes(request: Request, receive: Receive) -> Receive:
    """Count the bytes of a body, which may come without its length."""
    left = _limit(request)

    async def receive_some() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, "the body is too large")
        return message

    return receive_some


def _limit(request: Request) -> int:
    return _LARGE if request.url.path in {"/api/v1/files", "/settings/files"} else _SMALL


def _digits(text: str | None) -> str:
    return text if text is not None and text.isdecimal() else "0"


def _add_headers(message: Message, scope: Message) -> None:
    headers = [*message.get("headers", ()), *_HEADERS]
    headers.append((b"x-request-id", str(scope["trainkit.request_id"]).encode()))
    if not scope["path"].startswith("/static/"):
        headers.append((b"cache-control", b"no-store"))
    message["headers"] = headers
