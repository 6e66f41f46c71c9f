"""Settings: who the athlete is, files, privacy and costs."""

import datetime as dt
from typing import Annotated, Literal
from urllib.parse import quote_plus

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trainkit._html import escape
from trainkit.errors import InvalidInput, NotFound
from trainkit.host._access import OpenKit
from trainkit.host._api.account import say_athlete
from trainkit.host._api.files import read_uploads
from trainkit.host._pages import shell
from trainkit.kit import Kit
from trainkit.models import Athlete, ThresholdChange

__all__ = ["athlete_form", "empty_page", "router", "upload_form"]

router = APIRouter(default_response_class=HTMLResponse)

_SHOWN = 50
_WORDS = {
    "birth_date": "date of birth",
    "hr_rest": "resting heart rate, bpm",
    "hr_max": "maximum heart rate, bpm",
    "hr_threshold": "threshold heart rate, bpm",
    "ftp_w": "threshold power, W",
    "threshold_speed_m_s": "threshold speed, m/s",
    "mass_kg": "mass, kg",
    "hr_zones": "heart-rate zones, bpm",
    "power_zones": "power zones, W",
    "speed_zones": "speed zones, m/s",
    "timezone": "time zone",
    "sleep_need_h": "sleep need, h",
}


@router.get("/settings")
def page(kit: OpenKit, said: str = "") -> str:
    """Show who the athlete is, and what is kept."""
    return shell.frame(
        kit,
        "/settings",
        "Settings",
        shell.notice(said),
        '<div class="split"><div class="col">',
        _athlete(kit),
        athlete_form(kit),
        upload_form(),
        '</div><div class="col">',
        _costs(kit),
        _data(),
        "</div></div>",
    )


@router.post("/settings/athlete")
def say(  # noqa: PLR0917  fields of a form
    kit: OpenKit,
    sex: Annotated[Literal["female", "male"], Form()],
    birth_date: Annotated[dt.date, Form()],
    hr_rest: Annotated[float, Form()],
    hr_max: Annotated[float, Form()],
    timezone: Annotated[str, Form()] = "UTC",
    name: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Keep who the athlete is."""
    athlete = Athlete(
        sex=sex,
        birth_date=birth_date,
        hr_rest=hr_rest,
        hr_max=hr_max,
        timezone=timezone.strip() or "UTC",
        name=name.strip() or None,
    )
    say_athlete(kit, athlete)
    return RedirectResponse("/?said=Saved+who+you+are.", 303)


@router.post("/settings/files")
def upload(kit: OpenKit, files: Annotated[list[UploadFile], File()]) -> str:
    """Read files, and say what could not be read."""
    reading = read_uploads(kit, files)
    rows = [
        (escape(item.path), escape(item.message), "" if item.offset is None else f"{item.offset}")
        for item in reading.problems[:_SHOWN]
    ]
    more = len(reading.problems) - len(rows)
    problems = shell.table(("file", "what is wrong", "byte"), rows)
    return shell.frame(
        kit,
        "/settings",
        "Files",
        shell.card(
            "What was read",
            f"<p>{reading.activities} activities, {reading.days} days and {reading.races} races "
            f'from {reading.files} files. <a href="/">Today</a></p>',
        ),
        shell.card(
            "What could not be read",
            problems if rows else "<p>Everything could be read.</p>",
            f"<p>And {more} more.</p>" if more else "",
        ),
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
    options = "".join(
        f'<option value="{sex}"{" selected" if sex == chosen else ""}>{sex}</option>'
        for sex in ("female", "male")
    )
    said = {} if known is None else known.model_dump(exclude_none=True)
    born, zone = str(said.get("birth_date", "")), str(said.get("timezone", "UTC"))
    rest, most = (f"{said[name]:g}" if name in said else "" for name in ("hr_rest", "hr_max"))
    return shell.card(
        "Who are you?" if known is None else "Change it",
        '<form method="post" action="/settings/athlete"><div class="fields">',
        f'<p class="field"><label for="i-sex">Sex</label><select id="i-sex" name="sex">{options}'
        "</select></p>",
        shell.field("birth_date", "Date of birth", kind="date", value=born, needed=True),
        shell.field("hr_rest", "Resting heart rate, bpm", kind="number", value=rest, needed=True),
        shell.field("hr_max", "Maximum heart rate, bpm", kind="number", value=most, needed=True),
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
        '<form method="post" action="/settings/files" enctype="multipart/form-data">'
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
        (str(change.date), ", ".join(f"{name} {value}" for name, value in _describe(change)))
        for change in known.changes
    ]
    return shell.card("You", shell.facts_list(_describe(known)), shell.facts_list(changes))


def _describe(fields: Athlete | ThresholdChange) -> list[tuple[str, str]]:
    found = fields.model_dump(exclude_none=True, exclude={"changes", "date"})
    return [
        (
            _WORDS.get(name, name.replace("_", " ")),
            f"{value:g}" if _is_number(value) else str(value),
        )
        for name, value in found.items()
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _costs(kit: Kit) -> str:
    report = kit.costs()
    rows = [
        (escape(row.name), f"{row.calls}", f"{row.cost_usd:.4f}")
        for row in (*report.by_model, report.total)
    ]
    table = shell.table(("model", "calls", "US dollars"), rows)
    return shell.card("What language models cost", table)


def _data() -> str:
    return shell.card(
        "Your data",
        "<p>Everything is kept on this machine.</p>"
        '<p><a class="btn plain" href="/api/v1/privacy/export">Export everything</a></p>'
        '<form method="post" action="/settings/delete">',
        shell.field("confirm", "To delete everything, write: delete everything"),
        shell.button("Delete everything", plain=True),
        "</form>",
    )
