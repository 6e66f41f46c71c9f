"""The application: the Kit, the routes of the API, the pages, and what stands before them."""

import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import cast

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from trainkit import __version__
from trainkit.errors import InvalidInput
from trainkit.host import _errors
from trainkit.host._access import Access, new_token
from trainkit.host._api import ROUTERS
from trainkit.host._display import use_display
from trainkit.host._document import Documented, operation_id
from trainkit.host._door import Door, LocalDoor
from trainkit.host._ending import Ending
from trainkit.host._etag import Etag
from trainkit.host._head import Head
from trainkit.host._health import router as health
from trainkit.host._limits import Limits
from trainkit.host._pages import PAGES, parts
from trainkit.host._replay import Replay
from trainkit.host._searches import Searches
from trainkit.host._shield import Shield, Traffic
from trainkit.host._team_settings import Team
from trainkit.host._uploads import Uploads
from trainkit.host._words import read_languages
from trainkit.kit import Kit
from trainkit.plugins import shared
from trainkit.ports import Store

__all__ = ["build"]

_ROOT = "/api/v1"
_STATIC = Path(__file__).parent / "static"
_ALONE = 60_000  # requests a minute of a host with one athlete


def build(
    home: str | os.PathLike[str] | None,
    *,
    team: bool | Team,
    kit: Kit | None,
    token: str | None,
    auth: bool,
) -> FastAPI:
    """See `trainkit.host.create_app`."""
    folder = None if home is None else Path(home).expanduser()
    secret = new_token(token)
    if not team:
        access = Access(secret, auth, folder)
        answering = kit if kit is not None else _open_kit(folder)
        for kind in ("settings", "plans"):  # refused here, not at a page: another version or key
            answering.store.get(kind, answering.athlete_id)
        closing = () if kit is not None else (answering.close, answering.store.close)
        app = _assemble(LocalDoor(access), _ALONE, folder, closing)
        app.state.kit = answering
    else:
        access = Access(secret, auth, folder)
        app = _build_team(folder, team if isinstance(team, Team) else Team(), secret, kit, auth)
    app.state.access, app.state.token = access, secret
    return app


def _assemble(
    door: Door, per_minute: int, folder: Path | None, closing: tuple[Callable[[], object], ...]
) -> FastAPI:
    """Put the routes of both modes behind a door."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        _resume_uploads(app)
        _undo_faults(app)
        yield {"ending": app.state.ending}  # the server tells it, which finds it here
        for close in (app.state.searches.close, app.state.uploads.close, *closing):
            close()

    app = Documented(
        title="trainkit",
        version=__version__,
        summary="Training data turned into decisions: every number traced to its source.",
        openapi_url=f"{_ROOT}/openapi.json",
        docs_url=None,  # their pages load scripts from other hosts
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        telemetry={"logs": False, "operation_spans": False},  # errors may hold health values
    )
    app.state.traffic = traffic = Traffic()
    app.state.searches, app.state.ending = Searches(), Ending()
    app.state.uploads = Uploads(None if folder is None else folder / "uploads")
    for name, router in ROUTERS.items():
        app.include_router(router, prefix=_ROOT, tags=[name], responses=_errors.RESPONSES)
    app.include_router(health, tags=["health"])
    app.include_router(parts, include_in_schema=False)
    for page in PAGES:
        app.include_router(page, include_in_schema=False, dependencies=[Depends(use_display)])
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    _errors.listen(app)
    app.add_middleware(Etag)
    app.add_middleware(Replay)
    app.add_middleware(Head)
    app.add_middleware(
        Shield,
        door=door,
        limits=Limits(per_minute, time.monotonic),
        traffic=traffic,
        languages=read_languages(None if folder is None else folder / "words"),
    )
    return app


def _build_team(
    folder: Path | None, settings: Team, token: str, kit: Kit | None, auth: bool
) -> FastAPI:
    """Make an application with accounts; a host of one athlete never imports them."""
    team = import_module("trainkit.host._team")
    if kit is not None:
        raise InvalidInput("kit", kit, "left out: each account has its own")
    if not auth:
        raise InvalidInput("auth", auth, "True where a host has accounts")
    club = team.Club(_make_folder(folder), settings, token)
    app = _assemble(team.TeamDoor(), settings.requests_per_minute, folder, (club.close,))
    app.state.club, app.state.kits = club, club.kits
    app.include_router(
        team.account_routes, prefix=_ROOT, tags=["accounts"], responses=_errors.RESPONSES
    )
    for pages in (team.account_pages, team.admin_pages):
        app.include_router(pages, include_in_schema=False)
    return app


def _resume_uploads(app: FastAPI) -> None:
    """Read the files that came whole before the last process ended."""
    uploads: Uploads = app.state.uploads
    pool = getattr(app.state, "kits", None)
    if pool is not None:
        uploads.resume(pool.hold)
    else:
        kit: Kit = app.state.kit
        uploads.resume(lambda _: nullcontext(kit), kit.athlete_id)


def _undo_faults(app: FastAPI) -> None:
    """Remove the faults that searches left when the last process was killed."""
    kit: Kit | None = getattr(app.state, "kit", None)  # accounts have no injector of the host
    home = app.state.access.home
    if kit is not None and kit.fault_injector is not None and home is not None and home.is_dir():
        app.state.searches.undo_left(home, kit.fault_injector)


def _open_kit(folder: Path | None) -> Kit:
    path = _make_folder(folder) / "trainkit.db"
    store = cast("Store", shared().make("store", "sqlite", {"path": str(path)}))
    return Kit(store=store)


def _make_folder(folder: Path | None) -> Path:
    if folder is None:
        raise InvalidInput("home", None, "a folder, or a Kit in its place")
    if folder.exists() and not folder.is_dir():
        raise InvalidInput("home", str(folder), "a folder")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput("home", str(folder), f"a folder ({error.strerror})") from None
    return folder
