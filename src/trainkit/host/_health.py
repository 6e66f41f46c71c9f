"""Whether the host lives and can answer, and what it has done, for machines that watch it."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from trainkit import __version__
from trainkit.host._errors import RESPONSES
from trainkit.telemetry import Counts

__all__ = ["router"]

router = APIRouter()


class Health(BaseModel):
    """The state of the host."""

    status: str
    version: str = __version__


@router.get("/health/live")
def is_alive() -> Health:
    """Answer as long as the process does."""
    return Health(status="alive")


@router.get("/health/ready", responses={503: RESPONSES[503]})
def is_ready(request: Request) -> Health:
    """Answer when the store can be read."""
    club = getattr(request.app.state, "club", None)
    if club is not None:
        club.check()
    else:
        request.app.state.kit.store.get("plans", "nobody")
    return Health(status="ready")


@router.get("/metrics", response_class=PlainTextResponse, responses={401: RESPONSES[401]})
def metrics(request: Request) -> PlainTextResponse:
    """Count requests and calls of backends, in the text format of Prometheus."""
    lines = ["# TYPE trainkit_requests_total counter"]
    traffic = request.app.state.traffic
    for (method, status), count in sorted(traffic.requests.copy().items()):
        lines.append(f'trainkit_requests_total{{method="{method}",status="{status}"}} {count}')
    lines += ["# TYPE trainkit_request_seconds_total counter"]
    lines.append(f"trainkit_request_seconds_total {traffic.seconds:.6f}")
    for name, value in _count(request).items():
        metric = f"trainkit_backend_{name}_total"
        lines += [f"# TYPE {metric} counter", f"{metric} {value}"]
    content = "\n".join(lines) + "\n"
    return PlainTextResponse(content, media_type="text/plain; version=0.0.4")


def _count(request: Request) -> dict[str, float]:
    """Add up the counters of all Kits that are open."""
    pool = getattr(request.app.state, "kits", None)
    if pool is not None:
        _refuse_others(request)
    kits = [request.app.state.kit] if pool is None else pool.list_open()
    total = asdict(Counts())
    for kit in kits:
        for name, value in asdict(kit.counters()).items():
            total[name] += value
    return total


def _refuse_others(request: Request) -> None:
    """Let admins, and machines that show the host's own token, see what the host does."""
    caller = request.scope.get("trainkit.caller")
    if caller is not None and caller.member.role != "admin":
        raise HTTPException(403, "only an admin may do this")
