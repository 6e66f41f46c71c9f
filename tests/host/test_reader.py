"""What a reader sees: units and dates as chosen, words, and numbers that lead to their trace."""

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

import trainkit as tk

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")

from fastapi.testclient import TestClient

from trainkit.host import create_app
from trainkit.host._pages import amounts, miles, traces
from trainkit.host._reader import READER, Reader

DAY = dt.date(2026, 6, 28)
_VOID = {"meta", "link", "input", "br", "rect", "circle", "path", "line", "polyline", "progress"}
_BLOCKS = {"p", "li", "td", "dd"}
_LEFT = {"svg", "form", "script", "nav", "header", "h1", "h2", "h3", "dt"}


@pytest.fixture
def american() -> Iterator[None]:
    token = READER.set(Reader("imperial", "month"))
    yield
    READER.reset(token)


def test_metric_amounts_and_days_first_are_the_usual() -> None:
    assert amounts.show_distance(10_000) == "10.0 km"
    assert amounts.show_climb(1_250) == "1,250 m"
    assert amounts.show_pace(1000 / 300) == "5:00 /km"
    assert amounts.day_name(DAY) == "Sun 28 Jun"
    assert amounts.tell("Run 12.2 km at 5:00 /km since 2026-06-28.") == (
        "Run 12.2 km at 5:00 /km since 28 Jun 2026."
    )


@pytest.mark.usefixtures("american")
def test_miles_feet_and_months_first() -> None:
    assert amounts.show_distance(1_609.344) == "1.0 mi"
    assert amounts.show_climb(304.8) == "1,000 ft"
    assert amounts.show_mass(72) == "159 lb"
    assert amounts.show_speed(10) == "22.4 mph"
    assert amounts.day_name(DAY) == "Sun, Jun 28"
    assert amounts.long_day(DAY) == "Sunday, June 28, 2026"


@pytest.mark.usefixtures("american")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("17.2 km would follow 12.2 km", "10.7 mi would follow 7.58 mi"),
        ("12 to 15 km a week", "7.46 to 9.32 mi a week"),
        ("at 4:23 to 4:37 /km", "at 7:03 to 7:26 /mi"),
        ("31 to 32 km/h", "19.3 to 19.9 mph"),
        ("a 10 km race on 2026-06-28", "a 10 km race on Jun 28, 2026"),
        ("6 x 400 m, 61 kg", "6 x 400 m, 134 lb"),
        ("0000-00-00 <b>", "0000-00-00 &lt;b&gt;"),
    ],
)
def test_sentences_are_put_into_the_readers_units(said: str, shown: str) -> None:
    assert amounts.tell(said) == shown


@pytest.mark.usefixtures("american")
def test_a_chart_is_in_miles_too() -> None:
    seconds = np.arange(600.0)
    streams = tk.Streams(time_s=seconds, speed=0 * seconds + 10, altitude=0 * seconds + 304.8)
    start = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    ride = tk.Activity(sport="cycling", start=start, elapsed_s=600, streams=streams)
    from trainkit import charts

    drawn = miles.convert_chart(charts.activity(ride))
    assert [panel.unit for panel in drawn.panels] == ["speed [mph]", "elevation [ft]"]
    assert drawn.panels[0].series[-1].y[0] == pytest.approx(22.37, abs=0.01)  # type: ignore[union-attr]


def test_numbers_in_sentences_lead_to_their_facts() -> None:
    said = traces.tell_traced("Recovery 82 of 100: fitness 44, form +1, ACWR 0.85 <b>")
    assert re.findall(r"#([\w-]+)\">([^<]*)</a>", said) == [
        ("recovery-score", "82"),
        ("form-fitness-ctl", "44"),
        ("form-form-tsb", "+1"),
        ("acwr-internal-load-ewma-7-28", "0.85"),
    ]
    assert "&lt;b&gt;" in said


def test_the_choice_is_kept_for_every_browser(client: Any, kit: tk.Kit) -> None:
    start = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    run = tk.Activity(sport="running", start=start, elapsed_s=3_000, distance_m=16_093.44)
    kit.log(run)
    page = f"/activities/{run.id}"
    assert "16.09 km" in client.get(page).text
    chosen = client.post("/settings/display", data={"units": "imperial", "dates": "month"})
    assert chosen.status_code == 303
    assert "httponly" in chosen.headers["set-cookie"].lower()
    shown = client.get(page).text
    assert "10.00 mi" in shown
    assert "Friday, May 1, 2026" in shown
    client.cookies.clear()  # another browser
    assert "10.00 mi" in client.get(page).text
    client.post("/settings/display", data={"units": "metric", "dates": "iso"})
    stale = {"cookie": "trainkit_units=imperial; trainkit_dates=month"}  # the first browser's
    assert "16.09 km" in client.get(page, headers=stale).text
    assert client.post("/settings/display", data={"units": "furlongs"}).status_code >= 400


