"""Fault search: which fault hurts a system most."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit._html import escape
from trainkit.host._access import OpenKit
from trainkit.host._api.faults import (
    ENDED_EARLY,
    FaultSession,
    list_sessions,
    resume_search,
    stop_search,
)
from trainkit.host._pages import shell

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/faults")
def page(kit: OpenKit, request: Request) -> str:
    """List the campaigns whose journals stand in the home."""
    rows = [
        (
            escape(item.name),
            escape(item.status),
            f"{item.trials}",
            "" if item.worst is None else f'<a class="n" href="#how">{item.worst:.1f}</a>',
            escape(item.fault),
            escape(item.message) + _choices(item),
        )
        for item in list_sessions(request)
    ]
    table = shell.table(("search", "state", "trials", "worst severity, of 10", "fault", ""), rows)
    how = (
        "<p>Severity is the score of the analyzer that the campaign's settings name, from 0 to 10; "
        "the journal of each search holds every trial with its observations.</p>"
    )
    empty = (
        "<p>No search has its journal in the folder of the store. <code>trainkit chaos run</code> "
        "starts one; with <code>--journal</code> its journal stands there.</p>"
    )
    return shell.frame(
        kit,
        "/faults",
        "Faults",
        shell.card("Searches", table if rows else empty),
        f'<div id="how">{shell.card("How these numbers are made", how)}</div>',
    )


@router.post("/faults/{name}/resume")
def resume(kit: OpenKit, request: Request, name: str) -> RedirectResponse:
    """Go on with a search that ended early."""
    resume_search(kit, request, name)
    return RedirectResponse("/faults", 303)


@router.post("/faults/{name}/stop")
def stop(request: Request, name: str) -> RedirectResponse:
    """Stop a search after its running trial."""
    stop_search(request, name)
    return RedirectResponse("/faults", 303)


def _choices(item: FaultSession) -> str:
    """Return what a person can do with a search."""
    if item.status in ENDED_EARLY:
        word = "resume"
    elif item.status in {"pending", "running"}:
        word = "stop"
    else:
        return ""
    return (
        f'<form method="post" action="/faults/{escape(item.name)}/{word}">'
        f"{shell.button(word.capitalize(), plain=True)}</form>"
    )
