"""The bibliography: reads docs/references.bib, writes docs/references.md, and links citations.

``python docs/site/references.py`` reports a page that is out of date and items of docstrings whose
wording is not that of the bibliography; ``--write`` mends both. In a docstring it is enough to
write ``- Foster 2001 (what it stands for)``. As a hook of the site it links each citation.
"""

import calendar
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BIBLIOGRAPHY = ROOT / "docs" / "references.bib"
PAGE = ROOT / "docs" / "references.md"

Entry = Mapping[str, str]

INTRODUCTION = """\
# References

Every source that trainkit cites, {count} in all. Docstrings, messages and pages name a source by
its first author and year; this page has the rest. It is made from
[references.bib](references.bib), which other tools can import. {checked} of the entries agree with
a bibliographic record elsewhere in title and year and, where they have them, in journal, volume,
first page and DOI; the others say what is missing. What is cited as software is described in
[cited software](sources.md).
"""

_ENTRY = re.compile(r"^@(\w+)\{(\w+),\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^  (\w+) = \{(.*)\},$", re.MULTILINE)
_NAME = r"[A-Z][\w'-]+"
# Words before a year that are no author: months, and the place of a record.
_NO_AUTHORS = frozenset((*calendar.month_name[1:], "Berlin"))
# A name, other names, and a year: "Foster 2001", "Plews et al. 2012", "Hooper (1995)".
_CITED = re.compile(
    rf"\b({_NAME})(?: et al\.| (?:&|and) ({_NAME}))?,?\s+\(?((?:19|20)\d\d[a-z]?)\b"
    r"(?![-.]\d| m\b)"
)
_PLACE = re.compile(r",\s+([A-Z][A-Za-z ]+?)\s+(\d+)(?: \w+)?:(\w+)")
# A section of a docstring, and its items.
_SECTION = re.compile(r'^( *)References\n\1-{10}\n((?:\1(?!""").*\S.*\n)+)', re.MULTILINE)
_ITEM = re.compile(r"(?P<label>[^,(<]+? (?:\d{4}[a-z]?|undated))\b(?P<rest>.*)")
_NOTE = re.compile(r" (\((?:[^()]|\([^()]*\))*\))$")
OWN = ("Convention", "Specification")  # items that cite no literature begin so


class Citation(NamedTuple):
    """A citation in a text: its names, year, and place in a journal if it says so."""

    names: tuple[str, ...]
    year: str
    journal: str
    volume: str
    page: str


def read(path: Path = BIBLIOGRAPHY) -> dict[str, Entry]:
    """Read the entries by key; each has its fields, ``key`` and ``type``."""
    entries: dict[str, Entry] = {}
    for kind, key, body in _ENTRY.findall(path.read_text(encoding="utf-8")):
        if key in entries:
            raise SystemExit(f"{path.name}: {key} stands there twice")
        entries[key] = {"key": key, "type": kind, **dict(_FIELD.findall(body))}
    return entries


def surnames(entry: Entry) -> list[str]:
    """List the authors' surnames, without "and others"; a body has one."""
    names = entry["author"].removesuffix(" and others").split(" and ")
    if "shortauthor" in entry:
        names = [entry["shortauthor"]]
    return [name.strip("{}").partition(",")[0] for name in names]


def label(entry: Entry) -> str:
    """Name a source as a sentence does: "Williams et al. 2017"."""
    names = surnames(entry)
    several = len(names) > 2 or entry["author"].endswith(" and others")
    who = f"{names[0]} et al." if several else " & ".join(names)
    letter = re.search(r"\d([a-z])$", entry["key"])
    return f"{who} {entry['year']}{letter[1] if letter else ''}"


def key_of(name: str) -> str:
    """Find the key of a label: "Van Dongen et al. 2003a" is vandongen2003a."""
    who, _, year = name.rpartition(" ")
    first = re.split(r" et al\.| & | and |,", who)[0]
    letters = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", letters.lower()) + ("" if year == "undated" else year)


def wording(entry: Entry) -> str:
    """Word a source for a docstring: label, place and DOI."""
    page = entry.get("pages", "").partition("--")[0]
    if entry["type"] == "article":
        place = f"{entry['journal']} {entry['volume']}"
        if not entry.get("number", "1")[0].isdigit():
            place += f" {entry['number']}"
        place += f":{page}"
    else:
        part = entry["type"] in ("incollection", "inproceedings")
        edition = f"{entry['edition']} ed." if "edition" in entry else ""
        place = ", ".join(
            filter(
                None,
                (
                    f"in {entry['booktitle']}" if part else entry["title"],
                    entry.get("volume", ""),
                    edition,
                    entry.get("publisher", "")
                    or entry.get("school", "")
                    or entry.get("howpublished", ""),
                    f"p. {page}" if part and page else "",
                ),
            )
        )
    end = "" if place.endswith(("?", ".")) else "."
    link = f" <https://doi.org/{entry['doi']}>" if "doi" in entry else ""
    return f"{label(entry)}, {place}{end}{link}"


def page(entries: Mapping[str, Entry]) -> str:
    """Write the page: every entry once, in the order of its key."""
    checked = sum(entry.get("checked") != "no" for entry in entries.values())
    parts = [INTRODUCTION.format(count=len(entries), checked=checked), "\n"]
    for key in sorted(entries):
        entry = entries[key]
        parts.append(f'- <a id="{key}"></a>**{label(entry)}.** {_whole(entry)}\n')
    return "".join(parts)


