"""The application: the Kit, the routes of the API, the pages, and what stands before them."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from trainkit import __version__
from trainkit.errors import InvalidInput
from trainkit.host import _errors
from trainkit.host._access import Access, new_token
from trainkit.host._api import ROUTERS
from trainkit.host._health import router as health
from trainkit.host._pages import PAGES
from trainkit.host._replay import Replay
from trainkit.host._shield import Shield, Traffic
from trainkit.kit import Kit

__all__ = ["build"]

_ROOT = "/api/v1"
_STATIC = Path(__file__).parent / "static"


def build(
    home: str | os.PathLike[str] | None,
    *,
    team: bool,
    kit: Kit | None,
    token: str | None,
    auth: bool,
) -> FastAPI:
    """See `trainkit.host.create_app`."""
    if team:
        raise InvalidInput("team", True, "False: several accounts in one host are not offered")
    folder = None if home is None else Path(home).expanduser()
    access = Access(new_token(token), auth, folder)
    own = kit is None
    answering = kit if kit is not None else _open_kit(folder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if own:
            answering.close()

    app = FastAPI(
        title="trainkit",
        version=__version__,
        summary="Training data turned into decisions: every number traced to its source.",
        openapi_url=f"{_ROOT}/openapi.json",
        docs_url=None,  # their pages load scripts from other hosts
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.kit, app.state.access, app.state.token = answering, access, access.token
    app.state.traffic = traffic = Traffic()
    for name, router in ROUTERS.items():
        app.include_router(router, prefix=_ROOT, tags=[name], responses=_errors.RESPONSES)
    app.include_router(health, tags=["health"])
    for page in PAGES:
        app.include_router(page, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    _errors.listen(app)
    app.add_middleware(Replay)
    app.add_middleware(Shield, access=access, traffic=traffic)
    return app


def _open_kit(folder: Path | None) -> Kit:
    if folder is None:
        raise InvalidInput("home", None, "a folder, or a Kit in its place")
    if folder.exists() and not folder.is_dir():
        raise InvalidInput("home", str(folder), "a folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kit = Kit(store=f"sqlite:///{folder / 'trainkit.db'}")
    kit.store.get("plans", "me")  # a store of another version is refused here, not at a page
    return kit
