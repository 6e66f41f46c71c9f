"""The door of a host with accounts: whoever is logged in, to what each may see."""

from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from trainkit.host._access import CALLER, LOOPBACK, Caller
from trainkit.host._door import OPEN
from trainkit.host._errors import answer
from trainkit.host._shown import bearer_of, cookie_of
from trainkit.host._team.audit import client_of
from trainkit.host._team.club import Club

__all__ = ["ATHLETE_HEADER", "TeamDoor", "club_of", "cookie_name"]

ATHLETE_HEADER = "trainkit-athlete"
"""The header in which a coach's program names the athlete."""

_PUBLIC = frozenset(
    {
        "/login",
        "/register",
        "/reset",
        "/reset/new",
        "/api/v1/auth/login",
        "/api/v1/auth/register",
        "/api/v1/auth/refresh",
        "/api/v1/auth/reset",
        "/api/v1/auth/reset/new",
    }
)
_COACHED = (
    *("/api/v1/recovery/", "/api/v1/facts", "/api/v1/plans/", "/api/v1/calendar"),
    *("/api/v1/workouts", "/api/v1/journal", "/api/v1/goals", "/api/v1/races", "/api/v1/athlete"),
    *("/calendar", "/plan", "/trends", "/activities", "/goals", "/facts"),
)
"""What a coach may read of an athlete who agreed; the page ``/`` too."""

_OWN = (
    "/team",
    "/account",
    "/admin",
    "/logout",
    "/api/v1/auth/",
    "/api/v1/team/",
    "/api/v1/admin/",
)
"""What is always about the caller's own account."""

_MACHINE = frozenset({"/metrics", "/api/v1/openapi.json"})


def _say_name(request: Request) -> str:
    return f"this host has another name: open {club_of(request).settings.url}"


class TeamDoor:
    """Finds out who asks, and for whose data."""

    async def admit(self, request: Request) -> Response | None:
        """Return why a request is not passed on; None where it is."""
        path = request.url.path
        if path.startswith(OPEN):
            return None
        if not self._is_named(request):
            return answer(request, 403, "forbidden", _say_name(request))
        found = await run_in_threadpool(self._find, request)
        if isinstance(found, Response):
            return found
        if found is not None:
            request.scope["trainkit.caller"] = found
            CALLER.set(found)
        elif path not in _PUBLIC and not self._is_machine(request):
            return _ask_login(request)
        return None

    async def note(self, request: Request, event: str) -> None:
        """Write a refusal into the audit log, where somebody was logged in."""
        caller: Caller | None = request.scope.get("trainkit.caller")
        if caller is not None:
            await run_in_threadpool(club_of(request).audit.add, request, event, by=caller.id)

    async def leave(self, request: Request) -> None:
        """Give back the Kits of a request."""
        for member in request.scope.get("trainkit.kits", ()):
            club_of(request).kits.give_back(member)

    def name(self, request: Request) -> str:
        """Return whose requests are counted together: an account, or a network address."""
        caller: Caller | None = request.scope.get("trainkit.caller")
        return f"@{client_of(request)}" if caller is None else caller.id

    def _find(self, request: Request) -> Caller | Response | None:
        """Return who asks; a refusal where the athlete asked for is none of theirs."""
        club, shown = club_of(request), bearer_of(request.headers)
        by_cookie = shown is None
        token = cookie_of(request.headers, cookie_name(request)) if by_cookie else shown
        login = club.sessions.find(token or "")
        if login is None or (login.kind == "browser") != by_cookie:
            return None
        member = club.members.find(login.member)
        if member is None or member.disabled:
            return None
        request.scope["trainkit.by_cookie"] = by_cookie
        caller = Caller(member, login, member)
        path = request.url.path
        asked = login.viewing if by_cookie else request.headers.get(ATHLETE_HEADER, "")
        if not asked or asked == member.id or path.startswith(_OWN):
            return caller
        return self._view(request, caller, asked)

    def _view(self, request: Request, caller: Caller, asked: str) -> Caller | Response:
        """Return a coach who looks at an athlete's data; a refusal where that is not agreed."""
        club = club_of(request)
        athlete = club.members.find(asked)
        if athlete is None or athlete.disabled or not athlete.admits(caller.member):
            club.audit.add(request, "denied", by=caller.id, about=asked)
            if caller.login.viewing:  # the agreement ended: the browser returns to its own data
                club.sessions.view(caller.login, "")
            return answer(request, 404, "not_found", "there is no such athlete, or no agreement")
        path = request.url.path
        reads = request.method in {"GET", "HEAD"}
        if not reads or not (path == "/" or path.startswith(_COACHED)):
            club.audit.add(request, "denied", by=caller.id, about=asked)
            return answer(request, 403, "forbidden", "a coach reads an athlete's training, no more")
        return Caller(caller.member, caller.login, athlete)

    def _is_machine(self, request: Request) -> bool:
        """Return whether a machine shows the host's own token, for what is nobody's data."""
        shown = bearer_of(request.headers)
        return (
            shown is not None and request.url.path in _MACHINE and club_of(request).is_token(shown)
        )

    def _is_named(self, request: Request) -> bool:
        """Return whether the request names this host: another name may be a trick of a page."""
        url = club_of(request).settings.url
        host = request.headers.get("host", "")
        name = request.url.hostname or ""
        return not url or host == url.partition("://")[2].rstrip("/") or name in LOOPBACK


def club_of(request: Request) -> Club:
    """Return the accounts of the host."""
    club: Club = request.app.state.club
    return club


def cookie_name(request: Request) -> str:
    """Return the name of the cookie: over https, one that no other site of the domain can set."""
    return "__Host-trainkit" if request.url.scheme == "https" else "trainkit_login"


def _ask_login(request: Request) -> Response:
    path = request.url.path
    if path.startswith("/api/") or path in _MACHINE or request.method not in {"GET", "HEAD"}:
        headers = {"WWW-Authenticate": 'Bearer realm="trainkit"'}
        said = "log in first: POST /api/v1/auth/login, or the page /login"
        return answer(request, HTTPStatus.UNAUTHORIZED, "unauthorized", said, headers=headers)
    whole = f"{path}?{request.url.query}" if request.url.query else path
    target = "/login" if path == "/" else f"/login?next={quote(whole, safe='')}"
    return RedirectResponse(target, 303)
