"""Routes of accounts: log in, agree that a coach looks on, and keep the members of a host."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTasks
from starlette.exceptions import HTTPException

from trainkit.errors import NotFound
from trainkit.host._access import Caller, caller_of
from trainkit.host._api.said import Limit, Offset, Said, page_of
from trainkit.host._member import Member, Role
from trainkit.host._team.audit import AuditLine
from trainkit.host._team.club import Club
from trainkit.host._team.door import club_of
from trainkit.host._team.members import clean_email
from trainkit.host._team.passwords import LONGEST
from trainkit.host._team.sessions import ACCESS, Pair

__all__ = ["OwnClub", "Someone", "list_athletes", "router"]

router = APIRouter()

Email = Annotated[str, Field(min_length=3, max_length=200)]
Secret = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Token = Annotated[str, Field(min_length=1, max_length=300)]


class Registration(Said):
    """A new account; an invitation where the host asks for one."""

    email: Email
    password: Secret
    invitation: Annotated[str, Field(max_length=300)] = ""


class Credentials(Said):
    """What opens an account."""

    email: Email
    password: Secret


class Address(Said):
    """An address of mail."""

    email: Email


class Refresh(Said):
    """A refresh token; it counts once."""

    refresh_token: Token


class NewPassword(Said):
    """A new password, with the token of the message."""

    token: Token
    password: Secret


class PasswordChange(Said):
    """The password, and the one that replaces it."""

    old: Secret
    new: Secret


class Confirmation(Said):
    """The password, asked for again."""

    password: Secret


class MemberChange(Said):
    """What an admin changes of an account."""

    role: Role | None = None
    disabled: bool | None = None


class Tokens(BaseModel):
    """Tokens of a login; the access token is sent as ``Authorization: Bearer``."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"  # noqa: S105  no secret
    expires_in: int = int(ACCESS.total_seconds())


class Told(BaseModel):
    """What happens next."""

    message: str


class Account(BaseModel):
    """An account, without its secrets."""

    id: str
    email: str
    role: Role
    created: dt.datetime
    disabled: bool = False


class LoginView(BaseModel):
    """A login of the account."""

    id: str
    kind: str
    client: str
    began: dt.datetime
    seen: dt.datetime
    current: bool


class Agreement(BaseModel):
    """An agreement that a coach sees the data."""

    email: str
    since: dt.datetime


OwnClub = Annotated[Club, Depends(club_of)]
Someone = Annotated[Caller, Depends(caller_of)]


def _admin_of(caller: Someone) -> Caller:
    if caller.member.role != "admin":
        raise HTTPException(403, "only an admin may do this")
    return caller


Admin = Annotated[Caller, Depends(_admin_of)]


@router.post("/auth/register", status_code=202)
def register(club: OwnClub, request: Request, later: BackgroundTasks, said: Registration) -> Told:
    """Make an account; the answer is the same where the address has one."""
    club.register(request, later, said.email, said.password, said.invitation)
    return Told(message="log in; where the address had an account already, a message is sent")


@router.post("/auth/login")
def log_in(club: OwnClub, request: Request, said: Credentials) -> Tokens:
    """Log a program in."""
    return _tokens(club.log_in(request, said.email, said.password, "program"))


@router.post("/auth/refresh")
def refresh(club: OwnClub, request: Request, said: Refresh) -> Tokens:
    """Replace both tokens; a refresh token that comes twice ends the login."""
    return _tokens(club.refresh(request, said.refresh_token))


@router.post("/auth/logout", status_code=204)
def log_out(club: OwnClub, request: Request, caller: Someone) -> None:
    """End this login."""
    club.log_out(request, caller)


@router.post("/auth/reset", status_code=202)
def ask_reset(club: OwnClub, request: Request, later: BackgroundTasks, said: Address) -> Told:
    """Send a way to a new password, where the address has an account."""
    club.ask_reset(request, later, said.email)
    return Told(message="where the address has an account, a message is sent")


@router.post("/auth/reset/new", status_code=204)
def reset(club: OwnClub, request: Request, said: NewPassword) -> None:
    """Choose a new password; all logins end."""
    club.reset(request, said.token, said.password)


@router.get("/auth/me")
def me(caller: Someone) -> Account:
    """Return the account that is logged in."""
    return view_of(caller.member)


@router.put("/auth/password", status_code=204)
def change_password(club: OwnClub, request: Request, caller: Someone, said: PasswordChange) -> None:
    """Choose another password; all other logins end."""
    club.change_password(request, caller, said.old, said.new)


