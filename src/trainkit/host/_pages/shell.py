"""The frame of every page, and the parts that pages share."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from trainkit import _html
from trainkit._html import escape
from trainkit.errors import InvalidInput
from trainkit.host._access import CALLER
from trainkit.host._pages.amounts import mark_english, near_day
from trainkit.host._pages.icons import icon_of
from trainkit.host._pages.slim import slim_chart
from trainkit.host._reader import READER
from trainkit.host._words import ENGLISH, Words, translate
from trainkit.kit import Kit
from trainkit.models._record_text import format_distance
from trainkit.models.goal import Goal

__all__ = [
    "NUMBERS",
    "WHO",
    "anchor",
    "asks_who",
    "button",
    "card",
    "details",
    "duration",
    "error_page",
    "facts_list",
    "field",
    "figure",
    "frame",
    "hidden",
    "is_viewing",
    "notice",
    "number",
    "outside_page",
    "part",
    "plain_frame",
    "race_name",
    "scrolled",
    "table",
    "who_page",
]

NUMBERS = "/facts"
"""The page that every number links to."""

WHO = "Loads and zones need four things about you: answer them here, and this page can be shown."
"""What is said where nobody told who the athlete is."""

_GROUPS = (
    (
        "Training",
        (
            ("/", "Today"),
            ("/calendar", "Calendar"),
            ("/plan", "Plan"),
            ("/trends", "Trends"),
            ("/activities", "Activities"),
        ),
    ),
    ("Understanding", (("/coach", "Coach"), ("/insights", "Insights"), ("/goals", "Goals"))),
    ("System", (("/faults", "Faults"), ("/settings", "Settings"))),
)
_OWN = frozenset({"/coach", "/insights", "/settings"})
"""Pages that are nobody's but the athlete's."""

_OF_ENGINES = frozenset({"method", "source", "exact", "why"})
"""Values of facts that the engines write."""

_NOT_WORD = re.compile("[^a-z0-9]+")
_FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
_EMPTY_CARD = re.compile(
    r'<section class="card[^>]*><h2[^>]*>[^<]*</h2>(?:<(div|p)[^>]*></\1>)*</section>'
)


class _Wrong(Protocol):
    @property
    def where(self) -> str: ...

    @property
    def message(self) -> str: ...


def frame(kit: Kit, path: str, title: str, *parts: str, lead: str = "", again_s: int = 0) -> str:
    """Return a page: navigation, how fresh the data are, and its parts.

    With `again_s` the page is loaded again by itself after so many seconds.
    """
    shown = [_leave_out_forms("".join(parts))] if is_viewing() else parts
    return _document(title, _navigation(path, _freshness(kit)), lead, shown, again_s)


def plain_frame(path: str, title: str, *parts: str) -> str:
    """Return a page of the host itself, which shows nobody's data."""
    return _document(title, _navigation(path, ""), "", parts)


def outside_page(title: str, *parts: str) -> str:
    """Return a page for whoever is not logged in."""
    return _document(title, "", "", parts)


def asks_who(error: Exception) -> bool:
    """Return whether an error says that nobody told who the athlete is."""
    # Its subclasses say what was asked for and is not there.
    return type(error) is InvalidInput and (error.argument, error.value) == ("athlete", None)


def who_page(*forms: str) -> str:
    """Return the page that asks who the athlete is."""
    return _document("Who are you?", _navigation("", ""), "", [notice(WHO), *forms])


def error_page(
    status: int, message: str, details: Iterable[_Wrong] = (), *, sent: bool, back: str = ""
) -> str:
    """Return a page that says what is wrong, and what to do.

    Parameters
    ----------
    status : int
        Of HTTP.
    message : str
        What is wrong.
    details : iterable of ErrorDetail
        Each thing that is wrong; what the message says already is left out.
    sent : bool
        Whether a form was sent, which changed nothing.
    back : str
        The page of the form.
    """
    listed = "".join(
        f"<li>{mark_english(escape(f'{item.where}: {item.message}'))}</li>"
        for item in details
        if item.message.removeprefix("must be ") not in message
    )
    parts = [f'<section class="card"><p>{mark_english(escape(message))}</p>']
    parts += [f"<ul>{listed}</ul>" if listed else ""]
    if status == 401:
        parts.append(
            '<form method="get" action="/" class="row">'
            + field("token", "Token", kind="password", needed=True)
            + button("Open")
            + "</form>"
        )
        return _document("Who asks?", "", "", [*parts, "</section>"])
    if not sent:
        parts.append('<p><a href="/">Open Today</a>, or another page.</p>')
        title = "There is no such page" if status == 404 else "That did not work"
        return _document(title, _navigation("", ""), "", [*parts, "</section>"])
    form = f'<a href="{escape(back)}" data-back>Go back</a>' if back else "Go back"
    parts.append(
        f'<p>Nothing was changed. {form} to correct it, or <a href="/">open Today</a>.</p>'
    )
    return _document("That did not work", _navigation("", ""), "", [*parts, "</section>"])


