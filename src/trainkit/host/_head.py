"""HEAD: what GET would answer, without the body."""

from trainkit.host._asgi import App, Message, Receive, Send

__all__ = ["Head"]


class Head:
    """ASGI middleware that answers HEAD as GET, and sends no body.

    Parameters
    ----------
    app : ASGI application
        What answers.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Ask for the whole answer, and leave its body out."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_bare)
