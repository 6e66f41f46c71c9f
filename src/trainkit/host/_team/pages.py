"""Pages of accounts: log in, register, a new password, coaches, and the members of a host."""

from typing import Annotated
from urllib.parse import quote_plus, unquote, urlsplit

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTasks
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trainkit._html import escape
from trainkit.errors import InvalidInput
from trainkit.host._access import Caller
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import count, full_day
from trainkit.host._shown import same_site_path
from trainkit.host._team.door import cookie_name
from trainkit.host._team.login_page import show_logins
from trainkit.host._team.members import clean_email
from trainkit.host._team.routes import OwnClub, Someone, list_athletes

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

Field = Annotated[str, Form()]
_LINES = 50
_COOKIE_S = 30 * 86_400


@router.get("/login")
def login_page(next: str = "/", said: str = "") -> str:  # noqa: A002  its name in the address
    """Ask who it is."""
    return _outside(
        "Log in",
        said,
        _form(
            "/login",
            shell.hidden("next", next),
            shell.field("email", "Email", kind="email", needed=True, fill="username"),
            shell.field(
                "password", "Password", kind="password", needed=True, fill="current-password"
            ),
            shell.button("Log in"),
        ),
        '<p><a href="/register">Make an account</a> or '
        '<a href="/reset">choose a new password</a>.</p>',
    )


