"""All numbers of today, each with its method and source."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from trainkit.coach._fact_text import format_amount
from trainkit.host._access import OpenKit
from trainkit.host._pages import settings, shell
from trainkit.host._pages.amounts import count, full_day, show_climb, tell
from trainkit.models.fact import Fact

__all__ = ["fact_row", "router", "show_value"]

router = APIRouter(default_response_class=HTMLResponse)

_LONG_S = 600.0


@router.get("/facts")
def page(kit: OpenKit) -> str:
    """List the facts by topic."""
    if kit.outline().span is None:
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
    shown = tell(show_value(fact))
    subject = fact.subject.rpartition(": ")[2] if brief else fact.subject
    rows = (
        ("method", fact.method),
        ("source", fact.source),
        ("from", full_day(fact.first) if fact.first else ""),
        ("day", full_day(fact.date) if fact.date else ""),
        ("age", _count_days(fact.age_days) if fact.age_days else ""),
        ("licence", fact.licence),
        ("exact", f"{fact.value:g} {fact.unit}" if isinstance(fact.value, float) else ""),
        ("why", fact.reason),
    )
    return (
        f'<details class="fact" id="{shell.anchor(fact.subject)}"><summary>'
        f"<span>{tell(subject)}</span> <b>{shown}</b></summary>"
        f"{shell.facts_list(rows)}</details>"
    )


def show_value(fact: Fact) -> str:
    """Write the value of a fact, rounded for reading."""
    if fact.value is None:
        return fact.status
    if isinstance(fact.value, str):
        return fact.value
    if fact.unit == "m" and fact.subject.endswith(": climb"):
        return show_climb(fact.value)
    if fact.unit == "d":
        return _count_days(fact.value)
    if fact.unit == "s" and fact.value >= _LONG_S and not float(fact.value) % 60:
        return shell.duration(fact.value)  # a planned time: whole minutes
    return format_amount(fact)


def _count_days(days: float) -> str:
    return count(days, "1 day", "{} days")
