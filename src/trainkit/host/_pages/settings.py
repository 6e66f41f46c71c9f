"""Settings: who the athlete is, files, privacy and costs."""

import datetime as dt
from typing import Annotated, Literal
from urllib.parse import quote_plus

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trainkit._html import escape
from trainkit.errors import InvalidInput, NotFound
from trainkit.host._access import OpenKit
from trainkit.host._api.account import say_athlete
from trainkit.host._api.files import find_upload, list_uploads, receive
from trainkit.host._pages import choices, shell
from trainkit.host._pages.amounts import count, full_day, show_mass, show_pace, tell
from trainkit.host._upload import Upload
from trainkit.kit import Kit
from trainkit.models import Athlete, ThresholdChange
from trainkit.models._usual import usual_hr_max

__all__ = ["athlete_form", "empty_page", "router", "upload_form"]

router = APIRouter(default_response_class=HTMLResponse)

_SHOWN = 50
_MOMENT_S = 2.0
_ALL, _NONE = "Everything could be read.", "Nothing of training or health was found in the files."
_WORDS = {
    "birth_date": "date of birth",
    "hr_rest": "resting heart rate, bpm",
    "hr_max": "maximum heart rate, bpm",
    "hr_threshold": "threshold heart rate, bpm",
    "ftp_w": "threshold power, W",
    "threshold_speed_m_s": "threshold pace",
    "mass_kg": "mass",
    "hr_zones": "heart-rate zones, bpm",
    "power_zones": "power zones, W",
    "speed_zones": "speed zones, m/s",
    "timezone": "time zone",
    "sleep_need_h": "sleep need, h",
    "risk_style": "risk style",
    "name": "name",
    "sex": "sex",
}


@router.get("/settings")
def page(kit: OpenKit, request: Request, said: str = "") -> str:
    """Show who the athlete is, and what is kept."""
    known = _find_athlete(kit) is not None
    return shell.frame(
        kit,
        "/settings",
        "Settings",
        shell.notice(said),
        '<div class="split"><div class="col">',
        _athlete(kit),
        athlete_form(kit),
        choices.show_thresholds(kit) if known else "",
        upload_form(),
        _uploads(list_uploads(request, kit)),
        '</div><div class="col">',
        choices.show_display(),
        choices.show_sources(kit),
        choices.show_voice(kit),
        _costs(kit),
        _data(kit),
        "</div></div>",
    )