@router.post("/login")
def log_in(
    club: OwnClub,
    request: Request,
    email: Field,
    password: Field,
    next: Field = "/",  # noqa: A002  its name in the form
) -> Response:
    """Open the account, and the page that was asked for."""
    try:
        pair = club.log_in(request, email, password, "browser")
    except HTTPException as error:
        return HTMLResponse(
            login_page(next, _sentence(error)), error.status_code, headers=error.headers
        )
    response = RedirectResponse(_own_page(next), 303)
    response.set_cookie(
        cookie_name(request),
        pair.access,
        max_age=_COOKIE_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


@router.post("/logout")
def log_out(club: OwnClub, request: Request, caller: Someone) -> Response:
    """Close the account in this browser."""
    club.log_out(request, caller)
    response = RedirectResponse("/login?said=You+are+logged+out.", 303)
    response.delete_cookie(cookie_name(request), path="/")
    return response


@router.get("/register")
def register_page(said: str = "", token: str = "", email: str = "") -> str:
    """Ask for what an account needs."""
    return _outside(
        "Make an account",
        said,
        _form(
            "/register",
            shell.field("email", "Email", kind="email", value=email, needed=True, fill="username"),
            _new_password(),
            shell.field("invitation", "Invitation, if you have one", value=token),
            shell.button("Make the account"),
        ),
        '<p><a href="/login">Log in</a> instead.</p>',
    )


@router.post("/register")
def register(  # noqa: PLR0917  fields of a form
    club: OwnClub,
    request: Request,
    later: BackgroundTasks,
    email: Field,
    password: Field,
    invitation: Field = "",
) -> Response:
    """Make an account; what is said is the same where the address has one."""
    try:
        club.register(request, later, email, password, invitation)
    except (HTTPException, InvalidInput) as error:
        page = register_page(_sentence(error), invitation, email)
        return HTMLResponse(page, _status(error), headers=getattr(error, "headers", None))
    said = "Log in now. If the address had an account already, a message is sent."
    return RedirectResponse(f"/login?said={quote_plus(said)}", 303, background=later)


@router.get("/reset")
def reset_page() -> str:
    """Ask for the address of an account."""
    return _outside(
        "A new password",
        "",
        _form(
            "/reset",
            shell.field("email", "Email", kind="email", needed=True, fill="username"),
            shell.button("Send me a message"),
        ),
    )


@router.post("/reset")
def ask_reset(club: OwnClub, request: Request, later: BackgroundTasks, email: Field) -> Response:
    """Send a way to a new password."""
    club.ask_reset(request, later, email)
    said = "If the address has an account, a message is sent. It counts for an hour."
    return RedirectResponse(f"/login?said={quote_plus(said)}", 303, background=later)


@router.get("/reset/new")
def new_password_page(token: str = "", said: str = "") -> str:
    """Ask for the new password."""
    return _outside(
        "A new password",
        said,
        _form(
            "/reset/new",
            shell.field("token", "Code of the message", value=token, needed=True),
            _new_password(),
            shell.button("Set the password"),
        ),
    )


@router.post("/reset/new")
def set_password(club: OwnClub, request: Request, token: Field, password: Field) -> Response:
    """Set the new password."""
    try:
        club.reset(request, token, password)
    except (HTTPException, InvalidInput) as error:
        return HTMLResponse(new_password_page(token, _sentence(error)), _status(error))
    return RedirectResponse("/login?said=Log+in+with+the+new+password.", 303)


@router.get("/account")
def account(club: OwnClub, caller: Someone, said: str = "") -> str:
    """Show the account: its coaches, logins and password."""
    return _inside(
        "/account",
        "Account",
        said,
        shell.card(
            "You",
            shell.facts_list([("email", caller.member.email), ("role", caller.member.role)]),
            _form("/logout", shell.button("Log out", plain=True)),
        ),
        _coaches(caller),
        show_logins(club, caller),
        shell.card(
            "Change the password",
            _form(
                "/account/password",
                shell.field("old", "Password", kind="password", needed=True),
                _new_password(),
                shell.button("Change the password"),
            ),
        ),
        shell.card(
            "Leave",
            '<p>Deletes the account and all of its data. <a href="/api/v1/privacy/export">Export '
            "your data</a> first.</p>",
            _form(
                "/account/delete",
                shell.field("confirm", "Password", kind="password", needed=True),
                shell.button("Delete my account", plain=True),
            ),
        ),
    )


@router.post("/account/password")
def change_password(
    club: OwnClub, request: Request, caller: Someone, old: Field, password: Field
) -> Response:
    """Choose another password."""
    club.change_password(request, caller, old, password)
    return RedirectResponse("/account?said=The+password+is+changed.", 303)


@router.post("/account/delete")
def leave(club: OwnClub, request: Request, caller: Someone, confirm: Field) -> Response:
    """Delete the account."""
    club.leave(request, caller, confirm)
    response = RedirectResponse("/login?said=The+account+is+deleted.", 303)
    response.delete_cookie(cookie_name(request), path="/")
    return response


@router.post("/account/logins/end")
def end_login(club: OwnClub, request: Request, caller: Someone, login: Field = "") -> Response:
    """End a login, or all but this one."""
    if login:
        club.end_login(request, caller, login)
    else:
        club.end_logins(request, caller)
    return RedirectResponse("/account?said=Logged+out+there.", 303)


@router.post("/account/coaches")
def agree(club: OwnClub, request: Request, caller: Someone, email: Field) -> Response:
    """Agree that a coach sees the data."""
    address = clean_email(email)
    club.members.agree(caller.id, address)
    club.audit.add(request, "agreed", by=caller.id, about=address)
    return RedirectResponse("/account", 303)


@router.post("/account/coaches/end")
def withdraw(club: OwnClub, request: Request, caller: Someone, email: Field) -> Response:
    """End an agreement."""
    club.members.withdraw(caller.id, email)
    club.audit.add(request, "withdrawn", by=caller.id, about=email)
    return RedirectResponse("/account", 303)


@router.get("/team")
def team(club: OwnClub, caller: Someone) -> str:
    """List the athletes who agreed that a coach sees their data."""
    athletes = list_athletes(club, caller)
    rows = [
        (
            escape(member.email),
            _form(
                "/team/view",
                shell.hidden("athlete", member.id),
                shell.button("Look", plain=True, name=f"Look at {member.email}"),
            ),
        )
        for member in athletes
    ]
    said = "" if rows else "No athlete has named you as a coach yet: each does so under Account."
    listed = shell.table(("athlete", ""), rows) if rows else ""
    return _inside("/team", "Athletes", said, shell.card("Who agreed", listed) if rows else "")


@router.post("/team/view")
def view(club: OwnClub, request: Request, caller: Someone, athlete: Field = "") -> Response:
    """Look at an athlete's data, or at one's own again."""
    known = club.members.find(athlete)
    if athlete and (known is None or not known.admits(caller.member)):
        club.audit.add(request, "denied", by=caller.id, about=athlete)
        raise HTTPException(404, "there is no such athlete, or no agreement")
    club.sessions.view(caller.login, athlete)
    if athlete:
        club.audit.add(request, "viewed", by=caller.id, about=athlete)
    return RedirectResponse("/", 303)


def _coaches(caller: Caller) -> str:
    rows = [
        (
            escape(item.email),
            full_day(item.since.date()),
            _form(
                "/account/coaches/end",
                shell.hidden("email", item.email),
                shell.button(f"End for {item.email}", plain=True),
            ),
        )
        for item in caller.member.agreed
    ]
    return shell.card(
        "Coaches who may see your training",
        shell.table(("coach", "since", ""), rows) if rows else "<p>Nobody.</p>",
        _form(
            "/account/coaches",
            shell.field("email", "Email of a coach", kind="email", needed=True),
            shell.button("Let this coach see my training"),
        ),
    )


def _new_password() -> str:
    return shell.field(
        "password",
        "New password",
        kind="password",
        needed=True,
        hint="10 characters or more",
        fill="new-password",
    )


def _sentence(error: HTTPException | InvalidInput) -> str:
    """Say what is wrong, and how long to wait where that is known."""
    said = str(error) if isinstance(error, InvalidInput) else error.detail
    wait = (getattr(error, "headers", None) or {}).get("Retry-After")
    said += "" if wait is None else f", in {count(int(wait), '1 second', '{} seconds')}"
    return f"{said[:1].upper()}{said[1:]}."


def _status(error: HTTPException | InvalidInput) -> int:
    return error.status if isinstance(error, InvalidInput) else error.status_code


def _form(action: str, *parts: str) -> str:
    return f'<form method="post" action="{action}">{"".join(parts)}</form>'


def _outside(title: str, said: str, *parts: str) -> str:
    return shell.outside_page(
        title, shell.notice(said), f'<section class="card">{"".join(parts)}</section>'
    )


def _inside(path: str, title: str, said: str, *parts: str) -> str:
    return shell.plain_frame(path, title, shell.notice(said), *parts)


def _own_page(target: str) -> str:
    """Return a page of this host, whatever a form asked for."""
    asked = urlsplit(target.replace("\\", "/"))
    path = same_site_path(unquote(asked.path))
    return f"{path}?{asked.query}" if asked.query and asked.query.isascii() else path
