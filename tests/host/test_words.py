"""The dashboard in another language: every text of it, and nothing but text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")

from fastapi.testclient import TestClient

from builders.words import ENTRIES, TOOL, find_left, find_untranslated, mark
from trainkit import coach
from trainkit.errors import InvalidInput
from trainkit.host import create_app
from trainkit.host._words import ENGLISH, Words, read_languages, read_words, translate


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str):
        yield value


def _bare(text: str) -> str:
    """Leave out brackets, numbers and units, and how a name is written."""
    words = re.sub(r"⟦[^⟦⟧]*⟧|[-\d.,:%]+|\b(?:min|km)\b", " ", text.replace("_", " "))
    return " ".join(words.casefold().split())


def _say(kit: tk.Kit) -> set[str]:
    """Return what the engines and people say: titles, methods, sports, units, questions."""
    models = [*kit.facts(), *kit.insights(), *kit.activities.list(), kit.planned, kit.today()]
    models += [kit.athlete, *kit.goals.list()]
    found = {leaf for model in models if model for leaf in _leaves(model.model_dump(mode="json"))}
    found |= {fact.subject.rpartition(": ")[2] for fact in kit.facts()}
    found |= {activity.key for activity in kit.activities.list()}
    found |= {coach.voice.find_persona(name).name for name in coach.voice.PERSONAS}
    return {_bare(text) for text in {*found, *coach.KNOWN_QUESTIONS}}


def open_client(kit: tk.Kit, home: Path, entries: dict[str, str], liked: str) -> TestClient:
    (home / "words").mkdir()
    (home / "words" / "de.json").write_text(json.dumps(entries), encoding="utf-8")
    app = create_app(home=home, kit=kit, token="a token of the tests", auth=False)
    liked_first = {"accept-language": liked}
    return TestClient(
        app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=liked_first
    )


def test_the_list_of_english_texts_is_that_of_the_pages() -> None:
    listed = json.loads(TOOL["LIST"].read_text(encoding="utf-8"))
    assert listed == ENTRIES, "run: python docs/site/words.py --write"
    assert list(listed) == sorted(listed)


@pytest.mark.usefixtures("planned")
def test_every_text_of_the_pages_is_in_the_list(kit: tk.Kit, tmp_path: Path) -> None:
    client = open_client(kit, tmp_path, {text: mark(text) for text in ENTRIES}, "de-AT,en;q=0.5")
    kit.goals.add("10K in 50 minutes on 2026-09-01")
    key = next(item.id for item in kit.activities.list())
    engines = _say(kit)
    pages = ("/", "/calendar", "/plan", "/plan/new", "/trends", "/activities", "/insights")
    pages += ("/coach", "/goals", "/faults", "/settings", "/facts", f"/activities/{key}", "/none")
    for path in pages:
        page = client.get(path).text
        assert '<html lang="de" data-words=' in page
        found = set(find_left(page))
        left = {text for text in found if _bare(text) not in engines or text in ENTRIES}
        assert left == set(), path


def test_words_bring_no_markup_in(kit: tk.Kit, tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>\"&' onload=x "
    entries = {text: bad + "{}" * text.count("{}") for text in ENTRIES}
    client = open_client(kit, tmp_path, entries, "de")
    english = client.get("/settings", headers={"accept-language": "en"}).text
    page = client.get("/settings").text
    assert "&lt;script&gt;alert(1)" in page
    tags, names = re.compile(r"<(/?\w+)"), re.compile(r' ([\w-]+)="')
    marks = {"span", "/span", "lang", "data-words"}
    for shape in (tags, names):
        shapes = [
            [one for one in shape.findall(text) if one not in marks] for text in (page, english)
        ]
        assert shapes[0] == shapes[1]


def test_a_language_is_chosen_and_kept(kit: tk.Kit, tmp_path: Path) -> None:
    words = {"Settings": "Einstellungen", "English": "Deutsch"}
    client = open_client(kit, tmp_path, words, "fr,en")
    page = client.get("/settings").text
    assert '<html lang="en">' in page
    assert '<option value="de" lang="de">Deutsch</option>' in page
    shown = {"units": "metric", "dates": "day"}
    assert client.post("/settings/display", data={**shown, "language": "xx"}).status_code == 400
    assert client.post("/settings/display", data={**shown, "language": "de"}).status_code == 303
    page = client.get("/settings").text
    assert "<h1>Einstellungen</h1>" in page
    assert '<option value="en" lang="en">English</option>' in page


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>Load <a href='/x'>40</a> of 50.</p>", "<p>Von 50 <a href='/x'>40</a>.</p>"),
        ('<p title="Today">x</p>', '<p title="Heute">x</p>'),
        ("<p> Today </p><p>Tomorrow</p>", "<p> Heute </p><p>Tomorrow</p>"),
        ('<p lang="en">Today <i>Today</i></p>', '<p lang="en">Today <i>Today</i></p>'),
        ("<textarea>Today</textarea>", "<textarea>Today</textarea>"),
        ("<p>\ue000Today</p>", "<p>\ufffdToday</p>"),
        ("<p><b>Today</b>, Today</p>", "<p><b>Heute</b>, Heute</p>"),
        ("<b>Today", "<b>Heute"),
        ("<p>1 &lt; 2 &amp; Today</p>", "<p>1 &lt; 2 &amp; Today</p>"),
        (
            "<svg><title>Today</title><path/></svg> Today",
            "<svg><title>Heute</title><path/></svg> Heute",
        ),
    ],
)
def test_texts_and_their_elements(page: str, said: str) -> None:
    words = Words("de", {"Today": "Heute", "Load {} of {}.": "Von {1} {0}."})
    assert translate(page, words) == said
    assert translate(page, ENGLISH) is page


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("de.json", "{"),
        ("de.json", "[]"),
        ("de.json", '{"Today": 1}'),
        ("de.json", '{"Moved to {}.": "Verschoben."}'),
        ("de.json", '{"{} of {}": "{0} von {}"}'),
        ("de.json", '{"{}": "x {}"}'),
        ("de.json", '{"Today": "\\ue000"}'),
        ("german language.json", "{}"),
    ],
)
def test_a_file_that_is_wrong_is_said(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=re.escape(name)):
        read_words(path)
    with pytest.raises(InvalidInput):
        read_languages(tmp_path)


def test_the_example_of_the_guide_is_of_the_list() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "dashboard.md").read_text("utf-8")
    part = guide.partition("## In another language")[2]
    example = json.loads(part.partition("```json")[2].partition("```")[0])
    assert len(example) == 3
    assert set(example) <= set(ENTRIES)


def test_pages_without_data_are_in_the_list(empty: Any) -> None:
    own = {"Aiden", "Alice", *coach.KNOWN_QUESTIONS}
    for path in ("/", "/calendar", "/plan", "/trends", "/activities", "/goals", "/settings"):
        assert set(find_untranslated(empty.get(path).text)) <= own, path


def test_what_a_form_sends_stays() -> None:
    words = Words("de", {"athlete": "Athlet"})
    for page in ("<option>athlete</option>", '<input value="athlete">'):
        assert translate(page, words) == page
    sent = '<option value="athlete">athlete</option>'
    assert translate(sent, words) == '<option value="athlete">Athlet</option>'