@router.post("/settings/athlete")
def say(  # noqa: PLR0917  fields of a form
    kit: OpenKit,
    sex: Annotated[Literal["female", "male"], Form()],
    birth_date: Annotated[dt.date, Form()],
    hr_rest: Annotated[float, Form()],
    hr_max: Annotated[str, Form(max_length=20)] = "",
    timezone: Annotated[str, Form()] = "UTC",
    name: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Keep who the athlete is."""
    said = "Saved who you are."
    if hr_max.strip():
        most = choices.read_number("hr_max", hr_max)
    else:
        most = usual_hr_max(birth_date, kit.now().date())
        said += f" Your maximum heart rate is taken as {most:.0f} bpm, by your age."
    athlete = Athlete(
        sex=sex,
        birth_date=birth_date,
        hr_rest=hr_rest,
        hr_max=most,
        timezone=timezone.strip() or "UTC",
        name=name.strip() or None,
    )
    say_athlete(kit, athlete)
    return RedirectResponse(f"/?said={quote_plus(said)}", 303)


@router.post("/settings/files")
def upload(
    kit: OpenKit, request: Request, files: Annotated[list[UploadFile], File()]
) -> RedirectResponse:
    """Keep files, wait a moment until they are read, and show how far they are."""
    got = receive(request, kit, files, wait_s=_MOMENT_S)
    return RedirectResponse(f"/settings/files/{got.id}", 303)


@router.get("/settings/files/{key}")
def show_upload(kit: OpenKit, request: Request, key: str) -> str:
    """Show how far an upload is, what was read, and what could not be."""
    found = find_upload(request, kit, key)
    if found.state == "reading":
        return shell.frame(kit, "/settings", "Files", _progress(found), again_s=2)
    if found.reading is None:
        said = f"<p>The files could not be read: {tell(found.message)}</p>"
        return shell.frame(kit, "/settings", "Files", shell.card("Not read", said), upload_form())
    reading = found.reading
    rows = [
        (escape(item.path), tell(item.message), "" if item.offset is None else f"{item.offset}")
        for item in reading.problems[:_SHOWN]
    ]
    more = len(reading.problems) - len(rows)
    found_any = reading.activities or reading.days or reading.races
    problems = shell.table(("file", "what is wrong", "byte"), rows)
    return shell.frame(
        kit,
        "/settings",
        "Files",
        shell.card(
            "What was read",
            f"<p>{count(reading.activities, '1 activity', '{} activities')}, "
            f"{count(reading.days, '1 day', '{} days')} and "
            f"{count(reading.races, '1 race', '{} races')} from "
            f"{count(reading.files, '1 file', '{} files')}. "
            '<a href="/">Today</a></p>',
        ),
        shell.card(
            "What was left out or mended",
            problems if rows else f"<p>{_ALL if found_any else _NONE}</p>",
            f"<p>And {more} more.</p>" if more else "",
        ),
        upload_form(),
    )


@router.post("/settings/delete")
def delete(kit: OpenKit, confirm: Annotated[str, Form()] = "") -> Response:
    """Delete everything, where the word is right."""
    if confirm != "delete everything":
        raise InvalidInput("confirm", confirm, 'the words "delete everything"')
    said = quote_plus(f"Deleted {kit.forget()} records.")
    return RedirectResponse(f"/settings?said={said}", 303)


def athlete_form(kit: Kit | None) -> str:
    """Return the questions about the athlete, with the answers that are known."""
    known = None if kit is None else _find_athlete(kit)
    chosen = "" if known is None else known.sex
    options = '<option value="">choose</option>' if known is None else ""
    options += "".join(
        f'<option value="{sex}"{" selected" if sex == chosen else ""}>{sex}</option>'
        for sex in ("female", "male")
    )
    said = {} if known is None else known.model_dump(exclude_none=True)
    born, zone = str(said.get("birth_date", "")), str(said.get("timezone", "UTC"))
    rest, most = (f"{said[name]:g}" if name in said else "" for name in ("hr_rest", "hr_max"))
    return shell.card(
        "Who are you?" if known is None else "Change it",
        f'<form method="post" action="/settings/athlete"{" data-new" if known is None else ""}>'
        '<div class="fields">',
        '<p class="field"><label for="i-sex">Sex</label><select id="i-sex" name="sex" required>'
        f"{options}</select></p>",
        shell.field("birth_date", "Date of birth", kind="date", value=born, needed=True),
        shell.field(
            "hr_rest",
            "Resting heart rate, bpm",
            kind="number",
            value=rest,
            needed=True,
            hint="your pulse after waking",
        ),
        shell.field(
            "hr_max",
            "Maximum heart rate, bpm",
            kind="number",
            value=most,
            hint="the highest you have seen, or empty for that of your age",
        ),
        shell.field("timezone", "Time zone", value=zone, hint="such as Europe/Berlin"),
        shell.field("name", "Name", value=str(said.get("name", ""))),
        "</div>",
        shell.button("Save who I am"),
        "</form>",
    )


def upload_form() -> str:
    """Return the form that brings files in."""
    return shell.card(
        "Bring data in",
        '<form id="upload" method="post" action="/settings/files" enctype="multipart/form-data">'
        '<p class="field"><label for="i-files">FIT, GPX, TCX, CSV, JSON, XML or zip files</label>'
        '<input id="i-files" name="files" type="file" multiple required></p>',
        shell.button("Read the files"),
        "</form>",
    )


def empty_page(kit: Kit, path: str, title: str) -> str:
    """Return a page that has nothing to show before the first data."""
    return shell.frame(kit, path, title, shell.notice("There are no data yet."), upload_form())


def _find_athlete(kit: Kit) -> Athlete | None:
    try:
        return kit.profile.get()
    except NotFound:
        return None


def _athlete(kit: Kit) -> str:
    """List what is known of the athlete, and the changes by date."""
    known = _find_athlete(kit)
    if known is None:
        return ""
    changes = [
        (full_day(change.date), ", ".join(f"{name} {value}" for name, value in _describe(change)))
        for change in known.changes
    ]
    return shell.card("You", shell.facts_list(_describe(known)), shell.facts_list(changes))


def _describe(fields: Athlete | ThresholdChange) -> list[tuple[str, str]]:
    found = fields.model_dump(exclude_none=True, exclude={"changes", "date"})
    return [
        (_WORDS.get(name, name.replace("_", " ")), _show_field(name, value))
        for name, value in found.items()
    ]


def _show_field(name: str, value: object) -> str:
    """Write a field of the athlete as the reader counts."""
    if name == "threshold_speed_m_s" and isinstance(value, float):
        return show_pace(value)
    if name == "mass_kg" and isinstance(value, float):
        return show_mass(value)
    if isinstance(value, dt.date):
        return full_day(value)
    if isinstance(value, tuple | list):
        return ", ".join(f"{item:g}" for item in value)
    return f"{value:g}" if _is_number(value) else str(value)


def _progress(upload: Upload) -> str:
    """Return how far an upload is: the page looks again by itself."""
    again = "" if not upload.restarts else "<p>The host ended while it read; it reads again.</p>"
    size = f", {_say_bytes(upload.size_bytes)}," if upload.size_bytes else ""
    files = count(upload.files, "1 file", "{} files")
    came = f"<p>{files}{size} came whole: kept, and read whatever happens.</p>"
    if not upload.total:
        return shell.card("Reading", again, came, "<p>They wait to be read.</p>")
    bar = (
        f'<progress max="{upload.total}" value="{upload.read}" aria-label="Files that are read">'
        f"</progress><p>{upload.read} of {upload.total} files are read.</p>"
    )
    return shell.card("Reading", again, came, bar)


def _say_bytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


def _uploads(uploads: list[Upload]) -> str:
    """List the latest uploads, where there are any."""
    rows = [
        (
            f'<a href="/settings/files/{upload.id}">{upload.began:%Y-%m-%d %H:%M} UTC</a>',
            f"{upload.files}",
            escape(_outcome(upload)),
        )
        for upload in uploads
    ]
    return shell.card("Files you sent", shell.table(("sent", "files", ""), rows)) if rows else ""


def _outcome(upload: Upload) -> str:
    if upload.state == "reading":
        return f"{upload.read} of {upload.total} read" if upload.total else "waits"
    if upload.reading is None:
        return upload.message
    problems = len(upload.reading.problems)
    if not problems:
        return "read"
    return count(problems, "read, 1 problem", "read, {} problems")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _costs(kit: Kit) -> str:
    report, budgets = kit.costs(), kit.budgets()
    rows = [
        (escape(row.name), f"{row.calls}", f"{row.cost_usd:.4f}")
        for row in (*report.by_model, report.total)
    ]
    kept = kit.budget
    spent = [(tell(str(of)), f"{usd:.2f}", f"{of.limit_usd:.2f}") for of, usd in budgets]
    said = "<p>None was asked yet.</p>"
    if kit.llm is None:
        said = "<p>None is set: nothing leaves this machine.</p>"
    return shell.card(
        "Language models",
        shell.table(("model", "calls", "US dollars"), rows) if report.total.calls else said,
        shell.table(("budget", "spent, US dollars", "limit"), spent) if spent else "",
        _limit(kept) if kit.llm is not None or kept is not None else "",
    )


def _limit(kept: float | None) -> str:
    """Return the form for what may be spent."""
    return (
        '<form method="post" action="/settings/budget" class="row">'
        + shell.field(
            "limit",
            "At most a month, US dollars",
            kind="number",
            value="" if kept is None else f"{kept:g}",
            hint="or empty for no limit of yours",
        )
        + shell.button("Keep the limit")
        + "</form>"
    )


def _data(kit: Kit) -> str:
    span = kit.outline().span
    known = "" if span is None else f"<p>From {full_day(span[0])} to {full_day(span[1])}.</p>"
    return shell.card(
        "Your data",
        f"{known}<p>Everything is kept on this machine.</p>"
        '<p><a class="btn plain" href="/api/v1/privacy/export">Export everything</a></p>'
        '<form method="post" action="/settings/delete">',
        shell.field("confirm", "To delete everything, write: delete everything"),
        shell.button("Delete everything", plain=True),
        "</form>",
    )
