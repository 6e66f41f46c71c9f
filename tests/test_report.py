"""The report: self-contained, well-formed, safe, and reproducible."""

import datetime as dt
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from trainkit import report

VOID = {"meta"}


class Checked(HTMLParser):
    """Fails on a tag that is closed in the wrong order or never."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(text: str) -> Checked:
    page = Checked()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(days=150, seed=3)


def test_the_page_needs_nothing_but_itself(history: tk.History) -> None:
    text = report.page(history, history.athlete)  # type: ignore[arg-type]
    page = checked(text)
    assert page.links == []
    assert "http" not in text
    assert "script" not in page.seen
    assert page.seen.count("svg") >= 7
    assert "prefers-color-scheme" in text or "color-scheme:light dark" in text
    assert "width=device-width" in text
    assert "@media print" in text
    assert len(text) < 200_000
    assert not re.search(r"\bnan\b", text)


def test_it_begins_with_the_decision_and_ends_with_the_sources(history: tk.History) -> None:
    athlete = history.athlete
    assert athlete is not None
    text = report.page(history, athlete)
    made = tk.assess(history, athlete)
    assert f"{made.recovery.score:.0f} {made.recovery.status}" in text
    assert text.index("recovery on") < text.index('<svg class="wide"')
    for part in made.recovery.components:
        assert part.method in unescape(text)
    assert text.index("Where the numbers come from") > text.index("Fitness, fatigue and form")
    assert report.page(history, athlete) == text


def test_names_cannot_break_out(history: tk.History) -> None:
    athlete = history.athlete
    assert athlete is not None
    evil = athlete.model_copy(update={"name": "<img src=x onerror=alert(1)>"})
    page = checked(report.page(history, evil))
    assert "img" not in page.seen


def test_an_earlier_day_shows_nothing_later(history: tk.History) -> None:
    athlete = history.athlete
    assert athlete is not None
    day = history.dates[100].item()
    earlier = report.page(history, athlete, day)
    assert str(day) in earlier
    assert "<title>" + str(history.dates[-1].item()) not in earlier
    unsure = athlete.model_copy(update={"sleep_need_h": None})
    assert report.page(history, unsure, day) == report.page(history.until(day), unsure)


def test_a_few_measures_make_a_smaller_page() -> None:
    dates = np.arange(np.datetime64("2026-05-01"), np.datetime64("2026-06-10"))
    beats = np.full(dates.size, 50.0)
    history = tk.History.from_columns(
        {"date": dates, "resting_hr": beats, "sleep_h": beats * 0 + 8}
    )
    me = tk.Athlete(sex="male", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
    page = checked(report.page(history, me))
    assert page.seen.count("svg") >= 3


def test_power_gives_bests() -> None:
    examples = Path(__file__).resolve().parents[1] / "examples" / "data"
    history = tk.read(examples)
    day = history.activities[0].day
    columns = {
        "date": [day - dt.timedelta(days=back) for back in range(30)],
        "resting_hr": [50.0] * 30,
        "sleep_h": [8.0] * 30,
    }
    me = tk.Athlete(sex="male", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)
    text = report.page(history.merge(tk.History.from_columns(columns)), me, day)
    assert "Best mean power" in text


def test_weeks_and_the_plans_session_stand_on_the_page(history: tk.History) -> None:
    athlete = history.athlete
    assert athlete is not None
    day = history.dates[-1].item()
    planned = tk.workouts.find_session("Short intervals").build(60, athlete, day)
    text = unescape(report.page(history, athlete, plan=[planned]))
    checked(text)
    assert "Your plan: Short intervals, 60 min. Today: " in text
    weeks = re.findall(r"(\d{4}-\d\d-\d\d)</td><td class=\"n\">(\d+) km</td>", text)
    assert len(weeks) == 8
    runs = [one for one in history.activities if one.sport == "running"]
    runs = [one for one in runs if (day - one.day).days < 7]
    assert int(weeks[-1][1]) == round(sum(one.distance_m or 0 for one in runs) / 1000)
    assert "longest" in text


@pytest.mark.parametrize("days", [1, 3, 20])
def test_rows_of_a_list_have_load_and_form_where_no_recovery_can_be_said(days: int) -> None:
    athlete = tk.Athlete(sex="male", birth_date=dt.date(1985, 1, 1), hr_rest=50, hr_max=190)
    rows = [
        tk.Activity(
            sport="running",
            start=dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC) + dt.timedelta(days=day),
            elapsed_s=3000,
            distance_m=9000,
        )
        for day in range(days)
    ]
    history = tk.History(activities=tuple(rows))
    text = report.page(history, athlete)
    checked(text)
    assert "No recovery score yet: " in text
    assert "<h2>Load</h2>" in text
    assert "<h2>Recovery</h2>" not in text
    assert not re.search(r"\bnan\b", text)
    nights = tk.History.from_columns({"date": ["2026-01-01"], "hrv_rmssd": [50.0]})
    with pytest.raises(tk.InsufficientData):
        report.page(nights, athlete)