def card(title: str, *parts: str, extra: str = "", of_engines: bool = False) -> str:
    """Return a part of a page under its heading, which the engines may have written."""
    key, name = anchor(title), escape(title)
    name = mark_english(name) if of_engines else name
    return (
        f'<section class="card {extra}" aria-labelledby="h-{key}"><h2 id="h-{key}">'
        f"{name}</h2>{''.join(parts)}</section>"
    )


def notice(text: str, kind: str = "info") -> str:
    """Return a message that is read out."""
    return f'<p class="notice {kind}" role="status">{escape(text)}</p>' if text else ""


def number(shown: str, subject: str = "") -> str:
    """Return a number that links to the fact which says how it was made."""
    target = f"{NUMBERS}#{anchor(subject)}" if subject else NUMBERS
    return f'<a class="n" href="{target}">{escape(shown)}</a>'


def details(summary: str, content: str, *, key: str = "") -> str:
    """Return content that opens on demand."""
    name = f' id="{key}"' if key else ""
    return f"<details{name}><summary>{escape(summary)}</summary>{content}</details>"


def facts_list(rows: Iterable[tuple[str, str]]) -> str:
    """Return names and values as a list; empty values are left out."""
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{_value(name, escape(value))}</dd></div>"
        for name, value in rows
        if value
    )
    return f'<dl class="kv">{items}</dl>' if items else ""


def _value(name: str, value: str) -> str:
    return mark_english(value) if name in _OF_ENGINES else value


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table of reports, scrolled where the screen is narrow."""
    return scrolled(_html.table(header, rows))


def scrolled(content: str, name: str = "Table", *, of_engines: bool = False) -> str:
    """Return a part that scrolls in itself; the keyboard reaches it too.

    What the engines wrote is marked as English in a page of another language.
    """
    box = f'class="tk wide scroll" tabindex="0" role="group" aria-label="{escape(name)}"'
    alone = ' lang="en"' if of_engines and READER.get().words is not ENGLISH else ""
    return f"<div {box}{alone}>{content}</div>"


def figure(chart: str, *, read: str = "") -> str:
    """Return a chart of reports.

    Named by `read`, the table below it, whose latest row is the first, is read out along its axis.
    """
    name = f' data-read="{escape(read)}"' if read else ""
    return f'<figure class="tk wide"{name}>{slim_chart(chart)}</figure>'


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    needed: bool = False,
    hint: str = "",
    fill: str = "",
    send: str = "",
) -> str:
    """Return an input with its label; `fill` tells a browser what it may fill in.

    Where a page has two of one name, `send` is the name that the form sends.
    """
    must = " required" if needed else ""
    must += f' autocomplete="{fill}"' if fill else ""
    under = f'<small id="i-{name}-h">{escape(hint)}</small>' if hint else ""
    described = f' aria-describedby="i-{name}-h"' if hint else ""
    step = ' step="any"' if kind == "number" else ""
    return (
        f'<p class="field"><label for="i-{name}">{escape(label)}</label>'
        f'<input id="i-{name}" name="{send or name}" type="{kind}" value="{escape(value)}"'
        f"{step}{must}{described}>{under}</p>"
    )


def hidden(name: str, value: object) -> str:
    """Return a value that a form sends without showing it."""
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def button(text: str, *, plain: bool = False, name: str = "") -> str:
    """Return the button that sends a form; `name` is what a screen reader says."""
    look, said = " plain" if plain else "", f' aria-label="{escape(name)}"' if name else ""
    return f'<button class="btn{look}" type="submit"{said}>{escape(text)}</button>'


def anchor(text: str) -> str:
    """Return a name for a place on a page."""
    return _NOT_WORD.sub("-", text.lower()).strip("-")


def race_name(goal: Goal) -> str:
    """Name a race: as its people do, else by its distance."""
    return goal.name or format_distance(goal.distance_m)


def duration(seconds: float) -> str:
    """Format a time as "1 h 21 min"."""
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def _freshness(kit: Kit) -> str:
    span = kit.outline().span
    try:
        name = kit.athlete.name or "You"
    except InvalidInput:
        name = "You"
    said = "No data yet"
    if span is not None:
        said = f"Data to {near_day(span[1], kit.now().date())}"
    return f'<p class="fresh"><b>{escape(name)}</b><br>{escape(said)}</p>'


def _navigation(path: str, fresh: str) -> str:
    groups = []
    for name, pages in (*_GROUPS, *_host_pages()):
        links = "".join(
            f'<li><a href="{target}"{_current(path, target)}>{icon_of(target)}{label}</a></li>'
            for target, label in pages
            if (target != "/faults" or _may_search()) and (target not in _OWN or not is_viewing())
        )
        groups.append(f"<h2>{name}</h2><ul>{links}</ul>" if links else "")
    return (
        '<header class="side"><p class="brand"><a href="/">trainkit</a></p>'
        f'<nav aria-label="Pages">{"".join(groups)}</nav>{_viewing()}{fresh}'
        '<div class="themes" id="themes" role="group" aria-label="Colours" hidden></div></header>'
    )


def _host_pages() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the pages of accounts, where the host has any."""
    caller = CALLER.get()
    if caller is None:
        return ()
    more = {"athlete": (), "coach": (("/team", "Athletes"),), "admin": (("/admin", "Members"),)}
    return (("Host", (("/account", "Account"), *more[caller.member.role])),)


