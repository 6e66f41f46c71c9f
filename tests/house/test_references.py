"""Each source stands once in docs/references.bib, whole, and is cited as it stands there."""

import csv
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.calculators import public_calculators
from builders.docstrings import section

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "docs" / "site" / "references.py"))
ENTRIES: dict[str, dict[str, str]] = TOOL["read"]()
GENERATED = {ROOT / "docs" / "references.md", ROOT / "docs" / "changelog.md"}
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TEXTS = [
    path
    for path in (
        *SOURCES,
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "benchmarks").glob("*.py")),
    )
    if path not in GENERATED
]
DOI = re.compile(r"10\.\d{4,9}/[\w.()/:-]*[\w)]")
IN_TEXT = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s<>\"`|\[\]]*[^\s<>.,;:)\"`|\[\]]")


def cited_dois(text: str) -> Iterator[str]:
    return (found[0].lower() for found in IN_TEXT.finditer(text))


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_each_entry_is_whole(key: str) -> None:
    entry = ENTRIES[key]
    assert {"author", "title", "year", "checked"} <= set(entry)
    assert re.fullmatch(r"(18|19|20)\d\d", entry["year"]) or entry["year"] == "undated"
    if entry["type"] == "article":
        assert {"journal", "volume", "pages"} <= set(entry)
    else:
        assert {"booktitle", "publisher", "school", "howpublished"} & set(entry)
    if entry["type"] not in ("article", "book", "incollection"):
        assert "note" in entry, "why it has no volume and page"
    assert "doi" in entry or "DOI" in entry["note"]
    assert "doi" not in entry or DOI.fullmatch(entry["doi"])


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_each_entry_says_what_was_checked(key: str) -> None:
    entry = ENTRIES[key]
    assert ("missing" in entry) == (entry["checked"] == "no")
    assert entry["checked"] == "no" or re.fullmatch(r"20\d\d-\d\d", entry["checked"])


def test_a_key_is_what_a_sentence_says() -> None:
    assert {key: TOOL["key_of"](TOOL["label"](entry)) for key, entry in ENTRIES.items()} == {
        key: key for key in ENTRIES
    }
    assert TOOL["key_of"]("Van Dongen et al. 2003a") == "vandongen2003a"
    assert TOOL["key_of"]("Stöggl & Sperlich 2015") == "stoggl2015"


def test_one_doi_is_one_entry() -> None:
    dois = [entry["doi"].lower() for entry in ENTRIES.values() if "doi" in entry]
    assert len(set(dois)) == len(dois) >= 95


def test_each_citation_is_in_the_bibliography_with_its_journal_volume_and_page() -> None:
    wrong = []
    for path in TEXTS:
        for citation in TOOL["citations"](path.read_text(encoding="utf-8")):
            keys = TOOL["resolve"](citation, ENTRIES)
            entry = ENTRIES[keys[0]] if len(keys) == 1 else {}
            place = (citation.journal, citation.volume, citation.page)
            page = entry.get("pages", "").partition("--")[0]
            if not entry or (
                citation.volume and place != (entry.get("journal"), entry.get("volume"), page)
            ):
                wrong.append((path.name, *citation))
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "a band (Nobody 2016)",
        "Foster et al. 2002, J Strength Cond Res 15:109",
        "Foster and others say so.\nFoster 2001, J Strength Cond Res 16:109",
        "Foster 2001, Br J Sports Med 15:109",
        "Van Dongen 2003",
        "Hooper (1996) and McLean",
    ],
)
def test_a_wrong_citation_is_found(text: str) -> None:
    (citation,) = TOOL["citations"](text)
    keys = TOOL["resolve"](citation, ENTRIES)
    place = (citation.journal, citation.volume, citation.page)
    known = [
        (entry["journal"], entry["volume"], entry["pages"].partition("--")[0])
        for entry in (ENTRIES[key] for key in keys)
    ]
    assert len(keys) != 1 or place not in known


def test_a_date_is_no_citation() -> None:
    text = "On 18 October 2026, at Berlin 2009, over Easy 2000 m and until 2026-11-25."
    assert list(TOOL["citations"](text)) == []


def test_each_doi_is_in_the_bibliography() -> None:
    known = {entry["doi"].lower() for entry in ENTRIES.values() if "doi" in entry}
    for path in (*TEXTS, *sorted((ROOT / "tests" / "published").glob("*.csv"))):
        unknown = set(cited_dois(path.read_text(encoding="utf-8"))) - known
        assert unknown == set(), path.name


def test_each_entry_is_cited() -> None:
    cited: set[str] = set()
    by_doi = {entry["doi"].lower(): key for key, entry in ENTRIES.items() if "doi" in entry}
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        for citation in TOOL["citations"](text):
            cited.update(TOOL["resolve"](citation, ENTRIES))
        cited.update(by_doi[doi] for doi in cited_dois(text))
        cited.update(key for key, entry in ENTRIES.items() if TOOL["wording"](entry)[:40] in text)
    for path in sorted((ROOT / "tests" / "published").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            cited.update(by_doi[row["doi"].lower()] for row in csv.DictReader(file) if row["doi"])
    assert sorted(set(ENTRIES) - cited) == []


def test_docstrings_and_page_are_worded_as_the_bibliography() -> None:
    stale = [str(path.relative_to(ROOT)) for path in TOOL["updates"](ENTRIES)]
    assert stale == [], "run: python docs/site/references.py --write"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_references_of_docstrings_cite_entries_or_conventions(path: Path) -> None:
    for *_, text in TOOL["items"](path.read_text(encoding="utf-8")):
        assert TOOL["worded"](text, ENTRIES) == text, text


@pytest.mark.parametrize("name", sorted(public_calculators()))
def test_each_calculator_has_references_with_author_year_and_place(name: str) -> None:
    """Read the docstring without the tool, as ``help`` shows it."""
    text = section(public_calculators()[name].__doc__ or "", "References")
    listed = [" ".join(item.split()) for item in re.split(r"(?m)^ *- ", text) if item.strip()]
    assert listed
    for item in listed:
        assert item.startswith("Convention: ") or re.match(
            r"\w[^,]* ((18|19|20)\d\d[a-z]?|undated), \S.*[.?]"
            r"( <https://doi\.org/\S+>)?( \(.*\))?$",
            item,
        ), item


def test_a_short_item_becomes_the_whole_line() -> None:
    worded = TOOL["worded"]("Foster 2001 (ratings (0 to 10))", ENTRIES)
    assert worded == (
        "Foster et al. 2001, J Strength Cond Res 15:109. "
        "<https://doi.org/10.1519/00124278-200102000-00019> (ratings (0 to 10))"
    )
    assert TOOL["worded"]("Foster 2002 (what for)", ENTRIES) is None


def test_the_site_links_citations_outside_of_links_and_code() -> None:
    html = "<p>Foster 1998 <code>Foster 1998</code> <a href='#'>Foster 1998</a></p>"
    page = type("Page", (), {"url": "api/load/"})
    linked = '<a href="../../references/#foster1998">Foster 1998</a>'
    expected = html.replace("<p>Foster 1998", f"<p>{linked}")
    assert TOOL["on_page_content"](html, page=page) == expected
