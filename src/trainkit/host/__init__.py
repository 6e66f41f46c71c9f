"""A host of the five systems: a REST API and a dashboard, for one athlete or for a team.

`create_app` needs the extra ``trainkit[host]``; so does `routers`, whose parts another host can
include alone.
"""

import os
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use
from trainkit._optional import require

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

    from trainkit.host._access import kit_of
    from trainkit.host._mail import Mail, SmtpMail
    from trainkit.host._team_settings import Team, read_team
    from trainkit.kit import Kit

__all__ = ["Mail", "SmtpMail", "Team", "create_app", "kit_of", "read_team", "routers", "serve"]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_access": "kit_of",  # it needs the extra
            "_mail": "Mail SmtpMail",
            "_team_settings": "Team read_team",
        },
    )


def create_app(
    home: str | os.PathLike[str] | None = None,
    *,
    team: "bool | Team" = False,
    kit: "Kit | None" = None,
    token: str | None = None,
    auth: bool = True,
) -> "FastAPI":
    """Make the ASGI application of one athlete, or of a team with accounts.

    Parameters
    ----------
    home : path, optional
        The folder of the store ``trainkit.db``, created if needed.
    team : bool or Team
        Whether the host has accounts, each with its own Kit; `Team` holds its settings.
    kit : Kit, optional
        Answers everything, in place of one on the store in `home`; the caller closes it.
    token : str, optional
        The secret that a browser or a program must show, at least 16 characters; by default a
        random one, in ``app.state.token``. In a team it invites, and whoever registers with it
        while there is no admin becomes one.
    auth : bool
        Whether to ask for the token. Without it, only requests to this machine's own names are
        answered; a team always asks.

    Returns
    -------
    FastAPI
        The application; without a team ``app.state.kit`` is its Kit.

    Raises
    ------
    InvalidInput
        The token is short, neither `home` nor `kit` is given, or a team is given a Kit or `auth`
        is False.
    BackendError
        The store cannot be opened or read: it is of a newer version, or sealed with another key.
    MissingExtra
        The extra ``[host]`` is not installed.
    """
    require("fastapi", extra="host")
    require("python_multipart", extra="host")
    build = import_module("trainkit.host._app").build
    app: FastAPI = build(home, team=team, kit=kit, token=token, auth=auth)
    return app


def routers() -> "dict[str, APIRouter]":
    """Return each system's routes by name, for a host of its own.

    Such a host puts its Kit into ``app.state.kit``, or overrides the dependency `kit_of` to choose
    the Kit of a request.

    Returns
    -------
    dict of str to APIRouter
        ``"recovery"``, ``"insights"``, ``"plans"``, ``"coach"``, ``"records"``, ``"files"``,
        ``"faults"``, ``"voice"`` and ``"account"``.
    """
    require("fastapi", extra="host")
    found: dict[str, APIRouter] = import_module("trainkit.host._api").ROUTERS
    return dict(found)


def serve(
    app: "FastAPI",
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    workers: int = 1,
    ready: Callable[[], object] = lambda: None,
) -> None:
    """Serve an application until a signal ends it; requests that run are finished first.

    Parameters
    ----------
    app : FastAPI
        From `create_app`.
    host : str
        The address to listen on; one that other machines reach needs `create_app` with `auth`.
    port : int
        The port.
    workers : int
        Processes that answer; several only for a team, whose settings each reads with `read_team`.
    ready : callable
        Called when the port is taken, before the first answer.

    Raises
    ------
    InvalidInput
        The port is in use, or the address is not one of this machine, or it is open without a
        token, or there are several workers for one athlete.
    """
    require("uvicorn", extra="host")
    import_module("trainkit.host._server").run(
        app, host=host, port=port, workers=workers, ready=ready
    )
