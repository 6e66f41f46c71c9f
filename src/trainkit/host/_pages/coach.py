"""Coach: ask, and get numbers that can be checked."""

import re
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit import coach
from trainkit._html import escape
from trainkit.host._access import OpenKit
from trainkit.host._api.coach import find_conversation
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import full_day, tell
from trainkit.host._pages.facts import show_value
from trainkit.kit import Kit
from trainkit.models.conversation import Turn
from trainkit.models.fact import Fact

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_FIRST, _LATEST = 6, 8  # questions and conversations that are shown at once
_MARK = re.compile(r"\[?\b([A-Z][0-9]+)\b\]?")


@router.get("/coach")
def page(kit: OpenKit, talk: str | None = None) -> str:
    """Show a conversation, and the box for the next question."""
    conversation = None if talk is None else find_conversation(kit, talk)
    turns = () if conversation is None else conversation.turns
    shown = "".join(_turn(turn, number) for number, turn in enumerate(turns))
    return shell.frame(
        kit,
        "/coach",
        "Coach",
        '<div class="split"><div class="col">',
        f'<div id="talk" class="chat" aria-live="polite">{shown}</div>',
        _box(talk),
        '</div><div class="col">',
        "" if turns else _first_questions(),
        _others(kit, talk),
        shell.card("What a model may see", "<p>" + _model(kit) + "</p>"),
        "</div></div>",
    )


@router.post("/coach/ask")
def ask(
    kit: OpenKit,
    message: Annotated[str, Form(max_length=4000)],
    talk: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Answer, and show the conversation."""
    answer = kit.chat(message, talk or None)
    return RedirectResponse(f"/coach?talk={quote(answer.conversation)}#last", 303)


@router.post("/coach/forget")
def forget(kit: OpenKit, talk: Annotated[str, Form(max_length=64)]) -> RedirectResponse:
    """Delete a conversation."""
    find_conversation(kit, talk)
    kit.conversations.remove(talk)
    return RedirectResponse("/coach", 303)


def _turn(turn: Turn, number: int) -> str:
    """Show a question and its answer, whose marks lead to its receipts."""
    receipts = "".join(_receipt(fact, number) for fact in turn.receipts)
    known = {fact.id for fact in turn.receipts}

    def link(mark: re.Match[str]) -> str:
        fact = mark[1]
        return f'<a class="n" href="#t{number}-{fact}">{fact}</a>' if fact in known else mark[0]

    under = shell.details(f"{len(turn.receipts)} receipts", receipts) if receipts else ""
    said = _MARK.sub(link, _lines(turn.answer))
    return (
        f'<p class="me">{escape(turn.question)}</p><div class="bot"><p>{said}</p>{under}'
        f"<small>by {escape(turn.backend)}</small></div>"
    )


def _lines(text: str) -> str:
    return tell(text).replace("\n", "<br>")


def _receipt(fact: Fact, number: int) -> str:
    exact = f"{fact.value:g} {fact.unit}" if isinstance(fact.value, float) else ""
    rows = (
        ("value", show_value(fact)),
        ("exact", exact),
        ("method", fact.method),
        ("source", fact.source),
        ("day", full_day(fact.date) if fact.date else ""),
    )
    title = f"{fact.id}: {tell(fact.subject)}"
    return f'<h2 class="minor" id="t{number}-{fact.id}">{title}</h2>{shell.facts_list(rows)}'


def _box(talk: str | None) -> str:
    return (
        '<form id="ask" method="post" action="/coach/ask" class="card" '
        'data-stream="/api/v1/coach/chat">'
        f"{shell.hidden('talk', talk or '')}"
        '<p class="field"><label for="i-message">Your question</label>'
        '<textarea id="i-message" name="message" rows="3" maxlength="4000" required></textarea></p>'
        f'{shell.button("Ask")}</form><span id="last"></span>'
    )


def _first_questions() -> str:
    first, more = coach.KNOWN_QUESTIONS[:_FIRST], coach.KNOWN_QUESTIONS[_FIRST:]
    rest = shell.details("More questions", _chips(more)) if more else ""
    return shell.card("Questions that the rules answer", _chips(first), rest)


def _chips(questions: Sequence[str]) -> str:
    forms = "".join(
        f'<form method="post" action="/coach/ask">{shell.hidden("message", question)}'
        f"{shell.button(question, plain=True)}</form>"
        for question in questions
    )
    return f'<div class="chips">{forms}</div>'


def _others(kit: Kit, talk: str | None) -> str:
    links = [
        f'<li><a href="/coach?talk={quote(item.id)}">{escape(item.title or "Untitled")}</a></li>'
        for item in kit.conversations.list()
    ]
    if not links:
        return ""
    old = links[_LATEST:]
    parts = [f"<ul>{''.join(links[:_LATEST])}</ul>"]
    parts += [shell.details("Older conversations", f"<ul>{''.join(old)}</ul>")] if old else []
    if talk is not None:
        parts.insert(0, '<p><a href="/coach">A new conversation</a></p>')
        parts.append(
            f'<form method="post" action="/coach/forget">{shell.hidden("talk", talk)}'
            f"{shell.button('Delete this conversation', plain=True)}</form>"
        )
    return shell.card("Conversations", *parts)


def _model(kit: Kit) -> str:
    if kit.llm is None:
        return "No language model is set: the rules answer what they know, and nothing leaves here."
    refused = len(kit.facts()) - len(kit.facts(use="prompt"))
    return escape(
        "A language model is set. It sees facts without your name; "
        f"{refused} of them their licence keeps back."
    )
