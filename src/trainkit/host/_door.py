"""The door of a host with one athlete: whoever shows the token."""

from typing import Protocol
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from trainkit.host._access import COOKIE, LOOPBACK, Access
from trainkit.host._errors import answer
from trainkit.host._shown import bearer_of, cookie_of, same_site_path

__all__ = ["OPEN", "Door", "LocalDoor"]

OPEN = ("/health/", "/static/")
"""Paths that ask for nothing."""


class Door(Protocol):
    """Decides who may come in."""

    async def admit(self, request: Request) -> Response | None:
        """Return why a request is not passed on; None where it is."""

    async def note(self, request: Request, event: str) -> None:
        """Remember a refusal."""

    async def leave(self, request: Request) -> None:
        """Give back what a request held."""

    def name(self, request: Request) -> str:
        """Return whose requests are counted together."""


class LocalDoor:
    """Asks for the token of a host with one athlete.

    Parameters
    ----------
    access : Access
        The token, and whether it is asked for.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    async def admit(self, request: Request) -> Response | None:
        """Return why a request is not passed on; None where it is."""
        if request.url.path.startswith(OPEN):
            return None
        if not self._access.auth:
            if (request.url.hostname or "") in LOOPBACK:
                return None
            return answer(request, 403, "forbidden", "this address answers on its machine only")
        return self._ask_token(request)

    async def note(self, request: Request, event: str) -> None:
        """Remember nothing: there is one athlete."""

    async def leave(self, request: Request) -> None:
        """Give back nothing."""

    def name(self, request: Request) -> str:  # noqa: ARG002  the port's signature
        """Return the one name."""
        return "me"

    def _ask_token(self, request: Request) -> Response | None:
        shown = bearer_of(request.headers)
        if shown is not None:
            if self._access.is_token(shown):
                return None
        elif self._access.is_token(cookie_of(request.headers, COOKIE)):
            return None
        elif self._access.is_token(request.query_params.get("token")) and request.method == "GET":
            return _remember(request, self._access.token)
        said = "open the address that the terminal printed, or send its token"
        headers = {"WWW-Authenticate": 'Bearer realm="trainkit"'}
        return answer(request, 401, "unauthorized", said, headers=headers)


def _remember(request: Request, token: str) -> Response:
    """Put the token into a cookie, and open the same page without it in the address."""
    asked = parse_qs(request.url.query, keep_blank_values=True)
    rest = urlencode(
        {name: values for name, values in asked.items() if name != "token"}, doseq=True
    )
    path = same_site_path(request.url.path)
    response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
    return response
