"""All numbers of today, each with its method and source."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from trainkit._html import escape
from trainkit.host._access import OpenKit
from trainkit.host._pages import settings, shell
from trainkit.models.fact import Fact

__all__ = ["fact_row", "router"]

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/facts")
def page(kit: OpenKit) -> str:
    """List the facts by topic."""
    if kit.history().span is None:
        return settings.empty_page(kit, "/facts", "Where the numbers come from")
    topics: dict[str, list[Fact]] = {}
    for fact in kit.facts():
        topics.setdefault(fact.topic, []).append(fact)
    cards = [
        shell.card(topic.replace("_", " ").capitalize(), *(fact_row(fact) for fact in facts))
        for topic, facts in topics.items()
    ]
    return shell.frame(
        kit,
        "/facts",
        "Where the numbers come from",
        *cards,
        lead="Each number with its formula, its data and its age. Open one to see how it was made.",
    )


def fact_row(fact: Fact, *, brief: bool = False) -> str:
    """Return a fact that opens to its method, source and age; brief without what it is about."""
    shown = _value(fact)
    subject = fact.subject.rpartition(": ")[2] if brief else fact.subject
    rows = (
        ("method", fact.method),
        ("source", fact.source),
        ("from", str(fact.first or "")),
        ("day", str(fact.date or "")),
        ("age", "" if fact.age_days is None else f"{fact.age_days} days"),
        ("licence", fact.licence),
        ("exact", str(fact.value) if isinstance(fact.value, float) else ""),
        ("why", fact.reason),
    )
    return (
        f'<details class="fact" id="{shell.anchor(fact.subject)}"><summary>'
        f"<span>{escape(subject)}</span> <b>{escape(shown)}</b></summary>"
        f"{shell.facts_list(rows)}</details>"
    )


def _value(fact: Fact) -> str:
    if fact.value is None:
        return fact.status
    if isinstance(fact.value, str):
        return fact.value
    rounded = f"{fact.value:.0f}" if abs(fact.value) >= 100 else f"{fact.value:.3g}"
    return rounded if fact.unit == "load" else f"{rounded} {fact.unit}".strip()