def _may_search() -> bool:
    """Return whether searches for faults are the caller's: they are about the host's systems."""
    caller = CALLER.get()
    return caller is None or caller.member.role == "admin"


def is_viewing() -> bool:
    """Return whether a coach looks at somebody's training, and may change nothing."""
    caller = CALLER.get()
    return caller is not None and caller.is_viewing


def _leave_out_forms(content: str) -> str:
    """Leave out what changes something, and cards of nothing else."""
    return _EMPTY_CARD.sub("", _FORM.sub("", content))


def _viewing() -> str:
    """Say whose data a coach looks at, with the way back."""
    caller = CALLER.get()
    if caller is None or not caller.is_viewing:
        return ""
    return (
        f'<form class="viewing" method="post" action="/team/view"><p>You look at the training of '
        f"{escape(caller.athlete.email)}.</p>{button('Back to mine', plain=True)}</form>"
    )


def _current(path: str, target: str) -> str:
    return ' aria-current="page"' if path == target else ""


def _document(
    title: str, navigation: str, lead: str, parts: Sequence[str], again_s: int = 0
) -> str:
    again = f'<meta http-equiv="refresh" content="{again_s}">' if again_s else ""
    sub = f'<p class="lead">{escape(lead)}</p>' if lead else ""
    outside = ' class="outside"'
    page = (
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"{again}"
        f"<title>{escape(title)} - trainkit</title>"
        '<link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="/static/parts.css">'
        '<link rel="stylesheet" href="/static/app.css">'
        '<script src="/static/app.js" defer></script></head>'
        f"<body{'' if navigation else outside}>"
        '<a class="skip" href="#main">Skip to the content</a>'
        f'{navigation}<main id="main"><h1>{escape(title)}</h1>{sub}{"".join(parts)}</main>'
        "</body></html>\n"
    )
    words = READER.get().words
    spoken = f'<html lang="{words.language}"{_words_of_script(words)}>'
    return f"<!doctype html>{spoken}{translate(page, words)}"


def part(content: str) -> str:
    """Return a piece of a page that a script puts in, in the reader's language."""
    return translate(content, READER.get().words)


def _words_of_script(words: Words) -> str:
    """Return what the script says in another language."""
    said = {} if words is ENGLISH else words.for_script()
    return f' data-words="{escape(json.dumps(said))}"' if said else ""
