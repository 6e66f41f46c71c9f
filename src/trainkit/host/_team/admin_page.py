"""The members of a host, for its admins: roles, closed and deleted accounts, what was done."""

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trainkit._html import escape
from trainkit.errors import InvalidInput
from trainkit.host._access import Caller
from trainkit.host._member import ROLES, Member, Role
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import short_day
from trainkit.host._team.routes import Admin, OwnClub

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

Field = Annotated[str, Form()]
_LINES = 50


@router.get("/admin")
def admin(club: OwnClub, caller: Admin, said: str = "") -> str:
    """List the accounts, and what was done."""
    members = club.members.list()
    rows, names = [_row(caller, member) for member in members], {m.id: m.email for m in members}
    lines = [
        (
            f"{short_day(line.at.date())} {line.at:%H:%M}",
            escape(line.event.replace("_", " ")),
            escape(names.get(line.by, line.by)),
            escape(names.get(line.about, line.about)),
            escape(line.client),
        )
        for line in islice(iter(club.audit.list()), _LINES)
    ]
    return shell.plain_frame(
        "/admin",
        "Members",
        shell.notice(said),
        shell.card("Accounts", shell.table(("email", "role", "change"), rows)),
        shell.card("What was done", shell.table(("when", "what", "by", "about", "from"), lines)),
    )


@router.post("/admin/role")
def set_role(  # noqa: PLR0917  fields of a form
    club: OwnClub,
    request: Request,
    caller: Admin,
    member: Field,
    role: Annotated[Role | None, Form()] = None,
    disabled: Annotated[bool | None, Form()] = None,
) -> Response:
    """Change what an account may do, or close it."""
    if member == caller.id:
        raise InvalidInput("member", member, "another account than yours")
    fields = {"role": role, "disabled": disabled}
    changed = {name: value for name, value in fields.items() if value is not None}
    club.members.change(member, **changed)
    club.sessions.end_all(member)
    for name, value in changed.items():
        club.audit.add(request, f"{name}_{value}".lower(), by=caller.id, about=member)
    return RedirectResponse("/admin?said=Changed.", 303)


@router.post("/admin/delete")
def delete(
    club: OwnClub, request: Request, caller: Admin, member: Field, confirm: Field = ""
) -> Response:
    """Delete an account with all of its data, where its address is written."""
    known = club.members.find(member)
    if known is None or known.id == caller.id:
        raise InvalidInput("member", member, "another account than yours")
    if confirm.strip().lower() != known.email:
        raise InvalidInput("confirm", confirm, "the address of the account")
    club.forget(known)
    club.audit.add(request, "account_deleted", by=caller.id, about=member)
    return RedirectResponse("/admin?said=Deleted.", 303)


def _row(caller: Caller, member: Member) -> tuple[str, str, str]:
    state = f"{member.role}, closed" if member.disabled else member.role
    if member.id == caller.id:
        return escape(member.email), state, "you"
    chosen = "".join(
        f'<option value="{role}"{" selected" if role == member.role else ""}>{role}</option>'
        for role in ROLES
    )
    label = f"Role of {member.email}"
    roles = _form(
        "/admin/role",
        shell.hidden("member", member.id),
        f'<select name="role" aria-label="{escape(label)}">{chosen}</select>',
        shell.button("Set", plain=True),
    )
    closing = _form(
        "/admin/role",
        shell.hidden("member", member.id),
        shell.hidden("disabled", str(not member.disabled).lower()),
        shell.button(
            "Open the account again" if member.disabled else "Close the account", plain=True
        ),
    )
    deleting = _form(
        "/admin/delete",
        shell.hidden("member", member.id),
        shell.field(
            f"confirm-{member.id}",
            "To delete it with all data, write its address",
            send="confirm",
        ),
        shell.button("Delete the account", plain=True, name=f"Delete {member.email}"),
    )
    more = shell.details("Delete", deleting)
    return escape(member.email), state, roles + closing + more


def _form(action: str, *parts: str) -> str:
    return f'<form method="post" action="{action}">{"".join(parts)}</form>'
