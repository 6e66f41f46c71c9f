"""The nouns of accounts: a member, an agreement with a coach, and a login."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ROLES", "Consent", "Login", "Member", "Reset", "Role"]

Role = Literal["athlete", "coach", "admin"]
"""An athlete has data, a coach sees those of athletes who agreed, an admin keeps the accounts."""

ROLES: tuple[Role, ...] = ("athlete", "coach", "admin")


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Consent(_Kept):
    """An athlete's agreement that a coach sees the data.

    Parameters
    ----------
    email : str
        The coach's address, as the athlete wrote it.
    coach : str, optional
        The coach's account, where there was one.
    since : datetime
        When.
    """

    email: str
    coach: str | None
    since: dt.datetime


class Reset(_Kept):
    """A way to a new password, until a moment."""

    digest: str
    until: dt.datetime


class Member(_Kept):
    """An account.

    Parameters
    ----------
    id : str
        Random; also the athlete's name in the store.
    email : str
        The address to log in with, in lower case.
    role : str
        What the member may do.
    password : str
        The hash.
    key : str
        The key that seals the member's data; empty where nothing is sealed.
    created : datetime
        When.
    disabled : bool
        Whether an admin closed the account.
    agreed : tuple of Consent
        The coaches who may see the data.
    reset : Reset, optional
        A way to a new password.
    """

    id: str
    email: str
    role: Role
    password: Annotated[str, Field(repr=False)]
    key: Annotated[str, Field(repr=False)] = ""
    created: dt.datetime
    disabled: bool = False
    agreed: tuple[Consent, ...] = ()
    reset: Annotated[Reset | None, Field(repr=False)] = None

    def admits(self, coach: "Member") -> bool:
        """Return whether this athlete agreed that a coach sees the data."""
        return coach.role == "coach" and any(
            consent.coach == coach.id or (consent.coach is None and consent.email == coach.email)
            for consent in self.agreed
        )


class Login(_Kept):
    """One login of a member: a browser, or a program.

    Parameters
    ----------
    id : str
        Names it in the member's list of logins; no token.
    member : str
        Whose it is.
    kind : str
        A browser has a cookie, a program has tokens.
    access, refresh : str
        Digests of the tokens that count now.
    until, ends : datetime
        When the access token ends, and when the login does.
    began, seen : datetime
        When it began, and was last used.
    client : str
        What the client calls itself.
    viewing : str
        The athlete whom a coach looks at in a browser.
    """

    id: str
    member: str
    kind: Literal["browser", "program"]
    access: Annotated[str, Field(repr=False)]
    refresh: Annotated[str, Field(repr=False)] = ""
    until: dt.datetime
    ends: dt.datetime
    began: dt.datetime
    seen: dt.datetime
    client: str = ""
    viewing: str = ""
