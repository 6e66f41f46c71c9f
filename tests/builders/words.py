"""A made-up language of the dashboard, and what of a page nobody put into it."""

import re
import runpy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from trainkit.host._words import Words, translate

ROOT = Path(__file__).parents[2]
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "site" / "words.py"))
ENTRIES: dict[str, str] = TOOL["collect"]()
SPOKEN = {"title", "aria-label", "placeholder", "alt"}
VOID = {"meta", "link", "input", "br", "rect", "circle", "path", "line", "polyline", "polygon"}
LEFT = {"textarea", "script", "figure"}
"""What people and programs write, and what the engines draw."""


def mark(text: str) -> str:
    """Put brackets around all of a text but its values."""
    return "".join(
        piece if piece == "{}" or not piece.strip() else f"⟦{piece}⟧"
        for piece in re.split(r"(\{\})", text)
    )


def find_left(page: str) -> list[str]:
    """Return the words of a page that are in no brackets."""
    return _Left(page).found


class _Left(HTMLParser):
    """The words of a page that stand in no brackets: nobody translated them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        left = (tag != "html" and "lang" in given) or tag in LEFT
        for name in SPOKEN & set(given):
            if not left:
                self._look(given[name])
        if tag not in VOID:
            self._open.append((tag, left))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open and self._open.pop()[0] != tag:
            pass  # cells and rows need no end

    def handle_data(self, data: str) -> None:
        self._look(data)

    def _look(self, text: str) -> None:
        rest = re.sub("⟦[^⟦⟧]*⟧", "", text)
        if TOOL["has_words"](rest) and not any(left for _, left in self._open):
            self.found.append(text.strip())


def find_untranslated(page: str) -> list[str]:
    """Return the words of an English page that the list has no entry for."""
    words = Words("de", {text: mark(text) for text in ENTRIES})
    return find_left(translate(page[page.index("<head>") :], words))
