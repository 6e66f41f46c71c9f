"""Answers of the API that have not changed are not sent again."""

import hashlib

from trainkit.host._asgi import App, Message, Receive, Send

__all__ = ["Etag"]


_ROOT = "/api/v1/"
_MATCH = b"if-none-match"


class Etag:
    """ASGI middleware that names each JSON answer to a GET by its content.

    A client that sends the name back as ``If-None-Match`` gets 304 while the answer is the same.

    Parameters
    ----------
    app : ASGI application
        What answers.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or say that nothing has changed."""
        if scope["type"] != "http" or scope["method"] != "GET" or _ROOT not in scope["path"]:
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        pieces: list[bytes] = []

        async def send_named(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_json(message):
                start = dict(message)
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            pieces.append(message.get("body", b""))
            if not message.get("more_body", False):
                await _finish(start, b"".join(pieces), _read_known(scope), send)

        await self._app(scope, receive, send_named)


async def _finish(start: Message, body: bytes, asked: set[bytes], send: Send) -> None:
    tag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    headers = [*start["headers"], (b"etag", tag), (b"cache-control", b"private, no-cache")]
    if tag in asked or b"*" in asked:
        kept = [pair for pair in headers if pair[0] not in {b"content-length", b"content-type"}]
        await send({**start, "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_json(message: Message) -> bool:
    """Return whether an answer is whole JSON: others are files, or sent in pieces."""
    kinds = [value for name, value in message["headers"] if name == b"content-type"]
    return message["status"] == 200 and kinds[:1] == [b"application/json"]


def _read_known(scope: Message) -> set[bytes]:
    """Return the names that a client knows; a proxy may have called them weak."""
    sent = b",".join(value for name, value in scope["headers"] if name == _MATCH)
    return {tag.strip().removeprefix(b"W/") for tag in sent.split(b",")}
