"""What a reader and an athlete choose: units, dates, thresholds, who speaks, and agreements."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote_plus

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit import coach
from trainkit._html import escape
from trainkit.errors import InvalidInput, NotFound
from trainkit.host._access import OpenKit
from trainkit.host._api.voice import subscribe
from trainkit.host._display import Display, keep_display
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import (
    full_day,
    pace_hint,
    read_pace,
    show_mass,
    show_pace,
    tell,
)
from trainkit.host._reader import COOKIE_DATES, COOKIE_LANGUAGE, COOKIE_UNITS, READER, Dates, Units
from trainkit.kit import Kit
from trainkit.models import ThresholdChange
from trainkit.records import SourceSync

__all__ = ["read_number", "router", "show_display", "show_sources", "show_thresholds", "show_voice"]

router = APIRouter(default_response_class=HTMLResponse)

_YEAR_S = 365 * 86_400
_UNITS = {"metric": "kilometres, metres", "imperial": "miles, feet"}
_DATES = {"day": "Sun 28 Jun", "month": "Sun, Jun 28", "iso": "2026-06-28"}
_THRESHOLDS = {
    "hr_threshold": "Threshold heart rate, bpm",
    "ftp_w": "Threshold power (FTP), W",
    "hr_max": "Maximum heart rate, bpm",
    "hr_rest": "Resting heart rate, bpm",
}

Number = Annotated[str, Form(max_length=20)]


@router.post("/settings/display")
def choose_display(
    kit: OpenKit,
    request: Request,
    units: Annotated[Units, Form()],
    dates: Annotated[Dates, Form()],
    language: Annotated[str, Form(max_length=40)] = "",
) -> RedirectResponse:
    """Keep how amounts, dates and words are shown, and in the browser for when nobody is known."""
    if language not in {"", "en", *READER.get().languages}:
        raise InvalidInput("language", language, "one that the host has words of")
    keep_display(kit, Display(units=units, dates=dates, language=language))
    answer = RedirectResponse("/settings?said=Pages+are+shown+like+this+now.", 303)
    secure = request.url.scheme == "https"
    chosen = ((COOKIE_UNITS, units), (COOKIE_DATES, dates), (COOKIE_LANGUAGE, language))
    for name, value in chosen:
        if not value:
            continue
        answer.set_cookie(
            name, value, max_age=_YEAR_S, httponly=True, samesite="lax", secure=secure
        )
    return answer


@router.post("/settings/thresholds")
def say_thresholds(  # noqa: PLR0917  fields of a form
    kit: OpenKit,
    date: Annotated[dt.date, Form()],
    sport: Annotated[str, Form(max_length=40)] = "",
    hr_threshold: Number = "",
    ftp_w: Number = "",
    hr_max: Number = "",
    hr_rest: Number = "",
    pace: Number = "",
) -> RedirectResponse:
    """Keep thresholds that count from a day on; a pace without a sport is that of running."""
    given = {"hr_threshold": hr_threshold, "ftp_w": ftp_w, "hr_max": hr_max, "hr_rest": hr_rest}
    values = {name: read_number(name, text) for name, text in given.items() if text.strip()}
    named = sport.strip() or None
    changes = [{"sport": named, **values}] if values else []
    if pace.strip():
        speed = read_pace(pace, swimming=named == "swimming")
        changes.append({"sport": named or "running", "threshold_speed_m_s": speed})
    if not changes:
        raise InvalidInput("thresholds", "", "at least one number")
    checked = [ThresholdChange.model_validate({"date": date, **change}) for change in changes]
    for change in checked:
        kit.profile.accept(change)
    return _back(f"These count from {full_day(date)} on.")


@router.post("/settings/thresholds/accept")
def accept_proposal(kit: OpenKit, number: Annotated[int, Form(ge=0, le=100)]) -> RedirectResponse:
    """Take over thresholds that the data show."""
    found = kit.profile.propose()
    if number >= len(found):
        raise NotFound("number", str(number), "a proposal: the data have changed since")
    kit.profile.accept(found[number])
    return _back("The new thresholds count from today on.")


@router.post("/settings/voice")
def choose_voice(
    kit: OpenKit,
    persona: Annotated[str, Form(max_length=40)],
    retention_days: Annotated[int, Form(ge=1, le=180)] = 30,
    collect: Annotated[bool, Form()] = False,
    train: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Keep who speaks, and what the athlete agrees to."""
    if persona not in coach.voice.PERSONAS:
        raise InvalidInput("persona", persona, f"one of {', '.join(coach.voice.PERSONAS)}")
    asked = {"collect": collect, "train": train, "retention_days": retention_days}
    subscribe(kit, {"persona": persona, **asked})
    return _back("Noted.")


@router.post("/settings/budget")
def choose_budget(kit: OpenKit, limit: Number = "") -> RedirectResponse:
    """Keep what language models may cost in a month; nothing takes the limit back."""
    usd = read_number("limit", limit) if limit.strip() else None
    kit.keep_budget(usd)
    said = (
        "There is no limit of yours now."
        if usd is None
        else f"At most {usd:.2f} US dollars a month."
    )
    return _back(said)


@router.post("/settings/sync")
def sync(kit: OpenKit) -> RedirectResponse:
    """Fetch what is new from all sources."""
    failed = [source for source in kit.sync().sources if source.error]
    said = "Everything was fetched."
    if failed:
        said = "; ".join(f"{_name(source)}: {source.error}" for source in failed)
    return _back(said)


