"""Fault search: which fault hurts a system most, and whether anything is left behind."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit import charts
from trainkit._html import escape
from trainkit.chaos import CampaignReport, describe_point
from trainkit.errors import InvalidInput
from trainkit.host._access import OpenKit
from trainkit.host._api import faults as api
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import tell
from trainkit.host._shop import SHOP
from trainkit.kit import Kit

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_LIVE = frozenset({"pending", "running", "stopping"})
_AGAIN_S = 3
_SHOWN = 30
_WRONG = "a name of small letters, digits and hyphens, and 1 to 1,000 trials"
_HOW = (
    "<p>Severity is the score of the analyzer that the search's settings name, from 0 to 10: how "
    "wrong answers were, how slow, and what else changed. The journal of each search holds every "
    "trial with its observations.</p>"
)


@router.get("/faults")
def page(kit: OpenKit, request: Request) -> str:
    """List the campaigns whose journals stand in the home, and start one."""
    rows = [
        (
            _link(item),
            escape(item.status),
            f"{item.trials}",
            "" if item.worst is None else f'<a class="n" href="#how">{item.worst:.1f}</a>',
            escape(item.fault.replace("_", " ")),
            escape(item.message) + _choices(item),
        )
        for item in api.list_sessions(request)
    ]
    table = shell.table(("search", "state", "trials", "worst severity, of 10", "fault", ""), rows)
    empty = "<p>There is none yet. The simulated shop below harms nobody.</p>"
    return shell.frame(
        kit,
        "/faults",
        "Faults",
        shell.card("Searches", table if rows else empty),
        _new(kit) if api.home_of(request) is not None else "",
        f'<div id="how">{shell.card("How these numbers are made", _HOW)}</div>',
        lead="Which fault hurts a system most.",
    )


@router.post("/faults/start")
def start(  # noqa: PLR0917  fields of a form
    kit: OpenKit,
    request: Request,
    name: Annotated[str, Form(max_length=63)],
    trials: Annotated[int, Form()] = 30,
    injector: Annotated[Literal["simulated", "own"], Form()] = "simulated",
    settings: Annotated[str, Form(max_length=100_000)] = "",
) -> RedirectResponse:
    """Start a search."""
    tried = _read_settings(settings)
    try:
        wish = api.Search(name=name, settings=tried, trials=trials, injector=injector)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InvalidInput(str(wrong["loc"][0]), str(wrong["input"])[:63], _WRONG) from None
    api.start(kit, request, wish)
    return RedirectResponse(f"/faults/{wish.name}", 303)


@router.get("/faults/{name}")
def show(kit: OpenKit, request: Request, name: api.Name) -> str:
    """Show a search: how far it is, what was found, and each trial; live while it runs."""
    report, trials = api.read(request, name), api.read_trials(request, name)
    live = report.status in _LIVE
    return shell.frame(
        kit,
        "/faults",
        f"Search {name}",
        shell.card("How far it is", _progress(report, live=live), _choices(report)),
        _findings(trials) if trials is not None else "",
        '<p><a class="btn plain" href="/faults">All searches</a></p>',
        f'<div id="how">{shell.card("How these numbers are made", _HOW)}</div>',
        again_s=_AGAIN_S if live else 0,
    )


@router.post("/faults/{name}/resume")
def resume(kit: OpenKit, request: Request, name: str) -> RedirectResponse:
    """Go on with a search that ended early."""
    api.resume_search(kit, request, name)
    return RedirectResponse(f"/faults/{name}", 303)


@router.post("/faults/{name}/stop")
def stop(request: Request, name: str) -> RedirectResponse:
    """Stop a search after its running trial."""
    api.stop_search(request, name)
    return RedirectResponse(f"/faults/{name}", 303)


def _read_settings(text: str) -> dict[str, object]:
    if not text.strip():
        return dict(SHOP)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("settings", text[:40], f"JSON ({error})") from None
    if not isinstance(found, dict):
        raise InvalidInput("settings", text[:40], "a JSON object")
    return found


def _link(item: api.FaultSession) -> str:
    if item.status.startswith("cannot be read"):
        return escape(item.name)
    return f'<a href="/faults/{escape(item.name)}">{escape(item.name)}</a>'


def _progress(report: api.FaultReport, *, live: bool) -> str:
    """Say the state of a search, with a bar while it runs."""
    rest, trials = report.remaining_s, f"{report.trials}"
    rows = (
        ("state", report.status),
        ("trials", f"{trials}, {report.failed} failed" if report.failed else trials),
        ("time so far", _say_time(report.elapsed_s)),
        ("about left", "" if rest is None or not live else _say_time(rest)),
        ("worst fault", report.fault.replace("_", " ")),
    )
    bar = (
        f'<progress max="1" value="{report.progress:.3f}" aria-label="Share that is done">'
        "</progress>"
    )
    worst = ""
    if report.worst is not None:
        number = f'<a class="n" href="#how">{report.worst:.1f}</a>'
        worst = f'<p class="answer">Worst severity so far: {number} of 10</p>'
    told = shell.notice(report.message or report.error)
    return f"{told}{worst}{bar if live else ''}{shell.facts_list(rows)}"


def _findings(report: CampaignReport) -> str:
    """Draw the learning curve, and list the worst faults with their reasons."""
    chart = charts.campaign(report)
    listed = [
        (
            f"{found.trial}",
            f'<a class="n" href="#how">{found.severity.total:.1f}</a>',
            escape(describe_point(found.point).replace("_", " ")),
            tell("; ".join(reason.message for reason in found.severity.reasons)),
        )
        for found in report.findings[:_SHOWN]
    ]
    table = shell.table(("trial", "severity", "fault", "why"), listed)
    tried = [
        (f"{number}", "failed" if value is None else f"{value:.1f}")
        for number, value in enumerate(report.severities, 1)
    ]
    drawn = shell.figure(chart.html()) if chart.panels else f"<p>{tell(chart.missing)}</p>"
    every = shell.details("Table", shell.table(("trial", "severity"), tried)) if tried else ""
    none = "<p>No trial was severe enough to be a finding yet.</p>"
    return shell.card("Severity of each trial", drawn, every) + shell.card(
        "Findings", table if listed else none
    )


def _say_time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else shell.duration(seconds)


def _new(kit: Kit) -> str:
    """Return the form that starts a search."""
    own = kit.fault_injector is not None
    inputs = "".join(
        f'<label><input type="radio" name="injector" value="{value}"'
        f"{' checked' if value == 'simulated' else ''}><span>{words}</span></label>"
        for value, words in (("simulated", "the simulated shop"), ("own", "this host's system"))
        if own or value == "simulated"
    )
    shop = escape(json.dumps(SHOP, indent=1))
    settings = (
        '<p class="field"><label for="i-settings">Search space and limits, JSON</label>'
        f'<textarea id="i-settings" name="settings" rows="12" spellcheck="false">{shop}</textarea>'
        "</p>"
    )
    return shell.card(
        "Start a search",
        '<form method="post" action="/faults/start"><div class="fields">',
        shell.field("name", "Name", value="shop", needed=True, hint="small letters and digits"),
        shell.field("trials", "Trials at most", kind="number", value="30"),
        f'</div><fieldset><legend>Where</legend><div class="seg">{inputs}</div></fieldset>',
        shell.details("What may be tried", settings),
        shell.button("Start it"),
        "</form>",
    )


def _choices(item: api.FaultSession) -> str:
    """Return what a person can do with a search."""
    if item.status in api.ENDED_EARLY:
        word, label, said = "resume", "Resume", f"Resume {item.name}"
    elif item.status in {"pending", "running"}:
        word, label, said = "stop", "Stop", f"Stop {item.name}"
    else:
        return ""
    return (
        f'<form method="post" action="/faults/{escape(item.name)}/{word}">'
        f"{shell.button(label, plain=True, name=said)}</form>"
    )
