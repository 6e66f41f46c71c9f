"""Trends: whether it goes the right way, with a table behind each chart."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from trainkit.host._access import OpenKit
from trainkit.host._pages import settings, shell
from trainkit.host._pages.amounts import say_dates, tell
from trainkit.host._pages.slim import slim_table
from trainkit.host._reader import READER
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
_PERIODS = {28: "4 weeks", 90: "90 days", 180: "half a year", 365: "a year"}
_USUAL_D = 90
_BY_WEEK_D = 120  # from here on a table has one day of each week


@router.get("/trends")
def page(kit: OpenKit, days: int = _USUAL_D) -> str:
    """Show the charts of reports, each with its table and the formula behind it."""
    history, athlete = kit.outline(), kit.athlete
    if history.span is None:
        return settings.empty_page(kit, "/trends", "Trends")
    days = days if days in _PERIODS else _USUAL_D
    drawn = ("trends page", athlete, days, READER.get())
    cards = history.memoize(drawn, lambda: _draw(history, athlete, days))
    return shell.frame(
        kit,
        "/trends",
        "Trends",
        _periods(days),
        f'<div class="charts">{cards}</div>',
        lead=f"{_PERIODS[days].capitalize()} against your own usual range.",
    )


def _draw(history: History, athlete: Athlete, days: int) -> str:
    """Draw each chart, with its table and the formula behind it."""
    from trainkit import report  # noqa: PLC0415  its import takes 200 ms

    cards, every_d = [], 7 if days > _BY_WEEK_D else 1
    for figure in report.figures(history, athlete, days=days):
        made = shell.number("How it is made", _TOPICS.get(figure.title, ""))
        rows = say_dates(slim_table(figure.table(every_d=every_d)))
        table = shell.scrolled(rows, figure.title, of_engines=True)
        cards.append(
            shell.card(
                figure.title,
                f"<p>{tell(figure.sentence)} {made}</p>",
                shell.figure(figure.chart, read=figure.title),
                shell.details("Table" if every_d == 1 else "Table, by week", table),
            )
        )
    return "".join(cards)


def _periods(shown: int) -> str:
    """Link to longer and shorter times."""
    current = {shown: ' aria-current="true"'}
    links = "".join(
        f'<a class="btn plain" href="/trends?days={days}"{current.get(days, "")}>{words}</a>'
        for days, words in _PERIODS.items()
    )
    return f'<nav class="row periods" aria-label="Time that is shown">{links}</nav>'
