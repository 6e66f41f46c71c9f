"""Trends: whether it goes the right way, with a table behind each chart."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from trainkit._html import escape
from trainkit.host._access import OpenKit
from trainkit.host._pages import settings, shell
from trainkit.host._pages.slim import slim_table
from trainkit.models import Athlete, History

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_TOPICS = {
    "Recovery": "recovery: score",
    "Heart-rate variability": "HRV (RMSSD): 7-day mean",
    "Resting heart rate": "resting heart rate: this morning",
    "Sleep": "sleep: last night",
    "Load": "load: internal, 7 days",
    "Acute-to-chronic load": "ACWR: internal load, ewma 7/28",
    "Fitness, fatigue and form": "form: fitness (CTL)",
}


@router.get("/trends")
def page(kit: OpenKit) -> str:
    """Show the charts of reports, each with its table and the formula behind it."""
    history, athlete = kit.history(), kit.athlete
    if history.span is None:
        return settings.empty_page(kit, "/trends", "Trends")
    cards = history.memoize(("trends page", athlete), lambda: _draw(history, athlete))
    return shell.frame(
        kit,
        "/trends",
        "Trends",
        f'<div class="charts">{cards}</div>',
        lead="Ninety days against your own usual range.",
    )


def _draw(history: History, athlete: Athlete) -> str:
    """Draw each chart, with its table and the formula behind it."""
    from trainkit import report  # noqa: PLC0415  its import takes 200 ms

    cards = []
    for figure in report.figures(history, athlete):
        made = shell.number("How it is made", _TOPICS.get(figure.title, ""))
        cards.append(
            shell.card(
                figure.title,
                f"<p>{escape(figure.sentence)} {made}</p>",
                shell.figure(figure.chart),
                shell.details("Table", shell.scrolled(slim_table(figure.table()), figure.title)),
            )
        )
    return "".join(cards)
