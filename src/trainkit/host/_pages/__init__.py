"""The dashboard: pages written on the server, readable without a script."""

from fastapi import APIRouter
from starlette.responses import Response

from trainkit._html import STYLE
from trainkit.host._pages import (
    activity,
    calendar,
    choices,
    coach,
    facts,
    faults,
    feelings,
    goals,
    insights,
    new_plan,
    plan,
    settings,
    today,
    trends,
)

__all__ = ["PAGES", "parts"]

parts = APIRouter()


@parts.get("/static/parts.css")
def style() -> Response:
    """Return the style sheet of the charts and tables that reports share."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


PAGES = tuple(
    page.router
    for page in (
        today,
        feelings,
        calendar,
        plan,
        new_plan,
        trends,
        activity,
        insights,
        coach,
        goals,
        faults,
        settings,
        choices,
        facts,
    )
)
"""Routers of all pages of an athlete."""