def _whole(entry: Entry) -> str:
    names = [_initials(name.strip("{}")) for name in entry["author"].split(" and ")]
    who = ", ".join(names).replace(", others", ", et al")
    title = entry["title"] + ("" if entry["title"].endswith("?") else ".")
    pages = entry.get("pages", "").replace("--", "-")
    if entry["type"] == "article":
        number = f"({entry['number']})" if "number" in entry else ""
        where = f"*{entry['journal']}* {entry['year']};{entry['volume']}{number}:{pages}."
    else:
        edition = f"{entry['edition']} ed." if "edition" in entry else ""
        names_of_place = ("booktitle", "publisher", "school", "howpublished")
        places = [entry[name] for name in names_of_place if name in entry]
        parts = (*places[:1], edition, *places[1:], entry.get("volume", ""), entry["year"])
        where = ", ".join(filter(None, parts)) + (f":{pages}." if pages else ".")
    address = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
    link = f" <{address}>" if address else ""
    note = f" {entry['note']}" if "note" in entry else ""
    missing = f" Not checked: {entry['missing']}." if entry.get("checked") == "no" else ""
    return f"{who}. {title} {where}{link}{note}{missing}"


def _initials(name: str) -> str:
    """Write "Bogu, G. K." as "Bogu GK"."""
    surname, comma, given = name.partition(", ")
    return f"{surname} {given.replace('.', '').replace(' ', '')}" if comma else name


def citations(text: str) -> Iterator[Citation]:
    """Find the citations of a text, with the journal, volume and page that follow."""
    for found in _CITED.finditer(text):
        if found[1] in _NO_AUTHORS:
            continue
        place = _PLACE.match(text, found.end())
        journal = " ".join(place[1].split()) if place else ""
        names = tuple(name for name in (found[1], found[2]) if name)
        yield Citation(names, found[3], journal, *((place[2], place[3]) if place else ("", "")))


def resolve(citation: Citation, entries: Mapping[str, Entry]) -> list[str]:
    """Return the keys of the entries that a citation can mean: one, if it is right.

    The first author counts; where it is nobody's first author, as in "Coggan & McGregor 2019" at
    the end of a longer list, any author does.
    """
    first, others = [], []
    for key, entry in entries.items():
        known = [name.split()[-1] for name in surnames(entry)]
        if label(entry).rpartition(" ")[2] == citation.year and set(citation.names) <= set(known):
            (first if citation.names[0] == known[0] else others).append(key)
    return first or others


def items(source: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, indent and text of each reference of a file's docstrings."""
    for section in _SECTION.finditer(source):
        at = section.start(2)
        for part in re.split(rf"(?m)^(?={section[1]}- )", section[2]):
            if part:
                text = " ".join(part.split()).removeprefix("- ")
                yield at, at + len(part), section[1], text
            at += len(part)


def worded(text: str, entries: Mapping[str, Entry]) -> str | None:
    """Word an item as the bibliography does, with its note; None if it cites nothing known."""
    if text.startswith(OWN):
        return text
    found = _ITEM.match(text)
    entry = entries.get(key_of(found["label"])) if found else None
    if entry is None:
        return None
    right = wording(entry)
    if text.startswith(right):
        return text
    note = _NOTE.search(text)
    return f"{right} {note[1]}" if note else right


def updates(entries: Mapping[str, Entry]) -> dict[Path, str]:
    """Compute the new content of the page and of the files whose items are not worded so."""
    changed = {PAGE: page(entries)}
    for path in sorted((ROOT / "src").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for start, end, indent, text in reversed(list(items(source))):
            right = worded(text, entries)
            if right is not None and right != text:
                source = source[:start] + _wrap(right, indent) + source[end:]
        changed[path] = source
    return {
        path: text
        for path, text in changed.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def _wrap(text: str, indent: str) -> str:
    lines = textwrap.wrap(
        text,
        100,
        initial_indent=f"{indent}- ",
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"


def on_page_content(page_html: str, *, page: object, **_: object) -> str:
    """Link each label of the page to its entry, outside of links, headings and code."""
    address = str(getattr(page, "url", ""))
    if address.startswith("references"):
        return page_html
    base = "../" * address.count("/") + "references/"
    keys = {label(entry).replace("&", "&amp;"): key for key, entry in read().items()}
    labels = re.compile("|".join(re.escape(name) for name in sorted(keys, key=len, reverse=True)))
    inside, parts = 0, []
    for part in re.split(r"(<[^>]+>)", page_html):
        if re.match(r"<(a|code|pre|h\d)\b", part):
            inside += 1
        elif re.match(r"</(a|code|pre|h\d)>", part):
            inside -= 1
        elif not inside and not part.startswith("<"):
            parts.append(
                labels.sub(lambda name: f'<a href="{base}#{keys[name[0]]}">{name[0]}</a>', part)
            )
            continue
        parts.append(part)
    return "".join(parts)


def main() -> int:
    """Update or report; the exit code is 1 if something is out of date and was not written."""
    stale = updates(read())
    for path, text in stale.items():
        if "--write" in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0 if "--write" in sys.argv[1:] else bool(stale)


if __name__ == "__main__":
    sys.exit(main())
