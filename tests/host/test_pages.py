"""The dashboard: every page in every state, forms without a script, and hostile text."""

import datetime as dt
import re
import threading
from html.parser import HTMLParser
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")

PAGES = (
    "/",
    "/calendar",
    "/plan",
    "/plan/new",
    "/trends",
    "/activities",
    "/insights",
    "/coach",
    "/goals",
    "/faults",
    "/settings",
    "/facts",
)
HOSTILE = "<script>alert(1)</script>\u202e'\"&"
VOID = {"meta", "link", "input", "br", "rect", "circle", "path", "line", "polyline", "polygon"}


class Page(HTMLParser):
    """What a page is made of; elements that are not closed in order fail."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.numbers: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[str] = []
        self.inline: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.inline += [tag] if "style" in found or tag == "style" else []
        self.inline += [name for name in found if name.startswith("on")]
        self.inline += [tag] if tag == "script" and "src" not in found else []
        if tag == "a":
            self.links.append(found["href"])
            self.numbers += [found["href"]] if found.get("class") == "n" else []
        if tag == "label" and "for" in found:
            self.labels.add(found["for"])
        if tag in {"input", "select", "textarea"} and found.get("type") not in {
            "hidden",
            "radio",
            "checkbox",
        }:
            self.fields.append(found["id"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":  # cells and rows need no end
            while self.open[-1] in {"td", "th", "tr"}:
                self.open.pop()
        if tag not in VOID:
            assert self.open.pop() == tag


def read(client: Any, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    page = Page(answer.text)
    assert len(set(page.ids)) == len(page.ids)
    assert page.inline == []
    assert set(page.fields) <= page.labels
    assert answer.text.count("<h1") == 1
    return page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_with_data_and_a_plan(planned: Any, kit: tk.Kit, path: str) -> None:
    kit.goals.add("10K in 50 minutes on 2026-09-01")
    page = read(planned, path)
    assert "/settings" in page.links
    for link in page.links:
        assert link.startswith(("/", "#")), link
        if link.startswith("#"):
            assert link[1:] in page.ids, link


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_what_is_missing_before_the_first_data(empty: Any, path: str) -> None:
    asked = read(empty, path)
    assert "must be given" not in empty.get(path).text
    assert "i-sex" in asked.ids or path not in {"/", "/trends", "/insights"}
    who = {"sex": "female", "birth_date": "1990-05-01", "hr_rest": 50, "hr_max": 190}
    assert empty.put("/api/v1/athlete", json=who).status_code == 200
    read(empty, path)


@pytest.mark.parametrize("path", ["/", "/trends", "/goals"])
def test_numbers_lead_to_facts_that_stand_there(planned: Any, kit: tk.Kit, path: str) -> None:
    assert kit.planned is not None
    kit.goals.add(kit.planned.goals[0])
    places = set(read(planned, "/facts").ids)
    targets = [link for link in read(planned, path).numbers if link.startswith("/facts#")]
    assert targets
    assert {target.partition("#")[2] for target in targets} <= places


def test_an_activity_shows_its_figures_samples_and_origin(client: Any, kit: tk.Kit) -> None:
    seconds = [float(at) for at in range(600)]
    streams = tk.Streams(
        time_s=seconds,
        heart_rate=[120.0 + at / 20 for at in range(600)],
        latitude=[48.0 + at / 1e5 for at in range(600)],
        longitude=[11.0 + at / 2e5 for at in range(600)],
    )
    start = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    kit.log(tk.Activity(sport="running", start=start, elapsed_s=600, name=HOSTILE, streams=streams))
    key = next(item.id for item in kit.activities.list() if item.streams is not None)
    page = read(client, f"/activities/{key}")
    assert "origin" in page.ids
    text = client.get(f"/activities/{key}").text
    assert "<polyline" in text
    assert "heart rate [bpm]" in text
    read(client, "/activities/nothing", 404)


def test_marks_in_an_answer_lead_to_its_receipts(client: Any) -> None:
    answer = client.post("/coach/ask", data={"message": "How recovered am I?"})
    page = read(client, answer.headers["location"].partition("#")[0])
    marks = [link for link in page.numbers if link.startswith("#t0-")]
    assert marks
    assert {mark[1:] for mark in marks} <= set(page.ids)


def test_text_of_others_stays_text(planned: Any, kit: tk.Kit) -> None:
    kit.log(tk.DailyHealth(date=dt.date(2026, 5, 1), notes=HOSTILE))
    kit.log(tk.RaceResult(date=dt.date(2026, 5, 2), distance_m=5_000, time_s=1_300, name=HOSTILE))
    kit.goals.add(tk.Goal(distance_m=5_000, date=dt.date(2026, 8, 2), name=HOSTILE))
    planned.post("/coach/ask", data={"message": HOSTILE})
    talk = kit.conversations.list()[0].id
    for path in (*PAGES, f"/coach?talk={talk}", f"/?said={HOSTILE}", f"/calendar?said={HOSTILE}"):
        text = planned.get(path).text
        assert "<script>alert" not in text, path
        assert "\u202e" not in text, path


def test_forms_work_without_a_script(planned: Any, kit: tk.Kit) -> None:
    span = kit.history().span
    assert span is not None
    said = {"date": str(span[1]), "soreness": "60", "energy": "20", "ill": "true"}
    assert planned.post("/today/feel", data=said).status_code == 303
    assert kit.days.get(span[1]).illness is True
    assert planned.post("/goals/add", data={"goal": "5K on 2026-10-01"}).status_code == 303
    key = kit.goals.list()[0].key
    assert planned.post("/goals/remove", data={"key": key}).status_code == 303
    assert kit.goals.list() == []
    assert kit.planned is not None
    day = next(item.date for item in kit.planned.workouts if item.steps)
    assert planned.post("/calendar/complete", data={"day": str(day)}).status_code == 303
    assert planned.post("/calendar/skip", data={"day": str(day), "reason": "x"}).status_code == 303
    assert kit.planned.on(day).skipped == "x"  # type: ignore[union-attr, arg-type]
    moved = planned.post("/calendar/move", data={"day": str(day), "to_day": str(day)})
    assert "Not+moved" in moved.headers["location"]
    Page(planned.post("/plan/adapt").text)
    assert planned.post("/plan/drop").status_code == 303
    assert kit.planned is None


def test_a_new_plan_is_judged_before_it_is_kept(planned: Any, kit: tk.Kit) -> None:
    before = kit.planned
    said = {
        "goal": "10K in 55:00 on 2026-09-20",
        "tue": "60",
        "thu": "60",
        "sat": "60",
        "sun": "90",
    }
    verdict = planned.post("/plan/verdict", data=said).text
    assert str(kit.feasibility(said["goal"]).reasons[0]) in verdict
    assert "<html" not in verdict
    checked = planned.post("/plan/check", data=said).text
    Page(checked)
    assert kit.planned == before
    assert "An hour more a week" in checked
    draft = re.search(r'name="draft" value="(\w+)"', checked)
    assert draft is not None
    assert planned.post("/plan/take", data={"draft": draft[1]}).status_code == 303
    assert kit.planned is not None
    assert kit.planned.goals[0].time_s == 3_300
    assert "10 km in 55:00" in planned.get("/plan").text
    assert "10 km" in planned.get("/goals").text  # the race of the plan is a goal too


def test_the_days_to_which_a_session_may_go_are_checked_before(planned: Any, kit: tk.Kit) -> None:
    plan = kit.planned
    assert plan is not None
    today = kit.calendar().today
    day = next(w.date for w in plan.workouts if w.hard and w.date and (w.date - today).days > 8)
    targets = kit.drafts.moves(day)
    assert {target.broken == "" for target in targets} == {True, False}
    shown = planned.get(f"/calendar?day={day}").text
    for to_day, broken in targets:
        assert (f'<option value="{to_day}">' in shown) is (broken == "")
        moved = planned.post("/calendar/move", data={"day": str(day), "to_day": str(to_day)})
        assert ("Not+moved" in moved.headers["location"]) is (broken != "")
        kit.adopt(plan)


@pytest.mark.parametrize("path", ["start=0001-01-01", "day=9999-12-31", "start=9999-12-30"])
def test_weeks_at_the_ends_of_time_are_refused(client: Any, path: str) -> None:
    answer = client.get(f"/calendar?{path}")
    assert answer.status_code == 400
    assert "1900 to 2200" in answer.text


def test_a_race_out_of_reach_says_what_would_help(planned: Any) -> None:
    verdict = planned.post("/plan/verdict", data={"goal": "marathon in 2:20 on 2026-08-02"}).text
    assert "Not in this time" in verdict
    assert "What would make it comfortable" in verdict
    assert "such as" in planned.post("/plan/verdict", data={"goal": ""}).text
    said = {"goal": "marathon on 2026-08-02"}
    refused = planned.post("/plan/check", data=said).text
    assert "Not in this time" in refused
    assert "Make this my plan" not in refused
    assert "Make this my plan" in planned.post("/plan/check", data=said | {"short": "true"}).text


def test_a_form_with_a_wrong_field_says_what_is_wrong(client: Any) -> None:
    answer = client.post("/goals/add", data={"goal": "to be fast"})
    assert answer.status_code == 400
    assert "a distance" in answer.text
    Page(answer.text)
    for text in ("often", "nan", "-5", "1e9"):
        answer = client.post("/plan/check", data={"goal": "10K on 2026-09-20", "tue": text})
        assert answer.status_code == 400, text
        assert "tue" in answer.text
        Page(answer.text)


def test_an_upload_on_the_page_lists_what_is_damaged(client: Any) -> None:
    answer = client.post("/settings/files", files=[("files", ("<b>.fit", b"\x00" * 40))])
    assert answer.status_code == 303
    for thread in threading.enumerate():
        if thread.name.startswith("upload"):
            thread.join()
    page = client.get(answer.headers["location"]).text
    assert "What was left out or mended" in page
    assert "<b>.fit" not in page
    Page(page)
    sent = client.get("/settings").text
    assert "Files you sent" in sent
    assert "read, 1 problem<" in sent
    assert client.get("/settings/files/nothing").status_code == 404


def test_an_athlete_is_said_on_the_page(empty: Any) -> None:
    said = {"sex": "female", "birth_date": "1990-01-01", "hr_rest": "50", "hr_max": "190"}
    assert empty.post("/settings/athlete", data=said).status_code == 303
    assert "female" in empty.get("/settings").text
    wrong = said | {"hr_max": "40"}
    assert empty.post("/settings/athlete", data=wrong).status_code == 400


def test_deletion_asks_for_the_word(client: Any, kit: tk.Kit) -> None:
    assert client.post("/settings/delete", data={"confirm": "yes"}).status_code == 400
    assert kit.history().activities
    assert client.post("/settings/delete", data={"confirm": "delete everything"}).status_code == 303
    assert not kit.history().activities


def test_pages_stay_small(planned: Any) -> None:
    for path in ("/", "/calendar", "/plan", "/coach"):
        assert len(planned.get(path).content) < 100_000
    assert len(planned.get("/static/app.css").content) < 25_000
    assert len(planned.get("/static/app.js").content) < 12_000


def test_colours_of_text_have_contrast() -> None:
    from trainkit.host import __file__ as place

    css = place.replace("__init__.py", "static/app.css")
    with open(css, encoding="utf-8") as file:  # noqa: PTH123
        tokens = dict(re.findall(r"--(\w+): light-dark\((.*?)\);", file.read()))
    for name in ("ink", "soft", "accent", "green", "yellow", "red"):
        for theme in (0, 1):
            text, card = (tokens[key].split(", ")[theme] for key in (name, "card"))
            assert _contrast(text, card) >= 4.5, (name, theme)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(letter * 2 for letter in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
