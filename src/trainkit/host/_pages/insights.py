"""Insights: what is true of me."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit.host._access import OpenKit
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import full_day, tell
from trainkit.models.insight import Insight

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/insights")
def page(kit: OpenKit, said: str = "") -> str:
    """Show what holds and is new."""
    found = kit.insights()
    cards = [_card(insight) for insight in found]
    if not cards:
        cards = [shell.card("Nothing new", "<p>What was told before is hidden for a while.</p>")]
    return shell.frame(kit, "/insights", "Insights", shell.notice(said), *cards)


@router.post("/insights/say")
def say(
    kit: OpenKit,
    key: Annotated[str, Form()],
    word: Annotated[Literal["helpful", "not_helpful", "dismiss"], Form()],
) -> RedirectResponse:
    """Keep what the athlete says about an insight."""
    if word == "dismiss":
        kit.dismiss_insight(key)
    else:
        kit.rate_insight(key, word)
    return RedirectResponse("/insights?said=Noted.", 303)


def _card(insight: Insight) -> str:
    chart, where = insight.chart(), f"w-{shell.anchor(insight.key)}"
    buttons = "".join(
        f'<button class="btn plain" name="word" value="{word}">{text}</button>'
        for word, text in (
            ("helpful", "Useful"),
            ("not_helpful", "Not useful"),
            ("dismiss", "Not for me"),
        )
    )
    rows = (
        ("kind", insight.kind.replace("_", " ")),
        ("confidence", insight.confidence),
        ("data points", f"{insight.sample_size}"),
        ("effect", _interval(insight)),
        ("q", "" if insight.q is None else f"{insight.q:.2g}"),
        ("from", full_day(insight.first) if insight.first else ""),
        ("to", full_day(insight.last) if insight.last else ""),
        ("shown until", full_day(insight.valid_until) if insight.valid_until else ""),
        ("words by", insight.backend),
    )
    return shell.card(
        insight.title,
        f'<p>{tell(insight.text)} <a class="n" href="#{where}">How it is made</a></p>',
        f"<p><b>{tell(insight.action)}</b></p>" if insight.action else "",
        shell.figure(chart) if chart else "",
        shell.details("Where this comes from", shell.facts_list(rows), key=where),
        f'<form method="post" action="/insights/say" class="row">{shell.hidden("key", insight.key)}'
        f"{buttons}</form>",
        of_engines=True,
    )


def _interval(insight: Insight) -> str:
    if insight.effect is None:
        return ""
    shown = f"{insight.effect:.3g} {insight.unit}"
    if insight.low is None or insight.high is None:
        return shown
    return f"{shown}, 95 % interval {insight.low:.3g} to {insight.high:.3g}"
