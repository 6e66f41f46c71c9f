"""Whether the host lives and can answer, and what it has done, for machines that watch it."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import PlainTextResponse

from trainkit import __version__
from trainkit.host._access import OpenKit
from trainkit.host._errors import RESPONSES

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
def is_ready(kit: OpenKit) -> Health:
    """Answer when the store can be read."""
    kit.store.get("plans", "nobody")
    return Health(status="ready")


@router.get("/metrics", response_class=PlainTextResponse, responses={401: RESPONSES[401]})
def metrics(kit: OpenKit, request: Request) -> PlainTextResponse:
    """Count requests and calls of backends, in the text format of Prometheus."""
    lines = ["# TYPE trainkit_requests_total counter"]
    traffic = request.app.state.traffic
    for (method, status), count in sorted(traffic.requests.copy().items()):
        lines.append(f'trainkit_requests_total{{method="{method}",status="{status}"}} {count}')
    lines += ["# TYPE trainkit_request_seconds_total counter"]
    lines.append(f"trainkit_request_seconds_total {traffic.seconds:.6f}")
    for name, value in asdict(kit.counters()).items():
        metric = f"trainkit_backend_{name}_total"
        lines += [f"# TYPE {metric} counter", f"{metric} {value}"]
    content = "\n".join(lines) + "\n"
    return PlainTextResponse(content, media_type="text/plain; version=0.0.4")
