"""One envelope for every error, as JSON for programs and as a page for people."""

import datetime as dt
import errno
import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from trainkit._text import clean
from trainkit.errors import BackendError, InvalidInput, TrainkitError
from trainkit.host._pages import shell
from trainkit.host._pages.settings import athlete_form, upload_form
from trainkit.host._shown import same_site_path

__all__ = ["RESPONSES", "ErrorEnvelope", "answer", "listen", "on_full_disk"]

_LOG = logging.getLogger("trainkit.host")
_MOST = 20
_PATIENCE_S = 60
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_CODES = {413: "content_too_large"}  # the name of 413 differs between versions of Python
_NOWHERE = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
}
_SAY_WHO = "who the athlete is, is not known yet: PUT /api/v1/athlete, or the page /settings"


class ErrorDetail(BaseModel):
    """One thing that is wrong.

    Parameters
    ----------
    where : str
        The field, such as ``"body.goal"``.
    message : str
        What is wrong with it.
    """

    where: str
    message: str


class ErrorBody(BaseModel):
    """What went wrong.

    Parameters
    ----------
    code : str
        The kind of error, such as ``"invalid_input"``.
    message : str
        One sentence for a person.
    details : list of ErrorDetail
        Where several things are wrong, each of them.
    time : datetime
        When.
    request_id : str
        The request, as in the header ``X-Request-Id`` and in the logs.
    """

    code: str
    message: str
    details: list[ErrorDetail] = Field(default_factory=list)
    time: dt.datetime
    request_id: str


class ErrorEnvelope(BaseModel):
    """The body of every answer that is an error."""

    error: ErrorBody


RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {"model": ErrorEnvelope, "description": HTTPStatus(code).phrase}
    for code in (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
}
"""The errors that a route may answer with, for its description."""


def answer(
    request: Request,
    status: int,
    code: str,
    message: str,
    *,
    details: Sequence[ErrorDetail] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Answer with an error, as JSON below ``/api`` and as a page elsewhere."""
    request_id = str(request.scope.get("trainkit.request_id", "-"))
    said = clean(message)
    if not request.url.path.startswith("/api/"):
        page = shell.error_page(
            status, said, details, sent=request.method != "GET", back=_page_of(request)
        )
        return HTMLResponse(page, status, headers=headers)
    body = ErrorBody(
        code=code,
        message=said,
        details=list(details),
        time=dt.datetime.now(dt.UTC),
        request_id=request_id,
    )
    content = ErrorEnvelope(error=body).model_dump(mode="json")
    return JSONResponse(content, status, headers=headers)


def listen(app: FastAPI) -> None:
    """Answer all errors of an application with the envelope."""
    app.add_exception_handler(TrainkitError, _on_own)
    app.add_exception_handler(RequestValidationError, _on_request)
    app.add_exception_handler(HTTPException, _on_http)


def _page_of(request: Request) -> str:
    """Return the path of the page that a form stands on; empty where the browser does not tell."""
    came = urlsplit(request.headers.get("referer", ""))
    return same_site_path(came.path) if came.netloc == request.headers.get("host") else ""


def on_full_disk(request: Request, error: OSError) -> Response | None:
    """Answer where the host's disk takes no more; None for any other failure."""
    if error.errno not in _FULL:
        return None
    _LOG.warning("the disk takes no more: %s", error.strerror)
    said = f"the disk of the host takes no more ({error.strerror}); nothing was kept"
    headers = {"Retry-After": str(_PATIENCE_S)}
    return answer(request, 503, "backend_error", said, headers=headers)


def _on_own(request: Request, error: Exception) -> Response:
    if not isinstance(error, TrainkitError):
        raise error
    if shell.asks_who(error):
        return _ask_who(request)
    headers = {}
    wait = getattr(error, "retry_after_s", None)
    if isinstance(error, BackendError) and wait is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    details = (
        [ErrorDetail(where=error.argument, message=f"must be {error.allowed}")]
        if isinstance(error, InvalidInput)
        else []
    )
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.warning("%s: %s", type(error).__name__, error)
    return answer(
        request, error.status, _snake(type(error)), str(error), details=details, headers=headers
    )


def _ask_who(request: Request) -> Response:
    """Nobody has said who the athlete is: a page asks, a program is told where to say it."""
    if request.url.path.startswith("/api/"):
        return answer(request, HTTPStatus.CONFLICT, "unknown_athlete", _SAY_WHO)
    page = shell.who_page(athlete_form(None), upload_form())
    return HTMLResponse(page, 200 if request.method == "GET" else HTTPStatus.CONFLICT)


def _on_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    details = [
        ErrorDetail(where=".".join(map(str, item["loc"])), message=clean(_say_wrong(item)))
        for item in error.errors()[:_MOST]
    ]
    first = details[0]
    said = f"{first.where}: {first.message}"
    if first.where == "body" and not _is_json(request):
        said += "; send JSON as Content-Type: application/json"
    return answer(request, 422, "invalid_request", said, details=details)


def _say_wrong(item: Mapping[str, Any]) -> str:
    """Say what is wrong with a field, without what pydantic writes before an error of ours."""
    own = item.get("ctx", {}).get("error")
    return f"must be {own.allowed}" if isinstance(own, InvalidInput) else str(item["msg"])


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().endswith("json")


def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    phrase = HTTPStatus(status).phrase
    code = _CODES.get(status) or phrase.lower().replace(" ", "_")
    said = str(error.detail)
    if said == phrase:  # the framework says no more than the name of the status
        said = _NOWHERE.get(status, said)
    return answer(request, status, code, said, headers=dict(error.headers or {}))


def _snake(kind: type) -> str:
    letters = (f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
    return "".join(letters).lstrip("_")