@router.post("/auth/delete", status_code=204)
def leave(club: OwnClub, request: Request, caller: Someone, said: Confirmation) -> None:
    """Delete the account with all of its data."""
    club.leave(request, caller, said.password)


@router.get("/auth/logins")
def list_logins(club: OwnClub, caller: Someone) -> list[LoginView]:
    """List the logins of the account."""
    return [
        LoginView(
            id=login.id,
            kind=login.kind,
            client=login.client,
            began=login.began,
            seen=login.seen,
            current=login.id == caller.login.id,
        )
        for login in club.sessions.list(caller.id)
    ]


@router.delete("/auth/logins", status_code=204)
def end_logins(club: OwnClub, request: Request, caller: Someone) -> None:
    """Log out everywhere else: all logins of the account end but the one that asks."""
    club.end_logins(request, caller)


@router.delete("/auth/logins/{key}", status_code=204)
def end_login(club: OwnClub, request: Request, caller: Someone, key: str) -> None:
    """End a login of the account."""
    club.end_login(request, caller, key)


@router.get("/team/coaches")
def list_coaches(caller: Someone) -> list[Agreement]:
    """List the coaches who may see the data."""
    return [Agreement(email=item.email, since=item.since) for item in caller.member.agreed]


@router.post("/team/coaches", status_code=201)
def agree(club: OwnClub, request: Request, caller: Someone, said: Address) -> Agreement:
    """Agree that a coach sees the data; whether the address has an account is not told."""
    changed = club.members.agree(caller.id, clean_email(said.email))
    club.audit.add(request, "agreed", by=caller.id, about=changed.agreed[-1].email)
    return Agreement(email=changed.agreed[-1].email, since=changed.agreed[-1].since)


@router.delete("/team/coaches/{email}", status_code=204)
def withdraw(club: OwnClub, request: Request, caller: Someone, email: str) -> None:
    """End an agreement, at once."""
    club.members.withdraw(caller.id, email.strip().lower())
    club.audit.add(request, "withdrawn", by=caller.id, about=email)


@router.get("/team/athletes")
def athletes(club: OwnClub, caller: Someone) -> list[Account]:
    """List the athletes who agreed that this coach sees their data."""
    return [view_of(member) for member in list_athletes(club, caller)]


@router.get("/admin/accounts")
def list_accounts(
    club: OwnClub,
    _: Admin,
    request: Request,
    response: Response,
    offset: Offset = 0,
    limit: Limit = 50,
) -> list[Account]:
    """List the accounts by address, a page at a time; ``Link`` leads to the next page."""
    members = club.members.list()
    return [view_of(member) for member in page_of(request, response, members, offset, limit)]


@router.patch("/admin/accounts/{key}")
def change_account(
    club: OwnClub, request: Request, caller: Admin, key: str, said: MemberChange
) -> Account:
    """Change what an account may do, or close it; all of its logins end."""
    if key == caller.id:
        raise HTTPException(409, "another admin changes your account")
    fields = said.model_dump(exclude_none=True)
    changed = club.members.change(key, **fields)
    club.sessions.end_all(key)
    for name, value in fields.items():
        club.audit.add(request, f"{name}_{value}".lower(), by=caller.id, about=key)
    return view_of(changed)


@router.delete("/admin/accounts/{key}", status_code=204)
def remove_account(club: OwnClub, request: Request, caller: Admin, key: str) -> None:
    """Delete an account with all of its data."""
    if key == caller.id:
        raise HTTPException(409, "delete your own account with its password")
    known = club.members.find(key)
    if known is None:
        raise NotFound("account", key, "the id of an account")
    club.forget(known)
    club.audit.add(request, "account_deleted", by=caller.id, about=key)


@router.get("/admin/audit")
def read_audit(
    club: OwnClub,
    _: Admin,
    event: Annotated[str | None, Query(max_length=60)] = None,
    first: dt.date | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> list[AuditLine]:
    """List what was done, the latest first, a page at a time."""
    lines: Iterator[AuditLine] = iter(club.audit.list(event=event, first=first))
    return list(islice(lines, offset, offset + limit))


def view_of(member: Member) -> Account:
    """Leave out the secrets of a member."""
    return Account(
        id=member.id,
        email=member.email,
        role=member.role,
        created=member.created,
        disabled=member.disabled,
    )


def list_athletes(club: Club, caller: Caller) -> list[Member]:
    """List the athletes who agreed that a coach sees their data."""
    if caller.member.role != "coach":
        return []
    return [member for member in club.members.list() if member.admits(caller.member)]


def _tokens(pair: Pair) -> Tokens:
    return Tokens(access_token=pair.access, refresh_token=pair.refresh)