def show_display() -> str:
    """Return the form for units and dates."""
    reader = READER.get()
    return shell.card(
        "How pages are shown",
        '<form method="post" action="/settings/display">',
        _choose("units", "Units", _UNITS, reader.units),
        _choose("dates", "Dates", _DATES, reader.dates),
        _languages(),
        shell.button("Show it like this"),
        "<p><small>Kept for all your browsers. Swims stay in metres, and so does what a program "
        "reads."
        "</small></p></form>",
    )


def _languages() -> str:
    """Return the languages to choose from, each by its own name; empty where there is one."""
    reader = READER.get()
    if not reader.languages:
        return ""
    names = {"en": "English", **{code: words.name for code, words in reader.languages.items()}}
    options = "".join(
        f'<option value="{code}" lang="{code}"'
        f"{' selected' if code == reader.words.language else ''}>{escape(name)}</option>"
        for code, name in names.items()
    )
    return (
        '<p class="field"><label for="i-language">Language</label>'
        f'<select id="i-language" name="language">{options}</select></p>'
    )


def show_thresholds(kit: Kit) -> str:
    """Return what the data show of thresholds, and the form for new ones."""
    proposals = []
    seen = ("proposed thresholds", kit.athlete, kit.now().date())
    for number, found in enumerate(kit.outline().memoize(seen, kit.profile.propose)):
        button = shell.button("Take it over", name=f"Take over: {found.reason}")
        proposals.append(
            f'<form method="post" action="/settings/thresholds/accept" class="row">'
            f"{shell.hidden('number', number)}<p>{_say(found.change)}: {tell(found.reason)}</p>"
            f"{button}</form>"
        )
    fields = "".join(
        shell.field(f"new_{name}", words, kind="number", send=name)
        for name, words in _THRESHOLDS.items()
    )
    fields += shell.field("pace", "Threshold pace", hint=pace_hint())
    today = kit.now().date()
    form = (
        '<form method="post" action="/settings/thresholds"><div class="fields">'
        f"{shell.field('from', 'From', kind='date', value=str(today), needed=True, send='date')}"
        f"{shell.field('sport', 'Sport', hint='such as cycling; empty for all')}{fields}</div>"
        f"{shell.button('Keep them')}</form>"
    )
    return shell.card(
        "New thresholds",
        *(["<p>Your data show:</p>", *proposals] if proposals else []),
        "<p>They count from their day on; what came before stays as it was.</p>",
        form,
    )


def show_voice(kit: Kit) -> str:
    """Return who speaks in workouts, and what may be kept."""
    kept = kit.voice.subscription
    names = {name: coach.voice.find_persona(name).name for name in coach.voice.PERSONAS}
    days = f"{kept.retention_days}"
    return shell.card(
        "Who speaks in workouts",
        '<form method="post" action="/settings/voice">',
        _select("persona", "Persona", names, kept.persona),
        _tick("collect", "What is said may be kept", checked=kept.collect),
        _tick("train", "My texts may train a persona, without personal data", checked=kept.train),
        shell.field("retention_days", "Kept for, days", kind="number", value=days),
        shell.button("Save the choice"),
        "</form>",
    )


def show_sources(kit: Kit) -> str:
    """Return what is fetched from where, and when it was; empty without a source."""
    problems = kit.check_sources()
    rows = [
        (
            escape(_name(source)),
            "never" if source.synced_at is None else f"{source.synced_at:%Y-%m-%d %H:%M}",
            tell(problem or source.error or ""),
        )
        for source, problem in zip(kit.last_syncs(), problems, strict=True)
    ]
    if not rows:
        return ""
    return shell.card(
        "Sources",
        shell.table(("source", "last fetched", ""), rows),
        f'<form method="post" action="/settings/sync">{shell.button("Fetch now")}</form>',
    )


def _name(source: SourceSync) -> str:
    return source.source.removeprefix("source.")


def _say(change: ThresholdChange) -> str:
    """Say new thresholds in words."""
    found = change.model_dump(exclude_none=True, exclude={"date", "sport"})
    said = []
    for name, value in found.items():
        if name == "threshold_speed_m_s":
            said.append(f"threshold pace {show_pace(value)}")
        elif name == "mass_kg":
            said.append(f"mass {show_mass(value)}")
        else:
            words, _, unit = _THRESHOLDS.get(name, name).rpartition(", ")
            said.append(f"{words or unit} {value:g} {unit if words else ''}".strip())
    return escape(", ".join(said))


def read_number(name: str, text: str) -> float:
    """Read a number that a form sent; `InvalidInput` where it is none."""
    try:
        return float(text)
    except ValueError:
        raise InvalidInput(name, text, "a number") from None


def _back(said: str) -> RedirectResponse:
    return RedirectResponse(f"/settings?said={quote_plus(said)}", 303)


def _choose(name: str, legend: str, options: Mapping[str, str], chosen: str) -> str:
    inputs = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"'
        f"{' checked' if value == chosen else ''}><span>{words}</span></label>"
        for value, words in options.items()
    )
    return f'<fieldset><legend>{legend}</legend><div class="seg">{inputs}</div></fieldset>'


def _select(name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    listed = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(words)}</option>"
        for value, words in options.items()
    )
    return (
        f'<p class="field"><label for="i-{name}">{label}</label>'
        f'<select id="i-{name}" name="{name}">{listed}</select></p>'
    )


def _tick(name: str, words: str, *, checked: bool) -> str:
    on = " checked" if checked else ""
    return f'<p><label><input type="checkbox" name="{name}" value="true"{on}> {words}</label></p>'