def test_dates_follow_the_browsers_language(client: Any) -> None:
    assert "Sun 28 Jun" in client.get("/settings").text
    english = client.get("/settings", headers={"accept-language": "en-US,en;q=0.9"}).text
    assert "Sun, Jun 28" in english


class _Blocks(HTMLParser):
    """The blocks of a page's content that hold a number and no link."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.unlinked: list[str] = []
        self._open: list[str] = []
        self._text, self._linked, self._inside = "", False, False
        self.feed(text[text.index("<main") : text.index("</body>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        kind = dict(attrs).get("class") or ""
        receipt = tag == "details" or kind in {"lead", "legend", "ticks", "notice info"}
        own_words = tag == "dl" and kind == "kv"  # what a person said of a goal
        formulas = dict(attrs).get("id") == "how"
        passed = receipt or own_words or formulas or tag in _LEFT
        self._open.append("left" if passed else tag)
        if tag in _BLOCKS:
            self._end()
            self._inside = True
        self._linked |= tag == "a"

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag in _BLOCKS or tag == "table":
            self._end()
        if tag == "table":
            while self._open[-1] in {"td", "th", "tr"}:
                self._open.pop()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._inside and "left" not in self._open:
            self._text += data

    def _end(self) -> None:
        if re.search(r"\d", self._text) and not self._linked:
            self.unlinked.append(" ".join(self._text.split()))
        self._text, self._linked, self._inside = "", False, False


_RECORDED = re.compile(
    r"^(?:\d{1,2} \w{3}|\w{3} \d{1,2} \w{3}|\d+ (?:base|build|peak|taper)(?: \d{1,2} \w{3})?"
    r"|\d+ weeks.*|\w+ \d+ min|.* on \d+ \w+ \d{4}\.|simulated/.*)$"
)
"""Days, weeks of a plan and races: nothing was computed."""


def test_numbers_can_be_clicked_and_identifiers_are_not_shown(planned: Any, kit: tk.Kit) -> None:
    assert kit.planned is not None
    kit.goals.add(kit.planned.goals[0])
    for path in ("/", "/calendar", "/plan", "/goals", "/trends", "/insights"):
        text = planned.get(path).text
        found = _Blocks(text).unlinked
        assert [block for block in found if not _RECORDED.match(block)] == [], path
        words = re.sub(r"<[^>]*>", " ", text)
        assert re.findall(r"\b[a-z]+_[a-z_]+\b", words) == [], path


@pytest.mark.parametrize(
    ("units", "sport", "pace", "speed"),
    [
        ("metric", "", "4:10", 4.0),
        ("imperial", "", "6:42", 1609.344 / 402),
        ("metric", "swimming", "1:40", 1.0),
    ],
)
def test_a_threshold_pace_is_said_as_people_say_it(
    client: Any, kit: tk.Kit, *, units: str, sport: str, pace: str, speed: float
) -> None:
    client.cookies.set("trainkit_units", units)
    said = {"date": "2026-06-01", "sport": sport, "pace": pace, "hr_threshold": "170"}
    assert client.post("/settings/thresholds", data=said).status_code == 303
    athlete = kit.athlete
    known = athlete.at(DAY, sport or "running")
    assert known.threshold_speed_m_s == pytest.approx(speed)
    assert athlete.at(DAY, sport or "cycling").hr_threshold == 170


@pytest.mark.parametrize("pace", ["4", "0:00", "4:75", "4:30 /km", "fast"])
def test_a_pace_that_is_none_is_refused_in_words(client: Any, pace: str) -> None:
    answer = client.post("/settings/thresholds", data={"date": "2026-06-01", "pace": pace})
    assert answer.status_code == 400
    assert "minutes and seconds, such as 4:30" in answer.text


def test_settings_tell_what_is_spent_of_each_budget(kit: tk.Kit) -> None:
    budgets = [tk.coach.Budget(limit_usd=2.5), tk.coach.Budget(limit_usd=0.1, period="day")]
    with tk.Kit(store=kit.store, budget=budgets) as spender:
        app = create_app(kit=spender, auth=False)
        page = TestClient(app, base_url="http://127.0.0.1:8765").get("/settings").text
    assert "all calls, a month" in page
    assert "2.50" in page
    assert "all calls, a day" in page


def test_the_page_sets_what_models_may_cost(kit: tk.Kit) -> None:
    with tk.Kit(store=kit.store, llm="rules") as spender:
        client = TestClient(
            create_app(kit=spender, auth=False),
            base_url="http://127.0.0.1:8765",
            follow_redirects=False,
        )
        client.post("/settings/budget", data={"limit": "7.5"})
        assert [budget.limit_usd for budget, _ in spender.budgets()] == [7.5]
        assert 'name="limit" type="number" value="7.5"' in client.get("/settings").text
        assert client.post("/settings/budget", data={"limit": "-1"}).status_code == 400
        assert client.post("/settings/budget", data={"limit": "much"}).status_code == 400
        assert spender.budget == 7.5
        client.post("/settings/budget", data={"limit": ""})
        assert (spender.budget, spender.budgets()) == (None, [])
