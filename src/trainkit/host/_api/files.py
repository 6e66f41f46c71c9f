"""Files of devices and platforms: read, kept, and their damage told."""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from starlette.responses import JSONResponse

from trainkit.host._access import OpenKit
from trainkit.host._upload import Reading, Upload
from trainkit.host._uploads import Hold, Uploads
from trainkit.kit import Kit

__all__ = ["find_upload", "hold_of", "list_uploads", "receive", "router"]

router = APIRouter()


def receive(
    request: Request, kit: Kit, files: Iterable[UploadFile], *, wait_s: float | None = None
) -> Upload:
    """Keep uploaded files and start to read them; by default wait until they are read."""
    return _uploads_of(request).receive(kit, files, hold_of(request, kit), wait_s=wait_s)


def list_uploads(request: Request, kit: Kit) -> list[Upload]:
    """List the latest uploads of an athlete."""
    return _uploads_of(request).list(kit, hold_of(request, kit))


def find_upload(request: Request, kit: Kit, key: str) -> Upload:
    """Return an upload, and read on where the host ended meanwhile."""
    return _uploads_of(request).find(kit, key, hold_of(request, kit))


@router.post("/files", status_code=201, response_model=Reading, responses={202: {"model": Upload}})
def upload(
    kit: OpenKit,
    request: Request,
    files: Annotated[list[UploadFile], File()],
    wait: Annotated[bool, Query(description="false: answer 202, with an address to poll")] = True,
) -> Response:
    """Read FIT, GPX, TCX, CSV, JSON, XML and zip files, 200 MiB at most in one request."""
    got = receive(request, kit, files, wait_s=None if wait else 0.0)
    if got.reading is not None:
        return JSONResponse(got.reading.model_dump(mode="json"), 201)
    headers = {"Location": f"/api/v1/files/uploads/{got.id}"}
    return JSONResponse(got.model_dump(mode="json"), 202, headers=headers)


@router.get("/files/uploads")
def uploads(kit: OpenKit, request: Request) -> list[Upload]:
    """List the latest uploads: how far each is, and what could not be read."""
    return list_uploads(request, kit)


@router.get("/files/uploads/{key}")
def read_upload(kit: OpenKit, request: Request, key: str) -> Upload:
    """Return how far an upload is, and when it is read what came of it."""
    return find_upload(request, kit, key)


def _uploads_of(request: Request) -> Uploads:
    """Return the uploads that this process reads; a host of its own gets some."""
    state = request.app.state
    if getattr(state, "uploads", None) is None:
        state.uploads = Uploads()
    found: Uploads = state.uploads
    return found


def hold_of(request: Request, kit: Kit) -> Hold:
    """Return how a thread gets the Kit of an athlete, also when the request is over."""
    pool = getattr(request.app.state, "kits", None)
    if pool is None:
        return lambda _: nullcontext(kit)
    hold: Hold = pool.hold
    return hold
