"""References are uniform: one wording for each source, a well-formed DOI, no citation left open."""

import re
from pathlib import Path

import pytest

from builders.calculators import public_calculators
from builders.docstrings import section

ROOT = Path(__file__).resolve().parents[2]
METRICS = sorted((ROOT / "src" / "trainkit" / "metrics").rglob("*.py"))
DOI = re.compile(r"10\.\d{4,9}/[^\s<>]*[^\s<>.,;:]")
# Authors or a body, a title that ends with "." or "?", where and when; a link; what it stands for.
FORM = re.compile(
    r"(?P<source>[A-Z][^<>]*[.?] [^<>]*)(?P<link> <https://doi\.org/10\.\d{4,9}/\S+>)?( \(.+\))?",
    re.IGNORECASE,
)
CITED = re.compile(r"\b([A-Z][\w-]+)(?: et al\.| & [A-Z][\w-]+)? ((?:19|20)\d\d)\b")


def references(docstring: str) -> list[str]:
    """Return the items of the References section, each on one line."""
    items = re.split(r"^ *- ", section(docstring, "References"), flags=re.MULTILINE)
    return [" ".join(item.split()) for item in items if item.strip()]


ITEMS = {name: references(f.__doc__ or "") for name, f in public_calculators().items()}


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_each_reference_has_the_same_form(name: str) -> None:
    assert ITEMS[name]
    for item in ITEMS[name]:
        assert FORM.fullmatch(item), item


def test_one_source_has_one_wording() -> None:
    wordings: dict[str, set[str]] = {}
    for item in (item for items in ITEMS.values() for item in items):
        for doi in DOI.findall(item):
            wordings.setdefault(doi.lower(), set()).add(item.partition(" <")[0])
    assert [sources for sources in wordings.values() if len(sources) > 1] == []
    assert len(wordings) >= 60


def test_each_doi_in_the_source_is_well_formed() -> None:
    for path in sorted((ROOT / "src").rglob("*.py")):
        prefixes = "https://doi.org/" if path in METRICS else ("https://doi.org/", "doi:", "doi: ")
        for line in path.read_text(encoding="utf-8").splitlines():
            for doi in re.finditer(r"(?<![\d.])10\.\d{4,9}/", line):
                assert line[: doi.start()].endswith(prefixes), f"{path.name}: {line}"
            for name in re.findall(r"(?:https://doi\.org/|\bdoi: ?)([^\s<>]+)", line):
                assert DOI.match(name), f"{path.name}: {name}"


@pytest.mark.parametrize("path", METRICS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_citation_has_its_reference(path: Path) -> None:
    listed = [item for items in ITEMS.values() for item in items]
    for author, year in CITED.findall(path.read_text(encoding="utf-8")):
        assert any(author in item and year in item for item in listed), f"{author} {year}"
